"""One record of an archive (a line of JSON) and what the desk would see in it."""

import json
from collections.abc import Mapping
from dataclasses import replace
from typing import Any, cast, get_args

from kulanz.case import Speaker, Utterance
from kulanz.facts import parse_transcript
from kulanz.languages import detect
from kulanz.reading.conversation import of_turns
from kulanz.reading.new_text import new_text
from kulanz.reading.notes import of_notes
from kulanz.reading.reading import read_utterances

LONGEST = 200_000  # letters of one record; more is no contact but a file gone wrong
MOST_TURNS = 2_000
SPEAKERS = frozenset(get_args(Speaker))
WRITTEN_BY: Mapping[str, Speaker | None] = {"mail": "customer", "notes": "agent", "call": None}


class BadRecord(ValueError):
    """A line that cannot be read; `code` is a key of `[batch]` in the words."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


def read_record(line: str) -> dict[str, Any]:
    """{id, text, as?} or {id, turns} in; {id, and the object of a reading} out.

    `as` says what a text is: mail (the customer's, quoted letters left out), notes (the agent's) or
    call (a transcript). Notes also give `links` and `counterfactuals`. With `turns`
    ({speaker, text} each) there are `heat_by_turn`, a number per turn (an agent's turn has what the
    customer left behind), `tips_at`, `no_uptake_from`, `switch_to_mail` (turns count from 1, 0 is
    never), `steps_done` and `commitments`.

    Raises:
        BadRecord: no JSON, no object, no id, neither text nor turns, a field of the wrong kind.
    """
    found = _parsed(line)
    turns = found.get("turns")
    if turns is not None:
        said = _turns(turns)
        language = detect("\n".join(one.text for one in said))
        reading = read_utterances(said, language=language)
        more = of_turns(said, language)
    else:
        said = _text(found)
        language = detect("\n".join(one.text for one in said))
        reading = read_utterances(said, language=language)
        more = of_notes(reading.chain, language) if found.get("as") == "notes" else {}
    return {"id": found["id"], **reading.as_json(), **more}


def _parsed(line: str) -> dict[str, Any]:
    try:
        found = json.loads(line)
    except (ValueError, RecursionError):
        raise BadRecord("not_json") from None
    if not isinstance(found, dict):
        raise BadRecord("no_object")
    if isinstance(found.get("id"), bool) or not isinstance(found.get("id"), str | int):
        raise BadRecord("no_id")
    return found


def _text(found: Mapping[str, Any]) -> tuple[Utterance, ...]:
    text, kind = found.get("text"), found.get("as")
    if not isinstance(text, str):
        raise BadRecord("no_text")
    if len(text) > LONGEST:
        raise BadRecord("too_long")
    if kind is not None and kind not in WRITTEN_BY:
        raise BadRecord("unknown_kind")
    said = parse_transcript(new_text(text) if kind == "mail" else text)
    writer = WRITTEN_BY[kind] if kind else None
    return tuple(replace(one, speaker=writer) for one in said) if writer else said


def _turns(turns: object) -> tuple[Utterance, ...]:
    if not isinstance(turns, list) or not all(isinstance(turn, dict) for turn in turns):
        raise BadRecord("bad_turns")
    if len(turns) > MOST_TURNS or sum(len(str(turn.get("text"))) for turn in turns) > LONGEST:
        raise BadRecord("too_long")
    if not all(isinstance(turn.get("text"), str) for turn in turns):
        raise BadRecord("bad_turns")
    if any(turn.get("speaker") not in SPEAKERS for turn in turns):
        raise BadRecord("bad_turns")
    return tuple(
        Utterance(turn["text"], cast("Speaker", turn["speaker"]), number, turn.get("at"))
        for number, turn in enumerate(turns, start=1)
    )
