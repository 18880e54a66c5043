"""The ledger: every line a version; and what was read back to the customer."""

from django.conf import settings
from django.db import models

from kulanz.desk.models.cases import Case
from kulanz.desk.models.contacts import Contact

KINDS = [(k, k) for k in ("claim", "fact", "opinion", "emotion", "demand", "question")]
SHAREABLE_KINDS = ("claim", "fact", "demand")


class Statement(models.Model):
    """One version of one line of the ledger (de: Aussage, nl: uitspraak).

    Nothing is overwritten: verifying, refuting, sharing and correcting each add a row that
    `replaces` the one before. The current version is the one nothing replaces; all versions of
    one line share `line_no` within the case.
    """

    STANDINGS = [(s, s) for s in ("stated", "verified", "refuted", "unobtainable")]

    case = models.ForeignKey(Case, on_delete=models.CASCADE, related_name="statements")
    contact = models.ForeignKey(
        Contact, on_delete=models.CASCADE, null=True, blank=True, related_name="statements"
    )
    line_no = models.PositiveIntegerField()
    replaces = models.OneToOneField(
        "self", on_delete=models.CASCADE, null=True, blank=True, related_name="replaced_by"
    )
    kind = models.CharField(max_length=8, choices=KINDS)
    text = models.TextField()
    quote = models.TextField(blank=True)
    speaker = models.CharField(
        max_length=12, choices=[(s, s) for s in ("customer", "agent", "third_party", "system")]
    )
    standing = models.CharField(max_length=12, choices=STANDINGS, default="stated")
    source = models.CharField(max_length=200, blank=True)
    shareable = models.BooleanField(default=False)
    said_at = models.DateTimeField()
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True
    )
    at = models.DateTimeField()

    class Meta:
        ordering = ["line_no", "id"]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(shareable=False) | models.Q(kind__in=SHAREABLE_KINDS),
                name="only_claims_facts_and_demands_are_shareable",
            ),
            models.CheckConstraint(
                condition=~models.Q(standing="verified") | ~models.Q(source=""),
                name="a_verified_fact_has_a_source",
            ),
        ]

    def __str__(self) -> str:
        return self.text


class Recap(models.Model):
    """What we understood, frozen when it was read back or mailed (de: Zusammenfassung)."""

    WAYS = [(w, w) for w in ("read_back", "mailed", "status_page")]

    case = models.ForeignKey(Case, on_delete=models.CASCADE, related_name="recaps")
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True
    )
    at = models.DateTimeField()
    way = models.CharField(max_length=12, choices=WAYS)

    def __str__(self) -> str:
        return f"{self.case_id} {self.way}"


class RecapLine(models.Model):
    """One numbered sentence of a recap; only shareable statements get here."""

    recap = models.ForeignKey(Recap, on_delete=models.CASCADE, related_name="lines")
    number = models.PositiveSmallIntegerField()
    statement = models.ForeignKey(Statement, on_delete=models.PROTECT)
    text = models.TextField()

    class Meta:
        ordering = ["number"]
        constraints = [
            models.UniqueConstraint(fields=["recap", "number"], name="recap_lines_numbered")
        ]

    def __str__(self) -> str:
        return self.text


class Confirmation(models.Model):
    """The customer's word on one recap line: it stands, or how it really was."""

    line = models.ForeignKey(RecapLine, on_delete=models.CASCADE, related_name="confirmations")
    stands = models.BooleanField()
    correction = models.TextField(blank=True)
    noted_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True
    )
    at = models.DateTimeField()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=models.Q(stands=True, correction="") | models.Q(stands=False),
                name="a_line_that_stands_needs_no_correction",
            )
        ]

    def __str__(self) -> str:
        return "stands" if self.stands else self.correction
