"""What a customer sees of their own case, and nothing else.

Opinions, expressed emotions, observations, notes and drafts cannot get here: this module reads
recap lines of shareable kinds, shared commitments, offers and wishes only.
"""

from dataclasses import dataclass
from datetime import datetime

from kulanz.desk.casefiles import language_of
from kulanz.desk.models import Case, Commitment, Confirmation, Offer, RecapLine, StatusLink
from kulanz.desk.models.facts import SHAREABLE_KINDS
from kulanz.desk.models.statuspage import token_hash
from kulanz.desk.queries.debits import debit_code, sayable

STEPS = ("received", "checked", "offered", "done")


@dataclass(frozen=True, slots=True)
class Line:
    """One sentence of the recap with the customer's latest word on it.

    It is shown while the version of its ledger line now in force is shared.
    """

    row: RecapLine
    confirmation: Confirmation | None
    checked: bool


@dataclass(frozen=True, slots=True)
class StatusPage:
    """The page of one case, as `page_for` gives it."""

    case: Case
    lines: tuple[Line, ...]
    ours: tuple[Commitment, ...]
    theirs: tuple[Commitment, ...]
    offers: tuple[Offer, ...]
    wishes: tuple[str, ...]
    may_confirm: bool
    step: int


def case_behind(token: str, *, at: datetime) -> Case | None:
    """The case a token leads to while its link is neither expired nor revoked."""
    link = (
        StatusLink.objects.select_related("case__customer", "case__team", "case__owner")
        .filter(token_hash=token_hash(token), revoked_at=None, expires_at__gt=at)
        .first()
    )
    if link is None:
        return None
    return link.case.merged_into or link.case


def page_for(case: Case) -> StatusPage:
    """Everything on the customer's page."""
    code = debit_code(case)
    owed = case.commitments.filter(shared=True, withdrawn_at=None).order_by("due_at", "id")
    shared = [one for one in owed if _sayable(one.text, case, code)]
    ours = tuple(one for one in shared if one.side == Commitment.OURS)
    return StatusPage(
        case=case,
        lines=tuple(one for one in _lines(case) if _sayable(one.row.text, case, code)),
        ours=ours,
        theirs=tuple(one for one in shared if one.side == Commitment.THEIRS),
        offers=tuple(
            one
            for one in case.offers.exclude(standing="withdrawn").order_by("at", "id")
            if _sayable(one.text, case, code)
        ),
        wishes=tuple(case.wishes.order_by("at", "id").values_list("text", flat=True)),
        may_confirm=case.closed_at is None and _nothing_owed(case),
        step=_step(case, ours),
    )


def _sayable(text: str, case: Case, code: str | None) -> bool:
    """A wrong reason for a returned debit is said nowhere, whoever wrote it."""
    return sayable(text, language=language_of(case), code=code)


def _lines(case: Case) -> tuple[Line, ...]:
    recap = case.recaps.order_by("-at", "-id").first()
    if recap is None:
        return ()
    in_force = {
        one.line_no: one
        for one in case.statements.filter(
            kind__in=SHAREABLE_KINDS, shareable=True, replaced_by=None
        )
    }
    rows = recap.lines.select_related("statement").prefetch_related("confirmations")
    return tuple(
        Line(row, _latest(row), checked=in_force[row.statement.line_no].standing == "verified")
        for row in rows
        if row.statement.line_no in in_force
    )


def _latest(row: RecapLine) -> Confirmation | None:
    return max(row.confirmations.all(), key=lambda one: (one.at, one.pk), default=None)


def _nothing_owed(case: Case) -> bool:
    return not case.commitments.filter(
        side=Commitment.OURS, done_at=None, withdrawn_at=None
    ).exists()


def _step(case: Case, ours: tuple[Commitment, ...]) -> int:
    """How far the case has come, as an index into `STEPS`."""
    if case.closed_at is not None or case.state == "verifying":
        return 3
    if case.state in {"offer_open", "fulfilling"}:
        return 2
    return 1 if case.owner_id or ours else 0
