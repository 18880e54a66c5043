"""What people name first when asked why: the causes that depart from the norm, in time.

Halpern and Hitchcock ("Graded causation and defaults", 2015): of many causes, those that are not
as could be expected come to mind. What stands alone comes before what only counts together with
something else (Chockler and Halpern 2004).
"""

from time import perf_counter
from typing import TYPE_CHECKING

from kulanz.chain import causes
from kulanz.chain.answers import Audience, Cause, Departure, Found, Why
from kulanz.chain.asking import asked
from kulanz.chain.parts import Status, Variable, is_ours, party

if TYPE_CHECKING:
    from kulanz.chain.chain import Chain

FIRST, MOST = 50, 500  # causes asked for; a departure may be far back in the list
_FEELINGS = {"opinion", "emotion"}
_PEOPLE = {"customer", "agent"}


def headline(chain: "Chain", effect: str, audience: Audience, *, budget: float) -> Found[Departure]:
    """The departures among the causes, by time; those of single causes if there are any.

    The customer is told only what may leave the house (see `tellable`), of us only as a company,
    and never a share of responsibility.

    Not `complete` when more departures may be among causes that were not found within the `budget`
    (seconds), or not among the first `MOST`. Single causes come first, so others are left out.

    Raises:
        BadModel: the effect is no formula, or names something unknown.
    """
    asked(chain, effect)
    why = _far_enough(chain, effect, budget)
    departing = _departing(chain, why.causes)
    named = sorted((chain.by_name[name] for name in departing), key=lambda one: one.t)
    inside = audience == "internal"
    shown = None if inside else tellable(chain)
    told = (
        Departure(
            name=one.name,
            value=chain.values[one.name],
            actor=one.actor if inside or not is_ours(one.actor) else "company",
            t=one.t,
            responsibility=why.responsibility(one.name) if inside else None,
            status=departing[one.name].status if inside else _said_outside(departing[one.name]),
        )
        for one in named
        if shown is None or one.name in shown
    )
    return Found(told, complete=not _may_be_behind(chain, why))


def tellable(chain: "Chain") -> frozenset[str]:
    """What a customer may be told of, by name.

    Not what is marked as inner, not opinions and feelings, not what is only supposed about a
    person, and not how somebody behaved: what a person did out of an own opinion or feeling.
    """
    inner: set[str] = set()
    for name in chain.worlds.order:
        one = chain.by_name[name]
        if one.inner or one.status in _FEELINGS or _behaved(chain, one, inner):
            inner.add(name)
    supposed = {one.name for one in chain.variables if _supposed(one)}
    return frozenset(chain.by_name).difference(inner, supposed)


def departs(one: Variable, value: bool) -> bool:
    """Is it otherwise than could be expected?"""
    return one.norm is not None and one.norm is not value


def _behaved(chain: "Chain", one: Variable, inner: set[str]) -> bool:
    """What is only supposed passes nothing on: who was prompted by it, acted as a fact."""
    if party(one.actor) not in _PEOPLE or _supposed(one):
        return False
    before = chain.worlds.causes[one.name]
    return any(name in inner and chain.by_name[name].actor == one.actor for name in before)


def _supposed(one: Variable) -> bool:
    return one.status == "hypothesis" and party(one.actor) in _PEOPLE


def _said_outside(cause: Cause) -> Status:
    """That feelings are on the way does not leave the house either, only that it is unsure."""
    return "hypothesis" if cause.status in _FEELINGS else cause.status


def _far_enough(chain: "Chain", effect: str, budget: float) -> Why:
    """A few causes, or many where a departure may be behind the few."""
    until = perf_counter() + budget
    few = causes.why(chain, effect, limit=FIRST, budget=budget)
    left = until - perf_counter()
    if len(few.causes) < FIRST or left <= 0 or not _may_be_behind(chain, few):
        return few
    many = causes.why(chain, effect, limit=MOST, budget=left)
    return many if len(many.causes) > len(few.causes) else few


def _may_be_behind(chain: "Chain", why: Why) -> bool:
    """Are there causes not told that may depart, and are not larger than those that do?"""
    if why.complete:
        return False
    sizes = [len(cause.values) for cause in _departing(chain, why.causes).values()]
    cut = why.more and len(why.causes) not in {FIRST, MOST}  # no time to tell what was found
    return bool(cut) or not sizes or len(why.causes[-1].values) <= min(sizes)


def _departing(chain: "Chain", found: tuple[Cause, ...]) -> dict[str, Cause]:
    """The departures in the smallest causes that have any, in the order of the model."""
    size = 0
    departing: dict[str, Cause] = {}
    for cause in found:
        if departing and len(cause.values) > size:
            break
        for name in cause.values:
            if departs(chain.by_name[name], chain.values[name]):
                size = len(cause.values)
                departing.setdefault(name, cause)
    return {name: departing[name] for name in chain.by_name if name in departing}
