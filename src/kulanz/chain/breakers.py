"""Who could have broken the chain, and when first: single changes without which no effect.

"Known" is what the actor could act on then: an own free choice, or what was expected anyway. A
rule that fired as it should could have broken the chain too, but waited for something.
"""

from collections.abc import Iterator
from time import perf_counter
from typing import TYPE_CHECKING

from kulanz.chain.answers import Breaker, Found
from kulanz.chain.asking import asked
from kulanz.chain.deciding import missing_for
from kulanz.chain.headline import departs
from kulanz.chain.judging import Question
from kulanz.chain.parts import Variable, is_ours, party
from kulanz.chain.smallest import OutOfTime

if TYPE_CHECKING:
    from kulanz.chain.chain import Chain


def breakers(
    chain: "Chain", effect: str, actor: str = "", *, known: bool = True, budget: float
) -> Found[Breaker]:
    """The changes that would have prevented the effect, by time and then as in the model.

    `actor` is an actor ("company:billing"), a party, or empty for all; "company" means all of us.
    With `known`, only what its actor could know; all else says what it waited for. After `budget`
    seconds it is what was found by then, and not `complete`.

    Raises:
        BadModel: the effect is no formula, or names something unknown.
    """
    question = Question(chain.worlds, asked(chain, effect), perf_counter() + budget)
    preventing: set[str] = set()
    complete = True
    try:
        preventing.update(_preventing(question))
    except OutOfTime:
        complete = False
    found = [
        _breaker(chain, one)
        for name, one in chain.by_name.items()
        if name in preventing and _acts(one.actor, actor)
    ]
    kept = [one for one in found if one.known or not known]
    return Found(sorted(kept, key=lambda one: one.t), complete=complete)


def _preventing(question: Question) -> Iterator[str]:
    """All single changes, many at once; the effect's own names do not count."""
    if question.holds:
        cone = question.cone()
        tried = [place for place in cone if place not in question.goals]
        yield from (question.worlds.order[place] for place in question.alone(cone, tried))


def _breaker(chain: "Chain", one: Variable) -> Breaker:
    was = chain.values[one.name]
    free = one.equation is None and one.norm is None
    known = free or departs(one, was)
    waits = one.equation is not None and not known and one.name not in chain.worlds.contradicted
    needed = missing_for(one.equation, not was, chain.values) if waits and one.equation else ()
    return Breaker(one.name, not was, one.actor, one.t, known, needed)


def _acts(actor: str, wanted: str) -> bool:
    if wanted in {"", actor}:
        return True
    return is_ours(actor) if wanted == "company" else party(actor) == wanted
