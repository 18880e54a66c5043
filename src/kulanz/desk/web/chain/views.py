"""The causal chain: the tab, and its editor."""

from typing import cast

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from kulanz.case import LanguageCode
from kulanz.desk.actions import chain as chain_actions
from kulanz.desk.actions.record import DeskRefusal
from kulanz.desk.models import Because, Case, Node
from kulanz.desk.queries.chain import ChainPage, chain_page
from kulanz.desk.web.cases.frame import render_tab
from kulanz.desk.web.chain.forms import HOLDS, BecauseForm, NodeForm
from kulanz.desk.web.doors import of_case, person_of, working_on_case

REFUSALS: dict[str, str | Promise] = {
    "no_label": gettext_lazy("Say in a few words what is so."),
    "node_exists": gettext_lazy("This is in the chain already."),
    "no_cause": gettext_lazy("Choose at least one cause, or what would have prevented it."),
    "own_cause": gettext_lazy(
        "Nothing is its own cause, and nothing is cause and exception at once."
    ),
    "chain_full": gettext_lazy("The chain is full. Withdraw what is not needed."),
}


@require_safe
@of_case
def chain(request: HttpRequest, case: Case) -> HttpResponse:
    """The tab."""
    return _panel(request, case, NodeForm(), BecauseForm(case=case))


@require_safe
@of_case
def drawing(request: HttpRequest, case: Case) -> HttpResponse:
    """The drawing alone, as wide as the window."""
    context = {"case": case, "chain": _page(case), "section": "inbox"}
    return render(request, "kulanz/chain/drawing.html", context)


@require_POST
@working_on_case
def nodes(request: HttpRequest, case: Case) -> HttpResponse:
    """Add a node, from free words or from a line of the ledger."""
    form = NodeForm(request.POST)
    if not form.is_valid():
        return _panel(request, case, form, BecauseForm(case=case))
    try:
        chain_actions.add_node(case, **form.values(), at=timezone.now(), by=person_of(request))
    except DeskRefusal as refusal:
        form.add_error("label", str(REFUSALS[refusal.code]))
        return _panel(request, case, form, BecauseForm(case=case))
    return redirect("chain", case.number)


@require_POST
@working_on_case
def standing(request: HttpRequest, case: Case, pk: int) -> HttpResponse:
    """Say of a node whether it is so."""
    node = get_object_or_404(Node.objects.select_related("case"), case=case, pk=pk)
    if request.POST.get("holds") not in HOLDS:
        raise Http404
    holds, by = HOLDS[request.POST["holds"]], person_of(request)
    chain_actions.set_holds(node, holds=holds, at=timezone.now(), by=by)
    return redirect("chain", case.number)


@require_POST
@working_on_case
def becauses(request: HttpRequest, case: Case) -> HttpResponse:
    """Add a because."""
    form = BecauseForm(request.POST, case=case)
    if not form.is_valid():
        return _panel(request, case, NodeForm(), form)
    try:
        chain_actions.add_because(case, **form.values(), at=timezone.now(), by=person_of(request))
    except DeskRefusal as refusal:
        form.add_error("cause_1", str(REFUSALS[refusal.code]))
        return _panel(request, case, NodeForm(), form)
    return redirect("chain", case.number)


@require_POST
@working_on_case
def withdrawal(request: HttpRequest, case: Case, pk: int) -> HttpResponse:
    """Take a because out of the chain; it stays on record."""
    because = get_object_or_404(Because.objects.select_related("case"), case=case, pk=pk)
    chain_actions.withdraw_because(because, at=timezone.now(), by=person_of(request))
    messages.success(request, _("Withdrawn. It stays on record."))
    return redirect("chain", case.number)


def _page(case: Case) -> ChainPage:
    language = cast("LanguageCode", get_language())
    return chain_page(case, title=_("Why it came to this"), language=language)


def _panel(
    request: HttpRequest, case: Case, node_form: NodeForm, because_form: BecauseForm
) -> HttpResponse:
    context = {"chain": _page(case), "node_form": node_form, "because_form": because_form}
    template = "kulanz/chain/panel.html"
    return render_tab(request, case, tab="chain", template=template, context=context)
