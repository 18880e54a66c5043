"""An authority table as decision models of another engine (zen-engine): one model per remedy.

Every row says in full when it applies, the first that does decides. The rows are made from the
written table alone, by the order of the four steps: what is forbidden, what the asker may, who
else could, what is left. Nothing of the code under test takes part, cells are handed over as text.
"""

import re
from collections.abc import Iterator
from decimal import Decimal
from typing import Any

from kulanz.conditions import FACTS
from kulanz.countries import BASES, Limit, Rule, Table

OUTPUTS = ("answer", "rule", "approver")
ASKED = ("role", "amount", "percent", "count", "stacked")
_INTERVAL = re.compile(r"[\[(\]]([^.\[\]()]+)\.\.([^.\[\]()]+)[\])\[]")
Row = dict[str, str]


def model(table: Table, remedy: str) -> dict[str, Any]:
    """The decision model of one remedy."""
    rules = sorted(
        (rule for rule in table.rules if rule.remedy == remedy),
        key=lambda rule: (BASES.index(rule.basis), rule.id),
    )
    facts = sorted({f for rule in rules for f in (*rule.when.facts, *rule.evidence.facts)})
    rows = [{**dict.fromkeys((*ASKED, *facts), ""), **row} for row in _rows(table, remedy, rules)]
    return graph((*ASKED, *(f for f in facts if f != "amount")), OUTPUTS, rows)


def graph(inputs: tuple[str, ...], outputs: tuple[str, ...], rows: list[Row]) -> dict[str, Any]:
    """One table between an input and an output, in JSON Decision Model."""
    columns = [(name, "amount + used" if name == "stacked" else flat(name)) for name in inputs]
    content = {
        "hitPolicy": "first",
        "inputs": [{"id": n, "name": n, "type": "expression", "field": f} for n, f in columns],
        "outputs": [{"id": n, "name": n, "type": "expression", "field": n} for n in outputs],
        "rules": [{**row, "_id": str(number)} for number, row in enumerate(rows)],
    }
    kinds = {"in": "inputNode", "table": "decisionTableNode", "out": "outputNode"}
    nodes = [
        {"id": n, "type": kind, "name": n, "position": {"x": 0, "y": 0}}
        for n, kind in kinds.items()
    ]
    nodes[1]["content"] = content
    edges = [
        {"id": f"{a}-{b}", "type": "edge", "sourceId": a, "targetId": b}
        for a, b in (("in", "table"), ("table", "out"))
    ]
    return {"nodes": nodes, "edges": edges}


def flat(fact: str) -> str:
    """The name of a fact without the dot, which would mean an object inside another."""
    return fact.replace(".", "_")


def _rows(table: Table, remedy: str, rules: list[Rule]) -> Iterator[Row]:
    protective = table.remedies[remedy].protective
    giving = [rule for rule in rules if not rule.forbids]
    for rule in rules:
        if rule.forbids:
            yield _cells(rule) | _says("may_not", rule)
    for rule in giving:
        for role in rule.limits:
            yield _given(table, rule, role, [role], "may")
    ladder = table.ladder
    beside = [role for role in table.roles if role not in ladder]
    for role in (*ladder, *sorted(beside)):
        askers = [*ladder[: ladder.index(role)], *beside] if role in ladder else [*table.roles]
        askers = [one for one in askers if one != role]
        for rule in giving:
            if role in rule.limits and askers:
                answer = "may_not" if protective else "needs_approval"
                yield _given(table, rule, role, askers, answer, approver=role)
    for rule in giving:
        if rule.basis == "legal" and not protective:
            yield _cells(rule) | _says("needs_approval", rule, ladder[-1])
        else:
            yield _cells(rule) | _says("may_not", rule)
    yield {"answer": '"may_not"', "rule": '"none"', "approver": '""'}


def _given(
    table: Table, rule: Rule, role: str, askers: list[str], answer: str, *, approver: str = ""
) -> Row:
    limit = rule.limits[role]
    stack = table.remedies[rule.remedy].stack
    cap = table.caps[stack].get(role, Limit()) if stack and rule.basis == "goodwill" else Limit()
    row = _cells(rule)
    tests = {"percent": limit.percent, "count": limit.count, "stacked": cap.amount}
    row |= {name: f"<= {most}" for name, most in tests.items() if most is not None}
    if limit.amount is not None:
        row["amount"] = _both(row.get("amount", ""), f"<= {limit.amount}")
    row["role"] = ", ".join(f'"{one}"' for one in askers)
    return row | _says(answer, rule, approver)


def _says(answer: str, rule: Rule, approver: str = "") -> Row:
    return {"answer": f'"{answer}"', "rule": f'"{rule.id}"', "approver": f'"{approver}"'}


def _cells(rule: Rule) -> Row:
    row: Row = {}
    for one in (*rule.when.cells, *rule.evidence.cells):
        name = one.fact.name
        row[name] = _both(row.get(name, ""), _test(name, one.text))
    return row


def _both(one: str, other: str) -> str:
    """Two tests of one column: both must pass."""
    if not one or not other:
        return one or other
    return f"({_on_value(one)}) and ({_on_value(other)})"


def _on_value(test: str) -> str:
    return f"$ {test}" if test[0] in "<>" else test if "$" in test else f"$ in [{test}]"


def _test(name: str, text: str) -> str:
    """A cell as a test of the other engine: words in quotes, numbers as they are."""
    fact = FACTS[name]
    if text.startswith("not("):
        return f"not ({_on_value(_test(name, text[4:-1]))})"
    if fact.kind == "yes_no":
        return {"yes": "true", "no": "false"}[text]
    if fact.kind == "choice":
        return ", ".join(f'"{word.strip()}"' for word in text.split(","))
    parts = [one.strip() for one in text.split(",")]
    return " or ".join(f"({_number_test(one)})" for one in parts)


def _number_test(part: str) -> str:
    interval = _INTERVAL.fullmatch(part)
    if interval:
        low = f"$ {'>=' if part[0] == '[' else '>'} {interval[1]}"
        return f"{low} and $ {'<=' if part[-1] == ']' else '<'} {interval[2]}"
    return f"$ {part}" if part[0] in "<>" else f"$ == {Decimal(part)}"


def whole_model(table: Table) -> dict[str, Any]:
    """The whole table as one model, its rows told apart by the remedy."""
    rows: list[Row] = []
    names: dict[str, None] = {}
    for remedy in table.remedies:
        content = model(table, remedy)["nodes"][1]["content"]
        names |= dict.fromkeys(one["id"] for one in content["inputs"])
        rows += [{**row, "remedy": f'"{remedy}"'} for row in content["rules"]]
    inputs = ("remedy", *names)
    full = [{**dict.fromkeys(inputs, ""), **row} for row in rows]
    return graph(inputs, OUTPUTS, full)
