"""One POST to an address that somebody named, with the same care as fetching from it."""

import contextlib
import http.client
import ssl
import threading
import time
from collections.abc import Mapping
from dataclasses import dataclass

from kulanz.fetching.addresses import Reach, Refused, target
from kulanz.fetching.fetch import CONNECT_SECONDS, Checked, cut, path_of

POST_SECONDS = 15.0


@dataclass(frozen=True, slots=True)
class Answered:
    """What the other side said: its status, its Retry-After as sent, and what was asked for."""

    status: int
    retry_after: str
    body: bytes = b""


def post(
    url: str,
    body: bytes,
    headers: Mapping[str, str],
    *,
    reach: Reach = Reach(),  # noqa: B008 - frozen
    seconds: float = POST_SECONDS,
    read: int = 0,
) -> Answered:
    """Hand a message over once. No redirect is followed, of the answer `read` octets are read.

    Raises:
        Refused: with a code that says why.
    """
    deadline = time.monotonic() + seconds
    where = target(url, reach, seconds)
    if where.url.scheme != "https" and where.address not in reach.addresses:
        raise Refused("scheme")
    connection = Checked(where, min(CONNECT_SECONDS, seconds))
    watch = threading.Timer(max(0.0, deadline - time.monotonic()), cut, (connection,))
    watch.daemon = True
    watch.start()
    try:
        connection.connect()
        connection.sock.settimeout(max(0.01, deadline - time.monotonic()))
        connection.request("POST", path_of(where), body=body, headers=dict(headers))
        response = connection.getresponse()
        later = response.getheader("Retry-After", "")
        answer = Answered(response.status, later, response.read(read) if read else b"")
    except ssl.SSLCertVerificationError:
        raise Refused("certificate") from None
    except (OSError, http.client.HTTPException, ValueError):
        raise Refused("slow" if time.monotonic() >= deadline else "connection") from None
    finally:
        watch.cancel()
        with contextlib.suppress(OSError):
            connection.close()
    return answer
