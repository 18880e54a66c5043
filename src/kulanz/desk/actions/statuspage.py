"""The customer's secret link: made, found, revoked."""

import hashlib
import secrets
from datetime import datetime, timedelta

from django.conf import settings
from django.db import transaction
from django.urls import reverse

from kulanz.desk.actions.record import hold, record
from kulanz.desk.models import Case, Person, StatusLink

TOKEN_BYTES = 32
VALID = timedelta(days=90)


def token_hash(token: str) -> str:
    """What is stored instead of the token: SHA-256 suffices for 256 random bits."""
    return hashlib.sha256(token.encode()).hexdigest()


@transaction.atomic
def make_link(case: Case, *, at: datetime, by: Person | None = None) -> str:
    """A new address of the customer's page, absolute; it can be shown only this once."""
    case = hold(case)
    token = secrets.token_urlsafe(TOKEN_BYTES)
    StatusLink.objects.create(case=case, token_hash=token_hash(token), made_at=at, expires_at=at + VALID)
    record("statuspage.link_made", case=case, at=at, by=by)
    return f"{settings.PUBLIC_URL}{reverse('status_page', args=[token])}"


@transaction.atomic
def revoke_links(case: Case, *, at: datetime, by: Person | None = None) -> int:
    """Every link to this case stops working now; returns how many did."""
    case = hold(case)
    count = case.status_links.filter(revoked_at=None).update(revoked_at=at)
    record("statuspage.links_revoked", case=case, at=at, by=by, count=count)
    return count
