"""Who a machine is: a Bearer token (RFC 6750), its scopes, and how often it may ask."""

from typing import cast

from django.http import HttpRequest
from django.utils import timezone
from ninja.security import HttpBearer
from ninja.throttling import BaseThrottle

from kulanz.desk.actions.machines import note_token_use
from kulanz.desk.api.problems import Problem
from kulanz.desk.models import ApiToken, Person
from kulanz.desk.queries.limits import within_limit
from kulanz.desk.queries.machines import token_of

PER_MINUTE = 600
MINUTE = 60


class Token(HttpBearer):
    """Lets in who presents a token that is good and has the scope."""

    def __init__(self, scope: str) -> None:
        super().__init__()
        self.scope = scope

    def authenticate(self, request: HttpRequest, token: str) -> ApiToken | None:  # noqa: ARG002 - ninja gives it
        """The token as `request.auth`; None, and so 401, where it opens nothing.

        Raises:
            Problem: 403, it is good and has another scope.
        """
        at = timezone.now()
        row = token_of(token, at=at)
        if row is None:
            return None
        if self.scope not in row.scopes:
            raise Problem(403, "scope_missing", f"This needs the scope {self.scope}.")
        note_token_use(row, at=at)
        return row


class PathToken(Token):
    """The same for a system that can send no header: the token stands in the address.

    Addresses are written into logs, so such a token may open nothing else.
    """

    def __call__(self, request: HttpRequest) -> ApiToken | None:
        """The token named `token` in the path.

        Raises:
            Problem: 403, it opens something else too.
        """
        match = request.resolver_match
        row = self.authenticate(request, str(match.kwargs.get("token", "")) if match else "")
        if row is not None and {*row.scopes} != {self.scope}:
            detail = f"A token in an address may only have the scope {self.scope}."
            raise Problem(403, "token_too_wide", detail)
        return row


class PerToken(BaseThrottle):
    """So many requests per minute and token."""

    def allow_request(self, request: HttpRequest) -> bool:
        who = f"{token_behind(request).pk}"
        return within_limit("api", who, count=PER_MINUTE, seconds=MINUTE)

    def wait(self) -> float | None:
        return float(MINUTE)


def token_behind(request: HttpRequest) -> ApiToken:
    """The token of a request that was let in."""
    return cast("ApiToken", request.auth)  # type: ignore[attr-defined] # set by ninja


def person_behind(request: HttpRequest) -> Person:
    """Whose eyes the machine has."""
    return token_behind(request).person
