"""Holds for billing: what stands on an order, and dunning documents that went out."""

from datetime import datetime, time
from typing import Annotated, Any, Literal

from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from ninja import Field, Query, Router, Schema, Status
from pydantic import BeforeValidator

from kulanz.desk.actions.dunning import note_dunning
from kulanz.desk.api.once import once
from kulanz.desk.api.pages import USUAL, Cursor, Limit, OrderNumber, page_of
from kulanz.desk.api.tokens import Token, person_behind
from kulanz.desk.models import Hold
from kulanz.desk.queries.holds import holds_for, running

router = Router(tags=["holds"])


def _moment(dated: object) -> object:
    """A letter of a day can be held back until the day ends; no zone means the desk's."""
    try:
        if isinstance(dated, str):
            day_only = len(dated) == len("2026-11-16")
            at = datetime.fromisoformat(dated)
            at = datetime.combine(at, time.max) if day_only else at
            return at if timezone.is_aware(at) else timezone.make_aware(at)
    except ValueError:
        pass  # the error of the field itself says it better
    return dated


Moment = Annotated[datetime, BeforeValidator(_moment)]


class HoldOut(Schema):
    """A hold that stands now; `until` of null lasts until it is lifted."""

    id: int
    kind: Literal["dispute", "dunning"]
    order: str
    since: datetime
    until: datetime | None
    case: str


class DunningIn(Schema):
    """A dunning document that went out, or is about to."""

    order: OrderNumber
    level: int = Field(ge=0, le=9, description="0 is a friendly reminder")
    dated: Moment = Field(description="A date without a time is the end of that day")
    reference: str = Field(min_length=1, max_length=80, description="Your number of it")


class DunningOut(Schema):
    """What was kept; `in_hold` says that it should not have gone out."""

    reference: str
    order: str
    in_hold: bool


@router.get("/holds", auth=Token("holds:read"), response=list[HoldOut], summary="Running holds")
def running_holds(
    request: HttpRequest,
    response: HttpResponse,
    order: Query[OrderNumber | None] = None,
    limit: Limit = USUAL,
    cursor: Cursor = "",
) -> list[dict[str, Any]]:
    """The holds in force on an order; empty where dunning may go on. Without `order`, all of them:
    the next page is in the Link header.
    """
    rows = running(holds_for(person_behind(request)), at=timezone.now())
    if order is not None:
        rows = rows.filter(order=order)
    found = page_of(rows, limit=limit, cursor=cursor, request=request, response=response)
    return [_shown(row) for row in found]


@router.post(
    "/dunning-documents",
    auth=Token("dunning:write"),
    response={200: DunningOut, 201: DunningOut},
    summary="Report a dunning document",
)
def dunning_documents(request: HttpRequest, document: DunningIn) -> Status[dict[str, Any]]:
    """Idempotent by `reference`. Dated inside a hold, the owner of the case takes it back."""
    return Status(*once(request, lambda: _noted(request, document)))


def _noted(request: HttpRequest, document: DunningIn) -> tuple[int, dict[str, Any]]:
    row, made = note_dunning(
        order=document.order.strip(),
        level=document.level,
        dated=document.dated,
        reference=document.reference.strip(),
        at=timezone.now(),
        by=person_behind(request),
    )
    shown = {"reference": row.reference, "order": row.order, "in_hold": row.broke_id is not None}
    return (201 if made else 200), shown


def _shown(row: Hold) -> dict[str, Any]:
    return {
        "id": row.pk,
        "kind": row.kind,
        "order": row.order,
        "since": row.since,
        "until": row.until,
        "case": row.case.number,
    }
