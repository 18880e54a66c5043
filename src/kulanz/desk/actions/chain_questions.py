"""Answering what is unclear in a chain with one press."""

from collections.abc import Callable, Mapping, Sequence
from datetime import datetime

from django.db import transaction

from kulanz.desk.actions.chain import set_holds, settle
from kulanz.desk.actions.joining import join_becauses, join_nodes
from kulanz.desk.models import Case, Node, Person


@transaction.atomic
def together(case: Case, *, code: str, nodes: Sequence[Node], at: datetime, by: Person) -> None:
    """The reasons, all but the last node, were needed together for the last one.

    Raises:
        NoCause, OwnCause: see `join_becauses`.
    """
    *causes, effect = nodes
    rows = case.becauses.filter(effect=effect, withdrawn_at=None)
    told = rows.filter(parts__node__in=causes, parts__unless=False).distinct()
    join_becauses(case, list(told), at=at, by=by)
    settle(case, code=code, nodes=nodes, at=at, by=by)


def same(case: Case, *, code: str, nodes: Sequence[Node], at: datetime, by: Person) -> None:
    """The two nodes are one thing; there is nothing left to ask, `code` is for the others."""
    del code
    first, second = nodes
    join_nodes(case, first, second, at=at, by=by)


def so(case: Case, *, code: str, nodes: Sequence[Node], at: datetime, by: Person) -> None:
    """The first node is so."""
    _judge(case, True, code=code, nodes=nodes, at=at, by=by)


def not_so(case: Case, *, code: str, nodes: Sequence[Node], at: datetime, by: Person) -> None:
    """The first node is not so."""
    _judge(case, False, code=code, nodes=nodes, at=at, by=by)


def leave(case: Case, *, code: str, nodes: Sequence[Node], at: datetime, by: Person) -> None:
    """It is right as it is."""
    settle(case, code=code, nodes=nodes, at=at, by=by)


@transaction.atomic
def _judge(
    case: Case,
    holds: bool,
    *,
    code: str,
    nodes: Sequence[Node],
    at: datetime,
    by: Person,
) -> None:
    set_holds(nodes[0], holds=holds, at=at, by=by)
    settle(case, code=code, nodes=nodes, at=at, by=by)


ANSWERS: Mapping[str, Callable[..., None]] = {
    "together": together,
    "same": same,
    "so": so,
    "not_so": not_so,
    "leave": leave,
}
