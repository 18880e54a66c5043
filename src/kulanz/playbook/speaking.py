"""Which rules of casework speak, given what is known of a case; and which wait for a fact."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass

from kulanz.conditions import Condition, Facts, judge
from kulanz.playbook.rules import Act, CaseRule, by_id, case_rules


@dataclass(frozen=True, slots=True)
class Spoken:
    """A rule that speaks, with what it proposes and what must not be done."""

    rule: CaseRule

    @property
    def acts(self) -> tuple[Act, ...]:
        """What it proposes, in order."""
        return self.rule.acts


@dataclass(frozen=True, slots=True)
class Waiting:
    """A rule that would speak if the missing facts turned out so; the rest of it holds."""

    rule: CaseRule
    missing: tuple[str, ...]


@dataclass(frozen=True, slots=True, order=True)
class Never:
    """What must not be done or said now (de: Unterlassung, nl: verbod), and which rule says so.

    `number` is that of the source case.
    """

    code: str
    rule: str
    number: str


def switched(*, off: Collection[str] = (), variants: Collection[str] = ()) -> tuple[CaseRule, ...]:
    """The rules in force: all but those switched off, with the variants that are switched on."""
    chosen = [rule for rule in case_rules() if not rule.variant or rule.variant in variants]
    replaced = {rule.instead_of for rule in chosen if rule.variant}
    return tuple(rule for rule in chosen if rule.id not in {*off, *replaced})


def speaking(facts: Facts, rules: Iterable[CaseRule]) -> tuple[Spoken, ...]:
    """The rules that speak.

    A rule whose acts have come to their end (`release`) is silent; a requirement that nobody knows
    of is not met: no dunning letter goes out on the strength of a fact that is missing.
    """
    return tuple(
        Spoken(rule)
        for rule in rules
        if _holds(rule.when, facts)
        and not _holds(rule.unless, facts)
        and not _holds(rule.release, facts)
    )


def waiting(facts: Facts, rules: Iterable[CaseRule]) -> tuple[Waiting, ...]:
    """The rules of which something is known to hold and the rest is not known."""
    found = []
    for rule in rules:
        if _holds(rule.when, facts) or _holds(rule.unless, facts) or _holds(rule.release, facts):
            continue
        missing = [
            judged.missing
            for one in rule.when
            if (judged := judge(one, facts)).truth is None and len(judged.missing) < len(one.facts)
        ]
        if missing:
            found.append(Waiting(rule, min(missing, key=len)))
    return tuple(found)


def forbidden(facts: Facts, rules: Iterable[CaseRule]) -> frozenset[str]:
    """What must not be done or said now, by the rules that speak."""
    return frozenset(code for one in speaking(facts, rules) for code in one.rule.never)


def nevers(facts: Facts, rules: Iterable[CaseRule]) -> tuple[Never, ...]:
    """The same with the rule behind each, every code once, by the first rule that forbids it."""
    found: dict[str, Never] = {}
    for one in speaking(facts, rules):
        for code in one.rule.never:
            found.setdefault(code, Never(code, one.rule.id, one.rule.number))
    return tuple(found[code] for code in sorted(found))


def held_back(facts: Facts, rules: Iterable[CaseRule]) -> frozenset[str]:
    """The acts that a variant in force withholds: the rule it replaced would propose them now.

    As in source case 000: an account is closed only once its balance is zero.
    """
    known, found = by_id(), set[str]()
    for variant in rules:
        replaced = known.get(variant.instead_of)
        if replaced and speaking(facts, (replaced,)) and not speaking(facts, (variant,)):
            found |= {act.code for act in replaced.acts} & {act.code for act in variant.acts}
    return frozenset(found)


def _holds(conditions: Iterable[Condition], facts: Facts) -> bool:
    return any(judge(one, facts).truth for one in conditions)
