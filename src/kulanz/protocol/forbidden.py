"""Does a reply or a note what a rule of casework forbids in this case (`kulanz.playbook`, `never`)?

The words stand in `languages/<code>/lint.toml`, one table per thing forbidden; what cannot be
recognised by words has none there.
"""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import lru_cache
from re import Pattern

from kulanz.case import LanguageCode
from kulanz.languages import either, pack
from kulanz.protocol.draft import Draft
from kulanz.protocol.findings import Level, LintFinding
from kulanz.protocol.wording import has

Findings = Iterator[LintFinding]


@dataclass(frozen=True, slots=True)
class Wording:
    """How a thing forbidden is said in a language, and the sentence to say instead."""

    say: str
    words: Pattern[str] | None
    groups: tuple[Pattern[str], ...]
    unless: Pattern[str] | None

    def is_in(self, said: str) -> bool:
        """Whether a folded sentence says it, once what excuses is taken out."""
        left = self.unless.sub(" ", said) if self.unless else said
        apart = bool(self.groups) and all(group.search(left) for group in self.groups)
        return apart or bool(self.words and self.words.search(left))


def said(draft: Draft, code: str, level: Level) -> Findings:
    """A sentence of a reply, with the sentence that may stand in its place."""
    for one in _found(draft, code, level):
        if draft.text[one.start : one.end] != one.proposal:
            yield replace(one, swap=one.proposal)


def noted(draft: Draft, code: str, level: Level) -> Findings:
    """A sentence of a note about what was done or said; not what the customer said or did."""
    yield from _found(draft, code, level)


def _found(draft: Draft, code: str, level: Level) -> Findings:
    never_words = pack(draft.screen, "playbook")["never"]
    for passage in draft.passages:
        if draft.kind == "note" and has("reported", passage, draft.language):
            continue
        for never in draft.nevers:
            wording = _wording(never.code, draft.language)
            if wording and wording.is_in(passage.folded.text):
                found = draft.found(
                    code,
                    level,
                    (passage.start, passage.end),
                    never=never_words[never.code],
                    rule=never.rule,
                    number=never.number,
                )
                yield replace(found, proposal=wording.say)


@lru_cache(maxsize=128)
def _wording(code: str, language: LanguageCode) -> Wording | None:
    table = pack(language, "lint")["never"].get(code)
    if table is None:
        return None
    return Wording(
        say=table["say"],
        words=either(table["words"], language) if table["words"] else None,
        groups=tuple(either(words, language) for words in table["groups"]),
        unless=either(table["unless"], language) if table["unless"] else None,
    )
