"""Source cases 000 and 003, typed as an agent types: fragments, abbreviations, no umlauts, taps.

Each step is a line or a tap ("+interrupts"), twelve seconds after the one before, with the stage
and the situation that the screen then shows.
"""

from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from typing import cast

import pytest

from kulanz.calls import (
    CallReading,
    Entry,
    Hint,
    Moment,
    Sign,
    SignKind,
    assist,
    due_in,
    parse_line,
    signs_of,
    temperature,
)
from kulanz.case import LanguageCode, Utterance
from kulanz.chain import parse_notation
from kulanz.countries import profile
from kulanz.facts import find_statements
from kulanz.languages import CODES
from kulanz.protocol import Progress

START = datetime(2026, 11, 23, 13, 0, tzinfo=UTC)
PACE = timedelta(seconds=12)
TOLD = Progress(told=2, recap=1, confirmed=1)

Step = tuple[str, str, str]  # typed or tapped, stage, situation

RETURNED: dict[LanguageCode, tuple[Step, ...]] = {
    "de": (
        ("kd kann nix bestellen weil zahlart abgelehnt", "calm", "empathise"),
        ("=rls vom 3.11. 84,90 lt buchhaltung", "calm", "empathise"),
        ("ware nie angekommen", "calm", "empathise"),
        ("zahlt nich weil ware nie angekommen", "calm", "empathise"),
        (":zahlart gesperrt weil die bank die lastschrift zurueckgab", "calm", "empathise"),
        ("!das ist doch abzocke", "loud", "loud"),
        ("will konto loeschen", "loud", "loud"),
        (":konto kann erst zu, wenn der restbetrag bezahlt ist", "loud", "loud"),
        ("+interrupts", "loud", "loud"),
        ("nein hoeren sie mir zu ich zahle nicht, ware nie angekommen", "loud", "loud"),
        (":mahnung kam weil der restbetrag offen ist", "loud", "loud"),
        ("+interrupts", "unreachable", "switch"),
        ("sie verstehen mich ueberhaupt nicht", "unreachable", "switch"),
        (">mail mit ergebnis bis di 12", "unreachable", "switch"),
        ("<schickt screenshot sdgnr heute", "unreachable", "switch"),
    ),
    "nl": (
        ("kl kan nix bestellen omdat betaalwijze geweigerd is", "calm", "empathise"),
        ("=incasso gestorneerd 3-11, 84,90 vlgs boekhouding", "calm", "empathise"),
        ("pakket nooit gekregen", "calm", "empathise"),
        ("betaalt niet omdat pakket nooit gekregen", "calm", "empathise"),
        (":betaalwijze geblokkeerd omdat de bank de incasso terugboekte", "calm", "empathise"),
        ("!dit is gewoon oplichting", "loud", "loud"),
        ("wil account opzeggen", "loud", "loud"),
        (":account kan pas dicht als het restbedrag voldaan is", "loud", "loud"),
        ("+interrupts", "loud", "loud"),
        ("nee nu luistert u naar mij ik betaal niet, pakket nooit gekregen", "loud", "loud"),
        (":aanmaning kwam omdat het restbedrag open staat", "loud", "loud"),
        ("+interrupts", "unreachable", "switch"),
        ("u begrijpt mij helemaal niet", "unreachable", "switch"),
        (">mail met uitkomst voor di 12u", "unreachable", "switch"),
        ("<stuurt screenshot trackingnr vandaag", "unreachable", "switch"),
    ),
    "en": (
        ("cust cant order because payment method declined", "calm", "empathise"),
        ("=dd returned 3/11, 84.90 per accounts", "calm", "empathise"),
        ("goods never arrived", "calm", "empathise"),
        ("wont pay because goods never arrived", "calm", "empathise"),
        (":method blocked because the bank returned the debit", "calm", "empathise"),
        ("!this is a scam", "loud", "loud"),
        ("wants acct deleted", "loud", "loud"),
        (":account can only close once the balance is settled", "loud", "loud"),
        ("+interrupts", "loud", "loud"),
        ("no you listen to me im not paying, goods never arrived", "loud", "loud"),
        (":reminder went out because the balance is open", "loud", "loud"),
        ("+interrupts", "unreachable", "switch"),
        ("you dont understand me at all", "unreachable", "switch"),
        (">email with result by tue 12", "unreachable", "switch"),
        ("<sends screenshot of tracking no today", "unreachable", "switch"),
    ),
}

BROKEN: dict[LanguageCode, tuple[Step, ...]] = {
    "de": (
        ("+loud", "loud", "loud"),
        ("was fuer ein scheiss service!", "loud", "loud"),
        ("stelle das morgen ins internet", "loud", "loud"),
        ("20 min gewartet", "loud", "loud"),
        ("pkt kaputt angekommen", "loud", "loud"),
        ("sind sie eigentlich zu bloed dafuer", "attacking", "boundary_first"),
        ("/grenze", "attacking", "attacked"),
        ("sie idiot", "attacking", "boundary_last"),
        ("/grenze", "attacking", "attacked"),
        ("+personal", "attacking", "switch"),
    ),
    "nl": (
        ("+loud", "loud", "loud"),
        ("wat een klote service!", "loud", "loud"),
        ("gooi dit verhaal op het internet", "loud", "loud"),
        ("20 min in de wacht", "loud", "loud"),
        ("pakket stuk aangekomen", "loud", "loud"),
        ("bent u nou zo dom", "attacking", "boundary_first"),
        ("/grens", "attacking", "attacked"),
        ("u bent een idioot", "attacking", "boundary_last"),
        ("/grens", "attacking", "attacked"),
        ("+personal", "attacking", "switch"),
    ),
    "en": (
        ("+loud", "loud", "loud"),
        ("what a shit service!", "loud", "loud"),
        ("ill put this all over the internet", "loud", "loud"),
        ("20 mins on hold", "loud", "loud"),
        ("parcel arrived broken", "loud", "loud"),
        ("are you thick or what", "attacking", "boundary_first"),
        ("/boundary", "attacking", "attacked"),
        ("you idiot", "attacking", "boundary_last"),
        ("/boundary", "attacking", "attacked"),
        ("+personal", "attacking", "switch"),
    ),
}


@dataclass(frozen=True, slots=True)
class Played:
    """A call as far as it went."""

    reading: CallReading
    taps: tuple[Sign, ...] = ()
    at: datetime = START
    boundary_at: datetime | None = None
    boundaries: int = 0

    def after(self, step: str) -> "Played":
        now = replace(self, at=self.at + PACE)
        if step.startswith("+"):
            return replace(now, taps=(*self.taps, Sign(now.at, cast("SignKind", step[1:]))))
        line = parse_line(step)
        if line.kind == "command":
            assert line.command == "boundary"
            return replace(now, boundary_at=now.at, boundaries=self.boundaries + 1)
        number = len(self.reading.entries) + 1
        entry = Entry(number, line.speaker, line.text, line.kind, now.at)
        return replace(now, reading=self.reading.after(entry))

    @property
    def moment(self) -> Moment:
        warm = temperature(signs_of(self.reading, self.taps), self.at)
        return Moment(
            reading=self.reading,
            temperature=warm,
            progress=replace(TOLD, boundaries=self.boundaries),
            signs=self.taps,
            values={"date": "24.11.", "wait": "20"},
            at=self.at,
            boundary_at=self.boundary_at,
        )

    def hint(self, language: LanguageCode) -> Hint:
        found = assist(self.moment, language=language, screen=language)
        assert found is not None
        return found


def play(steps: tuple[Step, ...], language: LanguageCode) -> list[Played]:
    played = [Played(CallReading(language))]
    for step, _, _ in steps:
        played.append(played[-1].after(step))
    return played[1:]


@pytest.mark.parametrize("language", CODES)
@pytest.mark.parametrize("story", [RETURNED, BROKEN], ids=["000", "003"])
def test_stage_and_situation_after_each_step(
    story: dict[LanguageCode, tuple[Step, ...]], language: LanguageCode
) -> None:
    steps = story[language]
    shown = [
        (step, now.moment.temperature.stage, now.hint(language).situation)
        for (step, _, _), now in zip(steps, play(steps, language), strict=True)
    ]
    assert shown == list(steps)


@pytest.mark.parametrize(
    ("language", "sentence"),
    [
        (
            "de",
            (
                "Ich schlage vor, wir beenden das Gespräch,"
                " und ich schreibe Ihnen bis 24.11., was wir tun."
            ),
        ),
        ("nl", "Ik stel voor dat we stoppen met bellen. Voor 24.11. schrijf ik u wat wij doen."),
        ("en", "I suggest we end this call, and I write to you by 24.11. what we will do."),
    ],
)
def test_at_the_end_of_000_the_sentence_that_ends_and_writes(
    language: LanguageCode, sentence: str
) -> None:
    last = play(RETURNED[language], language)[-1].hint(language)
    assert (last.sentence, last.primary, last.why.code) == (sentence, "mail", "calls.no_uptake")


@pytest.mark.parametrize("language", CODES)
def test_what_000_leaves_declared_and_agreed(language: LanguageCode) -> None:
    reading = play(RETURNED[language], language)[-1].reading
    codes = {one.code for one in reading.declarations}
    assert {"not_received", "claim_disputed"} <= codes
    assert [one.by for one in reading.commitments] == ["us", "customer"]
    pack = {"de": "de_shop", "nl": "nl_shop", "en": "uk_shop"}[language]
    tuesday = due_in(reading.commitments[0].what, language, now=START, profile=profile(pack))
    assert tuesday is not None
    local = tuesday.at.astimezone(profile(pack).timezone)
    assert f"{local:%a %H:%M}" == "Tue 12:00"


@pytest.mark.parametrize("language", CODES)
def test_the_ledger_and_the_chain_hear_the_fragments(language: LanguageCode) -> None:
    """Two reasons, and "never arrived" as a claim of the customer."""
    reading = play(RETURNED[language], language)[-1].reading
    said = tuple(
        Utterance(one.text, one.speaker, one.number)
        for one in reading.talk
        if one.speaker == "customer"
    )
    causes = [link for one in said for link in parse_notation([one], language).links]
    assert len(causes) == 2
    arrived = find_statements((said[1],), language)
    assert [one.kind for one in arrived] == ["claim"]


@pytest.mark.parametrize("language", CODES)
def test_what_003_leaves(language: LanguageCode) -> None:
    played = play(BROKEN[language], language)[-1]
    assert [one.code for one in played.reading.declarations] == ["publicity", "defect_notice"]
    ended = played.hint(language)
    assert (ended.primary, ended.why.code) == ("mail", "calls.boundaries")
