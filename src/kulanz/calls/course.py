"""A call read line by line: what one more line adds, without reading the others again.

Each line is read alone; what needs the course (an explanation that is not taken up) looks back a
dozen lines of talk. So one more line costs the same in a long call as in a short one.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime
from functools import cache

from kulanz.calls.risk import NOTHING_SAID, Running
from kulanz.calls.sentences import steps_said
from kulanz.calls.temperature import Sign
from kulanz.calls.uptake import NOTHING_EXPLAINED, Uptake, explain, take_up
from kulanz.case import Finding, LanguageCode, Speaker, Utterance
from kulanz.commitments.spoken import Spoken, Who, find_commitments
from kulanz.languages import either, fold, pack
from kulanz.languages.remembered import remembered
from kulanz.signals import find_behaviours, find_declarations, heat
from kulanz.signals.conversation import steps_in
from kulanz.signals.frames import frame
from kulanz.signals.heat import not_understood

LOOK_BACK = 12  # lines of talk
HEARD = frozenset({"said", "feeling", "opinion"})  # what the customer says
TALK = HEARD | {"told"}
MISSED, INTERRUPTED = 2, 2
_DANGERS = frozenset({"self_harm", "threat_violence"})
_INSULT, _INTERRUPTION, _COOPERATES = "B08", "B12", "B22"
_BREAKS_OFF = ("-", "–", "—", "…", "...")
_LOUD, _UNREACHABLE = 2, 4
_CALLED_WORDS = 3  # "Ja!" is no shouting


@dataclass(frozen=True, slots=True)
class Entry:
    """One line of a call: its number, who said it, and the words (`kind` as in `lines`).

    Without `at` a line has no part in the temperature.
    """

    number: int
    speaker: Speaker
    text: str
    kind: str = "said"
    at: datetime | None = None


@dataclass(frozen=True, slots=True)
class CallReading:
    """What a call shows so far. Advice to whoever is in it; nothing about a person.

    `level` is the heat of the last line of the customer (0 to 4), `signs` that of every one.
    `explained` counts our explanations, `missed` those in a row that were not taken up;
    `passed` are the lines that passed over them, `taken_at` when something was last taken up.
    `interruptions`, `insults` and `unheard` ("you do not understand me") are what speaks against
    one more. `steps` are those of the guide that our own words show. `dangers` are the codes of
    declarations that come before every other advice. `risk`, 0 to 1, says whether the call is
    about to tip (`kulanz.calls.risk`).
    """

    language: LanguageCode
    entries: tuple[Entry, ...] = ()
    talk: tuple[Entry, ...] = ()
    signs: tuple[Sign, ...] = ()
    level: int = 0
    behaviours: tuple[Finding, ...] = ()
    declarations: tuple[Finding, ...] = ()
    commitments: tuple[Spoken, ...] = ()
    steps: frozenset[str] = frozenset()
    uptake: Uptake = NOTHING_EXPLAINED
    passed: tuple[int, ...] = ()
    taken_at: datetime | None = None
    interruptions: int = 0
    insults: int = 0
    unheard: bool = False
    dangers: tuple[str, ...] = ()
    running: Running = NOTHING_SAID

    def after(self, entry: Entry) -> "CallReading":
        """The reading with one more line."""
        read = replace(self, entries=(*self.entries, entry))
        if entry.kind in {"we", "they"}:
            return _agreed(read, entry)
        if entry.kind in HEARD and entry.speaker == "customer":
            return _heard(read, entry)
        return _told(read, entry) if entry.kind in TALK and entry.speaker == "agent" else read

    @property
    def explained(self) -> int:
        """How many explanations we gave."""
        return self.uptake.explained

    @property
    def missed(self) -> int:
        """How many of them in a row were not taken up."""
        return self.uptake.missed

    @property
    def risk(self) -> float:
        """How likely the call tips; 0.5 before anything was said."""
        return self.running.risk

    @property
    def last(self) -> Entry | None:
        """The last thing the customer said."""
        return next((one for one in reversed(self.talk) if one.speaker == "customer"), None)


def read_call(entries: Iterable[Entry], language: LanguageCode) -> CallReading:
    """The reading of a whole call."""
    reading = CallReading(language)
    for entry in entries:
        reading = reading.after(entry)
    return reading


def _agreed(read: CallReading, entry: Entry) -> CallReading:
    """What the first sign calls a commitment is one, whatever its words."""
    by: Who = "us" if entry.kind == "we" else "customer"
    one = Spoken(by, entry.text, "", entry.text, entry.number)
    return replace(read, commitments=(*read.commitments, one))


def _heard(read: CallReading, entry: Entry) -> CallReading:
    found = _alone(entry.text, read.language)
    codes = [one.code for one in found.behaviours]
    window = (*read.talk[-LOOK_BACK:], entry)
    uptake = take_up(
        read.uptake,
        window,
        read.language,
        loud=_loud(window, read.language),
        cooperates=_COOPERATES in codes,
    )
    now = replace(
        read,
        talk=(*read.talk, entry),
        behaviours=(*read.behaviours, *_on(entry, found.behaviours)),
        declarations=(*read.declarations, *_on(entry, found.declarations)),
        commitments=(*read.commitments, *_said_on(entry, found.commitments)),
        uptake=uptake,
        passed=_passed(read, uptake, entry),
        taken_at=entry.at if uptake.taken and entry.at is not None else read.taken_at,
        interruptions=read.interruptions + _interrupts(read, codes),
        insults=read.insults + codes.count(_INSULT),
        unheard=read.unheard or found.unheard,
        dangers=_dangers(read, found.declarations),
    )
    level = _level(now, found, read)
    sign = () if entry.at is None else (Sign(entry.at, "text", level),)
    return replace(
        now,
        level=level,
        signs=(*now.signs, *sign),
        running=now.running.after(entry.text, read.language, heat=level, missed=uptake.last),
    )


def _passed(read: CallReading, uptake: Uptake, entry: Entry) -> tuple[int, ...]:
    if uptake.missed > read.missed:
        return (*read.passed, entry.number)
    return read.passed if uptake.missed else ()


def _level(read: CallReading, found: "Alone", before: CallReading) -> int:
    """The heat of a line in its course: a refused explanation is loud, two in conflict are lost."""
    passed = read.uptake.last is True
    level = max(found.level, _LOUD if passed and found.refuses else 0)
    conflict = read.interruptions >= INTERRUPTED or read.insults > 0 or read.unheard
    rude = read.interruptions + read.insults > before.interruptions + before.insults
    fights = passed or rude or found.unheard
    return _UNREACHABLE if fights and conflict and read.missed >= MISSED else level


def _loud(window: tuple[Entry, ...], language: LanguageCode) -> frozenset[int]:
    """The places of the window at which somebody shouts, insults or interrupts."""
    return frozenset(
        place
        for place, one in enumerate(window, start=1)
        if one.speaker == "customer" and _alone(one.text, language).level >= _LOUD
    )


def _interrupts(read: CallReading, codes: list[str]) -> int:
    """Said in words, or shown by a line of ours that breaks off."""
    before = read.talk[-1] if read.talk else None
    cut = before and before.speaker == "agent" and before.text.rstrip().endswith(_BREAKS_OFF)
    return max(codes.count(_INTERRUPTION), int(bool(cut)))


def _dangers(read: CallReading, declared: tuple[Finding, ...]) -> tuple[str, ...]:
    new = (one.code for one in declared if one.code in _DANGERS)
    return tuple(dict.fromkeys((*read.dangers, *new)))


def _told(read: CallReading, entry: Entry) -> CallReading:
    shown = steps_in(fold(entry.text, read.language).text, read.language)
    said = steps_said(entry.text, read.language)
    promised = _promised(entry.text, "agent", read.language)
    return replace(
        read,
        talk=(*read.talk, entry),
        steps=read.steps.union(shown, said),
        commitments=(*read.commitments, *_said_on(entry, promised)),
        uptake=explain(read.uptake, entry),
    )


@dataclass(frozen=True, slots=True)
class Alone:
    """What a line of the customer says by itself."""

    level: int
    behaviours: tuple[Finding, ...]
    declarations: tuple[Finding, ...]
    commitments: tuple[Spoken, ...]
    refuses: bool
    unheard: bool


@remembered
def _alone(text: str, language: LanguageCode) -> Alone:
    said = (Utterance(text, "customer", 1, bullet=True),)
    folded = fold(text, language).text
    called = _LOUD if _called_out(text, folded, language) else 0
    return Alone(
        max(heat(said, language).value, called),
        tuple(find_behaviours(said, language)),
        tuple(find_declarations(said, language)),
        _promised(text, "customer", language),
        frame("refuses", language).hits(folded),
        not_understood(folded, language) or bool(_unheard(language).search(folded)),
    )


def _called_out(text: str, folded: str, language: LanguageCode) -> bool:
    called = "!" in text and len(text.split()) >= _CALLED_WORDS
    return called and not frame("takes_up", language).hits(folded)


@cache
def _unheard(language: LanguageCode) -> re.Pattern[str]:
    """The words for not being understood as they are noted down, also about the customer."""
    return either(pack(language, "calls")["heard"]["not_understood"], language)


def _promised(text: str, speaker: Speaker, language: LanguageCode) -> tuple[Spoken, ...]:
    return tuple(find_commitments((Utterance(text, speaker, 1, bullet=True),), language))


def _on(entry: Entry, found: tuple[Finding, ...]) -> tuple[Finding, ...]:
    return tuple(replace(one, line=entry.number) for one in found)


def _said_on(entry: Entry, found: tuple[Spoken, ...]) -> tuple[Spoken, ...]:
    return tuple(replace(one, line=entry.number) for one in found)
