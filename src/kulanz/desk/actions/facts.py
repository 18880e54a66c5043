"""Writing the ledger: adding a line, and giving a line its next version.

Nothing is overwritten. A claim becomes a fact only with a source, and a fact whose wording or
source falls becomes a claim again, so `fact` always means *verified*.
"""

from datetime import datetime
from typing import Any

from django.db import transaction
from django.db.models import Max

from kulanz.desk.actions.cases import refresh
from kulanz.desk.actions.record import TWICE, DeskRefusal, hold, record
from kulanz.desk.models import Case, Person, Statement
from kulanz.desk.models.facts import SHAREABLE_KINDS

SOURCE_LENGTH = 200
CHECKABLE = ("claim", "fact")
KINDS_BY_HAND = ("claim", "demand", "question", "opinion", "emotion")
SAID_BY_US = ("fact", "question")
SIGNS = {"!": "emotion", "?": "question", "=": "fact", "~": "opinion"}


class NothingSaid(DeskRefusal):
    """A line needs words."""

    code = "nothing_said"


class SourceMissing(DeskRefusal):
    """Verified means: somebody can look it up, so the source is named."""

    code = "source_missing"


class NotCheckable(DeskRefusal):
    """Opinions, feelings, wishes and questions are neither true nor false."""

    code = "not_checkable"


class NotShareable(DeskRefusal):
    """Opinions and feelings never leave the ledger, refuted lines are not repeated."""

    code = "not_shareable"


class ChangedMeanwhile(DeskRefusal):
    """Somebody gave this line a newer version first."""

    code = "changed_meanwhile"


class CommitmentInLedger(DeskRefusal):
    """A line with ">" is something we will do; it belongs to the commitments, with a date."""

    code = "commitment_in_ledger"


def entry_kind(entry: str) -> tuple[str, str]:
    """Kind and words of a quick entry: its first sign names the kind, no sign is a claim.

    Raises:
        CommitmentInLedger: the entry begins with ">".
    """
    words = entry.strip()
    if words.startswith(">"):
        raise CommitmentInLedger
    kind = SIGNS.get(words[:1])
    return (kind, words[1:].strip()) if kind else ("claim", words)


@transaction.atomic
def add_line(
    case: Case,
    *,
    kind: str,
    text: str,
    at: datetime,
    by: Person | None = None,
    source: str = "",
) -> Statement:
    """A new line, taken down by hand, in the contact that is going on or was the last.

    The same line again within a minute is the same button pressed twice, and gives the first.

    Raises:
        NothingSaid, SourceMissing: see there; only a fact needs a source.
    """
    case = hold(case)
    text, source = text.strip(), source.strip()[:SOURCE_LENGTH]
    if not text:
        raise NothingSaid
    is_fact = kind == "fact"
    if is_fact and not source:
        raise SourceMissing
    same = case.statements.filter(kind=kind, text=text, by=by, replaces=None, replaced_by=None)
    before = same.filter(at__gt=at - TWICE).order_by("-id").first()
    if before is not None:
        return before
    statement = Statement.objects.create(
        case=case,
        contact=case.contacts.order_by("-at", "-id").first(),
        line_no=(case.statements.aggregate(last=Max("line_no"))["last"] or 0) + 1,
        kind=kind,
        text=text,
        speaker="agent" if kind in SAID_BY_US else "customer",
        standing="verified" if is_fact else "stated",
        source=source if is_fact else "",
        said_at=at,
        by=by,
        at=at,
    )
    _record("statement.added", statement, at=at, by=by)
    return statement


@transaction.atomic
def verify(statement: Statement, *, source: str, at: datetime, by: Person) -> Statement:
    """A claim is proven: from now on it is a fact with its source.

    Raises:
        NotCheckable, SourceMissing, ChangedMeanwhile: see there.
    """
    changes = {"kind": "fact", "standing": "verified", "source": _source(statement, source)}
    return _next_version("statement.verified", statement, at=at, by=by, **changes)


@transaction.atomic
def refute(statement: Statement, *, source: str, at: datetime, by: Person) -> Statement:
    """It was not so, and the source shows it. The line stays, but is no longer shared.

    Raises:
        NotCheckable, SourceMissing, ChangedMeanwhile: see there.
    """
    changes = {"kind": "claim", "standing": "refuted", "source": _source(statement, source)}
    return _next_version("statement.refuted", statement, at=at, by=by, shareable=False, **changes)


@transaction.atomic
def give_up(statement: Statement, *, at: datetime, by: Person) -> Statement:
    """Nobody can find out; what cannot be obtained is no longer asked for.

    Raises:
        NotCheckable, ChangedMeanwhile: see there.
    """
    if statement.kind not in {*CHECKABLE, "question"}:
        raise NotCheckable
    kind = "claim" if statement.kind == "fact" else statement.kind
    changes = {"kind": kind, "standing": "unobtainable", "source": ""}
    return _next_version("statement.unobtainable", statement, at=at, by=by, **changes)


@transaction.atomic
def share(
    statement: Statement, *, shared: bool, at: datetime, by: Person | None = None
) -> Statement:
    """Whether the customer may read this line, in recaps and on the status page.

    Raises:
        NotShareable, ChangedMeanwhile: see there.
    """
    if shared and (statement.kind not in SHAREABLE_KINDS or statement.standing == "refuted"):
        raise NotShareable
    event = "statement.shared" if shared else "statement.unshared"
    return _next_version(event, statement, at=at, by=by, shareable=shared)


@transaction.atomic
def correct(
    statement: Statement, *, text: str, kind: str, at: datetime, by: Person | None = None
) -> Statement:
    """Other words, or another kind. What was proven was the old wording, so proof falls away.

    Raises:
        NothingSaid, ChangedMeanwhile: see there.
        NotCheckable: `kind` is not one that can be chosen by hand.
    """
    text = text.strip()
    if not text:
        raise NothingSaid
    if kind not in KINDS_BY_HAND:
        raise NotCheckable
    shareable = statement.shareable and kind in SHAREABLE_KINDS
    changes = {"text": text, "kind": kind, "standing": "stated", "source": ""}
    return _next_version(
        "statement.corrected", statement, at=at, by=by, shareable=shareable, **changes
    )


@transaction.atomic
def give_up_question(case: Case, *, text: str, at: datetime, by: Person) -> Statement:
    """A missing fact that nobody can name: the question stays on record and is not asked again."""
    return give_up(add_line(case, kind="question", text=text, at=at, by=by), at=at, by=by)


def _source(statement: Statement, source: str) -> str:
    if statement.kind not in CHECKABLE:
        raise NotCheckable
    source = source.strip()[:SOURCE_LENGTH]
    if not source:
        raise SourceMissing
    return source


def _next_version(
    event: str, statement: Statement, /, *, at: datetime, by: Person | None, **changes: Any
) -> Statement:
    """The one way a line changes; the unique `replaces` guards it in the database as well."""
    case = hold(statement.case)
    if Statement.objects.filter(replaces=statement).exists():
        raise ChangedMeanwhile
    kept = ("line_no", "contact_id", "kind", "text", "quote", "speaker", "standing", "source")
    values = {name: getattr(statement, name) for name in (*kept, "shareable", "said_at")}
    version = Statement.objects.create(
        **{**values, **changes}, case=case, replaces=statement, by=by, at=at
    )
    _record(event, version, at=at, by=by)
    return version


def _record(kind: str, statement: Statement, *, at: datetime, by: Person | None) -> None:
    case = statement.case
    record(kind, case=case, at=at, by=by, statement=statement.pk, line=statement.line_no)
    refresh(case)
