"""Error pages: a clear word, an id to name, and nothing typed is lost."""

import logging
import secrets
import sys

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

log = logging.getLogger("kulanz.web")


def not_found(request: HttpRequest, exception: Exception) -> HttpResponse:  # noqa: ARG001 - Django's signature
    return render(request, "kulanz/not_found.html", status=404)


def broken(request: HttpRequest) -> HttpResponse:
    """The page for an unhandled error; what was typed is shown again to be copied or resent."""
    error_id = secrets.token_hex(4)
    log.error(
        "unhandled error %s on %s %s",
        error_id,
        request.method,
        request.path,
        exc_info=sys.exc_info(),
    )
    typed = [(name, value) for name, value in request.POST.items() if name != "csrfmiddlewaretoken"]
    return render(request, "kulanz/broken.html", {"error_id": error_id, "typed": typed}, status=500)
