"""The contact: one call, mail or form; and the bytes it came in."""

from django.conf import settings
from django.db import models

from kulanz.desk.models.cases import Case


class RawMessage(models.Model):
    """What came from outside, kept before it is read; it can be read again after a fix.

    `outcome` says what it has become, "" while it waits to be read; `problem` why.
    """

    STATES = [(s, s) for s in ("new", "read", "duplicate", "quarantined")]
    SOURCES = [(s, s) for s in ("mail", "upload", "webform", "statuspage", "import")]
    OUTCOMES = [
        (o, o) for o in ("case", "reply", "bounce", "auto_reply", "quarantine", "duplicate", "own")
    ]

    source = models.CharField(max_length=12, choices=SOURCES)
    sha256 = models.CharField(max_length=64, unique=True)
    body_key = models.CharField(max_length=128, blank=True, db_index=True)
    blob = models.CharField(max_length=64)
    size = models.PositiveIntegerField()
    received_at = models.DateTimeField()
    state = models.CharField(max_length=12, choices=STATES, default="new")
    outcome = models.CharField(max_length=10, choices=OUTCOMES, blank=True)
    problem = models.CharField(max_length=200, blank=True)
    sender = models.CharField(max_length=254, blank=True)
    subject = models.CharField(max_length=400, blank=True)
    team_hint = models.CharField(max_length=254, blank=True)

    class Meta:
        indexes = [
            models.Index(fields=["state", "id"], name="raw_by_state"),
            models.Index(fields=["outcome", "id"], name="raw_by_outcome"),
        ]

    def __str__(self) -> str:
        return f"{self.source} {self.sha256[:12]}"


class Contact(models.Model):
    """One exchange with the customer (de: Kontakt, nl: contactmoment)."""

    CHANNELS = [(c, c) for c in ("mail", "call", "form", "statuspage", "letter")]
    IN, OUT = "in", "out"

    case = models.ForeignKey(Case, on_delete=models.CASCADE, related_name="contacts")
    channel = models.CharField(max_length=10, choices=CHANNELS)
    direction = models.CharField(max_length=3, choices=[(IN, IN), (OUT, OUT)])
    at = models.DateTimeField()
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="contacts",
    )
    subject = models.CharField(max_length=400, blank=True)
    text = models.TextField(blank=True)
    new_text = models.TextField(blank=True)
    html = models.TextField(blank=True)
    language = models.CharField(max_length=2)
    sender = models.CharField(max_length=254, blank=True)
    sender_name = models.CharField(max_length=200, blank=True)
    message_id = models.CharField(max_length=998, blank=True, db_index=True)
    recipients = models.JSONField(default=list, blank=True)
    raw = models.OneToOneField(RawMessage, on_delete=models.PROTECT, null=True, blank=True)
    automatic = models.BooleanField(default=False)
    show_remote = models.BooleanField(default=False)
    wait_seconds = models.PositiveIntegerField(null=True, blank=True)
    duration_seconds = models.PositiveIntegerField(null=True, blank=True)
    broken_off_by = models.CharField(
        max_length=8, blank=True, choices=[(c, c) for c in ("agent", "customer", "line")]
    )
    heat = models.PositiveSmallIntegerField(default=0)

    class Meta:
        ordering = ["at", "id"]
        indexes = [models.Index(fields=["case", "at", "id"], name="contact_in_case_by_time")]

    def __str__(self) -> str:
        return f"{self.channel} {self.at:%Y-%m-%d %H:%M}"


class Attachment(models.Model):
    """A file that came with or goes with a contact; `token` is its unguessable address."""

    contact = models.ForeignKey(Contact, on_delete=models.CASCADE, related_name="attachments")
    token = models.CharField(max_length=43, unique=True)
    name = models.CharField(max_length=255)
    content_type = models.CharField(max_length=120)
    blob = models.CharField(max_length=64)
    size = models.PositiveIntegerField()
    content_id = models.CharField(max_length=200, blank=True)

    def __str__(self) -> str:
        return self.name


class Observation(models.Model):
    """What happened in one contact, with the quote as evidence; never about a person.

    Behaviours vanish 90 days after closing; declarations wait for a person to confirm them,
    and their clock starts at receipt.
    """

    KINDS = [("behaviour", "behaviour"), ("declaration", "declaration")]
    STANDINGS = [(s, s) for s in ("proposed", "confirmed", "dismissed")]

    contact = models.ForeignKey(Contact, on_delete=models.CASCADE, related_name="observations")
    kind = models.CharField(max_length=12, choices=KINDS)
    code = models.CharField(max_length=30)
    quote = models.TextField()
    line = models.PositiveIntegerField(default=1)
    standing = models.CharField(max_length=10, choices=STANDINGS, default="proposed")
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True
    )
    decided_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=~models.Q(quote=""), name="no_observation_without_quote"
            )
        ]

    def __str__(self) -> str:
        return self.code
