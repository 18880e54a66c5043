"""Taking or declining a break, asking for a talk, and saying that it took place."""

from collections.abc import Callable

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from kulanz.desk.actions import care
from kulanz.desk.actions.record import DeskRefusal
from kulanz.desk.models import Recovery
from kulanz.desk.web.doors import back, person_of, whole_number


@require_POST
def cool_down(request: HttpRequest, pk: int) -> HttpResponse:
    """The break begins now."""
    seconds = whole_number(request.POST.get("seconds", ""))
    return _do(request, pk, lambda row, **who: care.cool_down(row, seconds=seconds, **who))


@require_POST
def declining(request: HttpRequest, pk: int) -> HttpResponse:
    """Neither break nor talk."""
    return _do(request, pk, care.decline)


@require_POST
def debrief(request: HttpRequest, pk: int) -> HttpResponse:
    """A talk is wanted, or no longer."""
    wanted = request.POST.get("wanted", "yes") == "yes"
    return _do(request, pk, lambda row, **who: care.want_debrief(row, wanted=wanted, **who))


@require_POST
def debriefing(request: HttpRequest, pk: int) -> HttpResponse:
    """The talk took place."""
    return _do(request, pk, care.debriefed, done=_("Noted."))


def _do(
    request: HttpRequest, pk: int, deed: Callable[..., object], *, done: str = ""
) -> HttpResponse:
    row = Recovery.objects.select_related("person").filter(pk=pk).first()
    if row is None:
        raise Http404
    try:
        deed(row, at=timezone.now(), by=person_of(request))
    except care.NotYours as error:
        raise Http404 from error
    except DeskRefusal:
        messages.error(request, _("That is no break that the house allows."))
    else:
        if done:
            messages.success(request, done)
    return back(request, "my_day")
