"""Looking after whoever was shouted at: a cool-down offered, a debrief asked for."""

from django.conf import settings
from django.db import models

from kulanz.desk.models.calls import Call


class Recovery(models.Model):
    """After a hard call (de: Erholung, nl: herstel): a short break, and a talk if wanted.

    Seen by the person and the lead alone; it says that a call was hard, nothing about anybody.
    """

    call = models.OneToOneField(Call, on_delete=models.CASCADE, related_name="recovery")
    person = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="recoveries"
    )
    offered_at = models.DateTimeField()
    cool_down_from = models.DateTimeField(null=True, blank=True)
    cool_down_until = models.DateTimeField(null=True, blank=True)
    declined_at = models.DateTimeField(null=True, blank=True)
    debrief_wanted_at = models.DateTimeField(null=True, blank=True)
    debriefed_at = models.DateTimeField(null=True, blank=True)

    def __str__(self) -> str:
        return f"{self.call_id}"
