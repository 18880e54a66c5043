"""What changes by itself on the call screen: the temperature and the one sentence.

The reading of a call is kept per process until the case has a newer event, so that a keystroke
costs one query; whatever is missing is read again from the rows. What was typed and never sent can
raise the temperature too: those signs live in this process only.
"""

import threading
from collections import OrderedDict
from dataclasses import dataclass, field, replace
from datetime import datetime

from django.utils import timezone, translation
from django.utils.formats import date_format

from kulanz.calls import (
    CallReading,
    Entry,
    Hint,
    Moment,
    Sign,
    Temperature,
    assist,
    landing,
    parse_line,
    signs_of,
    temperature,
)
from kulanz.case import LanguageCode, Reason
from kulanz.commitments import presets
from kulanz.countries import profile
from kulanz.desk.casefiles import language_of
from kulanz.desk.models import Call, CallEntry, Case
from kulanz.desk.queries.conversation import progress_with, skipped_steps
from kulanz.desk.queries.facts import current_statements
from kulanz.desk.queries.procedures import listening
from kulanz.desk.queries.protocol import following, guide_of, standing_in
from kulanz.protocol import Progress, phrase
from kulanz.protocol import hint as instruction

MOST_KEPT = 256  # calls
MOST_TYPED = 20  # signs of lines that were never sent
_DANGERS = {"violence": "threat_violence", "self_harm": "self_harm"}
_COMPLETE = 3  # letters; less is no word yet


@dataclass(frozen=True, slots=True)
class Regions:
    """The parts of the screen that change by themselves."""

    temperature: Temperature
    hint: Hint | None
    stop: bool
    muted: bool

    @property
    def primary(self) -> str:
        """The button that is filled now: "mail", "safety" or none."""
        if self.hint is not None:
            return self.hint.primary
        return "mail" if self.stop else ""


@dataclass(frozen=True, slots=True)
class _Known:
    """A call as far as its rows go, at one event of its case."""

    event: int
    reading: CallReading
    taps: tuple[Sign, ...]
    boundary_at: datetime | None
    handled: frozenset[str]
    progress: Progress
    values: dict[str, str]
    question: str
    waited: int
    following: tuple[str, ...]
    back_at: datetime | None


@dataclass(slots=True)
class _Kept:
    """What this process remembers of one call."""

    known: _Known
    typed: list[Sign] = field(default_factory=list)


_kept: OrderedDict[tuple[int, datetime], _Kept] = OrderedDict()
_lock = threading.Lock()


def regions(call: Call, *, typed: str, at: datetime, screen: LanguageCode) -> Regions:
    """Temperature and hint at a moment, with the line that is being typed."""
    kept = _keep(call, at)
    known, reading = kept.known, kept.known.reading
    line = parse_line(typed)
    if line.kind != "command" and len(line.text) >= _COMPLETE:
        draft = Entry(_after(reading), line.speaker, line.text, line.kind, at)
        reading = reading.after(draft)
        if line.speaker == "customer" and reading.level:
            _raise(kept, Sign(at, "text", reading.level))
    now = temperature((*signs_of(known.reading, known.taps), *kept.typed), at)
    stop = landing(reading, known.taps).stop
    moment = Moment(
        reading=reading,
        temperature=now,
        progress=known.progress,
        signs=known.taps,
        waited=known.waited,
        question=known.question,
        values=known.values,
        following=known.following,
        handled=known.handled,
        at=at,
        boundary_at=known.boundary_at,
        muted=call.muted,
    )
    language = language_of_call(call)
    hint = assist(moment, language=language, screen=screen)
    if known.back_at is not None and not call.muted and (hint is None or hint.primary != "safety"):
        hint = _pausing(known.back_at, language, screen)
    return Regions(now, hint, stop, call.muted)


def language_of_call(call: Call) -> LanguageCode:
    """The customer's language."""
    assert call.case is not None, "only an answered call has a screen"  # noqa: S101 - see `answer`
    return language_of(call.case)


def forget(call: Call) -> None:
    """A call is over; nothing of it stays in this process."""
    with _lock:
        _kept.pop(_name(call), None)


def _name(call: Call) -> tuple[int, datetime]:
    return call.pk, call.began_at


def _pausing(back_at: datetime, language: LanguageCode, screen: LanguageCode) -> Hint:
    """A pause is announced with its return, and nothing else is said meanwhile."""
    said = phrase("pause", language, {"time": f"{timezone.localtime(back_at):%H:%M}"})
    why = Reason("protocol.no_uptake", {"count": ""})
    return Hint("pause", "pause", instruction("pause", screen), said.text, why)


def _back_at(case: Case) -> datetime | None:
    running = case.pauses.filter(ended_at=None).order_by("-at")
    return running.values_list("returns_at", flat=True).first()


def _raise(kept: _Kept, sign: Sign) -> None:
    """Typing the same hot word letter by letter is one sign, renewed."""
    with _lock:
        last = kept.typed[-1] if kept.typed else None
        if last is not None and last.level == sign.level:
            kept.typed[-1] = replace(sign, at=last.at)
        else:
            kept.typed.append(sign)
        del kept.typed[:-MOST_TYPED]


def _after(reading: CallReading) -> int:
    return reading.entries[-1].number + 1 if reading.entries else 1


def _keep(call: Call, at: datetime) -> _Kept:
    assert call.case is not None, "only an answered call has a screen"  # noqa: S101 - see `answer`
    with _lock:
        kept = _kept.get(_name(call))
        if kept is not None:
            _kept.move_to_end(_name(call))
    if kept is not None and kept.known.event == call.case.last_event:
        return kept
    known = _read(call, call.case, kept.known if kept else None, at)
    with _lock:
        kept = _kept.setdefault(_name(call), _Kept(known))
        kept.known = known
        while len(_kept) > MOST_KEPT:
            _kept.popitem(last=False)
    return kept


def _read(call: Call, case: Case, before: _Known | None, at: datetime) -> _Known:
    rows = list(call.entries.filter(withdrawn_at=None, final=True).order_by("number"))
    reading = _course(rows, before, language_of(case))
    statements = current_statements(case)
    heard = listening(case, statements)
    questions = [one for one in heard.questions if one.code != "wish"]
    taps = call.signs.values_list("at", "sign")
    now = progress_with(case, statements, heard)
    stands = standing_in(case, guide_of(case.team, at=at), now, skipped_steps(case))
    return _Known(
        event=case.last_event,
        reading=reading,
        taps=tuple(Sign(when, sign) for when, sign in taps),  # type: ignore[arg-type] # of the choices
        boundary_at=_boundary_at(call, case),
        handled=_handled(call, case),
        progress=now,
        values=_values(call, case),
        question=questions[0].text if questions else "",
        waited=_minutes_waited(call),
        following=following(stands),
        back_at=_back_at(case),
    )


def _course(rows: list[CallEntry], before: _Known | None, language: LanguageCode) -> CallReading:
    """The reading of the lines; the ones read before are not read again."""
    entries = [Entry(row.number, row.speaker, row.text, row.kind, row.at) for row in rows]  # type: ignore[arg-type] # of the choices
    reading = CallReading(language)
    known = before.reading.entries if before else ()
    if before is not None and tuple(entries[: len(known)]) == known:
        reading = before.reading
    for entry in entries[len(reading.entries) :]:
        reading = reading.after(entry)
    return reading


def _boundary_at(call: Call, case: Case) -> datetime | None:
    """When the last boundary of this call was named."""
    said = case.events.filter(kind="conversation.said", at__gte=call.answered_at or call.began_at)
    return said.filter(values__what="boundary").order_by("-id").values_list("at", flat=True).first()


def _handled(call: Call, case: Case) -> frozenset[str]:
    """Dangers of this call that the lead knows of."""
    told = case.events.filter(kind="safety.reported", at__gte=call.answered_at or call.began_at)
    known = told.values_list("values__danger", flat=True)
    return frozenset(_DANGERS[one] for one in known if one in _DANGERS)


def _minutes_waited(call: Call) -> int:
    waited = call.contact.wait_seconds if call.contact is not None else 0
    return (waited or 0) // 60


def _values(call: Call, case: Case) -> dict[str, str]:
    """What the case can put into a sentence."""
    at = call.answered_at or call.began_at
    offers = list(case.offers.filter(standing="open").order_by("id")[:2])
    with translation.override(case.language):
        day = presets(profile(case.profile), at)[-1].due
        return {
            "wait": str(_minutes_waited(call)),
            "agent": call.agent.name if call.agent else "",
            "customer": case.customer.name,
            "date": date_format(
                timezone.localtime(day), "j. F" if case.language == "de" else "j F"
            ),
            **dict(zip("ab", (one.text for one in offers), strict=False)),
        }
