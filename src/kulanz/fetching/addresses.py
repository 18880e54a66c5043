"""Which addresses may be connected to: public ones only.

Source: OWASP, "Server-Side Request Forgery Prevention Cheat Sheet": resolve first, judge every
address, connect to the one that was judged, and judge again after each redirect.
"""

import ipaddress
import socket
import threading
from collections.abc import Callable
from dataclasses import dataclass
from urllib.parse import SplitResult, urlsplit

IPAddress = ipaddress.IPv4Address | ipaddress.IPv6Address
Resolve = Callable[[str, int], list[str]]

PORTS = {"http": 80, "https": 443}
_LONGEST_URL = 2_000


class Refused(Exception):
    """A page was not fetched; `code` is a key of `[fetching]` in the words of the promises."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


def resolved(host: str, port: int) -> list[str]:
    """All addresses that a name stands for.

    Raises:
        OSError: the name stands for none.
    """
    rows = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    return list(dict.fromkeys(str(row[4][0]) for row in rows))


@dataclass(frozen=True, slots=True)
class Reach:
    """What may be reached beyond public addresses on ports 80 and 443: by default nothing.

    Tests name the address and port of their own server here; nothing else has reason to.
    """

    addresses: frozenset[str] = frozenset()
    ports: frozenset[int] = frozenset()
    resolve: Resolve = resolved


@dataclass(frozen=True, slots=True)
class Target:
    """Where to connect: an address that was judged, and the name it was asked under."""

    url: SplitResult
    host: str
    address: str
    port: int


def target(url: str, reach: Reach, seconds: float) -> Target:
    """The address behind a URL, judged; the name is looked up once, within `seconds`.

    Raises:
        Refused: bad_url, scheme, credentials, port, name, private or slow.
    """
    parts, host, port = _taken_apart(url)
    if parts.scheme not in PORTS:
        raise Refused("scheme")
    if parts.username is not None or parts.password is not None:
        raise Refused("credentials")
    port = port or PORTS[parts.scheme]
    if port not in {*PORTS.values(), *reach.ports}:
        raise Refused("port")
    found = _looked_up(host, port, reach.resolve, seconds)
    if not all(one in reach.addresses or public(one) for one in found):
        raise Refused("private")
    return Target(parts, host, found[0], port)


def public(address: str) -> bool:
    """Whether an address belongs to the public internet; what hides another one does not."""
    try:
        one: IPAddress = ipaddress.ip_address(address)
    except ValueError:
        return False
    if isinstance(one, ipaddress.IPv6Address):
        if one.scope_id is not None:
            return False
        if one.ipv4_mapped is not None:
            one = one.ipv4_mapped
        elif one.sixtofour is not None or one.teredo is not None or one.is_site_local:
            return False
    return one.is_global and not (
        one.is_private
        or one.is_loopback
        or one.is_link_local
        or one.is_multicast
        or one.is_reserved
        or one.is_unspecified
    )


def _taken_apart(url: str) -> tuple[SplitResult, str, int | None]:
    if len(url) > _LONGEST_URL or any(ord(letter) <= ord(" ") for letter in url) or "\\" in url:
        raise Refused("bad_url")
    try:
        parts = urlsplit(url)
        host = (parts.hostname or "").encode("idna").decode("ascii") if parts.hostname else ""
        port = parts.port
    except (ValueError, UnicodeError):
        raise Refused("bad_url") from None
    if not host:
        raise Refused("bad_url" if parts.scheme in PORTS else "scheme")
    return parts, host, port


def _looked_up(host: str, port: int, resolve: Resolve, seconds: float) -> list[str]:
    """The addresses; a name server that does not answer is left behind in its own thread."""
    found: list[list[str]] = []

    def look() -> None:
        try:
            found.append(resolve(host, port))
        except (OSError, UnicodeError):
            found.append([])

    thread = threading.Thread(target=look, daemon=True)
    thread.start()
    thread.join(max(0.0, seconds))
    if not found:
        raise Refused("slow")
    if not found[0]:
        raise Refused("name")
    return found[0]
