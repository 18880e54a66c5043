"""Summing up for the customer, and keeping what they say about it.

Source: "summarise" of the six steps; the step is done when the customer said yes, or corrected
and the correction is stored. Opinions and feelings cannot get in.
"""

from collections.abc import Iterable
from datetime import datetime

from django.db import transaction
from django.db.models import Max
from django.utils import translation
from django.utils.translation import gettext

from kulanz.desk.actions import facts
from kulanz.desk.actions.cases import refresh
from kulanz.desk.actions.closure import wake
from kulanz.desk.actions.outbox import queue_mail
from kulanz.desk.actions.record import TWICE, DeskRefusal, hold, record
from kulanz.desk.casefiles import language_of
from kulanz.desk.models import (
    Address,
    Case,
    Confirmation,
    OutboxMessage,
    Person,
    Recap,
    RecapLine,
    Statement,
)
from kulanz.facts import RecapLine as CoreLine
from kulanz.facts import recap_text
from kulanz.facts.recap import MOST, tidy


class NothingToSay(DeskRefusal):
    """A recap needs at least one line."""

    code = "nothing_to_say"


class NoMailAddress(DeskRefusal):
    """The customer has no mail address."""

    code = "no_mail_address"


class CorrectionMissing(DeskRefusal):
    """A line that does not stand needs the customer's own words."""

    code = "correction_missing"


@transaction.atomic
def make_recap(
    case: Case, *, statements: Iterable[Statement], way: str, at: datetime, by: Person | None
) -> Recap:
    """Freeze the chosen lines, numbered, as they were told to the customer.

    Choosing a line is the decision to share it, so each becomes shareable.

    Raises:
        NothingToSay: no line was chosen.
        NotShareable: an opinion, a feeling, a question or a refuted line is among them.
        ChangedMeanwhile: a line has a newer version.
    """
    case = hold(case)
    chosen = [_shared(statement, at=at, by=by) for statement in statements][:MOST]
    if not chosen:
        raise NothingToSay
    before = _just_made(case, chosen, way=way, at=at)
    if before is not None:
        return before
    recap = Recap.objects.create(case=case, by=by, at=at, way=way)
    RecapLine.objects.bulk_create(
        RecapLine(recap=recap, number=number, statement=statement, text=tidy(statement.text))
        for number, statement in enumerate(chosen, 1)
    )
    record("recap.made", case=case, at=at, by=by, recap=recap.pk, way=way, lines=len(chosen))
    refresh(case)
    return recap


def _just_made(case: Case, chosen: list[Statement], *, way: str, at: datetime) -> Recap | None:
    """The same recap made a moment ago: a button pressed twice."""
    last = case.recaps.filter(way=way, at__gt=at - TWICE).order_by("-at", "-id").first()
    same = last and [row.statement_id for row in last.lines.all()] == [one.pk for one in chosen]
    return last if same else None


@transaction.atomic
def make_and_mail(
    case: Case, *, statements: Iterable[Statement], at: datetime, by: Person, form_key: str
) -> Recap:
    """Sum up and send it; neither happens without the other.

    Raises:
        NothingToSay, NotShareable, ChangedMeanwhile, NoMailAddress: see there.
    """
    recap = make_recap(case, statements=statements, way="mailed", at=at, by=by)
    mail_recap(recap, at=at, by=by, form_key=form_key)
    return recap


@transaction.atomic
def mail_recap(recap: Recap, *, at: datetime, by: Person, form_key: str) -> OutboxMessage:
    """Send a recap to the customer in the language of the case; once per `form_key`.

    Raises:
        NoMailAddress: see there.
    """
    case = hold(recap.case)
    to = case.customer.addresses.filter(kind=Address.MAIL).order_by("id").first()
    if to is None:
        raise NoMailAddress
    with translation.override(case.language):
        subject = gettext("What we understood: %(subject)s") % {"subject": case.subject}
    return queue_mail(
        case=case,
        recipient=to.value,
        subject=f"{subject} [{case.number}]",
        text=text_of(recap),
        kind="recap",
        at=at,
        by=by,
        form_key=form_key,
    )


def text_of(recap: Recap) -> str:
    """The recap as a text to read aloud or to mail, with the customer's latest wish."""
    case = recap.case
    rows = recap.lines.select_related("statement")
    lines = [
        CoreLine(
            row.number,
            row.text,
            "verified" if row.statement.standing == "verified" else "claimed",
            str(row.statement_id),
        )
        for row in rows
    ]
    wish = case.wishes.order_by("-at", "-id").first()
    return recap_text(lines, language_of(case), wish=wish.text if wish else None)


@transaction.atomic
def confirm_line(
    line: RecapLine, *, stands: bool, correction: str = "", at: datetime, by: Person | None = None
) -> Confirmation:
    """The customer's word on one line; `by` is who noted it, nobody when they did it themselves.

    A correction is their own account: it becomes a new claim in the ledger, the old line stays.

    Raises:
        CorrectionMissing: the line does not stand, and nothing says how it was.
    """
    case = hold(line.recap.case)
    correction = "" if stands else correction.strip()
    if not stands and not correction:
        raise CorrectionMissing
    last = line.confirmations.order_by("-at", "-id").first()
    if last is not None and (last.stands, last.correction) == (stands, correction):
        return last
    confirmation = Confirmation.objects.create(
        line=line, stands=stands, correction=correction, noted_by=by, at=at
    )
    if not stands:
        case = wake(case, at=at) if by is None else case
        _add_correction(case, line, correction, at=at, by=by)
    record(
        "recap.confirmed" if stands else "recap.corrected",
        case=case,
        at=at,
        by=by,
        by_customer=by is None,
        recap=line.recap_id,
        number=line.number,
    )
    refresh(case)
    return confirmation


def _shared(statement: Statement, *, at: datetime, by: Person | None) -> Statement:
    if statement.shareable and not Statement.objects.filter(replaces=statement).exists():
        return statement
    return facts.share(statement, shared=True, at=at, by=by)


def _add_correction(
    case: Case, line: RecapLine, words: str, *, at: datetime, by: Person | None
) -> None:
    Statement.objects.create(
        case=case,
        line_no=(case.statements.aggregate(last=Max("line_no"))["last"] or 0) + 1,
        contact=line.statement.contact if by else None,
        kind="claim",
        text=words,
        quote=words,
        speaker="customer",
        said_at=at,
        by=by,
        at=at,
    )
