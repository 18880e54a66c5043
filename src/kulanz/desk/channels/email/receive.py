"""The receiver: mail from a mail server on this machine, by LMTP or SMTP.

`250` is said when the bytes are on the disk and their row is committed, never before; what cannot
be kept is refused for the moment and stays with the mail server (RFC 5321, 4.2.5 and 6.1). Reading
comes after the reply, in a thread of its own. docs/decisions/0014-lmtp.md.
"""

import asyncio
import contextlib
import errno
import ipaddress
import logging
import os
import queue
import socket
import threading
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

from django.conf import settings
from django.core.exceptions import ImproperlyConfigured
from django.db import close_old_connections
from django.utils import timezone

from kulanz.desk.actions.intake import keep_raw, read_raw
from kulanz.desk.channels.email.dialogue import Dialogue, Envelope, Limits
from kulanz.desk.models import RawMessage
from kulanz.desk.queries.contacts import team_address
from kulanz.reading.delivery import with_delivery

log = logging.getLogger("kulanz.mail.receive")
CONNECTIONS = 32
HANDS = 4  # mails kept at the same time
ENVELOPE = 64 * 1024  # octets that the fields of delivery may add
FULL = frozenset({errno.ENOSPC, errno.EDQUOT, errno.EFBIG})
PATIENCE = 5.0  # seconds for the mails in hand when we are asked to stop
KEPT = "250 2.0.0 kept"
NOT_KEPT = "451 4.3.0 could not be kept, try again later"
NO_ROOM = "452 4.3.1 no room, try again later"
BUSY = b"421 4.3.2 too many connections, try again later\r\n"


class ListenError(ImproperlyConfigured):
    """`KULANZ_MAIL_LISTEN` does not name a place to listen on, or one open to everybody."""


@dataclass(frozen=True, slots=True)
class Listen:
    """Where mail is taken: a port of this machine, or a socket in the file system."""

    lmtp: bool
    host: str = ""
    port: int = 0
    path: str = ""


def listen_at(url: str) -> Listen:
    """What a URL names: lmtp://127.0.0.1:8024, smtp://[::1]:8025, lmtp:///run/kulanz/lmtp.sock.

    Whoever reaches the port can write as any customer, so it is this machine's own unless the
    URL ends in `?from=anywhere`.

    Raises:
        ListenError: another scheme, no port, or an address that others can reach.
    """
    try:
        parts = urlsplit(url)
        lmtp = parts.scheme == "lmtp"
        if parts.scheme not in {"lmtp", "smtp"} or parts.username or parts.fragment:
            raise ListenError("KULANZ_MAIL_LISTEN: expected lmtp://127.0.0.1:8024 or smtp://...")
        if not parts.netloc and len(parts.path) > 1:
            return Listen(lmtp, path=parts.path)
        host, port = "127.0.0.1" if parts.hostname == "localhost" else parts.hostname, parts.port
        address = ipaddress.ip_address(host or "")
    except ValueError as error:
        raise ListenError("KULANZ_MAIL_LISTEN: expected an address such as 127.0.0.1") from error
    if port is None:
        raise ListenError("KULANZ_MAIL_LISTEN: the port is missing")
    anywhere = parse_qs(parts.query).get("from", [""])[0] == "anywhere"
    if not address.is_loopback and not anywhere:
        raise ListenError(
            f"KULANZ_MAIL_LISTEN: others can reach {address}, and could write as any customer. "
            "If a firewall keeps them out, add ?from=anywhere"
        )
    return Listen(lmtp, host=str(address), port=port)


def check_listening() -> None:
    """Fail at the start rather than later.

    Raises:
        ListenError: see `listen_at`.
    """
    if settings.MAIL_LISTEN:
        listen_at(settings.MAIL_LISTEN)


def keep(envelope: Envelope) -> tuple[str, int | None]:
    """Keep one mail: what to answer, and the row to read. Never raises."""
    content = with_delivery(
        envelope.content, sender=envelope.sender, recipients=envelope.recipients
    )
    try:
        close_old_connections()
        hint = team_address(envelope.recipients)
        raw = keep_raw(source="mail", content=content, at=timezone.now(), team_hint=hint)
    except OSError as error:
        log.error("a mail could not be kept: %s", os.strerror(error.errno or 0))  # noqa: TRY400 - ids and codes only
        return (NO_ROOM if error.errno in FULL else NOT_KEPT), None
    except Exception as error:  # noqa: BLE001 - whatever it is, the mail server tries again
        log.error("a mail could not be kept: %s", type(error).__name__)  # noqa: TRY400 - ids and codes only
        return NOT_KEPT, None
    finally:
        close_old_connections()
    return KEPT, raw.pk


class Reader:
    """Reads what was kept, one after the other; what it does not get to, the clock reads."""

    def __init__(self) -> None:
        self.line: queue.SimpleQueue[int | None] = queue.SimpleQueue()
        self.thread = threading.Thread(target=self._work, name="mail-reader", daemon=True)
        self.thread.start()

    def stop(self) -> None:
        """Finish the mail in hand."""
        self.line.put(None)
        self.thread.join(PATIENCE)

    def _work(self) -> None:
        while (pk := self.line.get()) is not None:
            try:
                close_old_connections()
                read_raw(RawMessage.objects.get(pk=pk), at=timezone.now())
            except Exception as error:  # noqa: BLE001 - the row stays "new" and is read later
                log.error("raw message %s waits: %s", pk, type(error).__name__)  # noqa: TRY400 - ids only
            finally:
                close_old_connections()


class Receiver:
    """Listens, talks and keeps until it is stopped."""

    def __init__(self, where: Listen, *, limits: Limits | None = None) -> None:
        self.where = where
        self.limits = limits or Limits(size=settings.MAX_MAIL_BYTES - ENVELOPE)
        self.name = socket.gethostname() or "localhost"
        self.hands = ThreadPoolExecutor(HANDS, thread_name_prefix="mail-keeper")
        self.talks: set[asyncio.Task[None]] = set()
        self.keeping: set[asyncio.Future[None]] = set()
        self.reader = Reader()

    async def start(self) -> str:
        """Listen from now on; returns where, as a URL.

        Raises:
            OSError: somebody else listens there, or it is not ours.
        """
        scheme = "lmtp" if self.where.lmtp else "smtp"
        if self.where.path:
            _refuse_taken_socket(Path(self.where.path))
            self.server = await asyncio.start_unix_server(self._welcome, self.where.path)
            os.chmod(self.where.path, 0o660)  # noqa: PTH101 - the mail server is in its group
            return f"{scheme}://{self.where.path}"
        self.server = await asyncio.start_server(self._welcome, self.where.host, self.where.port)
        host, port = self.server.sockets[0].getsockname()[:2]
        return f"{scheme}://{f'[{host}]' if ':' in host else host}:{port}"

    async def stop(self) -> None:
        """No new peers; mails in hand are kept and answered, the rest is cut off."""
        self.server.close()
        if self.keeping:
            await asyncio.wait(tuple(self.keeping), timeout=PATIENCE)
            await asyncio.sleep(0.05)  # the last replies leave
        for talk in tuple(self.talks):
            talk.cancel()
        await asyncio.gather(*self.talks, return_exceptions=True)
        if self.where.path:
            with contextlib.suppress(FileNotFoundError):  # Python 3.13 has done it
                os.unlink(self.where.path)  # noqa: PTH108 - one call, and nobody waits for it
        self.hands.shutdown(wait=True)
        await asyncio.to_thread(self.reader.stop)

    async def _welcome(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        talk = asyncio.current_task()
        assert talk is not None  # noqa: S101 - the server runs this as a task
        if len(self.talks) >= CONNECTIONS:
            writer.write(BUSY)
            writer.close()
            return
        self.talks.add(talk)
        try:
            await Dialogue(
                (reader, writer),
                lmtp=self.where.lmtp,
                name=self.name,
                limits=self.limits,
                keep=self._keep,
            ).hold()
        finally:
            self.talks.discard(talk)
            writer.close()

    async def _keep(self, envelope: Envelope) -> str:
        loop = asyncio.get_running_loop()
        kept = loop.create_future()
        self.keeping.add(kept)
        try:
            reply, pk = await loop.run_in_executor(self.hands, keep, envelope)
            if pk is not None:
                self.reader.line.put(pk)
            return reply
        finally:
            kept.set_result(None)
            self.keeping.discard(kept)


async def listen(
    where: Listen, *, signals: Sequence[int] = (), say: Callable[[str], None] = log.info
) -> None:
    """Receive until one of the signals comes.

    Raises:
        OSError: see `Receiver.start`.
    """
    receiver, asked = Receiver(where), asyncio.Event()
    for number in signals:
        asyncio.get_running_loop().add_signal_handler(number, asked.set)
    say(await receiver.start())
    await asked.wait()
    await receiver.stop()


def _refuse_taken_socket(path: Path) -> None:
    """What a killed receiver has left is replaced; not one that somebody listens on."""
    if not path.is_socket():
        return
    with socket.socket(socket.AF_UNIX) as probe:
        if probe.connect_ex(str(path)) == 0:
            raise OSError(errno.EADDRINUSE, os.strerror(errno.EADDRINUSE))
