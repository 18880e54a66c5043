"""`kulanz chain`: pages, names, mistakes in one line, notes and drawings."""

import json
import subprocess
import sys
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from chain_command import CASES, FILE, SMALL, chain, written
from kulanz.case import LanguageCode
from kulanz.chain.answers import Found
from kulanz.cli.app import app
from kulanz.cli.chain_page import Page
from kulanz.languages import CODES, pack
from seed_cases import seed

NOTE = "Ich zahle nicht, weil die Ware nie angekommen ist.\n"
HELD = [HealthCheck.function_scoped_fixture]


@pytest.fixture
def small(tmp_path: Path) -> str:
    return written(tmp_path, SMALL)


def test_a_page_has_a_sentence_and_a_table(small: str) -> None:
    done = chain("why", small, "calls")
    assert done.stdout == (
        "She calls. Take away any one of these and it would have been otherwise: the parcel is late"
        " and not\n    so: she is calm.\n"
        "\n"
        "Share, certainty, cause:\n"
        "  1  fact  late   the parcel is late\n"
        "  1  fact  ~calm  not so: she is calm\n"
    )
    assert chain("draw", small, "--format", "list").stdout == (
        "  she calls\n"
        "    because: the parcel is late (▲ not as expected)\n"
        "    unless: she is calm\n"
    )


def test_a_part_of_a_label_or_another_spelling_of_a_name_will_do(small: str) -> None:
    by_label = chain("why", small, "SHE  calls", "--json")
    assert json.loads(by_label.stdout)["effect"] == "calls"
    assert json.loads(chain("had", small, "~parcel", "--json").stdout)["given"] == {"late": 0}
    assert json.loads(chain("why", small, "~is calm", "--json").stdout)["effect"] == "~calm"
    assert json.loads(chain("why", small, "parcel & calls", "--json").stdout)["effect"] == (
        "late & calls"
    )


@pytest.mark.parametrize(
    ("arguments", "line"),
    [
        (
            ["why", "{}", "cals"],
            "there is no “cals” in the model; perhaps: calls (she calls), calm (she is calm).",
        ),
        (["why", "{}", "xyz"], "there is no “xyz” in the model."),
        (["why", "{}", ""], "there is no “” in the model."),
        (
            ["why", "{}", "she"],
            "“she” could be: calm (she is calm), calls (she calls).",
        ),
        (["why", "{}", "late &"], "This equation cannot be read: late &"),
        (["had", "{}", "late=2"], "“late=2”: give name=1, name=0 or ~name."),
        (["had", "{}", "late", "~late"], "“late” exists twice."),
        (["had", "{}", "late", "--case", "x"], "{}: there is no such model in it."),
        (["unlock", "{}", "peace"], "there is no “peace” in the model."),
        (["unlock", "{}", "late", "--without", "x"], "there is no “x” in the model."),
        (["unlock", "{}", "late", "--role", "XX"], "there is no “XX” in the model."),
        (["breakers", "{}", "calls", "--actor", "bank"], "there is no “bank” in the model."),
        (["why", "{}.txt", "late"], "{}.txt: no such file."),
    ],
)
def test_a_mistake_is_one_line(small: str, arguments: list[str], line: str) -> None:
    done = chain(*(one.replace("{}", small) for one in arguments))
    assert (done.exit_code, done.stdout) == (2, "")
    assert done.stderr == f"kulanz: {line.replace('{}', small)}\n"


def test_several_models_ask_for_one() -> None:
    done = chain("deadlocks", str(FILE), "--case", "seed-001", "--json")
    assert json.loads(done.stdout)["waits_for"] == CASES[1]["waits_for_outside"]
    done = chain("loops", str(FILE))
    assert (done.exit_code, done.stderr) == (
        2,
        f"kulanz: {FILE}: name one with --case: seed-000, seed-001, seed-003.\n",
    )


@pytest.mark.parametrize("language", CODES)
def test_what_is_not_so_names_its_opposite(small: str, language: str) -> None:
    line = pack(language, "cli")["chain"]["unclear"]["not_so"]
    said = "kulanz: " + line.format(word="~calls", candidates="calls") + "\n"
    for command in ("why", "headline", "breakers", "questions"):
        done = chain(command, small, "~calls", "--language", language)
        assert (done.exit_code, done.stdout, done.stderr) == (1, "", said)
    done = chain("why", small, "~calls", "--json", "--language", language)
    assert (done.exit_code, done.stderr) == (1, said)
    assert json.loads(done.stdout) == {
        "effect": "~calls",
        "causes": [],
        "complete": True,
        "more": 0,
    }


def test_a_contradiction_is_refused_but_listed_by_check(tmp_path: Path) -> None:
    file = written(
        tmp_path,
        {"variables": {"a": {"actual": 1, "t": 2}, "b": {"equation": "a", "actual": 0, "t": 1}}},
    )
    assert chain("why", file, "~b").exit_code == 2
    done = chain("check", file, "--json")
    found = json.loads(done.stdout)
    assert (done.exit_code, found["ok"]) == (1, False)
    assert [
        (one["code"], one["names"], one["line"]) for one in found["troubles"] if one["hard"]
    ] == [
        ("differs", ["b"], 7),
        ("time_order", ["a", "b"], 7),
    ]


def test_no_model_at_all_is_bad_input_even_for_check(tmp_path: Path) -> None:
    file = written(tmp_path, {"variables": {"a": {"equation": "b"}, "b": {"equation": "a"}}})
    done = chain("check", file, "--json")
    assert (done.exit_code, len(done.stderr.splitlines())) == (2, 1)
    assert json.loads(done.stdout)["troubles"] == [
        {"code": "cycle", "names": ["a", "b", "a"], "line": 3, "hard": True}
    ]
    assert done.stderr.startswith(f"kulanz: {file}: Line 3: ")


@pytest.mark.parametrize("language", CODES)
def test_an_answer_that_is_not_complete_says_so_instead_of_none(language: LanguageCode) -> None:
    page = Page(seed("seed-001"), language)
    partial = [page.words["partial"]]
    assert list(page.headline(Found((), complete=False)))[-1:] == partial
    assert list(page.breakers(Found((), complete=False))) == partial
    assert partial[0] not in [*page.headline(Found(())), *page.breakers(Found(()))]


def test_a_note_is_a_model_too() -> None:
    done = chain("why", "-", "zahle nicht", "--json", given=NOTE)
    found = json.loads(done.stdout)
    assert (found["effect"], [one["set"] for one in found["causes"]]) == ("n1", [{"n2": 1}])
    again = chain("draw", "-", "--format", "json", given=NOTE).stdout
    done = chain("why", "-", "zahle nicht", "--json", given=again)
    assert json.loads(done.stdout) == found


def test_a_note_in_which_nobody_says_why_is_said_so() -> None:
    done = chain("check", "-", given="Guten Tag.\n")
    assert (done.exit_code, done.stderr) == (
        2,
        "kulanz: standard input: nobody says in it why something is so.\n",
    )


def test_a_drawing_is_a_file_of_its_own(small: str) -> None:
    drawn = chain("draw", small).stdout
    assert drawn.startswith('<svg xmlns="http://www.w3.org/2000/svg"')
    assert (drawn.count("<style>"), drawn.count("Small</title>")) == (1, 1)


def test_a_list_keeps_alternatives_and_exceptions_apart(tmp_path: Path) -> None:
    variables = {
        "rain": {"actual": 1, "label": "it rains"},
        "hose": {"actual": 1, "label": "the hose is on"},
        "roof": {"actual": 0, "label": "there is a roof"},
        "wet": {"equation": "(rain | hose) & ~roof", "label": "it is wet"},
        "slip": {"equation": "wet", "label": "he slips"},
        "angry": {"equation": "wet & slip", "label": "he is angry", "status": "emotion"},
    }
    file = written(tmp_path, {"variables": variables})
    assert chain("draw", file, "--format", "list").stdout.splitlines() == [
        "  he is angry (feeling, internal)",
        "    because: it is wet",
        "      because: it rains",
        "      unless: there is a roof",
        "      or because: the hose is on",
        "      unless: there is a roof (see above)",
        "    and: he slips",
        "      because: it is wet (see above)",
    ]
    assert chain(
        "draw", file, "--format", "list", "--audience", "customer"
    ).stdout.splitlines() == [
        "  he slips",
        "    because: it is wet",
        "      because: it rains",
        "      unless: there is a roof",
        "      or because: the hose is on",
        "      unless: there is a roof (see above)",
    ]


@pytest.mark.parametrize("more", [["--format", "json"], ["--influences"]])
def test_the_whole_model_stays_in_the_house(small: str, more: list[str]) -> None:
    done = chain("draw", small, *more, "--audience", "customer")
    assert (done.exit_code, done.stdout) == (2, "")
    assert done.stderr == (
        f"kulanz: {' '.join(more)} shows what stays in the house; leave out --audience customer.\n"
    )


def test_the_circles_are_a_picture_too() -> None:
    drawn = chain("draw", "-", "--influences", given=json.dumps(CASES[2])).stdout
    assert (drawn.count("<style>"), drawn.count('class="chain-ring-type"')) == (1, 3)
    assert (
        chain("draw", "-", "--influences", given=json.dumps(CASES[1])).stdout == "Keine Kreise.\n"
    )


def test_nothing_in_a_model_steers_the_terminal(tmp_path: Path) -> None:
    label = "a\x1b[31m\x9b\u202eb\x00\nc"
    file = written(
        tmp_path, {"variables": {"a": {"actual": 1, "label": label}, "b": {"equation": "a"}}}
    )
    for arguments in (["why", "b"], ["had", "a=0"], ["draw", "--format", "list"], ["why", "c"]):
        done = chain(arguments[0], file, *arguments[1:])
        assert [one for one in done.output if one in "\x1b\x9b\u202e\x00"] == []


@pytest.mark.parametrize("language", CODES)
def test_every_example_in_the_help_names_a_command(language: str) -> None:
    group = next(one.typer_instance for one in app.registered_groups if one.name == "chain")
    known = {one.name for one in group.registered_commands}  # type: ignore[union-attr]
    words = pack(language, "cli")["chain"]
    named = {
        line.split()[2]
        for text in words["examples"].values()
        for line in text.splitlines()
        if line.startswith("  kulanz chain ")
    }
    assert named == known
    assert {one.replace("-", "_") for one in known} == set(words["examples"]) - {"all"}


texts = st.text(max_size=8) | st.text(alphabet="~!&|()=01 latecm-", max_size=10)


@settings(suppress_health_check=HELD, max_examples=15)
@given(words=st.lists(texts.filter(lambda one: not one.startswith("-")), min_size=1, max_size=2))
def test_any_words_get_an_answer_or_one_line(small: str, words: list[str]) -> None:
    for command in (["why", small, words[0]], ["had", small, *words], ["unlock", small, *words]):
        done = chain(*command)
        assert done.exception is None or isinstance(done.exception, SystemExit)
        assert (done.exit_code in {0, 1, 2}, len(done.stderr.splitlines()) <= 1) == (True, True)


def test_as_a_program_it_is_quiet_and_quick(small: str) -> None:
    run = [sys.executable, "-X", "importtime", "-m", "kulanz.cli", "chain", "why", small, "calls"]
    done = subprocess.run([*run, "--json"], capture_output=True, text=True, check=True, timeout=60)
    assert [one["set"] for one in json.loads(done.stdout)["causes"]] == [{"late": 1}, {"calm": 0}]
    modules = {line.rpartition("|")[2].strip() for line in done.stderr.splitlines()}
    assert modules & {"django", "clingo", "networkx", "kulanz.reading", "holidays"} == set()
    assert "kulanz.chain.causes" in modules
