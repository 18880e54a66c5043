"""A line to a server that changes what the server tells, or breaks after so many octets."""

import contextlib
import socket
import threading
from collections.abc import Callable, Iterator


class Broken(Exception):
    """The line breaks here."""


class Line:
    """Carries octets in both directions, at `port`; remembers what we `said`."""

    def __init__(self, there: int, change: Callable[[bytes], bytes], cut_after: int | None) -> None:
        self.there, self.change, self.left = there, change, cut_after
        self.said = b""
        self.ends: list[socket.socket] = []
        self.threads: list[threading.Thread] = []
        self.door = socket.create_server(("127.0.0.1", 0))
        self.port: int = self.door.getsockname()[1]
        self._begin(self._welcome)

    def _begin(self, work: Callable[..., None], *of: object) -> None:
        self.threads.append(threading.Thread(target=work, args=of))
        self.threads[-1].start()

    def _welcome(self) -> None:
        with contextlib.suppress(OSError):
            while True:
                peer, _ = self.door.accept()
                server = socket.create_connection(("127.0.0.1", self.there))
                self.ends += [peer, server]
                self._begin(self._carry, peer, server, self._heard)
                self._begin(self._carry, server, peer, self._told)

    def _heard(self, chunk: bytes) -> bytes:
        self.said += chunk
        return chunk

    def _told(self, chunk: bytes) -> bytes:
        if self.left is not None:
            self.left -= len(chunk)
            if self.left < 0:
                self.left = None  # once
                raise Broken
        return self.change(chunk)

    def _carry(
        self, source: socket.socket, to: socket.socket, seen: Callable[[bytes], bytes]
    ) -> None:
        with contextlib.suppress(OSError, Broken):
            while chunk := source.recv(512):
                to.sendall(seen(chunk))
        for one in (source, to):
            with contextlib.suppress(OSError):
                one.shutdown(socket.SHUT_RDWR)

    def close(self) -> None:
        for one in (self.door, *self.ends):
            with contextlib.suppress(OSError):
                one.shutdown(socket.SHUT_RDWR)
        for thread in self.threads:
            thread.join(10)
        for one in (self.door, *self.ends):
            one.close()


@contextlib.contextmanager
def between(
    port: int, change: Callable[[bytes], bytes] = lambda told: told, cut_after: int | None = None
) -> Iterator[Line]:
    """A line to what listens at `port` of this machine."""
    line = Line(port, change, cut_after)
    try:
        yield line
    finally:
        line.close()
