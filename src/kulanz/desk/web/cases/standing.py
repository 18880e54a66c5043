"""Where a case stands, in one sentence: what holds it up now, or who is to do what next."""

from dataclasses import dataclass
from datetime import datetime

from django.utils import timezone
from django.utils.translation import gettext as _

from kulanz.desk.models import Case, Commitment
from kulanz.desk.queries.casepage import CasePage
from kulanz.desk.templatetags.case_words import CLOCKS, state_word


@dataclass(frozen=True, slots=True)
class Standing:
    """`word` is the short mark in front, `late` says whether it is shown as overdue."""

    word: str
    text: str
    due: datetime | None = None
    late: bool = False


def standing_of(page: CasePage) -> Standing:
    """The most pressing of what is so: closed, overdue, nobody's, or whoever is to act next."""
    case, now = page.case, timezone.now()
    if case.closed_at is not None:
        return Standing(_("Closed"), state_word(case.state), case.closed_at)
    return _late(page, now) or _next(page)


def _late(page: CasePage, now: datetime) -> Standing | None:
    for one in (_first(page.ours), _first(page.theirs)):
        if one is not None and one.due_at < now:
            return Standing(_("Overdue"), _owed(one), one.due_at, late=True)
    return _late_clock(page.case, now)


def _next(page: CasePage) -> Standing:
    ours, theirs = _first(page.ours), _first(page.theirs)
    if page.case.owner is None:
        text = _("The case has no owner. Take it over, or give it to somebody.")
        return Standing(_("Nobody's"), text)
    if ours is not None:
        return Standing(_("Next"), _owed(ours), ours.due_at)
    if theirs is not None:
        return Standing(_("Waiting"), _owed(theirs), theirs.due_at)
    text = _("Nobody has promised anything yet. Say who does what by when.")
    return Standing(_("No commitment"), text, page.case.next_due_at)


def _first(commitments: tuple[Commitment, ...]) -> Commitment | None:
    return commitments[0] if commitments else None


def _owed(commitment: Commitment) -> str:
    if commitment.side == Commitment.OURS:
        who = commitment.owner.name if commitment.owner else _("we")
        return _("%(who)s: %(what)s") % {"who": who, "what": commitment.text}
    return _("The customer: %(what)s") % {"what": commitment.text}


def _late_clock(case: Case, now: datetime) -> Standing | None:
    clocks = (
        ("clock:acknowledge", None if case.acknowledged_at else case.acknowledge_by),
        ("clock:human", None if case.human_answer_at else case.human_by),
        ("clock:decide", case.decide_by),
    )
    for code, by in clocks:
        if by is not None and by < now:
            return Standing(_("Overdue"), str(CLOCKS[code]), by, late=True)
    return None
