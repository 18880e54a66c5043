"""What is wrong or unclear in a chain, as questions that somebody at the desk can answer."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from kulanz.case import LanguageCode
from kulanz.chain.answers import Trouble
from kulanz.chain.notes.doubts import Doubt, doubt_text
from kulanz.chain.notes.modelling import Modelled
from kulanz.chain.notes.told import Told
from kulanz.chain.saying import trouble_sentence
from kulanz.desk.queries.chain_answers import key_of
from kulanz.desk.queries.chain_reading import Reading

MOST_ASKED = 12
TOGETHER = frozenset({"and_or_or", "each_alone"})


@dataclass(frozen=True, slots=True)
class ChainQuestion:
    """One question; `answers` are the codes of what can be answered with one press.

    together: the reasons become one because. same: the two nodes become one. so, not_so: is the
    first node so? leave: it is right as it is. `nodes` are the keys of the rows it is about,
    `about` names the same in an address.
    """

    code: str
    text: str
    nodes: tuple[int, ...]
    hard: bool
    answers: tuple[str, ...]

    @property
    def about(self) -> str:
        """The nodes as a form sends them."""
        return " ".join(str(key) for key in self.nodes)


def chain_questions(reading: Reading) -> tuple[ChainQuestion, ...]:
    """The questions nobody has answered yet, contradictions first."""
    settled = set(reading.case.settled.values_list("code", "nodes"))
    found = list(_all(reading.told, reading.modelled, reading.language))
    # What is no row of this case, only part of its template, cannot be answered here.
    open_ones = [one for one in found if all(one.nodes) and (one.code, one.about) not in settled]
    return tuple(sorted(open_ones, key=lambda one: not one.hard)[:MOST_ASKED])


def _all(told: Told, modelled: Modelled, language: LanguageCode) -> Iterator[ChainQuestion]:
    asked: set[int] = set()
    for doubt in modelled.doubts:
        one = _of_doubt(doubt, told, language)
        if one.code in TOGETHER:
            asked.add(one.nodes[-1])
        yield one
    for trouble in modelled.chain.check():
        effect = key_of(trouble.names[0])
        if trouble.reason.code == "chain.each_alone" and effect in asked:
            continue  # the sentence it comes from is asked about already
        yield _of_trouble(trouble, modelled, language)


def _of_doubt(doubt: Doubt, told: Told, language: LanguageCode) -> ChainQuestion:
    text = doubt_text(doubt, told, language)
    answers = {
        "and_or_or": ("together", "leave"),
        "supposed": ("so", "not_so", "leave"),
        "same_thing": ("same", "leave"),
    }.get(doubt.code, ("leave",))
    return ChainQuestion(doubt.code, text, _keys(doubt.names), hard=False, answers=answers)


def _of_trouble(trouble: Trouble, modelled: Modelled, language: LanguageCode) -> ChainQuestion:
    code = trouble.reason.code.removeprefix("chain.")
    names = trouble.names
    answers: tuple[str, ...] = ("leave",)
    if code == "each_alone":
        names = (*names[1:], names[0])  # the effect last, as doubts have it
        answers = ("together", "leave")
    if code == "differs":
        actual = modelled.chain.by_name[names[0]].actual
        answers = ("not_so" if actual else "so", "leave")
    text = trouble_sentence(modelled.chain, trouble, language)
    return ChainQuestion(code, text, _keys(names), hard=trouble.hard, answers=answers)


def _keys(names: Iterable[str]) -> tuple[int, ...]:
    return tuple(key_of(name) for name in names)
