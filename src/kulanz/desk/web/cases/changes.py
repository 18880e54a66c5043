"""Owner, state, root cause, and who has the case open."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from kulanz.case.states import OPEN_STATES
from kulanz.desk.actions import problems as problem_actions
from kulanz.desk.actions.cases import give_owner, move
from kulanz.desk.actions.presence import be_present, leave
from kulanz.desk.actions.record import DeskRefusal
from kulanz.desk.models import Case, Person, Problem
from kulanz.desk.queries.access import colleagues_for
from kulanz.desk.queries.casepage import present
from kulanz.desk.web.cases.present import present_words
from kulanz.desk.web.cases.refusals import TEXTS
from kulanz.desk.web.doors import back, of_case, person_of, whole_number, working_on_case


@require_POST
@working_on_case
def ownership(request: HttpRequest, case: Case) -> HttpResponseBase:
    """Give the case to a colleague ("me" for oneself), or back into the queue (empty)."""
    try:
        owner = _owner_named(request.POST.get("owner", ""), case, person_of(request))
    except Person.DoesNotExist:
        messages.error(request, TEXTS["cannot_own"])
        return back(request, "case", case.number)
    give_owner(case, owner, at=timezone.now(), by=person_of(request))
    name = owner.name if owner else _("nobody")
    messages.success(
        request,
        _("Case %(number)s now belongs to %(name)s.") % {"number": case.number, "name": name},
    )
    return back(request, "case", case.number)


def _owner_named(value: str, case: Case, person: Person) -> Person | None:
    if not value:
        return None
    return colleagues_for(case).get(pk=person.pk if value == "me" else whole_number(value))


@require_POST
@working_on_case
def state(request: HttpRequest, case: Case) -> HttpResponseBase:
    """Put an open case into another open state; closing has its own door."""
    new = request.POST.get("state", "")
    try:
        move(case, new if new in OPEN_STATES else "", at=timezone.now(), by=person_of(request))
    except DeskRefusal as refusal:
        messages.error(request, TEXTS[refusal.code])
    return back(request, "case", case.number)


@require_POST
@working_on_case
def problems(request: HttpRequest, case: Case) -> HttpResponseBase:
    """Say which root cause the case has (`add` or `name`), or that it has not (`remove`)."""
    at, by = timezone.now(), person_of(request)
    try:
        if request.POST.get("remove"):
            problem = get_object_or_404(Problem, code=request.POST["remove"])
            problem_actions.untag(case, problem, at=at, by=by)
        elif request.POST.get("name", "").strip():
            problem_actions.tag(
                case, problem_actions.name_problem(request.POST["name"]), at=at, by=by
            )
        else:
            problem_actions.tag(
                case, get_object_or_404(Problem, code=request.POST.get("add", "")), at=at, by=by
            )
    except problem_actions.NameMissing as refusal:
        messages.error(request, TEXTS[refusal.code])
    return back(request, "case", case.number)


@require_POST
@of_case
def presence(request: HttpRequest, case: Case) -> HttpResponse:
    """The reader has the page open (`replying` while a composer has the cursor), or leaves it."""
    person, at = person_of(request), timezone.now()
    if request.POST.get("leaving"):
        leave(case, by=person)
        return HttpResponse(status=204)
    be_present(case, replying=request.POST.get("replying") == "yes", at=at, by=person)
    there = present(case, person=person, at=at)
    return HttpResponse(
        present_words((one.person.name, one.replying) for one in there), content_type="text/plain"
    )
