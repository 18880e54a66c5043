"""Asking for approval while the customer waits: one press, and the answer comes up here."""

from collections.abc import Callable

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from kulanz.authority import Extent, name
from kulanz.commitments import presets
from kulanz.countries import profile
from kulanz.desk.actions.approvals import ask, tell
from kulanz.desk.actions.offers import accept_offer, make_approved_offer
from kulanz.desk.actions.record import DeskRefusal
from kulanz.desk.models import Approval, Call, Case, Person
from kulanz.desk.queries.approvals import ask_box, is_on_line, of_case
from kulanz.desk.web.approvals.refusals import TEXTS
from kulanz.desk.web.calls.doors import of_call, say_no, speaking
from kulanz.desk.web.calls.offers import numbers_in
from kulanz.desk.web.calls.parts import changed
from kulanz.desk.web.doors import person_of
from kulanz.desk.web.languages import code_of, reading
from kulanz.desk.web.offers.tab import begun, seen_of, sentence

NOTHING_NEW = 204


@require_GET
@of_call
def asked(request: HttpRequest, call: Call) -> HttpResponse:
    """What was asked and answered, looked at again while a question is open."""
    case = _case(call)
    lines = of_case(case, language=reading(), at=timezone.now())
    if request.GET.get("seen") == seen_of(lines):
        return HttpResponse(status=NOTHING_NEW)
    context = {
        "call": call,
        "case": case,
        "asked": lines,
        "asked_seen": seen_of(lines),
        "mine": call.agent_id == person_of(request).pk and call.ended_at is None,
    }
    return render(request, "kulanz/calls/asked.html", context)


@require_POST
@speaking
def asking(request: HttpRequest, call: Call) -> HttpResponse:
    """The sentence is made from the remedy, the amount and the facts of the rule."""
    case, by = _case(call), person_of(request)
    remedy, numbers = request.POST.get("remedy", ""), numbers_in(request)
    if remedy not in profile(case.profile).remedies:
        raise Http404
    if numbers is None:
        return say_no(request, call, _("That is no number. Nothing was changed."))
    wanted = Extent(**numbers)
    return _do(request, call, lambda: _ask(case, by, remedy, wanted))


def _ask(case: Case, by: Person, remedy: str, wanted: Extent) -> None:
    at = timezone.now()
    box = ask_box(case, by, remedy=remedy, wanted=wanted, language=reading(), at=at)
    words = begun(name(remedy, code_of(case.language)))
    ask(
        case,
        remedy=remedy,
        amount=wanted.amount,
        percent=wanted.percent,
        count=wanted.count,
        text=words,
        question=sentence(box) if box else words,
        due_at=presets(profile(case.profile), at)[-1].due,
        at=at,
        by=by,
        on_line=is_on_line(case),
    )


@require_POST
@speaking
def approved(request: HttpRequest, call: Call, approval: int) -> HttpResponse:
    """What was approved is offered; with the other button it is accepted too."""
    row, by = _row(call, approval), person_of(request)
    return _do(request, call, lambda: _offer(row, by, how=request.POST.get("how", "")))


def _offer(row: Approval, by: Person, *, how: str) -> None:
    at = timezone.now()
    choices = presets(profile(row.case.profile), at)
    remedy = row.instead_remedy if row.standing == "instead" else row.remedy
    words = begun(name(remedy, code_of(row.case.language)))
    made = make_approved_offer(row, text=words, due_at=choices[-1].due, at=at, by=by)
    if how == "accepted":
        accept_offer(made, at=at, by=by)


@require_POST
@speaking
def words(request: HttpRequest, call: Call, approval: int) -> HttpResponse:
    """The answer to what was asked back."""
    row, said, by = _row(call, approval), request.POST.get("words", ""), person_of(request)
    return _do(request, call, lambda: tell(row, words=said, at=timezone.now(), by=by))


def _do(request: HttpRequest, call: Call, deed: Callable[[], object]) -> HttpResponse:
    try:
        deed()
    except DeskRefusal as refusal:
        text = TEXTS.get(refusal.code, TEXTS["over_authority"])
        return say_no(request, call, str(text))
    return changed(request, call)


def _row(call: Call, pk: int) -> Approval:
    row = _case(call).approvals.select_related("case").filter(pk=pk).first()
    if row is None:
        raise Http404
    return row


def _case(call: Call) -> Case:
    if call.case is None:
        raise Http404
    return call.case
