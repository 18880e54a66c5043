"""Holds that keep dunning away, the dunning documents that came in, and the clocks of a case."""

from django.conf import settings
from django.db import models

from kulanz.desk.models.cases import Case
from kulanz.desk.models.contacts import Observation


class Hold(models.Model):
    """A claim is disputed, or dunning stands still (de: Klärungsvermerk, Mahnstopp; nl: betwist).

    `until` of None lasts until it is lifted; `order` is the number the customer knows it by.
    """

    KINDS = [(k, k) for k in ("dispute", "dunning")]

    case = models.ForeignKey(Case, on_delete=models.CASCADE, related_name="holds")
    kind = models.CharField(max_length=8, choices=KINDS)
    order = models.CharField(max_length=60, db_index=True)
    since = models.DateTimeField()
    until = models.DateTimeField(null=True, blank=True)
    reason = models.CharField(max_length=200)
    rule = models.CharField(max_length=80, blank=True)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    lifted_at = models.DateTimeField(null=True, blank=True)
    lifted_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    lifted_because = models.CharField(max_length=200, blank=True)

    class Meta:
        ordering = ["id"]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(until=None) | models.Q(until__gt=models.F("since")),
                name="hold_ends_after_it_begins",
            )
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.order}"


class DunningDocument(models.Model):
    """A dunning letter about an order, as billing reports it; `broke` is the hold it ignored."""

    order = models.CharField(max_length=60, db_index=True)
    level = models.PositiveSmallIntegerField(default=1)
    dated = models.DateTimeField()
    reference = models.CharField(max_length=80, unique=True)
    received_at = models.DateTimeField()
    broke = models.ForeignKey(
        Hold, on_delete=models.SET_NULL, null=True, blank=True, related_name="broken_by"
    )

    def __str__(self) -> str:
        return self.reference


class CaseClock(models.Model):
    """A deadline that runs in a case, with its source (de: Frist, nl: termijn).

    `code` is acknowledge, first_human, interim, decide, or what a declaration starts
    ("withdrawal.refund"). `due_at` never moves to a later time for the customer; `told_at` says
    when the customer was told it.
    """

    case = models.ForeignKey(Case, on_delete=models.CASCADE, related_name="clocks")
    code = models.CharField(max_length=40)
    basis = models.CharField(max_length=10)
    source = models.CharField(max_length=200, blank=True)
    declaration = models.ForeignKey(
        Observation, on_delete=models.CASCADE, null=True, blank=True, related_name="clocks"
    )
    started_at = models.DateTimeField()
    due_at = models.DateTimeField()
    told_at = models.DateTimeField(null=True, blank=True)
    met_at = models.DateTimeField(null=True, blank=True)
    ended_at = models.DateTimeField(null=True, blank=True)
    alerted_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["due_at", "id"]
        constraints = [
            models.UniqueConstraint(
                fields=["case", "code", "declaration"],
                condition=models.Q(declaration__isnull=False),
                name="declared_clock_starts_once",
            ),
            models.UniqueConstraint(
                fields=["case", "code"],
                condition=models.Q(declaration=None, met_at=None, ended_at=None),
                name="one_running_clock_per_code",
            ),
        ]
        indexes = [
            models.Index(
                fields=["due_at"],
                condition=models.Q(met_at=None, ended_at=None),
                name="clock_running_by_due",
            )
        ]

    def __str__(self) -> str:
        return self.code
