"""Joins a template with what was told of a case: the template explains, the case adds.

What was told of a variable of the template becomes its value. What matches nothing stays with the
case as a variable of its own, with its reasons; a told reason that would close a circle is left
out and reported. Needs and actions are those of the template: they are checked, told ones are not.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace

from kulanz.case import LanguageCode
from kulanz.chain.chain import Chain
from kulanz.chain.filling import match
from kulanz.chain.formulas import And, Formula, Name, Not, Or, both, either, literal, names
from kulanz.chain.notes.grammar import grammar
from kulanz.chain.notes.wording import SAME, Content, content, score
from kulanz.chain.parts import Influence, Sign, Status, Variable
from kulanz.chain.situations import NOTHING, Template, code_of

Matches = Mapping[str, tuple[str, bool]]
MOST_ADDITIONS = 2000


@dataclass(frozen=True, slots=True)
class LeftOut:
    """A told reason that would have closed a circle: the effect and its causes, by name."""

    effect: str
    causes: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Joined:
    """The chain of a case in a template; `free` are the variables that only the case has."""

    chain: Chain
    matches: Matches
    free: tuple[str, ...]
    left_out: tuple[LeftOut, ...] = ()


@dataclass(frozen=True, slots=True)
class Addition:
    """What was told freely in one case that uses a template."""

    case: str
    template: str
    text: str
    language: LanguageCode


@dataclass(frozen=True, slots=True)
class Promotable:
    """A free addition that came again, for a person to make it part of the template or not."""

    template: str
    text: str
    language: LanguageCode
    cases: tuple[str, ...]


def filled(
    template: Template,
    pack_name: str,
    told: Chain,
    *,
    facts: Mapping[str, bool] = NOTHING,
    language: LanguageCode,
) -> Joined:
    """The template with all that was told; `facts` by type code are verified and outweigh it."""
    matches = matched(template, told, language)
    values: dict[str, bool] = {}
    statuses: dict[str, Status] = {}
    for name, (mine, value) in matches.items():
        one = told.by_name[name]
        if mine not in values:
            values[mine] = value is one.actual
            statuses[mine] = one.status
    statuses |= dict.fromkeys(facts, "fact")
    chain = template.chain(
        pack_name, facts={**values, **facts}, statuses=statuses, language=language
    )
    return joined(chain, told, matches)


def matched(template: Template, told: Chain, language: LanguageCode) -> Matches:
    """The told variables that a template knows, with the variable and whether it is so by them.

    The second copy of what was told to happen again ("n4.2") is the second of the template.
    """
    known = {one.name for one in template.things}
    found: dict[str, tuple[str, bool]] = {}
    for one in told.variables:
        plain = told.by_name.get(one.name.partition(".")[0], one)
        hit = match(plain.yes.get(language, ""), language, template)
        if hit:
            again = f"{hit[0]}#{one.name.partition('.')[2]}"
            found[one.name] = (again if again in known else hit[0], hit[1])
    return found


def joined(chain: Chain, told: Chain, matches: Matches) -> Joined:
    """A template's chain together with the told one; `matches` as `matched` finds them."""
    joint = _Joint(chain, told, matches)
    for one in told.variables:
        for reason in _alternatives(one.equation):
            joint.add(one, reason)
    return joint.result()


def promotable(additions: Iterable[Addition], *, least: int = 2) -> tuple[Promotable, ...]:
    """Free additions of one template that came in at least so many cases, the most cases first.

    Compared by content, within one language; said in the words that came first.
    """
    groups: dict[tuple[str, LanguageCode], list[tuple[Content, str, dict[str, None]]]]
    groups = defaultdict(list)
    for one in list(additions)[:MOST_ADDITIONS]:
        said = content(one.text, grammar(one.language))
        mine = groups[one.template, one.language]
        known = next((group for group in mine if score(group[0], said) >= SAME), None)
        if known is None:
            mine.append((said, one.text, {one.case: None}))
        else:
            known[2][one.case] = None
    found = [
        Promotable(template, text, language, tuple(cases))
        for (template, language), mine in groups.items()
        for _, text, cases in mine
        if len(cases) >= least
    ]
    return tuple(sorted(found, key=lambda one: -len(one.cases)))


class _Joint:
    """The equations while told reasons are added to them."""

    def __init__(self, chain: Chain, told: Chain, matches: Matches) -> None:
        self.chain, self.told, self.matches = chain, told, matches
        self.free = {
            one.name: one.name if one.name not in chain.by_name else f"told:{one.name}"
            for one in told.variables
            if one.name not in matches
        }
        self.equations: dict[str, Formula | None] = {
            **{one.name: one.equation for one in chain.variables},
            **dict.fromkeys(self.free.values()),
        }
        self.left_out: list[LeftOut] = []

    def add(self, one: Variable, reason: Formula) -> None:
        """A told reason: nothing where the template says so already, nothing in a circle."""
        mine, so = self.matches.get(one.name, (self.free.get(one.name, ""), True))
        added = self._renamed(reason)
        causes = tuple(names(added))
        before = self._before({mine})
        known = {name for name in causes if name in self.chain.by_name}
        if mine in causes and len(causes) == 1:
            return
        if mine in self.chain.by_name and known == {*causes} and known <= before:
            return
        if mine in self._before({*causes}) | {*causes}:
            self.left_out.append(LeftOut(mine, causes))
            return
        self.equations[mine] = _extended(self.equations[mine], added, so=so)

    def result(self) -> Joined:
        """The chain; what only the case has gets a time from what it is joined with."""
        theirs = [
            replace(one, name=self.free[one.name])
            for one in self.told.variables
            if one.name in self.free
        ]
        times = self._times(theirs)
        variables = tuple(
            replace(one, equation=self.equations[one.name], t=times[one.name])
            for one in (*self.chain.variables, *theirs)
        )
        influences = dict.fromkeys((*self.chain.influences, *self._influences()))
        chain = replace(self.chain, variables=variables, influences=tuple(influences))
        return Joined(chain, self.matches, tuple(self.free.values()), tuple(self.left_out))

    def _renamed(self, formula: Formula) -> Formula:
        match formula:
            case Name(name):
                return literal(*self.matches[name]) if name in self.matches else self._own(name)
            case Not(of):
                inner = self._renamed(of)
                return inner.of if isinstance(inner, Not) else Not(inner)
            case And(of):
                return both(map(self._renamed, of))
            case Or(of):
                return either(map(self._renamed, of))

    def _own(self, name: str) -> Formula:
        return Name(self.free[name])

    def _before(self, some: set[str]) -> set[str]:
        """Everything that leads to one of them."""
        seen: set[str] = set()
        stack = list(some)
        while stack:
            equation = self.equations[stack.pop()]
            for name in names(equation) if equation else ():
                if name not in seen:
                    seen.add(name)
                    stack.append(name)
        return seen

    def _times(self, theirs: list[Variable]) -> dict[str, int]:
        """The template's times; of what is free the latest cause's, else the first effect's."""
        times = {one.name: one.t for one in self.chain.variables}
        users: dict[str, list[str]] = defaultdict(list)
        for name, equation in self.equations.items():
            for cause in names(equation) if equation else ():
                users[cause].append(name)
        for one in sorted(theirs, key=lambda one: len(self._before({one.name}))):
            before = [times[name] for name in self._before({one.name}) if name in times]
            after = [times[name] for name in users[one.name] if name in times]
            times[one.name] = max(before) if before else min(after, default=one.t)
        return times

    def _influences(self) -> Iterable[Influence]:
        """The told influences under the template's names; one between two that are now one goes."""
        for one in self.told.influences:
            cause, cause_so = self._named(one.cause)
            effect, effect_so = self._named(one.effect)
            if cause and effect and cause != effect:
                flipped: Sign = "-" if one.sign == "+" else "+"
                yield Influence(cause, effect, one.sign if cause_so is effect_so else flipped)

    def _named(self, name: str) -> tuple[str, bool]:
        mine, so = self.matches.get(name, (self.free.get(name, name), True))
        return code_of(mine), so


def _extended(equation: Formula | None, reason: Formula, *, so: bool) -> Formula:
    """With one more reason for it, or for its opposite."""
    if so:
        return reason if equation is None else either((equation, reason))
    opposite = reason.of if isinstance(reason, Not) else Not(reason)
    return opposite if equation is None else both((equation, opposite))


def _alternatives(equation: Formula | None) -> tuple[Formula, ...]:
    if equation is None:
        return ()
    return equation.of if isinstance(equation, Or) else (equation,)
