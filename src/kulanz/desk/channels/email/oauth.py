"""Access tokens for mailboxes whose providers want no passwords (RFC 6749, 4.4 and 6).

With a refresh token a person has let the desk in; without one the desk signs in for itself.
"""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from urllib.parse import urlencode

from kulanz.fetching import Reach, Refused, post

LARGEST = 64 * 1024
_EARLY, _USUAL = 60, 3600  # seconds
_FORM = {"Content-Type": "application/x-www-form-urlencoded", "Accept": "application/json"}


class TokenRefused(Exception):
    """No access token; `problem` is a code: "token", when a person has to do something."""

    def __init__(self, problem: str) -> None:
        super().__init__(problem)
        self.problem = problem


@dataclass(frozen=True, slots=True)
class Token:
    """An access token, how many seconds it may be used, and the next refresh token if it is new."""

    text: str
    seconds: int
    refresh_token: str = ""


@dataclass(frozen=True, slots=True)
class Asker:
    """Who asks, and where."""

    token_url: str
    client_id: str
    client_secret: str = ""
    refresh_token: str = ""
    scope: str = ""


def access_token(client: Asker, *, reach: Reach = Reach()) -> Token:  # noqa: B008 - frozen
    """A new access token.

    Raises:
        TokenRefused: the provider cannot be reached, or says no.
    """
    try:
        body = urlencode(_asked(client)).encode()
        answer = post(client.token_url, body, _FORM, reach=reach, read=LARGEST)
    except Refused as refusal:
        raise TokenRefused(f"token_{refusal.code}"[:60]) from None
    if answer.status // 100 == 5 or answer.status == 429:  # noqa: PLR2004 - RFC 9110, 15.6; RFC 6585
        raise TokenRefused("token_busy")
    told = _told(answer.body)
    text = told.get("access_token")
    if answer.status != 200 or not isinstance(text, str) or not text.isascii():  # noqa: PLR2004
        raise TokenRefused("token")
    fresh = told.get("refresh_token")
    return Token(
        text,
        max(_EARLY, _seconds(told.get("expires_in")) - _EARLY),
        fresh if isinstance(fresh, str) and fresh != client.refresh_token else "",
    )


def _asked(client: Asker) -> dict[str, str]:
    asked = {
        "grant_type": "refresh_token" if client.refresh_token else "client_credentials",
        "client_id": client.client_id,
        "client_secret": client.client_secret,
        "refresh_token": client.refresh_token,
        "scope": client.scope,
    }
    return {name: value for name, value in asked.items() if value}


def _told(body: bytes) -> Mapping[str, object]:
    try:
        told = json.loads(body)
    except ValueError:
        return {}
    return told if isinstance(told, dict) else {}


def _seconds(told: object) -> int:
    try:
        return int(str(told))
    except ValueError:
        return _USUAL
