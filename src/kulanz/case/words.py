"""Utterance, statement, finding, money: what the rooms hand to each other."""

from dataclasses import dataclass, field
from decimal import Decimal
from typing import Literal

LanguageCode = Literal["de", "nl", "en"]
LANGUAGES: tuple[LanguageCode, ...] = ("de", "nl", "en")

Speaker = Literal["customer", "agent", "third_party", "system"]
Kind = Literal["claim", "fact", "opinion", "emotion", "demand", "question"]
Stage = Literal["calm", "tense", "loud", "attacking", "unreachable"]


@dataclass(frozen=True, slots=True)
class Utterance:
    """What one person said or wrote without a break (de: Äusserung, nl: uiting).

    `line` counts from 1 in the text as it came; `at` is the time as written, "10:03". A `bullet` is
    an item of a dash list: it begins a thought of its own, however it is spelled.
    """

    text: str
    speaker: Speaker
    line: int
    at: str | None = None
    bullet: bool = field(default=False, compare=False)


@dataclass(frozen=True, slots=True)
class Statement:
    """One line of the ledger (de: Aussage, nl: uitspraak): what was said, and of which kind.

    `quote` is the exact wording, `text` the same without padding; `id` is "s1", "s2" ... within
    one contact. A `fact` is a *verified* fact: whoever makes one must name a source.
    """

    id: str
    kind: Kind
    text: str
    quote: str
    speaker: Speaker
    line: int


@dataclass(frozen=True, slots=True)
class Finding:
    """Something noticed in a contact, with the words that show it. Never about a person."""

    code: str
    quote: str
    line: int


@dataclass(frozen=True, slots=True)
class Money:
    """An amount in one currency (de: Betrag, nl: bedrag); `currency` as in ISO 4217."""

    amount: Decimal
    currency: str = "EUR"
