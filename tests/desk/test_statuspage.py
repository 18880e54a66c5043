"""The customer's page: nothing internal gets there, and opening it changes nothing."""

import re
from datetime import timedelta

import pytest
from django.core.cache import cache
from django.db import connection
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from cast import MONDAY, Cast, case_of_brandt
from kulanz.desk.actions import facts
from kulanz.desk.actions.commitments import promise
from kulanz.desk.actions.offers import make_offer
from kulanz.desk.actions.recap import make_recap
from kulanz.desk.actions.statuspage import VALID, make_link, renew_link, revoke_links
from kulanz.desk.models import Case, Contact, Note, Observation, Statement, StatusLink
from kulanz.desk.models.statuspage import token_hash

pytestmark = pytest.mark.django_db
TOMORROW = MONDAY + timedelta(days=1)


@pytest.fixture(autouse=True)
def _no_counters() -> None:
    cache.clear()


def statement(
    case: Case, text: str, *, line: int, kind: str = "claim", shareable: bool = True
) -> Statement:
    return Statement.objects.create(
        case=case,
        line_no=line,
        kind=kind,
        text=text,
        quote=text,
        speaker="customer",
        shareable=shareable,
        said_at=MONDAY,
        at=MONDAY,
    )


def path_of(case: Case) -> str:
    link = make_link(case, at=timezone.now())
    return link.removeprefix("http://127.0.0.1:8000")


def test_s30_only_the_hash_of_the_token_is_kept(cast: Cast) -> None:
    token = path_of(case_of_brandt(cast)).split("/")[2]

    assert StatusLink.objects.get().token_hash == token_hash(token)
    assert len(token) >= 43


def test_the_page_has_no_word_of_what_is_internal(cast: Cast, client: Client) -> None:
    case = case_of_brandt(cast, owner=cast.ali)
    shared = statement(case, "Die Ware kam nicht an.", line=1)
    statement(case, "CANARY-opinion", line=2, kind="opinion", shareable=False)
    statement(case, "CANARY-emotion", line=3, kind="emotion", shareable=False)
    statement(case, "CANARY-unshared-claim", line=4, shareable=False)
    contact = Contact.objects.create(
        case=case,
        channel="call",
        direction="in",
        at=MONDAY,
        text="CANARY-transcript",
        new_text="CANARY-transcript",
        language="de",
    )
    Observation.objects.create(
        contact=contact, kind="behaviour", code="B07", quote="CANARY-behaviour"
    )
    Note.objects.create(case=case, by=cast.ali, at=MONDAY, text="CANARY-note", form_key="k1")
    promise(
        case, side="ours", text="CANARY-internal-task", due_at=TOMORROW, at=MONDAY, shared=False
    )
    make_recap(case, statements=[shared], way="status_page", at=MONDAY, by=cast.ali)

    page = client.get(path_of(case)).content.decode()

    assert re.findall(r"CANARY-[a-z-]+", page) == []
    assert "Die Ware kam nicht an." in page


def test_a_line_that_is_no_longer_shareable_leaves_the_page(cast: Cast, client: Client) -> None:
    case = case_of_brandt(cast)
    line = statement(case, "Die Ware kam nicht an.", line=1)
    make_recap(case, statements=[line], way="status_page", at=MONDAY, by=cast.ali)
    current = Statement.objects.get(case=case, line_no=1, replaced_by=None)
    facts.refute(current, source="Zustellnachweis vom 24.10.", at=MONDAY, by=cast.sam)

    assert "Die Ware kam nicht an." not in client.get(path_of(case)).content.decode()


def test_s28_opening_the_page_changes_nothing(cast: Cast, client: Client) -> None:
    case = case_of_brandt(cast, owner=cast.ali)
    make_recap(
        case,
        statements=[statement(case, "Die Ware kam nicht an.", line=1)],
        way="mailed",
        at=MONDAY,
        by=cast.ali,
    )
    address = path_of(case)
    before = _snapshot()

    for _time in range(2):
        assert client.get(address).status_code == 200

    assert _snapshot() == before


def _snapshot() -> dict[str, list[tuple[object, ...]]]:
    rows = {}
    with connection.cursor() as cursor:
        for name in connection.introspection.table_names():
            if name.startswith("desk_"):
                cursor.execute(f'SELECT * FROM "{name}" ORDER BY 1')  # noqa: S608 - our own names
                rows[name] = cursor.fetchall()
    return rows


@pytest.mark.parametrize(
    "name", ["status_addition", "status_wish", "status_callback", "status_solution"]
)
def test_deeds_are_posts(cast: Cast, client: Client, name: str) -> None:
    token = path_of(case_of_brandt(cast)).split("/")[2]

    assert client.get(reverse(name, args=[token])).status_code == 405


def test_s30_expired_revoked_and_invented_links_look_alike(cast: Cast, client: Client) -> None:
    case = case_of_brandt(cast)
    expired, revoked = path_of(case), path_of(case)
    hashes = [token_hash(one.split("/")[2]) for one in (expired, revoked)]
    StatusLink.objects.filter(token_hash=hashes[0]).update(expires_at=timezone.now())
    StatusLink.objects.filter(token_hash=hashes[1]).update(revoked_at=timezone.now())

    answers = [client.get(one) for one in (expired, revoked, "/s/" + "A" * 43 + "/")]

    assert [one.status_code for one in answers] == [404, 404, 404]
    assert len({one.content for one in answers}) == 1


def test_s30_the_address_does_not_leak(cast: Cast, client: Client) -> None:
    headers = client.get(path_of(case_of_brandt(cast))).headers

    assert {
        name: headers[name] for name in ("Referrer-Policy", "X-Robots-Tag", "Cache-Control")
    } == {
        "Referrer-Policy": "same-origin",
        "X-Robots-Tag": "noindex, nofollow",
        "Cache-Control": "no-store",
    }


def test_a_new_link_ends_the_old_one(cast: Cast, client: Client) -> None:
    case = case_of_brandt(cast)
    old = path_of(case)
    new = renew_link(case, at=timezone.now(), by=cast.ali).removeprefix("http://127.0.0.1:8000")

    assert (client.get(old).status_code, client.get(new).status_code) == (404, 200)
    revoke_links(case, at=timezone.now(), by=cast.ali)
    assert client.get(new).status_code == 404


def test_a_link_ends_by_itself(cast: Cast) -> None:
    make_link(case_of_brandt(cast), at=MONDAY)

    assert StatusLink.objects.get().expires_at == MONDAY + VALID


def test_s30_one_link_opens_one_case_only(cast: Cast, client: Client) -> None:
    mine, other = case_of_brandt(cast), case_of_brandt(cast, owner=cast.ali)
    token = path_of(mine).split("/")[2]
    offer = make_offer(
        other, remedy="dunning_stop", text="x", due_at=TOMORROW, at=MONDAY, by=cast.ali
    )
    theirs = promise(other, side="theirs", text="y", due_at=TOMORROW, at=MONDAY)
    recap = make_recap(
        other, statements=[statement(other, "z", line=1)], way="mailed", at=MONDAY, by=cast.ali
    )

    answers = [
        client.post(reverse("status_offer", args=[token, offer.pk]), {"answer": "accept"}),
        client.post(reverse("status_commitment", args=[token, theirs.pk])),
        client.post(
            reverse("status_confirmation", args=[token, recap.lines.get().pk]), {"stands": "yes"}
        ),
    ]

    assert [one.status_code for one in answers] == [404, 404, 404]


def test_the_customer_confirms_and_corrects_lines(cast: Cast, client: Client) -> None:
    case = case_of_brandt(cast)
    lines = [
        statement(case, "Am 21.10. bestellt.", line=1),
        statement(case, "Mahnung am 12.11.", line=2),
    ]
    recap = make_recap(case, statements=lines, way="status_page", at=MONDAY, by=cast.ali)
    token = path_of(case).split("/")[2]
    first, second = recap.lines.all()

    client.post(reverse("status_confirmation", args=[token, first.pk]), {"stands": "yes"})
    client.post(
        reverse("status_confirmation", args=[token, second.pk]),
        {"stands": "no", "correction": "Sie kam am 13.11."},
    )

    assert [
        (c.stands, c.correction) for line in (first, second) for c in line.confirmations.all()
    ] == [
        (True, ""),
        (False, "Sie kam am 13.11."),
    ]


def test_the_customer_takes_the_case_to_its_end(cast: Cast, client: Client) -> None:
    case = case_of_brandt(cast, owner=cast.ali)
    offer = make_offer(
        case,
        remedy="dunning_stop",
        text="Mahnstopp",
        due_at=timezone.now() + timedelta(days=1),
        at=timezone.now(),
        by=cast.ali,
    )
    token = path_of(case).split("/")[2]
    client.post(reverse("status_wish", args=[token]), {"text": "Keine Mahnung mehr"})
    client.post(reverse("status_offer", args=[token, offer.pk]), {"answer": "accept"})
    client.post(reverse("status_solution", args=[token]), {"solved": "yes"})
    case.refresh_from_db()
    assert case.closed_at is None, "we still owe the remedy"

    case.commitments.filter(side="ours").update(done_at=timezone.now())
    client.post(reverse("status_solution", args=[token]), {"solved": "yes"})

    case.refresh_from_db()
    assert (case.state, case.wishes.get().text) == ("closed_confirmed", "Keine Mahnung mehr")
    client.post(reverse("status_solution", args=[token]), {"solved": "no", "text": "Doch nicht"})
    case.refresh_from_db()
    assert case.state == "reopened"


def test_words_of_the_customer_are_kept_raw_and_become_a_contact(
    cast: Cast, client: Client
) -> None:
    case = case_of_brandt(cast)
    token = path_of(case).split("/")[2]

    client.post(
        reverse("status_addition", args=[token]),
        {"text": "Das Paket lag auch nicht beim Nachbarn."},
    )

    contact = case.contacts.get()
    assert (contact.channel, contact.text) == (
        "statuspage",
        "Das Paket lag auch nicht beim Nachbarn.",
    )
    assert contact.raw is not None
    assert contact.raw.state == "read"


def test_asking_twice_for_a_callback_promises_one(cast: Cast, client: Client) -> None:
    case = case_of_brandt(cast)
    token = path_of(case).split("/")[2]

    for _time in range(2):
        client.post(reverse("status_callback", args=[token]))

    assert list(case.commitments.values_list("kind", "owner__name")) == [("callback", "An Peeters")]


def test_the_page_speaks_the_language_of_the_case_not_of_the_agent(
    cast: Cast, client: Client
) -> None:
    client.force_login(cast.ali)

    assert '<html lang="de"' in client.get(path_of(case_of_brandt(cast))).content.decode()


def test_too_many_requests_with_one_link_are_slowed_down(cast: Cast, client: Client) -> None:
    address = path_of(case_of_brandt(cast))

    answers = [client.get(address).status_code for _ in range(62)]

    assert (answers[0], answers[-1]) == (200, 429)


def test_the_link_is_made_and_revoked_from_the_case_page(cast: Cast, client: Client) -> None:
    case = case_of_brandt(cast, owner=cast.ali)
    client.force_login(cast.ali)
    page = reverse("case", args=[case.number])
    assert "no valid link" in client.get(page).content.decode()

    made = client.post(reverse("status_links", args=[case.number])).content.decode()
    shown = client.get(page).content.decode()
    client.post(reverse("status_revocation", args=[case.number]))

    assert re.search(r'value="http://127\.0\.0\.1:8000/s/[\w-]{43}/"', made)
    assert "link valid until" in shown
    assert "no valid link" in client.get(page).content.decode()
