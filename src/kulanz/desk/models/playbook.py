"""Rules of casework that fired in a case, and rules somebody switched off."""

from django.conf import settings
from django.db import models

from kulanz.desk.models.cases import Case


class RuleSwitch(models.Model):
    """A rule of casework switched on or off for a pack, by whom and why; the latest counts."""

    pack = models.CharField(max_length=20)
    rule = models.CharField(max_length=60)
    on = models.BooleanField()
    because = models.CharField(max_length=200)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT)
    at = models.DateTimeField()

    class Meta:
        ordering = ["id"]

    def __str__(self) -> str:
        return f"{self.rule} {'on' if self.on else 'off'}"


class Proposal(models.Model):
    """What a rule of casework proposes in a case, once per act (de: Vorschlag, nl: voorstel)."""

    STANDINGS = [(s, s) for s in ("proposed", "taken", "declined", "obsolete")]

    case = models.ForeignKey(Case, on_delete=models.CASCADE, related_name="proposals")
    rule = models.CharField(max_length=60)
    act = models.CharField(max_length=40)
    values = models.JSONField(default=dict)
    standing = models.CharField(max_length=8, choices=STANDINGS, default="proposed")
    at = models.DateTimeField()
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True
    )
    decided_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["id"]
        constraints = [
            models.UniqueConstraint(
                fields=["case", "rule", "act"],
                condition=models.Q(standing="proposed"),
                name="one_open_proposal_per_act",
            )
        ]

    def __str__(self) -> str:
        return f"{self.rule} {self.act}"
