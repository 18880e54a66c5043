"""Reading and changing the order in which a team goes through a conversation."""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.dateparse import parse_date
from django.utils.functional import Promise
from django.utils.text import slugify
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST

from kulanz.desk.actions.protocol import CannotFollow, discard_guide, draft_guide, publish_guide
from kulanz.desk.actions.record import DeskRefusal
from kulanz.desk.models import Case, Team, TeamGuide
from kulanz.desk.queries import access
from kulanz.desk.queries.guide_trials import tried
from kulanz.desk.queries.protocol import (
    draft_of,
    guide_of,
    may_change,
    row_in_force,
    steps_of,
    teams_for,
    today_of,
    versions_of,
)
from kulanz.desk.web.doors import person_of
from kulanz.desk.web.protocol.form import asked, rows_of, step_names
from kulanz.protocol.guide_file import MOST_LETTERS, changed, read_guide, written
from kulanz.protocol.order import BadGuide, GuideStep

MOST_VERSIONS = 20
REFUSALS: dict[str, Promise] = {
    "not_your_guide": gettext_lazy("The lead of the team changes this, or the complaint manager."),
    "no_guide_draft": gettext_lazy("There is no draft any more."),
    "guide_reason_missing": gettext_lazy("Say why, in a few words."),
    "guide_day_past": gettext_lazy("Valid from today or a later day."),
}


@require_http_methods(["GET", "POST"])
def guide(request: HttpRequest, pk: int = 0) -> HttpResponse:
    """The guide of a team as a form; a POST keeps a draft. Who may not change it reads it."""
    team = _team(request, pk)
    if request.method == "POST":
        steps = () if request.POST.get("house") else asked(request.POST)
        return _drafted(request, team, steps, "form")
    person, at = person_of(request), timezone.now()
    may = may_change(person, team)
    draft = draft_of(team) if may else None
    now, row = guide_of(team, at=at), row_in_force(team, at=at)
    shown = steps_of(draft) if draft else now
    context = {
        "team": team,
        "teams": teams_for(person),
        "draft": draft,
        "in_force": row,
        "rows": rows_of(shown),
        "places": range(1, len(shown) + 1),
        "changes": _change_words(changed(now, shown)),
        "versions": _versions(team),
        "may_change": may,
        "today": today_of(team, at),
        "section": "protocol",
        **(_trial(request, draft, now) if draft else {}),
    }
    return render(request, "kulanz/protocol/guide.html", context)


@require_POST
def publication(request: HttpRequest, pk: int) -> HttpResponse:
    """From when the draft counts, and why."""
    team, at = _team(request, pk), timezone.now()
    day = _day(request.POST.get("valid_from", ""), team)
    because = request.POST.get("because", "")
    try:
        publish_guide(team, valid_from=day, because=because, at=at, by=person_of(request))
        text = (
            _("In force from now on. Cases that run follow it too.")
            if day == today_of(team, at)
            else _("Published. It counts from its day on.")
        )
        messages.success(request, text)
    except DeskRefusal as refusal:
        messages.error(request, str(REFUSALS[refusal.code]))
    return redirect("protocol_of", team.pk)


@require_POST
def discarding(request: HttpRequest, pk: int) -> HttpResponse:
    """Give the draft up."""
    team = _team(request, pk)
    try:
        discard_guide(team, at=timezone.now(), by=person_of(request))
        messages.success(request, _("The draft was given up; it stays among the versions."))
    except DeskRefusal as refusal:
        messages.error(request, str(REFUSALS[refusal.code]))
    return redirect("protocol_of", team.pk)


@require_http_methods(["GET", "POST"])
def file(request: HttpRequest, pk: int) -> HttpResponse:
    """The guide in force as TOML; a POST reads such a file into the draft."""
    team = _team(request, pk)
    if request.method == "GET":
        text = written(guide_of(team, at=timezone.now()))
        answer = HttpResponse(text, content_type="application/toml; charset=utf-8")
        name = f"guide-{slugify(team.name) or team.pk}.toml"
        answer.headers["Content-Disposition"] = f'attachment; filename="{name}"'
        return answer
    sent = request.FILES.get("file")
    try:
        raw = sent.read(4 * MOST_LETTERS) if sent else b""
        steps = read_guide(raw.decode())
    except (BadGuide, UnicodeDecodeError) as error:
        text = _("This file is no guide: %(why)s")
        messages.error(request, text % {"why": str(error)[:120]})
        return redirect("protocol_of", team.pk)
    return _drafted(request, team, steps, "file")


def _team(request: HttpRequest, pk: int) -> Team:
    teams = teams_for(person_of(request))
    team = next((one for one in teams if one.pk == pk or not pk), None)
    if team is None:
        raise Http404
    return team


def _drafted(
    request: HttpRequest, team: Team, steps: tuple[GuideStep, ...], way: str
) -> HttpResponse:
    try:
        draft_guide(team, steps=steps, at=timezone.now(), by=person_of(request), way=way)
        messages.success(request, _("Kept as a draft. Nobody follows it yet."))
    except CannotFollow as refusal:
        names = step_names()
        told = " > ".join(names.get(one, one) for one in refusal.steps.split(" > "))
        if " > " in refusal.steps:
            text = _("Nobody can follow this: a step would wait for itself (%(steps)s).")
        else:
            text = _("Nobody can follow this: %(steps)s is missing, doubled or unknown.")
        messages.error(request, text % {"steps": told})
    except DeskRefusal as refusal:
        messages.error(request, str(REFUSALS[refusal.code]))
    return redirect("protocol_of", team.pk)


def _trial(request: HttpRequest, draft: TeamGuide, now: tuple[GuideStep, ...]) -> dict[str, Any]:
    """Where a case would stand with the draft; any case of the team that the reader may see."""
    number = request.GET.get("case", "").strip()[:20]
    seen = access.cases_for(person_of(request)).filter(team=draft.team_id)
    case: Case | None = seen.filter(number=number).first() if number else None
    if case is None:
        latest = (
            seen.filter(closed_at=None).order_by("-touched_at").values_list("number", flat=True)
        )
        return {"number": number or latest.first() or "", "nobody": bool(number)}
    found, names = tried(case, now, steps_of(draft)), step_names()
    return {
        "number": number,
        "case": case,
        "now_asks": names.get(found.now_asks, ""),
        "then_asks": names.get(found.then_asks, ""),
        "orders": (
            (_("Now"), [(names[step], how) for step, how in found.now]),
            (_("With the draft"), [(names[step], how) for step, how in found.then]),
        ),
    }


def _versions(team: Team) -> list[tuple[Any, str]]:
    rows = versions_of(team, at=timezone.now())[:MOST_VERSIONS]
    return [(one, "; ".join(_change_words(one.changes))) for one in rows]


def _change_words(changes: tuple[tuple[str, str], ...]) -> list[str]:
    """For each step that changed, what did: "Sum up: place, in which cases"."""
    kinds = {
        "place": _("place"),
        "after": _("what it comes after"),
        "may_skip": _("whether it may be skipped"),
        "only_if": _("in which cases"),
    }
    names, by_step = step_names(), dict[str, list[str]]()
    for step, what in changes:
        by_step.setdefault(step, []).append(kinds[what])
    return [f"{names[step]}: {', '.join(whats)}" for step, whats in by_step.items()]


def _day(text: str, team: Team) -> Any:
    """The day of the form; an impossible one is a day that is past."""
    try:
        return parse_date(text) or today_of(team, timezone.now()).min
    except ValueError:
        return today_of(team, timezone.now()).min
