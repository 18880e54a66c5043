"""One entry of a sheet: what it says, and what is wrong with it.

A number may be written as the reader's language does, "6,95" or "6.95"; "1.000" is refused, as it
means two things.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from kulanz.authority.boxes import plain
from kulanz.authority.exchange import ANY as ANY_LIMIT
from kulanz.authority.spoken import in_codes, in_words, name_of, named, words_of
from kulanz.case import LanguageCode, Reason
from kulanz.conditions import BadCell, Cell, Fact, cell
from kulanz.countries import Limit
from kulanz.languages import CODES, pack

COMMA: frozenset[LanguageCode] = frozenset({"de", "nl"})  # languages that write 6,95
_NUMBER = re.compile(r"\d+(?:\.\d+)?")
_LONGEST = 15  # characters; more is no amount
_THOUSANDS = re.compile(r"[1-9]\d{0,2}(?:[.,]\d{3})+")
_COUNT = re.compile(r"(\d{1,6})\s*[x×]", re.IGNORECASE)

Entry = str | Decimal | date | bool | None
Row = Sequence[Entry]


class BadSheet(ValueError):
    """A sheet that is no table: `code` is a key of [sheet] in the words, rows count from 1."""

    def __init__(
        self, code: str, row: int = 0, column: str = "", *, position: int | None = None, **more: str
    ) -> None:
        self.code, self.row, self.column, self.position = code, row, column, position
        self.values = more
        super().__init__(f"{code}: row {row}, column {column!r}, {more}")

    @property
    def reason(self) -> Reason:
        """What is wrong, as a code with its values."""
        where = {"row": str(self.row or ""), "column": self.column}
        at = {"position": "" if self.position is None else str(self.position + 1)}
        return Reason(f"authority.{self.code}", {**where, **at, **self.values})


@dataclass(frozen=True, slots=True)
class At:
    """One entry of the sheet, with its place for what may be wrong with it."""

    row: int
    column: str
    language: LanguageCode
    codes: Mapping[str, tuple[str, ...]]

    def bad(self, code: str, entry: Entry, *, position: int | None = None, **more: str) -> BadSheet:
        return BadSheet(
            code, self.row, self.column, position=position, value=text_of(entry)[:80], **more
        )

    def plain(self, kind: str, entry: Entry) -> object:
        """What is no limit and no condition."""
        text = text_of(entry)
        if kind == "forbids":
            return self._yes_no(entry)
        if not text:
            return None
        if kind == "four_eyes_above":
            return self.number(entry)
        if kind in {"since", "until"}:
            return self._day(entry)
        if kind in {"remedy", "basis"} and text not in self.codes[kind]:
            text = named(kind, text)
        if kind in self.codes and text not in self.codes[kind]:
            raise self.bad("unknown_code", entry, known=self._known(kind))
        return text

    def _known(self, kind: str) -> str:
        if kind == "booked_by":
            return ", ".join(self.codes[kind])
        return ", ".join(name_of(kind, code, self.language) for code in self.codes[kind])

    def limit(self, entry: Entry) -> Limit:
        """A number; or parts as in "20; 10 %" or "300; 3 x"; or "any" for no limit."""
        text = text_of(entry)
        if text.lower() in {
            ANY_LIMIT,
            *(pack(code, "authority")["cells"]["any"] for code in CODES),
        }:
            return Limit()
        if not isinstance(entry, str):
            return Limit(self.number(entry))
        found: dict[str, Decimal | int] = {}
        for part in map(str.strip, text.split(";")):
            counted = _COUNT.fullmatch(part)
            kind = "count" if counted else "percent" if part.endswith("%") else "amount"
            if kind in found:
                raise self.bad("bad_limit", entry)
            found[kind] = int(counted[1]) if counted else self.number(part.rstrip("% "))
        return Limit(**found)  # type: ignore[arg-type] # a count is an int, the others are not

    def condition(self, fact: Fact, entry: Entry) -> Cell:
        """A condition; for numbers a comma between two digits is the reader's decimal comma."""
        text, stood = text_of(entry), tuple[int, ...]()
        numbers = fact.kind in {"number", "money"}
        if numbers and self.language in COMMA:
            text = re.sub(r"(?<=\d),(?=\d)", ".", text)
        if not fact.ordered:
            text, stood = in_codes(text, fact)
        try:
            return cell(text, fact)
        except BadCell as error:
            code = {"date": "bad_date_condition", "yes_no": "bad_values", "choice": "bad_values"}
            known = "" if fact.ordered else ", ".join(words_of(fact, self.language))
            found = code.get(fact.kind, "bad_number_condition")
            position = stood[error.position] if stood else error.position
            raise self.bad(found, entry, position=position, known=known) from error

    def number(self, entry: Entry) -> Decimal:
        """A number that is not negative.

        Raises:
            BadSheet: it is none, or could be two.
        """
        text = text_of(entry)
        if isinstance(entry, str):
            if _THOUSANDS.fullmatch(text):
                raise self.bad("two_numbers", entry)
            if self.language in COMMA:
                text = text.replace(",", ".")
        if not _NUMBER.fullmatch(text) or len(text) > _LONGEST:
            raise self.bad("bad_number", entry)
        return Decimal(text)

    def _yes_no(self, entry: Entry) -> bool:
        found = text_of(entry).lower()
        for word, means in (("yes", True), ("no", False)):
            if found in {pack(code, "conditions")["words"][word] for code in CODES}:
                return means
        if found in {"", "true", "false"}:
            return found == "true"
        raise self.bad("bad_yes_no", entry)

    def _day(self, entry: Entry) -> date:
        try:
            return date.fromisoformat(text_of(entry))
        except ValueError:
            raise self.bad("bad_date", entry) from None


def spoken_entry(one: Cell, language: LanguageCode) -> str:
    """A condition as people read it: words for values to choose from, else as `condition_entry`."""
    return condition_entry(one, language) if one.fact.ordered else in_words(one, language)


def condition_entry(one: Cell, language: LanguageCode) -> str:
    """A condition with the decimal sign of a language; a list keeps its commas apart."""
    if one.fact.kind not in {"number", "money"}:
        return one.text
    apart = re.sub(r",\s*", ", ", one.text)
    return re.sub(r"(?<=\d)\.(?=\d)", ",", apart) if language in COMMA else apart


def limit_entry(limit: Limit | None, language: LanguageCode) -> Entry:
    """A limit as it stands in a sheet: a number, "20; 10 %", or the word for no limit."""
    if limit is None:
        return None
    if limit == Limit():
        return str(pack(language, "authority")["cells"]["any"])
    if limit.amount is not None and limit == Limit(limit.amount):
        return limit.amount
    amount, percent = (
        None if one is None else plain(one).replace(".", "," if language in COMMA else ".")
        for one in (limit.amount, limit.percent)
    )
    parts = (amount, percent and f"{percent} %", limit.count and f"{limit.count} x")
    return "; ".join(part for part in parts if part)


def text_of(entry: Entry) -> str:
    """An entry as text, without blanks around it."""
    if entry is None:
        return ""
    if isinstance(entry, Decimal):
        return plain(entry)
    return str(entry).strip()
