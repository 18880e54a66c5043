"""The guided conversation: which steps have their evidence, what to say next, with what words."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.utils import timezone, translation
from django.utils.formats import date_format

from kulanz.case import LanguageCode
from kulanz.commitments import Commitment as CoreCommitment
from kulanz.commitments import Preset, presets
from kulanz.countries import profile
from kulanz.desk import casefiles
from kulanz.desk.models import (
    Case,
    Commitment,
    Contact,
    Event,
    Observation,
    Pause,
    Person,
    Statement,
)
from kulanz.desk.queries.facts import current_statements
from kulanz.desk.queries.procedures import (
    Listening,
    ShownNeed,
    listening,
    procedure_names,
    shown_needs,
)
from kulanz.desk.queries.protocol import following, guide_of, standing_in
from kulanz.facts import Question, recap_text
from kulanz.facts import recap as recap_of
from kulanz.languages import say
from kulanz.protocol import (
    NextStep,
    Progress,
    fill,
    hint,
    next_step,
    step_name,
    steps,
    variants,
)
from kulanz.protocol.order import Standing
from kulanz.protocol.procedures import missing_name
from kulanz.signals.uptake import turns, without_uptake

LONG_WAIT = 300  # seconds; a wait that we owe an apology for


@dataclass(frozen=True, slots=True)
class ShownStep:
    """One of the six steps as the stepper shows it, with what is missing in words.

    A step that was `left_out` was skipped on purpose, or is not needed in such a case.
    """

    code: str
    name: str
    done: bool
    current: bool
    missing: tuple[str, ...]
    left_out: str = ""


@dataclass(frozen=True, slots=True)
class Say:
    """A sentence in the case's language; `[…]` marks what the agent has to add."""

    text: str
    gaps: bool


@dataclass(frozen=True, slots=True)
class ConversationPage:
    """Everything the tab shows; `asks` is the code of the question that is asked now."""

    steps: tuple[ShownStep, ...]
    step: str
    step_name: str
    hint: str
    why: str
    sentence: Say
    others: tuple[Say, ...]
    recap: str
    questions: tuple[Question, ...]
    procedures: tuple[str, ...]
    needs: tuple[ShownNeed, ...]
    asks: str
    may_skip: bool
    behaviours: tuple[Observation, ...]
    pause: Pause | None
    wish: str
    presets: tuple[Preset, ...]
    said: dict[str, int]


def progress(case: Case) -> Progress:
    """The evidence of the six steps, from rows; nobody ticks a box."""
    statements = current_statements(case)
    return progress_with(case, statements, listening(case, statements))


def conversation_page(
    case: Case, *, person: Person, at: datetime, language: LanguageCode, step: str = ""
) -> ConversationPage:
    """The tab; `step` shows the sentences of another step than the next one.

    The order is that of the team's guide. Names and reasons are in the reader's `language`,
    sentences in the case's.
    """
    statements = current_statements(case)
    heard = listening(case, statements)
    now = progress_with(case, statements, heard)
    spoken = casefiles.language_of(case)
    values = _values(case, person, statements, heard.questions, at=at)
    guide = guide_of(case.team, at=at)
    stands = standing_in(case, guide, now, skipped_steps(case))
    next_one = next_step(
        now, heat_value=case.heat, language=spoken, values=values, following=following(stands)
    )
    entry = next_one.phrase if step == next_one.step else _entry(step, now) or next_one.phrase
    shown = step if step in _ENTRIES else next_one.step
    if entry == "recap":  # its date is the day it happened, which no row knows
        values["date"] = ""
    values["wish"] = now.wish.rstrip(" .")
    sentence, *others = _sentences(entry, next_one, spoken, values)
    return ConversationPage(
        steps=_shown(stands, now, _place(stands, shown), language),
        step=shown,
        step_name=step_name(shown, language),
        hint=hint(shown, language),
        why=_why(next_one, language) if shown == next_one.step else "",
        sentence=sentence,
        others=tuple(others),
        recap=_recap(case, statements, heard.questions, now.wish) if shown == "summarise" else "",
        questions=heard.questions if shown == "listen" else (),
        procedures=procedure_names(heard, language),
        needs=shown_needs(heard, statements, language) if shown == "listen" else (),
        asks=entry.removeprefix("question.") if entry.startswith("question.") else "",
        may_skip=stands.get(shown) == "next" and shown in {o.id for o in guide if o.may_skip},
        behaviours=_behaviours(case),
        pause=case.pauses.filter(ended_at=None).order_by("-at").first(),
        wish=now.wish,
        presets=presets(profile(case.profile), at),
        said=_said(case),
    )


_ENTRIES = {
    "listen": "listen",
    "summarise": "recap",
    "empathise": "empathy",
    "ask_wish": "ask_for_solution",
    "offer": "offer",
    "own": "agreement",
    "boundary": "boundary_first",
    "pause": "pause",
    "switch": "end_call_move_to_mail",
    "follow_up": "close_check",
}


def _entry(step: str, now: Progress) -> str:
    """The entry of the library for a step that was asked for; "" for none that we know."""
    if step == "empathise" and now.empathy:
        return "apology_verified_part" if now.apology_level > 1 else "apology_experience"
    return _ENTRIES.get(step, "")


def progress_with(case: Case, statements: list[Statement], heard: Listening) -> Progress:
    """The same, where the ledger was read already."""
    last = case.contacts.filter(automatic=False).order_by("-at", "-id").first()
    said = _said(case)
    recap = case.recaps.order_by("-at", "-id").first()
    lines = list(recap.lines.prefetch_related("confirmations")) if recap else []
    offers = case.offers.filter(standing__in=["open", "accepted"]).order_by("id")
    offered = tuple(offers.values_list("remedy", flat=True))
    wish = case.wishes.order_by("-at", "-id").first()
    return Progress(
        channel="spoken" if last and last.channel == "call" else "written",
        told=sum(1 for one in statements if one.standing != "refuted"),
        open_facts=tuple(question.code for question in heard.questions),
        recap=len(lines),
        confirmed=sum(1 for line in lines if line.confirmations.all()),
        empathy=said.get("empathy", 0),
        apologies=said.get("apology", 0),
        apology_level=apology_level(case),
        wish=wish.text if wish else "",
        offered=offered,
        authority="may" if offered else None,
        owner=case.owner.name if case.owner else "",
        commitments=_commitments(case),
        asks_nothing=said.get("asks_nothing", 0) > 0,
        reply_channel="mail" if case.customer.addresses.exists() else "",
        boundaries=said.get("boundary", 0),
        pauses=case.pauses.count(),
        without_uptake=_without_uptake(last, case),
    )


def apology_level(case: Case) -> int:
    """2 when one thing is proven to be our doing: the long wait, the call we cut; else 1.

    Level 3, a fault, is a decision: somebody took it when a rule of casework proposed it.
    """
    if case.proposals.filter(act="apologise", standing="taken").exists():
        return 3
    ours = case.contacts.filter(wait_seconds__gte=LONG_WAIT) | case.contacts.filter(
        broken_off_by="agent"
    )
    return 2 if ours.exists() else 1


def _commitments(case: Case) -> tuple[CoreCommitment, ...]:
    rows = case.commitments.filter(withdrawn_at=None)
    return tuple(
        CoreCommitment(
            side="us" if row.side == Commitment.OURS else "customer",
            what=row.text,
            due=row.due_at,
            done_at=row.done_at,
        )
        for row in rows
    )


def _without_uptake(last: Contact | None, case: Case) -> int:
    if last is None or last.channel != "call":
        return 0
    language = casefiles.language_of(case)
    return len(without_uptake(turns(casefiles.utterances(last), language), language))


def _said(case: Case) -> dict[str, int]:
    counted: dict[str, int] = {}
    rows = Event.objects.filter(case=case, kind="conversation.said")
    for values in rows.values_list("values", flat=True):
        what = str(values.get("what", ""))
        counted[what] = counted.get(what, 0) + 1
    return counted


def _why(following: NextStep, language: LanguageCode) -> str:
    """Why the next step is not simply the first that lacks something; that the checks say."""
    code = following.why.code
    return "" if code == "protocol.missing" else say(following.why, language)


def _place(stands: dict[str, Standing], shown: str) -> str:
    """Where the conversation stands: a boundary or pause interrupts a step, without ending it."""
    if shown in stands:
        return shown
    return next((step for step, how in stands.items() if how == "next"), list(stands)[-1])


def _shown(
    stands: dict[str, Standing], now: Progress, current: str, language: LanguageCode
) -> tuple[ShownStep, ...]:
    lacking: dict[str, tuple[str, ...]] = {one.step: one.missing for one in steps(now)}
    return tuple(
        ShownStep(
            step,
            step_name(step, language),
            how == "done",
            step == current,
            tuple(missing_name(code, language) for code in lacking[step]),
            how if how in {"skipped", "unneeded"} else "",
        )
        for step, how in stands.items()
    )


def _sentences(
    entry: str, following: NextStep, language: LanguageCode, values: dict[str, str]
) -> list[Say]:
    """The sentence to say first, then the other ways to say it."""
    asked = entry.startswith("question.")
    found = [
        fill(template, values) for template in variants("clarify" if asked else entry, language)
    ]
    first = [Say(following.say, gaps=False)] if asked else []
    return [*first, *(Say(one.text, bool(one.missing)) for one in found)]


def _recap(
    case: Case, statements: list[Statement], questions: tuple[Question, ...], wish: str
) -> str:
    """The whole recap to read aloud, without what is refuted or nobody can find out."""
    language = casefiles.language_of(case)
    stands = {f"s{s.line_no}" for s in statements if s.standing in {"stated", "verified"}}
    asked = [question.text for question in questions if question.code != "wish"]
    lines = recap_of(tuple(s for s in casefiles.ledger(case) if s.id in stands), language)
    return recap_text(lines, language, questions=asked, wish=wish or None)


def _behaviours(case: Case) -> tuple[Observation, ...]:
    """What happened in the last contact, with the words; never about a person."""
    last = case.contacts.filter(direction=Contact.IN).order_by("-at", "-id").first()
    if last is None:
        return ()
    rows = last.observations.filter(kind="behaviour").exclude(standing="dismissed")
    return tuple(rows.order_by("line", "id")[:6])


def _values(
    case: Case,
    person: Person,
    statements: list[Statement],
    questions: tuple[Question, ...],
    *,
    at: datetime,
) -> dict[str, str]:
    """What the case can put into a sentence; what it cannot stays a visible gap."""
    with translation.override(case.language):
        values = {
            "agent": person.name,
            "customer": case.customer.name,
            "contact": person.direct_phone or case.team.mail_address,
            "fact": _first(statements, "verified"),
            "event": _first(statements, "stated"),
            "open": questions[0].text if questions else "",
            "date": _day(presets(profile(case.profile), at)[-1].due),
            "time": _clock(at + timedelta(minutes=2)),
            "wait": _wait(case),
        }
        for row in case.commitments.filter(done_at=None, withdrawn_at=None).order_by("-due_at"):
            side = "our" if row.side == Commitment.OURS else "their"
            values |= {f"{side}_step": row.text, f"{side}_date": _day(row.due_at)}
        for key, offer in zip(
            "ab", case.offers.filter(standing="open").order_by("id"), strict=False
        ):
            values[key] = offer.text
    return values


def _first(statements: list[Statement], standing: str) -> str:
    kinds = {"claim", "fact"}
    found = (s.text for s in statements if s.standing == standing and s.kind in kinds)
    return next(found, "").rstrip(". ")


def _day(moment: datetime) -> str:
    return date_format(
        timezone.localtime(moment), "j. F" if translation.get_language() == "de" else "j F"
    )


def _clock(moment: datetime) -> str:
    return date_format(timezone.localtime(moment), "H:i")


def _wait(case: Case) -> str:
    row = case.contacts.filter(wait_seconds__gt=0).order_by("-at", "-id").first()
    return str(round((row.wait_seconds or 0) / 60)) if row else ""


def skipped_steps(case: Case) -> frozenset[str]:
    """The steps that somebody has left out on purpose."""
    rows = Event.objects.filter(case=case, kind="step.skipped").values_list("values", flat=True)
    return frozenset(str(one.get("step", "")) for one in rows)
