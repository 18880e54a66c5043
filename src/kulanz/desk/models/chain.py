"""The causal chain of a case: nodes, and because-links between them."""

from django.conf import settings
from django.db import models

from kulanz.desk.models.cases import Case
from kulanz.desk.models.contacts import Contact


class Node(models.Model):
    """Something that is so, or is not, or is not known (de: Knoten, nl: knoop)."""

    case = models.ForeignKey(Case, on_delete=models.CASCADE, related_name="nodes")
    label = models.CharField(max_length=200)
    actor = models.CharField(max_length=12, default="unknown")
    holds = models.BooleanField(null=True, blank=True)
    line_no = models.PositiveIntegerField(null=True, blank=True)
    at = models.DateTimeField()

    class Meta:
        ordering = ["id"]
        constraints = [models.UniqueConstraint(fields=["case", "label"], name="one_node_per_label")]

    def __str__(self) -> str:
        return self.label


class Because(models.Model):
    """`effect`, because of all causes together, unless one of the exceptions holds.

    Several rows with one effect are alternatives ("or because").
    """

    case = models.ForeignKey(Case, on_delete=models.CASCADE, related_name="becauses")
    effect = models.ForeignKey(Node, on_delete=models.CASCADE, related_name="becauses")
    quote = models.TextField(blank=True)
    contact = models.ForeignKey(Contact, on_delete=models.SET_NULL, null=True, blank=True)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True
    )
    at = models.DateTimeField()
    withdrawn_at = models.DateTimeField(null=True, blank=True)

    def __str__(self) -> str:
        return f"{self.effect}, because ..."


class BecauseNode(models.Model):
    """A cause (or, with `unless`, an exception) in one because."""

    because = models.ForeignKey(Because, on_delete=models.CASCADE, related_name="parts")
    node = models.ForeignKey(Node, on_delete=models.CASCADE, related_name="parts")
    unless = models.BooleanField(default=False)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["because", "node"], name="a_cause_named_once")
        ]

    def __str__(self) -> str:
        return str(self.node)
