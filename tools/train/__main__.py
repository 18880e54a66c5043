"""Trains the small models of the desk and writes their cards: `python tools/train --data FOLDER`.

Everything comes out the same, byte for byte, with the versions in constraints.txt. The folder and
its public sets are described in docs/building/models.md; they are no part of this repository. The
sentences that signals and kinds are learned from are: `--only signals` needs no folder.
"""

import argparse
from concurrent.futures import ProcessPoolExecutor
from pathlib import Path

import bank
import calibrate
import cards
import derail
import signals
from fit import Recipe, Rows, fit, joined, rows
from measure import language_rows, score
from recipes import LANGUAGE, OFFENCE, POLITENESS
from sets import ROOT, gone_awry, language, offence_de, own_dialogues, politeness_en

from kulanz.languages.linear import Model, pack_model, unpack
from kulanz.languages.tables import pack_table

PUBLIC = ("offence_de", "politeness_en", "language", "derailment")
MODELS = ROOT / "src" / "kulanz" / "languages" / "models"


def main() -> None:
    """Trains what is asked for."""
    parser = argparse.ArgumentParser(prog="tools/train", description=__doc__)
    parser.add_argument("--data", type=Path, help="the folder with the public sets")
    parser.add_argument("--out", type=Path, default=MODELS, help="where the models go")
    parser.add_argument("--only", choices=(*PUBLIC, "signals"))
    given = parser.parse_args()
    given.out.mkdir(parents=True, exist_ok=True)
    if given.only in (None, "signals"):
        _tables(given.out)
    if given.only != "signals":
        if given.data is None:
            parser.error("--data is needed for the public sets")
        _public(given)


def _public(given: argparse.Namespace) -> None:
    for recipe, read in ((OFFENCE, offence_de), (POLITENESS, politeness_en)):
        if given.only in (None, recipe.name):
            texts = read(given.data)
            size = _write(given.out, recipe, joined(*rows(texts)))
            _card(
                given.out, recipe.name, cards.two_classes(recipe.name, size, score(recipe, texts))
            )
    if given.only in (None, "language"):
        size = _write(given.out, LANGUAGE, rows(language(given.data))[0])
        _card(given.out, "language", cards.language(size, language_rows(_read(given.out))))
    if given.only in (None, "derailment"):
        _derailment(given.out, given.data)


def _tables(out: Path) -> None:
    lines = bank.lines()
    with ProcessPoolExecutor(1) as beside:
        trained = beside.submit(signals.trained, lines)
        found = calibrate.tested(lines)
        border = calibrate.borders(found)
        moved = calibrate.moved(trained.result(), border)
    sizes = {}
    for name, table in moved.items():
        content = pack_table(table)
        (out / f"{name}.klt").write_bytes(content)
        sizes[name] = len(content)
        print(f"{name}: {len(table.rows):,} features, {len(content):,} bytes")  # noqa: T201 - a command
    _card(out, "signals", cards.signals(lines, sizes, found, border))
    _card(out, "kinds", cards.kinds(lines, sizes))


def _write(out: Path, recipe: Recipe, given: Rows) -> int:
    content = pack_model(fit(recipe, given))
    (out / f"{recipe.name}.klm").write_bytes(content)
    print(f"{recipe.name}: {len(given.labels)} texts, {len(content):,} bytes")  # noqa: T201 - a command
    return len(content)


def _read(out: Path) -> Model:
    return unpack((out / "language.klm").read_bytes())


def _derailment(out: Path, data: Path) -> None:
    own, awry = own_dialogues(), gone_awry(data)
    signals = derail.signals_of(own)
    scales = derail.scales_of(own, signals)
    seen, tips = derail.courses(own, signals, scales), [one.tips for one in own]
    fitted = derail.learn(seen, tips)
    content = derail.written(fitted, scales)
    (out / "derailment.json").write_text(content, encoding="utf-8")
    print(f"derailment: {len(own)} conversations, {len(content):,} bytes")  # noqa: T201 - a command
    there, outcome = derail.prepared(awry)
    shot = derail.measured(there, outcome, [([], list(range(len(outcome))))], lambda _: fitted)
    _card(
        out,
        "derailment",
        cards.derailment(
            len(content),
            derail.cross_validated(seen, tips, derail.folds(tips)),
            derail.cross_validated(seen, tips, derail.kept_back(own)),
            derail.cross_validated(seen, tips, derail.by_language(own)),
            shot,
            derail.cross_validated(there, outcome, derail.folds(outcome)),
        ),
    )


def _card(out: Path, name: str, text: str) -> None:
    (out / f"{name}.md").write_text(text, encoding="utf-8")


if __name__ == "__main__":
    main()
