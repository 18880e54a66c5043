"""`kulanz mail-import`: mails from files into the desk, with progress, as often as wanted."""

import sys
import time
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from datetime import timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, TextIO

import typer

from kulanz.cli import desk

if TYPE_CHECKING:
    from kulanz.desk.channels.email.files import Found, Stored

SHOWN = 10  # problems named in the report
EVERY = 500  # mails between two lines where nobody watches
STOPPED = 130  # as a shell says of Ctrl-C
ROWS: Mapping[str, str] = {
    "case": "new cases",
    "reply": "into a case that is there",
    "sent": "sent by us, into their case",
    "duplicate": "known already",
    "automatic": "left out: written by a machine, no case",
    "own": "left out: sent by us, no case",
    "draft": "left out: drafts",
    "deleted": "left out: marked as deleted",
    "quarantine": "put aside: without a sender",
    "too_large": "not taken: too large",
    "failed": "not taken: could not be read",
}
NOT_TAKEN = ("too_large", "failed")


def register(app: typer.Typer) -> None:
    """Add the command to the command line."""
    app.command("mail-import")(mail_import)


def mail_import(
    paths: Annotated[
        list[Path], typer.Argument(metavar="PATH...", help=".eml, mbox, Maildir, or a folder.")
    ],
    *,
    team: Annotated[str, typer.Option(help="Team that gets the cases; else by address.")] = "",
    dry_run: Annotated[
        bool, typer.Option("--dry-run", help="Write nothing; say what would happen.")
    ] = False,
    open_days: Annotated[
        int, typer.Option(min=0, help="Mails of so many days open a case to be worked on.")
    ] = 14,
    acknowledge: Annotated[
        bool, typer.Option("--acknowledge", help="Acknowledge the cases to be worked on.")
    ] = False,
) -> None:
    """Take over mails from an archive: old ones as closed cases, nobody outside hears of it.

    Can be stopped and started again: what is known is not taken twice.
    """
    missing = next((path for path in paths if not path.exists()), None)
    if missing is not None:
        desk.stop(f"mail-import: {missing} is not there.")
    desk.set_up()
    from kulanz.desk.channels.email.files import find

    with desk.with_database():
        take = _import(team, open_days, acknowledge=acknowledge)
        take = _rehearsal() if dry_run else take
        found = find(paths)
        report = _Report(len(found.mails), sys.stderr)
        try:
            _each(found, take, report)
        except KeyboardInterrupt:
            report.end(found, dry_run=dry_run)
            desk.stop("Stopped. The same command goes on from here.", STOPPED)
        except OSError as error:
            report.end(found, dry_run=dry_run)
            desk.stop(f"mail-import: {error.strerror}. The same command goes on from here.")
        report.end(found, dry_run=dry_run)
    if found.unread or any(report.counts[one] for one in NOT_TAKEN):
        raise typer.Exit(1)


Take = Callable[["Stored", bytes, Sequence[str]], str]


def _import(team: str, open_days: int, *, acknowledge: bool) -> Take:
    from django.utils import timezone

    from kulanz.desk.actions.importing import Terms, import_mail
    from kulanz.desk.queries.importing import team_named

    now = timezone.now()
    named = team_named(team) if team else None
    if team and named is None:
        desk.stop(f"mail-import: there is no team {team}.")
    terms = Terms(
        at=now,
        open_since=now - timedelta(days=open_days),
        team=named,
        acknowledge=acknowledge,
    )
    return lambda stored, content, answered_by: import_mail(
        content, sent_at=stored.sent_at, terms=terms, answered_by=answered_by
    )


def _rehearsal() -> Take:
    from kulanz.desk.actions.importing import rehearse
    from kulanz.desk.queries.importing import Rehearsal

    rehearsal = Rehearsal()
    return lambda _stored, content, answered_by: rehearse(
        rehearsal, content, answered_by=answered_by
    )


def _each(found: "Found", take: Take, report: "_Report") -> None:
    """Mail after mail, the oldest first; each knows which mails of the archive answer it."""
    answered_by: dict[str, list[str]] = {}
    for one in found.mails:
        for answer in one.answers if one.message_id else ():
            answered_by.setdefault(answer, []).append(one.message_id)
    for stored in found.by_date():
        report.count(stored, _one(stored, take, answered_by.get(stored.message_id, ())))


def _one(stored: "Stored", take: Take, answered_by: Sequence[str]) -> tuple[str, str]:
    """The outcome, and why where it failed; one poisonous mail does not stop the others."""
    from django.conf import settings
    from django.db import Error

    from kulanz.desk.channels.email.files import content

    if stored.left_out:
        return stored.left_out, ""
    if stored.size > settings.MAX_MAIL_BYTES:
        return "too_large", f"{stored.size} octets"
    try:
        octets = content(stored)
    except OSError as error:
        return "failed", error.strerror or ""
    try:
        return take(stored, octets, answered_by), ""
    except (Error, OSError):
        raise  # no database or no room: the next mail would fare no better
    except Exception as error:  # noqa: BLE001 - see above; the mail's words stay out of the report
        return "failed", type(error).__name__


class _Report:
    """Progress while it runs, on one line where somebody watches, and a table at the end."""

    def __init__(self, total: int, out: TextIO) -> None:
        self.total, self.out = total, out
        self.counts: Counter[str] = Counter()
        self.problems: list[str] = []
        self.started = self.shown = time.monotonic()
        self.watched = out.isatty()

    def count(self, stored: "Stored", outcome: tuple[str, str]) -> None:
        """One mail more."""
        self.counts[outcome[0]] += 1
        if outcome[0] in {*NOT_TAKEN, "quarantine"}:
            why = f" ({outcome[1]})" if outcome[1] else ""
            self.problems.append(f"{stored.name}: {ROWS[outcome[0]]}{why}")
        done, now = self.counts.total(), time.monotonic()
        if self.watched and now - self.shown > 0.2:  # noqa: PLR2004 - five times a second
            self.shown = now
            self.out.write(f"\r{self._line(done, now)}\033[K")
            self.out.flush()
        elif not self.watched and done % EVERY == 0:
            self.out.write(self._line(done, now) + "\n")
            self.out.flush()

    def end(self, found: "Found", *, dry_run: bool) -> None:
        """The table, and the first problems by name."""
        if self.watched:
            self.out.write("\r\033[K")
        print(f"{'Would be' if dry_run else 'Done'}: {self.counts.total()} of {self.total} mails")
        for outcome, words in ROWS.items():
            if self.counts[outcome]:
                print(f"{self.counts[outcome]:>9}  {words}")
        if found.no_mail:
            print(f"{len(found.no_mail):>9}  files are no mail")
        problems = [*(f"{path}: {why}" for path, why in found.unread), *self.problems]
        for problem in problems[:SHOWN]:
            print(f"! {problem}")
        if len(problems) > SHOWN:
            print(f"! and {len(problems) - SHOWN} more")

    def _line(self, done: int, now: float) -> str:
        rate = done / max(now - self.started, 0.001)
        left = timedelta(seconds=round((self.total - done) / rate))
        return f"{done} of {self.total} mails, {rate:.0f} a second, {left} left"
