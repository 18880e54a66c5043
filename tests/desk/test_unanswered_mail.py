"""Important mail without an answer: after five business days a letter or a call is proposed."""

from datetime import datetime, timedelta

import pytest

from cast import MONDAY, Cast, case_of_brandt
from kulanz.desk.actions.commitments import promise
from kulanz.desk.actions.outbox import Extras, queue_mail
from kulanz.desk.actions.playbook import consult_unanswered
from kulanz.desk.actions.sending import lease_next, mark_sent
from kulanz.desk.jobs.clock import tick
from kulanz.desk.models import Case, Contact
from kulanz.desk.queries.case_facts import facts_of

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)


def wrote(cast: Cast, case: Case, *, important: bool, at: datetime = MONDAY) -> None:
    queue_mail(
        case=case,
        recipient="s.brandt@mail.example",
        subject="s",
        text="t",
        kind="reply",
        at=at,
        by=cast.ali,
        extras=Extras(important=important),
    )
    message = lease_next(at=at)
    assert message is not None
    mark_sent(message, at=at)


def contact(case: Case, at: datetime, **changes: object) -> None:
    values = {"channel": "mail", "direction": "in", "language": "de", "automatic": False, **changes}
    Contact.objects.create(case=case, at=at, **values)


def days(case: Case, at: datetime) -> object:
    return facts_of(case, at=at).get("mail.unanswered_days")


def proposed(case: Case) -> list[tuple[str, str]]:
    return list(case.proposals.filter(standing="proposed").values_list("rule", "act"))


def test_the_days_are_business_days_and_belong_to_important_mail_only(cast: Cast) -> None:
    case = case_of_brandt(cast)
    wrote(cast, case, important=False)
    assert days(case, MONDAY + DAY * 9) is None
    wrote(cast, case, important=True, at=MONDAY + timedelta(minutes=1))
    # A Wednesday in that week is the Day of Repentance, a holiday in Saxony only.
    assert [days(case, MONDAY + DAY * n) for n in (1, 4, 6, 7, 8)] == [1, 4, 4, 5, 6]


@pytest.mark.parametrize(
    ("changes", "ends"),
    [
        ({}, True),
        ({"automatic": True}, False),
        ({"channel": "call", "direction": "out"}, True),
        ({"channel": "letter", "direction": "out"}, True),
        ({"channel": "form"}, True),
    ],
)
def test_an_answer_or_another_channel_ends_the_waiting(
    cast: Cast, changes: dict[str, object], ends: bool
) -> None:
    case = case_of_brandt(cast)
    wrote(cast, case, important=True)
    contact(case, MONDAY + DAY, **changes)
    assert (days(case, MONDAY + DAY * 9) is None) == ends


def test_what_asks_them_for_something_is_important_by_itself(cast: Cast) -> None:
    case = case_of_brandt(cast, owner=cast.ali)
    promise(case, side="theirs", text="Foto", due_at=MONDAY + DAY * 30, at=MONDAY, by=cast.ali)
    wrote(cast, case, important=False)
    assert days(case, MONDAY + DAY * 8) == 6


def test_a_letter_or_a_call_is_proposed_once_when_time_has_passed(cast: Cast) -> None:
    case = case_of_brandt(cast, owner=cast.ali)
    wrote(cast, case, important=True)
    assert [consult_unanswered(at=MONDAY + DAY * n) for n in (1, 6, 7, 8, 9)] == [0, 0, 1, 0, 0]
    assert proposed(case) == [("R000-03", "use_second_channel")]


def test_the_clock_asks(cast: Cast) -> None:
    case = case_of_brandt(cast, owner=cast.ali)
    wrote(cast, case, important=True)
    tick(at=MONDAY + DAY * 8)
    assert ("R000-03", "use_second_channel") in proposed(case)


def test_a_mail_that_nobody_called_important_is_left_alone(cast: Cast) -> None:
    case = case_of_brandt(cast, owner=cast.ali)
    wrote(cast, case, important=False)
    assert (consult_unanswered(at=MONDAY + DAY * 9), proposed(case)) == (0, [])
