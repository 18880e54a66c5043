"""The guide of a team: its steps of a conversation, version by version."""

from django.conf import settings
from django.db import models

from kulanz.desk.models.people import Team


class TeamGuide(models.Model):
    """A team's order of the six steps, by whom and why (de: Gesprächsleitfaden); the latest counts.

    `steps` is a list of objects with `id`, `after` and `may_skip`, in the order of the team; an
    empty list is the order of the house.
    """

    team = models.ForeignKey(Team, on_delete=models.CASCADE, related_name="guides")
    steps = models.JSONField(default=list)
    because = models.CharField(max_length=200)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT)
    at = models.DateTimeField()

    class Meta:
        ordering = ["id"]

    def __str__(self) -> str:
        return f"{self.team_id} {self.at:%Y-%m-%d}"
