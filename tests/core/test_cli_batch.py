"""An archive on the command line: in order, on all cores, taken up where it stopped."""

import json
from pathlib import Path

import pytest

from core.test_cli import kulanz
from kulanz.cli import batch

BAD = {3: "nonsense", 7: '{"id": 7}'}


@pytest.fixture
def archive(tmp_path: Path) -> Path:
    lines = [
        BAD.get(n, json.dumps({"id": n, "text": f"Parcel {n} never arrived."}))
        for n in range(1, 11)
    ]
    path = tmp_path / "archive.jsonl"
    path.write_text("\n".join(lines) + "\n\n", encoding="utf-8")
    return path


def ids(text: str) -> list[int]:
    return [json.loads(line)["id"] for line in text.splitlines()]


@pytest.mark.parametrize("jobs", ["1", "2"])
def test_good_lines_are_read_in_order_and_bad_ones_are_reported(archive: Path, jobs: str) -> None:
    done = kulanz("read", "--batch", str(archive), "--jobs", jobs)
    assert ids(done.stdout) == [1, 2, 4, 5, 6, 8, 9, 10]
    assert done.stderr.splitlines() == [
        "kulanz: line 3 skipped: it is no JSON",
        "kulanz: line 7 skipped: it has neither text nor turns",
        "kulanz: 8 read, 2 skipped",
    ]
    assert done.returncode == 1


def test_an_archive_without_bad_lines_ends_well(tmp_path: Path) -> None:
    path = tmp_path / "one.jsonl"
    path.write_text('{"id": "x", "text": "Hello"}', encoding="utf-8")
    done = kulanz("read", "--batch", str(path))
    assert (done.returncode, done.stderr) == (0, "kulanz: 1 read, 0 skipped\n")


def test_a_run_that_was_cut_off_goes_on(archive: Path, tmp_path: Path) -> None:
    whole, target = tmp_path / "whole.jsonl", tmp_path / "out.jsonl"
    batch.run(archive, whole, jobs=1)

    cut = tmp_path / "cut.jsonl"
    cut.write_text("".join(archive.read_text().splitlines(keepends=True)[:4]))
    batch.run(cut, target, jobs=1, saved_every=2)
    with target.open("a") as file:
        file.write('{"id": 5, "half a li')  # what a crash may leave behind
    done = batch.run(archive, target, jobs=1)

    assert target.read_text() == whole.read_text()
    assert (done.read, done.skipped) == (5, 1)


def test_a_note_of_progress_without_its_target_means_nothing(archive: Path, tmp_path: Path) -> None:
    target = tmp_path / "out.jsonl"
    (tmp_path / "out.jsonl.progress").write_text('{"line": 9, "bytes": 4000}')
    batch.run(archive, target, jobs=1)
    assert ids(target.read_text()) == [1, 2, 4, 5, 6, 8, 9, 10]


def test_a_missing_archive_is_one_line_and_exit_2(tmp_path: Path) -> None:
    done = kulanz("read", "--batch", str(tmp_path / "none.jsonl"))
    assert done.returncode == 2
    assert done.stderr == f"kulanz: {tmp_path / 'none.jsonl'}: No such file or directory\n"


def test_neither_file_nor_archive_is_one_line_and_exit_2() -> None:
    done = kulanz("read")
    assert (done.returncode, len(done.stderr.splitlines())) == (2, 1)
