"""Graphviz, Mermaid and JSON of a chain: whole, and safe for any label."""

import json
import re
import shutil
import subprocess
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kulanz.chain.chain import Chain
from kulanz.chain.files import from_entry, load
from kulanz.chain.headline import tellable
from kulanz.chain.parts import Influence, Variable
from kulanz.chain.picture.exports import (
    as_json,
    dot,
    dot_of_influences,
    mermaid,
    mermaid_of_influences,
)

SEEDS = (Path(__file__).parent / "chain_cases" / "seed_cases.json").read_text(encoding="utf-8")
CASES = [load(SEEDS, case=case) for case in ("seed-000", "seed-001", "seed-003")]
SMALL = from_entry(
    {
        "variables": {
            "a": {"actual": 1, "actor": "customer", "t": 1, "label": "Nobody said so"},
            "b": {
                "actual": 1,
                "actor": "customer",
                "t": 1,
                "label": "It is dear",
                "status": "claim",
            },
            "c": {
                "equation": "a & ~b",
                "actual": 0,
                "actor": "company:shop",
                "t": 3,
                "label": "ok",
            },
        },
        "influence": [["a", "x_y", "+"], ["x_y", "a", "-"]],
    }
)

# What a line of each kind looks like; text is between quotes and has no quote in it.
TEXT = r'"(?:[^"\\#]|[#]\d+;)*"'
MERMAID = re.compile(
    rf"""flowchart\ TB
    |\ {{2}}subgraph\ \w+\[{TEXT}\]|\ {{2}}end
    |\ {{2,4}}[nr]\d+(?:\[{TEXT}\]|\(\[{TEXT}\]\))
    |\ \ n\d+\ (?:-{{2,5}}[>x]|-->\|"[+-]"\|)\ n\d+
    |\ \ classDef\ unverified\ stroke-dasharray:\ 5\ 5
    |\ \ class\ n\d+(?:,n\d+)*\ unverified""",
    re.VERBOSE,
)


def test_graphviz_has_clusters_ranks_and_what_speaks_against() -> None:
    assert dot(SMALL, "en") == (
        "digraph chain {\n"
        "  rankdir=TB; newrank=true;\n"
        '  node [shape=box, style="rounded"];\n'
        '  subgraph "cluster_customer" {\n'
        '    label="Customer";\n'
        '    "a" [label="Nobody said so"];\n'
        '    "b" [label="It is dear", style="rounded,dashed"];\n'
        "  }\n"
        '  subgraph "cluster_company" {\n'
        '    label="We";\n'
        '    "c" [label="not so: ok"];\n'
        "  }\n"
        '  { rank=same; "a"; "b"; }\n'
        '  { rank=same; "c"; }\n'
        '  "a" -> "c" [arrowhead=tee];\n'
        '  "b" -> "c";\n'
        "}\n"
    )


def test_mermaid_has_subgraphs_long_arrows_and_what_speaks_against() -> None:
    assert mermaid(SMALL, "en") == (
        "flowchart TB\n"
        '  subgraph customer["Customer"]\n'
        '    n0["Nobody said so"]\n'
        '    n1["It is dear"]\n'
        "  end\n"
        '  subgraph company["We"]\n'
        '    n2["not so: ok"]\n'
        "  end\n"
        "  n0 ---x n2\n"
        "  n1 ---> n2\n"
        "  classDef unverified stroke-dasharray: 5 5\n"
        "  class n1 unverified\n"
    )


def test_influences_have_signs_and_their_circles_a_kind() -> None:
    assert dot_of_influences(SMALL, "en").splitlines()[2:] == [
        '  "a" [label="Nobody said so"];',
        '  "x_y" [label="x y"];',
        '  "a" -> "x_y" [label="+"];',
        '  "x_y" -> "a" [label="-"];',
        '  labelloc=b; label="B: Nobody said so → x y → Nobody said so\\l";',
        "}",
    ]
    assert mermaid_of_influences(SMALL, "en").splitlines()[1:] == [
        '  n0["Nobody said so"]',
        '  n1["x y"]',
        '  n0 -->|"+"| n1',
        '  n1 -->|"-"| n0',
        '  r0(["B: Nobody said so → x y → Nobody said so"])',
    ]


def test_marks_of_the_other_language_are_no_longer_marks() -> None:
    chain = Chain((Variable("a", yes={"en": 'say "no\\" <b> &amp;\n%%{ #1; $$ `x` | end'}),))
    assert dot(chain, "en").splitlines()[5] == (
        '    "a" [label="say \\"no\\\\\\" &lt;b&gt; &amp;amp; %%{ #1; $$ `x` | end"];'
    )
    assert mermaid(chain, "en").splitlines()[2] == (
        '    n0["say #34;no#92;#34; #60;b#62; #38;amp#59; #37;#37;#123; #35;1#59; #36;#36;'
        ' #96;x#96; #124; end"]'
    )


@pytest.mark.parametrize("chain", CASES, ids=lambda chain: chain.title)
def test_a_customer_sees_only_what_may_be_told(chain: Chain) -> None:
    shown = re.findall(r'^    "(\w+)" \[', dot(chain, "de", "customer"), re.MULTILINE)
    assert sorted(shown) == sorted(tellable(chain))
    inside = re.findall(r'^    "(\w+)" \[', dot(chain, "de"), re.MULTILINE)
    assert sorted(inside) == sorted(chain.by_name)


@pytest.mark.parametrize("chain", CASES, ids=lambda chain: chain.title)
def test_json_is_the_same_model_again(chain: Chain) -> None:
    again = from_entry(json.loads(as_json(chain)))
    assert (again.worlds.equations, again.values) == (chain.worlds.equations, chain.values)
    assert as_json(again) == as_json(chain)


labels = st.text(max_size=12) | st.text(alphabet='"\\<>&;#%{}[]|`$\n\x00el', max_size=12)


@given(labels, labels)
def test_mermaid_of_any_label_keeps_to_its_grammar(first: str, second: str) -> None:
    chain = Chain(
        (Variable("a", yes={"en": first}), Variable("b", yes={"en": second}, status="claim")),
        (Influence(first, second), Influence(second, first, "-")),
    )
    for text in (mermaid(chain, "en"), mermaid_of_influences(chain, "nl")):
        assert [line for line in text.splitlines() if not MERMAID.fullmatch(line)] == []


@pytest.mark.parametrize("chain", CASES, ids=lambda chain: chain.title)
def test_mermaid_of_the_source_cases_keeps_to_its_grammar(chain: Chain) -> None:
    for text in (mermaid(chain, "nl"), mermaid_of_influences(chain, "de")):
        assert [line for line in text.splitlines() if not MERMAID.fullmatch(line)] == []


@given(labels)
def test_a_string_of_graphviz_ends_where_it_should(text: str) -> None:
    line = dot(Chain((Variable("a", yes={"en": text or "x"}),)), "en").splitlines()[5]
    assert re.fullmatch(r' {4}"a" \[label="(?:[^"\\]|\\["\\])*"\];', line)


@pytest.mark.skipif(shutil.which("dot") is None, reason="Graphviz is not installed")
@pytest.mark.parametrize("chain", CASES, ids=lambda chain: chain.title)
def test_graphviz_reads_it(chain: Chain) -> None:
    for text in (dot(chain, "de"), dot(chain, "nl", "customer"), dot_of_influences(chain, "en")):
        done = subprocess.run(
            ["dot", "-Tplain"], input=text, capture_output=True, text=True, check=True, timeout=20
        )
        assert done.stderr == ""
        assert done.stdout.startswith("graph ")
