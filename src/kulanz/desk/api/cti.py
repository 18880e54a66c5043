"""The door for telephone systems: it rings, somebody answers, somebody hangs up.

A form as sipgate.io pushes it, or JSON. A form is answered in the XML that asks for the two
messages that follow (sipgate.io sends them only where it is asked to).
"""

import json
from html import escape
from typing import Any

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.utils import timezone
from ninja import Router, Schema, Status

from kulanz.calls.phone import PhoneEvent, PhoneEventError, from_form, from_json
from kulanz.desk.actions.phone import Noted, note_phone_event
from kulanz.desk.api.problems import Problem
from kulanz.desk.api.tokens import PathToken, Token, person_behind
from kulanz.desk.models import Call, Person, Team
from kulanz.desk.queries.access import SEES_ALL
from kulanz.desk.queries.phone import country_of_team

router = Router(tags=["calls"])
FORM = "application/x-www-form-urlencoded"


class PhoneCallOut(Schema):
    """The call as the desk knows it now.

    `callback`: what a call that nobody took owes; null with `number_hidden` says that nobody can
    be rung back.
    """

    call: int
    state: str
    case: str | None
    agent: str | None
    number_hidden: bool
    callback: str | None


ANSWERS: dict[int, Any] = {200: PhoneCallOut}


@router.post("/cti", auth=Token("cti:write"), response=ANSWERS, summary="Telephone event")
def cti(request: HttpRequest) -> Any:
    """A ring, an answer or a hang-up, as a form (sipgate.io) or JSON; twice is once."""
    return _told(request)


@router.post(
    "/cti/{token}",
    auth=PathToken("cti:write"),
    response=ANSWERS,
    summary="Telephone event, for systems that can send no header",
)
def cti_by_path(request: HttpRequest, token: str) -> Any:  # noqa: ARG001 - read by PathToken
    """The same; the token opens nothing else."""
    return _told(request)


def _told(request: HttpRequest) -> HttpResponse | Status[dict[str, Any]]:
    person = person_behind(request)
    team = _team(request, person)
    is_form = request.content_type == FORM
    try:
        event = _read(request, team, is_form=is_form)
    except PhoneEventError as error:
        detail = f"The field {error.field} is missing or cannot be read."
        raise Problem(422, "bad_phone_event", detail, field=error.field) from error
    noted = note_phone_event(event, team=team, at=timezone.now(), by=person)
    return _go_on(request) if is_form else Status(200, _shown(noted))


def _read(request: HttpRequest, team: Team, *, is_form: bool) -> PhoneEvent:
    country = country_of_team(team)
    if is_form:
        return from_form(dict(request.POST.lists()), country=country)
    try:
        content = json.loads(request.body)
    except (ValueError, RecursionError) as error:
        raise PhoneEventError("body") from error
    return from_json(content, country=country)


def _team(request: HttpRequest, person: Person) -> Team:
    """Named in the address (`?team=`), else the token's person's, else the only one there is."""
    asked = request.GET.get("team", "")
    if asked:
        named = Team.objects.filter(name__iexact=asked).first()
        if named is None or not (person.role in SEES_ALL or person.team_id == named.pk):
            raise Http404
        return named
    if person.team is not None:
        return person.team
    teams = list(Team.objects.all()[:2])
    if len(teams) != 1:
        raise Problem(422, "team_missing", "Name the team in the address: ?team=...")
    return teams[0]


def _go_on(request: HttpRequest) -> HttpResponse:
    address = escape(f"{settings.PUBLIC_URL}{request.get_full_path()}")
    xml = (
        '<?xml version="1.0" encoding="UTF-8"?>\n'
        f'<Response onAnswer="{address}" onHangup="{address}"/>\n'
    )
    return HttpResponse(xml, content_type="application/xml")


def _shown(noted: Noted) -> dict[str, Any]:
    call, owed = noted.call, noted.callback
    return {
        "call": call.pk,
        "state": state_of(call),
        "case": call.case.number if call.case else None,
        "agent": call.agent.name if call.agent else None,
        "number_hidden": not call.number,
        "callback": owed.due_at.isoformat() if owed else None,
    }


def state_of(call: Call) -> str:
    """Ringing, answered, or how it ended; "ended" while the agent has not said how."""
    if call.ended_at is not None:
        return call.ending or "ended"
    return "answered" if call.answered_at or call.agent_id else "ringing"
