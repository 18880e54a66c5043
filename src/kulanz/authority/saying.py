"""What a proof or a sheet says, as sentences: with words for remedies, roles, facts and limits."""

from collections.abc import Iterable, Iterator, Mapping
from datetime import date
from decimal import Decimal

from kulanz.authority.boxes import plain
from kulanz.authority.entries import COMMA, BadSheet
from kulanz.authority.proving import VALID, Finding
from kulanz.case import LanguageCode
from kulanz.conditions import FACTS, Cell, Fact, Span, cell, options
from kulanz.countries import Limit, Profile
from kulanz.languages import pack


def explain_finding(found: Finding, profile: Profile, language: LanguageCode) -> str:
    """A finding of a proof as a sentence."""
    words: Mapping[str, str] = pack(language, "authority")["findings"]
    names: Mapping[str, str] = pack(language, "remedies")["names"]
    role = profile.roles.get(found.role)
    return words[found.kind].format(
        remedy=names.get(found.remedy, found.remedy),
        role=role.names[language] if role else found.role,
        rules=", ".join(found.rules),
        limits=" / ".join(
            limit_words(one, _unit(found, profile, language), language) for one in found.limits
        ),
        where=where_words(found.where, language),
    )


def limit_words(limit: Limit, unit: str, language: LanguageCode) -> str:
    """A limit as people write it: "20 EUR, 10 %"."""
    words = pack(language, "authority")
    parts = (
        None if limit.amount is None else f"{_number(limit.amount, language)} {unit}".strip(),
        None if limit.percent is None else f"{_number(limit.percent, language)} %",
        None if limit.count is None else f"{limit.count} {words['where']['times']}",
    )
    return ", ".join(part for part in parts if part) or str(words["cells"]["any"])


def where_words(where: Mapping[str, str], language: LanguageCode) -> str:
    """For which facts: "wait in seconds over 900; who is at fault: we or both"."""
    words: Mapping[str, str] = pack(language, "authority")["where"]
    return "; ".join(_fact_words(*one, language) for one in where.items()) or words["always"]


def pack_words(name: str, language: LanguageCode) -> str:
    """What a country pack is called, "Deutschland, Onlineshop"; one without a name is its code."""
    return str(pack(language, "authority")["packs"].get(name, name))


def explain_bad_sheet(problem: BadSheet, language: LanguageCode) -> str:
    """What is wrong with a sheet, and where: "Row 3, column “Limit AG”: ..."."""
    words: Mapping[str, str] = pack(language, "authority")["sheet"]
    values = dict(problem.reason.values)
    sentence = words[problem.code].format_map(values)
    places = [key for key in ("row", "column") if values[key]]
    places += ["character"] if values["position"] else []
    where = ", ".join(words[key].format_map(values) for key in places)
    return f"{where[0].upper()}{where[1:]}: {sentence}" if where else sentence


def _unit(found: Finding, profile: Profile, language: LanguageCode) -> str:
    remedy = profile.remedies.get(found.remedy)
    if remedy is None or remedy.unit == "money":
        return profile.currency
    return str(pack(language, "remedies")["units"].get(remedy.unit, ""))


def _fact_words(name: str, text: str, language: LanguageCode) -> str:
    labels: Mapping[str, str] = pack(language, "conditions")["labels"]
    fact = VALID if name == VALID.name else FACTS[name]
    label = pack(language, "authority")["where"]["valid"] if fact is VALID else labels[name]
    if not text:
        return str(label)
    said = " {or} ".join(_cell_words(cell(text, fact), language))
    return f"{label}: " + said.replace("{or}", pack(language, "conditions")["words"]["or"])


def _cell_words(one: Cell, language: LanguageCode) -> Iterable[str]:
    words = pack(language, "conditions")
    if one.everything:
        return [words["words"]["any"]]
    if one.fact.ordered:
        return [" ".join(_span_words(span, one.fact, language)) for span in one.spans]
    listed = words["words"] if one.fact.kind == "yes_no" else words["choices"][one.fact.name]
    return [listed[choice] for choice in options(one.fact) if choice in one.choices]


def _span_words(span: Span, fact: Fact, language: LanguageCode) -> Iterator[str]:
    words: Mapping[str, str] = pack(language, "conditions")["words"]
    low, high = (
        None if end is None else _end(end, fact, language) for end in (span.low, span.high)
    )
    if low is not None and low == high:
        yield low
    elif low and high and span.low_in and span.high_in:
        yield from (words["from"], low, words["to"], high)
    else:
        if low:
            yield from (words["at_least" if span.low_in else "over"], low)
        if high:
            yield from (words["at_most" if span.high_in else "under"], high)


def _end(end: Decimal, fact: Fact, language: LanguageCode) -> str:
    if fact.kind == "date":
        return date.fromordinal(int(end)).isoformat()
    return _number(end, language)


def _number(number: Decimal, language: LanguageCode) -> str:
    return plain(number).replace(".", "," if language in COMMA else ".")
