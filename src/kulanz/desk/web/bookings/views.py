"""The list of one role, and marking a booking as done."""

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET, require_POST

from kulanz.desk.actions.bookings import book
from kulanz.desk.actions.record import DeskRefusal
from kulanz.desk.queries.bookings import booking_list, for_role
from kulanz.desk.web.doors import person_of
from kulanz.desk.web.languages import reading

REFUSALS = {
    "already_booked": gettext_lazy("Somebody has booked this already."),
    "not_your_booking": gettext_lazy("Another role books this."),
    "not_the_third": gettext_lazy(
        "Whoever offered or approved this does not book it: ask a colleague."
    ),
    "reference_missing": gettext_lazy("Under which reference can the booking be found again?"),
}


@require_GET
def bookings(request: HttpRequest) -> HttpResponse:
    """What is to be booked, and what was lately."""
    shown = booking_list(person_of(request), language=reading(), at=timezone.now())
    context = {"bookings": shown, "section": "bookings"}
    return render(request, "kulanz/bookings/list.html", context)


@require_POST
def booking(request: HttpRequest, pk: int) -> HttpResponse:
    """It is booked, under this reference."""
    person = person_of(request)
    row = for_role(person).select_related("offer__case").filter(pk=pk).first()
    if row is None:
        raise Http404
    try:
        book(row, reference=request.POST.get("reference", ""), at=timezone.now(), by=person)
        messages.success(request, _("Booked."))
    except DeskRefusal as refusal:
        messages.error(request, str(REFUSALS[refusal.code]))
    return redirect("bookings")
