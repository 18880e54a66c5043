"""What a speech recognition heard, put into a call: line by line while it runs, or as a file after.

A line that is not final may be sent again and is replaced; nothing of it is read before. A file is
kept as it came before it is read (docs/decisions/0005-raw-first.md). Words only: no voice is kept
and none is analysed.
"""

import textwrap
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import cast

from django.db import transaction

from kulanz.calls.transcripts import Names, Spoken, read_transcript
from kulanz.case import Speaker, Utterance
from kulanz.desk.actions.call_lines import write_line, write_text
from kulanz.desk.actions.calls import KEY_LENGTH, Line, next_number
from kulanz.desk.actions.contacts import keep_file
from kulanz.desk.actions.reading import add_statements, read_contact
from kulanz.desk.actions.record import hold, record
from kulanz.desk.casefiles import language_of
from kulanz.desk.models import Call, CallEntry, Contact
from kulanz.desk.models.calls import LINE_LENGTH
from kulanz.facts import find_statements

TYPES = {"vtt": "text/vtt", "srt": "application/x-subrip", "vcon": "application/vcon+json"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Heard:
    """One utterance with the sender's own name of it, if it has one."""

    spoken: Spoken
    name: str = ""

    @property
    def key(self) -> str:
        """Who sends it again means the same line: the name, else who spoke and when."""
        own = self.name or f"{self.spoken.start:.3f}:{self.spoken.speaker}"
        return f"heard:{own}"[:KEY_LENGTH]


def hear(call: Call, heard: Sequence[Heard], *, at: datetime) -> list[CallEntry]:
    """Write down what was heard; what is final and known already stays as it was."""
    with transaction.atomic():
        case = hold(_contact(call).case)
        call = Call.objects.select_related("contact", "team", "agent", "case").get(pk=call.pk)
        over = call.ended_at is not None
        known = {entry.key: entry for entry in call.entries.filter(key__in=[h.key for h in heard])}
        fresh = [one for one in heard if one.key not in known or not known[one.key].final]
        if over:
            _add(call, _pieces(fresh), at=at)
            record("call.transcript", case=case, at=at, call=call.pk, count=len(fresh))
        else:
            for one in fresh:
                _one(call, one, at=at)
    if over and fresh:
        read_contact(Contact.objects.select_related("case").get(pk=_contact(call).pk), at=at)
    rows = call.entries.filter(key__in=[one.key for one in heard])
    return list(rows.order_by("number"))


def add_transcript(call: Call, content: bytes, *, form: str, names: Names, at: datetime) -> int:
    """Keep a transcript as a file of the contact, then put its lines into the call; how many.

    Raises:
        TranscriptError: it cannot be read; it is kept all the same.
    """
    with transaction.atomic():
        hold(_contact(call).case)
        name = f"transcript.{'vcon.json' if form == 'vcon' else form}"
        keep_file(_contact(call), name=name, content_type=TYPES[form], content=content)
    found = read_transcript(content, form, names=names)
    before = call.entries.count()
    hear(call, [Heard(spoken=one) for one in found], at=at)
    return call.entries.count() - before


def _one(call: Call, one: Heard, *, at: datetime) -> None:
    """A line of a running call: read when it is final, only shown before."""
    if one.spoken.final:
        call.entries.filter(key=one.key, final=False).delete()
        write_line(call, _line(one), at=at, by=None)
        return
    so_far = {
        "at": at,
        "kind": kind_of(one.spoken),
        "speaker": one.spoken.speaker,
        "text": one.spoken.text[:LINE_LENGTH],
        "heard": True,
        "begins": one.spoken.start,
        "ends": one.spoken.end,
        "final": False,
    }
    first = {**so_far, "number": next_number(call)}
    CallEntry.objects.update_or_create(
        call=call, key=one.key, defaults=so_far, create_defaults=first
    )


def kind_of(spoken: Spoken) -> str:
    """What the customer and others say is read for facts; what we say is what we told them."""
    return "told" if spoken.speaker in {"agent", "system"} else "said"


def _line(one: Heard) -> Line:
    return Line(
        kind=kind_of(one.spoken),
        text=one.spoken.text,
        key=one.key,
        speaker=one.spoken.speaker,
        heard=True,
        begins=one.spoken.start,
        ends=one.spoken.end,
        final=one.spoken.final,
    )


def _pieces(heard: Iterable[Heard]) -> Iterator[Heard]:
    """A long speech as several lines; only the first keeps its plain key."""
    for one in heard:
        parts = textwrap.wrap(one.spoken.text, LINE_LENGTH) or [""]
        for number, text in enumerate(parts):
            spoken = replace(one.spoken, text=text)
            own = one.key.removeprefix("heard:")
            yield Heard(spoken=spoken, name=own if not number else f"{own[:50]}+{number}")


def _add(call: Call, heard: Iterable[Heard], *, at: datetime) -> None:
    """Lines of a call that is over, all at once."""
    began = call.answered_at or at
    wanted = [one for one in heard if one.spoken.final and one.spoken.text]
    call.entries.filter(key__in=[one.key for one in wanted], final=False).delete()
    number = next_number(call)
    rows = [
        CallEntry(
            call=call,
            number=number + index,
            key=one.key,
            at=began + timedelta(seconds=one.spoken.start),
            kind=kind_of(one.spoken),
            speaker=one.spoken.speaker,
            text=one.spoken.text,
            heard=True,
            begins=one.spoken.start,
            ends=one.spoken.end,
        )
        for index, one in enumerate(wanted)
    ]
    CallEntry.objects.bulk_create(rows, ignore_conflicts=True)
    write_text(call)
    contact = _contact(call)
    said = tuple(
        Utterance(row.text, cast("Speaker", row.speaker), row.number, bullet=True)
        for row in rows
        if row.kind == "said"
    )
    add_statements(
        contact.case, contact, find_statements(said, language_of(contact)), at=at, by=None
    )


def _contact(call: Call) -> Contact:
    contact = call.contact
    assert contact is not None, "an answered call has its contact"  # noqa: S101 - see `answer`
    return contact
