"""Dunning documents as billing reports them; one that ignores a hold raises an alert."""

from datetime import datetime

from django.db import transaction
from django.utils import translation
from django.utils.translation import gettext

from kulanz.commitments import due
from kulanz.countries import profile
from kulanz.desk.actions.closure import reopen
from kulanz.desk.actions.commitments import promise
from kulanz.desk.actions.hold_tasks import receivables
from kulanz.desk.actions.record import DeskRefusal, hold, record
from kulanz.desk.models import Commitment, DunningDocument, Hold, Person
from kulanz.desk.queries.holds import broken_by

TAKE_BACK_WITHIN = "1d_b"


class ReferenceTaken(DeskRefusal):
    """A document with this reference was reported before, and it says something else."""

    code = "reference_taken"


@transaction.atomic
def note_dunning(
    *,
    order: str,
    level: int,
    dated: datetime,
    reference: str,
    at: datetime,
    by: Person | None = None,
) -> tuple[DunningDocument, bool]:
    """Keep what billing sent, and whether it is new; reporting the same again changes nothing.

    Dated inside a hold, somebody promises to take it back.

    Raises:
        ReferenceTaken: see there.
    """
    row, made = DunningDocument.objects.get_or_create(
        reference=reference,
        defaults={"order": order, "level": level, "dated": dated, "received_at": at},
    )
    if (row.order, row.level, row.dated) != (order, level, dated):
        raise ReferenceTaken
    if made:
        row.broke = broken_by(order, dated=dated)
        row.save(update_fields=["broke"])
        if row.broke is not None:
            _alert(row, row.broke, at=at, by=by)
    return row, made


def _alert(row: DunningDocument, broken: Hold, *, at: datetime, by: Person | None) -> None:
    case = hold(broken.case)
    record(
        "dunning.in_hold",
        case=case,
        at=at,
        by=by,
        hold=broken.pk,
        sort=broken.kind,
        order=row.order,
        reference=row.reference,
        dated=row.dated.isoformat(),
    )
    owner = case.owner or receivables() or broken.by
    if owner is None:
        return
    if case.closed_at is not None:  # a letter that should never have gone out is our fault
        reopen(case, at=at)
    with translation.override(owner.language):
        text = gettext("Take back the reminder %(reference)s: a hold stood on order %(order)s")
    promise(
        case,
        side=Commitment.OURS,
        text=text % {"reference": row.reference, "order": row.order},
        due_at=due(profile(case.profile), TAKE_BACK_WITHIN, at),
        at=at,
        owner=owner,
        shared=False,
    )
