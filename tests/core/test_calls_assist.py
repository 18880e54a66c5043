"""One instruction and one sentence, in the right order, short enough, in three languages."""

import string
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from kulanz.calls import (
    SITUATIONS,
    CallReading,
    Entry,
    Hint,
    Moment,
    Sign,
    SignKind,
    assist,
    landing,
    parse_line,
    read_call,
    signs_of,
    temperature,
)
from kulanz.case import LanguageCode, Speaker
from kulanz.languages import CODES, pack, say
from kulanz.protocol import PLACEHOLDERS, Progress

NOW = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)
MOST_WORDS = 20
MOST_TO_DO = 8
LISTENED = Progress(told=2, recap=1, confirmed=1)


def a_call(*lines: str, language: LanguageCode = "de") -> CallReading:
    """Lines with ":" in front are what we told them."""
    return read_call(
        (
            Entry(number, _speaker(text), text.lstrip(": "), "told" if text[0] == ":" else "said")
            for number, text in enumerate(lines, start=1)
        ),
        language,
    )


def _speaker(text: str) -> Speaker:
    return "agent" if text[0] == ":" else "customer"


def hint(
    reading: CallReading,
    *,
    progress: Progress = LISTENED,
    taps: tuple[SignKind, ...] = (),
    language: LanguageCode = "de",
    waited: int = 0,
    question: str = "",
    skipped: frozenset[str] = frozenset(),
) -> Hint | None:
    signs = [Sign(NOW, "text", reading.level), *(Sign(NOW, tap) for tap in taps)]
    now = Moment(
        reading=reading,
        temperature=temperature(signs, NOW),
        progress=progress,
        signs=signs[1:],
        waited=waited,
        question=question,
        values={"wait": str(waited), "date": "24. November"},
        skipped=skipped,
    )
    return assist(now, language=language, screen=language)


def situation(reading: CallReading, **more: object) -> str:
    found = hint(reading, **more)  # type: ignore[arg-type] # as given below
    assert found is not None
    return found.situation


@pytest.mark.parametrize("language", CODES)
@pytest.mark.parametrize("name", SITUATIONS)
def test_every_sentence_can_be_said_in_one_breath(language: LanguageCode, name: str) -> None:
    sentences = pack(language, "calls")["say"][name]
    assert len(sentences) >= 3
    assert [one for one in sentences if len(one.split()) > MOST_WORDS] == []
    assert len(pack(language, "calls")["instructions"][name].split()) <= MOST_TO_DO


@pytest.mark.parametrize("language", CODES)
def test_only_known_placeholders_are_used(language: LanguageCode) -> None:
    said = pack(language, "calls")
    texts = [text for group in said["say"].values() for text in group]
    texts += [text for part in ("unreached", "opening", "closing") for text in said[part].values()]
    names = {name for text in texts for _, name, _, _ in string.Formatter().parse(text) if name}
    assert names - PLACEHOLDERS == set()


def test_at_the_beginning_one_open_question_after_a_wait_the_wait() -> None:
    nothing = CallReading("de")
    assert situation(nothing, progress=Progress()) == "listen"
    first = hint(nothing, progress=Progress(), waited=19)
    assert first is not None
    assert (first.situation, "19 Minuten" in first.sentence) == ("greet", True)


def test_the_next_question_is_asked_once_something_is_told() -> None:
    found = hint(
        a_call("ware nie angekommen"),
        progress=Progress(told=1, open_facts=("when",)),
        question="Wann haben Sie bestellt?",
    )
    assert found is not None
    assert found.sentence == "Wann haben Sie bestellt?"


@pytest.mark.parametrize(
    ("language", "line"),
    [
        ("de", "Das ist doch Abzocke, so eine Frechheit!!!"),
        ("nl", "Dit is gewoon oplichting, schandalig!!!"),
        ("en", "This is a scam, what a disgrace!!!"),
    ],
)
def test_anger_gets_empathy_first(language: LanguageCode, line: str) -> None:
    found = hint(a_call(line, language=language), language=language)
    assert found is not None
    assert (found.situation, found.step) == ("loud", "empathise")


def test_an_insult_gets_a_boundary_in_two_steps_then_the_end() -> None:
    insulted = a_call("Sie sind ja zu blöd dafür")
    assert situation(insulted, taps=("personal",)) == "boundary_first"
    assert situation(insulted, progress=Progress(told=1, boundaries=1)) == "boundary_last"
    ended = hint(insulted, progress=Progress(told=1, boundaries=2))
    assert ended is not None
    assert (ended.situation, ended.primary) == ("switch", "mail")


def moment(*lines: str, language: LanguageCode = "de", **more: object) -> Moment:
    """Lines ten seconds apart, with the taps and the rest that is known."""
    typed = [parse_line(one) for one in lines]
    reading = read_call(
        [
            Entry(number, one.speaker, one.text, one.kind, NOW + timedelta(seconds=10 * number))
            for number, one in enumerate(typed, start=1)
        ],
        language,
    )
    taps: tuple[Sign, ...] = more.get("signs", ())  # type: ignore[assignment] # given below
    at = NOW + timedelta(seconds=10 * len(lines) + 1)
    known = {"progress": LISTENED, "at": at, **more}
    warm = temperature(signs_of(reading, taps), at)
    return Moment(reading=reading, temperature=warm, **known)  # type: ignore[arg-type] # as given


def tap(kind: SignKind, seconds: int) -> Sign:
    return Sign(NOW + timedelta(seconds=seconds), kind)


def shown(now: Moment) -> str:
    found = assist(now, language="de", screen="de")
    return found.situation if found else ""


INSULT = "sie sind ja zu blöd dafür"


def test_the_next_boundary_needs_a_next_insult() -> None:
    once = Progress(told=2, boundaries=1)
    said = NOW + timedelta(seconds=15)
    assert shown(moment(INSULT)) == "boundary_first"
    assert shown(moment(INSULT, progress=once, boundary_at=said)) == "attacked"
    assert shown(moment(INSULT, INSULT, progress=once, boundary_at=said)) == "boundary_last"
    tapped = moment(INSULT, progress=once, boundary_at=said, signs=(tap("personal", 20),))
    assert shown(tapped) == "attacked"  # the future is not known yet at 11 seconds
    later = replace(tapped, at=NOW + timedelta(seconds=21))
    assert shown(later) == "boundary_last"


def test_tears_are_answered_for_a_minute() -> None:
    crying = moment("ok", signs=(tap("cries", 5),))
    assert shown(crying) == "distress"
    assert shown(replace(crying, at=NOW + timedelta(seconds=65))) == "empathise"


def test_anger_gets_one_sentence_of_empathy_and_then_the_next_step() -> None:
    angry = moment("das ist doch abzocke!!!")
    assert shown(angry) == "loud"
    progress = replace(LISTENED, empathy=1, apologies=1)
    assert shown(replace(angry, progress=progress)) == "ask_wish"


def test_danger_that_somebody_has_taken_care_of_gives_way() -> None:
    danger = moment("ich will nicht mehr leben")
    assert shown(danger) == "safety_self"
    assert shown(replace(danger, handled=frozenset({"self_harm"}))) == "switch"


def test_who_wants_no_hint_gets_none() -> None:
    assert (
        assist(moment("ich will nicht mehr leben", muted=True), language="de", screen="de") is None
    )


def test_what_was_said_and_tapped_at_once_is_one_act() -> None:
    reading = moment("nein hören sie mir zu", "ware nie angekommen").reading
    assert landing(reading, ()).interruptions == 1
    assert landing(reading, [tap("interrupts", 12)]).interruptions == 1
    assert landing(reading, [tap("interrupts", 31)]).interruptions == 2


def test_taps_before_something_was_taken_up_no_longer_count() -> None:
    reading = moment(":das konto bleibt offen bis der betrag da ist", "ok danke, das hilft").reading
    assert landing(reading, [tap("repeats", 5), tap("repeats", 15)]).missed == 0
    assert landing(reading, [tap("repeats", 45), tap("repeats", 55)]).missed == 2


def test_where_taps_say_that_nothing_lands_the_stage_is_the_last_one() -> None:
    taps = (tap("repeats", 1), tap("repeats", 40), tap("interrupts", 70), tap("interrupts", 71))
    reading = read_call([], "de")
    assert [one.level for one in signs_of(reading, taps[:3]) if one.kind == "text"] == []
    lost = signs_of(reading, taps)
    assert lost[-1] == Sign(NOW + timedelta(seconds=71), "text", 4)
    assert temperature(lost, lost[-1].at).stage == "unreachable"


def test_danger_comes_before_everything() -> None:
    found = hint(a_call("Ich will nicht mehr leben", "Sie sind ja zu blöd"), taps=("personal",))
    assert found is not None
    assert (found.situation, found.primary) == ("safety_self", "safety")


def test_tears_are_answered_slowly() -> None:
    assert situation(a_call("ich weiß nicht weiter"), taps=("cries",)) == "distress"


def test_taps_alone_say_that_explanations_no_longer_land() -> None:
    reading = a_call(": die rechnung ist noch offen", "ich zahle nicht")
    taps: tuple[SignKind, ...] = ("repeats", "repeats", "interrupts", "interrupts")
    assert situation(reading, taps=taps) == "switch"
    assert situation(reading, taps=taps[:2]) != "switch"


def test_two_explanations_that_nobody_takes_up_and_an_insult() -> None:
    reading = a_call(
        "ich zahle die mahnung nicht",
        ": der restbetrag ist offen, weil die lastschrift im november zurückkam",
        "ich zahle die mahnung nicht!",
        ": erst wenn die buchhaltung ausbucht, ist das konto wieder ausgeglichen",
        "ich zahle die mahnung nicht! sie sind ja zu blöd!",
    )
    found = landing(reading, ())
    assert (found.missed, found.attacks, found.stop) == (2, 1, True)
    assert situation(reading) == "switch"


def test_an_explanation_that_is_taken_up_starts_the_count_anew() -> None:
    reading = a_call(
        "ich zahle die mahnung nicht",
        ": der restbetrag ist offen, weil die lastschrift im november zurückkam",
        "ich zahle die mahnung nicht!",
        ": die buchhaltung bucht den betrag aus, sobald der paketdienst antwortet",
        "ach so, und wann antwortet der paketdienst?",
    )
    assert landing(reading, ()).missed == 0


def test_a_step_that_is_skipped_is_not_asked_for() -> None:
    calm = a_call("ware nie angekommen")
    assert situation(calm) == "empathise"
    assert situation(calm, skipped=frozenset({"empathise"})) == "ask_wish"


@pytest.mark.parametrize("language", CODES)
def test_every_reason_can_be_said(language: LanguageCode) -> None:
    calm = hint(a_call("ok"), language=language)
    assert calm is not None
    assert say(calm.why, language)
