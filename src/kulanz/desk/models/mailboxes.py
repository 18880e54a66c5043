"""The mailbox that mail is fetched from by IMAP, and how far we are with it."""

from django.conf import settings
from django.db import models

from kulanz.desk.models.people import Team


class Mailbox(models.Model):
    """One folder of one account. `secret` is sealed; the cursor is UIDVALIDITY with the last UID.

    Mail that arrived before `taken_from` is left alone, None takes everything. `state` says what
    the last contact was like, `problem` why; who works on it has it until `held_until`.
    """

    TLS = [(t, t) for t in ("tls", "starttls", "none")]
    LOGINS = [(one, one) for one in ("password", "oauth2")]
    STATES = [(s, s) for s in ("new", "works", "trying", "broken")]

    name = models.CharField(max_length=80, unique=True)
    team = models.ForeignKey(Team, on_delete=models.PROTECT, null=True, blank=True)
    host = models.CharField(max_length=253)
    port = models.PositiveIntegerField()
    tls = models.CharField(max_length=8, choices=TLS)
    user = models.CharField(max_length=254)
    login = models.CharField(max_length=8, choices=LOGINS)
    secret = models.TextField()
    token_url = models.CharField(max_length=500, blank=True)
    client_id = models.CharField(max_length=200, blank=True)
    scope = models.CharField(max_length=300, blank=True)
    folder = models.CharField(max_length=200, default="INBOX")
    moved_to = models.CharField(max_length=200, blank=True)
    taken_from = models.DateTimeField(null=True, blank=True)
    made_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT)
    made_at = models.DateTimeField()
    off_at = models.DateTimeField(null=True, blank=True)
    version = models.PositiveIntegerField(default=1)

    uid_validity = models.BigIntegerField(null=True, blank=True)
    last_uid = models.BigIntegerField(default=0)
    state = models.CharField(max_length=8, choices=STATES, default="new")
    problem = models.CharField(max_length=60, blank=True)
    since = models.DateTimeField(null=True, blank=True)
    contact_at = models.DateTimeField(null=True, blank=True)
    next_at = models.DateTimeField(null=True, blank=True)
    failures = models.PositiveIntegerField(default=0)
    folders = models.JSONField(default=list, blank=True)
    fetched = models.PositiveIntegerField(default=0)
    holder = models.CharField(max_length=40, blank=True)
    held_until = models.DateTimeField(null=True, blank=True)

    def __str__(self) -> str:
        return self.name
