"""Who owes whom what by when."""

from django.conf import settings
from django.db import models

from kulanz.desk.models.cases import Case


class Commitment(models.Model):
    """A dated commitment of ours or of the customer's (de: Zusage, nl: toezegging).

    A call-back is a commitment. A case waits only on a commitment. `act` is the step of a way out
    that it stands for; with an `approver` it is no more than asking that role for it.
    """

    OURS, THEIRS = "ours", "theirs"
    SIDES = [(OURS, OURS), (THEIRS, THEIRS)]
    KINDS = [(k, k) for k in ("task", "callback", "answer", "remedy")]

    case = models.ForeignKey(Case, on_delete=models.CASCADE, related_name="commitments")
    side = models.CharField(max_length=6, choices=SIDES)
    kind = models.CharField(max_length=8, choices=KINDS, default="task")
    text = models.CharField(max_length=300)
    due_at = models.DateTimeField()
    owner = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="commitments",
    )
    made_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    made_at = models.DateTimeField()
    shared = models.BooleanField(default=True)
    after_break = models.BooleanField(default=False)
    act = models.CharField(max_length=80, blank=True)
    approver = models.CharField(max_length=3, blank=True)
    done_at = models.DateTimeField(null=True, blank=True)
    withdrawn_at = models.DateTimeField(null=True, blank=True)
    moved_from = models.DateTimeField(null=True, blank=True)
    moved_with_consent = models.BooleanField(default=False)
    reminded_at = models.DateTimeField(null=True, blank=True)
    overdue_noted_at = models.DateTimeField(null=True, blank=True)
    offer = models.OneToOneField(
        "desk.Offer", on_delete=models.PROTECT, null=True, blank=True, related_name="commitment"
    )

    class Meta:
        ordering = ["due_at", "id"]
        indexes = [
            models.Index(
                fields=["due_at", "id"],
                condition=models.Q(done_at=None, withdrawn_at=None),
                name="commitment_open_by_due",
            ),
            models.Index(
                fields=["owner", "due_at"],
                condition=models.Q(done_at=None, withdrawn_at=None),
                name="commitment_mine_by_due",
            ),
        ]
        constraints = [
            models.CheckConstraint(
                condition=~models.Q(side="ours") | models.Q(owner__isnull=False),
                name="our_commitment_has_an_owner",
            )
        ]

    def __str__(self) -> str:
        return self.text
