"""The telephone call: what was typed and heard while it ran, and how it ended."""

from django.conf import settings
from django.db import models

from kulanz.desk.models.cases import Case
from kulanz.desk.models.commitments import Commitment
from kulanz.desk.models.contacts import Contact
from kulanz.desk.models.facts import Statement
from kulanz.desk.models.people import Team

LINE_LENGTH = 2000


class Call(models.Model):
    """One telephone call (de: Anruf, nl: gesprek), from the first ring to the last word.

    A call that nobody has answered has no contact, and one from an unknown number no case.
    `typed` is the line on which the agent is writing; it is kept so that nothing typed is lost.
    """

    ENDED_BY = [(c, c) for c in ("agent", "customer", "line")]
    ENDINGS = [
        (c, c) for c in ("finished", "moved_to_mail", "broken_off", "abandoned", "unreachable")
    ]
    RECORDINGS = [(c, c) for c in ("none", "asked", "agreed", "refused")]
    SOURCES = [(c, c) for c in ("desk", "phone")]

    team = models.ForeignKey(Team, on_delete=models.PROTECT, related_name="calls")
    case = models.ForeignKey(
        Case, on_delete=models.CASCADE, null=True, blank=True, related_name="calls"
    )
    contact = models.OneToOneField(
        Contact, on_delete=models.CASCADE, null=True, blank=True, related_name="call"
    )
    agent = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="calls",
    )
    source = models.CharField(max_length=5, choices=SOURCES, default="desk")
    direction = models.CharField(
        max_length=3, choices=[(d, d) for d in (Contact.IN, Contact.OUT)], default=Contact.IN
    )
    number = models.CharField(max_length=32, blank=True)
    external_id = models.CharField(max_length=120, null=True, blank=True, unique=True)
    form_key = models.CharField(max_length=64, null=True, blank=True, unique=True)
    began_at = models.DateTimeField()
    answered_at = models.DateTimeField(null=True, blank=True)
    ended_at = models.DateTimeField(null=True, blank=True)
    ended_by = models.CharField(max_length=8, blank=True, choices=ENDED_BY)
    ending = models.CharField(max_length=13, blank=True, choices=ENDINGS)
    typed = models.CharField(max_length=LINE_LENGTH, blank=True)
    muted = models.BooleanField(default=False)
    recording = models.CharField(max_length=7, choices=RECORDINGS, default="none")
    recording_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["began_at", "id"]
        indexes = [
            models.Index(
                fields=["team", "began_at"],
                condition=models.Q(ended_at=None),
                name="call_running",
            ),
            models.Index(fields=["number", "began_at"], name="call_by_number"),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["agent"],
                condition=models.Q(ended_at=None, answered_at__isnull=False),
                name="one_running_call_each",
            ),
            models.CheckConstraint(
                condition=models.Q(contact=None) | models.Q(case__isnull=False),
                name="a_call_with_a_contact_has_a_case",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.direction} {self.began_at:%Y-%m-%d %H:%M}"


class CallEntry(models.Model):
    """One line of a call: typed by the agent, or heard by a speech recognition.

    `kind` is what the first sign of the line said (`kulanz.calls`); `key` is given by whoever
    sends the line, so that sending it twice writes it once. `begins` and `ends` are seconds since
    the call was answered; a line that is not `final` may still change.
    """

    call = models.ForeignKey(Call, on_delete=models.CASCADE, related_name="entries")
    number = models.PositiveIntegerField()
    key = models.CharField(max_length=64)
    at = models.DateTimeField()
    kind = models.CharField(max_length=8)
    speaker = models.CharField(
        max_length=12, choices=[(s, s) for s in ("customer", "agent", "third_party", "system")]
    )
    text = models.CharField(max_length=LINE_LENGTH)
    heard = models.BooleanField(default=False)
    begins = models.FloatField(null=True, blank=True)
    ends = models.FloatField(null=True, blank=True)
    final = models.BooleanField(default=True)
    statements = models.ManyToManyField(Statement, blank=True, related_name="+")
    commitment = models.ForeignKey(
        Commitment, on_delete=models.SET_NULL, null=True, blank=True, related_name="+"
    )
    withdrawn_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["number"]
        constraints = [
            models.UniqueConstraint(fields=["call", "number"], name="call_lines_numbered"),
            models.UniqueConstraint(fields=["call", "key"], name="call_line_written_once"),
        ]

    def __str__(self) -> str:
        return self.text


class CallSign(models.Model):
    """What cannot be typed: a tap ("loud", "interrupts" ...), or the temperature set by hand.

    What was observed in this call, by whom; never anything about a person.
    """

    SIGNS = [
        (s, s)
        for s in (
            "loud",
            "interrupts",
            "personal",
            "threatens",
            "cries",
            "repeats",
            "cooler",
            "warmer",
        )
    ]

    call = models.ForeignKey(Call, on_delete=models.CASCADE, related_name="signs")
    at = models.DateTimeField()
    sign = models.CharField(max_length=10, choices=SIGNS)
    key = models.CharField(max_length=64)

    class Meta:
        ordering = ["at", "id"]
        constraints = [
            models.UniqueConstraint(fields=["call", "key"], name="call_sign_tapped_once")
        ]

    def __str__(self) -> str:
        return self.sign
