"""Models in JSON: read, written again, and refused with the line that is wrong."""

import json
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kulanz.chain.chain import Chain
from kulanz.chain.file_lines import Lines, first_repeated
from kulanz.chain.file_reader import LANGUAGES
from kulanz.chain.files import as_entry, from_entry, load
from kulanz.chain.formulas import And, Formula, Name, Not, both, either, parse, spelled
from kulanz.chain.parts import STATUSES, Action, Influence, Need, Variable
from kulanz.chain.problems import BadModel

SEEDS = (Path(__file__).parent / "chain_cases" / "seed_cases.json").read_text(encoding="utf-8")


def model(variables: dict[str, object], **more: object) -> str:
    """A model whose variables begin in line 3, two lines each."""
    lines = ",\n".join(f'"{name}":\n{json.dumps(value)}' for name, value in variables.items())
    return f'{{"variables":\n{{\n{lines}}},\n"more": {json.dumps(more)}}}'


def refused(text: str, **how: Any) -> tuple[str, tuple[str, ...], int]:
    """The code, names and line of what is wrong with a text."""
    with pytest.raises(BadModel) as caught:
        load(text, **how)
    return caught.value.code, caught.value.names, caught.value.line


@pytest.mark.parametrize(
    ("case", "size", "language", "first"),
    [("seed-000", 37, "de", 7), ("seed-001", 13, "de", 1922), ("seed-003", 20, "nl", 2342)],
)
def test_a_source_case_is_read_with_the_lines_of_its_variables(
    case: str, size: int, language: str, first: int
) -> None:
    chain = load(SEEDS, case=case)
    told = next(one for one in json.loads(SEEDS) if one["id"] == case)
    assert (len(chain.variables), chain.language, chain.title) == (size, language, told["title"])
    assert chain.variables[0].line == first
    assert [(one.name, one.yes[chain.language]) for one in chain.variables] == [
        (name, value["label"]) for name, value in told["variables"].items()
    ]
    assert dict(chain.values) == {
        name: value["actual"] for name, value in told["variables"].items()
    }


@pytest.mark.parametrize("told", json.loads(SEEDS), ids=lambda told: told["id"])
def test_what_is_written_again_is_what_was_read(told: dict[str, Any]) -> None:
    entry = as_entry(from_entry(told))
    assert entry["influence"] == told["influence"]
    assert entry["rules"] == told["rules"]
    assert entry["actions"] == told["actions"]
    assert entry["variables"] == {
        name: {**value, "equation": value["equation"] and spelled(parse(value["equation"]))}
        for name, value in told["variables"].items()
    }


def test_the_example_in_the_documentation_is_a_model() -> None:
    page = Path(__file__).parents[2] / "docs" / "building" / "chain-models.md"
    example = page.read_text(encoding="utf-8").split("```")[1].removeprefix("json")
    chain = load(example)
    assert dict(chain.values) == {"late": True, "warned": False, "calls": True}
    assert [one.cost for one in chain.unlock(["settled"]).ways] == [2]


def test_an_entry_may_leave_out_nearly_everything() -> None:
    assert from_entry({"variables": {"a": {"actual": 1}}}) == Chain((Variable("a"),))


def test_a_value_that_nobody_told_is_computed_from_those_that_were() -> None:
    chain = from_entry(
        {
            "variables": {
                "a": {"actual": 1},
                "b": {"equation": "~a"},
                "c": {"equation": "~b", "actual": 0},
                "d": {"equation": "~c"},
            }
        }
    )
    assert dict(chain.values) == {"a": True, "b": False, "c": False, "d": True}
    assert chain.worlds.contradicted == {"c"}


def test_the_line_of_a_quote_is_kept_and_an_error_still_names_that_of_the_file() -> None:
    told = {"actual": 1, "quote": "so it was", "line": 70}
    assert [one.line for one in load(model({"a": told, "b": {"actual": 1}})).variables] == [70, 5]
    again = {"equation": "b", "actual": 0, "quote": "no", "line": 80}
    assert refused(model({"b": told, "a": again})) == ("differs", ("a",), 5)
    assert refused(model({"c": told, "a": again})) == ("unknown_name", ("b",), 5)


def test_a_double_negation_is_written_as_it_will_be_read() -> None:
    chain = Chain((Variable("a"), Variable("b", Not(Not(Name("a"))))))
    assert as_entry(chain)["variables"]["b"]["equation"] == "a"


def test_labels_of_several_languages() -> None:
    told = {"actual": 1, "label": "ja", "labels": {"nl": {"yes": "zo", "no": "niet"}}}
    chain = from_entry({"lang": "de", "variables": {"a": told}})
    assert (chain.variables[0].yes, chain.variables[0].no) == (
        {"de": "ja", "nl": "zo"},
        {"nl": "niet"},
    )


BROKEN = {
    "nothing": ("", ("not_json", (), 1)),
    "a comma too many": ('{"variables": {}\n,,}', ("not_json", (), 2)),
    "not a number": ('{"variables": NaN}', ("not_json", (), 1)),
    "a bomb": ("[" * 100_000, ("not_json", (), 1)),
    "a bomb of digits": ("1" * 5_000, ("not_json", (), 1)),
    "no object": ("5", ("shape", ("variables",), 1)),
    "no variables": ('\n{"rules": []}', ("shape", ("variables",), 1)),
    "no case": ("[]", ("which_case", (), 0)),
    "two cases": ('[{"id": "x"}, {"id": "y"}]', ("which_case", ("x", "y"), 0)),
    "a key twice": ('{"variables": {\n"a": {},\n"a": {}}}', ("duplicate", ("a",), 3)),
    "unknown name": (
        model({"a": {"actual": 1}, "b": {"equation": "c & a"}}),
        ("unknown_name", ("c",), 5),
    ),
    "half a formula": (
        model({"a": {"actual": 1}, "b": {"equation": "a &"}}),
        ("formula", ("b",), 6),
    ),
    "a circle": (
        model({"a": {"equation": "b"}, "b": {"equation": "a"}}),
        ("cycle", ("a", "b", "a"), 3),
    ),
    "told otherwise": (
        model({"a": {"actual": 1}, "b": {"equation": "a", "actual": 0}}),
        ("differs", ("b",), 5),
    ),
    "effect before cause": (
        model({"a": {"actual": 1, "t": 3}, "b": {"equation": "a", "t": 2}}),
        ("time_order", ("a", "b"), 5),
    ),
}


@pytest.mark.parametrize(("text", "problem"), BROKEN.values(), ids=BROKEN)
def test_a_bad_model_says_what_and_where(text: str, problem: object) -> None:
    assert refused(text) == problem


WRONG_SHAPE = {
    "a name with a blank": ({"a b": {"actual": 1}}, "variables.a b", 3),
    "no mapping": ({"a": 1}, "variables.a", 3),
    "a key misspelt": ({"a": {"equaton": "b"}}, "variables.a.equaton", 4),
    "a root without value": ({"a": {}}, "variables.a.actual", 3),
    "a value of two": ({"a": {"actual": 2}}, "variables.a.actual", 4),
    "a value in words": ({"a": {"actual": "yes"}}, "variables.a.actual", 4),
    "no root after all": ({"a": {"equation": "1", "exogenous": True}}, "variables.a.exogenous", 4),
    "half a step": ({"a": {"actual": 1, "t": 0.5}}, "variables.a.t", 4),
    "a step beyond all": ({"a": {"actual": 1, "t": 10**9}}, "variables.a.t", 4),
    "a status unheard of": ({"a": {"actual": 1, "status": "x"}}, "variables.a.status", 4),
    "a status that is a list": ({"a": {"actual": 1, "status": []}}, "variables.a.status", 4),
    "a label of numbers": ({"a": {"actual": 1, "label": 3}}, "variables.a.label", 4),
    "half a letter": ({"a": {"actual": 1, "label": "\ud83d"}}, "variables.a.label", 4),
    "labels in French": ({"a": {"actual": 1, "labels": {"fr": {}}}}, "variables.a.labels.fr", 4),
}


@pytest.mark.parametrize(("variables", "path", "line"), WRONG_SHAPE.values(), ids=WRONG_SHAPE)
def test_a_part_of_the_wrong_kind(variables: dict[str, object], path: str, line: int) -> None:
    assert refused(model(variables)) == ("shape", (path,), line)


@pytest.mark.parametrize(
    ("key", "value", "path"),
    [
        ("influence", [["a", "b"]], "influence.0"),
        ("influence", [["a", "b", "+"], ["a", "b", "?"]], "influence.1"),
        ("influence", {}, "influence"),
        ("rules", [{"head": "a"}], "rules.0.body"),
        ("rules", [{"head": "a", "body": ["b", 1]}], "rules.0.body.1"),
        ("actions", [], "actions"),
        ("actions", {"x": {"cost": 1}}, "actions.x.establishes"),
        ("actions", {"x": {"establishes": ["a"], "cost": -1}}, "actions.x.cost"),
        ("actions", {"x": {"establishes": ["a"], "price": 1}}, "actions.x.price"),
        ("lang", "fr", "lang"),
        ("title", None, "title"),
    ],
)
def test_a_wrong_part_beside_the_variables(key: str, value: object, path: str) -> None:
    entry = {"variables": {}, key: value}
    with pytest.raises(BadModel) as caught:
        from_entry(entry)
    assert (caught.value.code, caught.value.names) == ("shape", (path,))


@pytest.mark.parametrize("name", ["told otherwise", "effect before cause"])
def test_what_a_person_would_rather_see_listed_is_read_on_request(name: str) -> None:
    assert len(load(BROKEN[name][0], strict=False).variables) == 2


def test_an_unknown_case_lists_those_there_are() -> None:
    assert refused(SEEDS, case="seed-002") == (
        "which_case",
        ("seed-000", "seed-001", "seed-003"),
        0,
    )
    one = '{"id": "x", "variables": {}}'
    assert refused(one, case="y") == ("which_case", ("x",), 0)
    assert load(one, case="x") == load(one)


def test_lines_are_found_past_quotes_brackets_and_the_same_key_elsewhere() -> None:
    text = '[{"a": "\\"},\n{"},\n{"x": {"a": 1,\n"\\u0061b{": [\n3,\n{"a": 4}]}}]'
    lines = Lines(text, 1)
    assert [
        lines(path) for path in [("x", "a"), ("x", "ab{"), ("x", "ab{", 0), ("x", "ab{", 1, "a")]
    ] == [3, 4, 5, 6]
    assert lines(("x", "no")) == 3
    assert first_repeated('{"a": {"b": 1},\n"b": [{"b": 1}, {"b": 1}],\n"\\u0061": 0}') == ("a", 3)


def test_a_long_file_is_read_in_its_lines() -> None:
    text = "{\n" + ",\n".join(f'"v{n}": {{"a": [{n}]}}' for n in range(5_000)) + "}"
    assert Lines(text)(("v4999",)) == 5_001


names = st.sampled_from(["a", "b.c", "größe", "it's", "x-1", "p/q", "n#1"])


def formulas(known: list[str]) -> st.SearchStrategy[Formula]:
    """Formulas over names that come earlier."""
    leaf: st.SearchStrategy[Formula] = (
        st.sampled_from(known).map(Name) if known else st.just(And(()))
    )
    parts = st.lists(leaf, min_size=2, max_size=3, unique=True)
    return st.one_of(
        leaf, leaf.map(Not), parts.map(both), parts.map(either), parts.map(either).map(Not)
    )


@st.composite
def chains(draw: st.DrawFn) -> Chain:
    """Any chain of a few variables."""
    chosen = draw(st.lists(names, max_size=5, unique=True))
    codes = st.sampled_from(LANGUAGES)
    labels = st.dictionaries(codes, st.text(max_size=4))
    variables = []
    for place, name in enumerate(chosen):
        quote = draw(st.text(max_size=3))
        variables.append(
            Variable(
                name,
                draw(st.none() | formulas(chosen[:place])) if place > 1 else None,
                draw(st.booleans()),
                draw(st.none() | st.booleans()),
                draw(st.sampled_from(["customer", "company:shop", ""])),
                draw(st.integers(-3, 9)),
                draw(st.sampled_from(STATUSES)),
                draw(labels),
                draw(labels),
                quote,
                draw(st.integers(0, 5)) if quote else 0,
                draw(st.booleans()),
            )
        )
    return Chain(
        tuple(variables),
        (Influence("anger", "calls", draw(st.sampled_from(["+", "-"]))),),
        (Need("order", tuple(draw(st.lists(names, max_size=2)))),),
        (Action("pay", ("order",), "customer", draw(st.integers(0, 99)), draw(st.text()), "lead"),),
        draw(st.text(max_size=5)),
        draw(codes),
    )


@settings(max_examples=40)
@given(chains())
def test_every_chain_comes_back_from_its_entry(chain: Chain) -> None:
    assert from_entry(json.loads(json.dumps(as_entry(chain)))) == chain


@given(st.text(alphabet='{}[]",:\\ \nab01', max_size=40))
def test_any_text_is_a_model_or_a_bad_one(text: str) -> None:
    try:
        found = load(text)
    except BadModel as problem:
        assert problem.line >= (problem.code != "which_case")  # noqa: PT017 - both ends are right
    else:
        assert found.variables == ()


@given(
    st.recursive(
        st.sampled_from(["a", "b", 1, 0, None, "a & b"]),
        lambda inner: (
            st.lists(inner, max_size=2)
            | st.dictionaries(
                st.sampled_from(["equation", "actual", "a", "labels", "t", "de", "head", "body"]),
                inner,
                max_size=3,
            )
        ),
        max_leaves=8,
    )
)
def test_any_shape_is_a_model_or_a_bad_one(value: object) -> None:
    for entry in (value, {"variables": value}, {"variables": {}, "rules": value}):
        try:
            from_entry(entry)
        except BadModel as problem:
            assert problem.code in {"shape", "formula", "cycle", "unknown_name"}  # noqa: PT017
