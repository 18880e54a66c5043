"""`kulanz mail-score` as a person calls it: a folder in, one line per mail out."""

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from mails import bounce, mail

PROGRAM = (sys.executable, "-m", "kulanz.cli", "mail-score")
ANSWER = (
    "Nein, nichts da.\n\nAm 16.11.2026 um 09:00 schrieb Shop <hilfe@shop.example>:\n> Ist es da?\n"
)


def score(*words: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run([*PROGRAM, *words], capture_output=True, text=True, check=False)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    mails = tmp_path / "mails"
    (mails / "below").mkdir(parents=True)
    first = mail(files=[("Foto.jpg", "image/jpeg", b"\xff\xd8x")])
    (mails / "1.eml").write_bytes(first)
    (mails / "2.eml").write_bytes(
        mail(ANSWER, message_id="<2@mail.example>", answers="<first@mail.example>")
    )
    (mails / "3.eml").write_bytes(bounce("<unknown@shop.example>"))
    (mails / "4").write_bytes(
        mail(message_id="<4@mail.example>", fields={"Auto-Submitted": "auto-replied"})
    )
    (mails / "5.eml").write_bytes(b"\x00\xff nobody's words")
    (mails / "below" / "6.eml").write_bytes(b"X-Way: another\n" + first)
    for name in ("LICENSE", "expected.json", ".hidden"):
        (mails / name).write_text("no mail")
    return mails


def test_every_mail_has_an_outcome_and_says_what_was_read(folder: Path) -> None:
    done = score(str(folder), "--json")
    found = [json.loads(line) for line in done.stdout.splitlines()]
    assert [(Path(one["file"]).name, one["outcome"]) for one in found] == [
        ("1.eml", "case"),
        ("2.eml", "reply"),
        ("3.eml", "bounce"),
        ("4", "auto_reply"),
        ("5.eml", "quarantine"),
        ("6.eml", "duplicate"),
    ]
    first: dict[str, Any] = {**found[0]}
    text = first.pop("text")
    assert first == {
        "file": str(folder / "1.eml"),
        "outcome": "case",
        "subject": "Mahnung trotz fehlender Ware",
        "from_email": "s.brandt@mail.example",
        "from_name": "Susanne Brandt",
        "quoted": "",
        "attachments": [{"name": "Foto.jpg", "type": "image/jpeg", "size": 3}],
        "message_id": "<first@mail.example>",
        "parent": None,
    }
    assert text.startswith("Guten Tag,\n\ndie Ware vom 21.10. ist nicht angekommen")
    assert (found[1]["text"], found[1]["parent"]) == ("Nein, nichts da.", "<first@mail.example>")
    assert found[1]["quoted"].endswith("> Ist es da?")
    assert done.stderr == ""


def test_feeding_twice_creates_nothing(folder: Path, tmp_path: Path) -> None:
    kept = str(tmp_path / "desk")
    first = score(str(folder), "--data", kept)
    again = score(str(folder), str(folder), "--data", kept)
    assert (first.returncode, again.returncode) == (0, 0)
    assert [int(line.split()[1]) for line in first.stdout.splitlines()] == [1, 1, 1, 1, 1, 1, 6]
    assert [int(line.split()[1]) for line in again.stdout.splitlines()] == [0, 0, 0, 0, 0, 12, 12]


def test_a_folder_that_is_not_there_is_said(tmp_path: Path) -> None:
    done = score(str(tmp_path / "nowhere"))
    assert (done.returncode, done.stderr.strip().endswith("is not there.")) == (2, True)


def test_the_mails_of_an_mbox_are_numbered_and_dead_links_passed_over(tmp_path: Path) -> None:
    box = tmp_path / "all.mbox"
    line = b"From x@mail.example Mon Nov 16 09:00:00 2026\n"
    box.write_bytes(line + mail() + b"\n" + line + mail(message_id="<2@mail.example>") + b"\n")
    (tmp_path / "gone.eml").symlink_to(tmp_path / "nowhere.eml")
    done = score(str(tmp_path), "--json")
    found = [json.loads(line) for line in done.stdout.splitlines()]
    assert [(one["file"], one["outcome"], one["message_id"]) for one in found] == [
        (f"{box}#1", "case", "<first@mail.example>"),
        (f"{box}#2", "case", "<2@mail.example>"),
    ]
