"""Rows of nodes and becauses as what was told, and as the causal model of it."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from typing import cast

from django.db.models import QuerySet

from kulanz.case import LanguageCode
from kulanz.chain import (
    Actor,
    Condition,
    Counterfactual,
    Node,
    Obstacle,
    Rule,
    Told,
    stance_of,
)
from kulanz.chain.notes.grammar import grammar
from kulanz.chain.notes.modelling import Modelled, model_of
from kulanz.chain.notes.wording import SAME, content, score
from kulanz.chain.parts import Status
from kulanz.desk.casefiles.filled import fill, template_of
from kulanz.desk.casefiles.ledgers import language_of
from kulanz.desk.models import Because, Case
from kulanz.desk.models import Node as NodeRow
from kulanz.desk.models import Statement as StatementRow


def chain(case: Case) -> Told:
    """The causal chain as it stands; ids are "n" and the key of the row.

    Stances and obstacles are read from the wording. A because with exceptions only is a
    had-sentence: the effect would have been the opposite, had the exceptions been.
    """
    language = language_of(case)
    lines = {row.line_no: row for row in case.statements.filter(replaced_by=None)}
    nodes = tuple(_node(row, lines.get(row.line_no or 0), language) for row in case.nodes.all())
    told = Told(nodes=nodes, obstacles=tuple(_obstacles(nodes, language)))
    return _with(told, _becauses(case).filter(withdrawn_at=None))


def model(case: Case, told: Told | None = None) -> Modelled:
    """The causal model of a case: what is told, as equations; variables are called like nodes.

    `told` is the chain of the case where somebody has read it already.
    """
    told, language = told or chain(case), language_of(case)
    known = template_of(case)
    if known is None:
        return model_of(told, language, title=case.subject)
    rows = list(_becauses(case))
    changed = {row.effect_id for row in rows if row.template == known.name and row.withdrawn_at}
    own = [
        row
        for row in rows
        if not row.withdrawn_at and (row.template != known.name or row.effect_id in changed)
    ]
    free = model_of(_with(told, own), language, title=case.subject)
    filled = fill(
        known,
        case.profile,
        told,
        free.chain,
        changed=[f"n{pk}" for pk in changed],
        language=language,
    )
    return Modelled(filled, free.doubts)


def _becauses(case: Case) -> QuerySet[Because]:
    return case.becauses.prefetch_related("parts").order_by("id")


def _with(told: Told, becauses: Iterable[Because]) -> Told:
    """The nodes with what these rows say of them."""
    holds = {node.id: node.holds for node in told.nodes}
    rules = [_rule(row) for row in becauses]
    return replace(
        told,
        rules=tuple(rule for rule in rules if rule.because),
        counterfactuals=tuple(_had(rule, holds) for rule in rules if not rule.because),
    )


def status_of(row: NodeRow, line: StatementRow | None) -> Status:
    """How sure we are: as somebody said, else as its line of the ledger stands, else a fact.

    What nobody knows whether it is so is a hypothesis, whatever it was called.
    """
    if row.holds is None:
        return "hypothesis"
    if row.status:
        return cast("Status", row.status)
    if line is None or line.standing in {"verified", "refuted"}:
        return "fact"
    return cast("Status", line.kind) if line.kind in {"opinion", "emotion"} else "claim"


def _node(row: NodeRow, line: StatementRow | None, language: LanguageCode) -> Node:
    status = status_of(row, line)
    return Node(
        id=f"n{row.pk}",
        label=row.label,
        holds=row.holds,
        actor=cast("Actor", row.actor),
        stance=stance_of(row.label, language),
        norm=row.norm,
        t=row.t or 0,
        status=status,
        opposite=row.opposite,
        code=row.code,
        inner=row.inner or status == "opinion",
    )


def _rule(row: Because) -> Rule:
    sides: dict[bool, list[str]] = defaultdict(list)
    for part in sorted(row.parts.all(), key=lambda part: part.pk):
        sides[part.unless].append(f"n{part.node_id}")
    return Rule(f"n{row.effect_id}", tuple(sides[False]), tuple(sides[True]), row.quote)


def _had(rule: Rule, holds: Mapping[str, bool | None]) -> Counterfactual:
    """The conditions are contrary to what is so, and so is the consequence."""
    return Counterfactual(
        quote=rule.quote,
        line=0,
        conditions=tuple(Condition(node, holds[node] is True) for node in rule.unless),
        consequences=(Condition(rule.effect, holds[rule.effect] is not False),),
    )


def _obstacles(nodes: Sequence[Node], language: LanguageCode) -> Iterator[Obstacle]:
    """A wish, and the thing that cannot be had, about the same thing."""
    rules = grammar(language)
    blocked = [(n, content(n.label, rules)) for n in nodes if n.stance == "cannot"]
    for wish in nodes:
        if wish.stance != "wants":
            continue
        about = content(wish.label, rules)
        scored = [(score(about, other, opposite=True), node.id) for node, other in blocked]
        best = max(scored, default=(0.0, ""))
        if best[0] >= SAME:
            yield Obstacle(wish.id, best[1])
