"""How well statements, links and languages are read on our own labelled texts and notes.

    .venv/bin/python bench/language_statements.py            the tables
    .venv/bin/python bench/language_statements.py --misses   and the misses, development part only

Every third number is kept back, and of it only figures are ever printed. Statements: each one
found is laid beside the label whose quote overlaps most. `F1 kind` is the macro F1 of the kinds
over those pairs; `F1 all` also counts labels that nothing was found for as missed and findings
without label as false; `found` is the share of labelled clauses met, `extra` the share of findings
without a label. Links: cause and effect must share half of the words of the shorter side, in the
right direction; links that no label knows count as false on cued lines too.
"""

import argparse
import sys
import tomllib
from collections import Counter
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any, get_args

from kulanz.case import Kind, LanguageCode
from kulanz.chain import parse_notation
from kulanz.facts import find_statements, parse_transcript
from kulanz.facts.stops import sentence_bounds
from kulanz.languages import CODES, detect, fold

_SET = Path(__file__).parents[1] / "tests" / "language"
_KEPT_BACK = 3
_SHARED = 0.5
_SENTENCE = 4  # words that make a sentence
KINDS: tuple[Kind, ...] = get_args(Kind)
Item = dict[str, Any]
Span = tuple[int, int]
Told = tuple[frozenset[str], frozenset[str]]


def items(language: LanguageCode, *, back: bool) -> Iterator[Item]:
    """The labelled texts and notes of one language, of one part of the set."""
    for kind in ("text", "note"):
        for path in sorted((_SET / language).glob(f"{kind}s_*.toml")):
            for item in tomllib.loads(path.read_text(encoding="utf-8"))[kind]:
                if (int(item["id"][-3:]) % _KEPT_BACK == 0) == back:
                    yield {**item, "text": item["text"].strip("\n"), "is": kind}


def _f1(right: int, false: int, missed: int) -> float:
    return 2 * right / max(1, 2 * right + false + missed)


class Statements:
    """Pairs of what was labelled and what was found; "" where one of the two is missing."""

    def __init__(self) -> None:
        self.pairs: Counter[tuple[str, str]] = Counter()
        self.met: Counter[bool] = Counter()
        self.wrong: list[str] = []

    def compare(self, item: Item, language: LanguageCode) -> None:
        """Lay the statements of one text beside its labels."""
        labels = list(_labels(item))
        met: set[int] = set()
        for kind, span in _found(item["text"], language, noted=item["is"] == "note"):
            best = max(range(len(labels)), key=lambda n: _common(labels[n][1], span), default=None)
            if best is None or not _common(labels[best][1], span):
                self._note("", kind, item, span)
                continue
            self._note(labels[best][0], kind, item, span)
            met |= {
                n for n, (_, other) in enumerate(labels) if _common(other, span) * 2 > _long(other)
            }
            met.add(best)
        for number, (kind, span) in enumerate(labels):
            self.met[number in met] += 1
            if number not in met:
                self._note(kind, "", item, span)

    def _note(self, label: str, kind: str, item: Item, span: Span) -> None:
        self.pairs[label, kind] += 1
        if label != kind:
            quote = item["text"][slice(*span)].replace("\n", " / ")
            self.wrong.append(f"{label or '-':<8} read as {kind or '-':<8} {item['id']}: {quote}")

    def f1(self, kind: str, *, every: bool) -> float:
        """The F1 of one kind, over the pairs or over everything."""
        pairs = {p: n for p, n in self.pairs.items() if every or all(p)}
        right = pairs.get((kind, kind), 0)
        false = sum(n for (label, found), n in pairs.items() if found == kind != label)
        missed = sum(n for (label, found), n in pairs.items() if label == kind != found)
        return _f1(right, false, missed)

    def macro(self, *, every: bool) -> float:
        """The mean over the kinds."""
        return sum(self.f1(kind, every=every) for kind in KINDS) / len(KINDS)

    def extra(self) -> float:
        """The share of findings that no label knows."""
        found = sum(n for (_, kind), n in self.pairs.items() if kind)
        return sum(n for (label, _), n in self.pairs.items() if not label) / max(1, found)


def _long(span: Span) -> int:
    return span[1] - span[0]


def _common(one: Span, other: Span) -> int:
    return max(0, min(one[1], other[1]) - max(one[0], other[0]))


def _labels(item: Item) -> Iterator[tuple[str, Span]]:
    place = 0
    for label in item["statements"]:
        start = item["text"].find(label["quote"], place)
        start = start if start >= 0 else item["text"].find(label["quote"])
        place = start
        yield label["kind"], (start, start + len(label["quote"]))


def _found(text: str, language: LanguageCode, *, noted: bool) -> Iterator[tuple[str, Span]]:
    """The statements of a text; one that runs over several lines reaches to its last word.

    A note is read as one (`"as": "notes"` of `kulanz read --batch`).
    """
    said = parse_transcript(text)
    if noted:
        said = tuple(replace(one, speaker="agent") for one in said)
    starts = [0]
    for line in text.split("\n"):
        starts.append(starts[-1] + len(line) + 1)
    place = 0
    for one in find_statements(said, language):
        start = text.find(one.quote, max(place, starts[one.line - 1]))
        start = start if start >= 0 else text.index(one.quote)
        place = start
        yield one.kind, (start, start + max(len(one.quote), len(one.text)))


class Links:
    """Links and had-sentences told and found."""

    def __init__(self) -> None:
        self.counts: dict[str, Counter[str]] = {k: Counter() for k in ("cued", "all", "had")}
        self.wrong: list[str] = []

    def compare(self, item: Item, language: LanguageCode) -> None:
        """Lay the chain of one note beside its labels."""
        noted = [replace(one, speaker="agent") for one in parse_transcript(item["text"])]
        chain = parse_notation(noted, language)
        name = {node.id: node.label for node in chain.nodes}
        links = [
            (words(name[one.cause], language), words(name[one.effect], language))
            for one in chain.links
            if one.kind != "had"
        ]
        hads = [
            (
                words(" ".join(name[one.node] for one in had.conditions), language),
                words(" ".join(name[one.node] for one in had.consequences), language),
            )
            for had in chain.counterfactuals
        ]
        told = item.get("links", [])
        missed = self._match(
            [(_pair(one, "cause", "effect", language), one) for one in told], links
        )
        lost = {id(one) for one in missed}
        for key, wanted in (("all", told), ("cued", [one for one in told if one.get("cue")])):
            gone = sum(id(one) in lost for one in wanted)
            self.counts[key].update(right=len(wanted) - gone, missed=gone, false=len(links))
        had_told = item.get("counterfactuals", [])
        lacking = self._match([(_pair(one, "if", "then", language), one) for one in had_told], hads)
        self.counts["had"].update(
            right=len(had_told) - len(lacking), missed=len(lacking), false=len(hads)
        )
        self.wrong += [f"{item['id']} missed {_told(one)}" for one in (*missed, *lacking)]
        self.wrong += [
            f"{item['id']} false  {sorted(c)} -> {sorted(e)}" for c, e in (*links, *hads)
        ]

    @staticmethod
    def _match(told: list[tuple[Told, Item]], found: list[Told]) -> list[Item]:
        """What is told and not found; what fits is taken out of `found`."""
        missed = []
        for wanted, one in told:
            fits = next((f for f in found if all(map(alike, wanted, f))), None)
            if fits:
                found.remove(fits)
            else:
                missed.append(one)
        return missed

    def f1(self, key: str) -> float:
        """The F1 of one row."""
        counts = self.counts[key]
        return _f1(counts["right"], counts["false"], counts["missed"])


def _told(one: Item) -> str:
    if "if" in one:
        return f"had: {one['if']} -> {one['then']}"
    return f"{'cued' if one.get('cue') else 'bare'}: {one['cause']} -> {one['effect']}"


def _pair(one: Item, first: str, second: str, language: LanguageCode) -> Told:
    return words(one[first], language), words(one[second], language)


def words(text: str, language: LanguageCode) -> frozenset[str]:
    """The folded words of a clause."""
    return frozenset(word.strip(".,;:!?()'\"") for word in fold(text, language).text.split())


def alike(one: frozenset[str], other: frozenset[str]) -> bool:
    """Do they share half of the words of the shorter one?"""
    return len(one & other) >= _SHARED * max(1, min(len(one), len(other)))


def detected(language: LanguageCode, *, back: bool) -> dict[str, float]:
    """The share of texts, sentences and three-word fragments whose language is found out."""
    right: Counter[str] = Counter()
    many: Counter[str] = Counter()
    for item in items(language, back=back):
        if "mixed" in item["tags"] or item["is"] != "text":
            continue
        for size, piece in _pieces(item["text"]):
            many[size] += 1
            right[size] += detect(piece) == language
    return {size: right[size] / max(1, many[size]) for size in ("text", "sentence", "fragment")}


def _pieces(text: str) -> Iterator[tuple[str, str]]:
    yield "text", text
    for start, end in sentence_bounds(text):
        words = text[start:end].split()
        if len(words) >= _SENTENCE and any(word.islower() for word in words):  # no name and place
            yield "sentence", text[start:end]
    words = text.split()
    for start in range(0, len(words) - 2, 3):
        yield "fragment", " ".join(words[start : start + 3])


def main() -> None:
    """Print the tables; with `--misses` also what was wrong in the development part."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("--misses", action="store_true")
    parser.add_argument("--language", choices=CODES)
    asked = parser.parse_args()
    out = sys.stdout.write
    kinds = "".join(f"{kind:>9}" for kind in KINDS)
    out(f"statements          n  F1 kind  F1 all  found  extra{kinds}\n")
    languages: tuple[LanguageCode, ...] = (asked.language,) if asked.language else CODES
    parts = [
        (code, part, part == "kept back")
        for code in languages
        for part in ("development", "kept back")
    ]
    for code, part, back in parts:
        read = Statements()
        for item in items(code, back=back):
            read.compare(item, code)
        each = "".join(f"{read.f1(kind, every=False):>9.3f}" for kind in KINDS)
        out(f"{code:<4}{part:<12}{sum(read.met.values()):>5}{read.macro(every=False):>9.3f}")
        out(
            f"{read.macro(every=True):>8.3f}{read.met[True] / max(1, sum(read.met.values())):>7.3f}"
        )
        out(f"{read.extra():>7.3f}{each}\n")
        if asked.misses and not back:
            out("\n".join(sorted(read.wrong)) + "\n")
    out("\nlinks of notes         cued    all  had\n")
    for code, part, back in parts:
        chains = Links()
        for item in items(code, back=back):
            if item["is"] == "note":
                chains.compare(item, code)
        figures = "".join(f"{chains.f1(key):>7.3f}" for key in ("cued", "all", "had"))
        out(f"{code:<4}{part:<14}{figures}\n")
        if asked.misses and not back:
            out("\n".join(chains.wrong) + "\n")
    out("\nlanguage              text  sentence  fragment\n")
    for code, part, back in parts:
        share = detected(code, back=back)
        out(f"{code:<4}{part:<14}" + "".join(f"{share[key]:>9.4f}" for key in share) + "\n")


if __name__ == "__main__":
    main()
