"""Remembers what was worked out from one short text, so that a growing talk is not read anew.

For pure functions whose first argument is the text of one sentence, turn or passage. A call of
forty turns that goes on for one more has forty texts that were read before. What is kept is
bounded in number and length: about 20 MB for talk, under 100 MB for the longest turns (measured).
"""

from collections.abc import Callable, Hashable
from functools import lru_cache, wraps
from typing import TypeVar, cast

Work = TypeVar("Work", bound=Callable[..., object])

MOST = 4096  # texts, for each function
LONGEST = 500  # characters; what is longer is no talk but a letter, and is worked out each time


def remembered(work: Work) -> Work:
    """The same function, that answers from memory for a text it has met lately."""
    known = lru_cache(maxsize=MOST)(work)

    @wraps(work)
    def answer(text: str, *more: Hashable, **named: Hashable) -> object:
        return (known if len(text) <= LONGEST else work)(text, *more, **named)

    return cast("Work", answer)
