"""`kulanz chain`: every answer on the source cases, in every language."""

import json
from collections.abc import Iterable
from typing import Any

import pytest

from chain_command import CASES, chain
from kulanz.languages import CODES


def answer(case: dict[str, Any], command: str, *arguments: str) -> Any:
    """The object that a command prints about a source case."""
    done = chain(command, "-", *arguments, "--json", given=json.dumps(case))
    assert (done.exit_code, done.stderr) == (0, "")
    return json.loads(done.stdout)


def literals(values: dict[str, int]) -> frozenset[str]:
    return frozenset(name if value else f"~{name}" for name, value in values.items())


def turned(nodes: Iterable[str]) -> tuple[str, ...]:
    """A circle from its first node in the alphabet."""
    found = list(nodes)
    start = found.index(min(found))
    return (*found[start:], *found[:start])


def told(key: str) -> list[Any]:
    """Every expected answer of a kind with its case."""
    return [
        pytest.param(case, one, id=f"{case['id']}-{place}")
        for case in CASES
        for place, one in enumerate(case[key])
    ]


@pytest.mark.parametrize(("case", "expected"), told("why"))
def test_why_and_headline_of_the_source_cases(
    case: dict[str, Any], expected: dict[str, Any]
) -> None:
    found = answer(case, "why", expected["effect"])
    assert (found["effect"], found["complete"], found["more"]) == (expected["effect"], True, 0)
    assert [literals(one["set"]) for one in found["causes"]] == sorted(
        (literals(one["set"]) for one in found["causes"]), key=len
    )
    assert sorted(map(sorted, (literals(one["set"]) for one in found["causes"]))) == sorted(
        map(sorted, expected["minimal_causes"])
    )
    shares: dict[str, float] = {}
    for one in found["causes"]:
        for name in one["set"]:
            shares[name] = max(shares.get(name, 0), one["responsibility"])
    assert {name: share for name, share in shares.items() if share < 1} == expected[
        "responsibility_below_1"
    ]
    headline = answer(case, "headline", expected["effect"])
    assert headline["complete"] is True
    line = headline["departures"]
    assert [
        {"var": name, "actor": one["actor"], "t": one["t"]}
        for one in line
        for name in literals({one["name"]: one["value"]})
    ] == expected["headline_norm_violations_by_time"]


@pytest.mark.parametrize(("case", "expected"), told("counterfactuals"))
def test_had_of_the_source_cases(case: dict[str, Any], expected: dict[str, Any]) -> None:
    given = [f"{name}={value}" for name, value in expected["do"].items()]
    found = answer(case, "had", *given)
    assert (found["given"], found["changed"]) == (expected["do"], expected["changed"])


@pytest.mark.parametrize(("case", "expected"), told("unlock"))
def test_unlock_of_the_source_cases(case: dict[str, Any], expected: dict[str, Any]) -> None:
    found = answer(case, "unlock", *expected["goal"])
    assert found["impossible_because"] is None
    assert [one["cost"] for one in found["sets"]] == [
        one["cost"] for one in expected["minimal_sets"]
    ]
    assert sorted(sorted(one["actions"]) for one in found["sets"]) == sorted(
        sorted(one["actions"]) for one in expected["minimal_sets"]
    )


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["id"])
def test_loops_deadlocks_and_check_of_the_source_cases(case: dict[str, Any]) -> None:
    found = answer(case, "loops")
    assert found["complete"] is True
    assert sorted((one["type"], turned(one["nodes"])) for one in found["loops"]) == sorted(
        (one["type"], turned(one["nodes"])) for one in case["loops"]
    )
    found = answer(case, "deadlocks")
    assert sorted(map(sorted, found["knots"])) == sorted(map(sorted, case["deadlock_sccs"]))
    assert sorted(found["waits_for"]) == sorted(case["waits_for_outside"])
    assert len(found["opens"]) == len(found["knots"])
    assert answer(case, "check")["ok"] is True


def test_what_nobody_but_the_customer_can_do_is_said() -> None:
    found = answer(CASES[0], "unlock", "case_closed", "--without", "customer")
    assert (found["sets"], found["impossible_because"]) == ([], ["case_closed", "customer_reads"])


def test_who_could_have_broken_it() -> None:
    mine = answer(CASES[0], "breakers", "~solved3", "--actor", "company")
    assert mine["complete"] is True
    assert [(one["name"], one["value"], one["t"]) for one in mine["breakers"]] == [
        ("offered_mail", 1, 7),
        ("wrong_info2", 0, 8),
        ("wrong_info3", 0, 9),
    ]
    everybody = answer(CASES[0], "breakers", "~solved3", "--knowing-all")["breakers"]
    assert [one["t"] for one in everybody] == sorted(one["t"] for one in everybody)
    assert {one["known"] for one in everybody} == {True, False}


def test_what_to_find_out_first() -> None:
    found = answer(CASES[0], "questions", "~can_order")["questions"]
    assert [(one["name"], one["status"]) for one in found] == [("pay_rejected", "hypothesis")]


def test_is_it_a_cause() -> None:
    found = answer(CASES[0], "is-cause", "suspects_ripoff", "dunning_sent", "can_close=0")
    assert (found["set"], found["is_cause"]) == ({"dunning_sent": 1, "can_close": 0}, True)
    found = answer(CASES[0], "is-cause", "suspects_ripoff", "dunning_sent", "balance_open")
    assert (found["ac1"], found["ac2"], found["ac3"]) == (True, True, False)
    assert found["smaller"] == ["balance_open"]


def test_a_customer_never_sees_a_share_of_responsibility() -> None:
    found = answer(CASES[0], "headline", "~solved3", "--audience", "customer")["departures"]
    assert {key for one in found for key in one} == {"name", "value", "actor", "t", "status"}


@pytest.mark.parametrize("language", CODES)
@pytest.mark.parametrize(
    "arguments",
    [
        ["check"],
        ["why", "~solved3"],
        ["is-cause", "~solved3", "call3=1"],
        ["had", "has_card=1"],
        ["headline", "~solved3"],
        ["breakers", "~solved3"],
        ["loops"],
        ["deadlocks"],
        ["unlock", "order", "--role", "AG"],
        ["questions", "~can_order"],
        ["draw", "--format", "list"],
        ["draw"],
        ["draw", "--format", "dot", "--influences"],
        ["draw", "--format", "mermaid", "--influences"],
        ["draw", "--format", "list", "--influences"],
        ["draw", "--format", "dot", "--audience", "customer"],
        ["draw", "--format", "mermaid"],
    ],
    ids=lambda one: "-".join(one).replace("~", ""),
)
def test_every_answer_is_said_in_every_language(arguments: list[str], language: str) -> None:
    command, *more = arguments
    done = chain(command, "-", *more, "--language", language, given=json.dumps(CASES[0]))
    assert (done.exit_code, done.stderr) == (0, "")
    assert done.stdout.strip() != ""
