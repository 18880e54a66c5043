"""The web application as ASGI, for uvicorn."""

import os
from collections.abc import Awaitable, Callable, Mapping
from typing import Any

from django.core.asgi import get_asgi_application

Message = Mapping[str, Any]
Receive = Callable[[], Awaitable[Message]]
Send = Callable[[Message], Awaitable[None]]
Application = Callable[[dict[str, Any], Receive, Send], Awaitable[None]]


def bounded(inner: Application, most: int) -> Application:
    """Turn away what is larger than any form of ours before it fills the disk.

    Django spools a body to the disk before any view or middleware sees it.
    """

    async def guarded(scope: dict[str, Any], receive: Receive, send: Send) -> None:
        taken = 0

        async def counted() -> Message:
            nonlocal taken
            message = await receive()
            taken += len(message.get("body", b""))
            return message if taken <= most else {"type": "http.disconnect"}

        if _announced(scope) > most:
            await send({"type": "http.response.start", "status": 413, "headers": []})
            await send({"type": "http.response.body", "body": b"Too large."})
        else:
            await inner(scope, counted, send)

    return guarded


def _announced(scope: dict[str, Any]) -> int:
    length = dict(scope.get("headers", ())).get(b"content-length", b"")
    return int(length) if length.isdigit() else 0


os.environ.setdefault("DJANGO_SETTINGS_MODULE", "kulanz.desk.project.settings")
_django = get_asgi_application()

from django.conf import settings  # noqa: E402 - the line above reads them

application = bounded(_django, settings.MAX_REQUEST_BYTES)
