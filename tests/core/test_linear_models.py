"""The small linear models: what they say, how they explain it, and that training repeats itself."""

import math
import subprocess
import sys
import time
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kulanz.languages.linear import (
    Model,
    features,
    fired,
    load,
    margins,
    pack_model,
    score,
    scores,
    unpack,
)
from tracked import PACKAGE, ROOT

MODELS = PACKAGE / "languages" / "models"
NAMES = sorted(path.stem for path in MODELS.glob("*.klm"))
LARGEST, ALL_TOGETHER = 300_000, 3_000_000


def test_these_are_the_models() -> None:
    assert NAMES == ["language", "offence_de", "politeness_en"]
    assert {name: load(name).classes for name in NAMES} == {
        "language": ("de", "nl", "en"),
        "offence_de": ("other", "offence"),
        "politeness_en": ("impolite", "polite"),
    }


def test_they_are_small() -> None:
    sizes = {path.name: path.stat().st_size for path in MODELS.iterdir()}
    assert [name for name, size in sizes.items() if size > LARGEST] == []
    assert sum(sizes.values()) <= ALL_TOGETHER


@pytest.mark.parametrize("name", [*NAMES, "derailment", "signals", "kinds"])
def test_each_has_a_card(name: str) -> None:
    text = (MODELS / f"{name}.md").read_text(encoding="utf-8")
    wanted = ("**Data.**", "**Licence.**", "**Size.**", "**Score**", "## Must not be used")
    assert [word for word in wanted if word not in text] == []


@pytest.mark.parametrize(
    ("more", "less"),
    [
        ("Ihr seid alle Abzocker und Lügner", "Könnten Sie mir bitte die Rechnung schicken?"),
        ("So ein dummes Pack", "Der Wasserkocher ist am Montag angekommen."),
    ],
)
def test_an_offence_scores_higher_than_a_request(more: str, less: str) -> None:
    assert score("offence_de", more) > 0.5 > score("offence_de", less)


def test_a_polite_request_scores_higher_than_a_rude_one() -> None:
    polite = score("politeness_en", "Thanks for your help! Could you please have a look at this?")
    rude = score("politeness_en", "Why are you deleting my edits? You have no idea, stop it.")
    assert polite > 0.5 > rude


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("Rücklastschrift?", "de"),
        ("pakketje kapot", "nl"),
        ("parcel broken", "en"),
        ("wo bleibt mein Geld", "de"),
        ("waar blijft mijn geld", "nl"),
        ("where is my money", "en"),
    ],
)
def test_the_language_of_a_fragment(text: str, code: str) -> None:
    found = scores("language", text)
    assert max(found, key=lambda one: found[one]) == code
    assert sum(found.values()) == pytest.approx(1)


def test_the_words_that_fired_are_named() -> None:
    found = fired("offence_de", "So ein Scheißladen, ihr Idioten", most=2)
    assert [(one.word, one.weight > 1) for one in found] == [
        ("idioten", True),
        ("scheißladen", True),
    ]


def test_the_words_account_for_the_answer_but_for_shape_and_sentence_start() -> None:
    text = "Danke danke für die Lügner"
    model = load("offence_de")
    seen = features(text)
    rest = sum(
        model.weights[key][0] * value / (2 if key.startswith("w^ ") else 1)
        for key, value in seen.items()
        if key in model.weights and (key[0] == "s" or key.startswith("w^"))
    )
    told = sum(one.weight for one in fired("offence_de", text, most=100))
    assert told + rest + model.bias[0] == pytest.approx(margins(model, text)[0], abs=0.01)


@given(st.text())
def test_any_text_has_a_share_and_both_kinds_of_features_are_of_length_one(text: str) -> None:
    assert 0 <= score("politeness_en", text) <= 1
    for kind in "wc":
        square = sum(value**2 for key, value in features(text).items() if key[0] == kind)
        assert math.isclose(square, 1) or square == 0


@pytest.mark.parametrize("text", ["a" * 1_000_000, '"' * 1_000_000, "ä! " * 333_333])
def test_a_megabyte_takes_no_time(text: str) -> None:
    start = time.perf_counter()
    scores("language", text)
    assert time.perf_counter() - start < 1


def test_a_model_survives_being_packed() -> None:
    model = Model(
        "m", ("a", "b", "c"), (0.5, 0.0, -1.0), {"wä": (1.0, 2.0, -0.5), "c x": (0.0,) * 3}
    )
    assert unpack(pack_model(model)) == model


def trained(data: Path, out: Path, seed: str) -> bytes:
    subprocess.run(
        [
            sys.executable,
            ROOT / "tools/train",
            "--data",
            data,
            "--out",
            out,
            "--only",
            "offence_de",
        ],
        check=True,
        capture_output=True,
        timeout=60,
        env={"PYTHONHASHSEED": seed, "PYTHONPATH": str(ROOT / "src")},
    )
    return (out / "offence_de.klm").read_bytes()


def test_training_twice_gives_the_same_bytes(tmp_path: Path) -> None:
    folder = tmp_path / "germeval2018"
    folder.mkdir()
    lines = [
        f"Du bist ein {word} {number}\tOFFENSE\tINSULT\nDas Paket {number} ist da\tOTHER\tOTHER\n"
        for number, word in enumerate(["Lump", "Idiot", "Lügner"] * 5)
    ]
    (folder / "germeval2018.training.txt").write_text("".join(lines), encoding="utf-8")
    first, second = (trained(tmp_path, tmp_path / seed, seed) for seed in ("1", "2"))
    assert first == second
    assert margins(unpack(first), "Du Idiot")[0] > 0 > margins(unpack(first), "Das Paket ist da")[0]


LEARN = """
import sys
sys.path.insert(0, sys.argv[1])
import bank, signals
from kulanz.languages.tables import pack_table
given = bank.lines()[::50]
part = signals.kind_rows(given, [signals.features(line) for line in given])
for _, table in sorted(signals.tables(signals.fit(part), 300).items()):
    sys.stdout.buffer.write(pack_table(table))
"""


def learned(seed: str) -> bytes:
    return subprocess.run(
        [sys.executable, "-c", LEARN, ROOT / "tools/train"],
        check=True,
        capture_output=True,
        timeout=120,
        env={"PYTHONHASHSEED": seed, "PYTHONPATH": str(ROOT / "src")},
    ).stdout


def test_learning_tables_twice_gives_the_same_bytes() -> None:
    first, second = learned("1"), learned("2")
    assert len(first) > 10_000
    assert first == second
