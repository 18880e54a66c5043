"""The parts of the call screen, rendered for the page, for an answer and for the stream."""

import json
from datetime import datetime
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.loader import render_to_string
from django.utils import timezone

from kulanz.calls import command_names
from kulanz.case import LanguageCode
from kulanz.desk.actions.calls import note_heat
from kulanz.desk.models import Call
from kulanz.desk.queries.approvals import of_case
from kulanz.desk.queries.callhints import Regions, regions
from kulanz.desk.queries.callpage import call_screen
from kulanz.desk.web.calls.bus import publish
from kulanz.desk.web.calls.doors import by_script
from kulanz.desk.web.doors import person_of
from kulanz.desk.web.languages import reading
from kulanz.desk.web.offers.tab import seen_of
from kulanz.signals.heat import STAGES


def live_parts(found: Regions, call: Call, *, screen: LanguageCode, number: int = 0) -> str:
    """The regions that change by themselves, as JSON; `number` acknowledges a keystroke."""
    context = {"live": found, "call": call, "stages": STAGES}
    return json.dumps(
        {
            "now": render_to_string("kulanz/calls/now.html", context),
            "temperature": render_to_string("kulanz/calls/temperature.html", context),
            "primary": found.primary,
            "stage": found.temperature.stage,
            "seen": number,
            "screen": screen,
        },
        ensure_ascii=False,
    )


def tell(call: Call, *, typed: str, screen: LanguageCode, number: int = 0) -> str:
    """Work the regions out once, and hand them to every page that listens."""
    found = regions(call, typed=typed, at=timezone.now(), screen=screen)
    parts = live_parts(found, call, screen=screen, number=number)
    publish(call.pk, parts)
    return parts


def changed(request: HttpRequest, call: Call) -> HttpResponse:
    """After a line, a tap or an offer: the whole body for the script, the page for everybody."""
    fresh = _again(call)
    found = regions(fresh, typed=fresh.typed, at=timezone.now(), screen=reading())
    note_heat(fresh, value=found.temperature.value)
    publish(fresh.pk, live_parts(found, fresh, screen=reading()))
    if not by_script(request):
        return redirect("call", call.pk)
    context = page_context(request, fresh, at=timezone.now(), found=found)
    body = render_to_string("kulanz/calls/body.html", context, request=request)
    return HttpResponse(body)


def page_context(
    request: HttpRequest, call: Call, *, at: datetime, found: Regions | None = None
) -> dict[str, Any]:
    """What the templates of the screen need."""
    person, screen = person_of(request), reading()
    asked = of_case(call.case, language=screen, at=at) if call.case else ()
    return {
        "asked": asked,
        "asked_seen": seen_of(asked),
        "screen": call_screen(call, person=person, at=at, language=screen),
        "live": found or regions(call, typed=call.typed, at=at, screen=screen),
        "call": call,
        "case": call.case,
        "mine": call.agent_id == person.pk and call.ended_at is None,
        "commands": command_names(screen),
        "stages": STAGES,
        "section": "calls",
    }


def _again(call: Call) -> Call:
    rows = Call.objects.select_related(
        "case__customer", "case__owner", "case__team", "contact", "agent"
    )
    return rows.get(pk=call.pk)
