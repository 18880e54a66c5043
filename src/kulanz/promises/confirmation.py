"""What an order confirmation must not do: rules R001-04, R001-05 and R001-06 of source case 001."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import cache

from kulanz.case import LanguageCode, Reason
from kulanz.conditions import Facts
from kulanz.languages import Folded, fold, pack
from kulanz.promises.wording import any_of

# Ways to pay on or after delivery (art. 7:26(2) BW); the others are paid before.
AFTER = frozenset({"invoice", "cod", "direct_debit", "instalments"})
METHODS = ("prepaid", "cod", "card", "wallet", "invoice", "direct_debit", "instalments")
# What a confirmation that changes the payment term must say: an acceptance with changes is a new
# offer (§ 150(2) BGB, art. 6:225 BW), so there is no contract yet and the customer decides.
ELEMENTS = ("reason", "alternatives", "undecided", "free_cancellation")

# Numbers that cost more than an ordinary call (§ 312a(5) BGB, CJEU C-568/15): shared-cost and
# premium numbers by country. German 0871 is a town, British 0871 is not.
_DEARER = {
    "DE": ("49", r"900|180|137|190"),
    "NL": ("31", r"90[069]"),
    "GB": ("44", r"8[47]\d|9\d\d"),
    "AT": ("43", r"8[12]0|9[0-3]\d"),
    "BE": ("32", r"90\d"),
}
_HOME: dict[LanguageCode, str] = {"de": "DE", "nl": "NL", "en": "GB"}
_NUMBER = re.compile(r"(?<![\d+])\+?\d(?:[ /.-]{0,2}\d){6,14}(?!\d)")
_PRICED = re.compile(
    r"\d+(?:[.,]\d+)? ?(?:€|£|p|ct|cent|euro?|pence)(?: ?\w+){0,2} ?(?:/|pro|per|a)? ?min"
)
_END = re.compile(r"[.!?\n]")
_NEAR = 90  # characters between a number and what it is said to cost
# "Leider nur gegen Vorkasse" demands, and so does "nicht anders als"; "leider keine" does not.
_ONLY = (
    r"(?:nur|ausschliesslich|lediglich|alleen|slechts|enkel|uitsluitend|only|solely|exclusively)"
)
_NEGATED = re.compile(
    r"\b(?:nichts?|niets?|not?|nothing|kein\w*|geen|cannot|unable)\W"
    r"(?!(?:anders (?:als|dan)|other than|but)\b)"
    rf"|\b(?:leider|bedauerlicherweise|helaas|unfortunately|sadly)\W(?!.*\b{_ONLY}\b)"
)


@dataclass(frozen=True, slots=True)
class ConfirmationFault:
    """An error in a confirmation: the rule, the reason, and the words from `start` to `end`.

    `lacking` says one by one what a changed payment term still needs.
    """

    rule: str
    reason: Reason
    quote: str
    start: int
    end: int
    lacking: tuple[Reason, ...] = ()


def confirmation_faults(
    text: str, language: LanguageCode, order_facts: Facts
) -> tuple[ConfirmationFault, ...]:
    """What must be changed before the confirmation may go out, in the order of the text."""
    folded = fold(text, language)
    found = (
        *_changed_term(text, folded, language, order_facts),
        *_only_prepayment(text, folded, language, order_facts),
        *_expensive_numbers(text, folded, language, order_facts),
    )
    return tuple(sorted(found, key=lambda fault: fault.start))


def _changed_term(
    text: str, folded: Folded, language: LanguageCode, facts: Facts
) -> Iterator[ConfirmationFault]:
    """R001-04: another way to pay than was asked for, without what the customer needs to decide."""
    place = _change(folded, language, facts)
    if place is None:
        return
    missing = [name for name in ELEMENTS if not _patterns(name, language).search(folded.text)]
    if "alternatives" in missing and len(_offered(folded.text, language)) > 1:
        missing.remove("alternatives")
    if missing:
        lacking = tuple(Reason(f"promises.confirmation_without_{name}") for name in missing)
        fault = _fault("R001-04", Reason("promises.changes_payment"), text, place)
        yield replace(fault, lacking=lacking)


def _change(folded: Folded, language: LanguageCode, facts: Facts) -> tuple[int, int] | None:
    """Where the text changes the way to pay: by what was asked for, or by its own words."""
    if facts.get("payment.asked", "invoice") == "invoice":
        for match in _patterns("instead", language).finditer(folded.text):
            if not _asking(folded.text, match.end()):
                return folded.raw(*match.span())
    asked = facts.get("payment.asked")
    demand = _demanded(folded.text, language)
    if asked is None or demand is None:
        return None
    method, start, end = demand
    wanted = "prepaid" if asked == "prepayment" else asked
    return folded.raw(start, end) if method != wanted else None


def _asking(text: str, place: int) -> bool:
    """Whether the sentence at a place is a question: it changes nothing."""
    end = _END.search(text, place)
    return end is not None and end[0] == "?"


def _demanded(text: str, language: LanguageCode) -> tuple[str, int, int] | None:
    """The way to pay that a sentence demands."""
    for sentence in re.finditer(r"[^.!?\n]+", text):
        if not _patterns("demand", language).search(sentence[0]):
            continue
        for method in METHODS:
            match = _patterns(method, language).search(sentence[0])
            if match and not _NEGATED.search(sentence[0][: match.end()]):
                return method, sentence.start() + match.start(), sentence.start() + match.end()
    return None


def _only_prepayment(
    text: str, folded: Folded, language: LanguageCode, facts: Facts
) -> Iterator[ConfirmationFault]:
    """R001-05: at most half of the price can be asked for in advance in the Netherlands."""
    if facts.get("order.country") != "NL":
        return
    demand = _demanded(folded.text, language)
    if demand is None or demand[0] in AFTER or _offered(folded.text, language) & AFTER:
        return
    yield _fault(
        "R001-05", Reason("promises.prepayment_only"), text, folded.raw(demand[1], demand[2])
    )


def _offered(text: str, language: LanguageCode) -> frozenset[str]:
    """The ways to pay that are named and not denied in their own sentence."""
    found = set()
    for sentence in re.split(r"[.!?\n]+", text):
        if _patterns("instead", language).search(sentence):
            continue
        for method in METHODS:
            match = _patterns(method, language).search(sentence)
            if match and not _NEGATED.search(sentence[: match.end()]):
                found.add(method)
    return frozenset(found)


def _expensive_numbers(
    text: str, folded: Folded, language: LanguageCode, facts: Facts
) -> Iterator[ConfirmationFault]:
    """R001-06: questions about a contract cost no more than an ordinary call."""
    country = str(facts.get("order.country", ""))
    dearer = _premium(country if country in _DEARER else _HOME[language])
    spans = {match.span() for match in dearer.finditer(folded.text)}
    for match in _NUMBER.finditer(folded.text):
        if _PRICED.search(folded.text[match.end() : match.end() + _NEAR]):
            spans.add(match.span())
    taken = -1
    for start, end in sorted(spans):
        near = folded.text[max(0, start - _NEAR // 2) : end + _NEAR]
        cheap = _patterns("basic_rate", language).search(near) and not _PRICED.search(near)
        if start > taken and not cheap:
            taken = end
            place = folded.raw(start, end)
            reason = Reason("promises.premium_number", {"number": text[slice(*place)]})
            yield _fault("R001-06", reason, text, place)


def _fault(rule: str, reason: Reason, text: str, place: tuple[int, int]) -> ConfirmationFault:
    return ConfirmationFault(rule, reason, text[slice(*place)], *place)


@cache
def _premium(country: str) -> re.Pattern[str]:
    code, numbers = _DEARER[country]
    start = rf"(?:0|(?:\+|00){code} ?(?:\(0\) ?)?)"
    return re.compile(rf"(?<![\d+.-]){start}(?:{numbers})(?:[ /-]{{0,2}}\d){{3,10}}+(?!\d|\.\d)")


@cache
def _patterns(name: str, language: LanguageCode) -> re.Pattern[str]:
    return any_of(tuple(pack(language, "promises")["confirmation"][name]), language)
