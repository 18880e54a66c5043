"""Setting up the mailboxes that mail is fetched from, and writing down how far we are.

docs/decisions/0013-imap.md. What talks to the mail server is `channels/email/imap.py`.
"""

import ipaddress
import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import IntegrityError, transaction
from django.db.models import F, Q

from kulanz.desk.actions.record import DeskRefusal, record
from kulanz.desk.actions.sealing import Unsealable, seal, unseal
from kulanz.desk.models import Mailbox, Person, Team

HELD = timedelta(seconds=90)  # longer than we wait between two looks
# Seconds until the next try, after so many failures in a row.
PATIENCE = (5, 15, 60, 120, 300)
# What a person has to mend is not tried so often: a wrong password locks accounts.
LONG_PATIENCE = timedelta(minutes=15)
FOR_A_PERSON = frozenset(
    {"login", "certificate", "no_starttls", "folder", "secret", "token", "address", "mechanism"}
)
MOST_FOLDERS = 500
BROKEN_AFTER = 3  # failures of the other kinds, before anybody is told
_HOME = frozenset({"localhost"})


class MailboxNameTaken(DeskRefusal):
    """Two mailboxes of one name cannot be told apart."""

    code = "mailbox_name_taken"


class Unencrypted(DeskRefusal):
    """A password travels unencrypted on this machine only."""

    code = "mailbox_unencrypted"


class SecretMissing(DeskRefusal):
    """Neither a password nor what OAuth needs."""

    code = "mailbox_secret_missing"


@dataclass(frozen=True, slots=True, kw_only=True)
class Settings:
    """What a person types about a mailbox. `secret` is the password or the client's secret.

    An empty `secret` or `refresh_token` keeps what there is, when a mailbox is changed.
    """

    name: str
    host: str
    port: int
    user: str
    tls: str = "tls"
    login: str = "password"
    secret: str = ""
    refresh_token: str = ""
    token_url: str = ""
    client_id: str = ""
    scope: str = ""
    folder: str = "INBOX"
    moved_to: str = ""
    team: Team | None = None


@transaction.atomic
def make_mailbox(given: Settings, *, at: datetime, by: Person, everything: bool = False) -> Mailbox:
    """Fetch from one more mailbox: what arrives from now on, or `everything` that lies there.

    Raises:
        MailboxNameTaken, Unencrypted, SecretMissing: see there.
    """
    row = Mailbox(made_by=by, made_at=at, taken_from=None if everything else at, since=at)
    _take_over(row, given)
    _saved(row)
    record("mailbox.made", case=None, at=at, by=by, mailbox=row.pk, name=row.name)
    return row


@transaction.atomic
def change_mailbox(row: Mailbox, given: Settings, *, at: datetime, by: Person) -> Mailbox:
    """Other settings for a mailbox. In another folder or account the count begins anew, from now.

    Raises:
        MailboxNameTaken, Unencrypted, SecretMissing: see there.
    """
    row = Mailbox.objects.select_for_update().get(pk=row.pk)
    place = (row.host, row.user, row.folder)
    _take_over(row, given)
    if (row.host, row.user, row.folder) != place:
        row.uid_validity, row.last_uid, row.taken_from = None, 0, at
    row.version += 1
    row.state, row.problem, row.failures, row.next_at, row.since = "new", "", 0, None, at
    _saved(row)
    record("mailbox.changed", case=None, at=at, by=by, mailbox=row.pk, name=row.name)
    return row


@transaction.atomic
def switch_mailbox(row: Mailbox, *, on: bool, at: datetime, by: Person) -> None:
    """Fetch from it no more, or again: then also what arrived in between."""
    rows = Mailbox.objects.filter(pk=row.pk, off_at__isnull=not on)
    fresh = {"state": "new", "problem": "", "failures": 0, "next_at": None, "since": at}
    if rows.update(off_at=None if on else at, version=F("version") + 1, **fresh):
        kind = "mailbox.on" if on else "mailbox.off"
        record(kind, case=None, at=at, by=by, mailbox=row.pk, name=row.name)


def settings_of(row: Mailbox) -> Settings:
    """What the form shows; never the secrets."""
    names = ("name", "host", "port", "user", "tls", "login", "token_url", "client_id")
    more = ("scope", "folder", "moved_to", "team")
    return Settings(**{name: getattr(row, name) for name in (*names, *more)})


def secrets_of(row: Mailbox) -> dict[str, str]:
    """The password, or the client's secret and the refresh token.

    Raises:
        Unsealable: the desk's secret key is another one now.
    """
    return dict(json.loads(unseal(row.secret)))


def keep_refresh_token(row: Mailbox, token: str) -> None:
    """Some providers give a new one with every access token, and end the old one."""
    row.secret = seal(json.dumps({**secrets_of(row), "refresh_token": token}))
    Mailbox.objects.filter(pk=row.pk).update(secret=row.secret)


def take_mailbox(pk: int, *, holder: str, at: datetime) -> Mailbox | None:
    """The mailbox, for this holder alone; None: somebody else has it, or it is off."""
    free = Q(holder=holder) | Q(held_until=None) | Q(held_until__lte=at)
    mine = Mailbox.objects.filter(free, pk=pk, off_at=None)
    if not mine.update(holder=holder, held_until=at + HELD):
        return None
    return Mailbox.objects.select_related("team").get(pk=pk)


def free_mailbox(pk: int, *, dead: Callable[[str], bool]) -> bool:
    """Take it away from a holder that does not live any more; whether it was."""
    row = Mailbox.objects.get(pk=pk)
    if not row.holder or row.held_until is None or not dead(row.holder):
        return False
    return bool(Mailbox.objects.filter(pk=pk, holder=row.holder).update(held_until=None))


def leave_mailbox(pk: int, *, holder: str) -> None:
    """Somebody else may have it at once."""
    Mailbox.objects.filter(pk=pk, holder=holder).update(held_until=None)


def note_folders(row: Mailbox, folders: Sequence[str]) -> None:
    """Which folders there are, for whoever sets it up."""
    Mailbox.objects.filter(pk=row.pk, version=row.version).update(folders=[*folders][:MOST_FOLDERS])


@transaction.atomic
def try_mailbox(row: Mailbox, *, at: datetime, by: Person) -> None:
    """Try now, and do not wait for the next time."""
    rows = Mailbox.objects.filter(pk=row.pk, off_at=None)
    if rows.update(version=F("version") + 1, next_at=None, state="new", problem="", since=at):
        record("mailbox.tried", case=None, at=at, by=by, mailbox=row.pk, name=row.name)


def note_progress(row: Mailbox, *, uid_validity: int, last_uid: int, fetched: int = 0) -> None:
    """Everything up to `last_uid` is kept here."""
    row.uid_validity, row.last_uid = uid_validity, last_uid
    Mailbox.objects.filter(pk=row.pk, version=row.version).update(
        uid_validity=uid_validity, last_uid=last_uid, fetched=F("fetched") + fetched
    )


@transaction.atomic
def note_contact(row: Mailbox, *, at: datetime, problem: str = "") -> None:
    """The mail server was there, and all was well; or one thing that does not stop us."""
    fresh = Mailbox.objects.select_for_update().get(pk=row.pk)
    if fresh.version != row.version:
        return
    if fresh.state == "broken":
        record("mailbox.works", case=None, at=at, mailbox=row.pk, name=row.name)
    if fresh.state != "works":
        fresh.since = at
    fresh.state, fresh.problem, fresh.failures, fresh.next_at = "works", problem, 0, None
    fresh.contact_at = at
    fresh.save(update_fields=["state", "problem", "failures", "next_at", "contact_at", "since"])


@transaction.atomic
def note_trouble(row: Mailbox, problem: str, *, at: datetime) -> datetime:
    """It did not work; returns when it is tried again. Told once, when it is not just a moment."""
    fresh = Mailbox.objects.select_for_update().get(pk=row.pk)
    if fresh.version != row.version:
        return at
    fresh.failures += 1
    broken = problem in FOR_A_PERSON or fresh.failures >= BROKEN_AFTER
    state = "broken" if broken or fresh.state == "broken" else "trying"
    if state != fresh.state:
        fresh.since = at
        if state == "broken":
            record(
                "mailbox.broken", case=None, at=at, mailbox=row.pk, name=row.name, problem=problem
            )
    fresh.state, fresh.problem = state, problem
    fresh.next_at = at + _pause(problem, fresh.failures)
    fresh.save(update_fields=["state", "problem", "failures", "next_at", "since"])
    return fresh.next_at


def _pause(problem: str, failures: int) -> timedelta:
    if problem in FOR_A_PERSON:
        return LONG_PATIENCE
    return timedelta(seconds=PATIENCE[min(failures, len(PATIENCE)) - 1])


def _take_over(row: Mailbox, given: Settings) -> None:
    if given.tls == "none" and not _is_home(given.host):
        raise Unencrypted
    for name in ("name", "host", "port", "user", "tls", "login", "token_url", "client_id"):
        setattr(row, name, getattr(given, name))
    row.scope, row.folder, row.moved_to = given.scope, given.folder, given.moved_to
    row.team = given.team
    row.secret = _sealed(row, given)


def _sealed(row: Mailbox, given: Settings) -> str:
    """What was typed, and of what was not, what there is; of the way it signs in only."""
    wanted = ("password",) if given.login == "password" else ("client_secret", "refresh_token")
    typed: Mapping[str, str] = {
        "password": given.secret,
        "client_secret": given.secret,
        "refresh_token": given.refresh_token,
    }
    kept = _kept_secrets(row)
    found = {name: typed[name] or kept.get(name, "") for name in wanted}
    if not any(found.values()):
        raise SecretMissing
    return seal(json.dumps(found))


def _kept_secrets(row: Mailbox) -> Mapping[str, str]:
    try:
        return secrets_of(row) if row.secret else {}
    except Unsealable:  # sealed with another key: it has to be typed anew
        return {}


def _is_home(host: str) -> bool:
    try:
        return host in _HOME or ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False


def _saved(row: Mailbox) -> None:
    try:
        with transaction.atomic():
            row.save()
    except IntegrityError:
        raise MailboxNameTaken from None
