"""The nested list: effects with their alternatives, everything opened once."""

import json
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kulanz.chain.chain import Chain
from kulanz.chain.files import from_entry
from kulanz.chain.formulas import parse
from kulanz.chain.parts import Variable
from kulanz.chain.picture.grounds import grounds, negated, supports
from kulanz.chain.picture.outline import Entry, outline_model
from kulanz.chain.problems import BadModel

CASES = json.loads((Path(__file__).parent / "chain_cases" / "seed_cases.json").read_text("utf-8"))
STORIES = {entry["id"]: from_entry(entry) for entry in CASES}
STORY = STORIES["seed-000"]


def short(entry: Entry) -> str:
    """ "a(b & c | d - e)": a because b and c, or because d unless e; a* again."""
    alternatives = [
        " & ".join(short(one) for one in reason.because)
        + "".join(f" - {short(one)}" for one in reason.unless)
        for reason in entry.reasons
    ]
    inner = f"({' | '.join(alternatives)})" if alternatives else ""
    return f"{entry.name}{'*' if entry.again else ''}{inner}"


def opened(entry: Entry) -> Iterator[str]:
    if not entry.again:
        yield entry.name
    for reason in entry.reasons:
        for one in (*reason.because, *reason.unless):
            yield from opened(one)


def test_two_sufficient_reasons_are_alternatives_and_each_is_opened_once() -> None:
    [found] = outline_model(STORY, "suspects_ripoff", language="de")

    assert short(found) == (
        "suspects_ripoff(dunning_sent(balance_open(refuses_to_pay(goods_received(goods_lost) & "
        "debit_cleared(account_covered)) & written_off(reported_early(contacted_seller(prompted("
        "debit_cleared* & reads_mails)) & contacted_us(prompted*))))) & goods_received* | "
        "wants_close(can_order(pay_rejected(returned_debit(debit_cleared*)) & has_card)) & "
        "can_close(balance_open*))"
    )


def test_entries_say_their_clause_and_their_marks() -> None:
    [found] = outline_model(STORY, "reads_mails", language="de")

    assert found == Entry(
        "reads_mails",
        "nicht so: Kundin liest ihre Mails",
        value=False,
        marks=("▲ anders als erwartet", "Meinung, intern"),
    )


def test_an_exception_without_a_clause_of_its_own_is_said_with_unless() -> None:
    told = {
        "dunned": Variable("dunned", parse("open & ~stopped & ~paid"), yes={"en": "dunned"}),
        "open": Variable("open"),
        "stopped": Variable("stopped", actual=False, yes={"en": "somebody stopped it"}),
        "paid": Variable("paid", actual=False, no={"en": "nobody paid"}),
    }
    [found] = outline_model(Chain(tuple(told.values())), language="en")
    [reason] = found.reasons

    assert short(found) == "dunned(open & paid - stopped)"
    assert [one.text for one in reason.unless] == ["somebody stopped it"]
    assert [one.text for one in reason.because] == ["open", "nobody paid"]


def test_only_exceptions_are_a_because() -> None:
    chain = Chain((Variable("a", parse("~b")), Variable("b", actual=False)))

    assert [short(one) for one in outline_model(chain, language="en")] == ["a(b)"]


def test_another_world_has_other_reasons_and_what_is_given_has_none() -> None:
    world = {"a": True, "b": False, "c": True}
    chain = Chain((Variable("a", parse("b | c")), Variable("b"), Variable("c", actual=False)))
    [found, *rest] = outline_model(
        chain, language="en", values=world, changed=["a"], given=["b", "c"]
    )

    assert [short(one) for one in (found, *rest)] == ["a(c)", "b"]
    assert [one.marks for one in (found, *rest)] == [
        ("≠ would be otherwise",),
        ("= supposed",),
    ]


def test_for_a_customer_what_may_not_be_told_gives_way_to_what_it_comes_from() -> None:
    found = outline_model(STORY, language="de", audience="customer")
    names = {name for one in found for name in opened(one)}

    assert {"victim_stance", "suspects_ripoff", "gets_personal", "angrier2"} & names == set()
    assert "call1_ended(dunning_sent(" in " ".join(short(one) for one in found)
    assert len(names) == 24


@pytest.mark.parametrize("story", STORIES)
def test_every_variable_is_opened_exactly_once(story: str) -> None:
    found = outline_model(STORIES[story], language="nl")

    assert sorted(name for one in found for name in opened(one)) == sorted(STORIES[story].by_name)


@settings(max_examples=15)
@given(st.integers(1, 100))
def test_however_long_a_chain_everything_is_opened_once(size: int) -> None:
    chain = Chain(tuple(Variable(f"v{n}", parse(f"v{n - 1}") if n else None) for n in range(size)))
    found = outline_model(chain, language="en")

    assert sorted(name for one in found for name in opened(one)) == sorted(chain.by_name)


def test_an_effect_that_is_no_formula_of_the_chain_is_refused() -> None:
    with pytest.raises(BadModel):
        outline_model(STORY, "nobody", language="de")


VALUES = st.fixed_dictionaries({name: st.booleans() for name in "abcd"})
FORMULAS = st.recursive(
    st.sampled_from(["a", "b", "c", "d"]),
    lambda inner: (
        st.builds("~({})".format, inner)
        | st.builds("({} & {})".format, inner, inner)
        | st.builds("({} | {})".format, inner, inner)
    ),
    max_leaves=6,
)


@given(FORMULAS, VALUES)
def test_each_ground_alone_suffices_and_there_is_always_one(
    text: str, values: dict[str, bool]
) -> None:
    formula = parse(text)
    value = _true(text, values)
    found = grounds(formula, value, values)

    assert found != ()
    for ground in found:
        held = {name: values[name] for name in ground}
        others = [name for name in "abcd" if name not in held]
        worlds = [
            {name: bool(bits >> place & 1) for place, name in enumerate(others)}
            for bits in range(2 ** len(others))
        ]
        assert [_true(text, {**world, **held}) for world in worlds] == [value] * len(worlds)
        assert ground <= supports(formula, value, values)


def _true(text: str, values: dict[str, bool]) -> bool:
    spoken = text.replace("~", " not ").replace("&", " and ").replace("|", " or ")
    return bool(eval(spoken, {}, dict(values)))  # noqa: S307 - letters that we made ourselves


def test_what_counts_only_by_not_being_so_is_an_exception() -> None:
    assert negated(parse("a & ~b & (c | ~c) & ~(d & ~e)")) == {"b", "d"}
