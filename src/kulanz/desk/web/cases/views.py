"""The case page on its first tab."""

from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import render
from django.urls import NoReverseMatch, resolve, reverse
from django.views.decorators.http import require_safe

from kulanz.desk.models import Case
from kulanz.desk.web.cases.frame import render_tab
from kulanz.desk.web.doors import of_case


@require_safe
def inbox(request: HttpRequest) -> HttpResponseBase:
    """The work list."""
    return render(request, "kulanz/cases/inbox.html", {"section": "inbox"})


@require_safe
@of_case
def case(request: HttpRequest, case: Case) -> HttpResponseBase:
    """A case opens on its facts."""
    try:
        match = resolve(reverse("facts", args=[case.number]))
    except NoReverseMatch:
        return render_tab(request, case, tab="facts", template="kulanz/cases/no_panel.html", context={})
    return match.func(request, *match.args, **match.kwargs)  # type: ignore[no-any-return] # a view
