"""Who could have broken the chain, and when first: single changes without which no effect.

"Known" is what the actor could act on then: an own free choice, or what was expected anyway. A
rule that fired as it should could have broken the chain too, but waited for something.
"""

from typing import TYPE_CHECKING

from kulanz.chain.answers import Breaker
from kulanz.chain.asking import asked
from kulanz.chain.deciding import missing_for
from kulanz.chain.equations import bits
from kulanz.chain.formulas import names
from kulanz.chain.headline import departs
from kulanz.chain.parts import Variable, is_ours, party

if TYPE_CHECKING:
    from kulanz.chain.chain import Chain


def breakers(
    chain: "Chain", effect: str, actor: str = "", *, known: bool = True
) -> tuple[Breaker, ...]:
    """The changes that would have prevented the effect, by time and then as in the model.

    `actor` is an actor ("company:billing"), a party, or empty for all; "company" means all of us.
    With `known`, only what its actor could know; all else says what it waited for.

    Raises:
        BadModel: the effect is no formula, or names something unknown.
    """
    found = [
        _breaker(chain, chain.by_name[name])
        for name in _preventing(chain, effect)
        if _acts(chain.by_name[name].actor, actor)
    ]
    return tuple(sorted((one for one in found if one.known or not known), key=lambda one: one.t))


def _preventing(chain: "Chain", effect: str) -> list[str]:
    """All single changes at once, one world for each; the effect's own names do not count."""
    formula = asked(chain, effect)
    worlds = chain.worlds
    number = worlds.compiled.number
    own = {number[name] for name in names(formula)}
    rule = worlds.compiled.rule(formula)
    if not bits(rule, worlds.values, 1):
        return []
    cone = worlds.between(None, own)
    tried = [place for place in cone if place not in own]
    mask = (1 << len(tried)) - 1
    turn = {place: 1 << world for world, place in enumerate(tried)}
    still = bits(rule, worlds.turned(cone, turn, {}, mask), mask)
    gone = {worlds.order[place] for place, world in turn.items() if not still & world}
    return [name for name in chain.by_name if name in gone]


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
