"""The sets that models are trained on or measured with, as texts and labels.

None of them is part of this repository; `--data` names the folder that holds one folder each:
germeval2018/, politeness_en/, goemotions/, cga/. Where to get them: docs/building/models.md.
"""

import csv
import json
import re
import tomllib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import polib

from kulanz.case import LanguageCode, Utterance

ROOT = Path(__file__).resolve().parents[2]
LANGUAGES: tuple[LanguageCode, ...] = ("de", "nl", "en")
_THREE = 3  # words make a fragment
_PATTERN = re.compile(r"[\\|{}\[\]]|\(\?")  # a pattern or a template, not a sentence
_FILLED = re.compile(r"%\(\w+\)[sd]|<[^>]*>|\{[^}]*\}|&\w+;")
_WORD = re.compile(r"[^\W\d_]+(?:['’][^\W\d_]+)?")
_SENTENCE = re.compile(r"(?<=[.!?])\s+")
_APART = re.compile(r" ([.,!?;:)])|([(]) ")


@dataclass(frozen=True, slots=True)
class Texts:
    """Texts with yes (1) or no (0), and further ones that only help to train, with weights."""

    texts: tuple[str, ...]
    labels: tuple[int, ...]
    more: tuple[tuple[str, int, float], ...] = ()


@dataclass(frozen=True, slots=True)
class Conversation:
    """What was said before it tips, or all but the last where it does not, and whether it tips."""

    said: tuple[Utterance, ...]
    tips: int
    language: LanguageCode = "en"
    kept: bool = False  # nobody reads these, nothing is chosen by them

    @property
    def turns(self) -> tuple[str, ...]:
        """What the customer said."""
        return tuple(one.text for one in self.said if one.speaker == "customer")


def offence_de(data: Path) -> Texts:
    """GermEval 2018, coarse labels of the training file."""
    path = data / "germeval2018" / "germeval2018.training.txt"
    rows = [line.split("\t") for line in path.read_text(encoding="utf-8").splitlines() if line]
    texts = tuple(row[0].replace("|LBR|", " ") for row in rows)
    return Texts(texts, tuple(int(row[1] == "OFFENSE") for row in rows))


def politeness_en(data: Path) -> Texts:
    """TyDiP English: the outer quarters are the task, the middle half only helps to train."""
    outer = _scored(data / "politeness_en" / "en_train_binary.csv")
    known = {text for text, _ in outer}
    between = [
        (text, value)
        for text, value in _scored(data / "politeness_en" / "en_train.csv")
        if text not in known
    ]
    more = tuple((text, int(value > 0), min(1.0, abs(value) * 2) / 2) for text, value in between)
    return Texts(tuple(t for t, _ in outer), tuple(int(v > 0) for _, v in outer), more)


def _scored(path: Path) -> list[tuple[str, float]]:
    with path.open(encoding="utf-8", newline="") as stream:
        return [(row["sentence"], float(row["score"])) for row in csv.DictReader(stream)]


def anger_en(data: Path) -> Texts:
    """GoEmotions, Ekman's anger and disgust against the rest; for measuring derailment."""
    path = data / "goemotions" / "ekman.train.tsv"
    rows = [line.split("\t") for line in path.read_text(encoding="utf-8").splitlines() if line]
    angry = [row[0].lower() for row in rows if {"0", "1"} & set(row[1].split(","))]
    rest = [row[0].lower() for row in rows if not {"0", "1"} & set(row[1].split(","))][::4]
    return Texts((*angry, *rest), (1,) * len(angry) + (0,) * len(rest))


def gone_awry(data: Path) -> list[Conversation]:
    """Conversations Gone Awry, Wikipedia, the published validation split: for measuring only."""
    path = data / "cga" / "cga_wiki_valid.jsonl"
    rows = [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines() if line]
    return [
        Conversation(
            tuple(  # nobody is an agent; every second line, so that no turn goes on in the next
                Utterance(_joined(turn), "customer", 2 * number)
                for number, turn in enumerate(row["src"].split("[SEP]"), start=1)
            ),
            int(row["tgt"]),
        )
        for row in rows
    ]


def _joined(turn: str) -> str:
    """The set is cut into tokens; puts signs and "don't" together again."""
    return re.sub(r" ?' ?(?=\w)", "'", _APART.sub(r"\1\2", turn)).strip()


def language(_data: Path) -> Texts:
    """Our own words in three languages: the packs and the desk's catalogue, whole and in threes.

    The development set in tests/language is kept out; it is what the model is measured on.
    """
    texts, labels = [], []
    for number, code in enumerate(LANGUAGES):
        for text in sorted(set(_own_words(code))):
            words = text.split()
            threes = [" ".join(words[at : at + _THREE]) for at in range(0, len(words) - 2, 5)]
            found = [text, *threes] if len(words) > _THREE else [text]
            texts += found
            labels += [number] * len(found)
    return Texts(tuple(texts), tuple(labels))


def _own_words(code: str) -> Iterator[str]:
    folder = ROOT / "src" / "kulanz" / "languages" / code
    for path in sorted(folder.glob("*.toml")):
        for text in _strings(tomllib.loads(path.read_text(encoding="utf-8"))):
            words = text.split()
            if path.stem in ("words", "turns"):
                yield from (
                    " ".join(words[at : at + _THREE]) for at in range(0, len(words), _THREE)
                )
            elif len(words) > 1 and not _PATTERN.search(text):
                yield text
    source = {"de": "de", "nl": "nl", "en": "de"}[code]
    catalogue = ROOT / "src" / "kulanz" / "desk" / "locale" / source / "LC_MESSAGES" / "django.po"
    for entry in polib.pofile(str(catalogue)):
        text = entry.msgid if code == "en" else entry.msgstr
        plain = _FILLED.sub(" ", text)
        if len(plain.split()) > 1:
            yield plain


def _strings(value: object) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict | list):
        for inner in value.values() if isinstance(value, dict) else value:
            yield from _strings(inner)


def own_sentences(length: int = 0) -> list[tuple[str, str]]:
    """(text, language) of tests/language: sentences, or `length` words in a row of each."""
    found = []
    for code in LANGUAGES:
        for path in sorted((ROOT / "tests" / "language" / code).glob("*.toml")):
            for text in _said(tomllib.loads(path.read_text(encoding="utf-8"))):
                words = _WORD.findall(text)
                if len(words) >= max(_THREE, length):
                    start = (len(words) - length) // 2
                    cut = " ".join(words[start : start + length]).lower()
                    found.append((cut if length else text, code))
    return found


def _said(content: dict[str, list[dict[str, Any]]]) -> Iterator[str]:
    for one in content.get("text", []):
        if "mixed" not in one["tags"]:
            yield from _SENTENCE.split(one["text"])
    for one in content.get("dialogue", []):
        yield from (turn["text"] for turn in one["turns"])
    yield from (one["text"] for one in content.get("note", []))


def own_dialogues() -> list[Conversation]:
    """Our own dialogues in tests/language, before they tip."""
    found = []
    for language in LANGUAGES:
        for path in sorted((ROOT / "tests" / "language" / language).glob("dialogues_*.toml")):
            for one in tomllib.loads(path.read_text(encoding="utf-8"))["dialogue"]:
                end = one["tips_at"] - 1 if one["tips_at"] else len(one["turns"]) - 1
                turns = enumerate(one["turns"][:end], start=1)
                said = tuple(Utterance(t["text"], t["speaker"], number) for number, t in turns)
                kept = int(one["id"][-3:]) % 3 == 0
                if any(turn.speaker == "customer" for turn in said):
                    found.append(Conversation(said, int(one["tips_at"] > 0), language, kept))
    return found
