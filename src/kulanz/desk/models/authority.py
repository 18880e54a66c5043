"""What decides who may offer what: versions of the table, facts of a case, approvals, bookings."""

from django.conf import settings
from django.db import models

from kulanz.desk.models.cases import Case
from kulanz.desk.models.offers import Offer


class AuthorityVersion(models.Model):
    """One version of a country pack's authority table, as TOML (de: Befugnisse, nl: mandaten).

    `number` counts per pack; a draft becomes the table in force on `valid_from` once published.
    Without a published version the table of the pack itself is in force.
    """

    STANDINGS = [(s, s) for s in ("draft", "published", "discarded")]

    pack = models.CharField(max_length=20)
    number = models.PositiveIntegerField()
    text = models.TextField()
    note = models.CharField(max_length=300, blank=True)
    standing = models.CharField(max_length=9, choices=STANDINGS, default="draft")
    valid_from = models.DateField(null=True, blank=True)
    made_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )
    made_at = models.DateTimeField()
    changed_at = models.DateTimeField()
    published_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    published_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["-number"]
        constraints = [
            models.UniqueConstraint(fields=["pack", "number"], name="authority_version_once"),
            models.UniqueConstraint(
                fields=["pack"],
                condition=models.Q(standing="draft"),
                name="one_authority_draft_per_pack",
            ),
            models.CheckConstraint(
                condition=~models.Q(standing="published")
                | models.Q(published_by__isnull=False, valid_from__isnull=False),
                name="published_authority_has_publisher_and_day",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.pack} {self.number}"


class CaseFact(models.Model):
    """A fact of a case that decides what may be offered; the latest of a name counts.

    `name` is one of `kulanz.conditions.FACTS`; an empty `value` takes the fact back.
    """

    case = models.ForeignKey(Case, on_delete=models.CASCADE, related_name="case_facts")
    name = models.CharField(max_length=40)
    value = models.CharField(max_length=60, blank=True)
    source = models.CharField(max_length=200, blank=True)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True
    )
    at = models.DateTimeField()

    class Meta:
        ordering = ["id"]
        indexes = [models.Index(fields=["case", "name", "-id"], name="case_fact_latest")]

    def __str__(self) -> str:
        return f"{self.name} = {self.value}"


class Approval(models.Model):
    """One colleague asks another for a remedy above their limit (de: Freigabe, nl: goedkeuring).

    `role` is asked now, until `until`; then the next one (`passed` remembers who was asked). The
    one who asks never answers. `override` says that the approver went beyond the table, which
    needs a reason. `facts` and `used` are what was known and had been given when it was asked: a
    later table can be tried on it. `withdrawn_because` says why it ended by itself. `asked_back`
    and `told` are questions to the one who asks and their answers, one per line.
    """

    STANDINGS = [
        (s, s) for s in ("open", "yes", "no", "instead", "asked_back", "withdrawn", "nobody")
    ]

    case = models.ForeignKey(Case, on_delete=models.CASCADE, related_name="approvals")
    remedy = models.CharField(max_length=30)
    amount = models.DecimalField(max_digits=10, decimal_places=2, null=True, blank=True)
    percent = models.DecimalField(max_digits=14, decimal_places=2, null=True, blank=True)
    count = models.PositiveSmallIntegerField(null=True, blank=True)
    currency = models.CharField(max_length=3, default="EUR")
    question = models.CharField(max_length=300)
    text = models.CharField(max_length=300)
    due_at = models.DateTimeField()
    on_line = models.BooleanField(default=False)
    asked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="approvals_asked"
    )
    asked_at = models.DateTimeField()
    asked_as = models.CharField(max_length=3, blank=True)
    facts = models.JSONField(default=dict)
    used = models.DecimalField(max_digits=10, decimal_places=2, null=True, blank=True)
    role = models.CharField(max_length=3)
    until = models.DateTimeField()
    passed = models.JSONField(default=list)
    rule = models.CharField(max_length=80, blank=True)
    basis = models.CharField(max_length=10, blank=True)
    standing = models.CharField(max_length=10, choices=STANDINGS, default="open")
    answered_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="approvals_answered",
    )
    answered_at = models.DateTimeField(null=True, blank=True)
    answer = models.TextField(blank=True)
    asked_back = models.TextField(blank=True)
    told = models.TextField(blank=True)
    instead_remedy = models.CharField(max_length=30, blank=True)
    instead_amount = models.DecimalField(max_digits=10, decimal_places=2, null=True, blank=True)
    instead_percent = models.DecimalField(max_digits=14, decimal_places=2, null=True, blank=True)
    instead_count = models.PositiveSmallIntegerField(null=True, blank=True)
    override = models.BooleanField(default=False)
    withdrawn_because = models.CharField(max_length=20, blank=True)
    offer = models.OneToOneField(
        Offer, on_delete=models.PROTECT, null=True, blank=True, related_name="approval"
    )

    class Meta:
        indexes = [
            models.Index(
                fields=["role", "until"],
                condition=models.Q(standing="open"),
                name="approval_open_by_role",
            )
        ]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(answered_by=None) | ~models.Q(answered_by=models.F("asked_by")),
                name="nobody_approves_their_own",
            ),
            models.CheckConstraint(
                condition=models.Q(override=False) | ~models.Q(answer=""),
                name="override_has_a_reason",
            ),
        ]

    def __str__(self) -> str:
        return self.question


class Booking(models.Model):
    """Accounting carries an accepted offer out; above the four-eyes limit by a third person."""

    offer = models.OneToOneField(Offer, on_delete=models.PROTECT, related_name="booking")
    role = models.CharField(max_length=3)
    four_eyes = models.BooleanField(default=False)
    asked_at = models.DateTimeField()
    booked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    booked_at = models.DateTimeField(null=True, blank=True)
    reference = models.CharField(max_length=80, blank=True)

    def __str__(self) -> str:
        return f"{self.offer_id} {self.role}"
