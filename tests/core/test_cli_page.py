"""The page that people read: what stands where, and what never gets onto the terminal."""

import pytest

from kulanz.chain import LEVERS, Act, Node, Rule, Told, Unlock
from kulanz.cli.show import _tree, _unlocks, as_page
from kulanz.cli.wording import terminal_language, words
from kulanz.languages import CODES, pack
from kulanz.reading import read
from kulanz.signals import BEHAVIOURS, DECLARATIONS

CALL = """Kundin: Die Ware ist nie angekommen.
Kundin: Ich zahle nicht, weil die Ware nicht angekommen ist. Das ist Abzocke!
"""


@pytest.fixture(autouse=True)
def _english_terminal(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("LC_ALL", "C.UTF-8")
    monkeypatch.setenv("COLUMNS", "100")


def section(page: str, heading: str) -> list[str]:
    """The lines below a heading, up to the next empty one."""
    block = next(one for one in page.split("\n\n") if one.startswith(heading + "\n"))
    return block.split("\n")[1:]


def test_the_ledger_names_line_kind_and_speaker() -> None:
    assert section(as_page(read(CALL)), "Ledger")[0] == (
        "    1  claim      customer     Die Ware ist nie angekommen."
    )


def test_a_declaration_comes_with_what_its_clock_asks_for() -> None:
    first, second, *_ = section(as_page(read(CALL)), "Declarations")
    assert first == "  goods not received: trace it; no reminder without proof of delivery"
    assert second == "    „Die Ware ist nie angekommen.“ (line 1)"


def test_causes_are_indented_below_their_effect() -> None:
    effect, cause = section(as_page(read(CALL)), "Chain")
    assert effect.startswith("  Ich")
    assert cause.startswith("    because: ")


def test_a_circle_is_shown_once_and_ends() -> None:
    nodes = tuple(Node(one, one.upper()) for one in "abc")
    rules = (Rule("a", ("b",)), Rule("b", ("c",)), Rule("c", ("a",)))
    assert list(_tree(Told(nodes=nodes, rules=rules), words())) == [
        "  A",
        "    because: B",
        "      because: C",
        "        because: A (see above)",
    ]


def test_what_does_not_hold_or_is_assumed_is_marked() -> None:
    nodes = (Node("a", "A"), Node("b", "B", holds=None), Node("c", "C", holds=False))
    rules = (Rule("a", ("b",)), Rule("b", ("c",)))
    shown = list(_tree(Told(nodes=nodes, rules=rules), words()))
    assert shown[:2] == ["  A", "    because: B (assumed)"]


def test_a_chain_of_four_hundred_links_is_shown() -> None:
    nodes = tuple(Node(f"n{number}", f"N{number}") for number in range(400))
    rules = tuple(Rule(f"n{number}", (f"n{number + 1}",)) for number in range(399))
    assert len(list(_tree(Told(nodes=nodes, rules=rules), words()))) == 400


def test_long_lines_are_folded_under_their_own_beginning(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COLUMNS", "80")
    page = as_page(read("Kundin: " + "Das Paket mit dem Kocher ist nie angekommen und " * 5 + "."))
    first, second, *_ = section(page, "Ledger")
    assert second.index("D" if "Das" in second.split()[0] else second.split()[0]) == first.index(
        "Das"
    )
    assert [line for line in page.split("\n") if len(line) > 80] == []


def test_nothing_that_steers_a_terminal_is_printed() -> None:
    page = as_page(
        read("Kundin: Mein Paket\x1b[31m ist\x9b \u202enie angekommen, weil\x07 es verloren ist.")
    )
    assert [letter for letter in page if letter in "\x1b\x9b\u202e\x07\x00"] == []


@pytest.mark.parametrize(
    ("name", "value", "language"),
    [
        ("LC_ALL", "de_AT.UTF-8", "de"),
        ("LC_ALL", "nl", "nl"),
        ("LC_ALL", "en_GB.UTF-8", "en"),
        ("LC_ALL", "C", "en"),
        ("LC_ALL", "fr_FR", "en"),
        ("LANG", "de_DE.UTF-8", "de"),
        ("LC_MESSAGES", "nl_BE", "nl"),
    ],
)
def test_the_terminal_decides_about_the_headings(
    name: str, value: str, language: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    for one in ("LC_ALL", "LC_MESSAGES", "LANG"):
        monkeypatch.delenv(one, raising=False)
    monkeypatch.setenv(name, value)
    assert terminal_language() == language


def test_lc_all_wins_over_lang(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("LANG", "de_DE")
    monkeypatch.setenv("LC_ALL", "nl_NL")
    assert terminal_language() == "nl"


@pytest.mark.parametrize("code", CODES)
def test_every_declaration_and_behaviour_has_a_name(code: str) -> None:
    said = pack(next(one for one in CODES if one == code), "cli")
    assert sorted(said["declaration"]) == sorted(DECLARATIONS)
    assert sorted(said["clock"]) == sorted(DECLARATIONS)
    assert sorted(said["behaviour"]) == sorted(BEHAVIOURS)


@pytest.mark.parametrize("code", CODES)
def test_every_step_that_unlocks_has_a_name(code: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("LC_ALL", code)
    steps = tuple(Act(one.action, one.actor, one.approval) for one in LEVERS)
    shown = list(_unlocks([Unlock(steps, cost=1)], words()))
    assert (len(shown), [line for line in shown if "_" in line]) == (len(LEVERS), [])
