"""The links read from notes against the models of the source cases, which were made by hand.

Compared are the things that both know. What only one of them knows is taken out, and its causes
lead to its effects directly. A link is right when the reference has it with the same sign; it
lies "on a path" when the reference gets from one to the other through things that were told too.
"""

import json
import tomllib
from collections import defaultdict
from collections.abc import Collection, Iterable
from pathlib import Path
from typing import Any

import pytest

from kulanz.case import LANGUAGES, LanguageCode, Utterance
from kulanz.chain import parse_notation
from kulanz.chain.formulas import And, Formula, Name, Not, Or, parse
from kulanz.chain.notes.modelling import model_of, node_of

Link = tuple[str, str, int]
HERE = Path(__file__).parent
CASES = {
    case["id"]: case
    for case in json.loads((HERE / "chain_cases" / "seed_cases.json").read_text(encoding="utf-8"))
}


def signed(formula: Formula | None, sign: int = 1) -> Iterable[tuple[str, int]]:
    match formula:
        case Name(name):
            yield name, sign
        case Not(of):
            yield from signed(of, -sign)
        case And(of) | Or(of):
            for part in of:
                yield from signed(part, sign)


def links_of(equations: dict[str, Formula | None]) -> set[Link]:
    return {
        (cause, effect, sign)
        for effect, formula in equations.items()
        for cause, sign in signed(formula)
    }


def contracted(links: set[Link], known: Collection[str]) -> set[Link]:
    """The links among `known`; a path through other things only is a link."""
    after: dict[str, set[tuple[str, int]]] = defaultdict(set)
    for cause, effect, sign in links:
        after[cause].add((effect, sign))
    found = set()
    for start in known:
        todo, seen = list(after[start]), set(after[start])
        while todo:
            node, sign = todo.pop()
            if node in known:
                found.add((start, node, sign))
                continue
            new = {(other, sign * more) for other, more in after[node]} - seen
            seen |= new
            todo += new
    return found


def reaches(links: set[Link]) -> set[Link]:
    """Every pair with a path from one to the other, with the sign of that path."""
    found = set(links)
    while True:
        more = {(a, d, s * t) for a, b, s in found for c, d, t in links if b == c} - found
        if not more:
            return found
        found |= more


def read(story: str, language: LanguageCode) -> tuple[set[Link], set[Link]]:
    """Links as read and links of the reference, both in the names of the reference."""
    told: dict[str, Any] = tomllib.loads(
        (HERE / "chain_notes" / f"{story}.toml").read_text(encoding="utf-8")
    )
    text = told[language]["text"]
    claims = parse_notation([Utterance(text, "agent", 1)], language)
    label = {node.id: node.label for node in claims.nodes}
    called = {}
    for name, part in told[language]["names"].items():
        fitting = [node for node, clause in label.items() if part in clause]
        called[fitting[0]] = name
    reference = told["reference"]["names"]
    variables = model_of(claims, language).chain.variables
    means = {}
    for one in variables:
        name = called.get(node_of(one.name), "") + one.name.removeprefix(node_of(one.name))
        if name in reference:
            means[one.name] = reference[name]
    assert sorted(means.values()) == sorted(reference.values())
    ours = contracted(links_of({one.name: one.equation for one in variables}), means)
    case = CASES[told["reference"]["case"]]["variables"]
    theirs = {name: parse(v["equation"]) if v["equation"] else None for name, v in case.items()}
    plain = {node: means[node].removeprefix("~") for node in means}
    turned = {node: -1 if means[node].startswith("~") else 1 for node in means}
    return (
        {(plain[a], plain[b], s * turned[a] * turned[b]) for a, b, s in ours},
        contracted(links_of(theirs), set(plain.values())),
    )


FIGURES = {"refused_order": (23, 28, 48), "invoice": (5, 6, 15), "parcel": (8, 8, 11)}


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("story", FIGURES)
def test_the_links_of_a_story_against_its_model(story: str, language: LanguageCode) -> None:
    """A short telling leaves out most of what the model has; what it says must be in the model."""
    ours, theirs = read(story, language)
    right, near = ours & theirs, ours & reaches(theirs)
    print(  # noqa: T201 - the figures are wanted in the log
        f"{story} {language}: precision {len(right)}/{len(ours)}, on a path "
        f"{len(near)}/{len(ours)}, recall {len(right)}/{len(theirs)}"
    )

    assert near == ours
    assert (len(right), len(ours), len(theirs)) == FIGURES[story]
