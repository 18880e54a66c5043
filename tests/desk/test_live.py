"""Live pages against a real server: what is told, to whom, and that it ends when it should."""

import asyncio
import json
import os
import re
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import httpx
import pytest

from cast import PASSWORD
from kulanz.desk.web import live_poller
from kulanz.desk.web.live_poller import Happened, listening

TESTS = Path(__file__).parent.parent
FILL = """
import django; django.setup()
from cast import make_cast, case_of_brandt
print(case_of_brandt(make_cast()).number)
"""


@dataclass
class Server:
    process: subprocess.Popen[bytes]
    url: str
    number: str
    browsers: list[httpx.Client] = field(default_factory=list)

    def client(self, name: str) -> httpx.Client:
        """A browser in which this person is signed in."""
        browser = httpx.Client(base_url=self.url, timeout=15, follow_redirects=False)
        self.browsers.append(browser)
        browser.get("/account/login/")
        form = {"login": f"{name}@kulanz.example", "password": PASSWORD}
        assert self.post(browser, "/account/login/", **form).status_code == 302
        return browser

    def stop(self) -> None:
        """Close what is open; the process is gone afterwards."""
        for browser in self.browsers:
            browser.close()
        self.process.kill()
        self.process.wait()

    def post(self, browser: httpx.Client, path: str, **form: str) -> httpx.Response:
        return browser.post(path, data=form | {"csrfmiddlewaretoken": browser.cookies["csrftoken"]})

    def case(self, rest: str) -> str:
        return f"/cases/{self.number}/{rest}"


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@pytest.fixture(scope="module")
def prepared(tmp_path_factory: pytest.TempPathFactory) -> tuple[dict[str, str], str]:
    """A data folder of its own with the cast and one case in it."""
    folder = tmp_path_factory.mktemp("live")
    env = os.environ | {
        "KULANZ_DATA_DIR": str(folder),
        "PYTHONPATH": str(TESTS),
        "PYTHONWARNINGS": "ignore",
    }
    env.pop("KULANZ_DATABASE_URL", None)
    for command in (
        ["migrate", "-v0"],
        ["createcachetable"],
        ["collectstatic", "--noinput", "-v0"],
    ):
        subprocess.run([sys.executable, "-m", "django", *command], env=env, check=True)
    filled = subprocess.run(
        [sys.executable, "-c", FILL], env=env, check=True, capture_output=True, text=True
    )
    return env, filled.stdout.strip()


def _started(prepared: tuple[dict[str, str], str]) -> Server:
    env, number = prepared
    port = _free_port()
    command = [
        sys.executable,
        "-m",
        "uvicorn",
        "kulanz.desk.project.asgi:application",
        "--port",
        str(port),
    ]
    process = subprocess.Popen(
        command, env=env, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
    )
    url = f"http://127.0.0.1:{port}"
    for _attempt in range(100):
        try:
            httpx.get(url, timeout=5)
            break
        except httpx.TransportError:
            time.sleep(0.2)
    return Server(process, url, number)


@pytest.fixture(scope="module")
def server(prepared: tuple[dict[str, str], str]) -> Iterator[Server]:
    started = _started(prepared)
    yield started
    started.stop()


Message = tuple[str, dict[str, Any], str]


def messages(answer: httpx.Response) -> Iterator[Message]:
    """Name, values and id of each message of a stream, as they come."""
    name, values, number = "", {}, ""
    for line in answer.iter_lines():
        key, _colon, rest = line.partition(": ")
        if key == "event":
            name = rest
        elif key == "data":
            values = json.loads(rest)
        elif key == "id":
            number = rest
        elif not line and name:
            yield name, values, number
            name, values, number = "", {}, ""


def first(found: Iterator[Message], name: str) -> Message:
    return next(message for message in found if message[0] == name)


def test_a_colleague_who_writes_is_seen_on_the_page(server: Server) -> None:
    ali, charlotte = server.client("ali"), server.client("charlotte")
    with ali.stream("GET", server.case("live/")) as stream:
        found = messages(stream)
        assert first(found, "present")[1] == {"text": ""}
        server.post(charlotte, server.case("presence/"), replying="yes")
        assert first(found, "present")[1] == {"text": "Charlotte de Wit is replying"}
        server.post(charlotte, server.case("presence/"), leaving="yes")
        assert first(found, "present")[1] == {"text": ""}


def test_what_happens_is_told_at_once_and_ones_own_deeds_are_marked(server: Server) -> None:
    ali, charlotte = server.client("ali"), server.client("charlotte")
    with ali.stream("GET", server.case("live/")) as stream:
        found = messages(stream)
        first(found, "present")
        begun = time.monotonic()
        server.post(charlotte, server.case("state/"), state="investigating")
        name, values, number = first(found, "happened")
        assert time.monotonic() - begun < 5
        assert values == {
            "id": int(number),
            "kind": "case.moved",
            "mine": False,
            "text": "Charlotte de Wit changed the state from Received to Investigating",
        }
        server.post(ali, server.case("state/"), state="assessed")
        assert first(found, "happened")[1]["mine"] is True
    assert name == "happened"


def test_after_a_break_in_the_line_nothing_is_missed_and_nothing_repeated(server: Server) -> None:
    ali = server.client("ali")
    server.post(ali, server.case("ownership/"), owner="me")
    with ali.stream("GET", server.case("live/?after=0")) as stream:
        told = []
        for message in messages(stream):
            if message[0] == "present":
                break
            told.append(int(message[2]))
    assert told == sorted(set(told))
    assert len(told) > 1
    with ali.stream(
        "GET", server.case("live/?after=0"), headers={"Last-Event-ID": str(told[-2])}
    ) as stream:
        assert int(first(messages(stream), "happened")[2]) == told[-1]
    with ali.stream("GET", server.case(f"live/?after={told[-1]}")) as stream:
        assert next(messages(stream))[0] == "present"


def test_nothing_on_the_way_may_hold_the_stream_back(server: Server) -> None:
    with server.client("ali").stream(
        "GET", server.case("live/"), headers={"Accept-Encoding": "gzip, br"}
    ) as stream:
        wanted = ("content-type", "cache-control", "content-encoding", "x-accel-buffering")
        assert [stream.headers[name] for name in wanted] == [
            "text/event-stream",
            "no-store",
            "identity",
            "no",
        ]


def test_the_inbox_hears_of_visible_cases_only(server: Server) -> None:
    charlotte, an, tom = server.client("charlotte"), server.client("an"), server.client("tom")
    page = an.get("/?view=all").text
    seen = re.search(r'data-last-event="(\d+)"', page)
    assert seen is not None
    server.post(charlotte, server.case("state/"), state="fulfilling")
    with an.stream("GET", f"/live/inbox/?after={seen.group(1)}") as stream:
        name, values, number = next(messages(stream))
    assert (name, values) == ("changed", {"cases": [server.number]})
    assert int(number) > int(seen.group(1))
    silent = httpx.Timeout(10, read=4)
    with tom.stream("GET", f"/live/inbox/?after={seen.group(1)}", timeout=silent) as stream:
        assert stream.status_code == 200
        with pytest.raises(httpx.ReadTimeout):
            next(messages(stream))


def test_my_day_hears_that_other_promises_need_the_person(server: Server) -> None:
    ali = server.client("ali")
    shown = re.search(r'data-mark="(\w+)"', ali.get("/day/").text)
    assert shown is not None
    with ali.stream("GET", "/live/day/?after=another") as stream:
        name, values, _number = next(messages(stream))
    assert (name, values) == ("changed", {"mark": shown.group(1)})
    silent = httpx.Timeout(10, read=4)
    with ali.stream("GET", f"/live/day/?after={shown.group(1)}", timeout=silent) as stream:
        assert stream.status_code == 200
        with pytest.raises(httpx.ReadTimeout):
            next(messages(stream))


def test_the_live_part_of_a_case_brings_its_orders(server: Server) -> None:
    ali = server.client("ali")
    parts = re.compile(r'<\w+ id="([\w-]+)" data-live-part')
    on_page, in_overview = (
        parts.findall(ali.get(server.case(rest)).text) for rest in ("", "overview/")
    )
    assert (on_page, in_overview) == (["case-broken", "case-orders"],) * 2


def test_s11_a_foreign_case_is_not_told_of(server: Server) -> None:
    assert server.client("tom").get(server.case("live/")).status_code == 404
    assert httpx.get(server.url + server.case("live/")).status_code == 302


def test_open_pages_do_not_keep_the_server_from_stopping(
    prepared: tuple[dict[str, str], str],
) -> None:
    server = _started(prepared)
    ali = server.client("ali")
    with ali.stream("GET", server.case("live/")) as stream:
        found = messages(stream)
        first(found, "present")
        begun = time.monotonic()
        server.process.send_signal(signal.SIGTERM)
        assert list(found) == []
    server.process.wait(timeout=10)
    assert time.monotonic() - begun < 5
    server.stop()


@pytest.mark.django_db(transaction=True)
def test_a_page_that_closes_leaves_nothing_behind() -> None:
    async def visit() -> tuple[int, int, bool]:
        with listening(1), listening(None):
            poller = live_poller._pollers[asyncio.get_running_loop()]
            during, task = len(poller.listeners), poller._task
            await asyncio.sleep(0.05)
        assert task is not None
        await asyncio.wait_for(task, 5)
        return during, len(poller.listeners), poller._task is None

    assert asyncio.run(visit()) == (2, 0, True)


@pytest.mark.django_db(transaction=True)
def test_a_listener_wakes_for_its_own_case_and_when_all_ends() -> None:
    async def visit() -> list[Happened | None]:
        with listening(1) as mine, listening(2) as other, listening(None) as inbox:
            poller = live_poller._pollers[asyncio.get_running_loop()]
            poller._wake({1})
            woken = [await one.wait(0.05) for one in (mine, other, inbox)]
            poller.end()
            return [*woken, await mine.wait(0.05)]

    assert asyncio.run(visit()) == [Happened.NEWS, None, Happened.NEWS, Happened.END]
