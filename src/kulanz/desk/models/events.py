"""What happened is a row: append-only, written in the same transaction as the change."""

from typing import Any

from django.conf import settings
from django.db import models

from kulanz.desk.models.cases import Case


class Event(models.Model):
    """One thing that happened. History, live page, reactions and insight read it."""

    case = models.ForeignKey(
        Case, on_delete=models.CASCADE, null=True, blank=True, related_name="events"
    )
    kind = models.CharField(max_length=40)
    at = models.DateTimeField()
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True
    )
    by_customer = models.BooleanField(default=False)
    values = models.JSONField(default=dict)
    reacted_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["id"]
        indexes = [
            models.Index(fields=["case", "id"], name="event_in_case"),
            models.Index(
                fields=["id"], condition=models.Q(reacted_at=None), name="event_not_reacted"
            ),
        ]

    def __str__(self) -> str:
        return self.kind

    def save(self, *args: Any, **kwargs: Any) -> None:
        """Append; a row that exists can only be marked as reacted to (by a queryset)."""
        if self.pk is not None:
            raise TypeError("Events are append-only.")
        super().save(*args, **kwargs)
