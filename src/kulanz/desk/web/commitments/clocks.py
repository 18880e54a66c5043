"""What is done about a deadline: met, told to the customer, made longer with a reason."""

from collections.abc import Callable

from django import forms
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_POST

from kulanz.desk.actions import clock_dates as actions
from kulanz.desk.actions.clocks import meet_clock
from kulanz.desk.actions.record import DeskRefusal
from kulanz.desk.models import Case, CaseClock
from kulanz.desk.web.doors import person_of, working_on_case

REFUSALS = {
    "case_closed": _("That case is closed. Open it again first."),
    "clock_over": _("This deadline was met or has ended."),
    "told_later_than_due": _(
        "That is later than the deadline. Tell the customer why, and note it as an extension."
    ),
    "told_in_the_past": _("That day has passed."),
    "no_extension": _("This deadline cannot be extended, or not once more."),
    "extended_too_late": _("The deadline has passed. It could only be extended before."),
    "extended_too_far": _("Choose a day after the deadline, within what the profile allows."),
    "extension_reason_missing": _("Why does it take longer? A few words that the customer knows."),
}


class DayForm(forms.Form):
    """The day the customer was told, and why it is later than it was."""

    day = forms.DateField(error_messages={"required": _("Which day?"), "invalid": _("Which day?")})
    reason = forms.CharField(required=False, max_length=actions.LONGEST_REASON)


@require_POST
@working_on_case
def meeting(request: HttpRequest, case: Case, pk: int) -> HttpResponse:
    """What a declaration asked for is done."""
    row, by = _row(case, pk), person_of(request)
    return _do(request, case, lambda: meet_clock(row, at=timezone.now(), by=by))


@require_POST
@working_on_case
def telling(request: HttpRequest, case: Case, pk: int) -> HttpResponse:
    """The customer was told by when; what was told holds."""
    row, by, form = _row(case, pk), person_of(request), DayForm(request.POST)
    if not form.is_valid():
        return _refused(request, case, form)
    day = form.cleaned_data["day"]
    return _do(request, case, lambda: actions.tell_clock(row, day=day, at=timezone.now(), by=by))


@require_POST
@working_on_case
def extension(request: HttpRequest, case: Case, pk: int) -> HttpResponse:
    """It takes longer: the customer was told why, and until when."""
    row, by, form = _row(case, pk), person_of(request), DayForm(request.POST)
    if not form.is_valid():
        return _refused(request, case, form)
    typed = form.cleaned_data
    return _do(request, case, lambda: actions.extend_clock(row, **typed, at=timezone.now(), by=by))


def _row(case: Case, pk: int) -> CaseClock:
    row = case.clocks.select_related("case").filter(pk=pk).first()
    if row is None:
        raise Http404
    return row


def _refused(request: HttpRequest, case: Case, form: DayForm) -> HttpResponse:
    for errors in form.errors.values():
        messages.error(request, str(errors[0]))
    return redirect("commitments", case.number)


def _do(request: HttpRequest, case: Case, deed: Callable[[], object]) -> HttpResponse:
    try:
        deed()
    except DeskRefusal as refusal:
        messages.error(request, str(REFUSALS[refusal.code]))
    return redirect("commitments", case.number)
