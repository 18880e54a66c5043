"""One thread for each mailbox: fetch, wait for the next mail, try again when it does not work."""

import errno
import hashlib
import logging
import os
import secrets
import socket
import threading
import time
from collections.abc import Callable
from datetime import datetime

from django.conf import settings
from django.db import Error as DatabaseTrouble
from django.db import close_old_connections, connections
from django.utils import timezone

from kulanz.desk.actions.mailboxes import (
    free_mailbox,
    keep_refresh_token,
    leave_mailbox,
    note_contact,
    note_folders,
    note_trouble,
    secrets_of,
    take_mailbox,
)
from kulanz.desk.actions.sealing import Unsealable
from kulanz.desk.channels.email.imap import Fetching, ImapTrouble, Key, connected, folders_of
from kulanz.desk.channels.email.oauth import Asker, Token, TokenRefused, access_token
from kulanz.desk.channels.reach import reach
from kulanz.desk.models import Mailbox

log = logging.getLogger("kulanz.jobs.mailboxes")
LOOK = 60.0  # seconds: at least so often we look, whatever the server tells
MEANWHILE = 5.0
LAST_MINUTE = 20.0
FULL = frozenset({errno.ENOSPC, errno.EDQUOT, errno.EFBIG})


class NotOurs(Exception):
    """Somebody has changed the mailbox, switched it off, or another process has it."""


class Keys:
    """What opens one mailbox; an access token is kept until it ends."""

    def __init__(self) -> None:
        self.token: Token | None = None
        self.until = 0.0

    def of(self, row: Mailbox) -> Key:
        """The password, or an access token that is good for a while.

        Raises:
            ImapTrouble: the secret cannot be opened, or the provider gives no token.
        """
        try:
            found = secrets_of(row)
        except Unsealable:
            raise ImapTrouble("secret") from None
        if row.login == "password":
            return Key(password=found["password"])
        if self.token is None or time.monotonic() >= self.until:
            self._renew(row, found)
        assert self.token is not None  # noqa: S101 - renewed above
        return Key(token=self.token.text)

    def _renew(self, row: Mailbox, found: dict[str, str]) -> None:
        client = Asker(row.token_url, row.client_id, scope=row.scope, **found)
        try:
            self.token = access_token(client, reach=reach(settings.TOKENS_MAY_REACH))
        except TokenRefused as refusal:
            raise ImapTrouble(refusal.problem) from None
        self.until = time.monotonic() + self.token.seconds
        if self.token.refresh_token:
            keep_refresh_token(row, self.token.refresh_token)


_PROCESS = secrets.token_hex(4)


def new_holder() -> str:
    """Who holds a mailbox: this machine, process and thread."""
    return f"{_host()} {os.getpid()} {_PROCESS} {secrets.token_hex(4)}"


def is_dead(holder: str) -> bool:
    """Whether the process of a holder is certainly gone; of another machine nobody knows."""
    host, _, rest = holder.partition(" ")
    pid, _, rest = rest.partition(" ")
    if host != _host() or not pid.isdigit():
        return False
    if int(pid) == os.getpid():
        return rest.partition(" ")[0] != _PROCESS  # in a container each one has this number
    try:
        os.kill(int(pid), 0)
    except ProcessLookupError:
        return True
    except OSError:
        return False
    return False


def _host() -> str:
    return hashlib.sha256(socket.gethostname().encode()).hexdigest()[:8]


class Watcher(threading.Thread):
    """Works on one mailbox until it is asked to stop."""

    def __init__(self, pk: int, version: int, *, look: float = LOOK) -> None:
        super().__init__(name=f"mailbox-{pk}", daemon=True)
        self.pk, self.version, self.look = pk, version, look
        self.holder = new_holder()
        self.stopped = threading.Event()
        self.keys = Keys()
        self.stumbled: dict[int, int] = {}

    def run(self) -> None:
        """Never ends by an error: the database comes back, the mail server comes back."""
        while self._goes_on():
            pause = MEANWHILE
            try:
                close_old_connections()
                pause = self._once()
            except NotOurs:
                pass
            except DatabaseTrouble:
                log.warning("mailbox %s waits: the database did not answer", self.pk)
            except Exception as error:  # noqa: BLE001 - a bug must not end the mail
                log.error("mailbox %s failed: %s", self.pk, type(error).__name__)  # noqa: TRY400 - ids and codes only
                self._told(f"error:{type(error).__name__}"[:60])
            finally:
                connections.close_all()
            self.stopped.wait(pause)
        try:
            leave_mailbox(self.pk, holder=self.holder)
        except DatabaseTrouble:
            log.warning("mailbox %s is held until its time is over", self.pk)
        connections.close_all()

    def _goes_on(self) -> bool:
        return not self.stopped.is_set()

    def _once(self) -> float:
        """One session with the mail server; returns the seconds to wait after it."""
        row = self._taken()
        now = timezone.now()
        if row.next_at is not None and row.next_at > now:
            return min(MEANWHILE, (row.next_at - now).total_seconds())
        try:
            with connected(row, self.keys.of(row)) as client:
                fetching = Fetching(
                    row,
                    client,
                    may_go_on=self._goes_on,
                    before_batch=self._still_ours,
                    stumbled=self.stumbled,
                )
                note_folders(row, folders_of(client))
                while self._goes_on():
                    self._still_ours()
                    while fetching.fetch() and self._goes_on():
                        pass  # what arrived meanwhile, the server may not tell of again
                    note_contact(row, at=timezone.now(), problem=fetching.problem)
                    connections.close_all()  # nobody needs them while we wait
                    fetching.wait(self.look)
        except ImapTrouble as trouble:
            if trouble.problem in {"login", "token"}:
                self.keys = Keys()
            return self._later(row, trouble.problem)
        except OSError as error:
            return self._later(row, "no_room" if error.errno in FULL else "not_kept")
        return 0.0

    def _later(self, row: Mailbox, problem: str) -> float:
        now = timezone.now()
        next_at = note_trouble(row, problem, at=now)
        log.warning("mailbox %s: %s", self.pk, problem)
        return max(0.0, min(MEANWHILE, (next_at - now).total_seconds()))

    def _told(self, problem: str) -> None:
        try:
            self._later(self._taken(), problem)
        except (DatabaseTrouble, NotOurs):
            log.warning("mailbox %s: that could not be noted", self.pk)

    def _taken(self) -> Mailbox:
        row = take_mailbox(self.pk, holder=self.holder, at=timezone.now())
        if row is None and free_mailbox(self.pk, dead=is_dead):
            row = take_mailbox(self.pk, holder=self.holder, at=timezone.now())
        if row is None or row.version != self.version:
            raise NotOurs
        return row

    def _still_ours(self) -> None:
        self._taken()


class Mailboxes:
    """All watchers: started, ended and started anew as the mailboxes are set up."""

    def __init__(self) -> None:
        self.watchers: dict[int, Watcher] = {}

    def look(self, *, at: datetime, may_go_on: Callable[[], bool] = lambda: True) -> int:  # noqa: ARG002 - as all work is called
        """Bring the watchers in line with the rows; returns how many there are."""
        wanted = dict(Mailbox.objects.filter(off_at=None).values_list("pk", "version"))
        for pk, watcher in list(self.watchers.items()):
            if wanted.get(pk) != watcher.version:
                watcher.stopped.set()
            if not watcher.is_alive():  # until then nobody else could have the mailbox
                del self.watchers[pk]
        for pk, version in wanted.items():
            if pk not in self.watchers and may_go_on():
                self.watchers[pk] = Watcher(pk, version)
                self.watchers[pk].start()
        return len(self.watchers)

    def stop(self) -> None:
        """Ask all, then wait: each finishes the mail in hand."""
        for watcher in self.watchers.values():
            watcher.stopped.set()
        end = time.monotonic() + LAST_MINUTE
        for watcher in self.watchers.values():
            watcher.join(max(0.0, end - time.monotonic()))
        self.watchers.clear()
