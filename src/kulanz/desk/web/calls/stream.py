"""What changes on the call screen, as it changes: server-sent events, for whoever may look.

A message comes at once when a line is typed here, within half a second when it is typed through
another process, and every few seconds because a temperature falls by itself. The same message is
not sent twice, so nothing is read out again.
"""

import asyncio
from collections.abc import AsyncIterator

from asgiref.sync import sync_to_async
from django.db import connections
from django.http import Http404, HttpRequest, StreamingHttpResponse
from django.utils import timezone, translation
from django.views.decorators.http import require_GET

from kulanz.desk.models import Call, Person
from kulanz.desk.queries.callhints import regions
from kulanz.desk.queries.calls import call_for
from kulanz.desk.web.calls.bus import Ear, listening_to
from kulanz.desk.web.calls.parts import live_parts
from kulanz.desk.web.languages import code_of
from kulanz.desk.web.live import LIFE_SECONDS, RETRY, ask, asking, stream
from kulanz.desk.web.live_poller import Listener, listening

LOOK_AGAIN = 3.0  # seconds
SPREAD = 0.618  # calls that began together do not look together for ever


@require_GET
async def call_live(request: HttpRequest, pk: int) -> StreamingHttpResponse:
    """The regions of one call; ends with the call."""
    person = await asking(request)
    call = await sync_to_async(_call_or_404)(person, pk)
    await sync_to_async(connections.close_all)()
    return stream(_parts(call, person))


def _call_or_404(person: Person, pk: int) -> Call:
    try:
        return call_for(person, pk)
    except Call.DoesNotExist as error:
        raise Http404 from error


async def _parts(call: Call, person: Person) -> AsyncIterator[str]:
    yield RETRY
    loop = asyncio.get_running_loop()
    end, last = loop.time() + LIFE_SECONDS, ""
    with listening_to(call.pk) as ear, listening(call.case_id) as listener:
        while loop.time() < end and not listener.ended:
            now, over = await ask(_look, call.pk, person)
            if now != last:
                last = now
                yield f"event: regions\ndata: {now}\n\n"
            if over:
                yield "event: over\ndata: {}\n\n"
                return
            until = loop.time() + LOOK_AGAIN * (0.7 + 0.6 * ((call.pk * SPREAD + loop.time()) % 1))
            while (message := await _next(ear, listener, until)) is not None:
                last = message
                yield f"event: regions\ndata: {message}\n\n"
            yield ": ping\n\n"


async def _next(ear: Ear, listener: Listener, until: float) -> str | None:
    """The next message of this process; None when it is time to look, or news came another way."""
    left = until - asyncio.get_running_loop().time()
    if left <= 0:
        return None
    heard = asyncio.ensure_future(ear.queue.get())
    news = asyncio.ensure_future(listener.wait(left))
    done, pending = await asyncio.wait(
        {heard, news}, timeout=left, return_when=asyncio.FIRST_COMPLETED
    )
    for one in pending:
        one.cancel()
    return heard.result() if heard in done else None


def _look(call_id: int, person: Person) -> tuple[str, bool]:
    call = call_for(person, call_id)
    screen = code_of(person.language)
    with translation.override(person.language):
        found = regions(call, typed=call.typed, at=timezone.now(), screen=screen)
        return live_parts(found, call, screen=screen), call.ended_at is not None
