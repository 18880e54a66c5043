"""The causal chain: the tab, and its editor."""

from functools import cache
from typing import cast

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import get_language, gettext_lazy, ngettext
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from kulanz.case import LanguageCode
from kulanz.desk.actions import chain as chain_actions
from kulanz.desk.actions.chain_questions import ANSWERS, same
from kulanz.desk.actions.record import DeskRefusal
from kulanz.desk.actions.templates import take_template
from kulanz.desk.actions.unlocking import NobodyMay, Promised, unlock
from kulanz.desk.models import Because, Case, Node
from kulanz.desk.queries.chain import ChainPage, chain_page, knot_of
from kulanz.desk.queries.chain_answers import Asked
from kulanz.desk.queries.chain_files import chain_file
from kulanz.desk.queries.chain_pictures import PANEL, Place
from kulanz.desk.queries.chain_reading import way_named
from kulanz.desk.web.cases.frame import render_tab
from kulanz.desk.web.chain.forms import HOLDS, BecauseForm, DescriptionForm, NodeForm
from kulanz.desk.web.doors import back, of_case, person_of, whole_number, working_on_case

REFUSALS: dict[str, str | Promise] = {
    "no_label": gettext_lazy("Say in a few words what is so."),
    "node_exists": gettext_lazy("This is in the chain already."),
    "no_cause": gettext_lazy("Choose at least one cause, or what would have prevented it."),
    "own_cause": gettext_lazy(
        "Nothing is its own cause, and nothing is cause and exception at once."
    ),
    "chain_full": gettext_lazy("The chain is full. Withdraw what is not needed."),
    "unknown_template": gettext_lazy("There is no such course of events here."),
    "template_taken": gettext_lazy("This case has taken over another course of events already."),
    "case_closed": gettext_lazy("That case is closed. Open it again first."),
}
PAIR = (2, 2)  # keys named, nodes found: two different ones
LARGE = 1340  # pixels for the drawing by itself, on a screen of 1440
EXPORTS = {
    "svg": ("SVG", "image/svg+xml"),
    "dot": ("Graphviz", "text/vnd.graphviz; charset=utf-8"),
    "mmd": ("Mermaid", "text/plain; charset=utf-8"),
    "json": ("JSON", "application/json"),
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
    here = reverse("chain_drawing", args=[case.number])
    context = {
        "case": case,
        "chain": _page(request, case, here=here, widest=LARGE),
        "section": "inbox",
        "here": here,
        "large": True,
    }
    return render(request, "kulanz/chain/drawing.html", context)


@require_safe
@of_case
def export(_request: HttpRequest, case: Case, kind: str) -> HttpResponse:
    """The chain as a file: a drawing, Graphviz, Mermaid or JSON."""
    if kind not in EXPORTS:
        raise Http404
    _name, content_type = EXPORTS[kind]
    language = cast("LanguageCode", get_language())
    content = chain_file(case, kind, title=_("Why it came to this"), language=language)
    return HttpResponse(
        content,
        content_type=content_type,
        headers={"Content-Disposition": f'attachment; filename="{case.number}-chain.{kind}"'},
    )


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
    return back(request, "chain", case.number)


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


@require_POST
@working_on_case
def description(request: HttpRequest, case: Case, pk: int) -> HttpResponse:
    """Say more about a node: what was to be expected, when it was, how sure we are."""
    node = get_object_or_404(Node.objects.select_related("case"), case=case, pk=pk)
    form = DescriptionForm(request.POST)
    if not form.is_valid():
        raise Http404
    chain_actions.describe(node, **form.values(), at=timezone.now(), by=person_of(request))
    messages.success(request, _("Noted."))
    return back(request, "chain", case.number)


@require_POST
@working_on_case
def answers(request: HttpRequest, case: Case) -> HttpResponse:
    """Answer a question of the chain: both together, it is so, or leave it as it is."""
    keys = [whole_number(key) for key in request.POST.get("about", "").split()]
    deed = ANSWERS.get(request.POST.get("answer", ""))
    rows = {node.pk: node for node in case.nodes.filter(pk__in=keys)}
    if deed is None or not keys or any(key not in rows for key in keys):
        raise Http404
    if deed is same and (len(keys), len(rows)) != PAIR:
        raise Http404
    nodes, code = [rows[key] for key in keys], request.POST.get("code", "")[:20]
    try:
        deed(case, code=code, nodes=nodes, at=timezone.now(), by=person_of(request))
    except DeskRefusal as refusal:
        messages.error(request, str(REFUSALS[refusal.code]))
    return back(request, "chain", case.number)


@require_POST
@working_on_case
def unlockings(request: HttpRequest, case: Case) -> HttpResponse:
    """The chosen way out becomes commitments of both sides and a draft of the mail."""
    person = person_of(request)
    language = cast("LanguageCode", get_language())
    way = way_named(case, request.POST.get("way", ""), person=person, language=language)
    if way is None:
        messages.error(request, _("The chain has changed. Look at the way out once more."))
        return redirect("chain", case.number)
    try:
        done = unlock(case, way, at=timezone.now(), by=person)
    except NobodyMay as refusal:
        messages.error(request, refusal.act.why or _("Nobody may do this here."))
    except DeskRefusal as refusal:
        messages.error(request, str(REFUSALS[refusal.code]))
    else:
        messages.success(request, _said(done))
    return redirect("chain", case.number)


@require_POST
@working_on_case
def template(request: HttpRequest, case: Case) -> HttpResponse:
    """Take a known course of events over into the chain."""
    try:
        known = take_template(
            case, request.POST.get("template", ""), at=timezone.now(), by=person_of(request)
        )
    except DeskRefusal as refusal:
        messages.error(request, str(REFUSALS[refusal.code]))
    else:
        title = known.title(cast("LanguageCode", get_language()))
        messages.success(
            request, _("Taken over: %(title)s. Check what is open.") % {"title": title}
        )
    return redirect("chain", case.number)


def _said(done: Promised) -> str:
    if not done.made:
        return _("All of it is promised already. The mail stands in your reply.")
    return ngettext(
        "%(count)s commitment made. The mail stands in your reply, below what you have written.",
        "%(count)s commitments made. The mail stands in your reply, below what you have written.",
        len(done.made),
    ) % {"count": len(done.made)}


def _asked(request: HttpRequest) -> Asked:
    undone = set(request.GET.getlist("undo"))
    had = tuple(name for name in request.GET.getlist("had") if name not in undone)
    return Asked(
        request.GET.get("why", ""),
        had,
        unfolded=request.GET.get("all") == "1",
        listed=request.GET.get("list") == "1",
    )


def _page(request: HttpRequest, case: Case, *, here: str, widest: int = PANEL) -> ChainPage:
    return chain_page(
        case,
        asked=_asked(request),
        place=Place(here, _("Why it came to this"), widest),
        person=person_of(request),
        language=cast("LanguageCode", get_language()),
    )


def _panel(
    request: HttpRequest, case: Case, node_form: NodeForm, because_form: BecauseForm
) -> HttpResponse:
    here = reverse("chain", args=[case.number])
    page = _page(request, case, here=here)
    context = {
        "chain": page,
        "here": here,
        # The card beside the tab tells of the same reading; called when the page is rendered.
        "knot": cache(lambda: knot_of(page.reading)),
        "exports": [(kind, name) for kind, (name, _type) in EXPORTS.items()],
        "node_form": node_form,
        "because_form": because_form,
        "description": DescriptionForm.of(page.row) if page.row else None,
    }
    if request.htmx.target == "asked":  # type: ignore[attr-defined] # set by a middleware
        return render(request, "kulanz/chain/asked.html", {"case": case, **context})
    template = "kulanz/chain/panel.html"
    return render_tab(request, case, tab="chain", template=template, context=context)
