"""How much of what strangers write is heard: messages that nothing was ever learned from.

    .venv/bin/python bench/language_letters.py

`letters/<language>_<writer>.tsv` was written and labelled by people who saw nothing of ours and
were asked to say things in a roundabout way: kind, codes, sentence; a blank line between messages.
`<language>_plain.tsv` are short sentences sorted by code, in everyday words, by somebody who knows
the reader; learned from, they did harm elsewhere (bench/language/README.md). Who learns from a file
here moves it to `tools/train/sentences` and has nothing left to measure with.
Precision and recall are counted sentence by sentence; B12 and B13 need turns and are left out.
"""

import sys
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import cast

from kulanz.case import LanguageCode, Utterance
from kulanz.signals import find_behaviours, find_declarations

LETTERS = Path(__file__).with_name("letters")
BY_TURNS = frozenset({"B12", "B13"})
DANGER = {"self_harm", "threat_violence", "safety"}


def sentences(path: Path) -> Iterator[tuple[str, frozenset[str]]]:
    """Each sentence and its codes, with the behaviours that follow from its declarations."""
    for row in path.read_text(encoding="utf-8").splitlines():
        if row.strip():
            _, codes, text = row.split("\t")
            yield text, frozenset(codes.split()) - {"-"}


def heard(text: str, language: LanguageCode) -> frozenset[str]:
    """The codes that the reader finds in one sentence of a customer."""
    said = (Utterance(text, "customer", 1),)
    found = (*find_declarations(said, language), *find_behaviours(said, language))
    return frozenset(one.code for one in found)


def counted(path: Path) -> Counter[str]:
    """Right, false and missed findings of one writer, declarations ("d") and behaviours ("b")."""
    language = cast("LanguageCode", path.name[:2])
    count: Counter[str] = Counter()
    for text, told in sentences(path):
        found = heard(text, language)
        for code in (told | found) - BY_TURNS - _following(told | found):
            kind = "b" if code.startswith("B") else "d"
            count[f"{kind} right"] += code in told and code in found
            count[f"{kind} false"] += code not in told
            count[f"{kind} missed"] += code not in found
    return count


def _following(codes: frozenset[str]) -> frozenset[str]:
    """Behaviours that say nothing new: they follow from a declaration beside them."""
    return frozenset({"B09", "B10", "B20"} | ({"B11"} if codes & DANGER else set()))


def _share(count: Counter[str], kind: str, other: str) -> float:
    right = count[f"{kind} right"]
    return right / max(1, right + count[f"{kind} {other}"])


def main() -> None:
    """Prints a line for each writer."""
    sys.stdout.write("letters of        declarations P / R    behaviours P / R\n")
    for path in sorted(LETTERS.glob("*.tsv")):
        count = counted(path)
        shares = [
            f"{_share(count, kind, 'false'):.3f} / {_share(count, kind, 'missed'):.3f}"
            for kind in "db"
        ]
        line = f"{path.stem:18}{shares[0]}         {shares[1]}\n"
        sys.stdout.write(line)


if __name__ == "__main__":
    main()
