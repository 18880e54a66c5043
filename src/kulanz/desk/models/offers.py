"""What the customer would like, and what we offered."""

from django.conf import settings
from django.db import models

from kulanz.desk.models.cases import Case


class Wish(models.Model):
    """The customer's own solution, word for word (de: Lösungswunsch, nl: wens)."""

    case = models.ForeignKey(Case, on_delete=models.CASCADE, related_name="wishes")
    text = models.TextField()
    noted_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True
    )
    at = models.DateTimeField()

    def __str__(self) -> str:
        return self.text


class Offer(models.Model):
    """A remedy offered, with its basis, the role that offered it and the customer's answer.

    `percent` is the share of the price and `count` the number of instalments, where there is one.
    `rule` is the row of the authority table it rests on, `version` the number of that table (0: the
    pack's own), `facts` what was known and `used` the goodwill given before: a later table can be
    tried on it.
    """

    STANDINGS = [(s, s) for s in ("open", "accepted", "declined", "withdrawn")]

    case = models.ForeignKey(Case, on_delete=models.CASCADE, related_name="offers")
    remedy = models.CharField(max_length=30)
    text = models.CharField(max_length=300)
    amount = models.DecimalField(max_digits=10, decimal_places=2, null=True, blank=True)
    percent = models.DecimalField(max_digits=14, decimal_places=2, null=True, blank=True)
    count = models.PositiveSmallIntegerField(null=True, blank=True)
    currency = models.CharField(max_length=3, default="EUR")
    basis = models.CharField(max_length=10)
    rule = models.CharField(max_length=80)
    version = models.PositiveIntegerField(default=0)
    facts = models.JSONField(default=dict)
    used = models.DecimalField(max_digits=10, decimal_places=2, null=True, blank=True)
    role = models.CharField(max_length=3)
    due_at = models.DateTimeField()
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT)
    at = models.DateTimeField()
    standing = models.CharField(max_length=9, choices=STANDINGS, default="open")
    answered_at = models.DateTimeField(null=True, blank=True)
    answer = models.TextField(blank=True)

    def __str__(self) -> str:
        return self.text
