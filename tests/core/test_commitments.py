"""Business time: clocks, holidays, changes of clocks, call-backs, presets, standing."""

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kulanz.commitments import (
    Commitment,
    Preset,
    callback_due,
    closing_time,
    due,
    is_business_day,
    is_open,
    next_business_day,
    presets,
    standing,
)
from kulanz.commitments.calendar import local_day, public_holidays
from kulanz.countries import PACKS, Profile, profile

DE, NL, UK = (profile(name) for name in PACKS)
BERLIN, AMSTERDAM, LONDON = (pack.timezone for pack in (DE, NL, UK))


def at(zone: ZoneInfo, text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=zone)


def local(pack: Profile, moment: datetime) -> str:
    return moment.astimezone(pack.timezone).strftime("%Y-%m-%d %H:%M")


moments = st.datetimes(
    min_value=datetime(2015, 1, 1),  # noqa: DTZ001 - hypothesis wants the bounds without a zone
    max_value=datetime(2045, 12, 31),  # noqa: DTZ001 - same
    timezones=st.sampled_from([UTC, BERLIN, LONDON, ZoneInfo("America/New_York")]),
)
packs = st.sampled_from([DE, NL, UK])
clocks = st.one_of(
    st.builds(
        "{}{}_{}".format,
        st.integers(1, 60),
        st.sampled_from(["min", "h", "d"]),
        st.sampled_from("cb"),
    ),
    st.builds("{}month_c".format, st.integers(1, 14)),
)


@pytest.mark.parametrize(
    ("pack", "clock", "since", "expected"),
    [
        # calendar hours elapse, also over a change of clocks (29 March and 25 October 2026)
        (DE, "24h_c", "2026-03-11 09:30", "2026-03-12 09:30"),
        (DE, "24h_c", "2026-03-28 12:00", "2026-03-29 13:00"),
        (DE, "24h_c", "2026-10-24 12:00", "2026-10-25 11:00"),
        # calendar days end with their last local day
        (NL, "14d_c", "2026-03-20 10:00", "2026-04-03 23:59"),
        (NL, "14d_c", "2026-10-20 00:00", "2026-11-03 23:59"),
        (DE, "14d_c", "2025-12-24 18:00", "2026-01-07 23:59"),
        # business days: the day itself never counts, weekends and holidays neither
        (DE, "2d_b", "2026-03-11 09:30", "2026-03-13 20:00"),
        (DE, "2d_b", "2026-03-13 09:30", "2026-03-17 20:00"),
        (DE, "2d_b", "2026-03-14 09:30", "2026-03-17 20:00"),
        (DE, "1d_b", "2026-05-22 16:00", "2026-05-26 20:00"),  # Pentecost Monday
        (NL, "1d_b", "2026-05-22 16:00", "2026-05-26 21:00"),
        (NL, "1d_b", "2026-04-24 16:00", "2026-04-28 21:00"),  # King's Day, a Monday
        (DE, "1d_b", "2026-04-24 16:00", "2026-04-27 20:00"),
        (NL, "1d_b", "2025-04-25 16:00", "2025-04-28 21:00"),  # King's Day kept on a Saturday
        (DE, "1d_b", "2026-04-02 12:00", "2026-04-07 20:00"),  # Good Friday to Easter Monday
        (DE, "2d_b", "2026-12-23 12:00", "2026-12-28 20:00"),
        (UK, "2d_b", "2026-12-23 12:00", "2026-12-29 18:00"),  # Boxing Day is kept on Monday
        (DE, "1d_b", "2026-12-31 12:00", "2027-01-04 20:00"),
        (DE, "10d_b", "2026-05-20 12:00", "2026-06-05 20:00"),  # Pentecost and Corpus Christi
        (NL, "5d_b", "2026-03-02 12:00", "2026-03-09 21:00"),
        (NL, "4d_b", "2026-03-02 12:00", "2026-03-06 18:00"),  # Fridays close at six
        # months: a day that does not exist becomes the last
        (DE, "1month_c", "2026-01-31 12:00", "2026-02-28 23:59"),
        (DE, "1month_c", "2028-01-31 12:00", "2028-02-29 23:59"),
        (DE, "12month_c", "2028-02-29 12:00", "2029-02-28 23:59"),
        (DE, "1month_c", "2026-12-15 12:00", "2027-01-15 23:59"),
        (DE, "3month_c", "2026-11-30 12:00", "2027-02-28 23:59"),
        # business hours: only while the desk is open
        (DE, "2h_b", "2026-03-11 19:00", "2026-03-12 09:00"),
        (DE, "6h_b", "2026-03-14 13:00", "2026-03-16 13:00"),  # Saturday closes at two
        (UK, "90min_b", "2026-12-24 17:30", "2026-12-29 09:00"),
        (DE, "immediate", "2026-03-14 23:17", "2026-03-14 23:17"),
    ],
)
def test_due(pack: Profile, clock: str, since: str, expected: str) -> None:
    assert local(pack, due(pack, clock, at(pack.timezone, since))) == expected


def test_the_day_is_that_of_the_shop_not_of_the_server() -> None:
    late = datetime(2026, 3, 11, 23, 30, tzinfo=UTC)  # Thursday 00:30 in Berlin
    assert local(DE, due(DE, "1d_b", late)) == "2026-03-13 20:00"
    assert local(UK, due(UK, "1d_b", late)) == "2026-03-12 18:00"


@pytest.mark.parametrize("clock", ["", "10d", "d_b", "10d_x", "1month_b", "10d_b ", "-1d_c", "x"])
def test_a_clock_that_cannot_be_read_is_refused(clock: str) -> None:
    with pytest.raises(ValueError, match="is no clock such as 24h_c"):
        due(DE, clock, datetime(2026, 3, 11, tzinfo=UTC))


def test_a_moment_without_time_zone_is_refused() -> None:
    naive = datetime(2026, 3, 11)  # noqa: DTZ001 - that is the point
    with pytest.raises(ValueError, match="a moment needs a time zone"):
        due(DE, "2d_b", naive)
    with pytest.raises(ValueError, match="a moment needs a time zone"):
        callback_due(DE, naive)


@pytest.mark.parametrize("pack", [DE, NL, UK])
def test_every_deadline_of_every_pack_can_be_counted(pack: Profile) -> None:
    since = datetime(2026, 3, 11, 9, tzinfo=UTC)
    times = {key: due(pack, line.clock, since) for key, line in pack.deadlines.items()}
    assert times["ack"] == since + timedelta(hours=24)
    assert [key for key, end in times.items() if end < since] == []


@given(pack=packs, clock=clocks, since=moments)
def test_due_is_never_before_its_start_and_always_utc(
    pack: Profile, clock: str, since: datetime
) -> None:
    end = due(pack, clock, since)
    assert end >= since
    assert end.tzinfo is UTC


@given(pack=packs, clock=clocks, since=moments, later=st.timedeltas(timedelta(0), timedelta(90)))
def test_a_later_start_is_never_due_earlier(
    pack: Profile, clock: str, since: datetime, later: timedelta
) -> None:
    since = since.astimezone(UTC)
    assert due(pack, clock, since) <= due(pack, clock, since + later)


@given(pack=packs, count=st.integers(1, 40), since=moments)
def test_n_business_days_contain_exactly_n_business_days(
    pack: Profile, count: int, since: datetime
) -> None:
    end = due(pack, f"{count}d_b", since)
    first, last = local_day(pack, since), local_day(pack, end)
    between = (first + timedelta(days=n) for n in range(1, (last - first).days + 1))
    assert sum(is_business_day(pack, day) for day in between) == count
    assert is_business_day(pack, last)
    assert end == closing_time(pack, last)


@given(pack=packs, count=st.integers(1, 60), since=moments)
def test_calendar_days_end_on_the_right_day_whatever_the_clocks_do(
    pack: Profile, count: int, since: datetime
) -> None:
    end = due(pack, f"{count}d_c", since).astimezone(pack.timezone)
    assert end.date() == local_day(pack, since) + timedelta(days=count)
    assert end.time() == time(23, 59)


@given(pack=packs, minutes=st.integers(1, 9999), since=moments)
def test_business_time_never_runs_while_the_desk_is_closed(
    pack: Profile, minutes: int, since: datetime
) -> None:
    end = due(pack, f"{minutes}min_b", since)
    assert is_open(pack, end - timedelta(microseconds=1))
    assert end - since >= timedelta(minutes=minutes)


@pytest.mark.parametrize(
    ("pack", "since", "expected"),
    [
        (DE, "2026-03-11 10:00", "2026-03-11 11:00"),
        (DE, "2026-03-11 08:00", "2026-03-11 09:00"),
        (DE, "2026-03-11 19:00", "2026-03-11 20:00"),  # the hour just fits
        (DE, "2026-03-11 19:01", "2026-03-12 10:00"),
        (DE, "2026-03-11 07:59", "2026-03-11 10:00"),
        (DE, "2026-03-13 21:00", "2026-03-16 10:00"),  # Friday evening: Saturday is no business day
        (DE, "2026-03-14 10:00", "2026-03-14 11:00"),  # but the desk is staffed
        (DE, "2026-03-14 08:00", "2026-03-16 10:00"),
        (DE, "2026-05-25 11:00", "2026-05-26 10:00"),  # Pentecost Monday
        (NL, "2026-04-27 11:00", "2026-04-28 10:00"),  # King's Day
        (UK, "2026-12-28 11:00", "2026-12-29 10:00"),
        (DE, "2026-12-31 19:30", "2027-01-04 10:00"),
        (DE, "2026-03-29 12:00", "2026-03-30 10:00"),  # clocks go forward
    ],
)
def test_callback(pack: Profile, since: str, expected: str) -> None:
    assert local(pack, callback_due(pack, at(pack.timezone, since))) == expected


@given(pack=packs, since=moments)
def test_a_callback_is_in_the_future_and_while_somebody_is_there(
    pack: Profile, since: datetime
) -> None:
    end = callback_due(pack, since)
    assert since < end < since + timedelta(days=8)
    assert is_open(pack, end) or end == closing_time(pack, local_day(pack, end))


@pytest.mark.parametrize(
    ("minutes", "done", "expected"),
    [
        (-241, None, "open"),
        (-240, None, "due_soon"),
        (0, None, "due_soon"),
        (1, None, "overdue"),
        (1, 0, "kept"),
        (5, 3, "late"),
        (-300, -299, "open"),  # done in the future is not done
        (2, 3, "overdue"),
    ],
)
def test_standing(minutes: int, done: int | None, expected: str) -> None:
    end = datetime(2026, 3, 11, 12, tzinfo=UTC)
    done_at = None if done is None else end + timedelta(minutes=done)
    pledge = Commitment("us", "Ersatz senden", end, done_at)
    assert standing(pledge, end + timedelta(minutes=minutes)) == expected


@given(moments, moments, moments)
def test_an_open_commitment_only_gets_more_urgent(
    end: datetime, one: datetime, other: datetime
) -> None:
    order = ("open", "due_soon", "overdue")
    pledge = Commitment("customer", "Foto senden", end)
    first, second = sorted((one.astimezone(UTC), other.astimezone(UTC)))
    assert order.index(standing(pledge, first)) <= order.index(standing(pledge, second))


def shown(pack: Profile, since: str) -> list[tuple[str, str]]:
    return [(p.code, local(pack, p.due)) for p in presets(pack, at(pack.timezone, since))]


def test_presets_on_a_working_day() -> None:
    assert shown(DE, "2026-03-11 09:50") == [
        ("later_today", "2026-03-11 13:00"),
        ("tomorrow_morning", "2026-03-12 10:00"),
        ("in_three_days", "2026-03-16 20:00"),
    ]


def test_presets_before_opening_and_shortly_before_closing() -> None:
    assert shown(DE, "2026-03-11 03:00")[0] == ("later_today", "2026-03-11 08:00")
    assert shown(DE, "2026-03-11 18:30")[0] == ("later_today", "2026-03-11 20:00")
    assert shown(DE, "2026-03-11 19:45")[0] == ("tomorrow_morning", "2026-03-12 10:00")


def test_presets_on_a_holiday_have_no_later_today() -> None:
    assert shown(NL, "2026-04-27 09:00") == [
        ("tomorrow_morning", "2026-04-28 10:00"),
        ("in_three_days", "2026-04-30 21:00"),
    ]


@given(pack=packs, since=moments)
def test_presets_lie_ahead_in_order(pack: Profile, since: datetime) -> None:
    offered: tuple[Preset, ...] = presets(pack, since)
    times = [since, *(preset.due for preset in offered)]
    assert times == sorted(times)
    assert [p.code for p in offered][-2:] == ["tomorrow_morning", "in_three_days"]


def test_holidays_are_read_once_a_year() -> None:
    public_holidays.cache_clear()
    for day in range(1, 29):
        is_business_day(DE, date(2031, 2, day))
    assert public_holidays.cache_info().misses == 1


def test_the_next_business_day() -> None:
    assert next_business_day(DE, date(2026, 5, 22)) == date(2026, 5, 26)
    assert next_business_day(DE, date(2026, 3, 11), 3) == date(2026, 3, 16)


def test_the_hour_that_does_not_exist_and_the_one_that_comes_twice() -> None:
    before = datetime(2026, 3, 29, 0, 30, tzinfo=UTC)  # 01:30 in Berlin, half an hour before
    assert local(DE, due(DE, "1h_c", before)) == "2026-03-29 03:30"
    first = datetime(2026, 10, 25, 0, 30, tzinfo=UTC)  # 02:30 for the first time
    assert local(DE, due(DE, "1h_c", first)) == "2026-10-25 02:30"
    assert due(DE, "1h_c", first) == datetime(2026, 10, 25, 1, 30, tzinfo=UTC)


def test_standing_in_the_hour_that_comes_twice() -> None:
    second = datetime(2026, 10, 25, 2, 10, tzinfo=BERLIN, fold=1)
    pledge = Commitment("us", "Rückruf", datetime(2026, 10, 25, 2, 30, tzinfo=BERLIN))
    assert standing(pledge, second) == "overdue"
