"""The guide of a team: its steps of a conversation, version by version."""

from django.conf import settings
from django.db import models

from kulanz.desk.models.people import Team


class TeamGuide(models.Model):
    """A version of a team's order of the six steps, by whom and why (de: Gesprächsleitfaden).

    `steps` is a list of objects with `id`, `after`, `may_skip` and `only_if`, in the order of the
    team; an empty list is the order of the house. A draft counts once it is published, from
    `valid_from` on; of those, the one with the latest day is in force.
    """

    STANDINGS = [(s, s) for s in ("draft", "published", "discarded")]

    team = models.ForeignKey(Team, on_delete=models.CASCADE, related_name="guides")
    steps = models.JSONField(default=list)
    because = models.CharField(max_length=200, blank=True)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT)
    at = models.DateTimeField()
    standing = models.CharField(max_length=9, choices=STANDINGS, default="draft")
    valid_from = models.DateField(null=True, blank=True)
    published_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    published_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["id"]
        constraints = [
            models.UniqueConstraint(
                fields=["team"],
                condition=models.Q(standing="draft"),
                name="one_guide_draft_per_team",
            ),
            models.CheckConstraint(
                condition=~models.Q(standing="published")
                | models.Q(valid_from__isnull=False, published_at__isnull=False),
                name="published_guide_has_a_day",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.team_id} {self.at:%Y-%m-%d}"
