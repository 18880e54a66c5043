"""Looks up the entries of `signals.toml` in the customer's sentences, behind their guards.

Precision before recall: an entry is silent when its words are negated, are somebody else's
("Ihr Kollege sagte, ..."), stand inside a quotation of three words or more, or meet one of the
entry's own guards in the same clause. What takes an intention is silent too when somebody else
has it ("my neighbour went to the press"), when it is only supposed ("if I cancelled") and when
the customer asks what would follow ("what happens to my bonus, do I close the account?").
"""

import re
from dataclasses import dataclass
from functools import cache

from kulanz.case import LanguageCode
from kulanz.languages import either, pack
from kulanz.languages.remembered import remembered

_INTENDED = frozenset(
    (
        *("withdrawal", "termination", "claim_disputed", "erasure", "account_closing", "churn"),
        *("objection_marketing", "legal", "adr", "consumer_body", "press", "publicity"),
    )
)
_ANNOUNCED = frozenset(
    ("claim_disputed", "churn", "legal", "adr", "consumer_body", "press", "publicity")
)
_HAPPENED = frozenset(("defect_notice", "not_received", "identity_fraud"))
_QUOTED = re.compile(r"""(?:"[^"]{1,300}"|(?<!\w)'[^']{1,300}'(?!\w))""")
_QUOTED_WORDS = 3
SILENCED = -1  # the words stand there, but denied, quoted, somebody else's or only supposed
_BEFORE = 40  # characters before the words in which a negation is looked for


@dataclass(frozen=True, slots=True)
class Entry:
    """One thing to be noticed, in one language."""

    code: str
    patterns: re.Pattern[str]
    guards: re.Pattern[str]
    inherent: bool

    def hit(self, text: str, guards: "Guards") -> int | None:
        """Where in the folded sentence the entry fires; SILENCED when a guard stands before it."""
        silenced = None
        for match in self.patterns.finditer(text):
            if not self._is_silenced(text, match, guards):
                return match.start()
            silenced = SILENCED
        return silenced

    def _is_silenced(self, text: str, match: re.Match[str], guards: "Guards") -> bool:
        return bool(
            self.guards.search(_around(text, match))
            # who announces something does not ask
            or (self.code in _ANNOUNCED and "?" in text[match.end() :])
            or (self.code in _INTENDED and guards.not_their_own(text, match))
            or (self.code in _HAPPENED and guards.only_supposed(text, match))
            or guards.silence(text, match, negatable=not self.inherent)
        )


def _around(text: str, match: re.Match[str]) -> str:
    """The words between the commas next to the match: what else is said is no guard for it."""
    before = text.rfind(",", 0, match.start()) + 1
    after = text.find(",", match.end())
    return text[before : after if after >= 0 else len(text)]


@dataclass(frozen=True, slots=True)
class Guards:
    """What silences every entry of a language."""

    negated: re.Pattern[str]
    denial: re.Pattern[str]
    reported: re.Pattern[str]
    others: re.Pattern[str]
    supposed: re.Pattern[str]
    asked: re.Pattern[str]
    first: re.Pattern[str]

    def silence(self, text: str, match: re.Match[str], *, negatable: bool) -> bool:
        """Whether these words are denied, reported of somebody else or quoted."""
        before = text[max(0, match.start() - _BEFORE) : match.start()]
        denied = negatable and (self.negated.search(before) or self.denial.search(match.group()))
        return bool(
            denied or self.reported.search(text[: match.start()]) or _is_quoted(text, match)
        )

    def not_their_own(self, text: str, match: re.Match[str]) -> bool:
        """Whether an intention is somebody else's, only supposed, or only asked about."""
        clause = text[text.rfind(",", 0, match.start()) + 1 : match.start()]
        own = self.first.search(match.group())
        other = self.others.search(clause)
        if other and not own and not self.first.search(clause, other.end()):
            return True
        return self.only_supposed(text, match)

    def only_supposed(self, text: str, match: re.Match[str]) -> bool:
        """Whether the words stand behind an "if" or in a question about what would follow."""
        clause = text[text.rfind(",", 0, match.start()) + 1 : match.start()]
        if self.supposed.search(clause) and not self.first.search(match.group()):
            return True
        return "?" in text[match.end() :] and bool(self.asked.search(text[: match.end()]))


def _is_quoted(text: str, match: re.Match[str]) -> bool:
    return any(
        quoted.start() < match.start() < quoted.end()
        and len(quoted.group().split()) >= _QUOTED_WORDS
        and len(quoted.group()) < len(text.strip(" .,!?"))
        for quoted in _QUOTED.finditer(text)
    )


@cache
def guards(language: LanguageCode) -> Guards:
    """The guards that hold for all entries of a language."""
    listed = pack(language, "signals")["guards"]
    negation = either(listed["negation"], language)
    return Guards(
        re.compile(rf"{negation.pattern} (?:\w+ )?$"),
        negation,
        *(
            either(listed[key], language)
            for key in ("reported", "others", "supposed", "asked", "first")
        ),
    )


@cache
def entries(language: LanguageCode) -> tuple[Entry, ...]:
    """The entries that have patterns of their own, in the order of the file."""
    signals = pack(language, "signals")
    return tuple(
        Entry(
            code,
            either(entry.get("patterns", ()), language),
            either(entry.get("guards", ()), language),
            entry.get("inherent", False),
        )
        for section in ("declarations", "behaviours")
        for code, entry in signals[section].items()
        if entry.get("patterns")
    )


@remembered
def fired(text: str, language: LanguageCode) -> tuple[tuple[str, int], ...]:
    """The codes of the entries that fire in a folded sentence, and where in it, or SILENCED."""
    every = guards(language)
    hits = ((one.code, one.hit(text, every)) for one in entries(language))
    return tuple((code, start) for code, start in hits if start is not None)
