"""How often something may be done: a counter per key and window in the shared cache."""

import hashlib

from django.core.cache import cache


def within_limit(what: str, who: str, *, count: int, seconds: int) -> bool:
    """Count one try of `what` by `who`; False once there were more than `count` in the window."""
    key = f"limit:{what}:{hashlib.sha256(who.encode()).hexdigest()}"
    cache.add(key, 0, timeout=seconds)
    try:
        return int(cache.incr(key)) <= count
    except ValueError:
        # The window ended between the two lines.
        cache.set(key, 1, timeout=seconds)
        return True
