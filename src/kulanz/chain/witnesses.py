"""What must be held at its actual value for causes to show: their smallest witnesses."""

from collections.abc import Iterable, Iterator, Mapping, Sequence

from kulanz.chain.judging import Places, Question
from kulanz.chain.smallest import OutOfTime, Search, Smallest, in_time

_TRIES = 32  # sets tried for one cause in one pass; more of them, or larger ones, are a search
_LARGEST = 4

_Try = tuple[Places, Places]  # a cause, and what is held


def witnesses(asked: Question, causes: Sequence[Places]) -> dict[Places, Places]:
    """A smallest witness for each cause; those without an entry have none, or time ran out.

    Tries one variable more at a time, only such as would change: holding another one makes no
    difference. The tries of all causes are one pass.
    """
    found: dict[Places, Places] = {}
    cone = asked.cone({place for cause in causes for place in cause})
    tries: list[_Try] = [(cause, ()) for cause in causes]
    try:
        while tries:
            mask = (1 << len(tries)) - 1
            values = asked.worlds.turned(cone, *turned_and_held(tries), mask)
            avoided = asked.avoids(values, mask)
            for cause, held in _at(avoided, tries):
                found.setdefault(cause, held)
            in_time(asked.deadline)
            longer = _longer(asked, {place: values[place] for place in cone}, tries, found)
            tries = []
            for cause, choices in longer.items():
                if len(choices) > _TRIES or len(next(iter(choices))) > _LARGEST:
                    _search(asked, cause, found)
                else:
                    tries += [(cause, held) for held in choices.values()]
    except OutOfTime:
        pass
    return found


def turned_and_held(tries: Iterable[_Try]) -> tuple[dict[int, int], dict[int, int]]:
    """In which of the tries, a bit each, every variable is otherwise, and is held."""
    turned: dict[int, int] = {}
    kept: dict[int, int] = {}
    for world, (cause, held) in enumerate(tries):
        for place in cause:
            turned[place] = turned.get(place, 0) | 1 << world
        for place in held:
            kept[place] = kept.get(place, 0) | 1 << world
    return turned, kept


def _at(worlds: int, tries: Sequence[_Try]) -> Iterator[_Try]:
    while worlds:
        yield tries[(worlds & -worlds).bit_length() - 1]
        worlds &= worlds - 1


def _longer(
    asked: Question,
    values: Mapping[int, int],
    tries: Sequence[_Try],
    found: Mapping[Places, Places],
) -> dict[Places, dict[frozenset[int], Places]]:
    """For each cause without a witness, each try with each variable that changed in its world."""
    mask = (1 << len(tries)) - 1
    still = 0
    worlds: dict[Places, int] = {}
    for world, (cause, _) in enumerate(tries):
        if cause not in found:
            worlds[cause] = worlds.get(cause, 0) | 1 << world
            still |= 1 << world
    longer: dict[Places, dict[frozenset[int], Places]] = {cause: {} for cause in worlds}
    for place, value in values.items():
        changed = (value ^ (mask if asked.worlds.values[place] else 0)) & still
        for cause, held in _at(changed, tries):
            if place not in cause and len(longer[cause]) <= _TRIES:
                longer[cause].setdefault(frozenset((*held, place)), (*held, place))
                if len(longer[cause]) > _TRIES:
                    still &= ~worlds[cause]  # it will be a search
    return {cause: choices for cause, choices in longer.items() if choices}


def _search(asked: Question, cause: Places, found: dict[Places, Places]) -> None:
    encoding = asked.encoded(asked.cone(cause), cause)
    held = {literal: place for place, literal in encoding.holds().items()}
    with Search(encoding.clauses, asked.deadline) as search:
        for place in cause:
            search.add([encoding.differs(place)])
        for one in Smallest(search, dict.fromkeys(held, 1), top=encoding.top):
            found[cause] = tuple(held[literal] for literal in one)
            return
