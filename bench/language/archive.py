"""Utterances per second of `kulanz read --batch` on all cores, beside others in the same run."""

import json
import os
import subprocess
import sys
import time
import tomllib
from collections.abc import Callable, Iterator
from concurrent.futures import ProcessPoolExecutor
from multiprocessing import get_context
from pathlib import Path
from tempfile import TemporaryDirectory

import peers
from table import Row

from kulanz.facts.stops import sentence_bounds

TEXTS = Path(__file__).parents[2] / "tests" / "language"
CORES = len(os.sched_getaffinity(0))
OTHERS: dict[str, Callable[[], Callable[[str], object] | None]] = {
    "VADER": peers.vader,
    "py3langid": peers.py3langid,
}


def utterances() -> list[str]:
    """Every sentence and every turn of the labelled set once; nothing is read twice."""
    found: dict[str, None] = {}
    for path in sorted(TEXTS.glob("*/*_*.toml")):
        content = tomllib.loads(path.read_text(encoding="utf-8"))
        for one in content.get("text", []):
            found |= dict.fromkeys(one["text"][a:b] for a, b in sentence_bounds(one["text"]))
        for one in content.get("dialogue", []):
            found |= dict.fromkeys(turn["text"] for turn in one["turns"])
    return [text for text in found if text.strip()]


def rows() -> Iterator[Row]:
    """One line, the start of the program and of its workers included."""
    given = utterances()
    yield Row(
        f"archive of {len(given):,} utterances, {CORES} cores",
        f"{_batch(given):,.0f} utterances a second",
        "",
        "; ".join(_beside(name, given) for name in OTHERS),
    )


def _batch(given: list[str]) -> float:
    with TemporaryDirectory() as folder:
        archive, out = Path(folder) / "in.jsonl", Path(folder) / "out.jsonl"
        lines = (json.dumps({"id": n, "text": text}) for n, text in enumerate(given))
        archive.write_text("\n".join(lines) + "\n", encoding="utf-8")
        command = [str(Path(sys.executable).with_name("kulanz")), "read", "--batch", str(archive)]
        start = time.perf_counter()
        subprocess.run(  # noqa: S603 - our own program with a path of our own
            [*command, "--out", str(out), "--jobs", str(CORES)], check=True, capture_output=True
        )
        took = time.perf_counter() - start
        read = sum(1 for _ in out.open(encoding="utf-8"))
        assert read == len(given), f"{read} of {len(given)} lines were read"
        return len(given) / took


def _beside(name: str, given: list[str]) -> str:
    if OTHERS[name]() is None:
        return f"{name} not installed"
    parts = [given[n::CORES] for n in range(CORES)]
    start = time.perf_counter()
    with ProcessPoolExecutor(CORES, mp_context=get_context("fork")) as pool:
        list(pool.map(_say, [name] * CORES, parts))
    return f"{name} {len(given) / (time.perf_counter() - start):,.0f} a second"


def _say(name: str, texts: list[str]) -> None:
    say = OTHERS[name]()
    assert say is not None
    for text in texts:
        say(text)
