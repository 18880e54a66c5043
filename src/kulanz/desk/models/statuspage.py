"""The customer's secret link: only its hash is kept."""

import hashlib

from django.db import models

from kulanz.desk.models.cases import Case


class StatusLink(models.Model):
    """A way for one customer to one case; 256 bits, hashed, expiring, revocable."""

    case = models.ForeignKey(Case, on_delete=models.CASCADE, related_name="status_links")
    token_hash = models.CharField(max_length=64, unique=True)
    made_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    revoked_at = models.DateTimeField(null=True, blank=True)

    def __str__(self) -> str:
        return f"link to {self.case_id}"


def token_hash(token: str) -> str:
    """What is stored instead of the token: SHA-256 suffices for 256 random bits."""
    return hashlib.sha256(token.encode()).hexdigest()
