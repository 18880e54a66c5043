"""The work list: saved views, filters from an allow-list, one page by keyset."""

from collections.abc import Mapping
from dataclasses import dataclass, fields, replace
from datetime import datetime, timedelta
from typing import Any
from urllib.parse import urlencode

from django.db import connection
from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils import timezone
from django.utils.dateparse import parse_datetime

from kulanz.case import LANGUAGES
from kulanz.case.states import CLOSED_STATES, STATES
from kulanz.desk.models import Address, Case, Contact, Person, Problem, SavedView
from kulanz.desk.queries.access import cases_for

VIEWS = ("mine", "unowned", "hot", "due", "waiting", "confirm", "all")
CHANNELS = tuple(code for code, _ in Contact.CHANNELS)
HOT = 2
PAGE = 50
COUNT_CAP = 99


@dataclass(frozen=True, slots=True)
class Filters:
    """What the address of the page asks for; nothing unchecked reaches the database.

    `owner` is "", "me", "nobody" or the id of a person; `after` is the key of the last row shown.
    """

    view: str = "mine"
    owner: str = ""
    language: str = ""
    state: str = ""
    problem: str = ""
    channel: str = ""
    q: str = ""
    after: str = ""

    @classmethod
    def read(cls, asked: Mapping[str, str]) -> "Filters":
        """The filters in a query string; unknown values fall back to "no filter"."""
        owner = asked.get("owner", "")
        return cls(
            view=_one_of(asked.get("view", ""), VIEWS) or ("all" if asked.get("q") else "mine"),
            owner=owner if owner in {"me", "nobody"} or _is_id(owner) else "",
            language=_one_of(asked.get("language", ""), LANGUAGES),
            state=_one_of(asked.get("state", ""), STATES),
            problem=asked.get("problem", "")[:60],
            channel=_one_of(asked.get("channel", ""), CHANNELS),
            q=asked.get("q", "").replace("\0", "").strip()[:100],
            after=asked.get("after", "")[:60],
        )

    def address(self, **changes: str) -> str:
        """The query string with some filters changed; a change starts at the first row."""
        new = replace(self, **{"after": "", **changes})
        return urlencode(
            {field.name: value for field in fields(new) if (value := getattr(new, field.name))}
        )

    @property
    def narrowed(self) -> bool:
        """Whether anything but the view is asked for."""
        return any((self.owner, self.language, self.state, self.problem, self.channel, self.q))


def _one_of(value: str, allowed: tuple[str, ...]) -> str:
    return value if value in allowed else ""


def _is_id(value: str) -> bool:
    return value.isascii() and value.isdigit() and len(value) < 12  # noqa: PLR2004 - far below 2^63


@dataclass(frozen=True, slots=True)
class InboxPage:
    """One page of the work list, its neighbours in the navigation, and where it goes on."""

    filters: Filters
    cases: tuple[Case, ...]
    older: str
    counts: dict[str, str]
    saved: tuple[SavedView, ...]
    owners: tuple[Person, ...]
    problems: tuple[Problem, ...]
    next_due: Case | None


def inbox_page(person: Person, filters: Filters, *, at: datetime, size: int = PAGE) -> InboxPage:
    """What a person sees of the work list; the number of queries does not depend on its length."""
    found = list(_after(matching(person, filters, at=at), filters.after)[: size + 1])
    cases = tuple(found[:size])
    more = len(found) > size
    return InboxPage(
        filters=filters,
        cases=cases,
        older=filters.address(after=_key(cases[-1])) if more else "",
        counts=counts(person, at=at),
        saved=saved_views(person),
        owners=_owners(person),
        problems=problems(),
        next_due=None
        if cases
        else open_cases(person).filter(owner=person).order_by("next_due_at", "id").first(),
    )


def open_cases(person: Person) -> QuerySet[Case]:
    """Every case a person may see that is neither closed nor taken into another one."""
    return cases_for(person).filter(closed_at=None, merged_into=None)


def matching(person: Person, filters: Filters, *, at: datetime) -> QuerySet[Case]:
    """The cases of a view, narrowed by its filters; closed ones only when asked for or searched."""
    closed_too = filters.view == "all" and (filters.state in CLOSED_STATES or filters.q)
    cases = cases_for(person).filter(merged_into=None) if closed_too else open_cases(person)
    cases = _narrowed(_in_view(cases, filters.view, person=person, at=at), filters, person=person)
    return cases.select_related("customer", "owner").order_by("next_due_at", "id")


def _in_view(cases: QuerySet[Case], view: str, *, person: Person, at: datetime) -> QuerySet[Case]:
    conditions = {
        "mine": Q(owner=person),
        "unowned": Q(owner=None),
        "hot": Q(heat__gte=HOT),
        "due": Q(next_due_at__lt=_end_of_day(at)),
        "waiting": Q(state="waiting_customer"),
        "confirm": Q(state="verifying"),
        "all": Q(),
    }
    return cases.filter(conditions[view])


def _end_of_day(at: datetime) -> datetime:
    local = timezone.localtime(at)
    return local.replace(hour=0, minute=0, second=0, microsecond=0) + timedelta(days=1)


def _narrowed(cases: QuerySet[Case], filters: Filters, *, person: Person) -> QuerySet[Case]:
    if filters.owner:
        cases = cases.filter(owner_id=_owner_id(filters.owner, person))
    if filters.language:
        cases = cases.filter(language=filters.language)
    if filters.state:
        cases = cases.filter(state=filters.state)
    if filters.problem:
        cases = cases.filter(problems__code=filters.problem)
    if filters.channel:
        cases = cases.filter(
            Exists(Contact.objects.filter(case=OuterRef("pk"), channel=filters.channel))
        )
    return cases.filter(_found_by(filters.q)) if filters.q else cases


def _owner_id(owner: str, person: Person) -> int | None:
    if owner == "nobody":
        return None
    return person.pk if owner == "me" else int(owner)


def _found_by(text: str) -> Q:
    by_address = Address.objects.filter(value__icontains=text).values("customer_id")
    return (
        Q(number__startswith=text)
        | Q(subject__icontains=text)
        | Q(customer__name__icontains=text)
        | Q(customer_id__in=by_address)
    )


def _key(case: Case) -> str:
    return f"{case.next_due_at.isoformat()}_{case.pk}"


def _after(cases: QuerySet[Case], key: str) -> QuerySet[Case]:
    """The rows behind a key; a key that cannot be read is the start."""
    moment, _, number = key.rpartition("_")
    try:
        due = parse_datetime(moment)
    except ValueError:
        due = None
    if due is None or timezone.is_naive(due) or not _is_id(number):
        return cases
    # The first condition alone lets the database start in the index; the second breaks ties.
    return cases.filter(Q(next_due_at__gte=due) & (Q(next_due_at__gt=due) | Q(pk__gt=int(number))))


def counts(person: Person, *, at: datetime, cap: int = COUNT_CAP) -> dict[str, str]:
    """How many cases each view holds, in one query; it stops counting at the cap ("99+")."""
    parts: list[str] = []
    values: list[Any] = []
    for view in VIEWS:
        found = _in_view(open_cases(person), view, person=person, at=at)
        sql, params = found.order_by().values("pk")[: cap + 1].query.sql_with_params()
        counted = f"(SELECT COUNT(*) FROM ({sql}) AS v_{view})"  # noqa: S608 - the ORM's own SQL
        parts.append(counted)
        values.extend(params)
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT {', '.join(parts)}", values)
        row = cursor.fetchone()
    return {view: _capped(count, cap) for view, count in zip(VIEWS, row, strict=True)}


def _capped(count: int, cap: int) -> str:
    return f"{cap}+" if count > cap else str(count)


def saved_views(person: Person) -> tuple[SavedView, ...]:
    """A person's own saved views, and those of their team."""
    mine = Q(person=person)
    if person.team_id is not None:
        mine |= Q(team_id=person.team_id, person=None)
    return tuple(SavedView.objects.filter(mine).order_by("name", "id")[:50])


def _owners(person: Person) -> tuple[Person, ...]:
    """Colleagues by whom the list can be filtered, and to whom cases can be given."""
    colleagues = Person.objects.filter(is_active=True)
    if person.team_id is not None:
        colleagues = colleagues.filter(Q(team_id=person.team_id) | Q(team=None))
    return tuple(colleagues.order_by("name")[:200])


def problems() -> tuple[Problem, ...]:
    """The known root causes, by name."""
    return tuple(Problem.objects.order_by("name")[:200])
