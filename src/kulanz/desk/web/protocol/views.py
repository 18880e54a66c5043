"""Reading and changing the order in which a team goes through a conversation."""

from dataclasses import dataclass

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods

from kulanz.desk.actions.protocol import CannotFollow, change_guide
from kulanz.desk.actions.record import DeskRefusal
from kulanz.desk.models import Team
from kulanz.desk.queries.protocol import HOUSE, guide_of, may_change, teams_for, versions_of
from kulanz.desk.web.doors import person_of, whole_number
from kulanz.desk.web.languages import reading
from kulanz.protocol import step_name
from kulanz.protocol.order import GuideStep

REFUSALS: dict[str, Promise] = {
    "not_your_guide": gettext_lazy("The lead of the team changes this, or the complaint manager."),
    "guide_reason_missing": gettext_lazy("Say why, in a few words."),
}
STEPS = tuple(step.id for step in HOUSE)


@dataclass(frozen=True, slots=True)
class Row:
    """A step in the form: its place, what it may come after, and which of these are chosen."""

    id: str
    name: str
    place: int
    may_skip: bool
    after: tuple[tuple[str, str, bool], ...]


@require_http_methods(["GET", "POST"])
def guide(request: HttpRequest, pk: int = 0) -> HttpResponse:
    """The guide of a team as a form; who may not change it reads it."""
    person = person_of(request)
    teams = teams_for(person)
    team = next((one for one in teams if one.pk == pk or not pk), None)
    if team is None:
        raise Http404
    if request.method == "POST":
        return _changed(request, team)
    context = {
        "team": team,
        "teams": teams,
        "rows": _rows(guide_of(team)),
        "places": range(1, len(STEPS) + 1),
        "versions": versions_of(team)[:20],
        "may_change": may_change(person, team),
        "section": "protocol",
    }
    return render(request, "kulanz/protocol/guide.html", context)


def _rows(guide: tuple[GuideStep, ...]) -> list[Row]:
    names = {step: step_name(step, reading()) for step in STEPS}
    return [
        Row(
            one.id,
            names[one.id],
            place,
            one.may_skip,
            tuple((other, names[other], other in one.after) for other in STEPS if other != one.id),
        )
        for place, one in enumerate(guide, 1)
    ]


def _changed(request: HttpRequest, team: Team) -> HttpResponse:
    steps = () if request.POST.get("house") else _asked(request)
    because = request.POST.get("because", "")
    try:
        change_guide(team, steps=steps, because=because, at=timezone.now(), by=person_of(request))
        messages.success(request, _("In force from now on. Cases that run follow it too."))
    except CannotFollow as refusal:
        names = {step: step_name(step, reading()) for step in STEPS}
        told = " > ".join(names.get(one, one) for one in refusal.steps.split(" > "))
        text = _("Nobody can follow this: a step would wait for itself (%(steps)s).")
        messages.error(request, text % {"steps": told})
    except DeskRefusal as refusal:
        messages.error(request, str(REFUSALS[refusal.code]))
    return redirect("protocol_of", team.pk)


def _asked(request: HttpRequest) -> tuple[GuideStep, ...]:
    """The form: places may be equal, then the order of the house decides among them."""
    steps = [
        GuideStep(
            id=step,
            after=tuple(o for o in STEPS if o in request.POST.getlist(f"after_{step}")),
            needs=(step,),
            may_skip=request.POST.get(f"skip_{step}") == "yes",
        )
        for step in STEPS
    ]
    return tuple(
        sorted(steps, key=lambda one: whole_number(request.POST.get(f"place_{one.id}", "")))
    )
