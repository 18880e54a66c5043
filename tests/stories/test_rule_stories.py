"""Stories of the rule sets: facts in, and every rule, clock, ban and broken promise out.

Every expectation is an equality. How to write one stands in rules/README.md beside this file.
"""

import tomllib
from dataclasses import dataclass
from datetime import datetime, time
from pathlib import Path
from typing import Any

import pytest

from kulanz.chain.deadlocks import deadlocks
from kulanz.chain.templates import template
from kulanz.commitments import callback_due, due
from kulanz.conditions import FACTS, Facts
from kulanz.countries import Profile, profile
from kulanz.languages import pack
from kulanz.playbook import (
    Act,
    CaseRule,
    by_id,
    case_rules,
    held_back,
    nevers,
    speaking,
    switched,
    waiting,
)
from kulanz.promises import evaluate, registry

HERE = Path(__file__).parent / "rules"
FILES = sorted(HERE.glob("*.toml"))
MONDAY = "2026-11-16"
CLOSED = "account_closed"
CALL_BACKS = {"callback", "callback_by_writer"}
WORDS, RULES = pack("en", "conditions"), pack("en", "playbook")
LISTS = ("rules", "silent", "clocks", "never", "ask", "breaches", "kept")
SWITCHES = ("switched_on", "switched_off")
CHAINS = ("deadlock", "ways_out")
KNOWN = {"name", "at", "country", "facts", "next_step", *LISTS, *SWITCHES, *CHAINS}


@dataclass(frozen=True)
class Scene:
    """One situation of a story, and what helps in it."""

    story: str
    told: dict[str, Any]

    @property
    def country(self) -> Profile:
        return profile(self.told.get("country", "de_shop"))

    @property
    def at(self) -> datetime:
        moment = time.fromisoformat(self.told.get("at", "10:00"))
        day = datetime.fromisoformat(MONDAY)
        return datetime.combine(day, moment, self.country.timezone)

    @property
    def facts(self) -> Facts:
        return dict(read_fact(one) for one in self.told["facts"])

    @property
    def rules(self) -> tuple[CaseRule, ...]:
        on = {by_id()[rule_id(one)].variant for one in self.told.get("switched_on", ())}
        return switched(
            off={rule_id(one) for one in self.told.get("switched_off", ())}, variants=on
        )


def read_fact(told: str) -> tuple[str, Any]:
    """A fact as the desk asks for it: "who ended the call: us"."""
    label, _, said = told.rpartition(": ")
    name = next(name for name, words in WORDS["labels"].items() if words == label)
    choices = {words: code for code, words in WORDS["choices"].get(name, {}).items()}
    return name, FACTS[name].value(choices.get(said, said))


def rule_id(title: str) -> str:
    found, _, said = title.partition(" ")
    assert RULES["rules"][found] == said
    return found


def titled(rules: list[CaseRule]) -> list[str]:
    return [f"{rule.id} {RULES['rules'][rule.id]}" for rule in rules]


def clock(scene: Scene, act: Act) -> datetime | None:
    if act.code in CALL_BACKS:
        return callback_due(scene.country, scene.at)
    return due(scene.country, act.clock, scene.at) if act.clock else None


def seen(scene: Scene) -> dict[str, Any]:
    """What the rules say of a scene, in the words of the stories."""
    spoken = [one.rule for one in speaking(scene.facts, scene.rules)]
    acts = [act for rule in spoken for act in rule.acts]
    ends = [(act, clock(scene, act)) for act in acts]
    zone = scene.country.timezone
    missing = [one.missing for one in waiting(scene.facts, scene.rules)]
    outcomes = {
        promise.id: evaluate(promise, scene.facts, scene.at.date()).outcome
        for promise in registry("example")
    }
    return {
        "rules": titled(spoken),
        "next_step": RULES["acts"][acts[0].code] if acts else None,
        "clocks": [
            f"{RULES['acts'][act.code]}: {end.astimezone(zone):%Y-%m-%d %H:%M}"
            for act, end in ends
            if end
        ],
        "never": [RULES["never"][one.code] for one in nevers(scene.facts, scene.rules)],
        "ask": [*dict.fromkeys(WORDS["labels"][one[0]] for one in missing if len(one) == 1)],
        "breaches": [name for name, outcome in outcomes.items() if outcome == "broken"],
        "kept": [name for name, outcome in outcomes.items() if outcome == "kept"],
    }


SCENES = [
    Scene(f"{path.stem}: {told['name']}", told)
    for path in FILES
    for told in tomllib.loads(path.read_text(encoding="utf-8"))["scene"]
]


@pytest.mark.parametrize("scene", SCENES, ids=lambda scene: scene.story)
def test_what_helps_in_a_scene(scene: Scene) -> None:
    expected: dict[str, Any] = {key: scene.told.get(key, []) for key in LISTS if key != "silent"}
    expected["next_step"] = scene.told.get("next_step")
    assert seen(scene) == expected


@pytest.mark.parametrize("scene", SCENES, ids=lambda scene: scene.story)
def test_the_rule_that_must_keep_silent_does(scene: Scene) -> None:
    silent = {rule_id(title) for title in scene.told.get("silent", ())}
    assert silent & {one.rule.id for one in speaking(scene.facts, scene.rules)} == set()


def test_every_rule_speaks_in_one_scene_and_is_silent_in_another() -> None:
    every = {rule.id for rule in case_rules()}
    told = {
        key: {rule_id(title) for scene in SCENES for title in scene.told.get(key, ())}
        for key in ("rules", "silent")
    }
    assert told == {"rules": every, "silent": every}


def test_a_scene_uses_the_words_of_the_readme_only() -> None:
    assert [sorted(set(scene.told) - KNOWN) for scene in SCENES] == [[] for _ in SCENES]
    assert [scene.story for scene in SCENES if not {"rules", "silent"} & {*scene.told}] == []


WITH_CHAIN = [scene for scene in SCENES if {*CHAINS} & {*scene.told}]


@pytest.mark.parametrize("scene", WITH_CHAIN, ids=lambda scene: scene.story)
def test_what_keeps_an_account_open_is_found_with_what_sets_it_free(scene: Scene) -> None:
    """What the rules in force withhold cannot be done; then who waits for whom?"""
    known = template("returned_debit")
    chain, words = known.chain("de_shop", language="en"), known.names("en")
    withheld = held_back(scene.facts, scene.rules)
    without = {action.name for action in chain.actions if action.remedy in withheld}
    gone = {thing for one in chain.actions if one.name in without for thing in one.establishes}
    needs = [need for need in chain.needs if not gone & {*need.body}]
    (knot,) = deadlocks(needs).knots
    closing = [need for need in needs if need.head == CLOSED]
    stuck = all({*need.body} & {*knot} for need in closing)
    ways = chain.unlock([CLOSED], without=without).ways
    assert {
        "deadlock": [words[name] for name in knot] if stuck else [],
        "ways_out": [" + ".join(words[act.name] for act in way.actions) for way in ways],
    } == {key: scene.told.get(key, []) for key in CHAINS}


def test_the_variant_alone_makes_the_account_wait_for_the_balance() -> None:
    waits = [one for one in WITH_CHAIN if "deadlock" in one.told]
    assert [held_back(one.facts, one.rules) for one in waits] == [
        {"account_close_ordering", "stop_marketing", "ask_erasure"}
    ]
    assert [held_back(one.facts, one.rules) for one in SCENES if one not in waits] == [
        frozenset()
    ] * (len(SCENES) - len(waits))
