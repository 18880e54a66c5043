"""Writing the causal chain: nodes, and "this, because of A and B, unless D".

Source: why-because analysis (Ladkin and Loer 1998): a rule names causes that are necessary
together; several rules for one effect are alternatives. Nobody writes formulas.
"""

from collections.abc import Collection, Sequence
from datetime import datetime
from typing import Any

from django.db import transaction

from kulanz.chain import ACTORS
from kulanz.desk.actions.record import DeskRefusal, hold, record
from kulanz.desk.models import Because, BecauseNode, Case, Contact, Node, Person, Settled

LABEL_LENGTH = 200
ABOUT_LENGTH = 400
MOST_NODES = 200
MOST_BECAUSES = 400


class NoLabel(DeskRefusal):
    """A node needs words."""

    code = "no_label"


class NodeExists(DeskRefusal):
    """There is a node with these words already."""

    code = "node_exists"


class NoCause(DeskRefusal):
    """A because needs at least one cause or one exception."""

    code = "no_cause"


class OwnCause(DeskRefusal):
    """Nothing is its own cause, and nothing is cause and exception at once."""

    code = "own_cause"


class ChainFull(DeskRefusal):
    """More than a person can look over."""

    code = "chain_full"


@transaction.atomic
def add_node(
    case: Case,
    *,
    label: str,
    actor: str,
    holds: bool | None,
    at: datetime,
    by: Person | None,
    line_no: int | None = None,
    **more: Any,
) -> Node:
    """Something that is so, is not, or is not known; `line_no` is its line in the ledger.

    `more` is what `describe` takes, and `code`, its type in a template.

    Raises:
        NoLabel, NodeExists, ChainFull: see there.
    """
    case = hold(case)
    label = " ".join(label.split())[:LABEL_LENGTH]
    if not label:
        raise NoLabel
    if case.nodes.filter(label__iexact=label).exists():
        raise NodeExists
    if case.nodes.count() >= MOST_NODES:
        raise ChainFull
    node = Node.objects.create(
        case=case,
        label=label,
        actor=actor if actor in ACTORS else "unknown",
        holds=holds,
        line_no=line_no,
        at=at,
        code=str(more.pop("code", "")),
        **_described(**more),
    )
    record("node.added", case=case, at=at, by=by, node=node.pk)
    return node


@transaction.atomic
def set_holds(node: Node, *, holds: bool | None, at: datetime, by: Person) -> Node:
    """It is so, it is not so, or nobody knows; the events keep what it was before."""
    case = hold(node.case)
    node = Node.objects.get(pk=node.pk)
    if node.holds is not holds:
        before, node.holds = node.holds, holds
        node.save(update_fields=["holds"])
        record("node.judged", case=case, at=at, by=by, node=node.pk, before=before, holds=holds)
    return node


@transaction.atomic
def describe(
    node: Node,
    *,
    norm: bool | None,
    t: int | None,
    status: str,
    opposite: str,
    inner: bool,
    actor: str,
    at: datetime,
    by: Person,
) -> Node:
    """What could have been expected and of whom, when it was, how sure we are, and whether it
    stays inside.
    """
    case = hold(node.case)
    node = Node.objects.get(pk=node.pk)
    new = _described(norm=norm, t=t, status=status, opposite=opposite, inner=inner)
    new["actor"] = actor if actor in ACTORS else "unknown"
    changed = sorted(name for name, value in new.items() if getattr(node, name) != value)
    if changed:
        for name in changed:
            setattr(node, name, new[name])
        node.save(update_fields=changed)
        record("node.described", case=case, at=at, by=by, node=node.pk, what=changed)
    return node


def _described(
    *,
    norm: bool | None = None,
    t: int | None = None,
    status: str = "",
    opposite: str = "",
    inner: bool = False,
) -> dict[str, Any]:
    return {
        "norm": norm,
        "t": t,
        "status": status if status in dict(Node.STATUSES) else "",
        "opposite": " ".join(opposite.split())[:LABEL_LENGTH],
        "inner": inner,
    }


@transaction.atomic
def add_because(
    case: Case,
    *,
    effect: Node,
    causes: Collection[Node],
    unless: Collection[Node] = (),
    at: datetime,
    by: Person | None,
    quote: str = "",
    contact: Contact | None = None,
) -> Because:
    """`effect`, because of all causes together, unless an exception holds. Said twice, kept once.

    Raises:
        NoCause, OwnCause, ChainFull: see there.
    """
    case = hold(case)
    because, exceptions = {node.pk for node in causes}, {node.pk for node in unless}
    if not because | exceptions:
        raise NoCause
    if effect.pk in because | exceptions or because & exceptions:
        raise OwnCause
    same = _same(case, effect.pk, because, exceptions)
    if same is not None:
        return same
    if case.becauses.filter(withdrawn_at=None).count() >= MOST_BECAUSES:
        raise ChainFull
    row = Because.objects.create(
        case=case, effect=effect, quote=quote, contact=contact, by=by, at=at
    )
    BecauseNode.objects.bulk_create(
        [BecauseNode(because=row, node_id=pk) for pk in sorted(because)]
        + [BecauseNode(because=row, node_id=pk, unless=True) for pk in sorted(exceptions)]
    )
    record("because.added", case=case, at=at, by=by, because=row.pk, effect=effect.pk)
    return row


@transaction.atomic
def settle(case: Case, *, code: str, nodes: Sequence[Node], at: datetime, by: Person) -> Settled:
    """A question about the chain is answered: it is right as it is. Nobody is asked again."""
    case = hold(case)
    about = " ".join(str(node.pk) for node in nodes)[:ABOUT_LENGTH]
    row, made = Settled.objects.get_or_create(
        case=case, code=code, nodes=about, defaults={"at": at, "by": by}
    )
    if made:
        record("chain.settled", case=case, at=at, by=by, code=code)
    return row


@transaction.atomic
def withdraw_because(because: Because, *, at: datetime, by: Person) -> Because:
    """It was not so; the sentence stays on record, and reading its contact again keeps it out."""
    case = hold(because.case)
    if Because.objects.filter(pk=because.pk, withdrawn_at=None).update(withdrawn_at=at):
        record("because.withdrawn", case=case, at=at, by=by, because=because.pk)
    because.refresh_from_db()
    return because


def _same(case: Case, effect: int, because: set[int], unless: set[int]) -> Because | None:
    for row in case.becauses.filter(effect_id=effect, withdrawn_at=None).prefetch_related("parts"):
        parts = row.parts.all()
        if {p.node_id for p in parts if not p.unless} == because and {
            p.node_id for p in parts if p.unless
        } == unless:
            return row
    return None
