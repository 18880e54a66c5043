"""Replies and internal notes: two things that never share text."""

from django.conf import settings
from django.db import models

from kulanz.desk.models.cases import Case
from kulanz.desk.models.contacts import Contact


class Draft(models.Model):
    """Text not yet sent or noted; one per case, person and kind."""

    REPLY, NOTE = "reply", "note"

    case = models.ForeignKey(Case, on_delete=models.CASCADE, related_name="drafts")
    person = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE)
    kind = models.CharField(max_length=5, choices=[(REPLY, REPLY), (NOTE, NOTE)])
    text = models.TextField(blank=True)
    saved_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["case", "person", "kind"], name="one_draft_each")
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.case_id}"


class Note(models.Model):
    """An internal note: never sent, never shown to the customer unless by access request."""

    case = models.ForeignKey(Case, on_delete=models.CASCADE, related_name="notes")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT)
    at = models.DateTimeField()
    text = models.TextField()
    form_key = models.CharField(max_length=64, unique=True)

    class Meta:
        ordering = ["at", "id"]

    def __str__(self) -> str:
        return self.text


class OutboxMessage(models.Model):
    """A mail on its way out, written in the transaction that decided to send it.

    The bytes are final and stored before the first attempt, so a repeated attempt after a
    crash carries the same Message-ID.
    """

    STATES = [(s, s) for s in ("waiting", "sending", "sent", "failed", "cancelled")]

    case = models.ForeignKey(Case, on_delete=models.CASCADE, related_name="outbox")
    contact = models.OneToOneField(
        Contact, on_delete=models.SET_NULL, null=True, blank=True, related_name="outbox"
    )
    kind = models.CharField(max_length=12, default="reply")
    form_key = models.CharField(max_length=64, unique=True)
    message_id = models.CharField(max_length=200, unique=True)
    sender = models.EmailField()
    recipient = models.EmailField()
    blob = models.CharField(max_length=64)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True
    )
    override_reason = models.CharField(max_length=300, blank=True)
    created_at = models.DateTimeField()
    send_after = models.DateTimeField()
    state = models.CharField(max_length=9, choices=STATES, default="waiting")
    attempts = models.PositiveSmallIntegerField(default=0)
    leased_until = models.DateTimeField(null=True, blank=True)
    sent_at = models.DateTimeField(null=True, blank=True)
    problem = models.CharField(max_length=300, blank=True)

    class Meta:
        indexes = [models.Index(fields=["state", "send_after"], name="outbox_by_due")]

    def __str__(self) -> str:
        return self.message_id
