"""The transcript of a call as a file: what was heard, else what was written down of it."""

from datetime import timedelta
from uuid import NAMESPACE_URL, uuid5

from django.conf import settings

from kulanz.calls.transcripts import Spoken, srt_of, vtt_of
from kulanz.calls.vcon import vcon_of
from kulanz.desk.models import Call, CallEntry
from kulanz.desk.queries.calls import entries_of

SAID = ("said", "told", "feeling", "opinion")
TRANSCRIPT_TYPES = {
    "vtt": "text/vtt; charset=utf-8",
    "srt": "application/x-subrip; charset=utf-8",
    "vcon.json": "application/vcon+json",
}


def spoken_in(call: Call) -> list[Spoken]:
    """What was said, in seconds since the call was answered; final lines only."""
    rows = [row for row in entries_of(call) if row.final]
    heard = [row for row in rows if row.heard]
    spoken = [_spoken(call, row) for row in heard or rows if row.kind in SAID]
    return sorted(spoken, key=lambda one: (one.start, one.end))


def transcript_of(call: Call, form: str) -> str:
    """The file; `form` is one of `TRANSCRIPT_TYPES`. Nobody's name stands in it."""
    spoken = spoken_in(call)
    if form == "vtt":
        return vtt_of(spoken)
    if form == "srt":
        return srt_of(spoken)
    began = call.answered_at or call.began_at
    name = uuid5(NAMESPACE_URL, f"{settings.PUBLIC_URL}/calls/{call.pk}")
    return vcon_of(spoken, uuid=name, began=began, made=call.ended_at or began)


def _spoken(call: Call, row: CallEntry) -> Spoken:
    began = call.answered_at or call.began_at
    start = row.begins if row.begins is not None else max(0.0, (row.at - began) / _SECOND)
    side = next(one for one in ("customer", "agent", "third_party", "system") if one == row.speaker)
    return Spoken(speaker=side, text=row.text, start=start, end=max(start, row.ends or start))


_SECOND = timedelta(seconds=1)
