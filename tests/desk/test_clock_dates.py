"""A deadline is told to the customer, or extended with a reason: promised dates hold."""

from datetime import date, datetime, timedelta

import pytest
from django.test import Client
from django.utils import timezone

from cast import MONDAY, Cast, brandt, case_of_brandt
from kulanz.desk.actions.cases import open_case, refresh
from kulanz.desk.actions.clock_dates import (
    DateHasPassed,
    ExtendedTooFar,
    ExtendedTooLate,
    LaterThanDue,
    NoExtension,
    WhyMissing,
    extend_clock,
    tell_clock,
)
from kulanz.desk.actions.clocks import ClockOver
from kulanz.desk.actions.closure import close, reopen
from kulanz.desk.actions.declarations import decide_declaration
from kulanz.desk.actions.record import CaseClosed
from kulanz.desk.jobs.clock import tick
from kulanz.desk.models import Case, CaseClock, Contact, Observation
from kulanz.desk.queries.clocks import deadlines

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)
WHY = "Der Hersteller prüft das Gerät noch."
# MONDAY is 16 November; ten business days later is the 30th, twenty the 14th of December.
TENTH, SIXTEENTH, LAST = date(2026, 11, 26), date(2026, 12, 2), date(2026, 12, 14)


def clock(case: Case, code: str = "decide") -> CaseClock:
    return case.clocks.filter(code=code).order_by("id").last() or pytest.fail(f"no clock {code}")


def opened_now(cast: Cast) -> Case:
    return open_case(
        customer=brandt(), team=cast.koeln, subject="x", language="de", at=timezone.now()
    )


def day_of(row: CaseClock) -> str:
    row.refresh_from_db()
    return timezone.localtime(row.due_at).strftime("%m-%d %H:%M")


def kept(case: Case) -> datetime | None:
    return Case.objects.get(pk=case.pk).decide_by


def test_a_date_told_earlier_is_the_deadline_now(cast: Cast) -> None:
    case = case_of_brandt(cast, owner=cast.ali)
    row = tell_clock(clock(case), day=TENTH, at=MONDAY, by=cast.ali)
    assert (day_of(row), row.told_at, kept(case)) == ("11-26 20:00", MONDAY, row.due_at)
    (event,) = case.events.filter(kind="clock.told")
    assert event.values == {"clock": "decide", "row": row.pk, "day": "2026-11-26"}


def test_the_deadline_itself_can_be_told(cast: Cast) -> None:
    case = case_of_brandt(cast)
    before = clock(case)
    row = tell_clock(before, day=date(2026, 11, 30), at=MONDAY, by=cast.ali)
    assert (row.due_at, row.told_at) == (before.due_at, MONDAY)


def test_what_was_told_never_moves_to_a_later_day(cast: Cast) -> None:
    case = case_of_brandt(cast)
    row = tell_clock(clock(case), day=TENTH, at=MONDAY, by=cast.ali)
    with pytest.raises(LaterThanDue):
        tell_clock(row, day=date(2026, 11, 27), at=MONDAY, by=cast.ali)
    refresh(Case.objects.get(pk=case.pk))
    assert day_of(row) == "11-26 20:00"


def test_nothing_is_told_for_yesterday_nor_of_a_clock_that_is_over(cast: Cast) -> None:
    case = case_of_brandt(cast)
    with pytest.raises(DateHasPassed):
        tell_clock(clock(case), day=date(2026, 11, 16), at=MONDAY + DAY, by=cast.ali)
    CaseClock.objects.filter(pk=clock(case).pk).update(ended_at=MONDAY)
    with pytest.raises(ClockOver):
        tell_clock(clock(case), day=TENTH, at=MONDAY, by=cast.ali)
    close(case, kind="closed_confirmed", at=MONDAY, by=cast.ali)
    with pytest.raises(CaseClosed):
        tell_clock(clock(case, "interim"), day=TENTH, at=MONDAY, by=cast.ali)


def test_an_interim_date_told_is_reminded_of_when_it_passes(cast: Cast) -> None:
    case = case_of_brandt(cast)
    tell_clock(clock(case, "interim"), day=date(2026, 11, 18), at=MONDAY, by=cast.ali)
    tick(at=MONDAY + 3 * DAY)
    assert case.events.filter(kind="case.interim_due").count() == 1


def test_extended_in_time_with_a_reason_it_ends_later(cast: Cast) -> None:
    case = case_of_brandt(cast)
    row = extend_clock(clock(case), day=SIXTEENTH, reason=WHY, at=MONDAY + DAY, by=cast.ali)
    assert (day_of(row), row.told_at, kept(case)) == ("12-02 20:00", MONDAY + DAY, row.due_at)
    (line,) = (one for one in deadlines(case, language="de", at=MONDAY).running if one.row == row)
    assert (line.why, line.longer) == (WHY, None)


@pytest.mark.parametrize("day", [date(2026, 11, 30), date(2026, 12, 15), date(2026, 11, 20)])
def test_an_extension_reaches_beyond_the_deadline_and_not_beyond_the_profile(
    cast: Cast, day: date
) -> None:
    with pytest.raises(ExtendedTooFar):
        extend_clock(clock(case_of_brandt(cast)), day=day, reason=WHY, at=MONDAY, by=cast.ali)


def test_it_may_reach_as_far_as_the_profile_says_and_once(cast: Cast) -> None:
    row = clock(case_of_brandt(cast))
    row = extend_clock(row, day=LAST, reason=WHY, at=MONDAY, by=cast.ali)
    assert day_of(row) == "12-14 20:00"
    again = clock(case_of_brandt(cast))
    again = extend_clock(again, day=SIXTEENTH, reason=WHY, at=MONDAY, by=cast.ali)
    with pytest.raises(NoExtension):
        extend_clock(again, day=LAST, reason=WHY, at=MONDAY, by=cast.ali)


@pytest.mark.parametrize("reason", ["", "   ", "dauert"])
def test_an_extension_says_why(cast: Cast, reason: str) -> None:
    row = clock(case_of_brandt(cast))
    with pytest.raises(WhyMissing):
        extend_clock(row, day=SIXTEENTH, reason=reason, at=MONDAY, by=cast.ali)


def test_what_has_passed_is_not_extended(cast: Cast) -> None:
    row = clock(case_of_brandt(cast))
    with pytest.raises(ExtendedTooLate):
        extend_clock(row, day=SIXTEENTH, reason=WHY, at=MONDAY + 15 * DAY, by=cast.ali)
    with pytest.raises(NoExtension):
        extend_clock(clock(row.case, "interim"), day=SIXTEENTH, reason=WHY, at=MONDAY, by=cast.ali)


def test_a_dutch_notice_of_extension_reaches_four_weeks(cast: Cast) -> None:
    case = case_of_brandt(cast)
    Case.objects.filter(pk=case.pk).update(profile="nl_shop")
    row = extend_clock(clock(case), day=LAST, reason=WHY, at=MONDAY, by=cast.ali)
    assert row.told_at == MONDAY
    other = case_of_brandt(cast)
    Case.objects.filter(pk=other.pk).update(profile="nl_shop")
    with pytest.raises(ExtendedTooFar):
        extend_clock(clock(other), day=LAST + DAY, reason=WHY, at=MONDAY, by=cast.ali)


def test_access_to_data_is_extended_by_two_months(cast: Cast) -> None:
    case = case_of_brandt(cast)
    contact = Contact.objects.create(
        case=case, channel="mail", direction="in", at=MONDAY, language="de", text="x", new_text="x"
    )
    one = Observation.objects.create(
        contact=contact, kind="declaration", code="access", quote="Auskunft, bitte."
    )
    decide_declaration(one, standing="confirmed", protect=False, at=MONDAY, by=cast.ali)
    row = clock(case, "access.answer")
    day = date(2027, 2, 16)
    with pytest.raises(ExtendedTooFar):
        extend_clock(row, day=day + DAY, reason=WHY, at=MONDAY, by=cast.ali)
    extend_clock(row, day=day, reason=WHY, at=MONDAY, by=cast.ali)
    assert (timezone.localtime(CaseClock.objects.get(pk=row.pk).due_at).date(), kept(case)) == (
        day,
        case.decide_by,
    )


def test_after_a_reopening_the_new_clock_has_its_own_extension(cast: Cast) -> None:
    case = case_of_brandt(cast)
    extend_clock(clock(case), day=SIXTEENTH, reason=WHY, at=MONDAY, by=cast.ali)
    close(case, kind="closed_confirmed", at=MONDAY, by=cast.ali)
    case = reopen(case, at=MONDAY, by=cast.ali)
    row = extend_clock(clock(case), day=SIXTEENTH, reason=WHY, at=MONDAY, by=cast.ali)
    assert day_of(row) == "12-02 20:00"


def test_on_the_page(cast: Cast, client: Client) -> None:
    case = opened_now(cast)
    client.force_login(cast.ali)
    row = clock(case)
    address = f"/cases/{case.number}/clocks/{row.pk}"
    last = timezone.localdate(row.due_at)
    client.post(f"{address}/telling/", {"day": (last - DAY).isoformat()})
    assert timezone.localdate(clock(case).due_at) == last - DAY
    client.post(f"{address}/extension/", {"day": (last + DAY).isoformat(), "reason": WHY})
    assert timezone.localdate(clock(case).due_at) == last + DAY
    page = client.get(f"/cases/{case.number}/commitments/").content.decode()
    history = client.get(f"/cases/{case.number}/history/").content.decode()
    told = f"told the customer by when: decision, {last - DAY}"
    assert (WHY in page, WHY in history, told in history) == (True, True, True)


@pytest.mark.parametrize(
    ("door", "typed", "said"),
    [
        ("telling", {}, "Which day?"),
        ("telling", {"day": "gestern"}, "Which day?"),
        ("telling", {"day": "2099-01-01"}, "That is later than the deadline."),
        ("extension", {"day": "2099-01-01", "reason": WHY}, "Choose a day after the deadline"),
        ("extension", {"day": "2099-01-01", "reason": ""}, "Why does it take longer?"),
    ],
)
def test_a_refusal_says_what_to_do(
    cast: Cast, client: Client, door: str, typed: dict[str, str], said: str
) -> None:
    case = opened_now(cast)
    client.force_login(cast.ali)
    before = clock(case)
    page = client.post(f"/cases/{case.number}/clocks/{before.pk}/{door}/", typed, follow=True)
    assert (said in page.content.decode(), clock(case).due_at) == (True, before.due_at)
