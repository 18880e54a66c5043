"""What would be otherwise, had something been so; and why something else would not.

The counterfactual of a structural causal model (Pearl 2000, chapter 7): the equations of what is
given are set aside, everything else is computed again.
"""

from collections.abc import Mapping
from typing import TYPE_CHECKING

from kulanz.chain.answers import Difference, Unchanged
from kulanz.chain.deciding import kept_by
from kulanz.chain.problems import BadModel

if TYPE_CHECKING:
    from kulanz.chain.chain import Chain


def had(chain: "Chain", given: Mapping[str, bool]) -> Difference:
    """What changes, and what stays although something right before it changed.

    Raises:
        BadModel: unknown_name, for a name that the model does not have.
    """
    unknown = [name for name in given if name not in chain.by_name]
    if unknown:
        raise BadModel("unknown_name", unknown)
    then = chain.worlds.do(given)
    moved = {name for name, value in then.items() if value is not chain.values[name]}
    changed = {
        one.name: then[one.name]
        for one in chain.variables
        if one.name in moved and one.name not in given
    }
    return Difference(dict(given), changed, _unchanged(chain, given, then, moved))


def _unchanged(
    chain: "Chain", given: Mapping[str, bool], then: Mapping[str, bool], moved: set[str]
) -> tuple[Unchanged, ...]:
    """Only where it could be expected to change: an equation that reads something changed.

    A told value that contradicts its equation is kept by nothing but having been told.
    """
    found = []
    for one in chain.variables:
        if one.equation is None or one.name in moved or one.name in given:
            continue
        if moved.isdisjoint(chain.worlds.causes[one.name]):
            continue
        told = one.name in chain.worlds.contradicted
        because = () if told else kept_by(one.equation, then, moved)
        found.append(Unchanged(one.name, because))
    return tuple(found)
