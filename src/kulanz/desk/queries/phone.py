"""Whose number rings, who of us answers, and what the desk shows of it."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import Q, QuerySet

from kulanz.calls.phone import country_of, normal_number, spellings
from kulanz.calls.recording import ANSWERS, Answer, Recording, recording
from kulanz.case import LanguageCode
from kulanz.countries import profile
from kulanz.desk.models import (
    Address,
    ApiToken,
    Call,
    Case,
    Commitment,
    Customer,
    Event,
    Person,
    Team,
)
from kulanz.desk.queries import access
from kulanz.desk.queries.calls import RINGS_AT_MOST, ringing

NOT_TAKEN_FOR = timedelta(hours=1)
CTI = "cti:write"
PICKED_UP, MISSED = "call.picked_up", "call.missed"


@dataclass(frozen=True, slots=True)
class Incoming:
    """A call as every page of the desk shows it; `mine`: this person has picked it up.

    `name` is empty where nobody or several customers are known at the number, which is empty
    where it is hidden.
    """

    call: Call
    name: str
    number: str
    case: Case | None
    waited: timedelta
    mine: bool


def country_of_team(team: Team) -> str:
    """The country (ISO 3166-1 alpha-2) in which a team's people dial."""
    return profile(team.country).country


def customers_at(number: str, team: Team) -> list[Customer]:
    """Everybody known at a number, however it was written down; at most a handful."""
    values = spellings(number, country_of_team(team))
    rows = Address.objects.filter(kind=Address.PHONE, value__in=values)
    found = Customer.objects.filter(pk__in=rows.values("customer"), erased_at=None)
    return list(found.order_by("pk")[:5])


def open_cases_of(number: str, team: Team) -> list[Case]:
    """The open cases of a team with customers at this number, the newest first."""
    customers = customers_at(number, team)
    rows = Case.objects.filter(customer__in=customers, team=team, closed_at=None, merged_into=None)
    return list(rows.select_related("customer", "owner", "team").order_by("-pk")[:20])


def calls_without_case(customer: Customer) -> QuerySet[Call]:
    """Calls from the customer's numbers that have become part of no case."""
    rows = customer.addresses.filter(kind=Address.PHONE).values_list("value", flat=True)
    countries = {country_of_team(team) for team in Team.objects.all()}
    numbers = {normal_number(value, country) for value in rows for country in countries} - {""}
    return Call.objects.filter(case=None, number__in=numbers)


def cases_to_choose(call: Call, person: Person) -> list[Case]:
    """What whoever answers may take the call in: open cases first, then closed ones."""
    rows = access.cases_for(person).filter(
        customer__in=customers_at(call.number, call.team), merged_into=None
    )
    found = list(rows.select_related("customer", "owner", "team").order_by("-pk")[:20])
    return sorted(found, key=lambda case: (case.closed_at is not None, -case.pk))


def agent_named(names: Iterable[str], team: Team) -> Person | None:
    """The one colleague that a telephone system means: by mail, sign-in, name or direct number."""
    country = country_of_team(team)
    people = list(Person.objects.filter(Q(team=team) | Q(team=None), is_active=True))
    for name in names:
        word = name.casefold()
        number = normal_number(name, country) if any(sign.isdigit() for sign in name) else ""
        found = [
            one
            for one in people
            if access.may_work(one)
            and (
                word in {one.email.casefold(), one.username.casefold(), one.name.casefold()}
                or (number and number == normal_number(one.direct_phone, country))
            )
        ]
        if len(found) == 1:
            return found[0]
    return None


def spoken_to_somebody(call: Call) -> bool:
    """Whether one of us has picked up, as far as the desk knows."""
    return bool(call.contact_id or call.agent_id or call.answered_at)


def picked_up_at(call: Call) -> datetime | None:
    """When the telephone system said that somebody had answered."""
    if call.answered_at is not None:
        return call.answered_at
    rows = Event.objects.filter(kind=PICKED_UP, values__call=call.pk, at__gte=call.began_at)
    found = rows.order_by("-pk").first()
    return found.at if found else None


def open_callback_for(customers: Iterable[Customer]) -> Commitment | None:
    """A call-back after a lost call that is still owed to one of these customers."""
    rows = Commitment.objects.filter(
        case__customer__in=list(customers),
        kind="callback",
        after_break=True,
        done_at=None,
        withdrawn_at=None,
    )
    return rows.select_related("case", "owner").order_by("due_at", "pk").first()


def incoming_for(person: Person, *, at: datetime) -> list[Incoming]:
    """Calls that ring at the person's team, and those this person has picked up, oldest first."""
    if person.team is None or not access.may_work(person):
        return []
    calls = [call for call in ringing(person.team, at=at) if call.agent_id in {None, person.pk}]
    calls += _unknown_agent(person.team, at=at)
    return [_incoming(call, person, at=at) for call in calls]


def _unknown_agent(team: Team, *, at: datetime) -> list[Call]:
    """Answered by somebody whom the desk does not know: whoever it was takes it."""
    rows = Call.objects.filter(
        team=team,
        contact=None,
        ended_at=None,
        answered_at__gte=at - NOT_TAKEN_FOR,
        began_at__gte=at - RINGS_AT_MOST,
    )
    return list(rows.select_related("case__customer").order_by("began_at", "id"))


def _incoming(call: Call, person: Person, *, at: datetime) -> Incoming:
    return Incoming(
        call=call,
        name=name_of(call),
        number=call.number,
        case=call.case,
        waited=max(timedelta(0), (picked_up_at(call) or at) - call.began_at),
        mine=call.agent_id == person.pk,
    )


def name_of(call: Call) -> str:
    """The customer's name, where the number or the case says who it is."""
    if call.case is not None:
        return call.case.customer.name
    known = customers_at(call.number, call.team) if call.number else []
    return known[0].name if len(known) == 1 else ""


def offered_call(person: Person, call_id: int) -> Call | None:
    """A call that this person may take: of their team (of any, for who sees all), or their own."""
    rows = Call.objects.select_related("case__customer", "contact", "team", "agent")
    call = rows.filter(pk=call_id, source="phone").first()
    if call is None or not access.may_work(person):
        return None
    theirs = call.team_id == person.team_id or person.role in access.SEES_ALL
    if call.case is not None and call.contact_id is not None:
        return call if access.cases_for(person).filter(pk=call.case.pk).exists() else None
    return call if theirs or call.agent_id == person.pk else None


def has_phone_system() -> bool:
    """Whether any telephone system may tell us of calls."""
    keys = ApiToken.objects.filter(revoked_at=None).values_list("scopes", flat=True)
    return any(CTI in scopes for scopes in keys)


def recording_of(call: Call, language: LanguageCode) -> Recording:
    """What may be recorded of this call, and the sentence to say first, in the customer's language.

    The strictest of the team's country and that of the customer's number counts.
    """
    countries = [country_of_team(call.team)]
    theirs = country_of(call.number) if call.number else ""
    answer: Answer = next((one for one in ANSWERS if one == call.recording), "none")
    return recording([*countries, *([theirs] if theirs else [])], answer, language)
