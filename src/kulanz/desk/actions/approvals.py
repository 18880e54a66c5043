"""Asking a colleague for a remedy above one's limit, and answering: one sentence each way."""

from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any

from django.db import transaction

from kulanz.authority import Extent
from kulanz.commitments import due
from kulanz.countries import Profile
from kulanz.desk.actions.commitments import DueInThePast
from kulanz.desk.actions.record import TWICE, CaseClosed, DeskRefusal, hold, record
from kulanz.desk.models import Approval, Case, Person
from kulanz.desk.queries.approvals import Way, is_on_line, nearest, next_way, rights
from kulanz.desk.queries.case_facts import as_json
from kulanz.desk.queries.offers import Ground, extent_of, ground_of

ON_LINE = timedelta(minutes=3)
OTHERWISE = "2h_b"
LENGTH = 300
AT_ONCE = 200
RUNNING = ("open", "asked_back", "nobody")
CASE_CLOSED = "case_closed"


class NothingToAsk(DeskRefusal):
    """The role may offer this alone, or the table or a missing fact says no; asking is no way."""

    code = "nothing_to_ask"


class NobodyToAsk(DeskRefusal):
    """Nobody who may say yes can see this case."""

    code = "nobody_to_ask"


class AmountMissing(DeskRefusal):
    """A yes to any amount would be a blank cheque."""

    code = "amount_missing"


class ShareMissing(AmountMissing):
    """The table limits the share of the price, or the number of instalments, and none is said."""

    code = "share_missing"


class WordsMissing(DeskRefusal):
    """A question, a no and whatever goes beyond the table need a sentence."""

    code = "words_missing"


class NotYours(DeskRefusal):
    """Whoever asks never answers, and a yes needs a role that may."""

    code = "not_yours"


class Answered(DeskRefusal):
    """Somebody was faster, or the question was taken back."""

    code = "approval_answered"


@transaction.atomic
def ask(
    case: Case,
    *,
    remedy: str,
    amount: Decimal | None,
    text: str,
    question: str,
    due_at: datetime,
    at: datetime,
    by: Person,
    on_line: bool | None = None,
    percent: Decimal | None = None,
    count: int | None = None,
) -> Approval:
    """Ask the nearest role that may: three minutes on the line, two business hours otherwise.

    `text` is what the customer will read. Without `on_line`, a call that runs in the case says
    whether the customer waits. The same question within a minute is a second press.

    Raises:
        CaseClosed, DueInThePast, AmountMissing, ShareMissing, WordsMissing, NothingToAsk,
        NobodyToAsk: see there.
    """
    case = hold(case)
    if case.closed_at is not None:
        raise CaseClosed
    wanted = Extent(amount, percent, count)
    before = _just_asked(case, remedy, wanted, at=at, by=by)
    if before is not None:
        return before
    if due_at < at:
        raise DueInThePast
    if not question.strip() or not text.strip():
        raise WordsMissing
    ground = ground_of(case, at=at)
    way = _whom(case, remedy, wanted, ground=ground, at=at, by=by)
    on_line = is_on_line(case) if on_line is None else on_line
    row = Approval.objects.create(
        case=case,
        question=question.strip()[:LENGTH],
        text=text.strip()[:LENGTH],
        due_at=due_at,
        on_line=on_line,
        asked_by=by,
        asked_at=at,
        until=_until(ground.country, on_line=on_line, at=at),
        **_resting_on(ground, way, remedy, wanted, asked_as=by.role),
    )
    _note("asked", row, at=at, by=by)
    return row


def _resting_on(
    ground: Ground, way: Way, remedy: str, wanted: Extent, *, asked_as: str
) -> dict[str, Any]:
    """What is asked for, of whom by which rule, and what was known then."""
    wanted = ground.extent(remedy, wanted)
    return {
        "remedy": remedy,
        "amount": wanted.amount,
        "percent": wanted.percent,
        "count": wanted.count,
        "currency": ground.country.currency,
        "facts": as_json(ground.facts),
        "used": ground.used,
        "asked_as": asked_as,
        "role": way.role,
        "rule": way.verdict.rule or "",
        "basis": way.verdict.basis or "",
    }


def _whom(
    case: Case, remedy: str, wanted: Extent, *, ground: Ground, at: datetime, by: Person
) -> Way:
    if wanted.amount is None and ground.country.remedies[remedy].unit != "none":
        raise AmountMissing
    if ground.unsaid(remedy, wanted):
        raise ShareMissing
    if ground.verdict(by.role, remedy, wanted).answer != "needs_approval":
        raise NothingToAsk
    way = nearest(case, remedy=remedy, wanted=wanted, asker=by, at=at)
    if way is None:
        raise NobodyToAsk
    return way


def _just_asked(
    case: Case, remedy: str, wanted: Extent, *, at: datetime, by: Person
) -> Approval | None:
    same = case.approvals.filter(
        remedy=remedy, amount=wanted.amount, count=wanted.count, asked_by=by, standing="open"
    )
    return same.filter(asked_at__gt=at - TWICE).order_by("-id").first()


def _until(country: Profile, *, on_line: bool, at: datetime) -> datetime:
    return at + ON_LINE if on_line else due(country, OTHERWISE, at)


@transaction.atomic
def say_yes(approval: Approval, *, at: datetime, by: Person, reason: str = "") -> Approval:
    """Yes. Beyond the table it is an override and needs a reason.

    Raises:
        Answered, NotYours, WordsMissing: see there.
    """
    row, ground = _hold_to_answer(approval, at=at, by=by)
    allowed = rights(by, row, ground=ground)
    if not allowed.yes:
        raise NotYours
    if allowed.beyond and not reason.strip():
        raise WordsMissing
    verdict = ground.verdict(by.role, row.remedy, extent_of(row))
    row.rule = (not allowed.beyond and verdict.rule) or row.rule
    row.basis = (not allowed.beyond and verdict.basis) or row.basis
    row.override = allowed.beyond
    return _answer(row, "yes", words=reason, at=at, by=by)


@transaction.atomic
def say_no(approval: Approval, *, reason: str, at: datetime, by: Person) -> Approval:
    """No, and why: the one who asks has to say it to the customer.

    Raises:
        Answered, NotYours, WordsMissing: see there.
    """
    row, _ground = _hold_to_answer(approval, at=at, by=by)
    if not reason.strip():
        raise WordsMissing
    return _answer(row, "no", words=reason, at=at, by=by)


@transaction.atomic
def say_instead(
    approval: Approval,
    *,
    remedy: str,
    amount: Decimal | None,
    at: datetime,
    by: Person,
    reason: str = "",
    percent: Decimal | None = None,
    count: int | None = None,
) -> Approval:
    """Not this, but another remedy or amount, which the table lets the approver give.

    Raises:
        Answered, NotYours, AmountMissing, ShareMissing: see there.
    """
    row, ground = _hold_to_answer(approval, at=at, by=by)
    known = ground.country.remedies.get(remedy)
    if known is None or by.role not in ground.country.roles:
        raise NotYours
    if amount is None and known.unit != "none":
        raise AmountMissing
    wanted = Extent(amount, percent, count)
    if ground.unsaid(remedy, wanted):
        raise ShareMissing
    verdict = ground.verdict(by.role, remedy, wanted)
    if verdict.answer != "may":
        raise NotYours
    wanted = ground.extent(remedy, wanted)
    row.instead_remedy, row.instead_amount = remedy, wanted.amount
    row.instead_percent, row.instead_count = wanted.percent, wanted.count
    row.rule, row.basis = verdict.rule or "", verdict.basis or ""
    return _answer(row, "instead", words=reason, at=at, by=by)


@transaction.atomic
def ask_back(approval: Approval, *, question: str, at: datetime, by: Person) -> Approval:
    """A question to the one who asks; until it is answered, no clock runs.

    Raises:
        Answered, NotYours, WordsMissing: see there.
    """
    row, _ground = _hold_to_answer(approval, at=at, by=by)
    line = _one_line(question)
    if not line:
        raise WordsMissing
    row.asked_back = "\n".join(filter(None, [row.asked_back, line]))
    row.standing = "asked_back"
    row.save(update_fields=["asked_back", "standing"])
    _note("asked_back", row, at=at, by=by)
    return row


@transaction.atomic
def tell(approval: Approval, *, words: str, at: datetime, by: Person) -> Approval:
    """The answer to what was asked back; the question is open again with a fresh clock.

    Raises:
        Answered, WordsMissing: see there.
    """
    row = _held(approval, "asked_back")
    line = _one_line(words)
    if not line:
        raise WordsMissing
    row.told = "\n".join(filter(None, [row.told, line]))
    row.standing = "open"
    row.until = _until(ground_of(row.case, at=at).country, on_line=row.on_line, at=at)
    row.save(update_fields=["told", "standing", "until"])
    _note("told", row, at=at, by=by)
    return row


@transaction.atomic
def take_back(approval: Approval, *, at: datetime, by: Person) -> Approval:
    """The question is no longer one.

    Raises:
        Answered: see there.
    """
    row = _held(approval, *RUNNING)
    row.standing = "withdrawn"
    row.save(update_fields=["standing"])
    _note("withdrawn", row, at=at, by=by)
    return row


def end_with_case(case: Case, *, at: datetime, by: Person | None = None) -> None:
    """The case has ended: what is still asked about it is no question any more.

    Called within the caller's transaction, with the case held. Who asked is told in their list.
    """
    for row in case.approvals.filter(standing__in=RUNNING).select_related("case"):
        row.standing, row.withdrawn_because, row.answered_at = "withdrawn", CASE_CLOSED, at
        row.save(update_fields=["standing", "withdrawn_because", "answered_at"])
        _note("ended", row, at=at, by=by)


def escalate(*, at: datetime) -> int:
    """Whoever does not answer in time makes way for the next role; at the end there is nobody."""
    rows = Approval.objects.filter(standing="open", until__lte=at).select_related("case")
    return sum(_pass_on(row, at=at) for row in rows.order_by("until")[:AT_ONCE])


@transaction.atomic
def _pass_on(approval: Approval, *, at: datetime) -> bool:
    try:
        row = _held(approval, "open")
    except Answered:
        return False
    if row.until > at:
        return False  # another process was first
    if row.case.closed_at is not None:
        end_with_case(row.case, at=at)
        return True
    way = next_way(row, at=at)
    row.passed = [*row.passed, row.role]
    if way is None:
        row.standing = "nobody"
    else:
        row.role, row.rule, row.basis = way.role, way.verdict.rule or "", way.verdict.basis or ""
        row.until = _until(ground_of(row.case, at=at).country, on_line=row.on_line, at=at)
    row.save(update_fields=["passed", "standing", "role", "rule", "basis", "until"])
    _note("passed_on" if way else "nobody", row, at=at, by=None)
    return True


def _held(approval: Approval, *standings: str) -> Approval:
    """The row as it is now, its case held."""
    case = hold(approval.case)
    row = Approval.objects.select_related("asked_by").get(pk=approval.pk)
    row.case = case
    if row.standing not in standings:
        raise Answered
    return row


def _hold_to_answer(approval: Approval, *, at: datetime, by: Person) -> tuple[Approval, Ground]:
    row = _held(approval, "open")
    ground = ground_of(row.case, at=at)
    if not rights(by, row, ground=ground).answer:
        raise NotYours
    return row, ground


def _answer(row: Approval, standing: str, *, words: str, at: datetime, by: Person) -> Approval:
    """The role that answered stays with the row: what is offered rests on it."""
    if by.role != row.role:
        row.passed = [*row.passed, row.role]
    row.standing, row.role, row.answer = standing, by.role, words.strip()
    row.answered_by, row.answered_at = by, at
    row.save()
    _note(standing, row, at=at, by=by)
    return row


# Each standing with the kind of its event; a line of the history tells each.
EVENTS = {
    "asked": "approval.asked",
    "yes": "approval.yes",
    "no": "approval.no",
    "instead": "approval.instead",
    "asked_back": "approval.asked_back",
    "told": "approval.told",
    "withdrawn": "approval.withdrawn",
    "ended": "approval.ended",
    "passed_on": "approval.passed_on",
    "nobody": "approval.nobody",
}


def _note(what: str, row: Approval, *, at: datetime, by: Person | None) -> None:
    values: dict[str, Any] = {"approval": row.pk, "remedy": row.remedy, "role": row.role}
    if row.override:
        values["override"] = True
    record(EVENTS[what], case=row.case, at=at, by=by, **values)


def _one_line(words: str) -> str:
    return " ".join(words.split())[:LENGTH]
