"""A reply or note as the rules see it, with what the desk knows about the case."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Literal

from kulanz.case import LanguageCode, Statement
from kulanz.countries import Profile
from kulanz.playbook import Never
from kulanz.protocol.findings import Level, LintFinding
from kulanz.protocol.ledger import LedgerLine
from kulanz.protocol.passages import Passage
from kulanz.protocol.wording import rule, swap

Kind = Literal["reply", "note"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Draft:
    """The text in its sentences and everything a rule may ask for.

    Attributes:
        text: the reply or note as written; positions in findings count its characters.
        passages: its sentences.
        language: of the text; its rules are used.
        screen: language of the explanations.
        kind: "reply" to the customer or internal "note".
        ledger: the lines of the case; claims must not be stated as facts.
        apology_level: 0 to 3, what the proof allows; below 3 words of liability are warned of.
        debit_code: return code of the debit in question; only "AM04" allows to speak of funds.
        profile: country pack; with `role`, offers are measured against the authority matrix.
        role: who writes, for example "AG".
        approved: codes of remedies that somebody has approved for this case.
        given: goodwill this case has had before.
        third_parties: names of other people known in the case, who must not be named.
        customer: the customer's name; a greeting with another one is told.
        nevers: what the rules of casework that speak forbid in this case now.
        known: other texts of the case in which an amount or a number may stand, such as mails.
    """

    text: str
    passages: tuple[Passage, ...]
    language: LanguageCode
    screen: LanguageCode
    kind: Kind
    ledger: Sequence[LedgerLine | Statement] = ()
    apology_level: int = 1
    debit_code: str | None = None
    profile: Profile | None = None
    role: str | None = None
    approved: Sequence[str] = ()
    given: Decimal = Decimal(0)
    third_parties: Sequence[str] = ()
    customer: str = ""
    known: Sequence[str] = ()
    nevers: Sequence[Never] = ()

    def found(self, code: str, level: Level, place: tuple[int, int], **values: str) -> LintFinding:
        """A finding at a place of the text, explained in the language of the screen."""
        start, end = place
        quote, words = self.text[start:end], rule(code, self.screen)
        better = swap(code, quote, self.language)
        return LintFinding(
            code=code,
            level=level,
            start=start,
            end=end,
            quote=quote,
            reason=_said(words["why"], values),
            proposal=better or _said(words["fix"], values),
            swap=_as_begun(better or "", quote),
        )

    def at_end(self, code: str, level: Level) -> LintFinding:
        """A finding about something that is missing: it points at the end."""
        return self.found(code, level, (len(self.text), len(self.text)))


def _as_begun(better: str, quote: str) -> str:
    """The words with a capital where the quote has one."""
    return better[:1].upper() + better[1:] if quote[:1].isupper() else better


def _said(template: str, values: dict[str, str]) -> str:
    return template.format(**values) if values else template
