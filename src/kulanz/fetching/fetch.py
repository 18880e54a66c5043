"""One GET of a public HTML page, with limits on redirects, time and size."""

import contextlib
import http.client
import socket
import ssl
import threading
import time
import zlib
from dataclasses import dataclass
from urllib.parse import quote, urljoin

from kulanz.fetching.addresses import PORTS, Reach, Refused, Target, target

CONNECT_SECONDS, TOTAL_SECONDS = 5.0, 10.0
MAX_BYTES = 2_000_000
MAX_REDIRECTS = 3

_MOVED = frozenset({301, 302, 303, 307, 308})
_PIECE = 65_536
_HEADERS = {
    "User-Agent": "Kulanz (reads the promises of a shop's own pages)",
    "Accept": "text/html",
    "Accept-Encoding": "identity",
    "Connection": "close",
}


@dataclass(frozen=True, slots=True)
class Fetched:
    """A page as it came: where it was in the end, its bytes, and the Content-Type as sent."""

    url: str
    body: bytes
    content_type: str


@dataclass(frozen=True, slots=True)
class Limits:
    """Seconds for each connection and for everything together, and bytes of the page."""

    connect: float = CONNECT_SECONDS
    total: float = TOTAL_SECONDS
    size: int = MAX_BYTES


def fetch(url: str, *, reach: Reach = Reach(), limits: Limits = Limits()) -> Fetched:  # noqa: B008 - both are frozen
    """The page behind a URL. No cookies, no credentials, three redirects, each judged anew.

    Raises:
        Refused: with a code that says why.
    """
    deadline = time.monotonic() + limits.total
    for _ in range(MAX_REDIRECTS + 1):
        where = target(url, reach, deadline - time.monotonic())
        answer = _asked(where, deadline, limits)
        if isinstance(answer, Fetched):
            return answer
        url = urljoin(url, answer)
    raise Refused("redirects")


class Checked(http.client.HTTPConnection):
    """A connection to the address that was judged, whatever the name says by now."""

    def __init__(self, where: Target, seconds: float) -> None:
        super().__init__(where.host, where.port, timeout=seconds)
        self.where = where
        self.default_port = PORTS[where.url.scheme]
        self.line: socket.socket | None = None  # kept: `sock` is given up after the headers

    def connect(self) -> None:
        self.sock = socket.create_connection((self.where.address, self.where.port), self.timeout)
        self.line = self.sock
        if self.where.url.scheme == "https":
            secure = ssl.create_default_context().wrap_socket(
                self.sock, server_hostname=self.where.host, do_handshake_on_connect=False
            )
            self.sock = self.line = secure  # known before the handshake, so that it can be cut
            secure.do_handshake()


def _asked(where: Target, deadline: float, limits: Limits) -> Fetched | str:
    """The page, or where it has moved to."""
    seconds = deadline - time.monotonic()
    if seconds <= 0:
        raise Refused("slow")
    connection = Checked(where, min(limits.connect, seconds))
    watch = threading.Timer(seconds, cut, (connection,))
    watch.daemon = True
    watch.start()
    try:
        connection.connect()
        connection.sock.settimeout(max(0.01, deadline - time.monotonic()))
        connection.request("GET", path_of(where), headers=_HEADERS)
        with connection.getresponse() as response:
            answer = _answer(response, where, limits)
    except Refused:
        if time.monotonic() < deadline:
            raise
    except ssl.SSLCertVerificationError:
        raise Refused("certificate") from None
    except (OSError, http.client.HTTPException, ValueError):
        if time.monotonic() < deadline:
            raise Refused("connection") from None
    else:
        if time.monotonic() < deadline:
            return answer
    finally:
        watch.cancel()
        connection.close()
    raise Refused("slow")  # it was cut: whatever came is not the whole of it


def cut(connection: Checked) -> None:
    """Ends a conversation whose time is over, however slowly it drips."""
    if connection.line is not None:
        with contextlib.suppress(OSError):  # it ended by itself a moment ago
            socket.socket.shutdown(connection.line, socket.SHUT_RDWR)  # beneath any encryption


def path_of(where: Target) -> str:
    """Path and query, as they are sent."""
    path = quote(where.url.path or "/", safe="/%:@!$&'()*+,;=~-._")
    query = quote(where.url.query, safe="/%:@!$&'()*+,;=~-._?")
    return f"{path}?{query}" if query else path


def _answer(response: http.client.HTTPResponse, where: Target, limits: Limits) -> Fetched | str:
    if response.status in _MOVED:
        moved = response.getheader("Location")
        if not moved:
            raise Refused("status")
        return moved
    if response.status != http.client.OK:
        raise Refused("status")
    content_type = response.getheader("Content-Type", "")
    if content_type.partition(";")[0].strip().lower() != "text/html":
        raise Refused("not_html")
    return Fetched(where.url.geturl(), _body(response, limits.size), content_type)


def _body(response: http.client.HTTPResponse, size: int) -> bytes:
    """The bytes of the page; unpacked piece by piece, so that a small bomb stays small."""
    packing = response.getheader("Content-Encoding", "identity").strip().lower()
    if packing not in {"", "identity", "gzip"}:
        raise Refused("packing")
    unpack = zlib.decompressobj(31) if packing == "gzip" else None
    body = bytearray()
    while piece := response.read1(_PIECE):
        try:
            body += unpack.decompress(piece, size + 1 - len(body)) if unpack else piece
        except zlib.error:
            raise Refused("packing") from None
        if len(body) > size:
            raise Refused("too_large")
    if response.length:
        raise Refused("connection")  # less came than was announced
    if unpack is not None and not unpack.eof:
        raise Refused("packing")
    return bytes(body)
