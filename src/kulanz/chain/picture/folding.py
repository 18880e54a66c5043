"""Which variables a drawing shows: the knot first, the rest folded into "+ n more".

Folding away is contraction: what led to something still does, over what is no longer seen.
"""

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from graphlib import TopologicalSorter

from kulanz.chain.answers import Audience
from kulanz.chain.chain import Chain
from kulanz.chain.formulas import names
from kulanz.chain.headline import departs, tellable
from kulanz.chain.parts import Variable

FEW = 15  # shown whole
FULL = 12  # a knot smaller than this is filled up with what has most links
MOST_KEPT = 40
MOST_DRAWN = 120

Ends = tuple[str, str]


@dataclass(frozen=True, slots=True)
class Stretch:
    """From a cause to an effect, over the variables `between` that are folded away."""

    cause: str
    effect: str
    between: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Folded:
    """What is shown, how it hangs together, and what is folded away but might be shown."""

    names: tuple[str, ...]
    stretches: tuple[Stretch, ...]
    away: tuple[str, ...] = ()


def fold(
    chain: Chain,
    *,
    effects: Collection[str] = (),
    keep: Collection[str] = (),
    unfolded: bool = False,
    audience: Audience = "internal",
) -> Folded:
    """The whole chain up to 15 variables, else its knot.

    The knot is what is waited for in a circle, what departs from the norm, the `effects` (the last
    ones without any given) and whatever else to `keep`. Whom it does not concern (`audience`) sees
    nothing of opinions, emotions and behaviours, not even that something is folded away.
    """
    causes = causes_of(chain)
    told = chain.by_name if audience == "internal" else tellable(chain)
    open_to = [one for one in chain.variables if one.name in told]
    seen = [one.name for one in open_to]
    if unfolded or len(seen) <= FEW:
        kept = seen[:MOST_DRAWN]
    else:
        wanted = _wanted(chain, open_to, causes, effects, keep)
        kept = [name for name in seen if name in wanted]
    away = set(seen).difference(kept)
    return Folded(
        tuple(kept),
        tuple(contract(causes, kept, away)),
        tuple(name for name in seen if name in away),
    )


def causes_of(chain: Chain) -> dict[str, tuple[str, ...]]:
    """What each variable is computed from."""
    return {one.name: tuple(names(one.equation)) if one.equation else () for one in chain.variables}


def contract(
    causes: Mapping[str, Sequence[str]], kept: Sequence[str], counted: Collection[str]
) -> Iterator[Stretch]:
    """The links among the kept; only the `counted` are told as lying between.

    One that leads over folded variables is left out where others lead there over kept ones.
    """
    bit = {name: 1 << place for place, name in enumerate(kept)}
    order = tuple(TopologicalSorter(causes).static_order())
    over: dict[Ends, list[str]] = {
        (cause, effect): [] for effect in kept for cause in causes[effect] if cause in bit
    }
    direct = frozenset(over)
    for name, ends in _passed(order, causes, bit, kept):
        over.setdefault(ends, []).append(name)
    after: dict[str, int] = defaultdict(int)
    for cause, effect in over:
        after[cause] |= bit[effect]
    later = _closed(order, after, kept)
    for (cause, effect), between in over.items():
        roundabout = any(later[other] & bit[effect] for other in _named(after[cause], kept))
        if (cause, effect) in direct or not roundabout:
            yield Stretch(cause, effect, tuple(name for name in between if name in counted))


def _wanted(
    chain: Chain,
    variables: Sequence[Variable],
    causes: Mapping[str, Sequence[str]],
    effects: Collection[str],
    keep: Collection[str],
) -> set[str]:
    used = {cause for its in causes.values() for cause in its}
    waiting = {name for knot in chain.deadlocks().knots for name in knot}
    waiting.update(name for loop in chain.loops().loops for name in loop.nodes)
    seen = [one.name for one in variables]
    wanted = [name for name in effects if name in seen]
    wanted = wanted or [name for name in seen if name not in used]
    wanted += [name for name in keep if name in seen]
    wanted += [name for name in seen if name in waiting]
    wanted += [one.name for one in variables if departs(one, chain.values[one.name])]
    links = {name: len(causes[name]) for name in seen}
    for its in causes.values():
        for cause in its:
            links[cause] = links.get(cause, 0) + 1
    knot = dict.fromkeys(wanted[:MOST_KEPT])
    for name in sorted(seen, key=lambda name: -links[name]):
        if len(knot) < FULL:
            knot[name] = None
    return set(knot)


def _passed(
    order: Sequence[str],
    causes: Mapping[str, Sequence[str]],
    bit: Mapping[str, int],
    kept: Sequence[str],
) -> Iterator[tuple[str, Ends]]:
    """Each folded variable with all the ends that it lies between."""
    effects: dict[str, list[str]] = defaultdict(list)
    for effect, its in causes.items():
        for cause in its:
            effects[cause].append(effect)
    above = _reach(order, causes, bit)
    below = _reach(order[::-1], effects, bit)
    for name in order:
        if name not in bit:
            for cause in _named(above[name], kept):
                for effect in _named(below[name], kept):
                    yield name, (cause, effect)


def _reach(
    order: Iterable[str], before: Mapping[str, Sequence[str]], bit: Mapping[str, int]
) -> dict[str, int]:
    """The kept ones that each can be reached from over folded ones only."""
    found: dict[str, int] = {}
    for name in order:
        found[name] = 0
        for other in before.get(name, ()):
            found[name] |= bit.get(other) or found[other]
    return found


def _closed(order: Sequence[str], after: Mapping[str, int], kept: Sequence[str]) -> dict[str, int]:
    """Everything that comes after each of the kept, sooner or later."""
    place = set(kept)
    later: dict[str, int] = {}
    for name in reversed(order):
        if name in place:
            later[name] = after[name]
            for other in _named(after[name], kept):
                later[name] |= later[other]
    return later


def _named(bits: int, kept: Sequence[str]) -> Iterator[str]:
    while bits:
        low = bits & -bits
        yield kept[low.bit_length() - 1]
        bits ^= low
