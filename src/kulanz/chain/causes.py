"""Why: actual causes after Halpern (2015), "A Modification of the Halpern-Pearl Definition".

X is a cause of an effect when both are so (AC1); had X been otherwise, while some other variables
(the witness) keep their actual values, there would be no effect (AC2); no part of X does (AC3).
"""

from collections.abc import Collection, Iterable, Iterator, Mapping
from fractions import Fraction
from itertools import islice
from time import perf_counter
from typing import TYPE_CHECKING, TypeVar

from kulanz.chain.answers import Cause, Verdict, Why
from kulanz.chain.formulas import names, parse
from kulanz.chain.judging import Places, Question
from kulanz.chain.parts import STATUSES, Status
from kulanz.chain.problems import BadModel
from kulanz.chain.smallest import OutOfTime
from kulanz.chain.verdicts import judged
from kulanz.chain.worlds import Worlds

if TYPE_CHECKING:
    from kulanz.chain.chain import Chain

_T = TypeVar("_T")


def is_cause(chain: "Chain", values: Mapping[str, bool], effect: str, *, budget: float) -> Verdict:
    """Are these values, together, an actual cause of the effect?

    Raises:
        BadModel: a name that the model does not have.
    """
    return judged(question(chain.worlds, effect, budget=budget, also=values), values)


def why(chain: "Chain", effect: str, *, limit: int, budget: float) -> Why:
    """All minimal causes of an effect, the smallest first; none when it is not so.

    The variables of the effect itself are not among them. Counts up to `limit` more than it
    tells; stops after `budget` seconds.

    Raises:
        BadModel: a name that the model does not have.
    """
    asked = question(chain.worlds, effect, budget=budget)
    if not asked.holds:
        return Why(effect, ())
    found, complete = _within(asked.minimal(), 2 * limit + 1)
    told, all_told = _within((_told(chain, asked, one) for one in found[:limit]), limit)
    more = len(found) - len(told)
    place = {name: at for at, name in enumerate(chain.by_name)}
    told.sort(key=lambda one: (len(one.values), sorted(place[name] for name in one.values)))
    return Why(effect, tuple(told), complete=complete and all_told and not more, more=more)


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
        BadModel: a name that the model does not have.
        OutOfTime: none found, or not known to be the smallest, within the budget.
    """
    asked = question(chain.worlds, effect, budget=budget, also=[*(among or ()), *(weights or ())])
    if not asked.holds:
        return None
    number = chain.worlds.compiled.number
    places = None if among is None else [number[name] for name in among]
    heavy = {number[name]: weight for name, weight in (weights or {}).items()}
    found = next(asked.minimal(places, heavy), None)
    return None if found is None else _told(chain, asked, found)


def question(worlds: Worlds, effect: str, *, budget: float, also: Iterable[str] = ()) -> Question:
    """The question of an effect, with its deadline.

    Raises:
        BadModel: a name (of the effect, or `also`) that the model does not have.
    """
    formula = parse(effect)
    unknown = [one for one in (*names(formula), *also) if one not in worlds.compiled.number]
    if unknown:
        raise BadModel("unknown_name", unknown[:1], where=effect)
    return Question(worlds, formula, perf_counter() + budget)


def _within(found: Iterator[_T], most: int) -> tuple[list[_T], bool]:
    """What comes before the time is over, `most` of them; and whether that was all in time."""
    kept: list[_T] = []
    try:
        kept.extend(islice(found, most))
    except OutOfTime:
        return kept, False
    return kept, True


def _told(chain: "Chain", asked: Question, cause: Places) -> Cause:
    name = chain.worlds.order
    held = asked.witness(cause) or ()
    return Cause(
        {name[place]: chain.values[name[place]] for place in cause},
        tuple(name[place] for place in held),
        Fraction(1, len(cause) + len(held)),
        _weakest(chain, asked, cause, held),
    )


def _weakest(chain: "Chain", asked: Question, cause: Places, held: Places) -> Status:
    """The least certain status of the cause and of what changes on its way to the effect."""
    worlds = asked.worlds
    cone = asked.cone(cause)
    then = worlds.turned(cone, dict.fromkeys(cause, 1), dict.fromkeys(held, 1), 1)
    changed = [
        place for place in cone if place not in asked.goals and then[place] != worlds.values[place]
    ]
    found = {chain.by_name[worlds.order[place]].status for place in {*cause, *changed}}
    return max(found, key=STATUSES.index)
