"""Fetching mail from a mailbox by IMAP (RFC 3501, IDLE of RFC 2177): kept first, marked after it.

A mail is found by its UID, never by whether it is unread: colleagues may look into the mailbox with
another program. Nothing is ever deleted. docs/decisions/0013-imap.md.
"""

import contextlib
import socket
import ssl
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import KW_ONLY, dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any

from django.conf import settings
from django.utils import timezone
from imapclient import IMAPClient
from imapclient.datetime_util import format_criteria_date
from imapclient.exceptions import (
    CapabilityError,
    IMAPClientAbortError,
    IMAPClientError,
    LoginError,
    ProtocolError,
)

from kulanz.desk.actions.intake import keep_raw, read_raw
from kulanz.desk.actions.mailboxes import note_progress
from kulanz.desk.actions.raw import keep_unread
from kulanz.desk.channels.email.reachable import UnreachableError, refuse_unreachable
from kulanz.desk.models import Mailbox, RawMessage

TIMEOUT = 30.0  # seconds for each answer
BATCH = 50
HEADER = 256 * 1024  # octets that are fetched of a mail that is too large
CLOCKS_DIFFER = timedelta(minutes=15)
TRIES = 5  # at a mail that the server does not hand over, before it is put aside
_LATER = ("[UNAVAILABLE]", "[INUSE]", "[LIMIT]", "[SERVERBUG]")  # RFC 5530
_GLANCE = 0.5  # seconds between two looks at whether we are to stop
_SEEN = rb"\Seen"

Fetched = Mapping[bytes, Any]


class ImapTrouble(Exception):
    """Why it did not work; `problem` is a code, never what a server or a customer wrote."""

    def __init__(self, problem: str) -> None:
        super().__init__(problem)
        self.problem = problem


@dataclass(frozen=True, slots=True)
class Key:
    """What opens a mailbox: a password, or an access token of OAuth."""

    password: str = ""
    token: str = ""


@contextlib.contextmanager
def connected(row: Mailbox, key: Key) -> Iterator[IMAPClient]:
    """The mailbox, signed in to; nothing is said about us before the line is encrypted.

    Raises:
        ImapTrouble: it could not be reached, is not who it should be, or does not let us in.
    """
    with troubles():
        refuse_unreachable(row.host, row.port)
        client = IMAPClient(
            row.host,
            port=row.port,
            ssl=row.tls == "tls",
            ssl_context=ssl.create_default_context() if row.tls == "tls" else None,
            timeout=TIMEOUT,
        )
        try:
            _keep_alive(client.socket())
            if row.tls == "starttls":
                client.starttls(ssl.create_default_context())
            _sign_in(client, row, key)
            yield client
        finally:
            _part(client)


@contextlib.contextmanager
def troubles() -> Iterator[None]:
    """Whatever goes wrong with the other side, as one kind of error."""
    try:
        yield
    except ImapTrouble:
        raise
    except Exception as error:
        problem = _problem(error)
        if not problem:
            raise
        raise ImapTrouble(problem) from None


_PROBLEMS: tuple[tuple[type[Exception], str], ...] = (
    (UnreachableError, "address"),
    (socket.gaierror, "name"),
    (ssl.SSLCertVerificationError, "certificate"),
    (ssl.SSLError, "tls"),
    (TimeoutError, "slow"),
    (ConnectionRefusedError, "refused"),
    (CapabilityError, "no_starttls"),
    (ProtocolError, "protocol"),
    (IMAPClientAbortError, "connection"),
    (LoginError, "login"),
    (IMAPClientError, "server"),
    (ConnectionError, "connection"),
)


def _problem(error: Exception) -> str:
    """A code; "" for what is no error of the connection (a disk that is full, a bug of ours)."""
    if isinstance(error, LoginError) and isinstance(error.__context__, _CUT):
        return "connection"  # while signing in: that says nothing about the password
    for kind, problem in _PROBLEMS:
        if isinstance(error, kind):
            later = problem == "login" and any(one in str(error) for one in _LATER)
            return "busy" if later else problem
    network = isinstance(error, OSError) and error.errno in _NETWORK
    return "connection" if network else ""


_CUT = (IMAPClientAbortError, OSError)
_NETWORK = frozenset({101, 110, 112, 113})  # net or host unreachable or down, timed out


def _keep_alive(line: socket.socket) -> None:
    """A peer that is gone without a word is noticed."""
    line.setsockopt(socket.SOL_SOCKET, socket.SO_KEEPALIVE, 1)


def _sign_in(client: IMAPClient, row: Mailbox, key: Key) -> None:
    if key.token:
        if client.has_capability("AUTH=OAUTHBEARER"):
            client.oauthbearer_login(row.user, key.token)
        elif client.has_capability("AUTH=XOAUTH2"):
            client.oauth2_login(row.user, key.token)
        else:
            raise ImapTrouble("mechanism")
    elif client.has_capability("AUTH=PLAIN"):
        client.plain_login(row.user, key.password)
    elif client.has_capability("LOGINDISABLED"):
        raise ImapTrouble("mechanism")
    else:
        client.login(row.user, key.password)


def _part(client: IMAPClient) -> None:
    """Say goodbye if anybody listens; a line that hangs is cut."""
    with contextlib.suppress(Exception):
        client.socket().settimeout(2)
        client.logout()
    with contextlib.suppress(Exception):
        client.shutdown()


def folders_of(client: IMAPClient) -> list[str]:
    """The folders that mail can be fetched from."""
    with troubles():
        rows = client.list_folders()
        return sorted(str(name) for flags, _, name in rows if rb"\Noselect" not in flags)


@dataclass(slots=True)
class Fetching:
    """One mailbox that is being fetched from; remembers what the server does not hand over.

    `before_batch` is called before each batch, and may end the work by raising; `then` reads what
    was kept.
    """

    row: Mailbox
    client: IMAPClient
    _: KW_ONLY
    may_go_on: Callable[[], bool] = lambda: True
    before_batch: Callable[[], None] = lambda: None
    then: Callable[[RawMessage], object] = lambda raw: read_raw(raw, at=timezone.now())
    stumbled: dict[int, int] = field(default_factory=dict)
    problem: str = ""

    def fetch(self) -> int:
        """Keep and read what has arrived; returns how many were kept.

        Raises:
            ImapTrouble: see there; what was kept until then stays kept.
            OSError: our disk does not take it; nothing is marked, it is fetched again later.
        """
        self.problem = ""
        with troubles():
            validity, following = self._selected()
            first = validity != self.row.uid_validity
            uids = self._arrived(first=first)
            only_at_the_end = first and self.row.taken_from is not None
            count = 0
            for start in range(0, len(uids), BATCH):
                if not self.may_go_on():
                    return count
                self.before_batch()
                batch = uids[start : start + BATCH]
                kept = self._batch(batch, first=first)
                if not only_at_the_end:
                    self._remember(validity, batch[-1], len(kept))
                count += len(kept)
                self._read(kept)
            if first:
                last = max([following - 1, *uids[-1:]])
                self._remember(validity, last, count if only_at_the_end else 0)
        return count

    def _remember(self, validity: int, last: int, count: int) -> None:
        note_progress(self.row, uid_validity=validity, last_uid=last, fetched=count)

    def _selected(self) -> tuple[int, int]:
        """UIDVALIDITY, and the UID that the next mail will have."""
        try:
            found: Fetched = self.client.select_folder(self.row.folder)
        except IMAPClientAbortError:
            raise
        except IMAPClientError:
            raise ImapTrouble("folder") from None
        following = found.get(b"UIDNEXT") or max(self.client.search("ALL"), default=0) + 1
        return int(found[b"UIDVALIDITY"]), int(following)

    def _arrived(self, *, first: bool) -> list[int]:
        """What has not been fetched. `*` is the last mail, even when it is older than asked for."""
        last = 0 if first else self.row.last_uid
        asked = f"UID {last + 1}:*"
        if first and self.row.taken_from is not None:
            day = (self.row.taken_from - timedelta(days=1)).date()
            asked += f" SINCE {format_criteria_date(day).decode()}"
        return sorted(uid for uid in self.client.search(asked) if uid > last)

    def _batch(self, uids: Sequence[int], *, first: bool) -> list[RawMessage]:
        self.client.normalise_times = False
        about = self.client.fetch(uids, ["RFC822.SIZE", "INTERNALDATE"])
        kept: list[RawMessage] = []
        whole: list[int] = []
        for uid in uids:
            told: Fetched | None = about.get(uid)
            if told is None or (first and self._too_old(told)):
                continue  # gone since, or from before we came
            raw, is_whole = self._kept(uid, told)
            if raw is not None:
                kept.append(raw)
                whole += [uid] if is_whole else []
        self._mark(whole)
        return kept

    def _too_old(self, told: Fetched) -> bool:
        wanted = self.row.taken_from
        return wanted is not None and _arrived_at(told) < wanted - CLOCKS_DIFFER

    def _kept(self, uid: int, told: Fetched) -> tuple[RawMessage | None, bool]:
        """The mail on our disk, and whether all of it."""
        if self.stumbled.get(uid, 0) >= TRIES:
            return self._left(b"", uid, told, "not_handed_over"), False
        if int(told.get(b"RFC822.SIZE", 0)) > settings.MAX_MAIL_BYTES:
            found = self._octets(uid, f"BODY.PEEK[HEADER]<0.{HEADER}>", b"BODY[HEADER]<0>")
            return self._left(found or b"", uid, told, "left_in_mailbox"), False
        self.stumbled[uid] = self.stumbled.get(uid, 0) + 1
        content = self._octets(uid, "BODY.PEEK[]", b"BODY[]")
        del self.stumbled[uid]  # the server can; if our disk cannot, that is no fault of the mail
        if content is None:
            return None, False
        at, hint = _arrived_at(told), self._team()
        return keep_raw(source="mail", content=content, at=at, team_hint=hint), True

    def _octets(self, uid: int, asked: str, given: bytes) -> bytes | None:
        """What the server hands over; None when the mail is gone since."""
        answer: Mapping[int, Fetched] = self.client.fetch([uid], [asked])
        found: bytes | None = answer.get(uid, {}).get(given)
        return found

    def _left(self, head: bytes, uid: int, told: Fetched, problem: str) -> RawMessage:
        """A visible item for what stays in the mailbox."""
        place = f"{self.row.pk}" if head else f"{self.row.pk} {self.row.uid_validity} {uid}"
        return keep_unread(
            source="mail",
            content=f"X-Kulanz-Mailbox: {place}\r\n".encode() + (head or b"\r\n"),
            at=_arrived_at(told),
            team_hint=self._team(),
            problem=problem,
        )

    def _team(self) -> str:
        return self.row.team.mail_address if self.row.team else ""

    def _mark(self, uids: Sequence[int]) -> None:
        """Seen, and moved where that is wished. A mailbox that does not let us is no loss."""
        if not uids:
            return
        try:
            self.client.add_flags(uids, [_SEEN], silent=True)
            if self.row.moved_to:
                self._move(uids)
        except (IMAPClientAbortError, ProtocolError):
            raise
        except CapabilityError:
            self.problem = "not_moved"
        except IMAPClientError:
            self.problem = "not_moved" if self.row.moved_to else "not_marked"

    def _move(self, uids: Sequence[int]) -> None:
        """By MOVE (RFC 6851), or copied and then taken away one by one (UIDPLUS)."""
        if self.client.has_capability("MOVE"):
            self.client.move(uids, self.row.moved_to)
            return
        if not self.client.has_capability("UIDPLUS"):
            raise CapabilityError
        self.client.copy(uids, self.row.moved_to)
        self.client.delete_messages(uids, silent=True)
        self.client.uid_expunge(uids)

    def _read(self, kept: Sequence[RawMessage]) -> None:
        for raw in kept:
            if raw.state == "new" and self.may_go_on():  # else the clock reads it
                self.then(raw)

    def wait(self, seconds: float) -> None:
        """Until something arrives, at most so long; the server tells us if it can (IDLE)."""
        end = time.monotonic() + seconds
        if not self.client.has_capability("IDLE"):
            while self.may_go_on() and time.monotonic() < end:
                time.sleep(_GLANCE)
            return
        with troubles():
            self.client.idle()
            while self.may_go_on() and time.monotonic() < end:
                if self._told_something():
                    break
            self.client.idle_done()

    def _told_something(self) -> bool:
        """Whether there is reason to look: something arrived, or the line is dead."""
        began = time.monotonic()
        told = self.client.idle_check(timeout=_GLANCE)
        if any(one[0] == b"BYE" for one in told):
            raise ImapTrouble("connection")
        # At the end of a line it returns at once, with nothing.
        at_once = not told and time.monotonic() - began < _GLANCE / 2
        return at_once or any(b"EXISTS" in one for one in told)


def _arrived_at(told: Fetched) -> datetime:
    """When the mail server had it: clocks of law and of service start there; never a future one."""
    there, now = told.get(b"INTERNALDATE"), timezone.now()
    if not isinstance(there, datetime):
        return now
    return min(there if there.tzinfo else there.replace(tzinfo=UTC), now)
