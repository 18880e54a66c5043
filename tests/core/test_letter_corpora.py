"""The same reading against large public sets of mails, where somebody has put them.

`KULANZ_RESEARCH` names the folder; without it a folder beside the checkout is looked for. Sets:
stalwart mail-parser's torture mails, Discourse's trimmed replies, Sisimai's bounces.
"""

import json
import os
from pathlib import Path
from typing import Any

import pytest

from kulanz.reading import letter
from kulanz.reading.new_text import parted

REPOSITORY = Path(__file__).resolve().parents[2]
RESEARCH = Path(os.environ.get("KULANZ_RESEARCH", REPOSITORY.parent / "shared"))
MAIL = RESEARCH / "data" / "mail"

pytestmark = pytest.mark.skipif(not MAIL.is_dir(), reason="no research data (KULANZ_RESEARCH)")

# Bounces in form but not in fields: feedback loops, list software, notices forwarded by people.
PERSONAL_IN_ALL_FIELDS = 0


def folded(text: str) -> str:
    return " ".join(text.split())


def oracle(mail: Path) -> dict[str, Any]:
    read: dict[str, Any] = json.loads(mail.with_suffix(".json").read_text(encoding="utf-8"))
    return read


def test_replies_are_trimmed_as_people_trimmed_them() -> None:
    wrong = {
        mail.stem
        for mail in (MAIL / "replies" / "emails").glob("*.txt")
        if folded(parted(mail.read_text(encoding="utf-8")).new)
        != folded((MAIL / "replies" / "trimmed" / mail.name).read_text(encoding="utf-8"))
    }
    assert wrong == set()


def test_subjects_of_torture_mails_are_right_or_better() -> None:
    wrong = []
    for mail in sorted((MAIL / "mime").rglob("*.eml")):
        fields = oracle(mail)["parts"][0]["headers"]
        value = next((one["value"] for one in fields if one["name"] == "subject"), "Empty")
        expected = folded(value["Text"]) if isinstance(value, dict) else ""
        # the oracle gives up on bytes that are not UTF-8; Windows-1252 reads them
        if "\ufffd" not in expected and letter(mail.read_bytes()).subject != expected:
            wrong.append((mail.name, expected))
    assert wrong == []


def test_bounces_are_recognised_as_automatic() -> None:
    mails = list((MAIL / "bounces").glob("*.eml"))
    recognised = sum(letter(mail.read_bytes()).automatic for mail in mails)
    assert recognised == len(mails) - PERSONAL_IN_ALL_FIELDS


def test_bounces_are_known_and_hard_told_from_soft() -> None:
    expected = json.loads((MAIL / "bounces" / "expected.json").read_text("utf-8"))
    known = right = 0
    for name, answers in expected.items():
        bounce = letter((MAIL / "bounces" / name).read_bytes()).bounce
        known += bounce is not None
        # A provider's complaint has no answer; where several recipients failed, one is named.
        right += bounce is not None and bounce.hard in ({one["hard"] for one in answers} or {False})
    assert (known, right) == (273, 252)


def test_no_other_mail_is_taken_for_a_bounce() -> None:
    mails = [one for name in ("mime", "replies") for one in (MAIL / name).rglob("*.*")]
    assert [one.name for one in mails if letter(one.read_bytes()).bounce] == []
