"""Amounts, days, numbers and the name of a reply, compared with what the case holds.

A sentence that says what a verified fact says, with another amount or day, contradicts it. A value
that nothing in the case holds may be right, but nobody can check it. Days that are promised and
amounts that are offered are new by nature and left alone.
"""

import re
from collections.abc import Iterator
from dataclasses import replace
from difflib import get_close_matches
from functools import lru_cache

from kulanz.case import LanguageCode
from kulanz.languages import fold, pack
from kulanz.protocol.draft import Draft
from kulanz.protocol.findings import Level, LintFinding
from kulanz.protocol.ledger import AT_LEAST, MOST, stems
from kulanz.protocol.offers import MONEY, number
from kulanz.protocol.passages import Passage
from kulanz.protocol.wording import has, names

Findings = Iterator[LintFinding]
Values = dict[str, tuple[int, int]]  # a value, and where it stands in the sentence

_NUMBER = re.compile(r"(?<![\w.,€£/-])(?=[A-Z0-9-]*\d{4})[A-Z]{0,4}-?\d[\d-]{3,19}(?![\w,/]|\.\d)")
_YEAR = re.compile(r"(?:19|20)\d\d")
_DIGITS = re.compile(r"\d+")
_SURE = 0.75  # how like a name of the customer a wrong one is


def contradiction(draft: Draft, code: str, level: Level) -> Findings:
    """A verified fact said with another amount or another day."""
    facts = [line.text for line in draft.ledger if line.kind == "fact"]
    known = _known(draft)
    for passage in draft.passages if facts else ():
        for read in () if passage.asks or _plans(passage, draft) else (_money, _days):
            said = read(passage.raw, draft.language)
            if not said or set(said) & set(read(known, draft.language)):
                continue
            for fact in facts:
                meant = read(fact, draft.language)
                if len(meant) == 1 and _same_thing(passage, fact, draft.language):
                    start, end = next(iter(said.values()))
                    place = (passage.start + start, passage.start + end)
                    found = draft.found(code, level, place, fact=fact)
                    right = fact[slice(*next(iter(meant.values())))]
                    yield replace(found, proposal=right, swap=right)
                    break


def not_in_ledger(draft: Draft, code: str, level: Level) -> Findings:
    """An amount or a number of an order, invoice or parcel that nothing in the case holds."""
    known = _known(draft)
    for passage in draft.passages if known else ():
        read = (_numbers,) if _plans(passage, draft) else (_numbers, _money)
        for values in (one(passage.raw, draft.language) for one in read):
            missing = set(values) - {v for one in read for v in one(known, draft.language)}
            for value in sorted(missing, key=values.__getitem__):
                start, end = values[value]
                place = (passage.start + start, passage.start + end)
                yield draft.found(code, level, place, value=passage.raw[start:end])


def wrong_name(draft: Draft, code: str, level: Level) -> Findings:
    """A greeting with a name that is not the customer's: the mail may be going to a stranger."""
    family = fold(draft.customer, draft.language).text.split()
    greeting = names(code, draft.language).match(draft.text.lstrip()) if family else None
    if greeting is None or fold(greeting["name"], draft.language).text in family:
        return
    offset = len(draft.text) - len(draft.text.lstrip())
    place = (offset + greeting.start("name"), offset + greeting.end("name"))
    found = draft.found(code, level, place, customer=draft.customer)
    alike = get_close_matches(greeting["name"], draft.customer.split(), n=1, cutoff=_SURE)
    yield replace(found, proposal=alike[0], swap=alike[0]) if alike else found


def _known(draft: Draft) -> str:
    """What the case holds, one thing a line."""
    return "\n".join([*(line.text for line in draft.ledger), *draft.known])


def _plans(passage: Passage, draft: Draft) -> bool:
    return any(has(word, passage, draft.language) for word in ("promise", "asking", "offer"))


def _same_thing(passage: Passage, fact: str, language: LanguageCode) -> bool:
    """Whether most words of the fact stand in the sentence, numbers and months aside."""
    told = _words(fold(fact, language).text, language)
    shared = told & _words(passage.folded.text, language)
    return len(shared) >= max(AT_LEAST, MOST * len(told))


def _words(folded: str, language: LanguageCode) -> frozenset[str]:
    skip = _months(language).keys() | {"euro", "eur", "pound", "gbp"}
    plain = " ".join(word for word in _DIGITS.sub(" ", folded).split() if word not in skip)
    return stems(plain, language) - skip


def _money(text: str, _language: LanguageCode) -> Values:
    found = ((number(m["a"] or m["b"]), m.span()) for m in MONEY.finditer(text.lower()))
    return {str(amount): place for amount, place in found if amount is not None}


def _numbers(text: str, _language: LanguageCode) -> Values:
    found = (match for match in _NUMBER.finditer(text) if not _YEAR.fullmatch(match[0]))
    return {match[0]: match.span() for match in found}


def _days(text: str, language: LanguageCode) -> Values:
    """Days as "day.month": of a folded text of the same length only, so of the text as written."""
    months = _months(language)
    found = {}
    for match in _day(language).finditer(text.lower()):
        month = months.get(match["m"] or match["n"] or "") or int(match["o"] or 0)
        found[f"{int(match['d'] or match['e'] or match['f'])}.{month}"] = match.span()
    return found


@lru_cache
def _months(language: LanguageCode) -> dict[str, int]:
    listed = pack(language, "facts")["sentence"]["months"]
    return {form: i for i, month in enumerate(listed, 1) for form in (month, month[:3])}


@lru_cache
def _day(language: LanguageCode) -> re.Pattern[str]:
    month = "|".join(sorted(_months(language), key=len, reverse=True))
    return re.compile(
        rf"\b(?P<d>[0-3]?\d)(?:\.|st|nd|rd|th)? ?(?P<m>{month})\b"
        rf"|\b(?P<n>{month}) (?P<e>[0-3]?\d)\b|\b(?P<f>[0-3]?\d)[./-](?P<o>[01]?\d)\b"
    )
