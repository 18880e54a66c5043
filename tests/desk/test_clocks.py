"""The deadlines of a case: started at receipt, met, paused, overdue once; those of declarations."""

from datetime import UTC, datetime, timedelta

import pytest
from django.test import Client
from django.utils import timezone

from cast import MONDAY, Cast, case_of_brandt
from kulanz.desk.actions.cases import move, refresh
from kulanz.desk.actions.clocks import ClockOver, meet_clock
from kulanz.desk.actions.closure import close, reopen
from kulanz.desk.actions.commitments import promise
from kulanz.desk.actions.contacts import CallNote, note_call
from kulanz.desk.actions.declarations import decide_declaration
from kulanz.desk.actions.merging import merge, undo_merge
from kulanz.desk.actions.statuspage import make_link
from kulanz.desk.jobs.clock import tick
from kulanz.desk.jobs.reactions import Reactor
from kulanz.desk.models import Case, CaseClock, Contact, Event, Observation
from kulanz.desk.queries.clocks import deadlines, deadlines_for_customer

pytestmark = pytest.mark.django_db
DAY, HOUR = timedelta(days=1), timedelta(hours=1)
# 30 November, the last minute in Germany: days of the law are counted whole.
LAST_OF_14_DAYS = datetime(2026, 11, 30, 22, 59, tzinfo=UTC)
MEANT = {"withdrawal.confirm", "withdrawal.refund"}


def rows(case: Case) -> dict[str, tuple[datetime, datetime | None, datetime | None]]:
    """Due, met and ended of each of the four clocks, the latest of a code."""
    found = case.clocks.filter(declaration=None).order_by("id")
    return {row.code: (row.due_at, row.met_at, row.ended_at) for row in found}


def declared(case: Case, code: str, *, at: datetime = MONDAY) -> Observation:
    contact = Contact.objects.create(
        case=case, channel="mail", direction="in", at=at, language="de", text="x", new_text="x"
    )
    return Observation.objects.create(
        contact=contact, kind="declaration", code=code, quote="Ich widerrufe."
    )


def started(case: Case) -> set[str]:
    return {
        *case.clocks.filter(declaration__isnull=False, ended_at=None).values_list("code", flat=True)
    }


def alerts(case: Case) -> list[str]:
    return [row.values["clock"] for row in case.events.filter(kind="clock.overdue").order_by("id")]


def test_four_clocks_start_at_receipt_beside_their_copies(cast: Cast) -> None:
    case = case_of_brandt(cast)
    assert {code: due for code, (due, _, _) in rows(case).items()} == {
        "acknowledge": case.acknowledge_by,
        "first_human": case.human_by,
        "interim": case.interim_by,
        "decide": case.decide_by,
    }
    assert case.acknowledge_by == MONDAY + DAY
    assert set(case.clocks.values_list("started_at", "basis")) == {(MONDAY, "policy")}
    assert set(case.clocks.values_list("source", flat=True)) == {
        "own service promise",
        "own service promise; ISO 10002:2018 7.4 asks for it at once",
    }


def test_speaking_to_the_customer_meets_the_first_two(cast: Cast) -> None:
    case = case_of_brandt(cast, owner=cast.ali)
    at = MONDAY + HOUR
    note_call(case, note=CallNote(text="Guten Tag.", form_key="k"), at=at, by=cast.ali)
    met = {code: met for code, (_, met, _) in rows(case).items()}
    assert met == {"acknowledge": at, "first_human": at, "interim": None, "decide": None}


def test_each_message_of_ours_starts_the_interim_clock_anew_and_undoing_it_does_not(
    cast: Cast,
) -> None:
    case = case_of_brandt(cast)
    first = case.interim_by
    case.human_answer_at = case.touched_at = MONDAY + DAY
    case.interim_by = MONDAY + 8 * DAY
    refresh(case)
    found = case.clocks.filter(code="interim").order_by("id").values_list("due_at", "met_at")
    assert list(found) == [(first, MONDAY + DAY), (MONDAY + 8 * DAY, None)]
    case.human_answer_at, case.interim_by = None, first
    refresh(case)
    assert list(found.all()) == [(first, None)]


def test_closing_decides_and_reopening_starts_every_clock_anew(cast: Cast) -> None:
    case = case_of_brandt(cast, owner=cast.ali)
    note_call(case, note=CallNote(text="Guten Tag.", form_key="k"), at=MONDAY + HOUR, by=cast.ali)
    before = rows(case)
    close(case, kind="closed_confirmed", at=MONDAY + DAY, by=cast.ali)
    closed = rows(case)
    assert closed == {
        "acknowledge": (before["acknowledge"][0], MONDAY + HOUR, None),
        "first_human": (before["first_human"][0], MONDAY + HOUR, None),
        "interim": (before["interim"][0], None, MONDAY + DAY),
        "decide": (before["decide"][0], MONDAY + DAY, None),
    }
    case = reopen(case, at=MONDAY + 7 * DAY, by=cast.ali)
    week_later = {code: (due + 7 * DAY, None, None) for code, (due, _, _) in before.items()}
    assert rows(case) == week_later
    assert (case.acknowledge_by, case.human_by, case.interim_by, case.decide_by) == tuple(
        due for due, _, _ in week_later.values()
    )
    first = case.clocks.filter(started_at=MONDAY).order_by("id")
    assert {row.code: (row.due_at, row.met_at, row.ended_at) for row in first} == closed


def test_after_reopening_the_next_word_of_ours_meets_the_new_clocks(cast: Cast) -> None:
    case = case_of_brandt(cast, owner=cast.ali)
    close(case, kind="closed_confirmed", at=MONDAY, by=cast.ali)
    reopen(case, at=MONDAY + DAY, by=cast.ali)
    at = MONDAY + DAY + HOUR
    note_call(case, note=CallNote(text="Guten Tag.", form_key="k"), at=at, by=cast.ali)
    met = [
        (row.code, row.started_at, row.met_at)
        for row in case.clocks.filter(code="first_human").order_by("id")
    ]
    assert met == [("first_human", MONDAY, None), ("first_human", MONDAY + DAY, at)]
    assert case.clocks.filter(code="first_human", ended_at=MONDAY).count() == 1


def test_a_clock_that_runs_anew_is_told_of_when_it_passes(cast: Cast) -> None:
    case = case_of_brandt(cast)
    tick(at=MONDAY + 25 * HOUR)
    close(case, kind="closed_confirmed", at=MONDAY + 26 * HOUR, by=cast.ali)
    reopen(case, at=MONDAY + 7 * DAY, by=cast.ali)
    tick(at=MONDAY + 8 * DAY + HOUR)
    assert alerts(case) == ["acknowledge", "acknowledge"]


def waiting(cast: Cast) -> Case:
    """A case that waits for the customer until the end of the week."""
    case = case_of_brandt(cast, owner=cast.ali)
    promise(case, side="theirs", text="Foto", due_at=MONDAY + 30 * DAY, at=MONDAY, by=cast.ali)
    case = move(case, "acknowledged", at=MONDAY, by=cast.ali)
    case = move(case, "assessed", at=MONDAY, by=cast.ali)
    case = move(case, "investigating", at=MONDAY, by=cast.ali)
    return move(case, "waiting_customer", at=MONDAY, by=cast.ali)


def test_what_stands_still_by_the_profile_is_due_as_much_later(cast: Cast) -> None:
    case = waiting(cast)
    before = rows(case)
    Reactor().react(at=MONDAY)
    move(case, "investigating", at=MONDAY + 2 * DAY, by=cast.ali)
    Reactor().react(at=MONDAY + 2 * DAY)
    after = rows(Case.objects.get(pk=case.pk))
    moved = {code: after[code][0] - before[code][0] for code in before}
    assert moved == {
        "acknowledge": timedelta(0),
        "first_human": timedelta(0),
        "interim": 2 * DAY,
        "decide": 2 * DAY,
    }
    assert Case.objects.get(pk=case.pk).decide_by == after["decide"][0]


def test_nothing_that_stands_still_is_overdue(cast: Cast) -> None:
    case = waiting(cast)
    lines = deadlines(case, language="en", at=MONDAY).running
    assert {line.row.code: line.standing for line in lines} == {
        "acknowledge": "open",
        "first_human": "open",
        "interim": "paused",
        "decide": "paused",
    }
    tick(at=MONDAY + 28 * DAY)
    assert (alerts(case), case.events.filter(kind="case.interim_due").count()) == (
        ["acknowledge", "first_human"],
        0,
    )


def test_overdue_is_said_once(cast: Cast) -> None:
    case = case_of_brandt(cast)
    for hours in (23, 24, 25, 26):
        tick(at=MONDAY + hours * HOUR)
    assert alerts(case) == ["acknowledge"]


def test_a_closed_case_is_never_overdue(cast: Cast) -> None:
    case = case_of_brandt(cast)
    close(case, kind="closed_confirmed", at=MONDAY, by=cast.ali)
    tick(at=MONDAY + 60 * DAY)
    assert alerts(case) == []


def test_a_declaration_runs_from_its_receipt_before_anybody_confirms_it(cast: Cast) -> None:
    case = case_of_brandt(cast, owner=cast.ali)
    words = "Hiermit widerrufe ich meine Bestellung."
    note_call(case, note=CallNote(text=words, form_key="k"), at=MONDAY, by=cast.ali)
    Reactor().react(at=MONDAY + DAY)
    refund = case.clocks.get(code="withdrawal.refund")
    assert (started(case), refund.started_at, refund.due_at, refund.basis) == (
        MEANT,
        MONDAY,
        LAST_OF_14_DAYS,
        "legal",
    )
    assert deadlines_for_customer(case, language="en", at=MONDAY)[-1].row.code == "decide"


def test_confirmed_late_it_still_counts_from_receipt(cast: Cast) -> None:
    case = case_of_brandt(cast)
    one = declared(case, "withdrawal")
    decide_declaration(one, standing="confirmed", protect=False, at=MONDAY + 5 * DAY, by=cast.ali)
    refund = case.clocks.get(code="withdrawal.refund")
    assert (refund.started_at, refund.due_at) == (MONDAY, LAST_OF_14_DAYS)
    shown = deadlines_for_customer(case, language="en", at=MONDAY)
    assert [line.name for line in shown] == ["decision", "pay back after the withdrawal"]


def test_said_three_times_it_runs_once_from_the_first(cast: Cast) -> None:
    case = case_of_brandt(cast)
    _first, second, _third = [declared(case, "access", at=MONDAY + n * DAY) for n in range(3)]
    decide_declaration(second, standing="confirmed", protect=False, at=MONDAY, by=cast.ali)
    (row,) = case.clocks.filter(declaration__isnull=False)
    assert (row.code, row.started_at) == ("access.answer", MONDAY)


def test_dismissed_it_ends(cast: Cast) -> None:
    case = case_of_brandt(cast, owner=cast.ali)
    words = "Hiermit widerrufe ich meine Bestellung."
    note_call(case, note=CallNote(text=words, form_key="k"), at=MONDAY, by=cast.ali)
    Reactor().react(at=MONDAY)
    one = Observation.objects.get(code="withdrawal")
    decide_declaration(one, standing="dismissed", protect=False, at=MONDAY + HOUR, by=cast.ali)
    assert set(case.clocks.filter(code__in=MEANT).values_list("ended_at", flat=True)) == {
        MONDAY + HOUR
    }
    tick(at=MONDAY + 20 * HOUR)
    assert alerts(case) == []


def test_a_hold_set_at_once_meets_its_clock(cast: Cast) -> None:
    case = case_of_brandt(cast)
    one = declared(case, "not_received")
    decide_declaration(one, standing="confirmed", protect=True, at=MONDAY, by=cast.ali)
    met = dict(case.clocks.filter(declaration=one).values_list("code", "met_at"))
    assert met == {"not_received.hold": MONDAY, "not_received.decide": None}


def test_confirmed_without_a_hold_it_is_overdue_at_once(cast: Cast) -> None:
    case = case_of_brandt(cast)
    one = declared(case, "not_received")
    decide_declaration(one, standing="confirmed", protect=False, at=MONDAY, by=cast.ali)
    for minutes in (1, 2):
        tick(at=MONDAY + timedelta(minutes=minutes))
    assert alerts(case) == ["not_received.hold"]


def test_what_is_done_is_met_once(cast: Cast, client: Client) -> None:
    case = case_of_brandt(cast)
    one = declared(case, "access")
    decide_declaration(one, standing="confirmed", protect=False, at=MONDAY, by=cast.ali)
    row = case.clocks.get(code="access.answer")
    client.force_login(cast.ali)
    page = client.get(f"/cases/{case.number}/commitments/").content.decode()
    assert ("answer the request for access to data" in page, "Art. 12(3) GDPR" in page) == (
        True,
        True,
    )
    client.post(f"/cases/{case.number}/clocks/{row.pk}/meeting/")
    row.refresh_from_db()
    assert row.met_at is not None
    with pytest.raises(ClockOver):
        meet_clock(row, at=MONDAY, by=cast.ali)
    with pytest.raises(ClockOver):
        meet_clock(case.clocks.get(code="decide"), at=MONDAY, by=cast.ali)
    (event,) = Event.objects.filter(kind="clock.met")
    history = client.get(f"/cases/{case.number}/history/").content.decode()
    assert (event.values["clock"], "met a deadline: answer the request" in history) == (
        "access.answer",
        True,
    )


def test_the_customer_reads_by_when(cast: Cast, client: Client) -> None:
    case = case_of_brandt(cast)
    one = declared(case, "vulnerability")
    decide_declaration(one, standing="confirmed", protect=False, at=MONDAY, by=cast.ali)
    link = make_link(case, at=timezone.now())
    page = client.get(f"{link}?lang=de", follow=True).content.decode()
    found = [
        words in page for words in ("Bis wann", "Entscheidung", "Rücksicht", "Mensch sieht nach")
    ]
    assert found == [True, True, False, False]


def test_declared_clocks_follow_a_merge_and_come_back(cast: Cast) -> None:
    source, target = case_of_brandt(cast), case_of_brandt(cast)
    one = declared(source, "access")
    decide_declaration(one, standing="confirmed", protect=False, at=MONDAY, by=cast.ali)
    row = merge(source, into=target, at=MONDAY + DAY, by=cast.ali)
    assert (started(source), started(target)) == (set(), {"access.answer"})
    assert {ended for _, _, ended in rows(source).values()} == {MONDAY + DAY}
    undo_merge(row, at=MONDAY + DAY, by=cast.ali)
    assert (started(source), started(target)) == ({"access.answer"}, set())
    assert {ended for _, _, ended in rows(source).values()} == {None}


def test_one_running_clock_of_each_code(cast: Cast) -> None:
    case = case_of_brandt(cast)
    for _ in range(3):
        refresh(case)
    assert CaseClock.objects.filter(case=case).count() == 4
