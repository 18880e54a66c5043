"""Who owes whom what by when."""

from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from cast import MONDAY, PASSWORD, Cast, case_of_brandt
from kulanz.desk.actions.commitments import (
    DueInThePast,
    NeedsOwner,
    NotOpen,
    hand_over,
    keep,
    postpone,
    promise,
    promise_callback,
    withdraw,
)
from kulanz.desk.models import Case, Commitment, Event
from kulanz.desk.queries.commitments import board, my_day, standing_of

pytestmark = pytest.mark.django_db
HOUR = timedelta(hours=1)


def a_promise(case: Case, cast: Cast, **changes: object) -> Commitment:
    values: dict[str, object] = {
        "side": "ours",
        "text": "Mahnung stoppen",
        "due_at": MONDAY + HOUR,
        "at": MONDAY,
        "by": cast.ali,
    }
    return promise(case, **(values | changes))  # type: ignore[arg-type]


def kinds(case: Case) -> list[str]:
    return list(Event.objects.filter(case=case).values_list("kind", flat=True))


def test_our_commitment_belongs_to_the_owner_of_the_case(cast: Cast) -> None:
    case = case_of_brandt(cast, owner=cast.sam)

    assert a_promise(case, cast).owner == cast.sam


def test_a_commitment_of_ours_that_nobody_keeps_is_refused(cast: Cast) -> None:
    with pytest.raises(NeedsOwner):
        a_promise(case_of_brandt(cast), cast, by=None)


def test_nothing_can_be_promised_for_yesterday(cast: Cast) -> None:
    with pytest.raises(DueInThePast):
        a_promise(case_of_brandt(cast), cast, due_at=MONDAY - HOUR)


def test_the_nearest_commitment_of_either_side_is_the_next_due_of_the_case(cast: Cast) -> None:
    case = case_of_brandt(cast, owner=cast.ali)
    a_promise(case, cast, due_at=MONDAY + 3 * HOUR)
    a_promise(case, cast, side="theirs", text="Foto schicken", due_at=MONDAY + 2 * HOUR)

    case.refresh_from_db()

    assert (case.next_due_at, case.next_due_what) == (MONDAY + 2 * HOUR, "theirs:Foto schicken")


def test_a_kept_commitment_is_kept_once(cast: Cast) -> None:
    commitment = a_promise(case_of_brandt(cast), cast)

    kept = keep(commitment, at=MONDAY + HOUR / 2, by=cast.ali)

    assert standing_of(kept, at=MONDAY + 5 * HOUR) == "kept"
    with pytest.raises(NotOpen):
        keep(commitment, at=MONDAY + HOUR, by=cast.ali)


def test_done_late_is_late_and_the_event_says_so(cast: Cast) -> None:
    case = case_of_brandt(cast)
    commitment = keep(a_promise(case, cast), at=MONDAY + 2 * HOUR, by=cast.ali)

    assert standing_of(commitment, at=MONDAY + 3 * HOUR) == "late"
    assert Event.objects.get(case=case, kind="commitment.kept").values["late"] is True


def test_a_moved_commitment_remembers_its_first_date(cast: Cast) -> None:
    commitment = a_promise(case_of_brandt(cast), cast)

    for hours in (3, 4):
        commitment = postpone(
            commitment, due_at=MONDAY + hours * HOUR, consent=True, at=MONDAY, by=cast.ali
        )

    assert (commitment.moved_from, commitment.due_at, commitment.moved_with_consent) == (
        MONDAY + HOUR,
        MONDAY + 4 * HOUR,
        True,
    )


def test_what_is_withdrawn_stays_on_record(cast: Cast) -> None:
    case = case_of_brandt(cast)
    commitment = withdraw(a_promise(case, cast), at=MONDAY, by=cast.ali)

    assert (commitment.withdrawn_at, kinds(case)) == (
        MONDAY,
        ["case.opened", "commitment.made", "commitment.withdrawn"],
    )


def test_a_colleague_can_take_a_commitment_over(cast: Cast) -> None:
    commitment = hand_over(
        a_promise(case_of_brandt(cast), cast), cast.charlotte, at=MONDAY, by=cast.an
    )

    assert commitment.owner == cast.charlotte


def test_a_callback_in_opening_hours_is_due_within_the_hour(cast: Cast) -> None:
    commitment = promise_callback(case_of_brandt(cast), text="Rückruf", at=MONDAY, by=cast.ali)

    assert (commitment.kind, commitment.due_at - MONDAY) == ("callback", HOUR)


def test_my_day_shows_mine_and_not_my_colleagues(cast: Cast) -> None:
    case = case_of_brandt(cast, owner=cast.ali)
    late = a_promise(case, cast)
    later = a_promise(case, cast, text="Ergebnis", due_at=MONDAY + timedelta(days=3))
    a_promise(case, cast, text="Buchung", owner=cast.fin)

    day = my_day(cast.ali, at=MONDAY + 2 * HOUR)

    assert ([one.row for one in day.overdue], [one.row for one in day.later]) == ([late], [later])


def test_the_board_shows_the_leads_own_team_only(cast: Cast) -> None:
    late = a_promise(case_of_brandt(cast, owner=cast.ali), cast)

    assert [one.row for one in board(cast.an, at=MONDAY + 2 * HOUR).overdue] == [late]
    assert board(cast.tom, at=MONDAY + 2 * HOUR).overdue == ()


def test_the_board_is_for_leads(cast: Cast, client: Client) -> None:
    client.force_login(cast.ali)
    assert client.get(reverse("board")).status_code == 404
    client.force_login(cast.an)
    assert client.get(reverse("board")).status_code == 200


def test_a_commitment_is_made_in_the_browser(cast: Cast, client: Client) -> None:
    case = case_of_brandt(cast, owner=cast.ali)
    client.force_login(cast.ali)
    due = timezone.now() + timedelta(days=1)

    response = client.post(
        reverse("commitments", args=[case.number]),
        {
            "side": "ours",
            "kind": "task",
            "text": "Ersatz schicken",
            "preset": due.isoformat(),
            "shared": "on",
        },
    )

    assert response.status_code == 302
    assert list(case.commitments.values_list("text", "owner__name", "due_at")) == [
        ("Ersatz schicken", "Ali Kaya", due)
    ]


def test_a_commitment_without_a_time_is_asked_for_and_nothing_is_lost(
    cast: Cast, client: Client
) -> None:
    case = case_of_brandt(cast, owner=cast.ali)
    client.force_login(cast.ali)

    response = client.post(
        reverse("commitments", args=[case.number]),
        {"side": "ours", "kind": "task", "text": "Ersatz schicken"},
    )

    assert response.status_code == 422
    assert 'value="Ersatz schicken"' in response.content.decode()
    assert case.commitments.count() == 0


def test_finance_may_say_done_for_its_own_and_not_for_others(cast: Cast, client: Client) -> None:
    case = case_of_brandt(cast, owner=cast.ali)
    own = a_promise(case, cast, owner=cast.fin)
    other = a_promise(case, cast, owner=cast.ali)
    client.force_login(cast.fin)

    assert client.post(reverse("commitment_keeping", args=[case.number, own.pk])).status_code == 302
    assert (
        client.post(reverse("commitment_keeping", args=[case.number, other.pk])).status_code == 404
    )
    own.refresh_from_db()
    assert own.done_at is not None


def test_my_day_costs_the_same_with_one_and_with_three(cast: Cast, client: Client) -> None:
    case = case_of_brandt(cast, owner=cast.ali)
    client.login(email="ali@kulanz.example", password=PASSWORD)
    counts = []
    for _round in range(2):
        promise(
            case,
            side="ours",
            text="x",
            due_at=timezone.now() + HOUR,
            at=timezone.now(),
            owner=cast.ali,
        )
        promise(
            case,
            side="ours",
            text="y",
            due_at=timezone.now() + 30 * HOUR,
            at=timezone.now(),
            owner=cast.ali,
        )
        counts.append(_queries(client, reverse("my_day")))
    assert counts[0] == counts[1]


def _queries(client: Client, address: str) -> int:
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    with CaptureQueriesContext(connection) as seen:
        assert client.get(address).status_code == 200
    return len(seen)
