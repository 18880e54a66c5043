"""What the company advertised, the orders it is measured by, and how each promise came out."""

from django.conf import settings
from django.db import models

from kulanz.desk.models.cases import Case, Problem
from kulanz.desk.models.customers import Customer


class AdvertisedPromise(models.Model):
    """One version of something the company promises everybody (de: Versprechen, nl: belofte).

    `texts` per language, `places` where it is shown with the conditions shown there, `conditions`
    and `pledge` as cells per fact (`kulanz.conditions`), `evidence` the page it was read from.
    """

    STANDINGS = [(s, s) for s in ("proposed", "published", "withdrawn")]

    code = models.CharField(max_length=40)
    number = models.PositiveIntegerField(default=1)
    kind = models.CharField(max_length=20)
    texts = models.JSONField(default=dict)
    places = models.JSONField(default=list)
    conditions = models.JSONField(default=dict)
    pledge = models.JSONField(default=dict)
    countries = models.JSONField(default=list)
    since = models.DateField()
    until = models.DateField(null=True, blank=True)
    owner = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    problem = models.ForeignKey(Problem, on_delete=models.PROTECT, null=True, blank=True)
    evidence = models.JSONField(default=dict)
    standing = models.CharField(max_length=9, choices=STANDINGS, default="proposed")
    made_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    made_at = models.DateTimeField()
    published_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    published_at = models.DateTimeField(null=True, blank=True)
    alerted_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["code", "-number"]
        constraints = [
            models.UniqueConstraint(fields=["code", "number"], name="promise_version_once")
        ]

    def __str__(self) -> str:
        return self.code


class Order(models.Model):
    """An order and what is known of it (de: Bestellung, nl: bestelling); `facts` by their names."""

    number = models.CharField(max_length=60, unique=True)
    customer = models.ForeignKey(
        Customer, on_delete=models.PROTECT, null=True, blank=True, related_name="orders"
    )
    country = models.CharField(max_length=2, blank=True)
    ordered_at = models.DateTimeField(null=True, blank=True)
    facts = models.JSONField(default=dict)
    source = models.CharField(max_length=40)
    changed_at = models.DateTimeField()
    cases = models.ManyToManyField(Case, blank=True, related_name="orders")

    class Meta:
        indexes = [models.Index(fields=["ordered_at", "id"], name="order_by_time")]

    def __str__(self) -> str:
        return self.number


class PromiseOutcome(models.Model):
    """How a promise came out for an order: kept, broken, not applicable, or a fact is missing."""

    OUTCOMES = [(o, o) for o in ("kept", "broken", "not_applicable", "unknown")]

    promise = models.ForeignKey(
        AdvertisedPromise, on_delete=models.PROTECT, related_name="outcomes"
    )
    order = models.ForeignKey(Order, on_delete=models.CASCADE, related_name="outcomes")
    case = models.ForeignKey(
        Case, on_delete=models.SET_NULL, null=True, blank=True, related_name="promise_outcomes"
    )
    outcome = models.CharField(max_length=14, choices=OUTCOMES)
    missing = models.JSONField(default=list)
    reasons = models.JSONField(default=list)
    at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["promise", "order"], name="one_outcome_per_order")
        ]
        indexes = [models.Index(fields=["promise", "outcome", "at"], name="outcome_by_promise")]

    def __str__(self) -> str:
        return f"{self.promise_id} {self.order_id} {self.outcome}"
