"""Boolean equations as people write them in a model: names, ~ (not), & (and), | (or), parentheses.

Agents never write these; the editor's "because A and B, or because C, unless D" becomes one.
"""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import TypeAlias

DEEPEST = 100  # parentheses inside one another
_TOKEN = re.compile(r"\s*(?:([\w.#:@/'-]+)|([~!&|()]))")


@dataclass(frozen=True, slots=True)
class Name:
    """A variable taken as it is."""

    name: str


@dataclass(frozen=True, slots=True)
class Not:
    """The opposite."""

    of: "Formula"


@dataclass(frozen=True, slots=True)
class And:
    """All of them; without any, true."""

    of: tuple["Formula", ...]


@dataclass(frozen=True, slots=True)
class Or:
    """At least one of them; without any, false."""

    of: tuple["Formula", ...]


Formula: TypeAlias = Name | Not | And | Or


class BadFormula(ValueError):
    """Not a formula; `code` is unexpected, unfinished or too_deep, `place` counts from 0."""

    def __init__(self, code: str, text: str, place: int) -> None:
        super().__init__(f"{code} at {place}: {text[:80]}")
        self.code = code
        self.text = text
        self.place = place


def parse(text: str) -> Formula:
    """Reads "~a & (b | c)"; & binds stronger than |, "1" and "0" are true and false.

    Raises:
        BadFormula: not a formula.
    """
    return _Parser(text).whole()


def names(formula: Formula) -> Iterator[str]:
    """The names in a formula from left to right, each once."""
    return iter(dict.fromkeys(_names(formula)))


def spelled(formula: Formula) -> str:
    """The formula as text that `parse` reads again."""
    match formula:
        case Name(name):
            return name
        case Not(of):
            inner = spelled(of)
            return f"~{inner}" if isinstance(of, Name | Not) else f"~({inner})"
        case And(of):
            return " & ".join(_grouped(part, And) for part in of) or "1"
        case Or(of):
            return " | ".join(_grouped(part, Or) for part in of) or "0"


def both(parts: Iterable[Formula]) -> Formula:
    """All of the parts; a single part stays as it is."""
    found = tuple(parts)
    return found[0] if len(found) == 1 else And(found)


def either(parts: Iterable[Formula]) -> Formula:
    """One of the parts; a single part stays as it is."""
    found = tuple(parts)
    return found[0] if len(found) == 1 else Or(found)


def opposite(formula: Formula) -> Formula:
    """Not the formula; what is denied twice stays as it was."""
    return formula.of if isinstance(formula, Not) else Not(formula)


def literal(name: str, value: bool) -> Formula:
    """The variable being so, or not so."""
    return Name(name) if value else Not(Name(name))


def _names(formula: Formula) -> Iterator[str]:
    match formula:
        case Name(name):
            yield name
        case Not(of):
            yield from _names(of)
        case And(of) | Or(of):
            for part in of:
                yield from _names(part)


def _grouped(part: Formula, around: type) -> str:
    text = spelled(part)
    needs = isinstance(part, And | Or) and len(part.of) > 1 and not isinstance(part, around)
    return f"({text})" if needs else text


class _Parser:
    def __init__(self, text: str) -> None:
        self.text = text
        self.tokens: list[tuple[str, int]] = []
        self.at = 0
        place = 0
        end = len(text.rstrip())
        while place < end:
            match = _TOKEN.match(text, place)
            if match is None:
                skipped = len(text[place:]) - len(text[place:].lstrip())
                raise BadFormula("unexpected", text, place + skipped)
            token = match[1] or match[2]
            self.tokens.append((token, match.end() - len(token)))
            place = match.end()

    def whole(self) -> Formula:
        found = self._or(0)
        if self.at < len(self.tokens):
            raise BadFormula("unexpected", self.text, self.tokens[self.at][1])
        return found

    def _or(self, depth: int) -> Formula:
        parts = [self._and(depth)]
        while self._takes("|"):
            parts.append(self._and(depth))
        return either(parts)

    def _and(self, depth: int) -> Formula:
        parts = [self._not(depth)]
        while self._takes("&"):
            parts.append(self._not(depth))
        return both(parts)

    def _not(self, depth: int) -> Formula:
        turned = False
        while self._takes("~") or self._takes("!"):
            turned = not turned
        found = self._atom(depth)
        return Not(found) if turned else found

    def _atom(self, depth: int) -> Formula:
        if self.at >= len(self.tokens):
            raise BadFormula("unfinished", self.text, len(self.text))
        mark, place = self.tokens[self.at]
        self.at += 1
        if mark == "(":
            if depth >= DEEPEST:
                raise BadFormula("too_deep", self.text, place)
            found = self._or(depth + 1)
            if not self._takes(")"):
                end = self.tokens[self.at][1] if self.at < len(self.tokens) else len(self.text)
                raise BadFormula("unfinished", self.text, end)
            return found
        if mark in "&|)":
            raise BadFormula("unexpected", self.text, place)
        if mark in {"0", "1"}:
            return And(()) if mark == "1" else Or(())
        return Name(mark)

    def _takes(self, wanted: str) -> bool:
        if self.at < len(self.tokens) and self.tokens[self.at][0] == wanted:
            self.at += 1
            return True
        return False
