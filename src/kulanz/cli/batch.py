"""An archive, one contact a line of JSON: read on all cores, taken up where it stopped."""

import json
import os
import sys
from collections.abc import Iterable, Iterator
from contextlib import ExitStack
from dataclasses import dataclass
from itertools import islice
from multiprocessing import get_context
from pathlib import Path
from typing import BinaryIO, Self, TextIO

from kulanz.cli.wording import words
from kulanz.reading import BadRecord, read_record

AT_ONCE = 32  # lines handed to a core together
SAVED_EVERY = 512  # lines between two notes of how far it got; so many are in memory at once

Answer = tuple[int, str, str]  # number of the line, the JSON of its reading, what is wrong with it


@dataclass(frozen=True, slots=True)
class Done:
    """How it went: lines read, and lines that could not be."""

    read: int
    skipped: int


def answer(numbered: tuple[int, str]) -> Answer:
    """One line; runs on any core, so it never raises."""
    number, line = numbered
    try:
        return number, json.dumps(read_record(line), ensure_ascii=False), ""
    except BadRecord as problem:
        return number, "", problem.code
    except Exception:  # noqa: BLE001 - one line may not cost the other 99,999; it is reported
        return number, "", "failed"


def run(
    source: Path, target: Path | None, *, jobs: int = 0, saved_every: int = SAVED_EVERY
) -> Done:
    """Reads `source` into `target` (or standard output), in the same order, bad lines left out.

    With a target, `<target>.progress` says how far it got; the next run goes on from there.

    Raises:
        OSError: a file that cannot be read or written.
    """
    with ExitStack() as open_files:
        lines = open_files.enter_context(source.open("rb"))
        out = open_files.enter_context(_Out(target))
        total = source.stat().st_size
        bar = _Bar(total, sys.stderr)
        cores = jobs or os.cpu_count() or 1
        done = _run(lines, out, bar, jobs=cores, saved_every=saved_every)
        bar.end()
    return done


def _run(lines: BinaryIO, out: "_Out", bar: "_Bar", *, jobs: int, saved_every: int) -> Done:
    numbered = islice(enumerate(_texts(lines), start=1), out.line, None)
    read = skipped = since = 0
    for number, found, problem in _answers(numbered, jobs, saved_every):
        if problem:
            skipped += 1
            say = words()["batch"]
            text = say["skipped"].format(line=number, problem=say[problem])
            bar.say(text)
        elif found:
            read += 1
            out.write(found)
        out.line = number
        since += 1
        if since == saved_every:
            since = 0
            out.save()
            bar.show(lines.tell(), number)
    out.save()
    return Done(read, skipped)


def _texts(lines: BinaryIO) -> Iterator[str]:
    for line in lines:
        yield line.decode("utf-8", "replace").lstrip("\ufeff")


def _answers(numbered: Iterable[tuple[int, str]], jobs: int, together: int) -> Iterator[Answer]:
    full = ((number, line) for number, line in numbered if line.strip())
    if jobs == 1:
        yield from map(answer, full)
        return
    with get_context("spawn").Pool(jobs) as pool:
        while group := list(islice(full, together)):
            yield from pool.map(answer, group, chunksize=AT_ONCE)


class _Out:
    """Where the answers go, and the note of how far they are safely there."""

    def __init__(self, target: Path | None) -> None:
        self.target = target
        self.note = target.with_name(target.name + ".progress") if target else None
        self.line = 0
        self.file: TextIO = sys.stdout

    def __enter__(self) -> Self:
        if self.target is None or self.note is None:
            return self
        known = self._known()
        self.line = known["line"]
        self.file = self.target.open("r+" if known["bytes"] else "w", encoding="utf-8")
        self.file.truncate(known["bytes"])
        self.file.seek(known["bytes"])
        return self

    def __exit__(self, *_: object) -> None:
        if self.target:
            self.file.close()

    def _known(self) -> dict[str, int]:
        """What a run before this one has noted; without its target the note means nothing."""
        try:
            found = json.loads(self.note.read_text()) if self.note else {}
            known = {"line": int(found["line"]), "bytes": int(found["bytes"])}
        except (OSError, ValueError, KeyError, TypeError):
            return {"line": 0, "bytes": 0}
        there = self.target is not None and self.target.exists()
        enough = there and self.target is not None and self.target.stat().st_size >= known["bytes"]
        return known if enough else {"line": 0, "bytes": 0}

    def write(self, text: str) -> None:
        self.file.write(text + "\n")

    def save(self) -> None:
        """The answers first, then the note, each whole."""
        self.file.flush()
        if self.note is None:
            return
        os.fsync(self.file.fileno())
        fresh = self.note.with_name(self.note.name + ".new")
        fresh.write_text(json.dumps({"line": self.line, "bytes": self.file.tell()}))
        fresh.replace(self.note)


class _Bar:
    """A line of progress on a terminal; nothing anywhere else."""

    def __init__(self, total: int, to: TextIO) -> None:
        self.total, self.to = max(total, 1), to
        self.live = to.isatty()

    def show(self, at: int, number: int) -> None:
        if self.live:
            share = min(1.0, at / self.total)
            filled = int(share * 30)
            self.to.write(f"\r[{'#' * filled}{'.' * (30 - filled)}] {share:4.0%} {number}")
            self.to.flush()

    def say(self, text: str) -> None:
        start = "\r\x1b[K" if self.live else ""
        self.to.write(f"{start}kulanz: {text}\n")

    def end(self) -> None:
        if self.live:
            self.to.write("\r\x1b[K")
