"""Ending a call: in writing, broken off, or because all is said."""

from datetime import datetime

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from kulanz.commitments import presets
from kulanz.countries import profile
from kulanz.desk.actions.call_endings import break_off, finish, move_to_writing, not_reached
from kulanz.desk.actions.record import DeskRefusal
from kulanz.desk.models import Call, Case, Recovery
from kulanz.desk.queries.callhints import forget
from kulanz.desk.queries.chain_reading import way_named
from kulanz.desk.queries.unlocking import WayOut
from kulanz.desk.web.calls.bus import publish
from kulanz.desk.web.calls.doors import by_script, refused, speaking
from kulanz.desk.web.doors import person_of
from kulanz.desk.web.languages import reading


@require_POST
@speaking
def writing(request: HttpRequest, call: Call) -> HttpResponse:
    """End and write: the letter is drafted, both sides have their dates."""
    at, by, case = timezone.now(), person_of(request), call.case
    assert case is not None, "see `call_for`"  # noqa: S101
    way = _way(request, case)
    due_at = _due(case, request.POST.get("due", ""), at)
    try:
        moved = move_to_writing(call, due_at=due_at, at=at, by=by, way=way)
    except DeskRefusal as refusal:
        return refused(request, call, refusal)
    day = f"{timezone.localtime(moved.callback.due_at):%d.%m. %H:%M}"
    messages.success(
        request,
        _("The letter is drafted, both sides have their dates, the call-back is on %(day)s.")
        % {"day": day},
    )
    if Recovery.objects.filter(call=call).exists():
        messages.info(request, _("That was a hard call. A break waits for you under “My day”."))
    return _over(request, call, f"{reverse('case', args=[case.number])}?reply=1")


@require_POST
@speaking
def breaking(request: HttpRequest, call: Call) -> HttpResponse:
    """The call is gone: who ended it, and who rings back."""
    at, by = timezone.now(), person_of(request)
    ended_by = request.POST.get("ended_by", "")
    keep_it = request.POST.get("keep") == "yes"
    try:
        callback = break_off(call, ended_by=ended_by, at=at, by=by, keep_it=keep_it)
    except DeskRefusal as refusal:
        return refused(request, call, refusal)
    owner = callback.owner.name if callback.owner else ""
    when = f"{timezone.localtime(callback.due_at):%d.%m. %H:%M}"
    messages.success(
        request, _("%(owner)s rings back by %(when)s.") % {"owner": owner, "when": when}
    )
    return _over(request, call, reverse("my_day"))


@require_POST
@speaking
def ending(request: HttpRequest, call: Call) -> HttpResponse:
    """All is said, or nobody picked up."""
    at, by, case = timezone.now(), person_of(request), call.case
    assert case is not None, "see `call_for`"  # noqa: S101
    try:
        if request.POST.get("how") == "unreachable":
            not_reached(call, at=at, by=by)
            messages.info(request, _("Nobody reached. The call-back stays and is tried again."))
        else:
            finish(call, at=at, by=by)
    except DeskRefusal as refusal:
        return refused(request, call, refusal)
    return _over(request, call, reverse("facts", args=[case.number]))


def _over(request: HttpRequest, call: Call, address: str) -> HttpResponse:
    """The screen closes wherever it is open, and its agent goes on in the case."""
    forget(call)
    publish(call.pk, "{}")
    return JsonResponse({"goes": address}) if by_script(request) else redirect(address)


def _way(request: HttpRequest, case: Case) -> WayOut | None:
    key = request.POST.get("way", "")
    return way_named(case, key, person=person_of(request), language=reading()) if key else None


def _due(case: Case, code: str, at: datetime) -> datetime:
    choices = presets(profile(case.profile), at)
    return next((one.due for one in choices if one.code == code), choices[-1].due)
