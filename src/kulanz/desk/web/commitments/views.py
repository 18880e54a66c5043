"""Commitments of both sides, one's own day, and the lead's board."""

from collections.abc import Callable

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from kulanz.desk.actions import commitments as actions
from kulanz.desk.actions.record import CaseClosed, DeskRefusal
from kulanz.desk.models import Case, Commitment, Person
from kulanz.desk.queries import access
from kulanz.desk.queries import commitments as queries
from kulanz.desk.queries.calls import running_for
from kulanz.desk.queries.care import care_of
from kulanz.desk.queries.clocks import deadlines
from kulanz.desk.queries.debits import debit
from kulanz.desk.queries.holds import hold_panel
from kulanz.desk.queries.outgoing import outgoing, unsure_for
from kulanz.desk.queries.promises import duties_mark, duties_of
from kulanz.desk.web.cases.frame import render_tab
from kulanz.desk.web.commitments.forms import CommitmentForm, DueForm
from kulanz.desk.web.doors import of_case, person_of, whole_number, working_on_case
from kulanz.desk.web.languages import reading

REFUSALS = {
    "commitment_not_open": gettext_lazy("This commitment is settled already."),
    "commitment_needs_owner": gettext_lazy("Who keeps it? A commitment of ours needs an owner."),
    "case_closed": gettext_lazy("That case is closed. Open it again first."),
    "due_in_the_past": gettext_lazy("That time has passed. Choose a later one."),
}


@require_GET
def my_day(request: HttpRequest) -> HttpResponse:
    """What I owe, overdue first."""
    person, at = person_of(request), timezone.now()
    context = {
        "day": queries.my_day(person, at=at),
        "duties": duties_of(person, language=reading(), at=at),
        "duties_mark": duties_mark(person, at=at),
        "care": care_of(person, at=at),
        "unsure_mails": unsure_for(person),
        "section": "day",
    }
    return render(request, "kulanz/commitments/day.html", context)


@require_GET
def board(request: HttpRequest) -> HttpResponse:
    """What the lead must know about now."""
    person = person_of(request)
    if not access.may_lead(person):
        raise Http404
    at = timezone.now()
    context = {
        "board": queries.board(person, at=at),
        "calls": running_for(person),
        "unsure_mails": outgoing(person, at=at).unsure,
        "section": "board",
    }
    return render(request, "kulanz/commitments/board.html", context)


@require_http_methods(["GET", "POST"])
@of_case
def commitments(request: HttpRequest, case: Case) -> HttpResponse:
    """The tab, and making a new commitment."""
    if request.method == "GET":
        empty = CommitmentForm(case=case, initial={"side": "ours", "kind": "task", "shared": True})
        return _tab(request, case, empty)
    if not access.may_work(person_of(request)):
        raise Http404
    form = CommitmentForm(request.POST, case=case)
    if form.is_valid() and _promised(request, case, form):
        return redirect("commitments", case.number)
    return _tab(request, case, form, status=422)


def _promised(request: HttpRequest, case: Case, form: CommitmentForm) -> bool:
    chosen = {
        name: form.cleaned_data[name]
        for name in ("side", "kind", "text", "due_at", "owner", "shared")
    }
    try:
        actions.promise(case, at=timezone.now(), by=person_of(request), **chosen)
    except CaseClosed as refusal:  # the page of a closed case has no such form to show it in
        messages.error(request, str(REFUSALS[refusal.code]))
        return False
    except DeskRefusal as refusal:
        form.add_error(None, str(REFUSALS[refusal.code]))
        return False
    return True


def _tab(
    request: HttpRequest, case: Case, form: CommitmentForm, *, status: int = 200
) -> HttpResponse:
    at = timezone.now()
    context = {
        "commitments": queries.case_commitments(case, at=at),
        "debit": debit(case, language=reading()),
        "deadlines": deadlines(case, language=reading(), at=at),
        "holds": hold_panel(case, person_of(request), at=at),
        "form": form,
    }
    return render_tab(
        request,
        case,
        tab="commitments",
        template="kulanz/commitments/panel.html",
        context=context,
        status=status,
    )


@require_POST
@working_on_case
def callbacks(request: HttpRequest, case: Case) -> HttpResponse:
    """One click: a call-back by whoever clicks, as the country pack sets the time."""
    by = person_of(request)
    return _do(
        request,
        case,
        lambda: actions.promise_callback(
            case, text=_("Call back"), at=timezone.now(), owner=by, by=by
        ),
    )


@require_POST
@of_case
def keeping(request: HttpRequest, case: Case, pk: int) -> HttpResponse:
    """Done. Colleagues who only owe something in the case may say so of their own."""
    row = _row(case, pk)
    person = person_of(request)
    if row.owner_id != person.pk and not access.may_work(person):
        raise Http404
    return _do(request, case, lambda: actions.keep(row, at=timezone.now(), by=person))


@require_POST
@working_on_case
def postponement(request: HttpRequest, case: Case, pk: int) -> HttpResponse:
    """A new date, with or without the customer's consent."""
    row, form = _row(case, pk), DueForm(request.POST)
    if not form.is_valid():
        messages.error(request, _("When is it due? Choose a time."))
        return _back(request, case)
    consent, due_at = request.POST.get("consent") == "yes", form.cleaned_data["due_at"]
    return _do(
        request,
        case,
        lambda: actions.postpone(
            row, due_at=due_at, consent=consent, at=timezone.now(), by=person_of(request)
        ),
    )


@require_POST
@working_on_case
def withdrawal(request: HttpRequest, case: Case, pk: int) -> HttpResponse:
    """No longer owed."""
    row = _row(case, pk)
    return _do(
        request, case, lambda: actions.withdraw(row, at=timezone.now(), by=person_of(request))
    )


@require_POST
@working_on_case
def owner(request: HttpRequest, case: Case, pk: int) -> HttpResponse:
    """Somebody else keeps it."""
    row = _row(case, pk)
    new = access.colleagues_for(case).filter(pk=whole_number(request.POST.get("owner", ""))).first()
    if not isinstance(new, Person):
        raise Http404
    return _do(
        request, case, lambda: actions.hand_over(row, new, at=timezone.now(), by=person_of(request))
    )


def _row(case: Case, pk: int) -> Commitment:
    row = case.commitments.filter(pk=pk).first()
    if row is None:
        raise Http404
    return row


def _do(request: HttpRequest, case: Case, deed: Callable[[], object]) -> HttpResponse:
    try:
        deed()
    except DeskRefusal as refusal:
        messages.error(request, str(REFUSALS[refusal.code]))
    return _back(request, case)


def _back(request: HttpRequest, case: Case) -> HttpResponse:
    """To where the click came from: my day, the board or the case."""
    target = request.POST.get("back", "")
    if url_has_allowed_host_and_scheme(target, allowed_hosts={request.get_host()}):
        return redirect(target)
    return redirect("commitments", case.number)
