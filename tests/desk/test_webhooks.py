"""Webhooks: signed, sent until they arrive, never to an address inside; secrets stay secret."""

import json
import threading
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from http.server import BaseHTTPRequestHandler, HTTPServer
from typing import Any

import pytest
from pytest_django import Settings
from standardwebhooks import Webhook as Signature
from standardwebhooks import WebhookVerificationError

from cast import MONDAY, Cast, case_of_brandt
from kulanz.desk.actions.dunning import note_dunning
from kulanz.desk.actions.holds import extend_hold, lift_hold, set_hold
from kulanz.desk.actions.machines import (
    BadWebhookUrl,
    NothingChosen,
    disable_webhook,
    enable_webhook,
    make_webhook,
    rotate_secret,
    secrets_of,
)
from kulanz.desk.actions.sealing import Unsealable, seal, unseal
from kulanz.desk.actions.webhooks import BY_HAND_AFTER, JITTER, RETRIES, lease_delivery
from kulanz.desk.jobs.reactions import Reactor
from kulanz.desk.jobs.webhooks import send_webhooks
from kulanz.desk.models import Case, Hold, Webhook, WebhookDelivery
from kulanz.desk.queries.machines import TOLD

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)


class Billing(HTTPServer):
    """Another system: it keeps what it hears and answers as it is told to."""

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), _Ear)
        self.heard: list[tuple[dict[str, str], bytes]] = []
        self.status, self.headers = 204, dict[str, str]()

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.server_port}/hooks"


class _Ear(BaseHTTPRequestHandler):
    server: Billing

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers["Content-Length"]))
        self.server.heard.append(({k.lower(): v for k, v in self.headers.items()}, body))
        self.send_response(self.server.status)
        for name, value in self.server.headers.items():
            self.send_header(name, value)
        self.send_header("Content-Length", "0")
        self.end_headers()

    def log_message(self, *_args: object) -> None:
        """Says nothing."""


@pytest.fixture
def billing(settings: Settings) -> Iterator[Billing]:
    server = Billing()
    settings.WEBHOOKS_MAY_REACH = [f"127.0.0.1:{server.server_port}"]
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield server
    server.shutdown()
    server.server_close()


def hook(cast: Cast, url: str, kinds: tuple[str, ...] = TOLD) -> tuple[Webhook, str]:
    row, secret = make_webhook(
        url="https://billing.example/hooks", kinds=kinds, at=MONDAY, by=cast.mira
    )
    Webhook.objects.filter(pk=row.pk).update(url=url)
    return row, secret


def held(case: Case, cast: Cast, *, at: datetime = MONDAY, order: str = "D-1") -> Hold:
    until = at + 5 * DAY
    return set_hold(
        case, kind="dunning", order=order, until=until, reason="what was said", at=at, by=cast.ali
    )


def react_and_send(at: datetime = MONDAY) -> int:
    Reactor().react(at=at)
    return send_webhooks(at=at)


def heard(billing: Billing) -> list[dict[str, Any]]:
    return [json.loads(body) for _, body in billing.heard]


def by_hand(case: Case) -> list[str]:
    return list(case.commitments.filter(act__startswith="hold_").values_list("text", flat=True))


def test_a_hold_arrives_signed_with_numbers_and_dates_only(cast: Cast, billing: Billing) -> None:
    _row, secret = hook(cast, billing.url)
    now = datetime.now(UTC).replace(microsecond=0)
    case = case_of_brandt(cast)
    row = held(case, cast, at=now)
    assert react_and_send(now) == 1
    ((headers, body),) = billing.heard
    assert Signature(secret).verify(body.decode(), headers) == {
        "type": "hold.set",
        "timestamp": now.isoformat(),
        "data": {
            "hold": row.pk,
            "kind": "dunning",
            "order": "D-1",
            "case": case.number,
            "since": now.isoformat(),
            "until": (now + 5 * DAY).isoformat(),
        },
    }
    delivery = WebhookDelivery.objects.get()
    assert (delivery.standing, delivery.status, delivery.attempts) == ("arrived", 204, 1)
    assert (headers["webhook-id"], headers["webhook-timestamp"]) == (
        delivery.message_id,
        f"{int(now.timestamp())}",
    )
    with pytest.raises(WebhookVerificationError):
        Signature(secret).verify(body.decode().replace("D-1", "D-2"), headers)
    assert (react_and_send(now), by_hand(case)) == (0, [])


def test_longer_lifted_and_ignored_holds_are_told_in_order(cast: Cast, billing: Billing) -> None:
    hook(cast, billing.url)
    row = held(case_of_brandt(cast), cast)
    extend_hold(row, until=MONDAY + 9 * DAY, at=MONDAY, by=cast.ali)
    note_dunning(order="D-1", level=1, dated=MONDAY, reference="M-1", at=MONDAY)
    lift_hold(row, because="paid", at=MONDAY, by=cast.ali)
    react_and_send()
    assert [(one["type"], one["data"].get("until")) for one in heard(billing)] == [
        ("hold.set", (MONDAY + 5 * DAY).isoformat()),
        ("hold.set", (MONDAY + 9 * DAY).isoformat()),
        ("dunning.in_hold", None),
        ("hold.lifted", (MONDAY + 9 * DAY).isoformat()),
    ]


def test_only_what_was_asked_for_and_only_with_an_order(cast: Cast, billing: Billing) -> None:
    hook(cast, billing.url, ("hold.lifted",))
    case = case_of_brandt(cast)
    held(case, cast, order="")
    lift_hold(held(case, cast), because="paid", at=MONDAY, by=cast.ali)
    react_and_send()
    assert [one["type"] for one in heard(billing)] == ["hold.lifted"]


@pytest.mark.parametrize("status", [300, 301, 400, 404, 429, 500, 502, 504])
def test_what_is_no_2xx_is_tried_again(cast: Cast, billing: Billing, status: int) -> None:
    billing.status = status
    hook(cast, billing.url)
    held(case_of_brandt(cast), cast)
    react_and_send()
    row = WebhookDelivery.objects.get()
    assert (row.standing, row.status, row.problem) == ("waiting", status, f"{status}")
    billing.status = 200
    react_and_send(row.next_at)
    assert len(billing.heard) == 2
    ids = {headers["webhook-id"] for headers, _ in billing.heard}
    row.refresh_from_db()
    assert (row.standing, ids) == ("arrived", {row.message_id})


def test_the_schedule_and_its_end(cast: Cast, billing: Billing) -> None:
    billing.status = 500
    hook(cast, billing.url)
    case, at = case_of_brandt(cast), MONDAY
    held(case, cast)
    Reactor().react(at=at)
    for attempt, step in enumerate(RETRIES, start=1):
        assert send_webhooks(at=at) == 1
        row = WebhookDelivery.objects.get()
        wait = row.next_at - at
        assert (step <= wait <= step * (1 + JITTER) + timedelta(seconds=1)) is True
        assert len(by_hand(case)) == (attempt >= BY_HAND_AFTER)
        at = row.next_at
    assert send_webhooks(at=at) == 1
    row = WebhookDelivery.objects.get()
    assert (row.standing, row.attempts) == ("given_up", 10)
    assert send_webhooks(at=at + 30 * DAY) == 0
    assert by_hand(case) == [
        "Stop dunning in the billing system: order D-1, until 11/21/2026 10 a.m."
    ]


def test_nobody_asks_again_before_the_other_side_wants(cast: Cast, billing: Billing) -> None:
    billing.status, billing.headers = 429, {"Retry-After": "3600"}
    hook(cast, billing.url)
    held(case_of_brandt(cast), cast)
    react_and_send()
    wait = WebhookDelivery.objects.get().next_at - MONDAY
    assert timedelta(hours=1) <= wait < timedelta(hours=1, seconds=5)


def test_gone_is_gone_and_a_person_is_asked(cast: Cast, billing: Billing) -> None:
    billing.status = 410
    row, _ = hook(cast, billing.url)
    case = case_of_brandt(cast)
    held(case, cast)
    react_and_send()
    row.refresh_from_db()
    assert (row.disabled_at is not None, row.problem) == (True, "410")
    assert (WebhookDelivery.objects.get().standing, len(by_hand(case))) == ("given_up", 1)


def test_a_disabled_address_hears_nothing_until_it_is_enabled(cast: Cast, billing: Billing) -> None:
    row, _ = hook(cast, billing.url)
    held(case_of_brandt(cast), cast)
    Reactor().react(at=MONDAY)
    disable_webhook(row, at=MONDAY, by=cast.mira)
    assert (send_webhooks(at=MONDAY), billing.heard) == (0, [])
    enable_webhook(row, at=MONDAY, by=cast.mira)
    assert send_webhooks(at=MONDAY) == 1


@pytest.mark.parametrize(
    ("url", "problem"),
    [
        ("https://127.0.0.1/hooks", "private"),
        ("https://[::1]/hooks", "private"),
        ("https://10.0.0.5/hooks", "private"),
        ("https://169.254.169.254/latest/meta-data", "private"),
        ("http://203.0.113.9/hooks", "private"),
        ("http://1.1.1.1/hooks", "scheme"),
        ("https://1.1.1.1:8443/hooks", "port"),
        ("file:///etc/passwd", "scheme"),
    ],
)
def test_no_address_inside_is_ever_called(cast: Cast, url: str, problem: str) -> None:
    hook(cast, url)
    held(case_of_brandt(cast), cast)
    react_and_send()
    row = WebhookDelivery.objects.get()
    assert (row.standing, row.problem, row.status) == ("waiting", problem, None)


def test_a_redirect_is_not_followed(cast: Cast, billing: Billing) -> None:
    billing.status, billing.headers = 302, {"Location": billing.url}
    hook(cast, billing.url)
    held(case_of_brandt(cast), cast)
    react_and_send()
    assert len(billing.heard) == 1


def test_a_sender_that_dies_is_followed_by_another(cast: Cast, billing: Billing) -> None:
    hook(cast, billing.url)
    held(case_of_brandt(cast), cast)
    Reactor().react(at=MONDAY)
    assert lease_delivery(at=MONDAY) is not None
    assert send_webhooks(at=MONDAY) == 0
    assert send_webhooks(at=MONDAY + timedelta(minutes=2)) == 1


@pytest.mark.parametrize(
    "url",
    ["http://billing.example/", "https://", "https://a:b@billing.example/", "ftp://x", "nonsense"],
)
def test_an_address_that_cannot_be_told_is_refused(cast: Cast, url: str) -> None:
    with pytest.raises(BadWebhookUrl):
        make_webhook(url=url, kinds=TOLD, at=MONDAY, by=cast.mira)


@pytest.mark.parametrize("kinds", [(), ("hold.set", "everything")])
def test_a_webhook_tells_something_there_is(cast: Cast, kinds: tuple[str, ...]) -> None:
    with pytest.raises(NothingChosen):
        make_webhook(url="https://billing.example/", kinds=kinds, at=MONDAY, by=cast.mira)


def test_the_secret_is_sealed_and_opens_with_the_key_of_the_desk(
    cast: Cast, settings: Settings
) -> None:
    row, secret = hook(cast, "https://billing.example/")
    assert (secret in row.secret, unseal(row.secret), secret.startswith("whsec_")) == (
        False,
        secret,
        True,
    )
    old, settings.SECRET_KEY = settings.SECRET_KEY, "another key altogether"
    with pytest.raises(Unsealable):
        unseal(row.secret)
    settings.SECRET_KEY_FALLBACKS = [old]
    assert (unseal(row.secret), unseal(seal("new"))) == (secret, "new")


def verified(secret: str, billing: Billing) -> bool:
    headers, body = billing.heard[-1]
    try:
        Signature(secret).verify(body.decode(), headers)
    except WebhookVerificationError:
        return False
    return True


def test_for_a_day_both_secrets_sign(cast: Cast, billing: Billing) -> None:
    row, old = hook(cast, billing.url, ("hold.set",))
    # Verification compares with the clock on the wall.
    now = datetime.now(UTC).replace(microsecond=0)
    new = rotate_secret(row, at=now - DAY + timedelta(minutes=1), by=cast.mira)
    held(case_of_brandt(cast), cast, at=now)
    react_and_send(now)
    headers, _body = billing.heard[-1]
    signatures = headers["webhook-signature"].split(" ")
    assert [one.split(",")[0] for one in signatures] == ["v1", "v1"]
    assert (verified(new, billing), verified(old, billing)) == (True, True)


def test_after_a_day_only_the_new_one_signs(cast: Cast, billing: Billing) -> None:
    row, old = hook(cast, billing.url, ("hold.set",))
    now = datetime.now(UTC).replace(microsecond=0)
    new = rotate_secret(row, at=now - DAY, by=cast.mira)
    held(case_of_brandt(cast), cast, at=now)
    react_and_send(now)
    assert (verified(new, billing), verified(old, billing)) == (True, False)


def test_rotated_twice_the_newest_two_sign(cast: Cast) -> None:
    row, _first = hook(cast, "https://b.example/hooks")
    second = rotate_secret(row, at=MONDAY, by=cast.mira)
    third = rotate_secret(row, at=MONDAY + timedelta(hours=1), by=cast.mira)
    row.refresh_from_db()
    assert secrets_of(row, at=MONDAY + timedelta(hours=2)) == (third, second)
    assert (second in row.secret, third in row.secret, len(row.secret) <= 400) == (
        False,
        False,
        True,
    )


def test_a_secret_that_cannot_be_opened_any_more_is_replaced(
    cast: Cast, settings: Settings
) -> None:
    row, _secret = hook(cast, "https://b.example/hooks")
    settings.SECRET_KEY = "another" * 10
    settings.SECRET_KEY_FALLBACKS = []
    with pytest.raises(Unsealable):
        secrets_of(row, at=MONDAY)
    new = rotate_secret(row, at=MONDAY, by=cast.mira)
    row.refresh_from_db()
    assert secrets_of(row, at=MONDAY) == (new,)
