"""Writing the causal chain: nodes, and "this, because of A and B, unless D".

Source: why-because analysis (Ladkin and Loer 1998): a rule names causes that are necessary
together; several rules for one effect are alternatives. Nobody writes formulas.
"""

from collections.abc import Collection, Iterable
from datetime import datetime

from django.db import transaction

from kulanz.chain import ACTORS, Rule, Told
from kulanz.chain.notes.grammar import grammar
from kulanz.chain.notes.wording import SAME, content, score
from kulanz.desk.actions.record import DeskRefusal, hold, record
from kulanz.desk.casefiles import language_of
from kulanz.desk.models import Because, BecauseNode, Case, Contact, Node, Person

LABEL_LENGTH = 200
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
) -> Node:
    """Something that is so, is not, or is not known; `line_no` is its line in the ledger.

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


@transaction.atomic
def add_told(case: Case, contact: Contact, told: Told, *, at: datetime) -> int:
    """What a contact says about causes; the same thing in other words is the same node.

    A had-sentence becomes a because with exceptions only: not so, unless that had been so.
    Returns how many sentences were new; a sentence withdrawn before does not come back.
    """
    case = hold(case)
    known = set(case.becauses.filter(contact=contact).values_list("quote", flat=True))
    rules = [rule for rule in _as_rules(told) if rule.quote not in known]
    knots = {node for one in told.obstacles for node in (one.wish, one.blocked)}
    rows = _rows(case, contact, told, _named(rules) | knots, at=at)
    before = case.becauses.count()
    for rule in rules:
        _add_rule(case, contact, rule, rows, at=at)
    return case.becauses.count() - before


def _as_rules(told: Told) -> Iterable[Rule]:
    yield from told.rules
    for had in told.counterfactuals:
        for consequence in had.consequences:
            conditions = tuple(condition.node for condition in had.conditions)
            yield Rule(consequence.node, (), conditions, had.quote, had.line)


def _named(rules: Iterable[Rule]) -> set[str]:
    return {node for rule in rules for node in (rule.effect, *rule.because, *rule.unless)}


def _rows(
    case: Case, contact: Contact, told: Told, wanted: set[str], *, at: datetime
) -> dict[str, Node]:
    language = grammar(language_of(contact))
    before = [(node, content(node.label, language)) for node in case.nodes.all()]
    rows: dict[str, Node] = {}
    for node in told.nodes:
        if node.id not in wanted:
            continue
        about = content(node.label, language)
        scored = [(score(about, other), row) for row, other in before]
        best = max(scored, key=lambda pair: pair[0], default=None)
        exact = case.nodes.filter(label__iexact=node.label[:LABEL_LENGTH]).first()
        if exact is not None:
            rows[node.id] = exact
        elif best is not None and best[0] >= SAME:
            rows[node.id] = best[1]
        elif case.nodes.count() < MOST_NODES:
            rows[node.id] = add_node(
                case, label=node.label, actor=node.actor, holds=node.holds, at=at, by=contact.by
            )
    return rows


def _add_rule(
    case: Case, contact: Contact, rule: Rule, rows: dict[str, Node], *, at: datetime
) -> None:
    if any(node not in rows for node in _named([rule])):
        return
    try:
        add_because(
            case,
            effect=rows[rule.effect],
            causes=[rows[node] for node in rule.because],
            unless=[rows[node] for node in rule.unless],
            quote=rule.quote,
            contact=contact,
            at=at,
            by=contact.by,
        )
    except (OwnCause, NoCause, ChainFull):
        return  # two wordings of one thing were joined, or there is no room: nothing is claimed
