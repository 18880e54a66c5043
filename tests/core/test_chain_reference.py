"""The links read from notes against the models of the source cases, which were made by hand.

Compared are the things that both know. What only one of them knows is taken out, and its causes
lead to its effects directly. A link is right when the reference has it with the same sign; it
lies "on a path" when the reference gets from one to the other through things that were told too.
"""

import json
import tomllib
from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from kulanz.case import LANGUAGES, LanguageCode, Utterance
from kulanz.chain import parse_notation
from kulanz.chain.chain import Chain
from kulanz.chain.formulas import And, Formula, Name, Not, Or, parse
from kulanz.chain.notes.modelling import model_of, node_of
from kulanz.chain.parts import Variable
from kulanz.chain.worlds import Worlds

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


def links_of(equations: Mapping[str, Formula | None]) -> set[Link]:
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


@dataclass(frozen=True)
class Story:
    """A telling, its model, and what its variables are in the reference: (name, is it so)."""

    chain: Chain
    means: Mapping[str, tuple[str, bool]]
    reference: Mapping[str, Formula | None]


def read(story: str, language: LanguageCode) -> Story:
    path = HERE / "chain_notes" / f"{story}.toml"
    told: dict[str, Any] = tomllib.loads(path.read_text(encoding="utf-8"))
    claims = parse_notation([Utterance(told[language]["text"], "agent", 1)], language)
    called = {
        node.id: name
        for name, part in told[language]["names"].items()
        for node in [next(node for node in claims.nodes if part in node.label)]
    }
    known = told["reference"]["names"]
    chain = model_of(claims, language).chain
    means = {}
    for one in chain.variables:
        node = node_of(one.name)
        name = called.get(node, "") + one.name.removeprefix(node)
        if name in known:
            means[one.name] = (known[name].removeprefix("~"), known[name][0] != "~")
    assert sorted(name for name, _ in means.values()) == sorted(
        name.removeprefix("~") for name in known.values()
    )
    case = CASES[told["reference"]["case"]]["variables"]
    equations = {name: parse(v["equation"]) if v["equation"] else None for name, v in case.items()}
    return Story(chain, means, equations)


def links(story: Story) -> tuple[set[Link], set[Link]]:
    """Links as read and links of the reference, both in the names of the reference."""
    means = story.means
    ours = contracted(
        links_of({one.name: one.equation for one in story.chain.variables}), means.keys()
    )
    renamed = {
        (means[a][0], means[b][0], sign if means[a][1] == means[b][1] else -sign)
        for a, b, sign in ours
    }
    return renamed, contracted(links_of(story.reference), [name for name, _ in means.values()])


FIGURES = {
    "refused_order_whole": (54, 54, 54),
    "refused_order": (23, 28, 48),
    "invoice_whole": (15, 15, 16),
    "parcel_whole": (22, 22, 24),
    "invoice": (5, 6, 15),
    "parcel": (8, 8, 11),
}


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("story", FIGURES)
def test_the_links_of_a_story_against_its_model(story: str, language: LanguageCode) -> None:
    """A short telling leaves out most of what the model has; what it says must be in the model."""
    ours, theirs = links(read(story, language))
    right, near = ours & theirs, ours & reaches(theirs)
    print(  # noqa: T201 - the figures are wanted in the log
        f"{story} {language}: precision {len(right)}/{len(ours)}, on a path "
        f"{len(near)}/{len(ours)}, recall {len(right)}/{len(theirs)}"
    )

    assert near == ours
    assert (len(right), len(ours), len(theirs)) == FIGURES[story]


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_whole_story_gives_the_same_model(language: LanguageCode) -> None:
    """All 37 variables have the values of the reference, in the actual world and in others."""
    story = read("refused_order_whole", language)
    back = {name: (ours, so) for ours, (name, so) in story.means.items()}
    case = CASES["seed-000"]
    assert back.keys() == case["variables"].keys()
    reference = Worlds(
        [
            Variable(name, story.reference[name], bool(one["actual"]))
            for name, one in case["variables"].items()
        ]
    )

    assert story.chain.worlds.contradicted == frozenset()
    for name in ["", *back]:
        given = {name: not reference.actual[name]} if name else {}
        ours = story.chain.worlds.do({back[n][0]: v is back[n][1] for n, v in given.items()})
        theirs = reference.do(given)
        assert {n: ours[back[n][0]] is back[n][1] for n in back} == theirs


def literals(values: Iterable[tuple[str, bool]], means: Mapping[str, tuple[str, bool]]) -> set[str]:
    named = [(means[name][0], value is means[name][1]) for name, value in values]
    return {name if value else f"~{name}" for name, value in named}


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_whole_story_gives_the_answers_of_the_case(language: LanguageCode) -> None:
    """Every minimal cause and every what-if that source case 000 expects, from notes."""
    story = read("refused_order_whole", language)
    back = {name: (ours, so) for ours, (name, so) in story.means.items()}
    for asked in CASES["seed-000"]["why"]:
        effect = asked["effect"].removeprefix("~")
        ours, so = back[effect]
        told = ours if so is not asked["effect"].startswith("~") else f"~{ours}"
        found = story.chain.why(told, budget=5)
        causes = [literals(one.values.items(), story.means) for one in found.causes]
        assert sorted(map(sorted, causes)) == sorted(map(sorted, asked["minimal_causes"]))
    for asked in CASES["seed-000"]["counterfactuals"]:
        given = {back[name][0]: bool(v) is back[name][1] for name, v in asked["do"].items()}
        changed = literals(story.chain.had(given).changed.items(), story.means)
        assert changed == {
            name if value else f"~{name}" for name, value in asked["changed"].items()
        }
