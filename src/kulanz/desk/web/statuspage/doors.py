"""The door of the customer's page: token to case, in the case's language, with tight headers."""

from collections.abc import Callable
from functools import wraps
from typing import Concatenate, ParamSpec, TypeVar

from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone, translation

from kulanz.case import LANGUAGES
from kulanz.desk.models import Case
from kulanz.desk.queries.limits import within_limit
from kulanz.desk.queries.statuspage import case_behind

P = ParamSpec("P")
HEADERS = {
    # Not "no-referrer": browsers would then send `Origin: null` with the page's own forms, and the
    # check against forged forms would refuse every one. Other sites still learn nothing.
    "Referrer-Policy": "same-origin",
    "X-Robots-Tag": "noindex, nofollow",
    "Cache-Control": "no-store",
}
PER_MINUTE = 60


def with_token(
    view: Callable[Concatenate[HttpRequest, Case, str, P], HttpResponse],
) -> Callable[..., HttpResponse]:
    """Give the view the case behind the token; absent, expired and revoked look alike."""

    @login_not_required
    @wraps(view)
    def guarded(
        request: HttpRequest, token: str, *args: P.args, **kwargs: P.kwargs
    ) -> HttpResponse:
        case = case_behind(token, at=timezone.now())
        if case is None:  # counted nowhere: guesses at 256 bits must not fill the counters
            return _tight(render(request, "kulanz/statuspage/gone.html", status=404))
        if not within_limit("statuspage", case.number, count=PER_MINUTE, seconds=60):
            return _tight(render(request, "kulanz/statuspage/too_often.html", status=429))
        with translation.override(_language(request, case)):
            return _tight(view(request, case, token, *args, **kwargs))

    return guarded


Row = TypeVar("Row")


def found(row: Row | None) -> Row:
    """The row, or the same 404 as for everything that is not the customer's."""
    if row is None:
        raise Http404
    return row


def _language(request: HttpRequest, case: Case) -> str:
    asked = request.GET.get("lang", "")
    return asked if asked in LANGUAGES else case.language


def _tight(response: HttpResponse) -> HttpResponse:
    for name, value in HEADERS.items():
        response.headers[name] = value
    return response
