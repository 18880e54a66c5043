"""Every attack that has succeeded on a helpdesk before has a test of its own here.

The numbers are those of docs/building/attacks.md.
"""

import re
from pathlib import Path

REPOSITORY = Path(__file__).resolve().parents[2]
LIST = REPOSITORY / "docs/building/attacks.md"
ROW = re.compile(r"^\| (S\d\d) \| [^|]+ \| (tested|later)[^|]* \|$", re.MULTILINE)


def listed() -> dict[str, str]:
    return dict(ROW.findall(LIST.read_text(encoding="utf-8")))


def named_in_tests() -> set[str]:
    found = set()
    for path in (REPOSITORY / "tests").rglob("test_*.py"):
        found |= set(re.findall(r"def test_(s\d\d)_", path.read_text(encoding="utf-8")))
    return {name.upper() for name in found}


def test_the_list_has_35_attacks() -> None:
    assert list(listed()) == [f"S{number:02}" for number in range(1, 36)]


def test_what_is_listed_as_tested_has_a_named_test_and_nothing_else_has() -> None:
    assert {name for name, state in listed().items() if state == "tested"} == named_in_tests()
