"""The figures: the month of kpis/fixture.toml exactly, and the laws of counting."""

import tomllib
from collections.abc import Callable
from dataclasses import fields, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kulanz.case import LanguageCode
from kulanz.insight import (
    KPIS,
    Book,
    BrokenOff,
    CaseRecord,
    ContactRecord,
    Kept,
    Period,
    PromiseRecord,
    Share,
    Spread,
    brokenoff,
    complaint_rate,
    fcr_gross,
    fcr_net,
    median,
    nearest_rank,
    promises_ours,
    reopen_rate,
    repeat_rate,
    shown,
    survival,
    survival_median,
    tta,
    ttr,
)
from kulanz.languages import CODES, pack

DATA: dict[str, Any] = tomllib.loads(
    (Path(__file__).parent / "kpis" / "fixture.toml").read_text(encoding="utf-8")
)
WANTED: dict[str, Any] = DATA["expected"]
PERIOD = Period(DATA["begins"], DATA["ends"], DATA["reported_at"])
HOUR = timedelta(hours=1)


def at(text: str) -> datetime:
    return datetime.fromisoformat(f"2026-{text}").replace(tzinfo=UTC)


def maybe(row: dict[str, Any], key: str) -> datetime | None:
    return at(row[key]) if key in row else None


def case(name: str, row: dict[str, Any]) -> CaseRecord:
    return CaseRecord(
        case=name,
        customer=row["customer"],
        problem=row["problem"],
        received_at=at(row["received"]),
        acknowledged_at=maybe(row, "acknowledged"),
        resolved_at=maybe(row, "resolved"),
        reopened_at=maybe(row, "reopened"),
        solvable=row.get("solvable", True),
    )


def contact(name: str, moment: str, direction: Any, *broken: str) -> ContactRecord:
    return ContactRecord(name, at(moment), direction, broken_off=broken == ("broken",))


BOOK = Book(
    cases=[case(name, row) for name, row in DATA["cases"].items()],
    contacts=[contact(row["case"], *times) for row in DATA["contacts"] for times in row["times"]],
    promises=[
        PromiseRecord(at(row["due"]), maybe(row, "done"), row.get("rescheduled", False))
        for row in DATA["promises"]
    ],
    orders_shipped=DATA["orders_shipped"],
    complained_orders=DATA["complained_orders"],
    window=timedelta(days=DATA["window_days"]),
)


@pytest.mark.parametrize(
    ("name", "figure"),
    [
        ("fcr_net", fcr_net),
        ("fcr_gross", fcr_gross),
        ("repeat_rate", repeat_rate),
        ("reopen_rate", reopen_rate),
    ],
)
def test_a_share_of_the_month(name: str, figure: Callable[[Book, Period], Share]) -> None:
    found, wanted = figure(BOOK, PERIOD), WANTED[name]
    assert (found.num, found.den, str(found.pct)) == (wanted["num"], wanted["den"], wanted["pct"])
    assert found.provisional == wanted.get("provisional", False)


def test_broken_off_contacts_of_the_month() -> None:
    assert brokenoff(BOOK, PERIOD) == BrokenOff(**WANTED["brokenoff"])


def test_times_of_the_month() -> None:
    minutes, hours = WANTED["tta_minutes"], WANTED["ttr_closed_hours"]
    assert tta(BOOK, PERIOD) == Spread(
        minutes["n"], timedelta(minutes=minutes["median"]), timedelta(minutes=minutes["p90"])
    )
    found = ttr(BOOK, PERIOD)
    assert found.closed == Spread(hours["n"], hours["median"] * HOUR, hours["p90"] * HOUR)
    assert (found.with_open, found.running, found.n) == (
        WANTED["ttr_with_open_hours"] * HOUR,
        1,
        8,
    )


def test_the_course_of_the_open_cases() -> None:
    found = [(step.at, f"{float(step.survival):.4f}") for step in ttr(BOOK, PERIOD).course]
    wanted = [(text.split(":"), share) for text, share in WANTED["survival"]]
    assert found == [
        (timedelta(hours=int(hours), minutes=int(minutes)), share)
        for (hours, minutes), share in wanted
    ]


def test_complaints_and_promises_of_the_month() -> None:
    rate = complaint_rate(BOOK, PERIOD).per(1000, places=3)
    assert str(rate) == WANTED["complaint_rate_per_1000"]
    wanted = dict(WANTED["promises_ours"])
    pct = wanted.pop("pct")
    found = promises_ours(BOOK, PERIOD)
    assert (found, str(found.pct)) == (Kept(**wanted), pct)


def test_every_figure_says_how_many_it_was_counted_from() -> None:
    assert {name: figure(BOOK, PERIOD).n for name, figure in KPIS.items()} == {
        "fcr_net": 5,
        "fcr_gross": 6,
        "repeat_rate": 13,
        "brokenoff_recovered": 3,
        "tta": 8,
        "ttr": 8,
        "reopen_rate": 7,
        "complaint_rate": 5200,
        "promises_ours": 4,
    }


def test_of_nothing_every_figure_is_nothing() -> None:
    empty = Book(cases=[])
    assert {name: figure(empty, PERIOD).n for name, figure in KPIS.items()} == dict.fromkeys(
        KPIS, 0
    )
    assert (Share(0, 0).pct, tta(empty, PERIOD).median, ttr(empty, PERIOD).with_open) == (
        None,
        None,
        None,
    )
    assert promises_ours(empty, PERIOD).pct is None


@pytest.mark.parametrize("language", CODES)
def test_every_figure_has_a_name_and_a_meaning(language: LanguageCode) -> None:
    words = pack(language, "insight")
    assert (list(words["names"]), list(words["meanings"])) == (list(KPIS), list(KPIS))


def test_no_figure_knows_who_worked_or_how_somebody_behaved() -> None:
    seen = {f.name for kind in (CaseRecord, ContactRecord, PromiseRecord) for f in fields(kind)}
    assert seen & {"agent", "person", "owner", "heat", "behaviour", "behaviours", "by"} == set()


def test_a_case_counts_once_its_window_has_passed() -> None:
    later = replace(PERIOD, reported_at=at("04-30 00:00"))
    found = fcr_gross(BOOK, later)
    assert (found.num, found.den) == (2, 8)  # K6 now counts, and was solved at once; K8 was not
    earlier = replace(PERIOD, reported_at=at("03-09 08:59"))
    assert fcr_gross(BOOK, earlier).den == 0
    assert fcr_gross(BOOK, replace(PERIOD, reported_at=at("03-09 09:00"))).den == 1


def test_what_was_broken_off_or_took_another_call_was_not_solved_at_once() -> None:
    def solved(*contacts: ContactRecord) -> tuple[int, int]:
        found = fcr_gross(replace(BOOK, cases=BOOK.cases[:1], contacts=contacts), PERIOD)
        return found.num, found.den

    first = contact("K1", "03-02 09:00", "in")
    assert solved(first) == (1, 1)
    assert solved(replace(first, broken_off=True)) == (0, 1)
    assert solved(first, contact("K1", "03-02 09:10", "out")) == (0, 1)
    assert solved(first, contact("K1", "03-02 09:30", "out")) == (1, 1)  # to say that it is done
    assert solved(first, contact("K1", "03-09 09:00", "in")) == (0, 1)
    assert solved(first, contact("K1", "03-09 09:01", "in")) == (1, 1)


def test_only_the_period_counts() -> None:
    second_week = replace(PERIOD, begins=at("03-08 00:00"), ends=at("03-15 00:00"))
    assert {name: figure(BOOK, second_week).n for name, figure in KPIS.items()} == {
        "fcr_net": 1,
        "fcr_gross": 2,
        "repeat_rate": 3,
        "brokenoff_recovered": 0,
        "tta": 2,
        "ttr": 2,
        "reopen_rate": 3,
        "complaint_rate": 5200,
        "promises_ours": 1,
    }
    edges = [at("03-07 23:59"), at("03-08 00:00"), at("03-14 23:59"), at("03-15 00:00"), None]
    assert [edge in second_week for edge in edges] == [False, True, True, False, False]


def test_the_same_problem_in_another_case_of_the_customer_is_a_repeat() -> None:
    again = CaseRecord("K9", "A", "parcel_damaged", at("03-08 09:00"))
    book = replace(
        BOOK,
        cases=[*BOOK.cases, again],
        contacts=[*BOOK.contacts, contact("K9", "03-08 09:00", "in")],
    )
    assert (repeat_rate(book, PERIOD).num, fcr_net(book, PERIOD).num) == (5, 0)
    other = replace(again, problem="late_delivery")
    book = replace(book, cases=[*BOOK.cases, other])
    assert (repeat_rate(book, PERIOD).num, fcr_net(book, PERIOD).num) == (4, 1)


def test_reopening_is_final_after_thirty_days() -> None:
    later = replace(PERIOD, reported_at=at("04-27 10:15"))
    assert reopen_rate(BOOK, later).provisional is False
    assert reopen_rate(BOOK, replace(later, reported_at=at("04-27 10:14"))).provisional is True


def test_a_case_that_comes_back_after_thirty_days_is_not_reopened() -> None:
    def again(reopened: str) -> int:
        book = replace(BOOK, cases=[replace(BOOK.cases[0], reopened_at=at(reopened))])
        return reopen_rate(book, replace(PERIOD, reported_at=at("05-31 00:00"))).num

    assert [again("04-01 09:20"), again("04-01 09:21"), again("03-02 09:19")] == [1, 0, 0]


def test_what_happens_after_the_report_has_not_happened() -> None:
    afternoon = replace(PERIOD, reported_at=at("03-12 19:59"))
    assert (tta(BOOK, PERIOD).n, tta(BOOK, afternoon).n) == (8, 5)  # K7 is acknowledged at 20:00
    assert reopen_rate(BOOK, replace(PERIOD, reported_at=at("03-15 15:59"))).num == 0
    early = replace(PERIOD, reported_at=at("03-11 00:00"))
    assert promises_ours(BOOK, early) == Kept(due=2, on_time=1, late=0, broken=1, rescheduled=0)
    found = ttr(BOOK, early)
    assert (found.closed.n, found.running) == (4, 1)


def test_one_broken_call_that_nobody_caught() -> None:
    book = replace(BOOK, contacts=[contact("K2", "03-03 10:00", "in", "broken")])
    assert brokenoff(book, PERIOD) == BrokenOff(1, 0, 0)
    late = replace(book, contacts=[*book.contacts, contact("K2", "03-04 10:01", "out")])
    assert brokenoff(late, PERIOD) == BrokenOff(1, 0, 0)
    caught = replace(book, contacts=[*book.contacts, contact("K2", "03-04 10:00", "out")])
    assert brokenoff(caught, PERIOD) == BrokenOff(1, 1, 1)


def test_small_cells_are_hidden_and_cannot_be_worked_out() -> None:
    assert shown({"a": 12, "b": 30}) == {"a", "b"}
    assert shown({"a": 9, "b": 8, "c": 30}) == {"c"}
    assert shown({"a": 9, "b": 12, "c": 30}) == {"c"}  # b would give a away
    assert shown({"a": 9, "b": 0}) == set()
    assert shown({"a": 9, "b": 0, "c": 20}) == {"b"}
    assert shown({"a": 4, "b": 5, "c": 6}, least=5) == {"c"}
    assert shown({"a": 0, "b": 30}) == {"a", "b"}


durations = st.lists(st.integers(0, 500).map(lambda n: n * HOUR), max_size=30)


@given(durations, st.integers(1, 100))
def test_the_nearest_rank_is_the_smallest_value_that_enough_do_not_exceed(
    values: list[timedelta], percent: int
) -> None:
    found = nearest_rank(values, percent)
    enough = [
        one
        for one in values
        if 100 * sum(other <= one for other in values) >= percent * len(values)
    ]
    assert found == min(enough, default=None)


@given(durations)
def test_without_open_cases_the_estimate_is_the_plain_one(values: list[timedelta]) -> None:
    found = survival_median(survival(values, []))
    assert found == nearest_rank(values, 50)
    assert (median(values) is None) == (not values)


@given(durations, durations)
def test_open_cases_never_make_it_look_quicker(
    ended: list[timedelta], running: list[timedelta]
) -> None:
    alone, together = (
        survival_median(survival(ended, [])),
        survival_median(survival(ended, running)),
    )
    assert alone is None or together is None or together >= alone
    shares = [step.survival for step in survival(ended, running)]
    assert shares == sorted(shares, reverse=True)
