"""Reactions and the clock: durable, once, in order, and never stopped by one bad item."""

import logging
import threading
from datetime import timedelta

import pytest
from allauth.usersessions.models import UserSession
from django.contrib.sessions.models import Session
from django.test import Client, override_settings
from django.utils import timezone

from cast import MONDAY, PASSWORD, Cast, case_of_brandt
from kulanz.desk.actions import reminders
from kulanz.desk.actions.cases import give_owner, move
from kulanz.desk.actions.closure import close, confirm_solved
from kulanz.desk.actions.commitments import keep, postpone, promise
from kulanz.desk.actions.outbox import queue_mail
from kulanz.desk.actions.record import record
from kulanz.desk.actions.sending import lease_next, mark_failed
from kulanz.desk.channels.email.deliver import MailServerError
from kulanz.desk.jobs.clock import DUTIES, tick
from kulanz.desk.jobs.reactions import REACTIONS, Reactor
from kulanz.desk.jobs.run import run
from kulanz.desk.models import (
    Case,
    Commitment,
    Contact,
    Event,
    Observation,
    OutboxMessage,
    Pause,
    Presence,
)
from kulanz.desk.project.logs import OneLine

pytestmark = pytest.mark.django_db
HOUR = timedelta(hours=1)


def kinds(case: Case) -> list[str]:
    return list(case.events.values_list("kind", flat=True))


def arrived(case: Case, *, automatic: bool = False) -> Event:
    Contact.objects.create(
        case=case,
        channel="mail",
        direction="in",
        at=MONDAY,
        language="de",
        sender="s.brandt@mail.example",
        automatic=automatic,
    )
    return record(
        "contact.received", case=case, at=MONDAY, by_customer=not automatic, automatic=automatic
    )


def test_a_customers_mail_is_acknowledged_once(cast: Cast) -> None:
    case = case_of_brandt(cast)
    arrived(case)
    reactor = Reactor()
    assert [reactor.react(at=MONDAY), reactor.react(at=MONDAY), Reactor().react(at=MONDAY)] == [
        1,
        0,
        0,
    ]
    assert [message.kind for message in OutboxMessage.objects.all()] == ["ack"]
    assert (
        Event.objects.filter(reacted_at=None)
        .exclude(kind__in=["reply.queued", "statuspage.link_made", "case.acknowledged"])
        .count()
        == 0
    )


def test_a_machines_mail_is_not_acknowledged(cast: Cast) -> None:
    arrived(case_of_brandt(cast), automatic=True)
    assert Reactor().react(at=MONDAY) == 1
    assert OutboxMessage.objects.count() == 0


def test_events_without_a_reaction_leave_the_line(cast: Cast) -> None:
    case_of_brandt(cast)
    Reactor().react(at=MONDAY)
    assert set(Event.objects.values_list("reacted_at", flat=True)) == {MONDAY}


def test_a_reaction_that_fails_leaves_no_trace_waits_and_lets_others_pass(cast: Cast) -> None:
    case = case_of_brandt(cast)
    broken = record("reply.failed", case=case, at=MONDAY, outbox="not a number")
    give_owner(case, cast.ali, at=MONDAY)
    arrived(case)
    reactor = Reactor()
    assert reactor.react(at=MONDAY) == 1
    assert Event.objects.get(pk=broken.pk).reacted_at is None
    assert reactor.failures == {broken.pk: (1, MONDAY + timedelta(seconds=2))}
    assert reactor.react(at=MONDAY + timedelta(seconds=1)) == 0
    reactor.react(at=MONDAY + timedelta(seconds=3))
    assert reactor.failures == {broken.pk: (2, MONDAY + timedelta(seconds=7))}
    assert Commitment.objects.count() == 0


def test_a_mail_that_failed_for_good_becomes_a_commitment(cast: Cast) -> None:
    case = case_of_brandt(cast, owner=cast.ali)
    queue_mail(
        case=case,
        recipient="s.brandt@mail.example",
        subject="s",
        text="t",
        kind="reply",
        at=MONDAY,
        by=cast.charlotte,
    )
    leased = lease_next(at=MONDAY)
    assert leased is not None
    mark_failed(leased, problem="recipient refused 550", for_good=True, at=MONDAY)
    Reactor().react(at=MONDAY)
    commitment = Commitment.objects.get()
    assert (commitment.owner, commitment.side, commitment.shared) == (cast.ali, "ours", False)
    assert commitment.due_at > MONDAY


@pytest.mark.parametrize("kept", [True, False])
def test_a_case_waits_only_on_a_commitment(cast: Cast, kept: bool) -> None:
    case = case_of_brandt(cast)
    commitment = promise(
        case, side="theirs", text="Foto", due_at=MONDAY + HOUR, at=MONDAY, by=cast.ali
    )
    move(case, "waiting_customer", at=MONDAY)
    if kept:
        keep(commitment, at=MONDAY, by_customer=True)
    else:
        tick(at=MONDAY + 2 * HOUR)
    Reactor().react(at=MONDAY + 2 * HOUR)
    case.refresh_from_db()
    assert case.state == "investigating"


def test_a_case_goes_on_waiting_for_the_other_commitment(cast: Cast) -> None:
    case = case_of_brandt(cast)
    first = promise(case, side="theirs", text="Foto", due_at=MONDAY + HOUR, at=MONDAY)
    promise(case, side="theirs", text="Rechnung", due_at=MONDAY + 9 * HOUR, at=MONDAY)
    move(case, "waiting_customer", at=MONDAY)
    keep(first, at=MONDAY, by_customer=True)
    Reactor().react(at=MONDAY)
    case.refresh_from_db()
    assert case.state == "waiting_customer"


def test_when_all_of_ours_is_done_the_customer_is_asked(cast: Cast) -> None:
    case = case_of_brandt(cast, owner=cast.ali)
    rows = [
        promise(case, side="ours", text=text, due_at=MONDAY + HOUR, at=MONDAY)
        for text in ("a", "b")
    ]
    move(case, "fulfilling", at=MONDAY)
    states = []
    for row in rows:
        keep(row, at=MONDAY, by=cast.ali)
        Reactor().react(at=MONDAY)
        states.append(Case.objects.get(pk=case.pk).state)
    assert states == ["fulfilling", "verifying"]


def test_every_reaction_belongs_to_an_event_somebody_records() -> None:
    assert set(REACTIONS) == {
        "contact.received",
        "reply.failed",
        "mail.bounced",
        "commitment.kept",
        "commitment.overdue",
        "commitment.withdrawn",
        "case.closed",
        "case.moved",
        "contact.made",
        "contact.read",
        "declaration.confirmed",
        "dunning.in_hold",
        "fact.decisive",
        "hold.extended",
        "hold.lifted",
        "hold.set",
        "order.linked",
        "order.noted",
        "promise.broken",
    }


def test_a_commitment_is_reminded_of_once_and_early_enough(cast: Cast) -> None:
    case = case_of_brandt(cast, owner=cast.ali)
    far = promise(case, side="ours", text="far", due_at=MONDAY + 10 * HOUR, at=MONDAY)
    near = promise(case, side="ours", text="near", due_at=MONDAY + HOUR, at=MONDAY)
    promise(case, side="theirs", text="theirs", due_at=MONDAY + HOUR, at=MONDAY)
    seen = []
    for minutes in (10, 30, 40, 359, 360, 400):
        tick(at=MONDAY + timedelta(minutes=minutes))
        seen.append(
            [event.values["commitment"] for event in case.events.filter(kind="commitment.reminded")]
        )
    assert seen == [[], [near.pk], [near.pk], [near.pk], [near.pk, far.pk], [near.pk, far.pk]]


def test_an_overdue_commitment_is_noted_once_until_it_is_moved(cast: Cast) -> None:
    case = case_of_brandt(cast, owner=cast.ali)
    row = promise(case, side="ours", text="x", due_at=MONDAY + HOUR, at=MONDAY)
    for hours in (1, 2, 3):
        tick(at=MONDAY + hours * HOUR)
    assert kinds(case).count("commitment.overdue") == 1
    postpone(row, due_at=MONDAY + 5 * HOUR, consent=True, at=MONDAY + 3 * HOUR)
    tick(at=MONDAY + 6 * HOUR)
    assert kinds(case).count("commitment.overdue") == 2


def test_a_pause_ends_at_the_announced_time(cast: Cast) -> None:
    case = case_of_brandt(cast)
    move(case, "paused", at=MONDAY)
    pause = Pause.objects.create(case=case, by=cast.ali, at=MONDAY, returns_at=MONDAY + HOUR)
    tick(at=MONDAY + HOUR - timedelta(seconds=1))
    assert Case.objects.get().state == "paused"
    tick(at=MONDAY + HOUR)
    tick(at=MONDAY + HOUR)
    pause.refresh_from_db()
    assert (Case.objects.get().state, pause.ended_at) == ("investigating", MONDAY + HOUR)
    assert kinds(case).count("pause.over") == 1


def test_an_interim_answer_is_due_once_per_round(cast: Cast) -> None:
    case = case_of_brandt(cast)
    assert case.interim_by is not None
    tick(at=case.interim_by - timedelta(seconds=1))
    assert "case.interim_due" not in kinds(case)
    for hours in (0, 1, 2):
        tick(at=case.interim_by + hours * HOUR)
    assert kinds(case).count("case.interim_due") == 1


def test_behaviours_are_forgotten_90_days_after_closing(cast: Cast) -> None:
    case = case_of_brandt(cast)
    contact = arrived(case).case.contacts.get()  # type: ignore[union-attr] # made with a case
    for kind in ("behaviour", "declaration"):
        Observation.objects.create(contact=contact, kind=kind, code="B01", quote="q")
    close(case, kind="closed_final_answer", reasons="r", ways_on="w", at=MONDAY)
    tick(at=MONDAY + timedelta(days=89))
    assert Observation.objects.count() == 2
    tick(at=MONDAY + timedelta(days=90))
    assert [row.kind for row in Observation.objects.all()] == ["declaration"]


def test_who_looked_is_forgotten(cast: Cast) -> None:
    Presence.objects.create(case=case_of_brandt(cast), person=cast.ali, seen_at=MONDAY)
    tick(at=MONDAY + timedelta(minutes=11))
    assert Presence.objects.count() == 0


def test_a_second_tick_does_nothing(cast: Cast) -> None:
    case = case_of_brandt(cast, owner=cast.ali)
    promise(case, side="ours", text="x", due_at=MONDAY + HOUR, at=MONDAY)
    at = MONDAY + timedelta(days=200)
    assert tick(at=at) > 0
    assert tick(at=at) == 0


def test_one_duty_that_fails_does_not_keep_the_others(cast: Cast) -> None:
    case = case_of_brandt(cast)
    Commitment.objects.create(case=case, side="theirs", text="x", due_at=MONDAY, made_at=MONDAY)
    Case.objects.filter(pk=case.pk).update(profile="no_such_country", interim_by=MONDAY)
    tick(at=MONDAY + HOUR)
    assert {"commitment.overdue", "case.interim_due"} <= set(kinds(case))
    assert len({duty.__name__ for duty in DUTIES}) == len(DUTIES)


@pytest.mark.django_db(transaction=True)
def test_the_loop_works_and_stops_when_asked(cast: Cast) -> None:
    case = case_of_brandt(cast)
    queue_mail(
        case=case,
        recipient="s.brandt@mail.example",
        subject="s",
        text="t",
        kind="reply",
        at=MONDAY,
        by=cast.ali,
    )
    stop = threading.Event()
    threading.Timer(0.3, stop.set).start()
    run(stop)
    assert OutboxMessage.objects.get().state == "sent"
    assert Event.objects.get(kind="reply.queued").reacted_at is not None


def test_a_wrong_mail_server_stops_the_start() -> None:
    with (
        override_settings(SMTP_URL="smtp://u:p@mail.example?tls=none"),
        pytest.raises(MailServerError),
    ):
        run(threading.Event())


def test_s29_logs_have_ids_and_no_words_of_customers(
    cast: Cast, caplog: pytest.LogCaptureFixture
) -> None:
    case = case_of_brandt(cast, owner=cast.ali)
    caplog.set_level(logging.DEBUG)
    queue_mail(
        case=case,
        recipient="canary@mail.example",
        subject="CANARY",
        text="CANARY",
        kind="reply",
        at=MONDAY,
    )
    with override_settings(SMTP_URL="smtp://127.0.0.1:1?tls=none"):
        from kulanz.desk.jobs.outbox import send_due

        send_due(at=MONDAY)
    record("reply.failed", case=case, at=MONDAY, outbox='CANARY\n{"level": "forged"}')
    Reactor().react(at=MONDAY)
    lines = [OneLine().format(entry) for entry in caplog.records if entry.name.startswith("kulanz")]
    assert len(lines) == 2
    assert [
        line for line in lines if "canary" in line.lower() or "forged" in line or "\n" in line
    ] == []


def test_an_acknowledgement_by_the_machine_is_no_answer(cast: Cast) -> None:
    case = case_of_brandt(cast)
    arrived(case)
    case.contacts.update(new_text="Wo bleibt die Ware?")
    Reactor().react(at=MONDAY)
    case = Case.objects.get()

    assert (case.acknowledged_at, case.waiting_since) == (MONDAY, MONDAY)
    assert case.last_sentence == "Wo bleibt die Ware?"


def test_two_processes_note_an_interim_answer_once(cast: Cast) -> None:
    case = case_of_brandt(cast)
    assert case.interim_by is not None
    late = case.interim_by + HOUR

    assert [reminders._interim_due(case, at=late) for _ in range(2)] == [True, False]


def test_a_final_answer_that_did_not_arrive_opens_the_case_again(cast: Cast) -> None:
    case = case_of_brandt(cast, owner=cast.ali)
    message = queue_mail(
        case=case, recipient="s.brandt@mail.example", subject="s", text="t", kind="reply", at=MONDAY
    )
    confirm_solved(case, at=MONDAY)
    record("reply.failed", case=case, at=MONDAY, outbox=message.pk)
    Reactor().react(at=MONDAY)
    case = Case.objects.get()

    assert (case.state, case.commitments.count()) == ("reopened", 1)


def test_a_session_that_is_over_is_forgotten_with_its_address(cast: Cast, client: Client) -> None:
    client.post("/account/login/", {"login": cast.ali.email, "password": PASSWORD})
    now = timezone.now()

    assert (reminders.forget_sessions(at=now), Session.objects.count()) == (0, 1)
    UserSession.objects.get()
    assert reminders.forget_sessions(at=now + 13 * HOUR) == 1
    assert (Session.objects.count(), UserSession.objects.count()) == (0, 0)
