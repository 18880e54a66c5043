"""What was told as reasons of a model: each a conjunction for one effect, or what prevents it."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from kulanz.chain.notes.claims import Claims, Condition, Counterfactual


@dataclass(frozen=True, slots=True)
class Reason:
    """These nodes being so or not so, all together, bring the effect about or prevent it.

    `had` marks what a had-sentence says. `place` orders what was told; `quote` and `line` say
    where.
    """

    effect: str
    parts: tuple[tuple[str, bool], ...]
    prevents: bool = False
    had: bool = False
    quote: str = ""
    line: int = 0
    place: int = 0


def reasons(claims: Claims) -> list[Reason]:
    """All reasons in the order of telling.

    A because-sentence is one reason, its exceptions are parts that must not be so. A had-sentence
    gives an effect that would have come about an alternative reason, and an effect that would not
    have come about something that prevents it. A consequence that is so anyway, or whose
    conditions are met anyway, says nothing about why.
    """
    holds = {node.id: node.holds for node in claims.nodes}
    found = [
        Reason(
            rule.effect,
            _parts([(one, True) for one in rule.because] + [(one, False) for one in rule.unless]),
            quote=rule.quote,
            line=rule.line,
        )
        for rule in claims.rules
    ]
    for had in claims.active().counterfactuals:
        found += [
            _supposed(had, one)
            for one in had.consequences
            if holds[one.node] is not (not one.negated)
        ]
    told = [one for one in found if one.effect not in dict(one.parts)]
    told.sort(key=lambda one: one.line)  # stable: rows without lines stay in their order
    return [replace(one, place=place) for place, one in enumerate(told)]


def shared_sentence(told: Sequence[Reason]) -> Iterator[list[Reason]]:
    """Reasons of one sentence that gives several effects for the same causes, as told."""
    groups: dict[object, list[Reason]] = {}
    for one in told:
        if not one.prevents and one.quote:
            groups.setdefault((one.quote, one.line, one.parts), []).append(one)
    return (group for group in groups.values() if len(group) > 1)


def _supposed(had: Counterfactual, effect: Condition) -> Reason:
    supposed = [(one.node, not one.negated) for one in had.conditions]
    parts = _parts(supposed + [(name, True) for name in had.given])
    return Reason(effect.node, parts, effect.negated, had=True, quote=had.quote, line=had.line)


def _parts(found: Sequence[tuple[str, bool]]) -> tuple[tuple[str, bool], ...]:
    """Each node once; the first word counts where a sentence contradicts itself."""
    return tuple({node: (node, value) for node, value in reversed(found)}.values())[::-1]
