"""The only stair between the storeys: rows of the desk become values of the core."""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from typing import cast

from kulanz.case import Kind, LanguageCode, Speaker, Statement, Utterance
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
from kulanz.chain.notes.wording import SAME, content, score
from kulanz.desk.models import Because, Case, Contact
from kulanz.desk.models import Node as NodeRow
from kulanz.facts import parse_transcript


def language_of(row: Case | Contact) -> LanguageCode:
    """The language in which the core reads this case or contact."""
    return cast("LanguageCode", row.language)


def utterances(contact: Contact) -> tuple[Utterance, ...]:
    """What was said in one contact; everything we wrote ourselves is the agent's."""
    said = parse_transcript(contact.new_text)
    if contact.direction == Contact.OUT and contact.channel != "call":
        return tuple(Utterance(one.text, "agent", one.line, one.at) for one in said)
    return said


def ledger(case: Case) -> tuple[Statement, ...]:
    """The present version of every line of the ledger; ids are "s" and the line number."""
    rows = case.statements.filter(replaced_by=None).order_by("line_no", "id")
    return tuple(
        Statement(
            id=f"s{row.line_no}",
            kind=cast("Kind", row.kind),
            text=row.text,
            quote=row.quote or row.text,
            speaker=cast("Speaker", row.speaker),
            line=row.line_no,
        )
        for row in rows
    )


def chain(case: Case) -> Told:
    """The causal chain as it stands; ids are "n" and the key of the row.

    Stances and obstacles are read from the wording. A because with exceptions only is a
    had-sentence: the effect would have been the opposite, had the exceptions been.
    """
    language = language_of(case)
    nodes = tuple(_node(row, language) for row in case.nodes.all())
    holds = {node.id: node.holds for node in nodes}
    becauses = case.becauses.filter(withdrawn_at=None).prefetch_related("parts").order_by("id")
    rules = [_rule(row) for row in becauses]
    return Told(
        nodes=nodes,
        rules=tuple(rule for rule in rules if rule.because),
        counterfactuals=tuple(_had(rule, holds) for rule in rules if not rule.because),
        obstacles=tuple(_obstacles(nodes, language)),
    )


def _node(row: NodeRow, language: LanguageCode) -> Node:
    return Node(
        id=f"n{row.pk}",
        label=row.label,
        holds=row.holds,
        actor=cast("Actor", row.actor),
        stance=stance_of(row.label, language),
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
