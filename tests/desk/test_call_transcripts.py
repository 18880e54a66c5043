"""What a speech recognition heard: while the call runs, as a file after it, and out again."""

import json
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client

from cast import MONDAY, Cast, case_of_brandt
from kulanz.calls.transcripts import FORMS, Spoken, TranscriptError, read_transcript
from kulanz.case import Speaker
from kulanz.desk import storage
from kulanz.desk.actions.call_endings import finish
from kulanz.desk.actions.call_heard import Heard, add_transcript, hear
from kulanz.desk.actions.call_lines import write_line
from kulanz.desk.actions.calls import Line, start_call
from kulanz.desk.casefiles import utterances
from kulanz.desk.models import Attachment, Call, CallEntry, Case, Contact, Event
from kulanz.desk.models.calls import LINE_LENGTH
from kulanz.desk.queries.transcripts import TRANSCRIPT_TYPES, spoken_in, transcript_of
from machine_door import ask, key

pytestmark = pytest.mark.django_db

SECOND = timedelta(seconds=1)
CLAIM = "Ich habe am 3. November eine Mahnung bekommen, aber nie Ware."


def running(cast: Cast) -> Call:
    return start_call(case_of_brandt(cast), form_key="k", at=MONDAY, by=cast.ali)


def over(cast: Cast) -> Call:
    call = finish(running(cast), at=MONDAY + 600 * SECOND, by=cast.ali)
    return Call.objects.get(pk=call.pk)


def heard(
    text: str,
    start: float = 1.0,
    *,
    speaker: Speaker = "customer",
    final: bool = True,
    name: str = "",
) -> Heard:
    spoken = Spoken(speaker=speaker, text=text, start=start, end=start + 2, final=final)
    return Heard(spoken=spoken, name=name)


def lines(call: Call) -> list[tuple[str, str, str, bool]]:
    rows = call.entries.order_by("number")
    return [(row.kind, row.speaker, row.text, row.final) for row in rows]


def ledger() -> list[tuple[str, str]]:
    return list(Case.objects.get().statements.values_list("kind", "text").order_by("line_no"))


def test_a_line_of_a_running_call_is_read_once(cast: Cast) -> None:
    call = running(cast)
    for _ in range(2):
        hear(call, [heard(CLAIM), heard("Guten Tag.", 0, speaker="agent")], at=MONDAY)
    assert lines(call) == [
        ("said", "customer", CLAIM, True),
        ("told", "agent", "Guten Tag.", True),
    ]
    once = ledger()
    assert (len(once) > 0, {kind for kind, _ in once}) == (True, {"claim"})
    assert Contact.objects.get().new_text.count("Mahnung") == 1


def test_what_is_not_final_is_replaced_and_not_read_before(cast: Cast) -> None:
    call = running(cast)
    for text in ("Ich habe", "Ich habe am 3. November"):
        hear(call, [heard(text, final=False)], at=MONDAY)
    assert lines(call) == [("said", "customer", "Ich habe am 3. November", False)]
    assert (ledger(), Contact.objects.get().new_text, spoken_in(call)) == ([], "", [])
    assert utterances(Contact.objects.get()) == ()
    hear(call, [heard(CLAIM)], at=MONDAY)
    assert lines(call) == [("said", "customer", CLAIM, True)]
    assert "Mahnung" in Contact.objects.get().new_text
    hear(call, [heard("too late", final=False), heard("too late")], at=MONDAY)
    assert lines(call) == [("said", "customer", CLAIM, True)]


def test_an_own_name_tells_two_lines_of_one_moment_apart(cast: Cast) -> None:
    call = running(cast)
    kept = hear(call, [heard("eins", name="a"), heard("zwei", name="b")], at=MONDAY)
    assert [row.text for row in kept] == ["eins", "zwei"]
    hear(call, [heard("drei")], at=MONDAY)
    hear(call, [heard("vier", speaker="agent")], at=MONDAY)
    assert [text for _, _, text, _ in lines(call)] == ["eins", "zwei", "drei", "vier"]


def test_what_arrives_after_the_end_is_still_written_down_and_read(cast: Cast) -> None:
    call = over(cast)
    kept = hear(call, [heard(CLAIM, 30)], at=MONDAY + 700 * SECOND)
    assert [(row.at, row.begins, row.ends) for row in kept] == [(MONDAY + 30 * SECOND, 30, 32)]
    assert [kind for kind, _ in ledger()] == ["claim"] * len(ledger())
    assert (len(ledger()) > 0, "Mahnung" in Contact.objects.get().new_text) == (True, True)
    before = ledger()
    hear(call, [heard(CLAIM, 30)], at=MONDAY + 800 * SECOND)
    assert (ledger(), CallEntry.objects.count()) == (before, 1)


VTT = f"""WEBVTT

00:01.000 --> 00:04.000
<v S1>{CLAIM}</v>

00:05.000 --> 00:07.500
<v S2>Ich schaue nach.</v>
"""


def test_a_file_is_kept_as_it_came_and_its_lines_are_added_once(cast: Cast) -> None:
    call = over(cast)
    names: dict[str, Speaker] = {"S1": "customer", "S2": "agent"}
    content = VTT.encode()
    added = [
        add_transcript(call, content, form="vtt", names=names, at=MONDAY + 700 * SECOND)
        for _ in range(2)
    ]
    assert added == [2, 0]
    assert [(kind, speaker) for kind, speaker, _, _ in lines(call)] == [
        ("said", "customer"),
        ("told", "agent"),
    ]
    kept = Attachment.objects.get()
    assert (kept.name, kept.content_type, kept.contact) == (
        "transcript.vtt",
        "text/vtt",
        call.contact,
    )
    assert storage.get(kept.blob) == content
    assert len(ledger()) > 0


def test_a_file_that_cannot_be_read_is_kept_all_the_same(cast: Cast) -> None:
    call = over(cast)
    with pytest.raises(TranscriptError):
        add_transcript(call, b"no transcript", form="vtt", names={}, at=MONDAY)
    assert (Attachment.objects.count(), call.entries.count()) == (1, 0)


def test_a_long_speech_becomes_several_lines(cast: Cast) -> None:
    call = over(cast)
    speech = "wort " * 1000
    content = f"1\n00:00:01,000 --> 00:09:00,000\nKundin: {speech}\n".encode()
    for added in (3, 0):
        assert add_transcript(call, content, form="srt", names={}, at=MONDAY) == added
    texts = [text for _, _, text, _ in lines(call)]
    assert (" ".join(texts), max(map(len, texts)) <= LINE_LENGTH) == (speech.strip(), True)


def test_a_file_may_come_while_the_call_still_runs(cast: Cast) -> None:
    call = running(cast)
    assert add_transcript(call, VTT.encode(), form="vtt", names={"S1": "customer"}, at=MONDAY) == 2
    assert len(ledger()) > 0


def test_what_was_heard_goes_out_again_in_every_form(cast: Cast) -> None:
    call = running(cast)
    write_line(
        call, Line(kind="said", text="getippt", key="t"), at=MONDAY + 3 * SECOND, by=cast.ali
    )
    typed = spoken_in(call)
    assert [(one.text, one.start) for one in typed] == [("getippt", 3.0)]
    hear(call, [heard("zwei", 5, speaker="agent"), heard("eins", 1)], at=MONDAY)
    expected = (heard("eins", 1).spoken, heard("zwei", 5, speaker="agent").spoken)
    for form, name in zip(FORMS, TRANSCRIPT_TYPES, strict=True):
        assert read_transcript(transcript_of(call, name).encode(), form) == expected


# the door


def utterance(**more: object) -> dict[str, object]:
    return {"speaker": "customer", "text": "Hallo", "start": 1, "end": 2, **more}


def test_one_utterance_or_a_list(cast: Cast) -> None:
    call = running(cast)
    secret, path = key(cast.ali), f"/api/v1/calls/{call.pk}/utterances"
    assert ask(secret, "post", path, utterance()) == (
        200,
        {"utterances": [{"number": 1, "final": True}]},
    )
    many = [utterance(), utterance(start=3, end=4, final=False, text="Wo bleibt")]
    assert ask(secret, "post", path, many) == (
        200,
        {"utterances": [{"number": 1, "final": True}, {"number": 2, "final": False}]},
    )


BAD: list[object] = [
    utterance(speaker="robot"),
    utterance(text=""),
    utterance(text=" \x00 "),
    utterance(text="x" * (LINE_LENGTH + 1)),
    utterance(start=-1),
    utterance(start=3),
    utterance(end=1e9),
    utterance(id="x" * 51),
    [utterance()] * 201,
    "hello",
    None,
]


@pytest.mark.parametrize("content", BAD)
def test_what_cannot_have_been_heard_is_refused(cast: Cast, content: object) -> None:
    call = running(cast)
    assert ask(key(cast.ali), "post", f"/api/v1/calls/{call.pk}/utterances", content)[0] == 422
    assert CallEntry.objects.count() == 0


def put(secret: str, path: str, content: bytes, method: str = "put") -> Any:
    answer = Client(enforce_csrf_checks=True).generic(
        method.upper(),
        path,
        content,
        content_type="text/vtt",
        headers={"Authorization": f"Bearer {secret}"},
    )
    return answer.status_code, json.loads(answer.content)


@pytest.mark.parametrize("method", ["put", "post"])
def test_a_file_comes_in_and_goes_out_by_the_api(cast: Cast, method: str) -> None:
    call = over(cast)
    path = f"/api/v1/calls/{call.pk}/transcript"
    query = "?form=vtt&customer=S1&agent=S2"
    assert put(key(cast.ali), path + query, VTT.encode(), method) == (200, {"added": 2})
    for name, media_type in TRANSCRIPT_TYPES.items():
        answer = Client().get(
            f"{path}.{name}", headers={"Authorization": f"Bearer {key(cast.ali)}"}
        )
        assert (answer.status_code, answer["Content-Type"], answer["Content-Disposition"]) == (
            200,
            media_type,
            f'attachment; filename="call-{call.pk}.{name}"',
        )
        assert answer.content.decode() == transcript_of(call, name)
    assert ask(key(cast.ali), "get", f"{path}.pdf")[0] == 404


def test_a_file_that_cannot_be_read_names_its_line(cast: Cast) -> None:
    call = over(cast)
    path = f"/api/v1/calls/{call.pk}/transcript"
    status, content = put(key(cast.ali), f"{path}?form=srt", b"1\nwhen?\nx")
    assert (status, content["code"], content["problem"], content["line"]) == (
        422,
        "bad_transcript",
        "no_times",
        1,
    )
    assert put(key(cast.ali), f"{path}?form=pdf", b"x")[0] == 422
    status, content = put(key(cast.ali), f"{path}?form=srt", b"x" * (6 * 1024 * 1024))
    assert (status, content["code"]) == (413, "too_long")


ADDRESSES = [
    ("get", "", "calls:read"),
    ("post", "/utterances", "calls:write"),
    ("post", "/transcript?form=vtt", "calls:write"),
    ("put", "/transcript?form=vtt", "calls:write"),
    ("get", "/transcript.vcon.json", "calls:read"),
    ("post", "/message", "calls:write"),
]


@pytest.mark.parametrize(("method", "rest", "scope"), ADDRESSES)
def test_calls_of_other_teams_do_not_exist(cast: Cast, method: str, rest: str, scope: str) -> None:
    path = f"/api/v1/calls/{running(cast).pk}{rest}"
    statuses = [
        ask(key(who, [scope]), method, path, utterance())[0]
        for who in (cast.tom, cast.fin, cast.mira)
    ]
    assert (statuses[:2], statuses[2] in {200, 409, 422}) == ([404, 404], True)
    assert ask(key(cast.ali, ["holds:read"]), method, path, utterance())[0] == 403
    assert Client().generic(method.upper(), path).status_code == 401
    for number in ("999999", "9" * 30):
        gone = path.replace(f"/calls/{Call.objects.get().pk}", f"/calls/{number}")
        assert ask(key(cast.ali, [scope]), method, gone, utterance())[0] == 404


def test_a_call_as_the_api_shows_it(cast: Cast) -> None:
    call = running(cast)
    assert call.case is not None
    assert ask(key(cast.ali), "get", f"/api/v1/calls/{call.pk}") == (
        200,
        {
            "id": call.pk,
            "case": call.case.number,
            "state": "answered",
            "direction": "in",
            "number": "",
            "began_at": "2026-11-16T09:00:00Z",
            "answered_at": "2026-11-16T09:00:00Z",
            "ended_at": None,
            "ended_by": "",
            "recording": "none",
        },
    )


def test_a_text_for_a_missed_call_by_the_api(cast: Cast) -> None:
    call = running(cast)
    path = f"/api/v1/calls/{call.pk}/message"
    status, content = ask(key(cast.ali), "post", path)
    assert (status, content["code"]) == (409, "number_hidden")
    Call.objects.update(number="+492215550123")
    status, content = ask(key(cast.ali), "post", path)
    assert (status, content["number"], content["language"]) == (200, "+492215550123", "de")
    assert content["link"] in content["text"]


def test_nothing_that_was_said_stands_in_an_event(cast: Cast) -> None:
    hear(running(cast), [heard(CLAIM)], at=MONDAY)
    assert [one.kind for one in Event.objects.all() if "nie Ware" in json.dumps(one.values)] == []


def test_a_third_voice_is_neither_of_us_and_stays_so_when_read_again(cast: Cast) -> None:
    call = running(cast)
    said = heard("Hier ist die Nachbarin, das Paket war offen.", speaker="third_party")
    hear(call, [said], at=MONDAY)
    ended = finish(call, at=MONDAY + 600 * SECOND, by=cast.ali)
    contact = Call.objects.get(pk=ended.pk).contact
    assert contact is not None
    assert contact.text.partition(" ")[2] == (
        "Dritte Person: Hier ist die Nachbarin, das Paket war offen."
    )
    assert [one.speaker for one in utterances(contact)] == ["third_party"]
