"""vCon, the JSON container of conversations (IETF draft-ietf-vcon-vcon-core), in and out.

Read are `analysis` of the type "transcript" with timed segments, as speech recognitions write them
(the draft leaves its body open; draft-howe-vcon-wtf-extension calls the list `segments`), else
`dialog` of the type "text". A signed or encrypted vCon is opened by whoever has the key.
"""

import json
import math
from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from kulanz.calls.transcripts import (
    LONGEST,
    MOST_LINES,
    Names,
    Spoken,
    TranscriptError,
    one_line,
    who_is,
)
from kulanz.case import Speaker

VERSION = "0.4.0"
VENDOR = "Kulanz"
_TRANSCRIPTS = {"transcript", "transcription", "wtf_transcription", "wtf-transcription"}
_LISTS = ("segments", "utterances", "transcript")
_ROLES: Mapping[str, Speaker] = {"agent": "agent", "customer": "customer"}
_SIDES: tuple[Speaker, ...] = ("customer", "agent", "third_party", "system")

Object = dict[str, Any]


def read_vcon(text: str, names: Names) -> Iterator[Spoken]:
    """What was said; times are seconds since the first dialog.

    Raises:
        TranscriptError: it is no vCon, is sealed, needs an extension, or its times cannot be.
    """
    vcon = _parsed(text)
    sides = [_side(party, names) for party in _list(vcon, "parties")]
    found = [
        one
        for analysis in _list(vcon, "analysis")
        if isinstance(analysis, dict) and str(analysis.get("type", "")).lower() in _TRANSCRIPTS
        for one in _segments(_body(analysis), sides, names)
    ]
    yield from found or _texts(_list(vcon, "dialog"), sides)


def vcon_of(
    spoken: Sequence[Spoken],
    *,
    uuid: UUID,
    began: datetime,
    made: datetime,
    names: Mapping[Speaker, str] | None = None,
) -> str:
    """An unsigned vCon of what stands: each line as a text dialog, and all as one transcript."""
    standing = [one for one in spoken if one.final and one_line(one.text)]
    parties: list[Object] = [
        {"role": side, **({"name": names[side]} if names and side in names else {})}
        for side in _SIDES
    ]
    transcript = {
        "type": "transcript",
        "dialog": list(range(len(standing))),
        "vendor": VENDOR,
        "schema": "segments",
        "mediatype": "application/json",
        "encoding": "json",
        "body": json.dumps({"segments": [_segment(one) for one in standing]}, ensure_ascii=False),
    }
    vcon = {
        "vcon": VERSION,
        "uuid": str(uuid),
        "created_at": made.isoformat(),
        "parties": parties,
        "dialog": [_dialog(one, began) for one in standing],
        "analysis": [transcript] if standing else [],
        "attachments": [],
    }
    return json.dumps(vcon, ensure_ascii=False, indent=1) + "\n"


def _segment(one: Spoken) -> Object:
    start, end = _span(one)
    return {"start": start, "end": end, "speaker": one.speaker, "text": one_line(one.text)}


def _dialog(one: Spoken, began: datetime) -> Object:
    start, end = _span(one)
    side = _SIDES.index(one.speaker)
    return {
        "type": "text",
        "start": (began + timedelta(seconds=start)).isoformat(),
        "duration": round(end - start, 3),
        "parties": [side],
        "originator": side,
        "mediatype": "text/plain",
        "body": one_line(one.text),
        "encoding": "none",
    }


def _span(one: Spoken) -> tuple[float, float]:
    start = max(0.0, round(one.start, 3))
    return start, max(start, round(one.end, 3))


def _parsed(text: str) -> Object:
    try:
        vcon = json.loads(text)
    except json.JSONDecodeError as error:
        raise TranscriptError("not_json", error.lineno) from None
    except (ValueError, RecursionError):  # a number too long to be one, or nested without end
        raise TranscriptError("not_json") from None
    if not isinstance(vcon, dict):
        raise TranscriptError("no_vcon")
    if {"payload", "signatures"} <= vcon.keys() or "ciphertext" in vcon:
        raise TranscriptError("vcon_sealed")
    if not isinstance(vcon.get("vcon"), str):
        raise TranscriptError("no_vcon")
    if vcon.get("must_support") or vcon.get("critical"):
        raise TranscriptError("vcon_needs_extension")
    return vcon


def _list(table: Object, key: str) -> list[Any]:
    value = table.get(key)
    if value is None:
        return []
    if not isinstance(value, list):
        raise TranscriptError("bad_vcon")
    if len(value) > MOST_LINES:
        raise TranscriptError("too_many_lines")
    return value


def _side(party: object, names: Names) -> Speaker | None:
    if not isinstance(party, dict):
        return None
    given = [party.get(key) for key in ("name", "mailto", "tel", "role")]
    found = (who_is(one, names) for one in given if isinstance(one, str))
    role = _ROLES.get(str(party.get("role", "")).lower())
    return next((side for side in found if side is not None), role)


def _body(analysis: Object) -> object:
    body = analysis.get("body")
    if not isinstance(body, str):
        return body
    if analysis.get("encoding") not in {None, "json", "none"}:
        raise TranscriptError("vcon_encoding")
    try:
        return json.loads(body)
    except (ValueError, RecursionError):
        return None  # plain text has no times; the dialogs may have


def _segments(
    body: object, sides: Sequence[Speaker | None], names: Names, depth: int = 0
) -> Iterator[Spoken]:
    if isinstance(body, dict):
        inner = next((body[key] for key in _LISTS if isinstance(body.get(key), list | dict)), None)
        if inner is not None and depth < len(_LISTS):
            yield from _segments(inner, sides, names, depth + 1)
    elif isinstance(body, list):
        if len(body) > MOST_LINES:
            raise TranscriptError("too_many_lines")
        for one in body:
            if isinstance(one, dict) and isinstance(one.get("text"), str) and one_line(one["text"]):
                yield _timed(one, _speaker(one, sides, names))


def _speaker(one: Object, sides: Sequence[Speaker | None], names: Names) -> Speaker:
    given = one.get("speaker", one.get("party"))
    side = who_is(given, names) if isinstance(given, str) else _at(given, sides)
    return side or "third_party"


def _timed(one: Object, speaker: Speaker) -> Spoken:
    start = _seconds(one.get("start"))
    end = _seconds(one.get("end", one.get("start")))
    if end < start:
        raise TranscriptError("ends_before_start")
    return Spoken(speaker=speaker, text=one_line(one["text"]), start=start, end=end)


def _seconds(value: object) -> float:
    try:
        seconds = float(value) if isinstance(value, int | float) else math.nan
    except OverflowError:
        seconds = math.inf
    if isinstance(value, bool) or not 0 <= seconds <= LONGEST:
        raise TranscriptError("bad_times")
    return round(seconds, 3)


def _texts(dialogs: list[Any], sides: Sequence[Speaker | None]) -> Iterator[Spoken]:
    texts = [one for one in dialogs if isinstance(one, dict) and one.get("type") == "text"]
    texts = [one for one in texts if isinstance(one.get("body"), str) and one_line(one["body"])]
    moments = [_moment(one.get("start")) for one in texts]
    first = min(moments, default=0.0)
    for one, moment in zip(texts, moments, strict=True):
        start = _seconds(moment - first)
        end = _seconds(start + _seconds(one.get("duration") or 0))
        side = _originator(one, sides)
        yield Spoken(speaker=side, text=one_line(one["body"]), start=start, end=end)


def _originator(one: Object, sides: Sequence[Speaker | None]) -> Speaker:
    given: object = one.get("originator")
    if given is None:
        parties: object = one.get("parties")
        given = parties[0] if isinstance(parties, list) and parties else parties
    return _at(given, sides) or "third_party"


def _at(index: object, sides: Sequence[Speaker | None]) -> Speaker | None:
    """The side of a party by its place in the list."""
    if not isinstance(index, int) or isinstance(index, bool) or not 0 <= index < len(sides):
        return None
    return sides[index]


def _moment(value: object) -> float:
    try:
        moment = datetime.fromisoformat(value) if isinstance(value, str) else None
    except ValueError:
        moment = None
    if moment is None or moment.tzinfo is None:
        raise TranscriptError("bad_times")
    return moment.timestamp()
