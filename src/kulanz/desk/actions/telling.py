"""What a contact tells about causes, put into the chain of its case."""

from collections.abc import Iterable
from datetime import datetime

from django.db import transaction

from kulanz.chain import Node as ToldNode
from kulanz.chain import Rule, Told
from kulanz.chain.notes.grammar import grammar
from kulanz.chain.notes.wording import SAME, content, score
from kulanz.desk.actions.chain import (
    LABEL_LENGTH,
    MOST_NODES,
    ChainFull,
    NoCause,
    OwnCause,
    add_because,
    add_node,
)
from kulanz.desk.actions.record import hold
from kulanz.desk.casefiles import language_of
from kulanz.desk.models import Case, Contact, Node, Person


@transaction.atomic(savepoint=False)
def add_told(case: Case, contact: Contact, told: Told, *, at: datetime) -> int:
    """What a contact says about causes; the same thing in other words is the same node.

    A had-sentence becomes a because with exceptions only: not so, unless that had been so.
    Returns how many sentences were new; a sentence withdrawn before does not come back.
    """
    rules = list(_as_rules(told))
    knots = {node for one in told.obstacles for node in (one.wish, one.blocked)}
    if not rules and not knots:  # most letters
        return 0
    case = hold(case)
    known = set(case.becauses.filter(contact=contact).values_list("quote", flat=True))
    rules = [rule for rule in rules if rule.quote not in known]
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
            rows[node.id] = _added(case, node, at=at, by=contact.by)
    return rows


def _added(case: Case, node: ToldNode, *, at: datetime, by: Person | None) -> Node:
    return add_node(
        case,
        label=node.label,
        actor=node.actor,
        holds=node.holds,
        norm=node.norm,
        inner=node.inner,
        at=at,
        by=by,
    )


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
