"""Judges a suspected cause by the three conditions of the modified definition (Halpern 2015)."""

from collections.abc import Mapping, Sequence

from kulanz.chain.answers import Verdict
from kulanz.chain.encoding import Encoding
from kulanz.chain.judging import Places, Question
from kulanz.chain.smallest import OutOfTime, Search, some_minimal
from kulanz.chain.witnesses import witnesses


def judged(asked: Question, values: Mapping[str, bool]) -> Verdict:
    """The three conditions for these values.

    "Otherwise" in AC2 is the opposite of each of them: of two values there is no third, and what
    need not change belongs to the witness and not to a minimal cause. So the verdict is that of
    the definition, which allows any other setting.
    """
    worlds = asked.worlds
    number = worlds.compiled.number
    so = [number[name] for name, value in values.items() if worlds.values[number[name]] == value]
    cone = asked.cone(so)
    real = [place for place in so if place in cone]
    ac1 = asked.holds and len(so) == len(values)
    if ac1 and len(values) == 1 and asked.avoids(worlds.turned(cone, {so[0]: 1}, {}, 1), 1):
        return Verdict(ac1=True, ac2=True, ac3=True)  # nothing held, and no smaller part
    ac2 = False
    complete = True
    witness: Places = ()
    smaller: Places | None = None
    try:
        encoding = asked.encoded(cone, real)
        with Search(encoding.clauses, asked.deadline) as search:
            # What is otherwise than claimed anyway is held there, as it is in the cone.
            otherwise = [number[name] for name in values if number[name] not in so]
            kept = [-encoding.differs(place) for place in cone if place in otherwise]
            ac2 = search.finds([*map(encoding.differs, real), *kept])
            if ac1 and ac2:
                witness = _held(search, encoding)
            if asked.holds and len(values) > 1:
                smaller = _smaller(search, encoding, real, strictly=len(real) == len(values))
        if ac1 and ac2 and smaller is None:
            cause = tuple(real)
            witness = witnesses(asked, [cause]).get(cause, witness)
    except OutOfTime:
        complete = False
    return Verdict(
        ac1=ac1,
        ac2=ac2,
        ac3=smaller is None,
        witness=tuple(worlds.order[place] for place in witness),
        smaller=tuple(worlds.order[place] for place in smaller or ()),
        complete=complete,
    )


def _held(search: Search, encoding: Encoding) -> Places:
    """What keeps its value against its equation in the world that was found."""
    place = {encoding.differs(place): place for place in encoding.cone}
    other = [place[literal] for literal in search.true(list(place))]
    return encoding.worlds.held(encoding.cone, other)


def _smaller(
    search: Search, encoding: Encoding, real: Sequence[int], *, strictly: bool
) -> Places | None:
    """A minimal part that suffices; `strictly`: not all of it."""
    literals = {encoding.cause(place): place for place in real}
    if strictly:
        search.add([-one for one in literals])
    found = some_minimal(search, list(literals))
    return None if found is None else tuple(literals[one] for one in found)
