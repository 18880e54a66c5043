"""Saved views of the inbox."""

from django.conf import settings
from django.db import models


class SavedView(models.Model):
    """A named filter; without `person` it belongs to the team (de: Ansicht, nl: weergave)."""

    name = models.CharField(max_length=60)
    query = models.CharField(max_length=300)
    person = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, null=True, blank=True
    )
    team = models.ForeignKey("desk.Team", on_delete=models.CASCADE, null=True, blank=True)

    def __str__(self) -> str:
        return self.name
