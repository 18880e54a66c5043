"""What was offered for the same problem: numbers of offers, never of people."""

from dataclasses import asdict
from datetime import datetime, timedelta
from decimal import Decimal

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from hypothesis import given
from hypothesis import strategies as st

from cast import MONDAY, Cast, brandt
from kulanz.desk.actions.case_facts import note_case_fact
from kulanz.desk.actions.cases import open_case
from kulanz.desk.actions.offers import make_offer, withdraw_offer
from kulanz.desk.models import Case, Offer, Person, Problem, Team
from kulanz.desk.queries.consistency import (
    Cell,
    Outlier,
    Spread,
    consistency,
    same_problem,
    spread_of,
)


def an_offer(
    team: Team,
    by: Person,
    amount: str,
    *,
    problem: str = "late_delivery",
    at: datetime = MONDAY,
) -> Offer:
    case = open_case(customer=brandt(), team=team, subject="X", language="de", at=at, by=by)
    case.problems.set([Problem.objects.get_or_create(code=problem, defaults={"name": problem})[0]])
    note_case_fact(case, name="fault", value="company", at=at, by=by)
    return make_offer(
        case,
        remedy="voucher",
        text="Gutschein",
        amount=Decimal(amount),
        due_at=at + timedelta(days=1),
        at=at,
        by=by,
    )


def cells(cast: Cast, person: Person | None = None, *, at: datetime = MONDAY) -> list[Cell]:
    groups = consistency(person or cast.mira, language="de", at=at)
    return [cell for group in groups for cell in group.cells]


def test_five_numbers_as_a_hand_would_count_them() -> None:
    amounts = [Decimal(n) for n in (8, 1, 9, 3, 5)]

    assert spread_of(amounts) == Spread(
        middle=Decimal(5),
        least=Decimal(1),
        most=Decimal(9),
        iqr=Decimal(5),  # 8 - 3
        low=Decimal("-4.5"),
        high=Decimal("15.5"),
    )


@given(st.lists(st.decimals(min_value=0, max_value=5000, places=2), max_size=30))
def test_the_middle_lies_inside_and_fewer_than_five_say_nothing(amounts: list[Decimal]) -> None:
    found = spread_of(amounts)
    if len(amounts) < 5:
        assert found is None
    else:
        assert found is not None
        assert min(amounts) == found.least <= found.middle <= found.most == max(amounts)
        assert found.low <= found.middle <= found.high
        assert spread_of(reversed(amounts)) == found


@pytest.mark.django_db
def test_figures_from_five_offers_on(cast: Cast) -> None:
    for amount in ("5", "5", "6", "6"):
        an_offer(cast.koeln, cast.ali, amount)
    few = cells(cast)
    an_offer(cast.koeln, cast.charlotte, "10")

    assert few == [Cell("Gutschein", 4, 4)]
    assert cells(cast) == [
        Cell(
            remedy="Gutschein",
            count=5,
            with_amount=5,
            middle="6 EUR",
            least="5 EUR",
            most="10 EUR",
            iqr="1 EUR",
            outliers=(Outlier("10 EUR", Case.objects.latest("id").number),),
        )
    ]


@pytest.mark.django_db
def test_only_the_last_ninety_days_and_nothing_taken_back(cast: Cast) -> None:
    an_offer(cast.koeln, cast.ali, "5", at=MONDAY - timedelta(days=90))
    an_offer(cast.koeln, cast.ali, "6", at=MONDAY - timedelta(days=89))
    withdraw_offer(an_offer(cast.koeln, cast.ali, "7"), at=MONDAY, by=cast.ali)

    assert [cell.count for cell in cells(cast)] == [1]


@pytest.mark.django_db
def test_each_problem_and_each_pack_for_itself(cast: Cast) -> None:
    an_offer(cast.koeln, cast.ali, "5")
    an_offer(cast.koeln, cast.ali, "5", problem="wait_time")
    an_offer(cast.utrecht, cast.tom, "5")
    seen = {
        person.role: [
            (group.pack, group.problem and group.problem.code)
            for group in consistency(person, language="de", at=MONDAY)
        ]
        for person in (cast.mira, cast.an)
    }

    assert seen == {
        "CM": [
            ("de_shop", "late_delivery"),
            ("de_shop", "wait_time"),
            ("nl_shop", "late_delivery"),
        ],
        "TL": [("de_shop", "late_delivery"), ("de_shop", "wait_time")],
    }


@pytest.mark.django_db
def test_an_outlier_of_a_case_one_may_not_see_has_no_number(cast: Cast) -> None:
    elsewhere = Team.objects.create(name="Kassel", country="de_shop", mail_address="k@x.example")
    for amount in ("5", "5", "5", "5", "10"):
        an_offer(elsewhere, cast.ali, amount)

    (cell,) = cells(cast, cast.an)
    (all_seen,) = cells(cast)

    assert cell.outliers == (Outlier("10 EUR", ""),)
    assert all_seen.outliers == (Outlier("10 EUR", Case.objects.latest("id").number),)


@pytest.mark.django_db
def test_no_colleague_is_named_or_counted(cast: Cast) -> None:
    for by in (cast.ali, cast.charlotte, cast.sam, cast.ali, cast.an):
        an_offer(cast.koeln, by, "10" if by == cast.sam else "5")

    told = str([asdict(group) for group in consistency(cast.mira, language="de", at=MONDAY)])

    assert [one.name for one in Person.objects.all() if one.name in told] == []


@pytest.mark.django_db
def test_the_approver_sees_what_others_got_and_not_the_case_itself(cast: Cast) -> None:
    for amount in ("4", "5", "6", "7", "8"):
        an_offer(cast.koeln, cast.ali, amount)
    own = an_offer(cast.koeln, cast.ali, "10").case

    cell = same_problem(own, "voucher", language="de", at=MONDAY)

    assert cell is not None
    assert (cell.count, cell.middle, cell.least, cell.most) == (5, "6 EUR", "4 EUR", "8 EUR")
    assert same_problem(own, "credit_note", language="de", at=MONDAY) is None


@pytest.mark.django_db
def test_the_number_of_queries_does_not_grow(cast: Cast) -> None:
    counted = []
    for _round in range(2):
        an_offer(cast.koeln, cast.ali, "5")
        with CaptureQueriesContext(connection) as found:
            consistency(cast.mira, language="de", at=MONDAY)
        counted.append(len(found))

    assert counted[0] == counted[1]
