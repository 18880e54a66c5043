"""The causal chain of a case: nodes, and because-links between them."""

from django.conf import settings
from django.db import models

from kulanz.desk.models.cases import Case
from kulanz.desk.models.contacts import Contact


class Node(models.Model):
    """Something that is so, or is not, or is not known (de: Knoten, nl: knoop).

    `norm` is what could have been expected, None where nobody may expect anything. `t` is its
    place in time, counted from 1. `status` is how sure we are; empty: see `casefiles.status_of`.
    `opposite` says it when it is not so. `code` is its type in a chain template. What is `inner`
    never leaves the house.
    """

    STATUSES = [(s, s) for s in ("fact", "claim", "emotion", "opinion", "hypothesis")]

    case = models.ForeignKey(Case, on_delete=models.CASCADE, related_name="nodes")
    label = models.CharField(max_length=200)
    opposite = models.CharField(max_length=200, blank=True)
    actor = models.CharField(max_length=12, default="unknown")
    holds = models.BooleanField(null=True, blank=True)
    norm = models.BooleanField(null=True, blank=True)
    t = models.SmallIntegerField(null=True, blank=True)
    status = models.CharField(max_length=10, choices=STATUSES, blank=True)
    code = models.CharField(max_length=80, blank=True)
    inner = models.BooleanField(default=False)
    line_no = models.PositiveIntegerField(null=True, blank=True)
    at = models.DateTimeField()

    class Meta:
        ordering = ["id"]
        constraints = [models.UniqueConstraint(fields=["case", "label"], name="one_node_per_label")]

    def __str__(self) -> str:
        return self.label


class Because(models.Model):
    """`effect`, because of all causes together, unless one of the exceptions holds.

    Several rows with one effect are alternatives ("or because"). `template` is the chain template
    that says it, empty for what was told.
    """

    case = models.ForeignKey(Case, on_delete=models.CASCADE, related_name="becauses")
    effect = models.ForeignKey(Node, on_delete=models.CASCADE, related_name="becauses")
    quote = models.TextField(blank=True)
    template = models.CharField(max_length=40, blank=True)
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


class TakenTemplate(models.Model):
    """A known course of events that somebody took over for a case (de: Vorlage, nl: sjabloon)."""

    case = models.ForeignKey(Case, on_delete=models.CASCADE, related_name="taken_templates")
    name = models.CharField(max_length=40)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT)
    at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["case"], name="one_template_per_case")]

    def __str__(self) -> str:
        return self.name


class Settled(models.Model):
    """A question about the chain that somebody answered with "leave it as it is".

    `code` is the question, `nodes` the keys of the nodes it is about, in its order.
    """

    case = models.ForeignKey(Case, on_delete=models.CASCADE, related_name="settled")
    code = models.CharField(max_length=20)
    nodes = models.CharField(max_length=400)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT)
    at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["case", "code", "nodes"], name="a_question_settled_once"
            )
        ]

    def __str__(self) -> str:
        return f"{self.code} {self.nodes}"
