"""Who may see which case, and who may do what. The only place that decides it."""

from django.db.models import Q, QuerySet

from kulanz.desk.models import Case, Person
from kulanz.desk.models.people import Role

SEES_ALL = frozenset({Role.MANAGER, Role.LEGAL, Role.DIRECTOR})
SEES_TEAM = frozenset({Role.AGENT, Role.SENIOR, Role.LEAD})
WORKS_ON_CASES = frozenset({Role.AGENT, Role.SENIOR, Role.LEAD, Role.MANAGER})
LEADS = frozenset({Role.LEAD, Role.MANAGER, Role.DIRECTOR})


def cases_for(person: Person) -> QuerySet[Case]:
    """The cases this person may see.

    Agents, senior agents and leads see their team's; complaint manager, legal and management see
    all; everybody else sees the cases in which they owe something or which they own.
    """
    if not person.is_active:
        return Case.objects.none()
    if person.role in SEES_ALL:
        return Case.objects.all()
    if person.role in SEES_TEAM and person.team_id is not None:
        return Case.objects.filter(team_id=person.team_id)
    return Case.objects.filter(Q(owner=person) | Q(pk__in=person.commitments.values("case_id")))


def case_for(person: Person, number: str) -> Case:
    """The case with this number, if the person may see it.

    Raises:
        Case.DoesNotExist: there is none, or it is not theirs to see; outside, both look alike.
    """
    return (
        cases_for(person)
        .select_related("customer", "owner", "team", "merged_into")
        .get(number=number)
    )


def may_work(person: Person) -> bool:
    """Whether the person may write to customers, change the ledger, offer and close."""
    return person.role in WORKS_ON_CASES


def may_lead(person: Person) -> bool:
    """Whether the person sees the board of overdue commitments and broken-off calls."""
    return person.role in LEADS


def colleagues_for(case: Case) -> QuerySet[Person]:
    """Who can own this case or a commitment in it, in order of name."""
    return (
        Person.objects.filter(is_active=True)
        .filter(Q(team=case.team) | ~Q(role__in=SEES_TEAM))
        .order_by("name")
    )
