"""The recap: what was said, without opinions and feelings, for the customer to confirm.

Source: step two of the conversation. Only facts and claims get in. Whether a line is verified is
said by its standing, not by its wording, so a claim never turns into a fact by being repeated.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from typing import Literal

from kulanz.case import LanguageCode, Statement
from kulanz.facts.patterns import has
from kulanz.facts.statements import is_evaluation
from kulanz.languages import fold, pack

Standing = Literal["verified", "claimed", "open"]
MOST = 20  # lines; more cannot be confirmed in one go
MOST_SPOKEN = 5  # lines; more is not kept in mind while listening
_ORDER: tuple[Standing, ...] = ("claimed", "verified", "open")  # as they are read out


@dataclass(frozen=True, slots=True)
class RecapLine:
    """One line to be confirmed (de: Zusammenfassung, nl: samenvatting), numbered from 1."""

    number: int
    text: str
    standing: Standing
    statement_id: str


def recap(statements: tuple[Statement, ...], language: LanguageCode) -> tuple[RecapLine, ...]:
    """Facts, and claims of the customer (of the agent only where the customer is not heard)."""
    heard = any(s.speaker == "customer" for s in statements)
    tellers = {"customer", "third_party"} if heard else {"agent", "third_party"}
    chosen = [s for s in statements if _belongs(s, tellers, language)]
    return tuple(
        RecapLine(number, tidy(s.text), _standing(s, language), s.id)
        for number, s in enumerate(_once(chosen), 1)
    )[:MOST]


def spoken_recap(
    statements: tuple[Statement, ...], language: LanguageCode, *, most: int = MOST_SPOKEN
) -> tuple[RecapLine, ...]:
    """The few lines to say aloud: what decides the case first chosen, then told in order.

    Verified facts and what went wrong weigh most, then dates, amounts and numbers, then whatever
    is not said in passing. Lines are numbered anew in the order in which `recap_text` reads them.
    """
    lines = recap(statements, language)
    weight = {line.number: _weight(line, language) for line in lines}
    heavy = sorted((line for line in lines if weight[line.number]), key=lambda o: -weight[o.number])
    chosen = heavy[:most] or lines[:most]
    told = sorted(chosen, key=lambda line: (_ORDER.index(line.standing), line.number))
    return tuple(replace(line, number=number) for number, line in enumerate(told, 1))


def _weight(line: RecapLine, language: LanguageCode) -> int:
    words = fold(line.text, language).text
    wrong = has(words, "known", "what", language)
    dated = has(words, "kind", "dated", language) or has(words, "known", "order_number", language)
    return (
        3 * wrong
        + 3 * (line.standing == "verified")
        + 2 * dated
        + has(words, "known", "when", language)
    )


def tidy(text: str) -> str:
    """A capital at the start, one full stop at the end, single blanks; no other word changes."""
    words = " ".join(text.split()).strip(" ,;-–—[]")
    return words[:1].upper() + words[1:].rstrip(".!…: ") + "." if words else ""


def recap_text(
    lines: Iterable[RecapLine],
    language: LanguageCode,
    *,
    questions: Iterable[str] = (),
    wish: str | None = None,
) -> str:
    """The recap as a text to read aloud or to mail, ending with the question whether it is right.

    `questions` are texts of open questions; `wish` is the customer's wish in their own words.
    """
    said = pack(language, "facts")["recap"]
    lines = tuple(lines)
    parts = [str(said["opening"])]
    for standing, key in (("claimed", "claimed"), ("verified", "verified"), ("open", "open")):
        rows = [f"{line.number}. {line.text}" for line in lines if line.standing == standing]
        rows += [f"- {text}" for text in questions] if standing == "open" else []
        parts += ["\n".join([said[key], *rows])] if rows else []
    if not lines:
        parts.append(said["nothing"])
    if wish:
        parts.append(said["wish"].format(wish=tidy(wish)))
    return "\n\n".join([*parts, said["closing"]])


def _belongs(statement: Statement, tellers: set[str], language: LanguageCode) -> bool:
    """Whether a statement tells what happened, free of judgement, feeling and announcement."""
    told = statement.kind == "fact" or (statement.kind == "claim" and statement.speaker in tellers)
    words = fold(statement.text, language).text
    other = ("kind", "emotion"), ("recap", "announces")
    return (
        told
        and not is_evaluation(words, language)
        and not any(has(words, section, key, language) for section, key in other)
    )


def _once(statements: Iterable[Statement]) -> Iterator[Statement]:
    seen: set[str] = set()
    for statement in statements:
        key = tidy(statement.text).casefold()
        if key not in seen:
            seen.add(key)
            yield statement


def _standing(statement: Statement, language: LanguageCode) -> Standing:
    if statement.kind == "fact" and statement.speaker != "customer":
        return "verified"  # a customer's source is looked up first
    unsure = has(fold(statement.text, language).text, "recap", "unsure", language)
    return "open" if unsure else "claimed"
