"""What the one who asks does, in the case: ask, answer what is asked back, offer, take back."""

from collections.abc import Callable

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from kulanz.countries import profile
from kulanz.desk.actions import approvals as actions
from kulanz.desk.actions.offers import make_approved_offer
from kulanz.desk.actions.record import DeskRefusal
from kulanz.desk.models import Approval, Case
from kulanz.desk.queries import access
from kulanz.desk.queries.approvals import of_case as approvals_of
from kulanz.desk.web.approvals.refusals import TEXTS
from kulanz.desk.web.doors import of_case, person_of, working_on_case
from kulanz.desk.web.languages import reading
from kulanz.desk.web.offers.forms import AskForm, WordsForm
from kulanz.desk.web.offers.tab import render_offers, seen_of

NOTHING_NEW = 204


@require_http_methods(["GET", "POST"])
@of_case
def approvals(request: HttpRequest, case: Case) -> HttpResponse:
    """The questions of a case, asked for again while one is open; and asking a new one."""
    if request.method == "GET":
        lines = approvals_of(case, language=reading(), at=timezone.now())
        seen = seen_of(lines)
        if request.GET.get("seen") == seen:
            return HttpResponse(status=NOTHING_NEW)
        context = {"case": case, "approvals": lines, "seen": seen}
        return render(request, "kulanz/approvals/in_case.html", context)
    if not access.may_work(person_of(request)):
        raise Http404
    form = AskForm(request.POST)
    if form.is_valid() and _asked(request, case, form):
        messages.success(request, _("Asked. The answer comes up here."))
        return redirect("offers", case.number)
    return render_offers(request, case, form, status=422)


def _asked(request: HttpRequest, case: Case, form: AskForm) -> bool:
    said = {key: value for key, value in form.cleaned_data.items() if key != "preset"}
    if said["remedy"] not in profile(case.profile).remedies:
        raise Http404
    try:
        actions.ask(case, at=timezone.now(), by=person_of(request), **said)
    except DeskRefusal as refusal:
        field = {
            "amount_missing": "amount",
            "share_missing": "amount",
            "due_in_the_past": "due_at",
        }.get(refusal.code)
        form.add_error(field, str(TEXTS[refusal.code]))
        return False
    return True


@require_POST
@working_on_case
def words(request: HttpRequest, case: Case, pk: int) -> HttpResponse:
    """The answer to what was asked back."""
    row, said = _row(case, pk), request.POST.get("words", "")
    by = person_of(request)
    return _do(request, case, lambda: actions.tell(row, words=said, at=timezone.now(), by=by))


@require_POST
@working_on_case
def offer(request: HttpRequest, case: Case, pk: int) -> HttpResponse:
    """One press: what was approved is offered."""
    row, form = _row(case, pk), WordsForm(request.POST)
    if not form.is_valid():
        messages.error(request, _("Say what the customer reads, and by when it is done."))
        return redirect("offers", case.number)
    text, due_at = form.cleaned_data["text"], form.cleaned_data["due_at"]
    by = person_of(request)
    return _do(
        request,
        case,
        lambda: make_approved_offer(row, text=text, due_at=due_at, at=timezone.now(), by=by),
        _("Offered. The customer sees it on their page."),
    )


@require_POST
@working_on_case
def withdrawal(request: HttpRequest, case: Case, pk: int) -> HttpResponse:
    """The question is no longer one."""
    row = _row(case, pk)
    return _do(
        request, case, lambda: actions.take_back(row, at=timezone.now(), by=person_of(request))
    )


def _row(case: Case, pk: int) -> Approval:
    row = case.approvals.filter(pk=pk).first()
    if row is None:
        raise Http404
    return row


def _do(
    request: HttpRequest, case: Case, deed: Callable[[], object], done: str = ""
) -> HttpResponse:
    try:
        deed()
    except DeskRefusal as refusal:
        messages.error(request, str(TEXTS[refusal.code]))
    else:
        if done:
            messages.success(request, done)
    return redirect("offers", case.number)
