"""Why something is so, in a form that a language pack can say."""

from collections.abc import Mapping
from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class Reason:
    """A code with its values, for example `Reason("authority.over_limit", {"limit": "10 EUR"})`.

    The core never returns a sentence in a human language; `kulanz.languages` says a reason.
    """

    code: str
    values: Mapping[str, str] = field(default_factory=dict)
