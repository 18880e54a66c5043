"""What a typed command does; one that nobody knows stays in the line, with the nearest named."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from kulanz.calls import Line
from kulanz.desk.actions.calls import keep_typed
from kulanz.desk.actions.conversation import PAUSE_MINUTES, mark_said, start_pause
from kulanz.desk.actions.record import DeskRefusal
from kulanz.desk.models import Call
from kulanz.desk.web.calls.doors import by_script, refused
from kulanz.desk.web.calls.parts import changed
from kulanz.desk.web.doors import person_of, whole_number

OPENS = {"mail": "writing", "cut": "break", "end": "end", "unreachable": "writing", "help": "help"}


def run_command(request: HttpRequest, call: Call, line: Line) -> HttpResponse:
    """Carry out a command, or open the part of the page where it is confirmed."""
    at, by = timezone.now(), person_of(request)
    if line.command in OPENS:
        keep_typed(call, text="", by=by)
        return _open(request, call, OPENS[line.command])
    try:
        if line.command == "pause" and call.case is not None:
            minutes = whole_number(line.argument)
            minutes = minutes if minutes in PAUSE_MINUTES else PAUSE_MINUTES[0]
            start_pause(call.case, minutes=minutes, at=at, by=by)
        elif line.command == "boundary" and call.case is not None:
            mark_said(call.case, what="boundary", at=at, by=by)
        elif line.command == "safety" and call.case is not None:
            return _go(request, reverse("safety", args=[call.case.number]))
        else:
            return _unknown(request, call, line)
    except DeskRefusal as refusal:
        return refused(request, call, refusal)
    keep_typed(call, text="", by=by)
    return changed(request, call)


def _open(request: HttpRequest, call: Call, part: str) -> HttpResponse:
    if by_script(request):
        return JsonResponse({"opens": part})
    return redirect(f"{reverse('call', args=[call.pk])}#{part}")


def _go(request: HttpRequest, address: str) -> HttpResponse:
    return JsonResponse({"goes": address}) if by_script(request) else redirect(address)


def _unknown(request: HttpRequest, call: Call, line: Line) -> HttpResponse:
    name = line.text.split(" ", 1)[0]
    text = _("There is no command /%(name)s.") % {"name": name}
    if line.near:
        text += " " + _("Did you mean /%(near)s?") % {"near": line.near}
    if by_script(request):
        return HttpResponse(text, status=422, content_type="text/plain; charset=utf-8")
    keep_typed(call, text=f"/{line.text}", by=person_of(request))
    messages.error(request, text)
    return redirect("call", call.pk)
