"""The ledger of a case: the tab, and what can be done with a line."""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from kulanz.desk.actions import facts as ledger_actions
from kulanz.desk.actions.phrases import put_into_reply
from kulanz.desk.actions.record import DeskRefusal
from kulanz.desk.models import Case, Statement
from kulanz.desk.queries.facts import current_statements, declarations, ledger, missing
from kulanz.desk.queries.holds import stops_dunning
from kulanz.desk.web.cases.frame import render_tab
from kulanz.desk.web.doors import of_case, person_of, working_on_case
from kulanz.desk.web.facts.forms import EntryForm, StandingForm, VersionForm
from kulanz.desk.web.facts.refusals import REFUSALS
from kulanz.facts import Question


@require_safe
@of_case
def facts(request: HttpRequest, case: Case) -> HttpResponse:
    """The tab; `?kind=` shows one kind of line only."""
    return _panel(request, case, EntryForm())


@require_POST
@working_on_case
def statements(request: HttpRequest, case: Case) -> HttpResponse:
    """Take down a line."""
    form = EntryForm(request.POST)
    if not form.is_valid():
        return _panel(request, case, form)
    try:
        kind, text = ledger_actions.entry_kind(form.cleaned_data["entry"])
        ledger_actions.add_line(
            case,
            kind=kind,
            text=text,
            source=form.cleaned_data["source"],
            at=timezone.now(),
            by=person_of(request),
        )
    except DeskRefusal as refusal:
        form.add_error("entry", str(REFUSALS[refusal.code]))
        return _panel(request, case, form)
    return redirect("facts", case.number)


@require_POST
@working_on_case
def standing(request: HttpRequest, case: Case, pk: int) -> HttpResponse:
    """Verify, refute, or give up on a line."""
    form = StandingForm(request.POST)
    if not form.is_valid():
        raise Http404
    act: Any = {"verified": ledger_actions.verify, "refuted": ledger_actions.refute}.get(
        form.cleaned_data["standing"], ledger_actions.give_up
    )
    values = {"source": form.cleaned_data["source"]}
    if act is ledger_actions.give_up:
        values = {}
    return _change(request, case, pk, act, **values)


@require_POST
@working_on_case
def sharing(request: HttpRequest, case: Case, pk: int) -> HttpResponse:
    """Show a line to the customer, or keep it here."""
    shared = request.POST.get("shared") == "yes"
    return _change(request, case, pk, ledger_actions.share, shared=shared)


@require_POST
@working_on_case
def versions(request: HttpRequest, case: Case, pk: int) -> HttpResponse:
    """Give a line other words or another kind."""
    form = VersionForm(request.POST)
    if not form.is_valid():
        messages.error(request, str(REFUSALS["nothing_said"]))
        return redirect("facts", case.number)
    return _change(request, case, pk, ledger_actions.correct, **form.cleaned_data)


@require_POST
@working_on_case
def asking(request: HttpRequest, case: Case, code: str) -> HttpResponse:
    """Put a missing fact into the reply, as a question in the customer's language."""
    question = _question(case, code)
    put_into_reply(case, text=question.text, at=timezone.now(), by=person_of(request))
    messages.success(request, _("The question stands in your reply."))
    return redirect("facts", case.number)


@require_POST
@working_on_case
def question_end(request: HttpRequest, case: Case, code: str) -> HttpResponse:
    """Nobody can answer it: it is not asked again."""
    question, at, by = _question(case, code), timezone.now(), person_of(request)
    ledger_actions.give_up_question(case, text=question.text, at=at, by=by)
    return redirect("facts", case.number)


def _panel(request: HttpRequest, case: Case, form: EntryForm) -> HttpResponse:
    context = {
        "ledger": ledger(case, kind=request.GET.get("kind", "")),
        "declarations": declarations(case),
        "stops_dunning": stops_dunning(case, at=timezone.now()),
        "entry_form": form,
        "kinds_by_hand": ledger_actions.KINDS_BY_HAND,
    }
    return render_tab(
        request, case, tab="facts", template="kulanz/facts/panel.html", context=context
    )


def _change(request: HttpRequest, case: Case, pk: int, act: Any, **values: Any) -> HttpResponse:
    statement = get_object_or_404(Statement.objects.filter(case=case), pk=pk)
    try:
        act(statement, at=timezone.now(), by=person_of(request), **values)
    except DeskRefusal as refusal:
        messages.error(request, str(REFUSALS[refusal.code]))
    return redirect("facts", case.number)


def _question(case: Case, code: str) -> Question:
    for question in missing(case, current_statements(case)):
        if question.code == code:
            return question
    raise Http404
