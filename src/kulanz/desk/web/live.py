"""What happens, as it happens: server-sent events for a case page, the inbox and "my day".

One poller per process reads new events for all open pages; a page's stream only waits for it. A
stream carries kinds, ids and the history's words, never a customer's words. It ends after ten
minutes, when the browser goes, and when the server is told to stop; the browser comes back by
itself and names the last event it has seen, so nothing is missed in between.
"""

import asyncio
import json
from collections.abc import AsyncIterator, Callable
from typing import Any, ParamSpec, TypeVar, cast

from asgiref.sync import sync_to_async
from django.db import connections
from django.http import Http404, HttpRequest, StreamingHttpResponse
from django.utils import timezone, translation
from django.views.decorators.http import require_GET

from kulanz.desk.models import Case, Event, Person
from kulanz.desk.queries import access
from kulanz.desk.queries.casepage import present
from kulanz.desk.queries.events import events_since
from kulanz.desk.queries.promises import duties_mark
from kulanz.desk.web.cases.history_lines import line_of
from kulanz.desk.web.cases.present import present_words
from kulanz.desk.web.doors import whole_number
from kulanz.desk.web.live_poller import Happened, Listener, listening

P = ParamSpec("P")
T = TypeVar("T")
LIFE_SECONDS = 600.0
PING_SECONDS = 20.0
INBOX_PAUSE = 1.0
MOST_REPLAYED = 100
RETRY = "retry: 3000\n\n"


@require_GET
async def case_live(request: HttpRequest, number: str) -> StreamingHttpResponse:
    """The events of one case after the last one the page has seen, and who else is there."""
    person = await asking(request)
    case = await sync_to_async(_case_or_404)(person, number)
    await sync_to_async(connections.close_all)()  # the request's own; a stream keeps none open
    return stream(_case_stream(case, person, after=_last_seen(request)))


@require_GET
async def inbox_live(request: HttpRequest) -> StreamingHttpResponse:
    """The numbers of cases that changed, of those the person may see."""
    person = await asking(request)
    await sync_to_async(connections.close_all)()
    return stream(_inbox_stream(person, after=_last_seen(request)))


@require_GET
async def day_live(request: HttpRequest) -> StreamingHttpResponse:
    """Whether the promises that need the person are others than those the page shows."""
    person = await asking(request)
    await sync_to_async(connections.close_all)()
    return stream(_day_stream(person, shown=request.GET.get("after", "")))


async def asking(request: HttpRequest) -> Person:
    """The person; the login middleware has already turned strangers away."""
    return cast("Person", await request.auser())


def _case_or_404(person: Person, number: str) -> Case:
    try:
        return access.case_for(person, number)
    except Case.DoesNotExist as error:
        raise Http404 from error


async def ask(question: Callable[P, T], *args: P.args, **kwargs: P.kwargs) -> T:
    """Ask the database on a thread that many streams share, and hold no connection afterwards."""

    def asked() -> T:
        try:
            return question(*args, **kwargs)
        finally:
            connections.close_all()

    return await sync_to_async(asked, thread_sensitive=False)()


def _last_seen(request: HttpRequest) -> int | None:
    """The browser's word after a break in the line, else the page's own."""
    seen = request.headers.get("Last-Event-ID") or request.GET.get("after", "")
    return whole_number(seen) if seen else None


def stream(parts: AsyncIterator[str]) -> StreamingHttpResponse:
    """A response that nothing on the way may keep, compress or hold back."""
    headers = {
        "Cache-Control": "no-store",
        "X-Accel-Buffering": "no",
        "Content-Encoding": "identity",
    }
    return StreamingHttpResponse(parts, content_type="text/event-stream", headers=headers)


def _message(name: str, values: dict[str, Any], event_id: int | None = None) -> str:
    head = "" if event_id is None else f"id: {event_id}\n"
    return f"{head}event: {name}\ndata: {json.dumps(values, ensure_ascii=False)}\n\n"


async def _case_stream(case: Case, person: Person, *, after: int | None) -> AsyncIterator[str]:
    yield RETRY
    with listening(case.pk) as listener:
        seen = case.last_event if after is None else after
        there: tuple[tuple[str, bool], ...] | None = None
        async for what in _turns(listener):
            if what is None:
                yield ": ping\n\n"
                continue
            # Read on the first turn too: the page may be older than this stream.
            for event in await ask(_new_events, case, seen):
                seen = event.pk
                yield _message("happened", _told(event, case, person), event.pk)
            now_there = await ask(_there, case, person)
            if now_there != there:
                there = now_there
                with translation.override(person.language):
                    words = present_words(there)
                yield _message("present", {"text": words})


async def _inbox_stream(person: Person, *, after: int | None) -> AsyncIterator[str]:
    yield RETRY
    with listening(None) as listener:
        seen = after
        async for what in _turns(listener):
            if what is None:
                yield ": ping\n\n"
                continue
            await asyncio.sleep(INBOX_PAUSE)
            newest, numbers = await ask(_changed_cases, person, seen)
            if numbers and seen is not None:
                yield _message("changed", {"cases": numbers}, newest)
            seen = newest


async def _day_stream(person: Person, *, shown: str) -> AsyncIterator[str]:
    """Looked at again with every sign of life: a breach without a case wakes nobody."""
    yield RETRY
    with listening(None) as listener:
        async for what in _turns(listener):
            await asyncio.sleep(INBOX_PAUSE)
            mark = await ask(duties_mark, person, at=timezone.now())
            if mark != shown:
                shown = mark
                yield _message("changed", {"mark": mark})
            elif what is None:
                yield ": ping\n\n"


async def _turns(listener: Listener) -> AsyncIterator[Happened | None]:
    """First at once, then whenever something happened; None when it is time for a sign of life."""
    loop = asyncio.get_running_loop()
    end = loop.time() + LIFE_SECONDS
    yield Happened.NEWS
    while not listener.ended and (left := end - loop.time()) > 0:
        what = await listener.wait(min(PING_SECONDS, left))
        if what is Happened.END:
            return
        yield what


def _new_events(case: Case, seen: int) -> list[Event]:
    return events_since(seen, case=case, limit=MOST_REPLAYED)


def _told(event: Event, case: Case, person: Person) -> dict[str, Any]:
    """What the page learns of an event; one's own deeds are marked, they are on screen already."""
    with translation.override(person.language):
        line = line_of(event, case)
    return {
        "id": event.pk,
        "kind": event.kind,
        "mine": event.by_id == person.pk,
        "text": f"{line.who} {line.text}",
    }


def _there(case: Case, person: Person) -> tuple[tuple[str, bool], ...]:
    rows = present(case, person=person, at=timezone.now())
    return tuple((row.person.name, row.replying) for row in rows)


def _changed_cases(person: Person, seen: int | None) -> tuple[int, list[str]]:
    """The newest event there is, and the visible cases that others changed since `seen`."""
    events = events_since(seen or 0, case=None, limit=MOST_REPLAYED, newest_only=seen is None)
    newest = max((event.pk for event in events), default=seen or 0)
    ids = {event.case_id for event in events if event.case_id and event.by_id != person.pk}
    numbers = (
        access.cases_for(person).filter(pk__in=ids).order_by("id").values_list("number", flat=True)
    )
    return newest, list(numbers) if ids else []
