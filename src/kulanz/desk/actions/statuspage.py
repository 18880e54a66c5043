"""The customer's secret link: made, found, revoked."""

import json
import secrets
from datetime import datetime, timedelta

from django.conf import settings
from django.db import transaction
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext

from kulanz.desk.actions.cases import refresh
from kulanz.desk.actions.closure import wake
from kulanz.desk.actions.commitments import promise_callback
from kulanz.desk.actions.raw import keep_raw
from kulanz.desk.actions.reading import read_contact
from kulanz.desk.actions.record import TWICE, hold, record
from kulanz.desk.models import Case, Contact, Person, RawMessage, StatusLink
from kulanz.desk.models.statuspage import token_hash

TOKEN_BYTES = 32
VALID = timedelta(days=90)


@transaction.atomic
def make_link(case: Case, *, at: datetime, by: Person | None = None) -> str:
    """A new address of the customer's page, absolute; it can be shown only this once."""
    case = hold(case)
    token = secrets.token_urlsafe(TOKEN_BYTES)
    StatusLink.objects.create(
        case=case, token_hash=token_hash(token), made_at=at, expires_at=at + VALID
    )
    record("statuspage.link_made", case=case, at=at, by=by)
    return f"{settings.PUBLIC_URL}{reverse('status_page', args=[token])}"


@transaction.atomic
def revoke_links(case: Case, *, at: datetime, by: Person | None = None) -> int:
    """Every link to this case stops working now; returns how many did."""
    case = hold(case)
    count = case.status_links.filter(revoked_at=None).update(revoked_at=at)
    record("statuspage.links_revoked", case=case, at=at, by=by, count=count)
    return count


@transaction.atomic
def renew_link(case: Case, *, at: datetime, by: Person | None = None) -> str:
    """Revoke every old link and make a new one, in one step."""
    revoke_links(case, at=at, by=by)
    return make_link(case, at=at, by=by)


def add_words(case: Case, *, text: str, at: datetime) -> None:
    """Keep what the customer adds on the page: raw first, then as a contact of the case.

    The same words again within a minute are the same button pressed twice.
    """
    content = json.dumps(
        {"case": case.number, "at": at.isoformat(), "text": text}, ensure_ascii=False
    )
    raw = keep_raw(source="statuspage", content=content.encode(), at=at)
    contact = _added(case, raw, text=text, at=at)
    if contact is not None:
        read_contact(contact, at=at)


@transaction.atomic
def _added(case: Case, raw: RawMessage, *, text: str, at: datetime) -> Contact | None:
    case = hold(case)
    kept = RawMessage.objects.filter(pk=raw.pk)
    if case.contacts.filter(channel="statuspage", text=text, at__gt=at - TWICE).exists():
        kept.update(state="read", outcome="duplicate")
        return None
    kept.update(state="read", outcome="reply")
    case = wake(case, at=at)
    contact = Contact.objects.create(
        case=case,
        channel="statuspage",
        direction=Contact.IN,
        at=at,
        text=text,
        new_text=text,
        language=case.language,
        sender_name=case.customer.name,
        raw=raw,
    )
    record(
        "contact.received",
        case=case,
        at=at,
        by_customer=True,
        contact=contact.pk,
        automatic=False,
    )
    refresh(case)
    return contact


@transaction.atomic
def ask_for_callback(case: Case, *, at: datetime) -> bool:
    """The customer asks to be rung: a commitment of the owner, or of the lead while nobody owns it.

    Returns False when an open call-back exists already. A closed case is opened again by it.
    """
    case = hold(case)
    if case.commitments.filter(kind="callback", done_at=None, withdrawn_at=None).exists():
        return False
    case = wake(case, at=at)
    promise_callback(case, text=_callback_text(case), at=at, owner=case.owner or _lead_of(case))
    return True


def _lead_of(case: Case) -> Person | None:
    people = Person.objects.filter(is_active=True, team=case.team)
    return people.filter(role="TL").order_by("pk").first() or people.order_by("pk").first()


def _callback_text(case: Case) -> str:
    with translation.override(case.language):
        return gettext("Call back, as you asked")
