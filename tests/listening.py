"""The receiver of mail on stage: in a thread of its own, spoken to as mail servers do."""

import asyncio
import smtplib
import socket
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from kulanz.desk.channels.email.dialogue import Limits
from kulanz.desk.channels.email.receive import Listen, Receiver
from kulanz.desk.models import RawMessage

LMTP, SMTP = Listen(lmtp=True, host="127.0.0.1"), Listen(lmtp=False, host="127.0.0.1")


@contextmanager
def listening(where: Listen, limits: Limits | None = None) -> Iterator[str]:
    """The receiver in a thread of its own, on a port that is free; gives its URL."""
    urls: list[str] = []
    ready = threading.Event()
    loop = asyncio.new_event_loop()

    async def listen() -> Receiver:
        one = Receiver(where, limits=limits)
        urls.append(await one.start())
        ready.set()
        return one

    def work() -> None:
        one = loop.run_until_complete(listen())
        loop.run_forever()
        loop.run_until_complete(one.stop())
        loop.close()

    thread = threading.Thread(target=work)
    thread.start()
    assert ready.wait(10)
    try:
        yield urls[0]
    finally:
        loop.call_soon_threadsafe(loop.stop)
        thread.join(20)
        assert not thread.is_alive()


def lmtp_at(url: str) -> smtplib.LMTP:
    return smtplib.LMTP("127.0.0.1", int(url.rsplit(":", 1)[1]))


def smtp_at(url: str) -> smtplib.SMTP:
    return smtplib.SMTP("127.0.0.1", int(url.rsplit(":", 1)[1]), timeout=20)


def talk(url: str, *words: bytes) -> bytes:
    """Everything the other side says until it hangs up."""
    with socket.create_connection(("127.0.0.1", int(url.rsplit(":", 1)[1])), 20) as peer:
        for word in words:
            peer.sendall(word)
        heard = b""
        while chunk := peer.recv(65536):
            heard += chunk
        return heard


def soon(true: Callable[[], bool]) -> None:
    deadline = time.monotonic() + 20
    while not true():
        assert time.monotonic() < deadline
        threading.Event().wait(0.01)


def all_read(count: int) -> bool:
    return RawMessage.objects.exclude(state="new").count() == count
