"""Who has a case open right now."""

from django.conf import settings
from django.db import models

from kulanz.desk.models.cases import Case


class Presence(models.Model):
    """A colleague looking at a case, or writing a reply; forgotten after a minute."""

    case = models.ForeignKey(Case, on_delete=models.CASCADE, related_name="presences")
    person = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE)
    replying = models.BooleanField(default=False)
    seen_at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["case", "person"], name="present_once")]

    def __str__(self) -> str:
        return f"{self.person_id} at {self.case_id}"
