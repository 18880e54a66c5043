"""Business time: the public cases of worktime/, and the laws of adding and measuring."""

import json
from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kulanz.commitments import Hours, add_business_time, business_time_between, hours
from kulanz.commitments.calendar import is_business_day, windows
from kulanz.countries import PACKS, Profile, Window, profile

FOLDER = Path(__file__).parent / "worktime"
DAYS = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")
BERLIN = ZoneInfo("Europe/Berlin")


def rows(name: str) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = json.loads((FOLDER / f"{name}.json").read_text("utf-8"))
    return found


def clock(hour: str) -> time:
    return time(int(hour) % 24)


def opening(row: dict[str, Any]) -> Hours:
    """The calendar of a row: "Mon-Fri 8-13 14-18" on the wall of its zone."""
    days, *stretches = row["week"].split()
    last = DAYS.index(days.removeprefix("Mon-"))
    week = tuple(Window(clock(a), clock(b)) for a, b in (text.split("-") for text in stretches))
    closed = (date.fromisoformat(f"2000-{text}") for text in row["closed"])
    return Hours(
        timezone=ZoneInfo(row["calendar_zone"]),
        opening=tuple(week if day <= last else () for day in range(7)),
        business_days=frozenset(range(last + 1)),
        closed_yearly=frozenset((day.month, day.day) for day in closed),
    )


def at(row: dict[str, Any], key: str) -> datetime:
    return datetime.fromisoformat(row[key]).replace(tzinfo=ZoneInfo(row["zone"]))


ADDING, MEASURING = rows("adding"), rows("measuring")
REFUSED = [row for row in ADDING if "years" in row["add"] or min(row["add"].values()) < 0]


def test_all_cases_are_there() -> None:
    assert (len(ADDING), len(MEASURING), len(REFUSED)) == (34, 28, 2)


@pytest.mark.parametrize("row", [row for row in ADDING if row not in REFUSED])
def test_adding(row: dict[str, Any]) -> None:
    added = add_business_time(opening(row), at(row, "start"), timedelta(**row["add"]))
    assert added == at(row, "end").astimezone(UTC)


@pytest.mark.parametrize("row", REFUSED)
def test_what_cannot_be_added_is_refused_and_moves_nothing(row: dict[str, Any]) -> None:
    with pytest.raises((TypeError, ValueError)):
        add_business_time(opening(row), at(row, "start"), timedelta(**row["add"]))
    assert row["end"] == row["start"]


@pytest.mark.parametrize("row", MEASURING)
def test_measuring(row: dict[str, Any]) -> None:
    passed = business_time_between(opening(row), at(row, "start"), at(row, "end"))
    assert passed == timedelta(seconds=row["seconds"])


NIGHT = Hours(  # open while the clocks change, with a window inside the missing hour
    timezone=BERLIN,
    opening=((Window(time(1), time(2, 15)), Window(time(2, 30), time(0))),) * 7,
)
LONDON = Hours(ZoneInfo("Europe/London"), ((Window(time(8), time(18)),),) * 7, country="GB")
calendars = st.sampled_from([NIGHT, LONDON, *(profile(name) for name in PACKS)])
spans = st.timedeltas(timedelta(0), timedelta(days=20))
moments = st.datetimes(
    min_value=datetime(2015, 1, 1),  # noqa: DTZ001 - hypothesis wants the bounds without a zone
    max_value=datetime(2045, 12, 31),  # noqa: DTZ001 - same
    timezones=st.sampled_from([UTC, BERLIN, ZoneInfo("America/Sao_Paulo")]),
)


@given(calendar=calendars, start=moments, span=spans)
def test_measuring_gives_back_what_was_added(
    calendar: Hours | Profile, start: datetime, span: timedelta
) -> None:
    end = add_business_time(calendar, start, span)
    assert business_time_between(calendar, start, end) == span


@given(calendar=calendars, start=moments, span=spans, more=spans)
def test_more_time_or_a_later_start_never_ends_earlier(
    calendar: Hours | Profile, start: datetime, span: timedelta, more: timedelta
) -> None:
    start = start.astimezone(UTC)
    end = add_business_time(calendar, start, span)
    assert end <= add_business_time(calendar, start, span + more)
    assert end <= add_business_time(calendar, start + more, span)


@given(calendar=calendars, start=moments, one=spans, other=spans)
def test_two_stretches_measure_as_much_as_the_whole(
    calendar: Hours | Profile, start: datetime, one: timedelta, other: timedelta
) -> None:
    start = start.astimezone(UTC)
    middle, end = start + one, start + one + other
    parts = (
        business_time_between(calendar, start, middle),
        business_time_between(calendar, middle, end),
    )
    assert sum(parts, timedelta(0)) == business_time_between(calendar, start, end)
    assert business_time_between(calendar, end, start) == timedelta(0)


def test_the_night_of_the_missing_hour_and_of_the_one_that_comes_twice() -> None:
    """01:00 to 02:15 and 02:30 to midnight: 22:45 hours on a plain day."""
    plain, spring, autumn = date(2026, 3, 28), date(2026, 3, 29), date(2026, 10, 25)
    open_on = {
        day: sum((closes - opens for opens, closes in windows(NIGHT, day)), timedelta(0))
        for day in (plain, spring, autumn)
    }
    assert open_on == {
        plain: timedelta(hours=22, minutes=45),
        spring: timedelta(hours=21, minutes=45),
        autumn: timedelta(hours=23, minutes=45),
    }


def test_stretches_never_overlap_in_the_missing_hour() -> None:
    week = ((Window(time(0, 30), time(2, 45)), Window(time(3), time(3, 30))),) * 7
    early = Hours(BERLIN, week)
    assert [len(windows(early, date(2026, 3, day))) for day in (28, 29)] == [2, 1]
    later = Hours(BERLIN, ((Window(time(0, 30), time(2, 45)), Window(time(3), time(5))),) * 7)
    first, second = windows(later, date(2026, 3, 29))
    assert first[1] == second[0] == datetime(2026, 3, 29, 1, 45, tzinfo=UTC)


def test_a_profile_yields_its_hours_and_a_company_adds_its_own_days() -> None:
    shop = profile("de_shop")
    own = hours(shop)
    assert (own.opening, own.timezone, own.country) == (shop.opening, shop.timezone, "DE")
    assert hours(own) is own
    outing = replace(
        own, closed=frozenset({date(2026, 3, 11)}), closed_yearly=frozenset({(12, 24)})
    )
    days = (date(2026, 3, 11), date(2026, 3, 12), date(2026, 12, 24), date(2026, 12, 25))
    assert [is_business_day(own, day) for day in days] == [True, True, True, False]
    assert [is_business_day(outing, day) for day in days] == [False, True, False, False]


def test_a_desk_nobody_ever_staffs_is_refused() -> None:
    with pytest.raises(ValueError, match="must not be empty"):
        Hours(BERLIN, ((),) * 7)
    with pytest.raises(ValueError, match="must not be empty"):
        Hours(BERLIN, ((Window(time(8), time(9)),),) * 7, business_days=frozenset())


def test_business_time_cannot_be_taken_back() -> None:
    with pytest.raises(ValueError, match="cannot be taken back"):
        add_business_time(LONDON, datetime(2026, 3, 11, tzinfo=UTC), timedelta(seconds=-1))
