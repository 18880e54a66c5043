"""Saying which known cause a case belongs to (de: Ursache, nl: oorzaak)."""

from datetime import datetime

from django.db import transaction
from django.utils.text import slugify

from kulanz.desk.actions.record import DeskRefusal, hold, record
from kulanz.desk.models import Case, Person, Problem


class NameMissing(DeskRefusal):
    """A problem needs a name that people recognise."""

    code = "problem_needs_a_name"


@transaction.atomic
def tag(case: Case, problem: Problem, *, at: datetime, by: Person | None = None) -> None:
    """This case comes from this problem; saying it twice changes nothing."""
    case = hold(case)
    if not case.problems.filter(pk=problem.pk).exists():
        case.problems.add(problem)
        record("case.problem_tagged", case=case, at=at, by=by, problem=problem.name)


@transaction.atomic
def untag(case: Case, problem: Problem, *, at: datetime, by: Person) -> None:
    """This case does not come from this problem after all."""
    case = hold(case)
    if case.problems.filter(pk=problem.pk).exists():
        case.problems.remove(problem)
        record("case.problem_untagged", case=case, at=at, by=by, problem=problem.name)


@transaction.atomic
def name_problem(name: str) -> Problem:
    """The problem with this name; a new one when it has not been named before.

    Raises:
        NameMissing: there is nothing to make a code of.
    """
    name = " ".join(name.split())[:120]
    code = slugify(name)[:60]
    if not code:
        raise NameMissing
    return Problem.objects.get_or_create(code=code, defaults={"name": name})[0]
