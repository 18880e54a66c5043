"""Going around a limit: by splitting, at the same moment, by approving oneself (S15)."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from decimal import Decimal
from functools import partial
from threading import Barrier

import pytest
from django.db import connection

from asking import TOMORROW, a_case, asked
from cast import MONDAY, Cast, make_cast
from kulanz.desk.actions import approvals
from kulanz.desk.actions.offers import make_approved_offer, make_offer
from kulanz.desk.actions.record import DeskRefusal
from kulanz.desk.models import Approval, Case, Offer, Person
from kulanz.desk.queries.offers import goodwill_given


def code_of(deed: Callable[[], object]) -> str:
    try:
        deed()
    except DeskRefusal as refusal:
        return refusal.code
    return ""


def at_once(*deeds: Callable[[], object]) -> list[str]:
    """All at the same moment, each with a connection of its own; the codes of the refusals."""
    gate = Barrier(len(deeds))

    def run(deed: Callable[[], object]) -> str:
        gate.wait()
        try:
            return code_of(deed)
        finally:
            connection.close()

    with ThreadPoolExecutor(len(deeds)) as pool:
        return sorted(pool.map(run, deeds))


def offered(case: Case, by: Person, amount: str, text: str) -> Offer:
    return make_offer(
        case,
        remedy="voucher",
        text=text,
        amount=Decimal(amount),
        due_at=TOMORROW,
        at=MONDAY,
        by=by,
    )


@pytest.mark.django_db
def test_s15_many_small_offers_are_added_up_across_remedies_and_colleagues(cast: Cast) -> None:
    case = a_case(cast)
    codes = [
        code_of(partial(offered, case, by, "4", f"Gutschein {n}"))
        for n, by in enumerate([cast.ali, cast.charlotte] * 4)
    ]

    assert codes == [""] * 5 + ["over_authority"] * 3
    assert goodwill_given(case) == Decimal(20)


@pytest.mark.django_db(transaction=True)
def test_s15_offers_at_the_same_moment_do_not_overtake_the_cap() -> None:
    cast = make_cast()
    case = a_case(cast)

    codes = at_once(*(partial(offered, case, cast.ali, "10", f"Gutschein {n}") for n in range(4)))

    assert codes == ["", "", "over_authority", "over_authority"]
    assert goodwill_given(case) == Decimal(20)


@pytest.mark.django_db(transaction=True)
def test_s15_a_yes_pressed_twice_at_the_same_moment_is_one_offer() -> None:
    cast = make_cast()
    row = approvals.say_yes(asked(a_case(cast), cast.ali), at=MONDAY, by=cast.sam)

    codes = at_once(
        *(
            lambda: make_approved_offer(row, text="x", due_at=TOMORROW, at=MONDAY, by=cast.ali)
            for _press in range(3)
        )
    )

    assert (codes, Offer.objects.count()) == (["", "", ""], 1)


@pytest.mark.django_db(transaction=True)
def test_s15_two_answers_at_the_same_moment_are_one() -> None:
    cast = make_cast()
    row = asked(a_case(cast), cast.ali)

    codes = at_once(
        lambda: approvals.say_yes(row, at=MONDAY, by=cast.sam),
        lambda: approvals.say_no(row, reason="Nein", at=MONDAY, by=cast.an),
    )

    assert codes == ["", "approval_answered"]


@pytest.mark.django_db
def test_s15_nobody_approves_oneself_not_by_a_new_role_nor_by_passing_on(cast: Cast) -> None:
    row = asked(a_case(cast), cast.sam, "60")
    for role in ("TL", "CM", "GF"):
        cast.sam.role = role
        cast.sam.save()
        for deed in (
            lambda: approvals.say_yes(row, reason="x", at=MONDAY, by=cast.sam),
            lambda: approvals.say_instead(
                row, remedy="voucher", amount=Decimal(30), at=MONDAY, by=cast.sam
            ),
        ):
            assert code_of(deed) == "not_yours"

    assert Approval.objects.get().standing == "open"


@pytest.mark.django_db
def test_s15_the_approval_of_one_amount_or_wording_is_none_for_another(cast: Cast) -> None:
    case = a_case(cast)
    row = approvals.say_yes(asked(case, cast.ali, "15"), at=MONDAY, by=cast.sam)
    make_approved_offer(row, text="Gutschein über 500 EUR", due_at=TOMORROW, at=MONDAY, by=cast.ali)

    assert [(one.amount, one.text) for one in case.offers.all()] == [(Decimal(15), row.text)]
    assert code_of(lambda: offered(case, cast.ali, "15", "Noch einer")) == "over_authority"
