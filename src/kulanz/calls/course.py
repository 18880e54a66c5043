"""A call read line by line: what one more line adds, without reading the others again.

Each line is read alone; what needs the course (an explanation that is not taken up) looks back a
dozen lines. So one more line costs the same in a long call as in a short one.
"""

from collections.abc import Iterable
from dataclasses import dataclass, replace

from kulanz.case import Finding, LanguageCode, Speaker, Utterance
from kulanz.commitments.spoken import Spoken, find_commitments
from kulanz.languages import fold
from kulanz.languages.remembered import remembered
from kulanz.signals import find_behaviours, find_declarations, heat
from kulanz.signals.conversation import STEPS, steps_in
from kulanz.signals.heat import not_understood
from kulanz.signals.uptake import lines, unanswered

LOOK_BACK = 12  # lines
_DANGERS = frozenset({"self_harm", "threat_violence"})
_INSULT, _INTERRUPTION, _COOPERATES = "B08", "B12", "B22"


@dataclass(frozen=True, slots=True)
class Entry:
    """One line of a call: its number, who said it, and the words (`kind` as in `lines`)."""

    number: int
    speaker: Speaker
    text: str
    kind: str = "said"


@dataclass(frozen=True, slots=True)
class CallReading:
    """What a call shows so far. Advice to whoever is in it; nothing about a person.

    `level` is the heat of the last line of the customer, alone (0 to 4). `missed` counts the
    customer's lines in a row that took up no explanation; `explained` whether there was one since
    they last did. `dangers` are the codes of declarations that end every other advice.
    """

    language: LanguageCode
    entries: tuple[Entry, ...] = ()
    level: int = 0
    behaviours: tuple[Finding, ...] = ()
    declarations: tuple[Finding, ...] = ()
    commitments: tuple[Spoken, ...] = ()
    steps: frozenset[str] = frozenset()
    missed: int = 0
    interruptions: int = 0
    insults: int = 0
    unheard: bool = False
    dangers: tuple[str, ...] = ()

    def after(self, entry: Entry) -> "CallReading":
        """The reading with one more line."""
        window = (*self.entries[-LOOK_BACK:], entry)
        read = replace(self, entries=(*self.entries, entry))
        return _heard(read, entry, window) if entry.speaker == "customer" else _told(read, entry)

    @property
    def last(self) -> Entry | None:
        """The last line of the customer."""
        return next((one for one in reversed(self.entries) if one.speaker == "customer"), None)


def read_call(entries: Iterable[Entry], language: LanguageCode) -> CallReading:
    """The reading of a whole call."""
    reading = CallReading(language)
    for entry in entries:
        reading = reading.after(entry)
    return reading


def _heard(read: CallReading, entry: Entry, window: tuple[Entry, ...]) -> CallReading:
    level, behaviours, declarations, commitments = _alone(entry.text, read.language)
    here = tuple(replace(one, line=entry.number) for one in behaviours)
    declared = tuple(replace(one, line=entry.number) for one in declarations)
    codes = [one.code for one in behaviours]
    missed = _misses(window, read.language)
    cooperates = _COOPERATES in codes
    return replace(
        read,
        level=level,
        behaviours=(*read.behaviours, *here),
        declarations=(*read.declarations, *declared),
        commitments=(*read.commitments, *commitments),
        missed=0 if cooperates else read.missed + 1 if missed else _kept(read, window),
        interruptions=read.interruptions + codes.count(_INTERRUPTION),
        insults=read.insults + codes.count(_INSULT),
        unheard=read.unheard or not_understood(fold(entry.text, read.language).text, read.language),
        dangers=tuple(
            dict.fromkeys((*read.dangers, *(d.code for d in declared if d.code in _DANGERS)))
        ),
    )


def _dangers(read: CallReading, declared: tuple[Finding, ...]) -> tuple[str, ...]:
    new = (one.code for one in declared if one.code in _DANGERS)
    return tuple(dict.fromkeys((*read.dangers, *new)))


def _kept(read: CallReading, window: tuple[Entry, ...]) -> int:
    """Only an explanation that was taken up starts the count anew; a line in between does not."""
    explained = any(one.kind == "told" or one.speaker == "agent" for one in window[-2:-1])
    return 0 if explained else read.missed


def _told(read: CallReading, entry: Entry) -> CallReading:
    shown = steps_in(fold(entry.text, read.language).text, read.language)
    return replace(
        read,
        steps=read.steps.union(step for step in STEPS if step in shown),
        commitments=(*read.commitments, *_promised(entry.text, "agent", read.language)),
    )


Alone = tuple[int, tuple[Finding, ...], tuple[Finding, ...], tuple[Spoken, ...]]


@remembered
def _alone(text: str, language: LanguageCode) -> Alone:
    """What a line of the customer says by itself."""
    said = (Utterance(text, "customer", 1, bullet=True),)
    return (
        heat(said, language).value,
        tuple(find_behaviours(said, language)),
        tuple(find_declarations(said, language)),
        _promised(text, "customer", language),
    )


def _promised(text: str, speaker: Speaker, language: LanguageCode) -> tuple[Spoken, ...]:
    return tuple(find_commitments((Utterance(text, speaker, 1, bullet=True),), language))


def _misses(window: tuple[Entry, ...], language: LanguageCode) -> bool:
    """Whether the last line surely takes up nothing of the explanation before it."""
    said = tuple(
        Utterance(one.text, one.speaker, place, bullet=True)
        for place, one in enumerate(window, start=1)
        if one.kind in {"said", "feeling", "opinion", "told"}
    )
    turns = lines(said, language)
    if not turns:
        return False
    missed = unanswered(turns, language, loud=_loud(window, language))
    return missed.get(turns[-1].number, False) and turns[-1].number == len(window)


def _loud(window: tuple[Entry, ...], language: LanguageCode) -> frozenset[int]:
    """The lines of the window on which somebody shouts, insults or interrupts."""
    return frozenset(
        place
        for place, one in enumerate(window, start=1)
        if one.speaker == "customer" and _alone(one.text, language)[0] >= 2  # noqa: PLR2004 - loud
    )
