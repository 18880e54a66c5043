"""A reading as a page for people, or as JSON for programs."""

import json
import sys
from collections.abc import Iterable, Iterator
from typing import Any

from kulanz.authority import name as remedy_name
from kulanz.chain import Told, Unlock
from kulanz.cli.folding import HANG, folded
from kulanz.cli.wording import terminal_language, words
from kulanz.reading import Reading

DEEPEST = 12  # deeper links are not indented any further


def as_json_text(reading: Reading) -> str:
    """One object; letters beyond ASCII as they are where the terminal can show them."""
    plain = (sys.stdout.encoding or "").lower().replace("-", "") != "utf8"
    return json.dumps(reading.as_json(), ensure_ascii=plain, indent=2)


def as_page(reading: Reading) -> str:
    """Headings and indented lines, in the language of the terminal."""
    say = words()
    sections = {
        "ledger": _ledger(reading, say),
        "declarations": _declarations(reading, say),
        "behaviours": _behaviours(reading, say),
        "chain": _tree(reading.chain, say),
        "circles": _rounds(reading.chain, reading.chain.circles()),
        "deadlocks": _rounds(reading.chain, reading.chain.deadlocks()),
        "unlock": _unlocks(reading.unlocks[:1], say),
        "questions": (f"  - {one}" for one in reading.asked()),
        "next": _next(reading),
    }
    heading = say["heading"]
    head = [
        f"{heading['language']}: {say['languages'][reading.language]}",
        f"{heading['heat']}: {reading.heat.value}/4, {say['heat'][reading.heat.stage]}",
    ]
    blocks = [[heading[key], *lines] for key, found in sections.items() if (lines := list(found))]
    pages = ["\n".join(head), *("\n".join(folded(block)) for block in blocks)]
    return "\n\n".join(pages)


def _ledger(reading: Reading, say: dict[str, Any]) -> Iterator[str]:
    for one in reading.statements:
        kind, speaker = say["kind"][one.kind], say["speaker"][one.speaker]
        yield f"  {one.line:>3}  {kind:<10} {speaker:<12} {HANG}{one.text}"


def _place(line: int, say: dict[str, Any]) -> str:
    return str(say["page"]["line"].format(line=line))


def _declarations(reading: Reading, say: dict[str, Any]) -> Iterator[str]:
    for one in reading.declarations:
        clock = say["clock"].get(one.code, "")
        yield f"  {say['declaration'].get(one.code, one.code)}" + (f": {clock}" if clock else "")
        yield f"    {_quoted(one.quote, reading)} ({_place(one.line, say)})"


def _behaviours(reading: Reading, say: dict[str, Any]) -> Iterator[str]:
    for one in reading.behaviours:
        name = say["behaviour"].get(one.code, one.code)
        yield f"  {one.code} {name}: {_quoted(one.quote, reading)} ({_place(one.line, say)})"


def _quoted(text: str, reading: Reading) -> str:
    marks = {"de": "„“", "nl": "‘’", "en": "“”"}[reading.language]
    return f"{marks[0]}{text}{marks[1]}"


def _tree(chain: Told, say: dict[str, Any]) -> Iterator[str]:
    """Every effect with its causes indented below; what was shown before is not repeated."""
    causes: dict[str, list[str]] = {}
    for link in chain.links:
        causes.setdefault(link.effect, []).append(link.cause)
    inner = {link.cause for link in chain.links}
    tops = [one.id for one in chain.nodes if one.id in causes and one.id not in inner]
    shown: set[str] = set()
    for top in [*tops, *(one.id for one in chain.nodes if one.id in causes)]:
        if top not in shown:
            yield from _branch(chain, top, causes, shown, say)


def _branch(
    chain: Told, top: str, causes: dict[str, list[str]], shown: set[str], say: dict[str, Any]
) -> Iterator[str]:
    todo = [(top, 0)]
    while todo:
        node, depth = todo.pop()
        text = _label(chain, node, say)
        known = node in shown and node in causes
        line = text if depth == 0 else say["page"]["because"].format(cause=text)
        again = f" {say['page']['again']}" if known else ""
        yield "  " * (min(depth, DEEPEST) + 1) + line + again
        if node not in shown:
            shown.add(node)
            todo += [(cause, depth + 1) for cause in reversed(causes.get(node, []))]


def _label(chain: Told, node_id: str, say: dict[str, Any]) -> str:
    node = chain.node(node_id)
    mark = {True: "", False: f" {say['page']['not_so']}", None: f" {say['page']['unsure']}"}
    return node.label + mark[node.holds]


def _rounds(chain: Told, found: Iterable[tuple[str, ...]]) -> Iterator[str]:
    for one in found:
        yield "  " + " → ".join(chain.node(node).label for node in (*one, one[0]))


def _unlocks(found: Iterable[Unlock], say: dict[str, Any]) -> Iterator[str]:
    language = terminal_language()
    page = say["page"]
    for one in found:
        for action in one.actions:
            who = say["speaker"][action.actor]
            asks = page["approval"] if action.approval else page["free"]
            role = f" ({action.approval})" if isinstance(action.approval, str) else ""
            name = say["action"].get(action.action) or remedy_name(action.action, language)
            yield f"  - {name} ({who}, {asks}{role})"


def _next(reading: Reading) -> Iterator[str]:
    for line in _quoted(reading.next_step.say, reading).split("\n"):
        yield f"  {line}"
