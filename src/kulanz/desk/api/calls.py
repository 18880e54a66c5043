"""Calls for speech recognitions and archives: what was heard comes in, transcripts go out."""

from datetime import datetime
from typing import Annotated, Any, Literal

from django.core.exceptions import RequestDataTooBig
from django.http import Http404, HttpRequest, HttpResponse
from django.utils import timezone
from ninja import Field, Query, Router, Schema, Status
from pydantic import model_validator

from kulanz.calls.transcripts import LONGEST, Names, Spoken, TranscriptError, one_line
from kulanz.desk.actions.call_heard import Heard, add_transcript, hear
from kulanz.desk.actions.phone_message import message_after
from kulanz.desk.api.cti import state_of
from kulanz.desk.api.once import once
from kulanz.desk.api.problems import Problem
from kulanz.desk.api.tokens import Token, person_behind
from kulanz.desk.models import Call
from kulanz.desk.models.calls import LINE_LENGTH
from kulanz.desk.queries import access
from kulanz.desk.queries.calls import call_for
from kulanz.desk.queries.transcripts import TRANSCRIPT_TYPES, transcript_of

router = Router(tags=["calls"])
Side = Literal["customer", "agent", "third_party", "system"]
Form = Literal["vtt", "srt", "vcon"]
Seconds = Annotated[float, Field(ge=0, le=LONGEST, allow_inf_nan=False)]
MOST_AT_ONCE = 200


class UtteranceIn(Schema):
    """What was heard, in seconds since the call was answered; not `final`: it may come again."""

    speaker: Side
    text: str = Field(min_length=1, max_length=LINE_LENGTH)
    start: Seconds
    end: Seconds
    final: bool = True
    id: str = Field("", max_length=50, description="Yours; else start and speaker name the line")

    @model_validator(mode="after")
    def _in_order(self) -> "UtteranceIn":
        if self.end < self.start or not one_line(self.text):
            raise ValueError("it ends before it starts, or says nothing")
        return self


class UtteranceOut(Schema):
    """A line of the call, by its number."""

    number: int
    final: bool


class UtterancesOut(Schema):
    """The lines that were sent, as they stand."""

    utterances: list[UtteranceOut]


class CallOut(Schema):
    """A call; `number` is the customer's."""

    id: int
    case: str
    state: str
    direction: Literal["in", "out"]
    number: str
    began_at: datetime
    answered_at: datetime | None
    ended_at: datetime | None
    ended_by: str
    recording: str


class TranscriptOut(Schema):
    """How many lines a file has added; those that were there already are not counted."""

    added: int


class MessageOut(Schema):
    """A text for an SMS or mail, and the number it goes to."""

    text: str
    number: str
    link: str
    language: str


class Names_(Schema):  # noqa: N801 - `Names` is the mapping of the core
    """Who is who in a file, for example `?customer=SPEAKER_00&agent=SPEAKER_01`."""

    customer: list[str] = Field(default_factory=list)
    agent: list[str] = Field(default_factory=list)
    third_party: list[str] = Field(default_factory=list)
    system: list[str] = Field(default_factory=list)

    def mapping(self) -> Names:
        sides: tuple[Side, ...] = ("customer", "agent", "third_party", "system")
        return {name: side for side in sides for name in getattr(self, side)}


@router.get("/calls/{call_id}", auth=Token("calls:read"), response=CallOut, summary="A call")
def call(request: HttpRequest, call_id: int) -> dict[str, Any]:
    """One call of a case that the token may see, answered or not."""
    row = _any_call(request, call_id)
    return {
        "id": row.pk,
        "case": row.case.number if row.case else "",
        "state": state_of(row),
        "direction": row.direction,
        "number": row.number,
        "began_at": row.began_at,
        "answered_at": row.answered_at,
        "ended_at": row.ended_at,
        "ended_by": row.ended_by,
        "recording": row.recording,
    }


@router.post(
    "/calls/{call_id}/utterances",
    auth=Token("calls:write"),
    response={200: UtterancesOut},
    summary="What was heard",
)
def utterances(
    request: HttpRequest, call_id: int, heard: UtteranceIn | list[UtteranceIn]
) -> Status[dict[str, Any]]:
    """One utterance or a list. The same again is one line; what was not final is replaced."""
    rows = heard if isinstance(heard, list) else [heard]
    if len(rows) > MOST_AT_ONCE:
        raise Problem(422, "too_many_utterances", f"At most {MOST_AT_ONCE} at once.")
    row = _answered_call(request, call_id)
    return Status(*once(request, lambda: (200, _heard(row, rows))))


def _heard(row: Call, heard: list[UtteranceIn]) -> dict[str, Any]:
    lines = [
        Heard(
            spoken=Spoken(
                speaker=one.speaker,
                text=one_line(one.text),
                start=one.start,
                end=one.end,
                final=one.final,
            ),
            name=one.id,
        )
        for one in heard
    ]
    kept = hear(row, lines, at=timezone.now())
    return {"utterances": [{"number": one.number, "final": one.final} for one in kept]}


@router.post(
    "/calls/{call_id}/transcript",
    auth=Token("calls:write"),
    response={200: TranscriptOut},
    summary="A whole transcript",
)
def transcript(
    request: HttpRequest, call_id: int, form: Query[Form], names: Query[Names_]
) -> dict[str, Any]:
    """The file as the body of the request. It is kept as it came, then read."""
    return _transcript(request, call_id, form, names)


@router.put(
    "/calls/{call_id}/transcript",
    auth=Token("calls:write"),
    response={200: TranscriptOut},
    summary="A whole transcript (PUT)",
)
def transcript_put(
    request: HttpRequest, call_id: int, form: Query[Form], names: Query[Names_]
) -> dict[str, Any]:
    """The same."""
    return _transcript(request, call_id, form, names)


def _transcript(request: HttpRequest, call_id: int, form: Form, names: Names_) -> dict[str, Any]:
    row = _answered_call(request, call_id)
    try:
        content = request.body
        added = add_transcript(row, content, form=form, names=names.mapping(), at=timezone.now())
    except RequestDataTooBig as error:
        raise Problem(413, "too_long", "The file is too long.") from error
    except TranscriptError as error:
        detail = f"The file was kept, and cannot be read: {error.code}, line {error.line}."
        raise Problem(422, "bad_transcript", detail, problem=error.code, line=error.line) from error
    return {"added": added}


@router.get(
    "/calls/{call_id}/transcript.{form}", auth=Token("calls:read"), summary="Transcript as a file"
)
def transcript_file(request: HttpRequest, call_id: int, form: str) -> HttpResponse:
    """`vtt` (WebVTT), `srt` (SubRip) or `vcon.json` (vCon, IETF draft)."""
    if form not in TRANSCRIPT_TYPES:
        raise Http404
    row = _answered_call(request, call_id)
    response = HttpResponse(transcript_of(row, form), content_type=TRANSCRIPT_TYPES[form])
    response["Content-Disposition"] = f'attachment; filename="call-{row.pk}.{form}"'
    return response


@router.post(
    "/calls/{call_id}/message",
    auth=Token("calls:write"),
    response={200: MessageOut},
    summary="A text for somebody whose call was missed",
)
def message(request: HttpRequest, call_id: int) -> Status[dict[str, Any]]:
    """For an SMS or mail, with a new link to the customer's page; 409 for a hidden number."""
    row = _any_call(request, call_id)
    return Status(*once(request, lambda: (200, _message(row))))


def _message(row: Call) -> dict[str, Any]:
    made = message_after(row, at=timezone.now())
    return {
        "text": made.text,
        "number": made.number,
        "link": made.link,
        "language": made.language,
    }


def _answered_call(request: HttpRequest, call_id: int) -> Call:
    try:
        return call_for(person_behind(request), call_id)
    except (Call.DoesNotExist, OverflowError) as error:
        raise Http404 from error


def _any_call(request: HttpRequest, call_id: int) -> Call:
    """One of a case that the token may see, whether anybody has answered or not."""
    rows = Call.objects.filter(case__in=access.cases_for(person_behind(request)))
    try:
        return rows.select_related("case__customer", "team").get(pk=call_id)
    except (Call.DoesNotExist, OverflowError) as error:
        raise Http404 from error
