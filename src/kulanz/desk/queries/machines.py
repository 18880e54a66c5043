"""Doors for machines: what the setup page shows, and whose key a token is."""

import hashlib
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import Count, Q, QuerySet

from kulanz.desk.models import ApiToken, Event, Person, Webhook, WebhookDelivery
from kulanz.desk.models.people import Role

MANAGES = frozenset({Role.MANAGER, Role.DIRECTOR})
SCOPES = (
    "holds:read",
    "dunning:write",
    "orders:read",
    "orders:write",
    "cti:write",
    "calls:write",
    "calls:read",
)
# What webhooks can tell; a hold that is made longer is set anew, with its new end.
TOLD = ("hold.set", "hold.lifted", "dunning.in_hold")
SHOWN = 50
# After a rotation both secrets sign: time to bring the new one to the other side.
BOTH_SIGN_FOR = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class TokenLine:
    """A token as the page shows it; `standing` is good, expired or revoked."""

    row: ApiToken
    standing: str


@dataclass(frozen=True, slots=True)
class WebhookLine:
    """A webhook as the page shows it; until `both_until` its old secret signs too."""

    row: Webhook
    both_until: datetime | None


@dataclass(frozen=True, slots=True)
class Machines:
    """The setup page."""

    tokens: tuple[TokenLine, ...]
    webhooks: tuple[WebhookLine, ...]
    people: tuple[Person, ...]


def may_manage(person: Person) -> bool:
    """Whether the person lets machines in, and tells them things."""
    return person.role in MANAGES


def hashed(token: str) -> str:
    """What is kept of a token: 256 random bits need no slow hash."""
    return hashlib.sha256(token.encode()).hexdigest()


def token_of(secret: str, *, at: datetime) -> ApiToken | None:
    """The token behind a key that was presented, if it still opens anything."""
    row = ApiToken.objects.select_related("person").filter(sha256=hashed(secret)).first()
    if row is None or standing(row, at) != "good" or not row.person.is_active:
        return None
    return row


def standing(row: ApiToken, at: datetime) -> str:
    """Good, expired or revoked."""
    if row.revoked_at is not None:
        return "revoked"
    return "expired" if row.expires_at is not None and row.expires_at <= at else "good"


def machines(*, at: datetime) -> Machines:
    """Everything the setup page shows."""
    tokens = ApiToken.objects.select_related("person").order_by("revoked_at", "-made_at", "-id")
    waiting = Count("deliveries", filter=Q(deliveries__standing="waiting"))
    arrived = Count("deliveries", filter=Q(deliveries__standing="arrived"))
    hooks = Webhook.objects.annotate(waiting=waiting, arrived=arrived).order_by("id")
    rotated = _rotated(at=at)
    return Machines(
        tokens=tuple(TokenLine(row, standing(row, at)) for row in tokens[:SHOWN]),
        webhooks=tuple(WebhookLine(row, rotated.get(row.pk)) for row in hooks[:SHOWN]),
        people=tuple(Person.objects.filter(is_active=True).order_by("name")),
    )


def _rotated(*, at: datetime) -> dict[int, datetime]:
    """The webhooks whose old secret still signs, and until when."""
    rows = Event.objects.filter(kind="webhook.rotated", at__gt=at - BOTH_SIGN_FOR).order_by("at")
    return {int(row.values["webhook"]): row.at + BOTH_SIGN_FOR for row in rows}


def due_deliveries(*, at: datetime) -> QuerySet[WebhookDelivery]:
    """What is to be sent now, the longest waiting first."""
    rows = WebhookDelivery.objects.filter(standing="waiting", next_at__lte=at)
    return rows.filter(webhook__disabled_at=None).order_by("next_at", "id")
