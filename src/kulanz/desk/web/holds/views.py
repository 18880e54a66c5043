"""The holds that stand, and changing those of a case."""

from collections.abc import Callable

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET, require_POST

from kulanz.desk.actions import holds as actions
from kulanz.desk.actions.phrases import put_into_reply
from kulanz.desk.actions.record import DeskRefusal
from kulanz.desk.models import Case, Hold
from kulanz.desk.queries.debits import debit
from kulanz.desk.queries.holds import hold_list
from kulanz.desk.web.doors import person_of, working_on_case
from kulanz.desk.web.holds.forms import HoldForm, UntilForm
from kulanz.desk.web.languages import reading

REFUSALS = {
    "case_closed": gettext_lazy("That case is closed. Open it again first."),
    "hold_ends_in_the_past": gettext_lazy("That time has passed. Choose a later one."),
    "hold_only_longer": gettext_lazy("A hold can only be made longer. To end it, lift it."),
    "hold_over": gettext_lazy("This hold has ended already."),
    "hold_reason_missing": gettext_lazy("Say why."),
    "over_authority": gettext_lazy(
        "That is longer than your role may stop dunning. Choose fewer days, or ask your lead."
    ),
}


@require_GET
def holds(request: HttpRequest) -> HttpResponse:
    """What stands now; receivables see every hold, the others those of their cases."""
    shown = hold_list(person_of(request), order=request.GET.get("q", ""), at=timezone.now())
    return render(request, "kulanz/holds/list.html", {"holds": shown, "section": "orders"})


@require_POST
@working_on_case
def setting(request: HttpRequest, case: Case) -> HttpResponse:
    """Keep dunning away from an order."""
    form, at = HoldForm(request.POST), timezone.now()
    if not form.is_valid():
        return _refused(request, case, form)
    values = {name: form.cleaned_data[name] for name in ("kind", "order", "reason")}
    return _do(
        request,
        case,
        lambda: actions.set_hold(
            case, until=form.until(at), at=at, by=person_of(request), **values
        ),
    )


@require_POST
@working_on_case
def extension(request: HttpRequest, case: Case, pk: int) -> HttpResponse:
    """Let it stand longer; the days count from its beginning, as the limit does."""
    row, form = _row(case, pk), UntilForm(request.POST)
    if not form.is_valid():
        return _refused(request, case, form)
    until, at, by = form.until(row.since), timezone.now(), person_of(request)
    return _do(request, case, lambda: actions.extend_hold(row, until=until, at=at, by=by))


@require_POST
@working_on_case
def lifting(request: HttpRequest, case: Case, pk: int) -> HttpResponse:
    """Dunning may go on."""
    row, because = _row(case, pk), request.POST.get("because", "")
    at, by = timezone.now(), person_of(request)
    return _do(request, case, lambda: actions.lift_hold(row, because=because, at=at, by=by))


@require_POST
@working_on_case
def naming(request: HttpRequest, case: Case, pk: int) -> HttpResponse:
    """Which order it is about."""
    row, order = _row(case, pk), request.POST.get("order", "")
    at, by = timezone.now(), person_of(request)
    return _do(request, case, lambda: actions.name_order(row, order=order, at=at, by=by))


@require_POST
@working_on_case
def debit_sentence(request: HttpRequest, case: Case) -> HttpResponse:
    """Put what the bank's code allows to say into one's reply, in the customer's language."""
    known = debit(case, language=reading())
    if known is None or not known.sentence:
        raise Http404
    put_into_reply(case, text=known.sentence, at=timezone.now(), by=person_of(request))
    messages.success(request, _("The sentence stands in your reply."))
    return redirect("commitments", case.number)


def _row(case: Case, pk: int) -> Hold:
    row = case.holds.filter(pk=pk).first()
    if row is None:
        raise Http404
    return row


def _refused(request: HttpRequest, case: Case, form: UntilForm) -> HttpResponse:
    for errors in form.errors.values():
        messages.error(request, str(errors[0]))
    return redirect("commitments", case.number)


def _do(request: HttpRequest, case: Case, deed: Callable[[], object]) -> HttpResponse:
    try:
        deed()
    except DeskRefusal as refusal:
        messages.error(request, str(REFUSALS[refusal.code]))
    return redirect("commitments", case.number)
