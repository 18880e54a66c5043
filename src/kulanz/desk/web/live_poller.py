"""One look at the database for all open pages of this process, twice a second."""

import asyncio
import contextlib
import enum
import logging
import signal
import threading
import weakref
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from types import FrameType
from typing import Any

from django.db import Error, connection

from kulanz.desk.queries.events import cases_with_news, newest_event, who_is_where

log = logging.getLogger("kulanz.web")
LOOK_EVERY = 0.5
PRESENCE_EVERY = 4  # looks
# On PostgreSQL a smaller id can be committed after a larger one; so far back we look again.
OVERLAP = 50


class Happened(enum.Enum):
    """Why a listener wakes up."""

    NEWS = "news"
    END = "end"


class Listener:
    """One open page: of one case, or of the inbox (`case_id` None)."""

    def __init__(self, case_id: int | None) -> None:
        self.case_id = case_id
        self.ended = False
        self._wake = asyncio.Event()

    def wake(self, *, end: bool = False) -> None:
        self.ended = self.ended or end
        self._wake.set()

    async def wait(self, seconds: float) -> Happened | None:
        """What woke it; None when nothing did for so long."""
        try:
            await asyncio.wait_for(self._wake.wait(), seconds)
        except TimeoutError:
            return None
        self._wake.clear()
        return Happened.END if self.ended else Happened.NEWS


class Poller:
    """Reads new events while anybody listens, on a thread of its own."""

    def __init__(self) -> None:
        self.listeners: set[Listener] = set()
        self._task: asyncio.Task[None] | None = None
        self._seen: set[tuple[int, int]] = set()
        self._presence: dict[int, frozenset[tuple[int, bool]]] = {}

    def add(self, listener: Listener) -> None:
        self.listeners.add(listener)
        if self._task is None or self._task.done():
            end_on_signals(asyncio.get_running_loop())
            self._task = asyncio.get_running_loop().create_task(self._run())

    def end(self) -> None:
        """Let every stream finish; the server is about to stop."""
        for listener in self.listeners:
            listener.wake(end=True)

    async def _run(self) -> None:
        """Look until nobody listens; cancelled or not, the thread's connection is closed."""
        with ThreadPoolExecutor(max_workers=1, thread_name_prefix="live") as thread:
            try:
                await self._watch(thread)
            finally:
                self._task = None  # first: a page that opens from now on starts anew
                thread.submit(_close_connection)

    async def _watch(self, thread: ThreadPoolExecutor) -> None:
        loop = asyncio.get_running_loop()
        last, looks = None, 0
        while self.listeners:
            looks += 1
            watched = {one.case_id for one in self.listeners if one.case_id is not None}
            with_presence = looks % PRESENCE_EVERY == 0
            try:
                if last is None:
                    last = await loop.run_in_executor(thread, newest_event)
                last, changed = await loop.run_in_executor(
                    thread, self._look, last, watched, with_presence
                )
            except Error:
                log.warning("live: the database did not answer; trying again")
                await loop.run_in_executor(thread, _close_connection)
            else:
                self._wake(changed)
            await asyncio.sleep(LOOK_EVERY)

    def _look(self, last: int, watched: set[int], with_presence: bool) -> tuple[int, set[int]]:
        """The newest event, and the cases to which something new happened."""
        found = cases_with_news(last - OVERLAP)
        fresh = found - self._seen if self._seen else {pair for pair in found if pair[0] > last}
        self._seen = found
        changed = {case_id for _event_id, case_id in fresh}
        if with_presence and watched:
            there = who_is_where(watched)
            changed |= {
                case_id for case_id in watched if there.get(case_id) != self._presence.get(case_id)
            }
            self._presence = there
        return max((event_id for event_id, _case_id in found), default=last), changed

    def _wake(self, changed: set[int]) -> None:
        if not changed:
            return
        for listener in self.listeners:
            if listener.case_id is None or listener.case_id in changed:
                listener.wake()


def _close_connection() -> None:
    """The calling thread's own; `connection` means another one on every thread."""
    connection.close()


_pollers: weakref.WeakKeyDictionary[asyncio.AbstractEventLoop, Poller] = weakref.WeakKeyDictionary()
_hooked: weakref.WeakSet[asyncio.AbstractEventLoop] = weakref.WeakSet()


@contextlib.contextmanager
def listening(case_id: int | None) -> Iterator[Listener]:
    """A listener for as long as the block runs; leaving it, however, cleans up."""
    loop = asyncio.get_running_loop()
    poller = _pollers.setdefault(loop, Poller())
    listener = Listener(case_id)
    poller.add(listener)
    try:
        yield listener
    finally:
        poller.listeners.discard(listener)


def end_on_signals(loop: asyncio.AbstractEventLoop) -> None:
    """End the streams when the process is told to stop, then let the server do its part.

    The server waits for open responses before it stops, and it does not tell the application.
    """
    if loop in _hooked or threading.current_thread() is not threading.main_thread():
        return
    _hooked.add(loop)
    for number in (signal.SIGTERM, signal.SIGINT):
        _hook(number, loop)


def _hook(number: signal.Signals, loop: asyncio.AbstractEventLoop) -> None:
    before: Any = signal.getsignal(number)

    def end_streams_first(received: int, frame: FrameType | None) -> None:
        poller = _pollers.get(loop)
        if poller is not None and not loop.is_closed():
            loop.call_soon_threadsafe(poller.end)
        if callable(before):
            before(received, frame)

    if callable(before):
        signal.signal(number, end_streams_first)
