"""The smallest way out becomes commitments of both sides, and the mail that says so.

Source: the way out in source case 000: "this is what I do, this is what you do".
"""

from dataclasses import dataclass
from datetime import datetime

from django.db import transaction
from django.db.models import QuerySet
from django.utils import translation
from django.utils.translation import gettext

from kulanz.commitments import due, presets
from kulanz.countries import profile
from kulanz.desk.actions.act_words import deed
from kulanz.desk.actions.commitments import promise, promise_callback
from kulanz.desk.actions.conversation import TIME_TO_ANSWER
from kulanz.desk.actions.phrases import put_into_reply
from kulanz.desk.actions.plan_letter import day, two_lists
from kulanz.desk.actions.record import CaseClosed, DeskRefusal, hold, record
from kulanz.desk.casefiles import language_of
from kulanz.desk.models import Case, Commitment, Draft, Person
from kulanz.desk.queries.unlocking import BY_MAIL, Act, WayOut
from kulanz.protocol import phrase

CALLBACK = "callback"
MOVE_TO_MAIL = "end_call_move_to_mail"  # the phrase of the conversation
QUICK = 1  # the cost of what is free and done at once


class NobodyMay(DeskRefusal):
    """A step of this way is nothing that this desk does; `act` says which and why."""

    code = "nobody_may"

    def __init__(self, act: Act) -> None:
        super().__init__(act.action.name)
        self.act = act


@dataclass(frozen=True, slots=True)
class Promised:
    """The commitments of a way out, made now or before, and the draft that says them."""

    made: tuple[Commitment, ...]
    draft: Draft


@transaction.atomic
def unlock(case: Case, way: WayOut, *, at: datetime, by: Person) -> Promised:
    """Every act of the way becomes a commitment; what needs approval becomes asking for it.

    Done twice it is done once: an act that an open commitment stands for is not promised again.
    The mail is added to what the person has written, never put in its place.

    Raises:
        CaseClosed: open it again first.
        NobodyMay: see there; then nothing at all is promised.
    """
    case = hold(case)
    if case.closed_at is not None:
        raise CaseClosed
    for act in way.acts:
        if act.answer == "may_not":
            raise NobodyMay(act)
    open_now = case.commitments.filter(done_at=None, withdrawn_at=None).exclude(act="")
    before = {(row.side, row.act): row for row in open_now}
    new = [_promise(case, act, at=at, by=by) for act in _still(way.acts, before)]
    if BY_MAIL in {act.action.name for act in way.acts} and not way.sides[1]:
        new += _reading(case, before, at=at, by=by)
    if new:
        acts = sorted(row.act for row in new)
        record("unlocking.made", case=case, at=at, by=by, acts=acts)
    about = {(_side(act), act.action.name) for act in way.acts}
    standing = [row for key, row in before.items() if key in about and row.side == Commitment.OURS]
    rows = [*standing, *(row for row in new if row.side == Commitment.OURS), *_theirs(case)]
    rows.sort(key=lambda row: (row.due_at, row.pk))
    # Paragraph by paragraph: what the conversation has put there is not said twice.
    for text in _mail(case, rows):
        draft = put_into_reply(case, text=text, at=at, by=by)
    return Promised(tuple(new), draft)


def _theirs(case: Case) -> QuerySet[Commitment]:
    """All that is open with the customer, whoever agreed it: the mail must not deny any of it."""
    return case.commitments.filter(
        side=Commitment.THEIRS, done_at=None, withdrawn_at=None, shared=True
    )


def _still(acts: tuple[Act, ...], before: dict[tuple[str, str], Commitment]) -> list[Act]:
    return [act for act in acts if (_side(act), act.action.name) not in before]


def _side(act: Act) -> str:
    return Commitment.THEIRS if act.theirs else Commitment.OURS


def _promise(case: Case, act: Act, *, at: datetime, by: Person) -> Commitment:
    name = act.action.name
    if act.answer == "needs_approval":
        return _ask(case, act, at=at, by=by)
    if name == CALLBACK:
        text = _words(case, act)
        return promise_callback(case, text=text, at=at, owner=by, by=by, act=name)
    return promise(
        case,
        side=_side(act),
        kind="answer" if name == BY_MAIL else "remedy" if act.action.remedy else "task",
        text=_words(case, act),
        due_at=_due(case, act, at),
        owner=None if act.theirs else by,
        at=at,
        by=by,
        act=name,
    )


def _ask(case: Case, act: Act, *, at: datetime, by: Person) -> Commitment:
    """Ours and inside the house: nothing is promised to the customer before somebody agreed."""
    with translation.override(case.language):
        text = gettext("Ask for approval: %(act)s") % {"act": act.said}
    return promise(
        case,
        side=Commitment.OURS,
        text=text,
        due_at=presets(profile(case.profile), at)[0].due,
        owner=by,
        at=at,
        by=by,
        shared=False,
        act=act.action.name,
        approver=act.approver,
    )


def _reading(
    case: Case, before: dict[tuple[str, str], Commitment], *, at: datetime, by: Person
) -> list[Commitment]:
    """Whoever goes on in writing asks the other side to read and answer."""
    if (Commitment.THEIRS, BY_MAIL) in before:
        return []
    with translation.override(case.language):
        text = gettext("Read our mail and answer it")
    return [
        promise(
            case,
            side=Commitment.THEIRS,
            kind="answer",
            text=text,
            due_at=_customers_time(case, at),
            at=at,
            by=by,
            act=BY_MAIL,
        )
    ]


def _words(case: Case, act: Act) -> str:
    with translation.override(case.language):
        if act.action.name == BY_MAIL:
            return gettext("Write to you what we have done and what is still needed from you")
        if act.who == "third_party":
            return gettext("See to it that this happens: %(act)s") % {"act": act.said}
        said = deed(act.action.remedy or act.action.name, act.said)
    return said[:1].upper() + said[1:]


def _due(case: Case, act: Act, at: datetime) -> datetime:
    if act.theirs:
        return _customers_time(case, at)
    times = presets(profile(case.profile), at)
    return times[0].due if act.action.cost <= QUICK else times[-1].due


def _customers_time(case: Case, at: datetime) -> datetime:
    """The customer's days start once the last of our presets is over."""
    country = profile(case.profile)
    return due(country, TIME_TO_ANSWER, presets(country, at)[-1].due)


def _mail(case: Case, rows: list[Commitment]) -> list[str]:
    """What I do, what you do; of what still needs approval only when we will write about it."""
    with translation.override(case.language):
        moved = [
            phrase(MOVE_TO_MAIL, language_of(case), {"date": day(row.due_at)}).text
            for row in rows
            if row.side == Commitment.OURS and row.act == BY_MAIL
        ]
        return [*moved, *two_lists(rows)]
