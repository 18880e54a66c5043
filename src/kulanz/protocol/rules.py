"""How the rules of the check look at a draft: most look for words, some at more than words."""

import re
from collections.abc import Iterator
from dataclasses import replace
from itertools import pairwise

from kulanz.case import LanguageCode
from kulanz.protocol.draft import Draft
from kulanz.protocol.findings import Level, LintFinding
from kulanz.protocol.ledger import stated_claim
from kulanz.protocol.offers import offers_over_authority
from kulanz.protocol.passages import Passage
from kulanz.protocol.wording import (
    debit_reasons,
    debit_sentence,
    every,
    first,
    forbidden,
    groups,
    has,
    names,
    without_excuses,
)
from kulanz.protocol.words import wordings as words

Findings = Iterator[LintFinding]

FAULT_ESTABLISHED = 3
ONLY_CODE_FOR_FUNDS = "AM04"


def together(draft: Draft, code: str, level: Level) -> Findings:
    """A sentence in which every group of words is present."""
    for passage in draft.passages:
        if all(group.search(passage.folded.text) for group in groups(code, draft.language)):
            yield draft.found(code, level, (passage.start, passage.end))


def unverified_fact(draft: Draft, code: str, level: Level) -> Findings:
    """A claim of the ledger stated without saying whose claim it is."""
    if not any(line.kind == "claim" for line in draft.ledger):
        return
    for passage in draft.passages:
        if passage.asks or has("attribution", passage, draft.language):
            continue
        if stated_claim(passage.folded.text, draft.ledger, draft.language):
            yield draft.found(code, level, (passage.start, passage.end))


def debit_reason(draft: Draft, code: str, level: Level) -> Findings:
    """A reason for the returned debit that the bank's code does not give.

    The sentence that the code allows may stand in the place of the whole sentence.
    """
    allowed = debit_sentence(draft.debit_code, draft.language)
    for passage in draft.passages:
        if _says_other_reason(passage, draft, code, allowed):
            found = draft.found(code, level, (passage.start, passage.end))
            yield replace(found, proposal=allowed, swap=allowed) if allowed else found


def _says_other_reason(passage: Passage, draft: Draft, code: str, allowed: str) -> bool:
    said = passage.folded.text
    if draft.debit_code != ONLY_CODE_FOR_FUNDS and _speaks_of_funds(said, code, draft.language):
        return True
    # Two codes with one sentence are one reason: AG01 is said like AC06.
    return draft.debit_code is not None and any(
        reason.search(said) and debit_sentence(other, draft.language) != allowed
        for other, reason in debit_reasons(draft.language)
    )


def _speaks_of_funds(said: str, code: str, language: LanguageCode) -> bool:
    """Words for too little money, or an account and a want named in one sentence.

    What excuses is taken out first: it excuses itself, never the rest of its sentence.
    """
    left = without_excuses(code, said, language)
    words, together = forbidden(code, language), groups(code, language)
    apart = bool(together) and all(group.search(left) for group in together)
    return apart or bool(words and words.search(left))


def promise_undated(draft: Draft, code: str, level: Level) -> Findings:
    """A promise without a date in its sentence or the next, or a word that only sounds like one."""
    dated = [has("dated", passage, draft.language) for passage in draft.passages]
    pattern = forbidden(code, draft.language)
    for passage, here, after in zip(draft.passages, dated, (*dated[1:], False), strict=True):
        match = pattern.search(passage.folded.text) if pattern else None
        if not match and not after and _promises(passage, draft):
            match = first("promise", passage, draft.language)
        if match and not here:
            yield draft.found(code, level, passage.place(match))


def _promises(passage: Passage, draft: Draft) -> bool:
    return not passage.asks and not has("conditional", passage, draft.language)


def over_authority(draft: Draft, code: str, level: Level) -> Findings:
    """An offer above the limit of the one who writes, unless somebody approved it."""
    for place, values in offers_over_authority(draft):
        yield draft.found(code, level, place, **values)


def third_party(draft: Draft, code: str, level: Level) -> Findings:
    """The name of a neighbour, of another customer, or of a person known in the case.

    Best effort by words: a name alone, or a photo, cannot be recognised.
    """
    known = [re.escape(name.strip()) for name in draft.third_parties if name.strip()]
    persons = [names(code, draft.language)]
    if known:
        persons.append(re.compile(rf"(?<!\w)(?:{'|'.join(known)})(?!\w)", re.IGNORECASE))
    for passage in draft.passages:
        for match in (m for person in persons for m in person.finditer(passage.raw)):
            place = (passage.start + match.start(), passage.start + match.end())
            yield draft.found(code, level, place)


def but_after_sorry(draft: Draft, code: str, level: Level) -> Findings:
    """An apology and a "but" after it in the same sentence."""
    for passage in draft.passages:
        sorry = first("apology", passage, draft.language)
        but = sorry and _after("but", passage, sorry.end(), draft)
        if sorry and but:
            yield draft.found(code, level, (passage.place(sorry)[0], passage.place(but)[1]))


def _after(word: str, passage: Passage, position: int, draft: Draft) -> re.Match[str] | None:
    match = first(word, passage, draft.language)
    while match and match.start() < position:
        match = match.re.search(passage.folded.text, match.end())
    return match


def apology_budget(draft: Draft, code: str, level: Level) -> Findings:
    """More than one sentence of apology, or more than one of empathy."""
    for word in ("apology", "empathy"):
        spent = [p for p in draft.passages if has(word, p, draft.language)]
        for passage in spent[1:]:
            yield draft.found(code, level, (passage.start, passage.end))


def vague(draft: Draft, code: str, level: Level) -> Findings:
    """Words that hide the thing; or a message that names no day, number or amount at all."""
    yield from words(draft, code, level)
    concrete = any(c.isdigit() for c in draft.text) or any(
        has("dated", passage, draft.language) for passage in draft.passages
    )
    if not concrete:
        yield draft.at_end(code, level)


def liability(draft: Draft, code: str, level: Level) -> Findings:
    """Words that admit liability before the fault is established."""
    if draft.apology_level < FAULT_ESTABLISHED:
        yield from words(draft, code, level)


def apology_level(draft: Draft, code: str, level: Level) -> Findings:
    """An apology where nothing is proven; at level 3 a fault without a name, or excuses in a row.

    The levels are in docs/building/protocol.md; 1 and 2 are the matter of `liability`.
    """
    if draft.apology_level == 0:
        for passage in draft.passages:
            match = first("apology", passage, draft.language)
            if match:
                yield draft.found(code, level, passage.place(match))
    if draft.apology_level >= FAULT_ESTABLISHED:
        yield from _fault(draft, code, level)


def _fault(draft: Draft, code: str, level: Level) -> Findings:
    apologises = any(has("apology", passage, draft.language) for passage in draft.passages)
    admits = any(has("admission", passage, draft.language) for passage in draft.passages)
    if apologises and not admits:
        yield draft.at_end(code, level)
    excuses = [
        passage.place(match)
        for passage in draft.passages
        for match in every("unfortunately", passage, draft.language)
    ]
    for place in excuses[1:]:
        yield draft.found(code, level, place)


def no_next_step(draft: Draft, code: str, level: Level) -> Findings:
    """No sentence says who does what by when."""
    language = draft.language
    steps = (
        has("dated", p, language)
        and any(has(word, p, language) for word in ("promise", "asking", "offer", "acts"))
        for p in draft.passages
    )
    if not any(steps) and not _promise_then_date(draft):
        yield draft.at_end(code, level)


def _promise_then_date(draft: Draft) -> bool:
    return any(
        has("promise", here, draft.language) and has("dated", after, draft.language)
        for here, after in pairwise(draft.passages)
    )
