"""Summing up, and noting what the customer says about it on the phone."""

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST

from kulanz.desk.actions import recap as recap_actions
from kulanz.desk.actions.record import DeskRefusal
from kulanz.desk.models import Case, RecapLine
from kulanz.desk.queries.facts import current_statements
from kulanz.desk.web.doors import person_of, working_on_case
from kulanz.desk.web.facts.refusals import REFUSALS as LEDGER_REFUSALS

REFUSALS: dict[str, str | Promise] = {
    **LEDGER_REFUSALS,
    "nothing_to_say": gettext_lazy("Choose at least one line."),
    "no_mail_address": gettext_lazy(
        "There is no mail address; read it back or use the status page."
    ),
    "correction_missing": gettext_lazy("Write down how it was, in the customer's words."),
}
TABS = ("facts", "chain", "conversation", "offers", "commitments")


@require_POST
@working_on_case
def recaps(request: HttpRequest, case: Case) -> HttpResponse:
    """Make a recap of the chosen lines: read back, mailed, or put on the status page."""
    wanted = set(request.POST.getlist("statement"))
    chosen = [one for one in current_statements(case) if str(one.pk) in wanted]
    way, at, by = request.POST.get("way", ""), timezone.now(), person_of(request)
    try:
        if way == "mailed":
            key = request.POST.get("form_key", "")[:64]
            recap_actions.make_and_mail(case, statements=chosen, at=at, by=by, form_key=key)
        elif way in {"read_back", "status_page"}:
            recap_actions.make_recap(case, statements=chosen, way=way, at=at, by=by)
        else:
            raise Http404
        messages.success(request, _done(way))
    except DeskRefusal as refusal:
        messages.error(request, str(REFUSALS[refusal.code]))
    return _back(request, case)


@require_POST
@working_on_case
def confirmation(request: HttpRequest, case: Case, pk: int, line: int) -> HttpResponse:
    """The customer says on the phone that a line stands, or how it was."""
    rows = RecapLine.objects.select_related("recap__case", "statement__contact")
    row = get_object_or_404(rows, recap__case=case, recap_id=pk, number=line)
    stands = request.POST.get("stands") == "yes"
    words = request.POST.get("correction", "")[:2_000]
    at, by = timezone.now(), person_of(request)
    try:
        recap_actions.confirm_line(row, stands=stands, correction=words, at=at, by=by)
    except DeskRefusal as refusal:
        messages.error(request, str(REFUSALS[refusal.code]))
    return _back(request, case)


def _done(way: str) -> str:
    if way == "mailed":
        return _("The recap is on its way to the customer.")
    if way == "status_page":
        return _("The recap stands on the status page.")
    return _("Read the lines out and tick what the customer says.")


def _back(request: HttpRequest, case: Case) -> HttpResponse:
    tab = request.POST.get("tab", "")
    return redirect(tab if tab in TABS else "facts", case.number)
