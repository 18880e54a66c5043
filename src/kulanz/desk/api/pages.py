"""Long lists in pages: `limit`, `cursor`, and the next page in the Link header (RFC 8288).

A cursor names the last row that was sent, so nothing comes twice or is left out because rows were
added or went in between. Its form is nobody's business but ours.
"""

import base64
import binascii
from typing import Annotated, Any, TypeVar

from django.db.models import Model, QuerySet
from django.http import HttpRequest, HttpResponse
from ninja import Field, Query

from kulanz.desk.api.problems import Problem

M = TypeVar("M", bound=Model)
USUAL, MOST = 100, 500
_MARK = "after:"
_MOST_DIGITS = 18  # what a signed 64-bit number holds whatever the digits are

Limit = Annotated[int, Query(ge=1, le=MOST, description="How many at most")]
Cursor = Annotated[str, Query(max_length=60, description="From the Link header of the page before")]
OrderNumber = Annotated[
    str, Field(min_length=1, max_length=60, description="Order number as the customer knows it")
]


def page_of(
    rows: QuerySet[M], *, limit: int, cursor: str, request: HttpRequest, response: HttpResponse
) -> list[M]:
    """The rows after the cursor, oldest first; where there are more, the response says where.

    Raises:
        Problem: 400, the cursor is not one of ours.
    """
    found = list(rows.filter(pk__gt=_after(cursor)).order_by("pk")[: limit + 1])
    if len(found) > limit:
        found = found[:limit]
        query = request.GET.copy()
        query["cursor"] = _cursor(found[-1].pk)
        address = request.build_absolute_uri(f"{request.path}?{query.urlencode()}")
        response["Link"] = f'<{address}>; rel="next"'
    return found


def _cursor(pk: Any) -> str:
    return base64.urlsafe_b64encode(f"{_MARK}{pk}".encode()).decode().rstrip("=")


def _after(cursor: str) -> int:
    if not cursor:
        return 0
    try:
        padded = cursor + "=" * (-len(cursor) % 4)
        mark, digits = base64.b64decode(padded, altchars=b"-_", validate=True).decode().split(":")
    except (ValueError, binascii.Error):
        mark = digits = ""
    if (
        f"{mark}:" != _MARK
        or not (digits.isascii() and digits.isdigit())
        or len(digits) > _MOST_DIGITS
    ):
        raise Problem(400, "bad_cursor", "Take the cursor from the Link header of the page before.")
    return int(digits)
