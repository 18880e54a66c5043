"""What the reader of causes knows of one language, loaded from `languages/<code>/chain.toml`."""

import re
import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cache
from typing import Any

from kulanz.case import LanguageCode
from kulanz.languages import pack

ARROW = "->"  # how every arrow is spelled in a cue
ARROWS = r"-{1,2}>|=>|[→⇒➔]"
TOKEN = re.compile(rf"{ARROWS}|\b\w/\w\b|\w+(?:[-'’.]\w+|(?<=\d)[,:/](?=\d)\w+)*|[^\w\s]")
LONGEST_WORD = 40
PAIRS = {"counterfactual": ("indicative", "affirmed"), "opposites": ("positive", "negative")}


@dataclass(frozen=True, slots=True)
class Cue:
    """A connective with what must or must not stand around it."""

    kind: str
    words: tuple[str, ...]
    at: str = "any"
    next: str = ""
    comma: bool = False
    not_before: frozenset[str] = frozenset()
    not_after: frozenset[str] = frozenset()
    not_with: frozenset[str] = frozenset()
    not_near: frozenset[str] = frozenset()
    not_clause: frozenset[str] = frozenset()


@dataclass(frozen=True)
class Grammar:
    """Word lists as lower-case sets; `lists` has every list of the other sections."""

    language: LanguageCode
    cues: tuple[Cue, ...]
    lists: Mapping[str, frozenset[str]]
    synonyms: Mapping[str, str]
    actors: Mapping[str, frozenset[str]]
    suffixes: tuple[str, ...]
    participle: str
    separable: tuple[str, ...]
    verb_last: bool
    weak: frozenset[str] = frozenset()
    renamed: Mapping[str, tuple[tuple[tuple[str, ...], str], ...]] = field(default_factory=dict)
    by_first: Mapping[str, tuple[Cue, ...]] = field(default_factory=dict)
    hint: re.Pattern[str] = re.compile("")
    plain: re.Pattern[str] = re.compile("")

    def has(self, name: str, words: Iterable[str]) -> bool:
        """Is one of the words in the list?"""
        return not self.lists[name].isdisjoint(words)

    def pairs(self, name: str) -> tuple[tuple[tuple[str, ...], str], ...]:
        """A list of "these words = this word" as pairs, in the order of the file."""
        return self.renamed[name]

    def says(self, name: str, text: str) -> bool:
        """Does the text hold one of the list's phrases as whole words? "$" is its end."""
        padded = f" {' '.join(words_of(text))} $ "
        return any(f" {phrase} " in padded for phrase in self.lists[name])


def words_of(text: str) -> list[str]:
    """The words and punctuation marks of a text, lower case."""
    return [token.lower() for token in TOKEN.findall(text)]


def fold(word: str) -> str:
    """A word without capitals, accents and umlauts: "Rücklastschrift" as "rucklastschrift"."""
    plain = unicodedata.normalize("NFKD", word.casefold()[:LONGEST_WORD])
    return "".join(letter for letter in plain if not unicodedata.combining(letter))


def stem(word: str, grammar: Grammar) -> str:
    """A light stem: no participle prefix, no ending, no doubled letters; three letters stay."""
    found = _without_participle(fold(word), grammar)
    for suffix in grammar.suffixes:
        if found.endswith(suffix) and len(found) - len(suffix) >= 3:  # noqa: PLR2004 - see above
            found = found.removesuffix(suffix)
            break
    return re.sub(r"(.)\1", r"\1", found)


def _without_participle(word: str, grammar: Grammar) -> str:
    """`abgelehnt` as `ablehnt`, `gemeldet` as `meldet`; short words stay as they are."""
    ge = grammar.participle
    if not ge or len(word) < 6:  # noqa: PLR2004 - "gern", "geld", "geen" are no participles
        return word
    for prefix in grammar.separable:
        if word.startswith(prefix + ge) and len(word) > len(prefix) + 5:
            return prefix + word[len(prefix) + len(ge) :]
    return word[len(ge) :] if word.startswith(ge) and word[-1] in "tdn" else word


@cache
def grammar(language: LanguageCode) -> Grammar:
    """The grammar of a language."""
    found = pack(language, "chain")
    words = found["grammar"]
    supposed = {f"if_{key}": value for key, value in found["counterfactual"].items()}
    lists = {**words, **supposed, **found["repeats"], **found["opposites"], **found["inner"]}
    cues = tuple(_cue(entry) for entry in found["cues"])
    bare = Grammar(
        language=language,
        cues=cues,
        lists={key: _lower(value) for key, value in lists.items() if isinstance(value, list)},
        synonyms={},
        actors={key: _lower(value) for key, value in found["actors"].items()},
        suffixes=tuple(words["suffixes"]),
        participle=words["participle"],
        separable=tuple(fold(prefix) for prefix in words["separable"]),
        verb_last=words["verb_last"],
        renamed={
            key: _pairs(found[section][key]) for section, keys in PAIRS.items() for key in keys
        },
    )
    return _with_stems(bare, found)


def _with_stems(bare: Grammar, found: Mapping[str, Any]) -> Grammar:
    synonyms = _synonyms(found["synonyms"], bare)
    by_first: dict[str, tuple[Cue, ...]] = {}
    for cue in sorted(bare.cues, key=lambda cue: -len(cue.words)):
        by_first[cue.words[0]] = (*by_first.get(cue.words[0], ()), cue)
    openings = {*by_first, *bare.lists["if_had"], *bare.lists["if_otherwise"]}
    openings |= {word.partition(" ")[0] for word in bare.lists["if_with"]}
    openings |= bare.lists["if_short"] | bare.lists["if_would"]
    hint = _any_of(openings)
    return replace(
        bare,
        synonyms=synonyms,
        weak=frozenset(stem(word, bare) for word in found["grammar"]["weak"]),
        by_first=by_first,
        hint=re.compile(hint, re.IGNORECASE),
        plain=_plain(bare),
    )


def _any_of(words: Iterable[str]) -> str:
    """A pattern for one of these words, whole; an arrow needs no space around it."""
    whole = "|".join(sorted(map(re.escape, {*words} - {ARROW}), key=len, reverse=True))
    return rf"{ARROWS}|\b(?:{whole})\b"


def _plain(bare: Grammar) -> re.Pattern[str]:
    """What says for sure that a sentence gives a cause: a connective that needs no guard."""
    sure = [cue.words for cue in bare.cues if cue.at == "any" and not cue.next]
    words = {
        r"\W+".join(map(re.escape, cue)) for cue in sure if all(word[0].isalpha() for word in cue)
    }
    had, other, would, conditional = (
        "|".join(sorted(map(re.escape, bare.lists[f"if_{name}"])))
        for name in ("strong", "otherwise", "would", "if")
    )
    supposed = rf"^\W*(?:(?:{had}|{other})\b|(?:{conditional})\b.{{0,200}}\b(?:{would})\b)"
    return re.compile(rf"\b(?:{'|'.join(sorted(words))})\b|{supposed}", re.IGNORECASE)


def _synonyms(groups: Mapping[str, Sequence[str]], bare: Grammar) -> dict[str, str]:
    """Group names by whole word and by stem; a stem that two groups share decides nothing.

    German "Ware" and "warten" have the same stem, so the whole word is asked first.
    """
    whole = {fold(word): f"={name}" for name, words in groups.items() for word in words}
    shared: dict[str, set[str]] = {}
    for word, name in whole.items():
        shared.setdefault(stem(word, bare), set()).add(name)
    return {root: min(names) for root, names in shared.items() if len(names) == 1} | whole


def _pairs(lines: Iterable[str]) -> tuple[tuple[tuple[str, ...], str], ...]:
    halves = (line.partition(" = ") for line in lines)
    return tuple((tuple(before.split()), after) for before, _, after in halves)


def _cue(entry: Mapping[str, Any]) -> Cue:
    return Cue(
        kind=entry["kind"],
        words=tuple(entry["words"].split()),
        at=entry.get("at", "any"),
        next=entry.get("next", ""),
        comma=entry.get("comma", False),
        not_before=_lower(entry.get("not_before", ())),
        not_after=_lower(entry.get("not_after", ())),
        not_with=_lower(entry.get("not_with", ())),
        not_near=_lower(entry.get("not_near", ())),
        not_clause=_lower(entry.get("not_clause", ())),
    )


def _lower(words: Iterable[str]) -> frozenset[str]:
    return frozenset(word.lower() for word in words)
