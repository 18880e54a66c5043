"""Why: actual causes after Halpern (2015), "A Modification of the Halpern-Pearl Definition".

X is a cause of an effect when both are so (AC1); had X been otherwise, while some other variables
(the witness) keep their actual values, there would be no effect (AC2); no part of X does (AC3).
"""

from collections.abc import Collection, Iterable, Mapping, Sequence
from fractions import Fraction
from itertools import islice
from time import perf_counter
from typing import TYPE_CHECKING

from kulanz.chain.answers import Cause, Verdict, Why
from kulanz.chain.asking import asked
from kulanz.chain.judging import Places, Question
from kulanz.chain.parts import STATUSES, Status
from kulanz.chain.problems import BadModel
from kulanz.chain.smallest import OutOfTime
from kulanz.chain.verdicts import judged
from kulanz.chain.witnesses import turned_and_held, witnesses

if TYPE_CHECKING:
    from kulanz.chain.chain import Chain

_KEPT = 0.4  # of the budget, for the witnesses of what was found
_MORE = 10  # causes over the limit are looked for, so many of them


def is_cause(chain: "Chain", values: Mapping[str, bool], effect: str, *, budget: float) -> Verdict:
    """Are these values, together, an actual cause of the effect?

    Raises:
        BadModel: the effect is no formula, or names something unknown.
    """
    return judged(_question(chain, effect, budget=budget, also=values), values)


def why(chain: "Chain", effect: str, *, limit: int, budget: float) -> Why:
    """All minimal causes of an effect, the smallest first; none when it is not so.

    The variables of the effect itself are not among them. Counts a few more than `limit` but
    tells no more; stops after `budget` seconds. Where not even one of the smallest is found by
    then, there is some other minimal cause if time allows.

    Raises:
        BadModel: the effect is no formula, or names something unknown.
    """
    question = _question(chain, effect, budget=budget * (1 - _KEPT))
    if not question.holds:
        return Why(effect, ())
    found: list[Places] = []
    complete = True
    try:
        found.extend(islice(question.minimal(), limit + _MORE))
    except OutOfTime:
        complete = False
    question.deadline += budget * _KEPT
    if not complete and not found:
        found = _any(question)
    told = _told(chain, question, found[:limit])
    more = len(found) - len(told)
    place = {name: at for at, name in enumerate(chain.by_name)}
    told.sort(key=lambda one: (len(one.values), sorted(place[name] for name in one.values)))
    return Why(effect, tuple(told), complete=complete and not more, more=more)


def smallest_cause(
    chain: "Chain",
    effect: str,
    *,
    among: Collection[str] | None = None,
    weights: Mapping[str, int] | None = None,
    budget: float,
) -> Cause | None:
    """A cause with the fewest variables, or the least weight in sum; None without any.

    `among` are the variables that come into question, without it all but those of the effect.
    A weight is a whole number from 1, which is also that of variables without one.

    Raises:
        BadModel: the effect is no formula, or names something unknown.
        OutOfTime: none found, or not known to be the smallest, within the budget.
    """
    question = _question(chain, effect, budget=budget, also=[*(among or ()), *(weights or ())])
    if not question.holds:
        return None
    number = chain.worlds.compiled.number
    places = None if among is None else [number[name] for name in among]
    heavy = {number[name]: weight for name, weight in (weights or {}).items()}
    found = next(question.minimal(places, heavy), None)
    if found is None:
        return None
    told = _told(chain, question, [found])
    if not told:
        raise OutOfTime
    return told[0]


def _question(chain: "Chain", effect: str, *, budget: float, also: Iterable[str] = ()) -> Question:
    formula = asked(chain, effect)
    unknown = [name for name in also if name not in chain.by_name]
    if unknown:
        raise BadModel("unknown_name", unknown[:1], where=effect)
    return Question(chain.worlds, formula, perf_counter() + budget)


def _any(question: Question) -> list[Places]:
    try:
        some = question.some()
    except OutOfTime:
        return []
    return [] if some is None else [some]


def _told(chain: "Chain", question: Question, causes: Sequence[Places]) -> list[Cause]:
    """With witness and status, as far as time allows."""
    held = witnesses(question, causes)
    name = chain.worlds.order
    return [
        Cause(
            {name[place]: chain.values[name[place]] for place in cause},
            tuple(name[place] for place in held[cause]),
            Fraction(1, len(cause) + len(held[cause])),
            status,
        )
        for cause, status in zip(held, _weakest(chain, question, held), strict=True)
    ]


def _weakest(chain: "Chain", question: Question, held: Mapping[Places, Places]) -> list[Status]:
    """For each cause the least certain status of it and of what changes on the way to the effect.

    All causes are one pass, a world each.
    """
    worlds = question.worlds
    cone = question.cone({place for cause in held for place in cause})
    turned, kept = turned_and_held(held.items())
    mask = (1 << len(held)) - 1
    then = worlds.turned(cone, turned, kept, mask)
    rests: dict[Status, int] = dict.fromkeys(STATUSES, 0)
    for place in cone:
        changed = then[place] ^ (mask if worlds.values[place] else 0)
        on_the_way = turned.get(place, 0) if place in question.goals else changed
        rests[chain.by_name[worlds.order[place]].status] |= on_the_way
    return [
        next(status for status in reversed(STATUSES) if rests[status] >> world & 1)
        for world in range(len(held))
    ]
