"""What is wrong or weak in a model, for whoever edits it.

The two tests of Why-Because Analysis (Ladkin and Loer 1998). Counterfactual test of a link: had
the cause not been so, the effect would not be. Causal sufficiency test of a node: its causes
together give it. A link that fails the first because another reason would have done is no error.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from time import perf_counter
from typing import TYPE_CHECKING

from kulanz.case.reason import Reason
from kulanz.chain.answers import Found, Trouble
from kulanz.chain.equations import Rule, bits
from kulanz.chain.parts import Variable

if TYPE_CHECKING:
    from kulanz.chain.chain import Chain
    from kulanz.chain.worlds import Worlds

AT_ONCE = 4096  # causes tried in one pass
MEMORY = 100_000_000  # bits in one pass
WIDEST = 12  # an equation with more causes is not tried in all their worlds


def check(chain: "Chain", *, budget: float) -> Found[Trouble]:
    """The troubles of a model in the order of its variables.

    Not `complete`: some each_alone are left out, as no link was tried after `budget` seconds.

    differs: what was told is not what its reasons give. not_sufficient: nothing gives it, or all
    its reasons hold and yet it is not so. time_order: a cause later than its effect. no_difference:
    a cause that never matters to its effect. each_alone: causes without each of which the effect
    would be so all the same. orphan: what nothing follows from and nothing leads to.
    """
    links = _Links(chain.worlds, perf_counter() + budget)
    used = {cause for found in chain.worlds.causes.values() for cause in found}
    found = (
        trouble
        for one in chain.variables
        for trouble in (
            *_sufficiency(chain, one),
            *_time_order(chain, one),
            *_links(chain, one, links),
            *_orphan(chain, one, used),
        )
    )
    return Found(found, complete=links.complete)


def _sufficiency(chain: "Chain", one: Variable) -> Iterator[Trouble]:
    found = chain.worlds.causes[one.name]
    if one.name in chain.worlds.contradicted:
        yield _trouble("differs", one, [one.name])
        if not one.actual:
            yield _trouble("not_sufficient", one, [one.name, *found])
    elif one.equation is not None and not found:
        yield _trouble("not_sufficient", one, [one.name])


def _time_order(chain: "Chain", one: Variable) -> Iterator[Trouble]:
    for cause in chain.worlds.causes[one.name]:
        if chain.by_name[cause].t > one.t:
            yield _trouble("time_order", one, [cause, one.name])


def _links(chain: "Chain", one: Variable, links: "_Links") -> Iterator[Trouble]:
    if one.name in chain.worlds.contradicted:
        return
    idle = links.idle(one.name)
    for cause in idle:
        yield _trouble("no_difference", one, [cause, one.name])
    spare = [cause for cause in links.spare(one.name) if cause not in idle]
    if spare:
        yield _trouble("each_alone", one, [one.name, *spare])


def _orphan(chain: "Chain", one: Variable, used: set[str]) -> Iterator[Trouble]:
    if one.name not in used and not chain.worlds.causes[one.name]:
        yield _trouble("orphan", one, [one.name])


def _trouble(code: str, one: Variable, found: Iterable[str]) -> Trouble:
    names = tuple(found)
    return Trouble(Reason(f"chain.{code}", {"names": ", ".join(names)}), names, one.line)


class _Links:
    """The counterfactual test of all links, many causes at once, one world for each."""

    def __init__(self, worlds: "Worlds", until: float) -> None:
        self.worlds = worlds
        self.complete = True
        self.scratch = list(worlds.values)
        self.unmoved: set[tuple[int, int]] = set()  # with all consequences, cause and effect
        everything = range(len(worlds.order))
        several = {place for place in everything if len(worlds.compiled.parents[place]) > 1}
        tried = [one for one in everything if not several.isdisjoint(worlds.compiled.children[one])]
        at_once = max(1, min(AT_ONCE, MEMORY // (len(everything) or 1)))
        for first in range(0, len(tried), at_once):
            if perf_counter() > until:
                self.complete = False
                break
            self._turn(everything, tried[first : first + at_once])

    def _turn(self, everything: Sequence[int], turned: Sequence[int]) -> None:
        mask = (1 << len(turned)) - 1
        turn = {place: 1 << world for world, place in enumerate(turned)}
        then = self.worlds.turned(everything, turn, {}, mask)
        for cause in turned:
            for effect in self.worlds.compiled.children[cause]:
                if bool(then[effect] & turn[cause]) is bool(self.worlds.values[effect]):
                    self.unmoved.add((cause, effect))

    def idle(self, name: str) -> list[str]:
        """Causes that make no difference to the equation in any world of its causes."""
        place = self.worlds.compiled.number[name]
        rule = self.worlds.compiled.rules[place]
        causes = self.worlds.compiled.parents[place]
        if rule is None or len(causes) > WIDEST:
            return []
        size = 1 << len(causes)
        mask = (1 << size) - 1
        columns = {cause: _column(nth, size) for nth, cause in enumerate(causes)}
        table = self._given(rule, columns, mask)
        return [
            self.worlds.order[cause]
            for nth, (cause, column) in enumerate(columns.items())
            if not ((table >> (1 << nth)) ^ table) & ~column & mask
        ]

    def spare(self, name: str) -> list[str]:
        """Reasons as they are told, without each of which it would be so all the same.

        Neither with everything else as it was, nor with all consequences.
        """
        place = self.worlds.compiled.number[name]
        rule = self.worlds.compiled.rules[place]
        if rule is None:
            return []
        was = self.worlds.values
        active = _active(rule, was, bool(was[place]))
        causes = self.worlds.compiled.parents[place]
        mask = (1 << len(causes)) - 1
        given = {
            cause: (mask if was[cause] else 0) ^ 1 << world for world, cause in enumerate(causes)
        }
        same = self._given(rule, given, mask) ^ (0 if was[place] else mask)
        return [
            self.worlds.order[cause]
            for world, cause in enumerate(causes)
            if cause in active and (cause, place) in self.unmoved and same >> world & 1
        ]

    def _given(self, rule: Rule, given: Mapping[int, int], mask: int) -> int:
        for place, value in given.items():
            self.scratch[place] = value
        found = bits(rule, self.scratch, mask)
        for place in given:
            self.scratch[place] = self.worlds.values[place]
        return found


def _column(nth: int, size: int) -> int:
    """The nth variable in all worlds of some: 0101..., 0011..., and so on."""
    block = 1 << nth
    ones = ((1 << block) - 1) << block
    whole = (1 << size) - 1
    return ones * (whole // ((1 << 2 * block) - 1))


def _active(rule: Rule, values: list[int], value: bool) -> set[int]:
    """The variables whose actual values speak for the value that the rule has."""
    found = {place for place in rule.plain if bool(values[place]) is value}
    found.update(place for place in rule.negated if bool(values[place]) is not value)
    for one in rule.inner:
        if bool(bits(one, values, 1)) is value:
            found |= _active(one, values, value)
    return found
