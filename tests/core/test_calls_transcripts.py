"""Transcripts as files: what is written is read again, and no file can do harm."""

import json
from datetime import UTC, datetime
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kulanz.calls.transcripts import (
    FORMS,
    LONGEST,
    MOST_BYTES,
    MOST_LINES,
    SPEAKERS,
    Spoken,
    TranscriptError,
    one_line,
    read_transcript,
    srt_of,
    vtt_of,
)
from kulanz.calls.vcon import vcon_of
from kulanz.case import Speaker

BEGAN = datetime(2026, 11, 16, 9, 0, tzinfo=UTC)
ID = UUID("01890b7a-4f60-8a10-9d2f-3f1d2c5b6a70")

words = st.text(st.characters(codec="utf-8"), min_size=1, max_size=60).map(one_line)
moments = st.integers(0, 3_600_000).map(lambda thousandths: thousandths / 1000)


@st.composite
def calls(draw: st.DrawFn) -> list[Spoken]:
    said = draw(
        st.lists(
            st.tuples(st.sampled_from(SPEAKERS), words.filter(bool), moments, moments), max_size=8
        )
    )
    spoken = [
        Spoken(speaker=side, text=text, start=min(a, b), end=max(a, b)) for side, text, a, b in said
    ]
    return sorted(spoken, key=lambda one: (one.start, one.end))


def spoken(speaker: Speaker, text: str, start: float, end: float) -> Spoken:
    return Spoken(speaker=speaker, text=text, start=start, end=end)


def written(said: list[Spoken], form: str) -> bytes:
    if form == "vcon":
        return vcon_of(said, uuid=ID, began=BEGAN, made=BEGAN).encode()
    return (vtt_of(said) if form == "vtt" else srt_of(said)).encode()


@given(calls())
def test_webvtt_and_vcon_give_back_what_was_written(said: list[Spoken]) -> None:
    assert read_transcript(written(said, "vtt"), "vtt") == tuple(said)
    assert read_transcript(written(said, "vcon"), "vcon") == tuple(said)


@given(calls())
def test_subrip_gives_back_all_but_words_that_look_like_its_marks(said: list[Spoken]) -> None:
    plain = [one for one in said if not {"<", "{"} & set(one.text)]
    assert read_transcript(written(plain, "srt"), "srt") == tuple(plain)


def first_wrong_line(content: bytes, form: str) -> int:
    """0 where the file can be read."""
    try:
        read_transcript(content, form)
    except TranscriptError as error:
        return error.line
    return 0


@given(st.binary(max_size=400), st.sampled_from(FORMS))
def test_no_bytes_raise_anything_but_the_one_error(content: bytes, form: str) -> None:
    assert first_wrong_line(content, form) >= 0


json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=8),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(
            st.sampled_from(
                [
                    "vcon",
                    "parties",
                    "dialog",
                    "analysis",
                    "type",
                    "body",
                    "start",
                    "end",
                    "text",
                    "segments",
                    "originator",
                    "duration",
                ]
            ),
            inner | st.sampled_from(["transcript", "text", "2026-11-16T09:00:00Z"]),
            max_size=6,
        )
    ),
    max_leaves=20,
)


@given(json_values)
def test_no_container_raises_anything_but_the_one_error(content: object) -> None:
    whole = {"vcon": "0.4.0", **(content if isinstance(content, dict) else {"dialog": content})}
    assert first_wrong_line(json.dumps(whole).encode(), "vcon") in {0, 1}


VTT = """\ufeffWEBVTT - Anruf

NOTE
written by a recorder

STYLE
::cue { color: red }

intro
00:01.000 --> 00:03.500 align:start
<v.loud Frau Brandt>Ich habe <i>nie</i> etwas bekommen &amp; soll <00:02.000>zahlen!</v>

01:00:04,000 --> 01:00:05.000
<v Agent>Erzählen Sie.</v>
<v SPEAKER_07>Paket?</v>

01:00:06.000 --> 01:00:07.000
Kundin: Am 3. November
kam die Mahnung: sofort zahlen.
"""


def test_a_webvtt_file_of_a_recorder_is_read() -> None:
    found = read_transcript(VTT.encode(), "vtt", names={"frau  brandt": "customer"})
    assert found == (
        spoken("customer", "Ich habe nie etwas bekommen & soll zahlen!", 1, 3.5),
        spoken("agent", "Erzählen Sie.", 3604, 3605),
        spoken("third_party", "Paket?", 3604, 3605),
        spoken("customer", "Am 3. November kam die Mahnung: sofort zahlen.", 3606, 3607),
    )


SRT = """1
00:00:01,000 --> 00:00:02,500
klant: waar blijft mijn <b>pakket</b>?

00:00:03,000 --> 00:00:04,000
Let op: dit gesprek wordt opgenomen

3
00:00:05,5 --> 00:00:06,0 X1:0
medewerker: ik kijk het na
"""


def test_a_subrip_file_is_read_with_windows_line_ends_too() -> None:
    expected = (
        spoken("customer", "waar blijft mijn pakket?", 1, 2.5),
        spoken("third_party", "Let op: dit gesprek wordt opgenomen", 3, 4),
        spoken("agent", "ik kijk het na", 5.5, 6),
    )
    assert read_transcript(SRT.encode(), "srt") == expected
    assert read_transcript(SRT.replace("\n", "\r\n").encode(), "srt") == expected


def a_vcon(**parts: object) -> bytes:
    return json.dumps({"vcon": "0.3.0", "uuid": str(ID), **parts}).encode()


def test_a_vcon_of_a_speech_recognition_is_read() -> None:
    body = {
        "transcript": {"text": "whole", "language": "de"},
        "segments": [
            {"start": 2, "end": 3.25, "speaker": "Alice", "text": "Guten Tag."},
            {"start": 0, "end": 1, "speaker": 1, "text": "Hallo?"},
            {"start": 4, "end": 5, "speaker": 9, "text": "(Rauschen)"},
        ],
    }
    parties = [{"name": "Alice", "role": "agent"}, {"tel": "+49221555", "role": "customer"}]
    expected = (
        spoken("customer", "Hallo?", 0, 1),
        spoken("agent", "Guten Tag.", 2, 3.25),
        spoken("third_party", "(Rauschen)", 4, 5),
    )
    for shape in (body["segments"], {"segments": body["segments"]}, json.dumps(body["segments"])):
        content = a_vcon(
            parties=parties,
            analysis=[
                {"type": "summary", "body": "short"},
                {"type": "transcript", "vendor": "x", "body": shape},
            ],
        )
        assert read_transcript(content, "vcon", names={"Alice": "agent"}) == expected


def test_text_dialogs_are_read_where_there_is_no_transcript() -> None:
    dialog = [
        {"type": "recording", "start": "2026-11-16T08:59:00Z", "url": "https://x.example/a.wav"},
        {
            "type": "text",
            "start": "2026-11-16T09:00:02Z",
            "parties": [0, 1],
            "originator": 1,
            "body": "Zwei",
            "duration": 3,
        },
        {"type": "text", "start": "2026-11-16T10:00:00+01:00", "parties": 0, "body": "Eins"},
    ]
    parties = [{"role": "customer"}, {"role": "agent"}]
    assert read_transcript(a_vcon(parties=parties, dialog=dialog), "vcon") == (
        spoken("customer", "Eins", 0, 0),
        spoken("agent", "Zwei", 2, 5),
    )


BROKEN = [
    ("vtt", b"hello", "no_webvtt", 1),
    ("vtt", b"", "no_webvtt", 1),
    ("vtt", b"WEBVTT\n\nx\n\n00:01.000 --> 00:02.000\nok", "no_times", 3),
    ("vtt", b"WEBVTT\n00:01.000 --> 00:02.000\nok", "no_line_after_head", 1),
    ("vtt", b"WEBVTT\n\n00:01.000 --> 0:0:02\nok", "bad_times", 3),
    ("vtt", b"WEBVTT\n\na\n00:03.000 --> 00:02.000\nok", "ends_before_start", 4),
    ("srt", b"1\n00:00:01,000 --> 00:00:02,000\na\n\n2\nwhat\n", "no_times", 5),
    ("srt", b"1\n99:00:01,000 --> 99:00:02,000\na", "too_late", 2),
    ("srt", b"1\n\xff", "not_utf8", 2),
    ("vcon", b'{"vcon":\n oops}', "not_json", 2),
    ("vcon", b"[" * 100_000, "not_json", 1),
    ("vcon", b"9" * 5000, "not_json", 1),
    ("vcon", b"[]", "no_vcon", 1),
    ("vcon", b'{"payload": "e30", "signatures": []}', "vcon_sealed", 1),
    ("vcon", b'{"ciphertext": "e30"}', "vcon_sealed", 1),
    ("vcon", b'{"vcon": "1", "must_support": ["x"]}', "vcon_needs_extension", 1),
    ("vcon", b'{"vcon": "1", "dialog": {}}', "bad_vcon", 1),
    ("vcon", b'{"vcon": "1", "dialog": [{"type": "text", "body": "x"}]}', "bad_times", 1),
    ("pdf", b"", "unknown_form", 1),
]


@pytest.mark.parametrize(("form", "content", "code", "line"), BROKEN)
def test_a_broken_file_says_what_and_where(form: str, content: bytes, code: str, line: int) -> None:
    with pytest.raises(TranscriptError) as caught:
        read_transcript(content, form)
    assert (caught.value.code, caught.value.line) == (code, line)


@pytest.mark.parametrize("time", ["1e999", "-1", "true", '"1"', "null", f"{LONGEST + 1}"])
def test_times_that_cannot_be_are_refused(time: str) -> None:
    body = f'[{{"start": {time}, "end": 2, "text": "x"}}]'
    content = f'{{"vcon": "1", "analysis": [{{"type": "transcript", "body": {body}}}]}}'
    with pytest.raises(TranscriptError, match="bad_times"):
        read_transcript(content.encode(), "vcon")


def test_size_is_bounded() -> None:
    with pytest.raises(TranscriptError, match="too_long"):
        read_transcript(b" " * (MOST_BYTES + 1), "srt")
    cue = "00:00:01,000 --> 00:00:02,000\na\n\n"
    assert len(read_transcript((cue * MOST_LINES).encode(), "srt")) == MOST_LINES
    with pytest.raises(TranscriptError, match="too_many_lines"):
        read_transcript((cue * (MOST_LINES + 1)).encode(), "srt")


def test_marks_without_an_end_cost_no_time() -> None:
    content = f"WEBVTT\n\n00:01.000 --> 00:02.000\n{'<v ' * 200_000}"
    found = read_transcript(content.encode(), "vtt")
    assert [one.speaker for one in found] == ["third_party"]


def test_what_may_still_change_is_in_no_file() -> None:
    said = [
        spoken("agent", "ja", 0, 1),
        Spoken(speaker="agent", text="vielleicht", start=2, end=3, final=False),
    ]
    for form in FORMS:
        assert read_transcript(written(said, form), form) == (said[0],)


def test_names_may_stand_in_the_files() -> None:
    said = [spoken("customer", "Hallo", 0, 1.5)]
    names: dict[Speaker, str] = {"customer": "Frau <Brandt>"}
    assert vtt_of(said, names=names) == (
        "WEBVTT\n\n00:00:00.000 --> 00:00:01.500\n<v Frau &lt;Brandt&gt;>Hallo</v>\n"
    )
    assert srt_of(said, names=names) == "1\n00:00:00,000 --> 00:00:01,500\nFrau <Brandt>: Hallo\n"
    assert read_transcript(
        vtt_of(said, names=names).encode(), "vtt", names={"frau <brandt>": "customer"}
    ) == tuple(said)
    parties = json.loads(vcon_of(said, uuid=ID, began=BEGAN, made=BEGAN, names=names))["parties"]
    assert parties[0] == {"role": "customer", "name": "Frau <Brandt>"}
