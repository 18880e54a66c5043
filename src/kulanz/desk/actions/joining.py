"""Two parts of a chain that mean the same become one; reasons told apart become one sentence."""

from collections.abc import Sequence
from datetime import datetime

from django.db import transaction

from kulanz.desk.actions.chain import NoCause, add_because, withdraw_because
from kulanz.desk.actions.record import hold, record
from kulanz.desk.models import Because, BecauseNode, Case, Node, Person

# What the part that stays takes over where it says nothing itself.
TAKEN_OVER = ("holds", "norm", "t", "status", "opposite", "code", "line_no")


@transaction.atomic
def join_becauses(case: Case, becauses: Sequence[Because], *, at: datetime, by: Person) -> Because:
    """Reasons told apart were needed together: one because takes their place.

    Raises:
        NoCause: they are not about one and the same thing, or there are fewer than two.
        OwnCause: see there.
    """
    case = hold(case)
    rows = _reasons_for_one(case, becauses)
    parts = [part for row in rows for part in row.parts.select_related("node")]
    joined = add_because(
        case,
        effect=rows[0].effect,
        causes={part.node for part in parts if not part.unless},
        unless={part.node for part in parts if part.unless},
        quote=" … ".join(dict.fromkeys(row.quote for row in rows if row.quote)),
        contact=rows[0].contact,
        at=at,
        by=by,
    )
    for row in rows:
        if row.pk != joined.pk:
            withdraw_because(row, at=at, by=by)
    return joined


def _reasons_for_one(case: Case, becauses: Sequence[Because]) -> list[Because]:
    rows = list(
        case.becauses.filter(pk__in=[row.pk for row in becauses], withdrawn_at=None)
        .select_related("effect", "contact")
        .order_by("id")
    )
    if len(rows) <= 1 or len({row.effect_id for row in rows}) > 1:
        raise NoCause
    return rows


@transaction.atomic
def join_nodes(case: Case, first: Node, second: Node, *, at: datetime, by: Person) -> Node:
    """`second` means the same as `first`: what was said of it is said of `first` from now on.

    A sentence that would now explain something by itself is withdrawn.
    """
    case = hold(case)
    BecauseNode.objects.filter(
        node=second, because__in=BecauseNode.objects.filter(node=first).values("because")
    ).delete()
    BecauseNode.objects.filter(node=second).update(node=first)
    Because.objects.filter(effect=second).update(effect=first)
    circular = case.becauses.filter(effect=first, parts__node=first, withdrawn_at=None).distinct()
    for row in circular:
        withdraw_because(row, at=at, by=by)
    for name in TAKEN_OVER:
        if getattr(first, name) in {None, ""}:
            setattr(first, name, getattr(second, name))
    first.inner = first.inner or second.inner
    first.save(update_fields=[*TAKEN_OVER, "inner"])
    record("node.joined", case=case, at=at, by=by, node=first.pk, gone=second.pk)
    second.delete()
    return first
