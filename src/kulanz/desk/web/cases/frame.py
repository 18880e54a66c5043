"""The page around every panel of a case: header, recap, contacts and composers on the left."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from kulanz.desk.models import Case
from kulanz.desk.queries.casepage import case_page
from kulanz.desk.web.doors import person_of


def render_tab(
    request: HttpRequest, case: Case, *, tab: str, template: str, context: dict[str, Any], status: int = 200
) -> HttpResponse:
    """The case page with one panel on the right; the panel alone when htmx asks for `#panel`."""
    values = {"case": case, "tab": tab, "panel_template": template, **context}
    if request.htmx and request.htmx.target == "panel":  # type: ignore[attr-defined]
        return render(request, template, values, status=status)
    values["page"] = case_page(case, person=person_of(request))
    return render(request, "kulanz/cases/page.html", values, status=status)
