"""The case: one dissatisfaction of one customer, with one owner."""

from django.conf import settings
from django.db import models

from kulanz.case.states import STATES
from kulanz.desk.models.customers import Customer
from kulanz.desk.models.people import Team


class Problem(models.Model):
    """A cause shared by many cases (de: Beschwerdeproblem, nl: oorzaak)."""

    code = models.SlugField(max_length=60, unique=True)
    name = models.CharField(max_length=120)

    def __str__(self) -> str:
        return self.name


class Case(models.Model):
    """A complaint from receipt to the customer's confirmation (de: Fall, nl: zaak).

    Fields from `heat` on are a summary for the inbox, rewritten by `actions.cases.refresh`
    in the transaction of every change; everything else is the record itself.
    """

    number = models.CharField(max_length=20, unique=True)
    subject = models.CharField(max_length=200)
    customer = models.ForeignKey(Customer, on_delete=models.PROTECT, related_name="cases")
    team = models.ForeignKey(Team, on_delete=models.PROTECT, related_name="cases")
    owner = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="cases",
    )
    language = models.CharField(max_length=2)
    profile = models.CharField(max_length=20)
    state = models.CharField(max_length=24, choices=[(s, s) for s in STATES], default="received")
    severity = models.PositiveSmallIntegerField(default=2)
    problems = models.ManyToManyField(Problem, blank=True, related_name="cases")
    merged_into = models.ForeignKey(
        "self", on_delete=models.PROTECT, null=True, blank=True, related_name="absorbed"
    )

    received_at = models.DateTimeField()
    acknowledged_at = models.DateTimeField(null=True, blank=True)
    human_answer_at = models.DateTimeField(null=True, blank=True)
    closed_at = models.DateTimeField(null=True, blank=True)
    acknowledge_by = models.DateTimeField(null=True, blank=True)
    human_by = models.DateTimeField(null=True, blank=True)
    decide_by = models.DateTimeField(null=True, blank=True)
    interim_by = models.DateTimeField(null=True, blank=True)

    heat = models.PositiveSmallIntegerField(default=0)
    contact_count = models.PositiveIntegerField(default=0)
    last_sentence = models.CharField(max_length=200, blank=True)
    next_due_at = models.DateTimeField()
    next_due_what = models.CharField(max_length=200, blank=True)
    waiting_since = models.DateTimeField(null=True, blank=True)
    touched_at = models.DateTimeField()
    last_event = models.BigIntegerField(default=0)

    class Meta:
        indexes = [
            models.Index(
                fields=["team", "next_due_at", "id"],
                condition=models.Q(closed_at=None),
                name="case_open_by_due",
            ),
            models.Index(
                fields=["owner", "next_due_at", "id"],
                condition=models.Q(closed_at=None),
                name="case_mine_by_due",
            ),
            models.Index(fields=["state", "next_due_at", "id"], name="case_state_by_due"),
            models.Index(fields=["touched_at", "id"], name="case_by_touch"),
            models.Index(
                fields=["next_due_at", "id"],
                condition=models.Q(closed_at=None, heat__gte=2),
                name="case_hot_by_due",
            ),
        ]

    def __str__(self) -> str:
        return self.number


class Closure(models.Model):
    """How a case ended, by whom and on which grounds (de: Abschluss, nl: afsluiting)."""

    KINDS = [
        (k, k)
        for k in (
            "closed_confirmed",
            "closed_final_answer",
            "closed_withdrawn",
            "closed_unreachable",
        )
    ]

    case = models.ForeignKey(Case, on_delete=models.CASCADE, related_name="closures")
    kind = models.CharField(max_length=24, choices=KINDS)
    at = models.DateTimeField()
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True
    )
    reasons = models.TextField(blank=True)
    ways_on = models.TextField(blank=True)
    reopened_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["case"], condition=models.Q(reopened_at=None), name="one_closure_in_force"
            )
        ]

    def __str__(self) -> str:
        return f"{self.case_id} {self.kind}"


class Pause(models.Model):
    """An announced break with a fixed return (de: Pause, nl: pauze)."""

    case = models.ForeignKey(Case, on_delete=models.CASCADE, related_name="pauses")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT)
    at = models.DateTimeField()
    returns_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True, blank=True)

    def __str__(self) -> str:
        return f"{self.case_id} until {self.returns_at:%H:%M}"


class CaseLink(models.Model):
    """Two cases that belong together but stay apart; `first` has the lower id."""

    first = models.ForeignKey(Case, on_delete=models.CASCADE, related_name="links_on")
    second = models.ForeignKey(Case, on_delete=models.CASCADE, related_name="links_back")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT)
    at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["first", "second"], name="cases_linked_once"),
            models.CheckConstraint(
                condition=models.Q(first__lt=models.F("second")), name="link_lower_id_first"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.first_id} - {self.second_id}"


class Merge(models.Model):
    """One case taken into another; `moved` remembers the rows, so that it can be undone."""

    source = models.ForeignKey(Case, on_delete=models.CASCADE, related_name="merges_out")
    target = models.ForeignKey(Case, on_delete=models.CASCADE, related_name="merges_in")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT)
    at = models.DateTimeField()
    moved = models.JSONField(default=dict)
    undone_at = models.DateTimeField(null=True, blank=True)

    def __str__(self) -> str:
        return f"{self.source_id} into {self.target_id}"
