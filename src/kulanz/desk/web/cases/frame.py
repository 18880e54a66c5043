"""The page around every panel of a case: header, recap, contacts and composers on the left."""

from functools import cache, partial
from typing import Any, cast

from django.contrib.staticfiles import finders
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import NoReverseMatch, reverse
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from kulanz.case import LanguageCode
from kulanz.case.states import OPEN_STATES, can_move
from kulanz.desk.models import Case
from kulanz.desk.queries import access
from kulanz.desk.queries.casepage import case_page
from kulanz.desk.queries.chain import Knot, knot
from kulanz.desk.queries.inbox import problems
from kulanz.desk.queries.orders import case_orders
from kulanz.desk.queries.playbook import help_now
from kulanz.desk.queries.recap import card
from kulanz.desk.queries.replies import composers
from kulanz.desk.web.cases.standing import standing_of
from kulanz.desk.web.doors import person_of

# Name of the tab and of its address, what it is called, its key.
TABS = (
    ("facts", _("Facts"), "f"),
    ("chain", _("Chain"), "w"),
    ("conversation", _("Conversation"), "v"),
    ("commitments", _("Commitments"), "b"),
    ("offers", _("Offers"), "p"),
    ("history", _("History"), "h"),
)


SHEETS = tuple(
    f"kulanz/css/{name}.css"
    for name in (
        "case",
        "facts",
        "chain",
        "chain-answers",
        "conversation",
        "needs",
        "replies",
        "commitments",
        "holds",
        "offers",
        "intake",
        "promises",
        "playbook",
    )
)


def render_tab(
    request: HttpRequest,
    case: Case,
    *,
    tab: str,
    template: str,
    context: dict[str, Any],
    status: int = 200,
) -> HttpResponse:
    """The case page with one panel on the right; the panel alone when htmx asks for `#panel`."""
    values = {"case": case, "tab": tab, "panel_template": template, **context}
    if request.htmx and request.htmx.target == "panel":  # type: ignore[attr-defined] # set by a middleware
        return render(request, template, values, status=status)
    # What the tab gives comes last: a refused form brings its own composers or recap, as typed.
    values = {"tabs": _tabs(case), "sheets": _sheets(), **page_values(request, case), **values}
    if "composers" not in values and access.may_work(person_of(request)):
        values["composers"] = composers(case, person_of(request), at=timezone.now())
    return render(request, "kulanz/cases/page.html", values, status=status)


def page_values(request: HttpRequest, case: Case) -> dict[str, Any]:
    """What the frame's templates need, for the whole page or its live part."""
    page = case_page(
        case, person=person_of(request), every_contact=request.GET.get("contacts") == "all"
    )
    return {
        "section": "inbox",
        "page": page,
        "recap": card(case),
        "knot": cache(partial(_knot, request, case)),
        "case_orders": partial(
            case_orders,
            case,
            person_of(request),
            language=cast("LanguageCode", get_language()),
        ),
        "help_now": help_now(
            case, language=cast("LanguageCode", get_language()), at=timezone.now()
        ),
        "standing": standing_of(page),
        "states": [state for state in OPEN_STATES if can_move(case.state, state)]
        if case.closed_at is None
        else [],
        "all_problems": problems(),
    }


def _knot(request: HttpRequest, case: Case) -> Knot | None:
    language = cast("LanguageCode", get_language())
    return knot(case, person=person_of(request), language=language)


def _tabs(case: Case) -> list[dict[str, Any]]:
    """The tabs whose pages exist."""
    found: list[dict[str, Any]] = []
    for name, label, key in TABS:
        try:
            address = reverse(name, args=[case.number])
        except NoReverseMatch:
            continue
        found.append({"name": name, "label": label, "key": key, "address": address})
    return found


@cache
def _sheets() -> tuple[str, ...]:
    """The style sheets of the panels that have one."""
    return tuple(name for name in SHEETS if finders.find(name))
