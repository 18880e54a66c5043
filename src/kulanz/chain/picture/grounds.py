"""Why a variable has the value it has: the alternatives of its equation that hold.

An equation is read as people write it, "because A and B; or because C; unless D" (why-because
graph, Ladkin and Loer 1998): each alternative is a smallest set of causes whose actual values
alone give the effect its value.
"""

from collections.abc import Iterator, Mapping
from itertools import islice

from kulanz.chain.formulas import And, Formula, Name, Not, Or

MOST = 12  # alternatives; nobody reads more

Grounds = tuple[frozenset[str], ...]


def grounds(formula: Formula, value: bool, values: Mapping[str, bool]) -> Grounds:
    """The alternatives for the effect being `value`; none where the equation says otherwise."""
    return _smallest(_grounds(formula, value, values))


def supports(formula: Formula, value: bool, values: Mapping[str, bool]) -> frozenset[str]:
    """The causes that push towards `value`; the others are so in spite of them."""
    return frozenset(
        name for name, positive in _literals(formula, True) if (values[name] is positive) is value
    )


def negated(formula: Formula) -> frozenset[str]:
    """The causes that only ever count by not being so: the exceptions."""
    found = list(_literals(formula, True))
    return frozenset(name for name, _ in found) - {name for name, positive in found if positive}


def _grounds(formula: Formula, value: bool, values: Mapping[str, bool]) -> Grounds:
    match formula:
        case Name(name):
            return (frozenset({name}),) if values[name] is value else ()
        case Not(of):
            return _grounds(of, not value, values)
        case And(of) | Or(of):
            if isinstance(formula, And) is not value:
                return _smallest(tuple(s for part in of for s in _grounds(part, value, values)))
            found: Grounds = (frozenset(),)
            for part in of:
                alternatives = _grounds(part, value, values)
                found = _smallest(tuple(one | other for one in found for other in alternatives))
            return found


def _smallest(sets: Grounds) -> Grounds:
    each = tuple(islice(dict.fromkeys(sets), MOST**2))
    return tuple(one for one in each if not any(other < one for other in each))[:MOST]


def _literals(formula: Formula, positive: bool) -> Iterator[tuple[str, bool]]:
    match formula:
        case Name(name):
            yield name, positive
        case Not(of):
            yield from _literals(of, not positive)
        case And(of) | Or(of):
            for part in of:
                yield from _literals(part, positive)
