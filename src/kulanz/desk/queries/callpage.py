"""The call screen: everything it shows besides what changes by itself."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.utils import timezone, translation
from django.utils.formats import date_format

from kulanz.calls import closing, opening_after
from kulanz.calls.recording import Recording
from kulanz.case import LanguageCode
from kulanz.commitments import Preset, presets
from kulanz.countries import profile
from kulanz.desk.casefiles import language_of
from kulanz.desk.models import Call, CallEntry, Case, Commitment, Contact, Pause, Person, Statement
from kulanz.desk.queries.chain import Knot, knot_of
from kulanz.desk.queries.chain_answers import Asked
from kulanz.desk.queries.chain_pictures import Place, deadlocks, drawing, knot_drawing
from kulanz.desk.queries.chain_reading import Reading, read
from kulanz.desk.queries.commitments import open_commitments
from kulanz.desk.queries.conversation import progress_with, skipped_steps
from kulanz.desk.queries.facts import current_statements
from kulanz.desk.queries.offers import Choice, choices_of, ground_of
from kulanz.desk.queries.phone import recording_of
from kulanz.desk.queries.procedures import ShownNeed, listening, procedure_names, shown_needs
from kulanz.desk.queries.protocol import guide_of, standing_in
from kulanz.desk.queries.unlocking import WayOut
from kulanz.facts import Question
from kulanz.protocol import Phrase, Progress, step_name, steps
from kulanz.protocol.procedures import missing_name

MOST_FACTS = 30
MOST_NODES = 8  # a picture of more is not read during a call
MOST_READ_BACK = 3
PICTURE = 520  # pixels
SAID_NOW = ("said", "feeling", "opinion", "told", "asked")


@dataclass(frozen=True, slots=True)
class Step:
    """One of the six steps, with what it still lacks in words.

    A step that was `left_out` was skipped on purpose, or is not needed in such a case.
    """

    code: str
    name: str
    done: bool
    current: bool
    missing: str
    left_out: str
    may_skip: bool


@dataclass(frozen=True, slots=True)
class Header:
    """Who is on the line, in one look."""

    waited: int
    contacts_today: int
    contacts: int
    since: int


@dataclass(frozen=True, slots=True)
class ChainBox:
    """The knot: its picture, or where it is too large its names; and what unlocks it."""

    picture: str
    knot: Knot | None
    nodes: int


@dataclass(frozen=True, slots=True)
class Offers:
    """What this agent may offer now, sorted; goodwill after what is owed."""

    may: tuple[Choice, ...]
    needs_approval: tuple[Choice, ...]
    undecided: tuple[Choice, ...]
    may_not: tuple[Choice, ...]


@dataclass(frozen=True, slots=True)
class CallScreen:
    """The page of one call."""

    call: Call
    case: Case
    header: Header
    steps: tuple[Step, ...]
    statements: tuple[Statement, ...]
    questions: tuple[Question, ...]
    procedures: tuple[str, ...]
    needs: tuple[ShownNeed, ...]
    chain: ChainBox
    offers: Offers
    commitments: tuple[Commitment, ...]
    pause: Pause | None
    last: CallEntry | None
    closing: Phrase
    presets: tuple[Preset, ...]
    ways: tuple[WayOut, ...]
    before: Phrase | None
    recording: Recording

    @property
    def open_facts(self) -> int:
        """How many questions nobody has answered."""
        return len(self.questions) + sum(1 for one in self.statements if one.kind == "question")


def call_screen(call: Call, *, person: Person, at: datetime, language: LanguageCode) -> CallScreen:
    """The screen in the reader's `language`; sentences to say are in the case's."""
    case = call.case
    assert case is not None, "only an answered call has a screen"  # noqa: S101 - see `answer`
    statements = current_statements(case)
    heard = listening(case, statements)
    now = progress_with(case, statements, heard)
    reading = read(case, person=person, language=language) if case.nodes.exists() else None
    choices = presets(profile(case.profile), at)
    newest = sorted(statements, key=lambda one: -one.line_no)[:MOST_FACTS]
    return CallScreen(
        call=call,
        case=case,
        header=_header(call, case, at),
        steps=_steps(case, now, language, at=at),
        statements=tuple(newest),
        questions=tuple(one for one in heard.questions if one.code != "wish"),
        procedures=procedure_names(heard, language),
        needs=shown_needs(heard, statements, language),
        chain=_chain(case, reading),
        offers=_offers(case, person, reading, language=language, at=at),
        commitments=tuple(open_commitments(case).select_related("owner")),
        pause=case.pauses.filter(ended_at=None).order_by("-at").first(),
        last=call.entries.filter(withdrawn_at=None).order_by("-number").first(),
        closing=_closing(case, choices),
        presets=choices,
        ways=tuple(way for way in reading.ways.ways if way.allowed) if reading else (),
        before=_opening(call, case),
        recording=recording_of(call, language_of(case)),
    )


def _header(call: Call, case: Case, at: datetime) -> Header:
    today = timezone.localtime(at).date()
    rows = case.contacts.filter(direction=Contact.IN)
    days = [timezone.localtime(when).date() for when in rows.values_list("at", flat=True)]
    waited = call.contact.wait_seconds if call.contact is not None else 0
    return Header(
        waited=(waited or 0) // 60,
        contacts_today=days.count(today),
        contacts=len(days),
        since=case.customer.created_at.year,
    )


def _steps(case: Case, now: Progress, language: LanguageCode, *, at: datetime) -> tuple[Step, ...]:
    """The steps in the order of the team's guide."""
    lacking: dict[str, tuple[str, ...]] = {one.step: one.missing for one in steps(now)}
    guide = guide_of(case.team, at=at)
    found = standing_in(case, guide, now, skipped_steps(case))
    may_skip = {one.id for one in guide if one.may_skip}
    return tuple(
        Step(
            step,
            step_name(step, language),
            how == "done",
            how == "next",
            ", ".join(missing_name(code, language) for code in lacking[step]),
            how if how in {"skipped", "unneeded"} else "",
            step in may_skip,
        )
        for step, how in found.items()
    )


def _chain(case: Case, reading: Reading | None) -> ChainBox:
    if reading is None:
        return ChainBox("", None, 0)
    nodes = len(reading.told.nodes)
    picture = knot_drawing(reading, tuple(deadlocks(reading)), title=case.subject)
    if not picture and nodes <= MOST_NODES:
        place = Place(f"/cases/{case.number}/chain/", case.subject, PICTURE)
        picture = drawing(reading, place, Asked(), None, None)
    return ChainBox(picture, knot_of(reading), nodes)


def _offers(
    case: Case, person: Person, reading: Reading | None, *, language: LanguageCode, at: datetime
) -> Offers:
    """What unlocks the case stands first, then what holds harm off, then the rest."""
    ways = reading.ways.ways if reading else ()
    unlocks = {act.action.remedy or act.action.name for way in ways for act in way.acts}
    found = sorted(
        choices_of(ground_of(case, at=at), person.role, language),
        key=lambda one: (one.remedy.code not in unlocks, not one.remedy.protective),
    )
    by = {
        answer: tuple(one for one in found if one.verdict.answer == answer)
        for answer in ("may", "needs_approval", "undecided", "may_not")
    }
    return Offers(by["may"], by["needs_approval"], by["undecided"], by["may_not"])


def _closing(case: Case, choices: tuple[Preset, ...]) -> Phrase:
    with translation.override(case.language):
        day = date_format(timezone.localtime(choices[-1].due), "MONTH_DAY_FORMAT")
    return closing(language_of(case), {"date": day})


def _noted(contact: Contact) -> list[str]:
    """What was noted before the call broke off, to be read back."""
    rows = contact.statements.filter(replaces=None, kind__in=["claim", "fact"]).order_by("line_no")
    return [text.rstrip(" .!") for text in rows.values_list("text", flat=True)[:MOST_READ_BACK]]


def _opening(call: Call, case: Case) -> Phrase | None:
    """How to begin when the call before this one broke off."""
    earlier = case.contacts.filter(channel="call", at__lt=call.answered_at or call.began_at)
    before = earlier.order_by("-at").first()
    if before is None or not before.broken_off_by or call.direction != Contact.OUT:
        return None
    ended = before.at + timedelta(seconds=before.duration_seconds or 0)
    values = {
        "agent": call.agent.name if call.agent else "",
        "company": case.team.name,
        "time": f"{timezone.localtime(ended):%H:%M}",
        "wait": str((before.wait_seconds or 0) // 60),
        "facts": ", ".join(_noted(before)),
    }
    return opening_after(before.broken_off_by, language_of(case), values)
