"""Hands what one request has worked out to the streams of the same call in this process.

Streams of other processes notice by the events of the case (`live_poller`); this is the short way.
"""

import asyncio
import contextlib
import threading
from collections import defaultdict
from collections.abc import Iterator

MOST_WAITING = 50  # messages; a page that takes none gets the newest ones


class Ear:
    """One open page that listens to a call."""

    def __init__(self) -> None:
        self.loop = asyncio.get_running_loop()
        self.queue: asyncio.Queue[str] = asyncio.Queue(MOST_WAITING)

    def hear(self, message: str) -> None:
        """On the loop's own thread: keep the newest, drop the oldest."""
        if self.queue.full():
            self.queue.get_nowait()
        self.queue.put_nowait(message)


_ears: defaultdict[int, set[Ear]] = defaultdict(set)
_lock = threading.Lock()


def publish(call_id: int, message: str) -> None:
    """Tell every listening page of this process, from whatever thread."""
    with _lock:
        ears = tuple(_ears.get(call_id, ()))
    for ear in ears:
        with contextlib.suppress(RuntimeError):  # its loop has just closed
            ear.loop.call_soon_threadsafe(ear.hear, message)


@contextlib.contextmanager
def listening_to(call_id: int) -> Iterator[Ear]:
    """An ear for as long as the block runs."""
    ear = Ear()
    with _lock:
        _ears[call_id].add(ear)
    try:
        yield ear
    finally:
        with _lock:
            _ears[call_id].discard(ear)
            if not _ears[call_id]:
                del _ears[call_id]
