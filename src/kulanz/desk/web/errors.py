"""Error pages: a clear word, an id to name, and nothing typed is lost."""

import logging
import secrets
import sys

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.template.loader import render_to_string
from django.utils.translation import get_language

log = logging.getLogger("kulanz.web")
SECRET = {"csrfmiddlewaretoken", "password", "password1", "password2", "oldpassword", "code"}


def not_found(request: HttpRequest, exception: Exception) -> HttpResponse:  # noqa: ARG001 - Django's signature
    return render(request, "kulanz/not_found.html", status=404)


def broken(request: HttpRequest) -> HttpResponse:
    """The page for an unhandled error; what was typed is shown again to be copied or resent."""
    error_id = secrets.token_hex(4)
    log.error(
        "unhandled error %s on %s %s",
        error_id,
        request.method,
        _place(request),
        exc_info=sys.exc_info(),
    )
    return _with_what_was_typed(request, error_id, status=500)


def refused(request: HttpRequest, reason: str = "") -> HttpResponse:
    """The page for a form without its token, after a long pause for example; nothing is lost."""
    error_id = secrets.token_hex(4)
    log.warning("refused form %s on %s: %s", error_id, _place(request), reason)
    return _with_what_was_typed(request, error_id, status=403)


def odd(request: HttpRequest) -> HttpResponse:
    """The page for what no browser sends by itself; nothing is lost all the same."""
    return _with_what_was_typed(request, secrets.token_hex(4), status=400)


def _with_what_was_typed(request: HttpRequest, error_id: str, *, status: int) -> HttpResponse:
    """Without the request's context: who asks and their messages may be what cannot be read."""
    typed = [one for one in request.POST.items() if not SECRET & set(one[0].split("_"))]
    values = {"error_id": error_id, "typed": typed, "page_language": get_language()}
    return HttpResponse(render_to_string("kulanz/broken.html", values), status=status)


def _place(request: HttpRequest) -> str:
    """The kind of address: the customer's own one is a secret, and logs are read by many."""
    return request.resolver_match.route if request.resolver_match else "an unknown address"
