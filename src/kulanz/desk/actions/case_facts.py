"""Noting a fact of a case that decides what may be offered; taking one back."""

from datetime import datetime

from django.db import transaction

from kulanz.conditions import FACTS, BadFact
from kulanz.desk.actions.record import CaseClosed, DeskRefusal, hold, record
from kulanz.desk.models import Case, CaseFact, Person
from kulanz.desk.queries.case_facts import as_json

SOURCE_LENGTH = 200


class NoSuchFact(DeskRefusal):
    """The name is none of the facts that decide, or the fact cannot have this value."""

    code = "no_such_fact"


@transaction.atomic
def note_case_fact(
    case: Case, *, name: str, value: str, at: datetime, by: Person, source: str = ""
) -> CaseFact:
    """Note what is known; an empty value takes the fact back. The latest of a name counts.

    Raises:
        NoSuchFact: see there.
        CaseClosed: a closed case is opened again first.
    """
    case = hold(case)
    if case.closed_at is not None:
        raise CaseClosed
    fact = FACTS.get(name)
    if fact is None:
        raise NoSuchFact
    if value:
        try:
            value = as_json({name: fact.value(value.replace(",", "."))})[name]
        except BadFact as error:
            raise NoSuchFact from error
    row = CaseFact.objects.create(
        case=case, name=name, value=value, source=source.strip()[:SOURCE_LENGTH], by=by, at=at
    )
    record("fact.decisive", case=case, at=at, by=by, fact=name, value=value)
    return row
