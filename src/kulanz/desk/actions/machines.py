"""Letting machines in by a token, and telling them things by webhooks."""

import base64
import secrets
from collections.abc import Sequence
from datetime import datetime, timedelta
from urllib.parse import urlsplit

from django.db import transaction

from kulanz.desk.actions.record import DeskRefusal, record
from kulanz.desk.actions.sealing import Unsealable, seal, unseal
from kulanz.desk.models import ApiToken, Person, Webhook
from kulanz.desk.queries.machines import BOTH_SIGN_FOR, SCOPES, TOLD, hashed

TOKEN_BYTES, SECRET_BYTES, START, URL_LENGTH = 32, 32, 10, 500
USE_NOTED_EVERY = timedelta(minutes=1)


class NameMissing(DeskRefusal):
    """A token without a name is one that nobody dares to revoke."""

    code = "token_name_missing"


class NothingChosen(DeskRefusal):
    """A token opens something, a webhook tells something: of the lists there are."""

    code = "nothing_chosen"


class BadWebhookUrl(DeskRefusal):
    """An address that can be told: https, a host, no user and no password."""

    code = "bad_webhook_url"


@transaction.atomic
def make_token(
    *,
    name: str,
    scopes: Sequence[str],
    person: Person,
    at: datetime,
    by: Person,
    expires_at: datetime | None = None,
) -> tuple[ApiToken, str]:
    """A key for a machine that sees what `person` may see; its text is given once, here.

    Raises:
        NameMissing, NothingChosen: see there.
    """
    if not name.strip():
        raise NameMissing
    if not scopes or not {*scopes} <= {*SCOPES}:
        raise NothingChosen
    secret = f"kz_{secrets.token_urlsafe(TOKEN_BYTES)}"
    row = ApiToken.objects.create(
        name=name.strip()[:80],
        sha256=hashed(secret),
        start=secret[:START],
        scopes=sorted({*scopes}),
        person=person,
        made_at=at,
        expires_at=expires_at,
    )
    record("token.made", case=None, at=at, by=by, token=row.pk, name=row.name)
    return row, secret


@transaction.atomic
def revoke_token(row: ApiToken, *, at: datetime, by: Person) -> None:
    """It opens nothing any more; revoking it again changes nothing."""
    if ApiToken.objects.filter(pk=row.pk, revoked_at=None).update(revoked_at=at):
        record("token.revoked", case=None, at=at, by=by, token=row.pk, name=row.name)


def note_token_use(row: ApiToken, *, at: datetime) -> None:
    """When it was last used, to the minute: a write for every request would be too much."""
    if row.used_at is None or at - row.used_at >= USE_NOTED_EVERY:
        ApiToken.objects.filter(pk=row.pk).update(used_at=at)


@transaction.atomic
def make_webhook(
    *, url: str, kinds: Sequence[str], at: datetime, by: Person
) -> tuple[Webhook, str]:
    """An address that is told; the secret for checking our signature is given once, here.

    Raises:
        BadWebhookUrl, NothingChosen: see there.
    """
    url = url.strip()
    if not _can_be_told(url):
        raise BadWebhookUrl
    if not kinds or not {*kinds} <= {*TOLD}:
        raise NothingChosen
    secret = _new_secret()
    row = Webhook.objects.create(
        url=url, secret=seal(secret), kinds=sorted({*kinds}), made_by=by, made_at=at
    )
    record("webhook.made", case=None, at=at, by=by, webhook=row.pk)
    return row, secret


@transaction.atomic
def rotate_secret(row: Webhook, *, at: datetime, by: Person) -> str:
    """A new secret, given once, here; for a day the one before it signs too.

    One that cannot be opened any more, because the desk's key is another, is simply replaced.
    """
    row = Webhook.objects.select_for_update().get(pk=row.pk)
    new = _new_secret()
    try:
        kept = [secrets_of(row, at=at)[0], (at + BOTH_SIGN_FOR).isoformat()]
    except Unsealable:
        kept = []
    row.secret = seal(" ".join([new, *kept]))
    row.save(update_fields=["secret"])
    record("webhook.rotated", case=None, at=at, by=by, webhook=row.pk)
    return new


def secrets_of(row: Webhook, *, at: datetime) -> tuple[str, ...]:
    """What signs at a moment, the newest first. Sealed are the secret, or both and an end.

    Raises:
        Unsealable: see there.
    """
    new, *before = unseal(row.secret).split(" ")
    return (new, before[0]) if before and at < datetime.fromisoformat(before[1]) else (new,)


def _new_secret() -> str:
    return f"whsec_{base64.b64encode(secrets.token_bytes(SECRET_BYTES)).decode('ascii')}"


def _can_be_told(url: str) -> bool:
    """Where it leads is judged at every sending (`kulanz.fetching`), its form here."""
    try:
        parts = urlsplit(url)
        host, user = parts.hostname, parts.username
    except ValueError:
        return False
    return len(url) <= URL_LENGTH and parts.scheme == "https" and bool(host) and user is None


@transaction.atomic
def disable_webhook(
    row: Webhook, *, at: datetime, by: Person | None = None, problem: str = ""
) -> None:
    """It is told nothing more; what waits stays and goes out if it is enabled again."""
    rows = Webhook.objects.filter(pk=row.pk, disabled_at=None)
    if rows.update(disabled_at=at, problem=problem[:200]):
        record("webhook.disabled", case=None, at=at, by=by, webhook=row.pk, problem=problem)


@transaction.atomic
def enable_webhook(row: Webhook, *, at: datetime, by: Person) -> None:
    """It is told again, beginning with what waited."""
    rows = Webhook.objects.filter(pk=row.pk, disabled_at__isnull=False)
    if rows.update(disabled_at=None, problem=""):
        record("webhook.enabled", case=None, at=at, by=by, webhook=row.pk)
