"""The case page: its first tab, what has come in meanwhile, its history."""

from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import render
from django.views.decorators.http import require_safe

from kulanz.desk.models import Case
from kulanz.desk.queries.history import history as history_of
from kulanz.desk.web.cases.frame import page_values, render_tab
from kulanz.desk.web.cases.history_lines import folded, line_of
from kulanz.desk.web.doors import of_case, whole_number
from kulanz.desk.web.facts.views import facts


@require_safe
def case(request: HttpRequest, number: str) -> HttpResponseBase:
    """A case opens on its facts."""
    return facts(request, number)


@require_safe
@of_case
def overview(request: HttpRequest, case: Case) -> HttpResponseBase:
    """The part of the page that changes when something comes in, without the composers."""
    values = {"case": case, "fragment": True, **page_values(request, case)}
    return render(request, "kulanz/cases/overview.html", values)


@require_safe
@of_case
def history(request: HttpRequest, case: Case) -> HttpResponseBase:
    """What happened, newest first."""
    before = whole_number(request.GET.get("before", ""))
    page = history_of(case, before=before)
    told = (line_of(one, case, about=page.about.get(one.pk, "")) for one in page.events)
    lines = folded(told)
    context = {"lines": lines, "older": page.older, "going_on": before > 0}
    return render_tab(
        request, case, tab="history", template="kulanz/cases/history.html", context=context
    )
