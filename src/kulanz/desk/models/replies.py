"""Replies and internal notes: two things that never share text."""

from django.conf import settings
from django.db import models

from kulanz.desk.models.cases import Case


class Draft(models.Model):
    """Text not yet sent or noted; one per case, person and kind."""

    REPLY, NOTE = "reply", "note"

    case = models.ForeignKey(Case, on_delete=models.CASCADE, related_name="drafts")
    person = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE)
    kind = models.CharField(max_length=5, choices=[(REPLY, REPLY), (NOTE, NOTE)])
    text = models.TextField(blank=True)
    copies = models.TextField(blank=True)
    important = models.BooleanField(default=False)
    saved_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["case", "person", "kind"], name="one_draft_each")
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.case_id}"


class DraftFile(models.Model):
    """A file that will go with a reply; it outlives a reply that was stopped or taken back."""

    draft = models.ForeignKey(Draft, on_delete=models.CASCADE, related_name="files")
    name = models.CharField(max_length=255)
    content_type = models.CharField(max_length=120)
    blob = models.CharField(max_length=64)
    size = models.PositiveIntegerField()

    class Meta:
        ordering = ["id"]
        constraints = [
            models.UniqueConstraint(fields=["draft", "name", "blob"], name="one_file_once_a_draft")
        ]

    def __str__(self) -> str:
        return self.name


class Note(models.Model):
    """An internal note: never sent, never shown to the customer unless by access request."""

    case = models.ForeignKey(Case, on_delete=models.CASCADE, related_name="notes")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT)
    at = models.DateTimeField()
    text = models.TextField()
    form_key = models.CharField(max_length=64, unique=True)

    class Meta:
        ordering = ["at", "id"]

    def __str__(self) -> str:
        return self.text
