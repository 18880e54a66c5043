"""A POST that is sent twice happens once: the Idempotency-Key header (IETF draft of that name)."""

import hashlib
from collections.abc import Callable
from typing import Any

from django.core.cache import cache
from django.http import HttpRequest

from kulanz.desk.api.problems import Problem
from kulanz.desk.api.tokens import token_behind

KEPT = 60 * 60 * 24
LONGEST = 255
Answer = tuple[int, dict[str, Any]]


def once(request: HttpRequest, act: Callable[[], Answer]) -> Answer:
    """The answer of `act`; of the first time, where the key was sent within the last day.

    Raises:
        Problem: 400 for a key too long, 422 where the key came with other content, 409 while the
            first request is still at work.
    """
    key = request.headers.get("Idempotency-Key", "")
    if not key:
        return act()
    if len(key) > LONGEST:
        raise Problem(400, "idempotency_key_too_long", f"At most {LONGEST} characters.")
    name = f"once:{_digest(f'{token_behind(request).pk} {request.path} {key}'.encode())}"
    content = _digest(request.body)
    if not cache.add(name, (content, None), timeout=KEPT):
        return _before(cache.get(name), content)
    try:
        answer = act()
    except Exception:
        cache.delete(name)
        raise
    cache.set(name, (content, answer), timeout=KEPT)
    return answer


def _before(kept: tuple[str, Answer | None] | None, content: str) -> Answer:
    if kept is not None and kept[0] != content:
        raise Problem(422, "idempotency_key_reused", "This key came with other content before.")
    if kept is None or kept[1] is None:
        raise Problem(409, "still_working", "The first request with this key is still at work.")
    return kept[1]


def _digest(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()
