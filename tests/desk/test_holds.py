"""Holds keep dunning away: set at once, extended, lifted with a reason, told to billing."""

from datetime import UTC, datetime, timedelta
from decimal import Decimal

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from pytest_django import DjangoAssertNumQueries

from cast import MONDAY, Cast, case_of_brandt
from kulanz.desk.actions.closure import close
from kulanz.desk.actions.commitments import keep
from kulanz.desk.actions.holds import (
    HoldEndsInThePast,
    HoldOnlyLonger,
    HoldOver,
    HoldReasonMissing,
    extend_hold,
    lift_hold,
    name_order,
    set_hold,
)
from kulanz.desk.actions.offers import OverAuthority
from kulanz.desk.actions.orders import link_order, note_order
from kulanz.desk.actions.record import CaseClosed
from kulanz.desk.jobs.reactions import Reactor
from kulanz.desk.models import Case, Event, Hold, Person, Webhook
from kulanz.desk.queries.holds import as_core, broken_by, days_between, hold_panel, most_days

pytestmark = pytest.mark.django_db

DAY = timedelta(days=1)


def dunning(case: Case, by: Person, *, days: int | None = 14, order: str = "D-100") -> Hold:
    until = None if days is None else MONDAY + days * DAY
    return set_hold(
        case, kind="dunning", order=order, until=until, reason="Klärung", at=MONDAY, by=by
    )


def dispute(case: Case, by: Person | None, *, order: str = "D-100") -> Hold:
    return set_hold(
        case, kind="dispute", order=order, until=None, reason="bestritten", at=MONDAY, by=by
    )


def told(case: Case) -> list[tuple[str, str]]:
    rows = Event.objects.filter(case=case, kind__startswith="hold.").order_by("id")
    return [(row.kind, row.values["order"]) for row in rows]


def asked(case: Case) -> list[tuple[str, str, bool]]:
    rows = case.commitments.filter(act__startswith="hold_").order_by("id")
    return [(r.owner.name if r.owner else "", r.text, r.withdrawn_at is not None) for r in rows]


def obeying(cast: Cast) -> Webhook:
    return Webhook.objects.create(
        url="https://billing.example/hooks",
        secret="-",
        kinds=["hold.set", "hold.lifted"],
        made_by=cast.mira,
        made_at=MONDAY,
    )


def test_a_hold_says_from_when_to_when_why_and_who(cast: Cast) -> None:
    case = case_of_brandt(cast)
    row = dunning(case, cast.ali)
    assert (row.since, row.until, row.reason, row.by) == (
        MONDAY,
        MONDAY + 14 * DAY,
        "Klärung",
        cast.ali,
    )
    assert told(case) == [("hold.set", "D-100")]


@pytest.mark.parametrize(
    ("who", "days", "may"),
    [
        ("ali", 14, True),
        ("ali", 15, False),
        ("sam", 30, True),
        ("sam", 31, False),
        ("an", 60, True),
        ("an", 61, False),
        ("mira", None, True),
        ("an", None, False),
        ("fin", 14, True),
        ("fin", 15, False),
    ],
)
def test_the_authority_table_says_how_many_days(
    cast: Cast, who: str, days: int | None, *, may: bool
) -> None:
    case = case_of_brandt(cast)
    try:
        dunning(case, getattr(cast, who), days=days)
    except OverAuthority:
        assert not may
    assert Hold.objects.exists() is may


def test_anybody_who_works_on_it_disputes_a_claim_until_it_is_decided(cast: Cast) -> None:
    assert dispute(case_of_brandt(cast), cast.ali).until is None


def test_a_rule_needs_no_days_in_the_table(cast: Cast) -> None:
    row = set_hold(
        case_of_brandt(cast),
        kind="dunning",
        order="D-100",
        until=MONDAY + 90 * DAY,
        reason="trace runs",
        rule="R000-02",
        at=MONDAY,
        by=None,
    )
    assert (row.by, row.rule) == (None, "R000-02")


@pytest.mark.parametrize("days", [0, -1])
def test_no_hold_for_a_time_that_has_passed(cast: Cast, days: int) -> None:
    with pytest.raises(HoldEndsInThePast):
        dunning(case_of_brandt(cast), cast.ali, days=days)


def test_whoever_sets_or_lifts_a_hold_says_why(cast: Cast) -> None:
    case = case_of_brandt(cast)
    row = dunning(case, cast.ali)
    with pytest.raises(HoldReasonMissing):
        lift_hold(row, because="  ", at=MONDAY, by=cast.ali)
    with pytest.raises(HoldReasonMissing):
        set_hold(case, kind="dispute", order="1", until=None, reason=" ", at=MONDAY, by=cast.ali)


def test_set_twice_is_one_hold_at_most_longer(cast: Cast) -> None:
    case = case_of_brandt(cast)
    first, shorter, longer = (dunning(case, cast.sam, days=days) for days in (14, 7, 30))
    assert first.pk == shorter.pk == longer.pk
    assert [row.until for row in Hold.objects.all()] == [MONDAY + 30 * DAY]
    assert told(case) == [("hold.set", "D-100"), ("hold.extended", "D-100")]


def test_the_days_of_an_extension_count_from_the_beginning(cast: Cast) -> None:
    row = dunning(case_of_brandt(cast), cast.ali, days=10)
    later = MONDAY + 9 * DAY
    with pytest.raises(OverAuthority):
        extend_hold(row, until=MONDAY + 15 * DAY, at=later, by=cast.ali)
    with pytest.raises(HoldOnlyLonger):
        extend_hold(row, until=MONDAY + 10 * DAY, at=later, by=cast.ali)
    assert extend_hold(row, until=MONDAY + 14 * DAY, at=later, by=cast.ali).until == (
        MONDAY + 14 * DAY
    )


def test_a_hold_without_an_end_has_none_to_move(cast: Cast) -> None:
    row = dispute(case_of_brandt(cast), cast.ali)
    with pytest.raises(HoldOnlyLonger):
        extend_hold(row, until=MONDAY + DAY, at=MONDAY, by=cast.ali)


def test_lifting_ends_it_and_says_who_and_why(cast: Cast) -> None:
    case = case_of_brandt(cast)
    row = lift_hold(dunning(case, cast.ali), because="paid", at=MONDAY + DAY, by=cast.fin)
    assert (row.lifted_at, row.lifted_by, row.lifted_because) == (MONDAY + DAY, cast.fin, "paid")
    assert [value.until for value in as_core([row])] == [MONDAY + DAY]
    with pytest.raises(HoldOver):
        lift_hold(row, because="again", at=MONDAY + DAY, by=cast.fin)
    with pytest.raises(HoldOver):
        extend_hold(row, until=MONDAY + 14 * DAY, at=MONDAY + DAY, by=cast.fin)


def test_over_is_over_at_its_end(cast: Cast) -> None:
    row = dunning(case_of_brandt(cast), cast.ali, days=3)
    with pytest.raises(HoldOver):
        lift_hold(row, because="too late", at=MONDAY + 3 * DAY, by=cast.ali)


def test_a_lifted_hold_can_be_set_anew(cast: Cast) -> None:
    case = case_of_brandt(cast)
    lift_hold(dunning(case, cast.ali), because="mistake", at=MONDAY, by=cast.ali)
    dunning(case, cast.ali)
    assert [row.lifted_at for row in Hold.objects.order_by("id")] == [MONDAY, None]


def test_nobody_looks_after_a_closed_case(cast: Cast) -> None:
    case = case_of_brandt(cast)
    close(case, kind="closed_confirmed", at=MONDAY, by=cast.ali)
    with pytest.raises(CaseClosed):
        dispute(case, cast.ali)


def test_closing_gives_a_hold_without_an_end_two_weeks(cast: Cast) -> None:
    obeying(cast)
    case = case_of_brandt(cast)
    row, other = dispute(case, cast.ali), dunning(case, cast.ali, days=3)
    close(case, kind="closed_confirmed", at=MONDAY + DAY, by=cast.ali)
    Reactor().react(at=MONDAY + DAY)
    row.refresh_from_db()
    other.refresh_from_db()
    assert (row.until, other.until) == (MONDAY + 15 * DAY, MONDAY + 3 * DAY)


def test_receivables_are_asked_within_the_hour_where_no_system_obeys(cast: Cast) -> None:
    case = case_of_brandt(cast, owner=cast.ali)
    dispute(case, cast.ali)
    dunning(case, cast.ali)
    assert asked(case) == [
        ("Finn Weber", "Stop dunning in the billing system: order D-100, until lifted", False)
    ]
    (task,) = case.commitments.filter(act__startswith="hold_")
    assert (task.due_at, task.shared) == (MONDAY + timedelta(hours=1), False)


def test_no_task_where_a_webhook_obeys(cast: Cast) -> None:
    hook = obeying(cast)
    case = case_of_brandt(cast, owner=cast.ali)
    row = dispute(case, cast.ali)
    lift_hold(row, because="settled", at=MONDAY, by=cast.ali)
    assert asked(case) == []
    hook.disabled_at = MONDAY
    hook.save()
    dispute(case, cast.ali)
    assert len(asked(case)) == 1


def test_lifted_before_anybody_typed_it_in_nothing_is_to_do(cast: Cast) -> None:
    case = case_of_brandt(cast)
    lift_hold(dispute(case, cast.ali), because="mistake", at=MONDAY, by=cast.ali)
    assert asked(case) == [
        ("Finn Weber", "Stop dunning in the billing system: order D-100, until lifted", True)
    ]


def test_lifted_after_that_its_end_is_to_be_typed_in(cast: Cast) -> None:
    case = case_of_brandt(cast)
    one, other = dispute(case, cast.ali), dunning(case, cast.ali)
    keep(case.commitments.get(), at=MONDAY, by=cast.fin)
    lift_hold(one, because="decided", at=MONDAY, by=cast.ali)
    assert len(asked(case)) == 1, "another hold stands on the order"
    lift_hold(other, because="decided", at=MONDAY, by=cast.ali)
    assert asked(case)[1:] == [
        ("Finn Weber", "Let dunning go on in the billing system: order D-100", False)
    ]
    dispute(case, cast.ali)
    assert [row[2] for row in asked(case)] == [False, True, False]


def test_without_receivables_the_owner_is_asked(cast: Cast) -> None:
    Person.objects.filter(pk=cast.fin.pk).update(is_active=False)
    case = case_of_brandt(cast, owner=cast.sam)
    dispute(case, cast.ali)
    assert [row[0] for row in asked(case)] == ["Sam Berger"]


def test_the_number_of_the_order_may_come_later(cast: Cast) -> None:
    case = case_of_brandt(cast)
    row = dispute(case, cast.ali, order="")
    order = note_order(number="D-7", facts={}, source="test", at=MONDAY)
    link_order(order, case, at=MONDAY, by=cast.ali)
    Reactor().react(at=MONDAY)
    row.refresh_from_db()
    assert row.order == "D-7"
    assert told(case) == [("hold.set", ""), ("hold.set", "D-7")]
    assert [(text, gone) for _, text, gone in asked(case)] == [
        ("Stop dunning in the billing system: order number not known yet, until lifted", True),
        ("Stop dunning in the billing system: order D-7, until lifted", False),
    ]


def test_an_order_is_named_once(cast: Cast) -> None:
    row = dispute(case_of_brandt(cast), cast.ali)
    assert name_order(row, order="D-8", at=MONDAY, by=cast.ali).order == "D-100"


def test_a_document_dated_inside_a_hold_breaks_it(cast: Cast) -> None:
    row = dunning(case_of_brandt(cast), cast.ali, days=7)
    found = {days: broken_by("D-100", dated=MONDAY + days * DAY) for days in (-1, 0, 6, 7)}
    assert found == {-1: None, 0: row, 6: row, 7: None}
    assert broken_by("D-101", dated=MONDAY) is None


@pytest.mark.parametrize(
    ("hours", "days"), [(0, 0), (1, 1), (24, 1), (25, 2), (14 * 24, 14), (14 * 24 + 1, 15)]
)
def test_a_day_begun_counts_whole(hours: int, days: int) -> None:
    since = datetime(2026, 11, 1, tzinfo=UTC)
    assert days_between(since, since + timedelta(hours=hours)) == Decimal(days)


def test_the_panel_shows_what_stands_and_what_stood(cast: Cast) -> None:
    case = case_of_brandt(cast)
    dunning(case, cast.ali, days=3)
    dispute(case, cast.ali)
    lift_hold(dispute(case, cast.ali, order="D-9"), because="mistake", at=MONDAY, by=cast.ali)
    panel = hold_panel(case, cast.sam, at=MONDAY + 3 * DAY)
    assert [(line.row.kind, line.standing) for line in (*panel.running, *panel.past)] == [
        ("dispute", "running"),
        ("dunning", "over"),
        ("dispute", "lifted"),
    ]
    assert (panel.days, panel.obeyed) == (30, False)


@pytest.mark.parametrize(("who", "days"), [("ali", 14), ("an", 60), ("mira", None), ("log", 14)])
def test_how_long_somebody_may_stop_dunning(cast: Cast, who: str, days: int | None) -> None:
    assert most_days(case_of_brandt(cast), getattr(cast, who), at=MONDAY) == days


def test_the_case_page_sets_extends_names_and_lifts(cast: Cast, client: Client) -> None:
    case = case_of_brandt(cast)
    client.force_login(cast.ali)
    door = f"/cases/{case.number}/holds/"
    asked_for = {"kind": "dunning", "order": "", "days": "5", "reason": "trace"}
    assert client.post(door, asked_for).status_code == 302
    row = Hold.objects.get()
    client.post(f"{door}{row.pk}/order/", {"order": "D-5"})
    client.post(f"{door}{row.pk}/extension/", {"days": "14"})
    page = client.get(f"/cases/{case.number}/commitments/").content.decode()
    assert ("Dunning stop" in page, "order D-5" in page, "trace · Ali Kaya" in page) == (
        True,
        True,
        True,
    )
    client.post(f"{door}{row.pk}/lifting/", {"because": "paid"})
    row.refresh_from_db()
    assert (row.order, row.until, row.lifted_because) == ("D-5", row.since + 14 * DAY, "paid")


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ({"days": "40", "reason": "x"}, "That is longer than your role may stop dunning."),
        ({"days": "", "reason": "x"}, "That is longer than your role may stop dunning."),
        ({"days": "x", "reason": "x"}, "Days are a whole number"),
        ({"days": "4", "reason": ""}, "Say why."),
    ],
)
def test_what_is_refused_is_said(
    cast: Cast, client: Client, typed: dict[str, str], said: str
) -> None:
    case = case_of_brandt(cast)
    client.force_login(cast.ali)
    wanted = {"kind": "dunning", "order": "D-1", **typed}
    page = client.post(f"/cases/{case.number}/holds/", wanted, follow=True).content.decode()
    assert (said in page, Hold.objects.count()) == (True, 0)


def test_the_list_shows_what_the_reader_may_see(cast: Cast, client: Client) -> None:
    dispute(case_of_brandt(cast), cast.ali, order="D-1")
    dunning(case_of_brandt(cast), cast.ali, order="D-2")
    found = {}
    for name in ("ali", "fin", "tom", "mkt"):
        client.force_login(getattr(cast, name))
        page = client.get("/holds/").content.decode()
        found[name] = ["D-1" in page, "D-2" in page]
    assert found == {
        "ali": [True, True],
        "fin": [True, True],
        "tom": [False, False],
        "mkt": [False, False],
    }
    client.force_login(cast.fin)
    page = client.get("/holds/?q=D-2").content.decode()
    assert ["order D-1" in page, "order D-2" in page] == [False, True]


def test_the_list_costs_the_same_for_one_and_three(
    cast: Cast, client: Client, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    client.force_login(cast.fin)
    dispute(case_of_brandt(cast), cast.ali, order="D-1")
    with CaptureQueriesContext(connection) as one:
        client.get("/holds/")
    for number in ("D-2", "D-3"):
        dispute(case_of_brandt(cast), cast.ali, order=number)
    with django_assert_num_queries(len(one)):
        client.get("/holds/")
