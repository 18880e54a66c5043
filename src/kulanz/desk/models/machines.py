"""Doors for machines: tokens of the API, and webhooks that tell others what happened."""

from django.conf import settings
from django.db import models

from kulanz.desk.models.events import Event


class ApiToken(models.Model):
    """A key for a machine: only its hash is kept, it is shown once; `scopes` say what it opens."""

    name = models.CharField(max_length=80)
    sha256 = models.CharField(max_length=64, unique=True)
    start = models.CharField(max_length=12)
    scopes = models.JSONField(default=list)
    person = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="api_tokens"
    )
    made_at = models.DateTimeField()
    expires_at = models.DateTimeField(null=True, blank=True)
    used_at = models.DateTimeField(null=True, blank=True)
    revoked_at = models.DateTimeField(null=True, blank=True)

    def __str__(self) -> str:
        return self.name


class Webhook(models.Model):
    """An address that is told what happened, signed after Standard Webhooks; `kinds` of events."""

    url = models.URLField(max_length=500)
    secret = models.CharField(max_length=400)
    kinds = models.JSONField(default=list)
    made_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT)
    made_at = models.DateTimeField()
    disabled_at = models.DateTimeField(null=True, blank=True)
    problem = models.CharField(max_length=200, blank=True)

    def __str__(self) -> str:
        return self.url


class WebhookDelivery(models.Model):
    """One message to one address, tried again until it arrives or is given up."""

    STANDINGS = [(s, s) for s in ("waiting", "arrived", "given_up")]

    webhook = models.ForeignKey(Webhook, on_delete=models.CASCADE, related_name="deliveries")
    event = models.ForeignKey(Event, on_delete=models.CASCADE, related_name="+")
    message_id = models.CharField(max_length=40, unique=True)
    body = models.TextField()
    standing = models.CharField(max_length=8, choices=STANDINGS, default="waiting")
    attempts = models.PositiveSmallIntegerField(default=0)
    next_at = models.DateTimeField()
    status = models.PositiveSmallIntegerField(null=True, blank=True)
    problem = models.CharField(max_length=200, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["webhook", "event"], name="one_delivery_per_event")
        ]
        indexes = [
            models.Index(
                fields=["next_at"],
                condition=models.Q(standing="waiting"),
                name="delivery_waiting",
            )
        ]

    def __str__(self) -> str:
        return self.message_id
