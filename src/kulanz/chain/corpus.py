"""Many cases of one model: how often, what would have avoided it, and whose share it is."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from fractions import Fraction
from typing import TYPE_CHECKING, Self

from kulanz.chain.asking import asked
from kulanz.chain.crowd import Crowd
from kulanz.chain.equations import bits
from kulanz.chain.formulas import names
from kulanz.chain.problems import BadModel
from kulanz.chain.shapley import shapley

if TYPE_CHECKING:
    from kulanz.chain.chain import Chain

MOST_LEVERS = 12
MOST_WORK = 450_000_000  # different cases by sets of levers, for a second


class TooMany(ValueError):
    """More levers, or different cases for them, than exact shares take a second for."""


@dataclass(frozen=True, slots=True)
class FirstBreak:
    """In how many cases this actor, at this step, was the first who could have broken the chain."""

    actor: str
    t: int
    cases: int


@dataclass(frozen=True, slots=True)
class Shares:
    """How many cases all levers together avoid, and what each accounts for; they add up to it."""

    avoided: int
    levers: Mapping[str, Fraction]


class Corpus:
    """The cases of one model; each says what was so in it, the rest follows from the equations.

    A root that a case says nothing about is as in the model. Where a case contradicts an equation
    it counts as told, as in a single chain.

    Raises:
        BadModel: unknown_name.
    """

    def __init__(self, model: "Chain", cases: Iterable[Mapping[str, bool]]) -> None:
        self.model = model
        told = {one.name: one.actual for one in model.variables}
        self.equations = model.worlds.compiled
        self.crowd = Crowd(self.equations, told, map(self._known, cases))
        self.size = self.crowd.size

    @classmethod
    def of(cls, model: "Chain", chains: Iterable["Chain"]) -> Self:
        """Of single chains made from one model; what they have beyond it does not count."""
        named = model.by_name
        told = ({n: v for n, v in one.values.items() if n in named} for one in chains)
        return cls(model, told)

    def frequency(self, effect: str) -> int:
        """In how many cases it is so."""
        return self.crowd.count(_Effect(self, effect).actual)

    def avoidable(self, effect: str, do: Mapping[str, bool]) -> int:
        """In how many of these it would not be so, had `do` been."""
        given = {self.equations.number[name]: value for name, value in self._known(do).items()}
        return self.crowd.count(_Effect(self, effect).avoided(given))

    def flips(self, effect: str) -> dict[str, int]:
        """The same for every single variable, had it been the opposite of what it was."""
        found = dict.fromkeys(self.model.by_name, 0)
        for place, avoided in _Effect(self, effect).flips():
            found[self.equations.order[place]] = self.crowd.count(avoided)
        return found

    def shares(self, effect: str, levers: Mapping[str, bool] | None = None) -> Shares:
        """What each lever accounts for, of the cases that all of them avoid: Shapley values.

        A lever is a variable with the value to give it. Without any, those with a norm that leads
        to the effect, where at least one of its cases departs from it.

        Raises:
            TooMany: more than `MOST_LEVERS`, or too many different cases for them.
        """
        about = _Effect(self, effect)
        wanted = dict(about.norms()) if levers is None else dict(self._known(levers))
        work = self.crowd.different << len(wanted)
        if len(wanted) > MOST_LEVERS or work > MOST_WORK:
            raise TooMany(", ".join(wanted))
        places = {self.equations.number[name]: value for name, value in wanted.items()}
        worth = about.avoided_by_sets(places)
        return Shares(worth[-1], dict(zip(wanted, shapley(worth), strict=True)))

    def first_breaks(self, effect: str) -> tuple[FirstBreak, ...]:
        """Who could first have broken it, by time; several at one step count each.

        As for one case (`kulanz.chain.breakers`): one change without which no effect, and that its
        actor could know, for it was their free choice or departed from the norm.
        """
        about = _Effect(self, effect)
        first: dict[tuple[int, str], int] = {}
        open_ = about.actual
        breaks: dict[int, list[tuple[str, int]]] = {}
        for place, avoided in about.flips():
            one = self.model.by_name[self.equations.order[place]]
            known = avoided & self._could_know(place)
            breaks.setdefault(one.t, []).append((one.actor, known))
        for t in sorted(breaks):
            for actor, known in breaks[t]:
                first[t, actor] = first.get((t, actor), 0) | (known & open_)
            for _, known in breaks[t]:
                open_ &= ~known
        return tuple(
            FirstBreak(actor, t, cases)
            for (t, actor), some in first.items()
            if (cases := self.crowd.count(some))
        )

    def _could_know(self, place: int) -> int:
        one = self.model.by_name[self.equations.order[place]]
        if one.norm is None:
            return self.crowd.mask if one.equation is None else 0
        was = self.crowd.told[place]
        return self.crowd.mask & ~was if one.norm else was

    def _known(self, values: Mapping[str, bool]) -> Mapping[str, bool]:
        for name in values:
            if name not in self.equations.number:
                raise BadModel("unknown_name", [name])
        return values


class _Effect:
    """An effect in all cases, and what leads to it."""

    def __init__(self, corpus: Corpus, effect: str) -> None:
        self.corpus = corpus
        self.crowd = corpus.crowd
        formula = asked(corpus.model, effect)
        self.rule = corpus.equations.rule(formula)
        self.own = {corpus.equations.number[name] for name in names(formula)}
        self.cone = self.crowd.before(self.own)
        self.actual = bits(self.rule, self.crowd.told, self.crowd.mask)

    def avoided(self, given: Mapping[int, bool]) -> int:
        """The cases that no longer have it, had these been so."""
        mask = self.crowd.mask
        bits_given = {place: mask if value else 0 for place, value in given.items()}
        return self._gone(self.crowd.had(bits_given, self.cone))

    def flips(self) -> Iterator[tuple[int, int]]:
        """Each variable that leads to it, with the cases that its opposite would have avoided."""
        for at, place in enumerate(self.cone):
            if place not in self.own:
                turned = {place: self.crowd.mask & ~self.crowd.told[place]}
                yield place, self._gone(self.crowd.had(turned, self.cone[at:]))

    def avoided_by_sets(self, levers: Mapping[int, bool]) -> list[int]:
        """How many cases every set of levers avoids; the sets by their bits, in this order."""
        sets: list[dict[int, bool]] = [{}]
        for place, value in levers.items():
            sets += [{**one, place: value} for one in sets]
        return [self.crowd.count(self.avoided(one)) for one in sets]

    def norms(self) -> Iterator[tuple[str, bool]]:
        """What could be expected of each variable before it that departs from it somewhere."""
        for name, one in self.corpus.model.by_name.items():
            place = self.corpus.equations.number[name]
            if one.norm is not None and place in self.cone and place not in self.own:
                was = self.crowd.told[place]
                if self.actual & (~was if one.norm else was):
                    yield name, one.norm

    def _gone(self, values: list[int]) -> int:
        return self.actual & ~bits(self.rule, values, self.crowd.mask)
