"""Nothing unchanged is sent twice: ETag and If-None-Match (RFC 9110, 8.8.3 and 13.1.2)."""

import hashlib
from collections.abc import Callable
from functools import wraps
from http import HTTPStatus

from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.utils.cache import get_conditional_response
from django.utils.http import quote_etag

Door = Callable[..., HttpResponseBase]


def with_etag(door: Door) -> Door:
    """Answers of GET carry an ETag; 304 without a body where the other side has it already.

    The link to the next page counts as part of what is sent.
    """

    @wraps(door)
    def tagged(request: HttpRequest, *args: object, **kwargs: object) -> HttpResponseBase:
        response = door(request, *args, **kwargs)
        if request.method != "GET" or not isinstance(response, HttpResponse):
            return response
        if response.status_code != HTTPStatus.OK:
            return response
        seen = response.content + response.headers.get("Link", "").encode()
        etag = quote_etag(hashlib.sha256(seen).hexdigest())
        response.headers["ETag"] = etag
        response.headers.setdefault("Cache-Control", "private, no-cache")
        return get_conditional_response(request, etag=etag, response=response) or response

    return tagged
