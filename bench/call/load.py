"""Many calls at once on one worker: from the POST's first byte to its word on the call's stream.

Each agent holds the event stream of the call open and sends the line two times a second, as the
page does. Raw sockets: a client library would be measured as well.
"""

import asyncio
import json
import statistics
import time
from dataclasses import dataclass, field
from urllib.parse import urlencode

from world import Speaker, World, world

CURVE = (10, 30, 60)
GOAL_CALLS, GOAL_P95 = 30, 250.0  # ms
PER_SECOND, SECONDS = 2.0, 15.0
WARM_UP = 4  # keys of each call that are not counted: streams open, tables load
TEXT = "das ist doch abzocke ich zahle nicht und die ware vom 21.10. ist auch nie angekommen"


@dataclass
class Times:
    """What one call has measured, in milliseconds, and what went wrong."""

    found: list[float] = field(default_factory=list)
    open: dict[int, float] = field(default_factory=dict)
    errors: int = 0


def shown() -> int:
    """Print a line for each number of calls; returns how many goals were missed."""
    missed = 0
    for many in CURVE:
        with world(many) as desk:
            found, errors = asyncio.run(_all(desk))
        found.sort()
        p95, p99 = found[int(len(found) * 0.95)], found[int(len(found) * 0.99)]
        goal = f" (goal {GOAL_P95:.0f})" if many == GOAL_CALLS else ""
        print(
            f"{many} calls x {PER_SECOND:.0f}/s on one worker, {len(found)} keys: median"
            f" {statistics.median(found):.0f} ms, p95 {p95:.0f} ms{goal}, p99 {p99:.0f} ms,"
            f" errors {errors}"
        )
        missed += int(many == GOAL_CALLS and (p95 >= GOAL_P95 or errors > 0))
    return missed


async def _all(desk: World) -> tuple[list[float], int]:
    times = [Times() for _ in desk.speakers]
    streams = [
        asyncio.create_task(_listen(desk, one, own))
        for one, own in zip(desk.speakers, times, strict=True)
    ]
    await asyncio.sleep(2)
    await asyncio.gather(
        *(_type(desk, one, own) for one, own in zip(desk.speakers, times, strict=True))
    )
    await asyncio.sleep(1)
    for one in streams:
        one.cancel()
    await asyncio.gather(*streams, return_exceptions=True)
    lost = sum(len(one.open) for one in times)
    return [t for one in times for t in one.found], lost + sum(one.errors for one in times)


def _head(desk: World, speaker: Speaker, method: str, path: str, body: bytes = b"") -> bytes:
    token = "b" * 32
    lines = [
        f"{method} {path} HTTP/1.1",
        f"Host: 127.0.0.1:{desk.port}",
        f"Origin: {desk.url}",
        f"Cookie: {desk.cookie}={speaker.session}; {desk.csrf}={token}",
        f"X-CSRFToken: {token}",
        "X-Stream: open",
        "X-Requested-With: call",
    ]
    if body:
        lines += ["Content-Type: application/x-www-form-urlencoded", f"Content-Length: {len(body)}"]
    return "\r\n".join([*lines, "", ""]).encode() + body


async def _listen(desk: World, speaker: Speaker, times: Times) -> None:
    reader, writer = await asyncio.open_connection("127.0.0.1", desk.port, limit=1 << 20)
    writer.write(_head(desk, speaker, "GET", f"/calls/{speaker.call}/live/"))
    async for line in reader:
        if line.startswith(b"data: {"):
            seen = json.loads(line[6:]).get("seen", 0)
            now = time.perf_counter()
            for number in [one for one in times.open if one <= seen]:
                took = (now - times.open.pop(number)) * 1000
                if number > WARM_UP:
                    times.found.append(took)


async def _type(desk: World, speaker: Speaker, times: Times) -> None:
    await asyncio.sleep(speaker.call * 0.618 % 1 / PER_SECOND)  # spread evenly
    reader, writer = await asyncio.open_connection("127.0.0.1", desk.port)
    began = time.perf_counter()
    for number in range(1, int(SECONDS * PER_SECOND) + 1):
        text = TEXT[: 3 + number * 3 % len(TEXT)]
        body = urlencode({"text": text, "n": number}).encode()
        times.open[number] = time.perf_counter()
        writer.write(_head(desk, speaker, "POST", f"/calls/{speaker.call}/typed/", body))
        status = (await reader.readuntil(b"\r\n\r\n")).split(b" ", 2)[1]
        if status != b"204":
            times.errors += 1
            return
        await asyncio.sleep(max(0.0, began + number / PER_SECOND - time.perf_counter()))
    writer.close()
