"""Offers in a reply, measured against what the one who writes may offer."""

import re
from collections.abc import Iterator
from decimal import Decimal

from kulanz.authority import may_offer, name
from kulanz.protocol.draft import Draft
from kulanz.protocol.passages import Passage
from kulanz.protocol.wording import has, remedy_words

CENTS = 2  # digits; three after the sign are thousands

MONEY = re.compile(
    r"(?:€|£|\beur\b|\bgbp\b)\s?(?P<a>\d[\d.,]{0,12})"
    r"|(?P<b>\d[\d.,]{0,12})\s?(?:€|£|euro\b|eur\b|pounds\b|pfund\b|pond\b|gbp\b)"
)


def offers_over_authority(draft: Draft) -> Iterator[tuple[tuple[int, int], dict[str, str]]]:
    """Place and limits of every offer that the role may not make alone."""
    if draft.profile is None or draft.role is None:
        return
    for passage in draft.passages:
        if passage.asks or not has("offer", passage, draft.language):
            continue
        for remedy, pattern in remedy_words(draft.language):
            if remedy in draft.approved or not pattern.search(passage.folded.text):
                continue
            values = _refused(draft, remedy, amount_in(passage))
            if values:
                yield (passage.start, passage.end), values


def amount_in(passage: Passage) -> Decimal | None:
    """The largest amount of money in a sentence."""
    found = (number(m["a"] or m["b"]) for m in MONEY.finditer(passage.raw.lower()))
    return max((n for n in found if n is not None), default=None)


def number(text: str) -> Decimal | None:
    """A number as people write it: "1.234,50", "1,234.50", "80", "6,95"."""
    text = text.strip(".,")
    sign = max(text.rfind(","), text.rfind("."))
    whole, cents = (text[:sign], text[sign + 1 :]) if sign >= 0 else (text, "")
    if len(cents) > CENTS:
        whole, cents = whole + cents, ""
    digits = re.sub(r"\D", "", whole)
    return Decimal(f"{digits}.{cents or 0}") if digits else None


def _refused(draft: Draft, remedy: str, amount: Decimal | None) -> dict[str, str] | None:
    if draft.profile is None or draft.role is None or remedy not in draft.profile.remedies:
        return None
    verdict = may_offer(draft.profile, draft.role, remedy, amount, used=draft.given)
    if verdict.at_best == "may":
        return None
    roles, approver = draft.profile.roles, verdict.approver
    return {
        "remedy": name(remedy, draft.screen),
        "limit": f"{verdict.limit if verdict.limit is not None else 0}",
        "unit": verdict.unit,
        "approver": roles[approver].names[draft.screen] if approver else "–",
    }
