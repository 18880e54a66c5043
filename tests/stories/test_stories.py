"""Stories that a service person can read and write, each read as the desk reads it.

Every expectation is an equality: what a story does not expect must not be found. How to write
one stands in README.md beside this file.
"""

import tomllib
from dataclasses import dataclass
from importlib.resources import files
from pathlib import Path
from typing import Any

import pytest

from kulanz.case import Finding
from kulanz.reading import Reading, read

HERE = Path(__file__).parent
LISTS = (
    "declarations",
    "behaviours",
    "verified",
    "demands",
    "links",
    "circles",
    "deadlocks",
    "ways_out",
    "ask",
)
WORDS = ("name", "text", "demo", "language", "heat", "ledger_lines", "next_step", "say")
STANDS = {True: "", False: "not so: ", None: "perhaps: "}
HEADINGS = ("title", "source", "demo", "told")


@dataclass(frozen=True)
class Told:
    """One call, mail or note of a story, and what the desk must see in it."""

    story: str
    text: str
    expected: dict[str, Any]


def load(path: Path) -> list[Told]:
    story = tomllib.loads(path.read_text(encoding="utf-8"))
    demo = demo_texts(story["demo"]) if "demo" in story else {}
    return [
        Told(f"{path.stem}: {told['name']}", told.get("text") or demo[told["demo"]], told)
        for told in story["told"]
    ]


def demo_texts(name: str) -> dict[str, str]:
    """The contacts and notes of one of the demo's stories, as "call 10:01", "note 15:40"."""
    place = files("kulanz").joinpath("desk", "demo", "stories", f"{name}.toml")
    story = tomllib.loads(place.read_text(encoding="utf-8"))
    contacts = {f"{one['channel']} {one['time']}": one["text"] for one in story["contact"]}
    return contacts | {f"note {one['time']}": one["text"] for one in story.get("note", ())}


def seen(reading: Reading) -> dict[str, Any]:
    """What was found, in the words of the stories."""
    label = {node.id: f"{STANDS[node.holds]}{node.label}" for node in reading.chain.nodes}
    rounds = [[label[n] for n in (*circle, circle[0])] for circle in reading.chain.circles()]
    waits = [[label[n] for n in deadlock] for deadlock in reading.chain.deadlocks()]
    # what a customer says stands in a letter is a fact with a source, and verified once seen
    facts = [o.text for o in reading.statements if o.kind == "fact" and o.speaker != "customer"]
    demands = [one.text for one in reading.statements if one.kind == "demand"]
    ways = [" + ".join(act.action for act in way.actions) for way in reading.unlocks]
    return {
        "language": reading.language,
        "heat": f"{reading.heat.value} {reading.heat.stage}",
        "ledger_lines": len(reading.statements),
        "declarations": [at_line(one) for one in reading.declarations],
        "behaviours": [at_line(one) for one in reading.behaviours],
        "verified": facts,
        "demands": demands,
        "links": [f"{label[one.effect]} <- {label[one.cause]}" for one in reading.chain.links],
        "circles": [" -> ".join(one) for one in rounds],
        "deadlocks": [" -> ".join(one) for one in waits],
        "ways_out": ways,
        "ask": [one.code for one in reading.questions],
        "next_step": reading.next_step.step,
    }


def at_line(finding: Finding) -> str:
    return f"line {finding.line}: {finding.code}"


STORIES = sorted(HERE.glob("*.toml"))
TOLD = [told for path in STORIES for told in load(path)]


@pytest.mark.parametrize("told", TOLD, ids=lambda told: told.story)
def test_what_the_desk_sees_in_a_story(told: Told) -> None:
    expected = {key: told.expected.get(key, []) for key in LISTS}
    expected |= {key: told.expected[key] for key in ("language", "heat", "next_step")}
    expected["ledger_lines"] = told.expected["ledger_lines"]
    assert seen(read(told.text)) == expected


@pytest.mark.parametrize("told", TOLD, ids=lambda told: told.story)
def test_what_is_said_next_is_short_and_whole(told: Told) -> None:
    step = read(told.text).next_step
    lines = [line for line in step.say.splitlines() if line[:1].isdigit()]
    assert len(lines) <= 5
    assert "[" not in step.say
    if step.step == "summarise":
        assert step.say == told.expected["say"].strip()


@pytest.mark.parametrize("path", STORIES, ids=lambda path: path.stem)
def test_a_story_uses_the_words_of_the_readme_only(path: Path) -> None:
    story = tomllib.loads(path.read_text(encoding="utf-8"))
    known = {*LISTS, *WORDS}
    assert set(story) - set(HEADINGS) == set()
    assert [sorted(set(told) - known) for told in story["told"]] == [[] for _ in story["told"]]


def test_every_story_of_the_demo_is_told_wholly() -> None:
    stories = [tomllib.loads(path.read_text(encoding="utf-8")) for path in STORIES]
    told = {
        story["demo"]: {one["demo"] for one in story["told"]}
        for story in stories
        if "demo" in story
    }
    place = files("kulanz").joinpath("desk", "demo", "stories")
    names = sorted(Path(one.name).stem for one in place.iterdir() if one.name.endswith(".toml"))
    assert told == {name: set(demo_texts(name)) for name in names}
