"""Mail on its way out: the letter, whom it goes to, and what a team signs with."""

from django.conf import settings
from django.db import models

from kulanz.desk.models.cases import Case
from kulanz.desk.models.contacts import Contact
from kulanz.desk.models.people import Team


class OutboxMessage(models.Model):
    """A mail on its way out, written in the transaction that decided to send it.

    The bytes are final and stored before the first attempt. `data_at` is set before the mail
    server gets the end of the text: from then on only its answer tells whether the mail left, and
    without that answer the mail is "unsure" until a person says so (docs/decisions/0006-outbox.md).
    """

    STATES = [
        (s, s) for s in ("waiting", "sending", "sent", "failed", "cancelled", "unsure", "bounced")
    ]

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
    important = models.BooleanField(default=False)
    created_at = models.DateTimeField()
    send_after = models.DateTimeField()
    state = models.CharField(max_length=9, choices=STATES, default="waiting")
    attempts = models.PositiveSmallIntegerField(default=0)
    tried_at = models.DateTimeField(null=True, blank=True)
    leased_until = models.DateTimeField(null=True, blank=True)
    data_at = models.DateTimeField(null=True, blank=True)
    sent_at = models.DateTimeField(null=True, blank=True)
    problem = models.CharField(max_length=300, blank=True)

    class Meta:
        indexes = [models.Index(fields=["state", "send_after"], name="outbox_by_due")]

    def __str__(self) -> str:
        return self.message_id


class OutboxRecipient(models.Model):
    """One address a mail goes to, and what became of it there; nobody gets a mail twice.

    `copy` is Cc. "offered": the mail server accepted the address and was given the text, and its
    last answer is not known.
    """

    STATES = [(s, s) for s in ("waiting", "offered", "taken", "refused", "bounced")]

    message = models.ForeignKey(OutboxMessage, on_delete=models.CASCADE, related_name="recipients")
    address = models.EmailField()
    copy = models.BooleanField(default=False)
    state = models.CharField(max_length=8, choices=STATES, default="waiting")
    problem = models.CharField(max_length=60, blank=True)

    class Meta:
        ordering = ["copy", "id"]
        constraints = [
            models.UniqueConstraint(fields=["message", "address"], name="one_mail_one_address")
        ]

    def __str__(self) -> str:
        return self.address


class Signature(models.Model):
    """What a team writes under its replies, in one language (de: Signatur, nl: handtekening)."""

    team = models.ForeignKey(Team, on_delete=models.CASCADE, related_name="signatures")
    language = models.CharField(max_length=2)
    text = models.TextField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["team", "language"], name="one_signature_a_language")
        ]

    def __str__(self) -> str:
        return f"{self.team} {self.language}"
