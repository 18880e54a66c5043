"""A guide as file and rows: what is written is read back, what cannot be followed is refused."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kulanz.conditions import judge
from kulanz.protocol.guide_file import (
    ASKS,
    MOST_LETTERS,
    as_rows,
    changed,
    choices,
    chosen_in,
    from_rows,
    only_for,
    read_guide,
    situations,
    sound,
    written,
)
from kulanz.protocol.order import BadGuide, GuideStep, order
from kulanz.protocol.progress import SIX

WORDS = choices(("parcel_damaged", "goods_not_received"))
PLAIN = tuple(GuideStep(id=one, needs=(one,), may_skip=True) for one in SIX)


@st.composite
def guides(draw: st.DrawFn) -> tuple[GuideStep, ...]:
    ids = draw(st.permutations(SIX))
    steps = []
    for at, one in enumerate(ids):
        asked = {
            name: draw(st.lists(st.sampled_from(WORDS[name]), unique=True, max_size=2))
            for name in ASKS
        }
        after = draw(st.lists(st.sampled_from(ids[:at]), unique=True)) if at else []
        steps.append(
            GuideStep(
                id=one,
                after=tuple(after),
                needs=(one,),
                may_skip=draw(st.booleans()),
                only_if=only_for(asked),
            )
        )
    return tuple(steps)


@given(guides())
def test_file_and_rows_are_read_back_as_they_were(guide: tuple[GuideStep, ...]) -> None:
    assert read_guide(written(guide)) == guide
    assert from_rows(as_rows(guide)) == guide
    sound(guide, WORDS)
    assert changed(guide, guide) == ()


def test_the_file_is_one_that_people_can_read_and_write() -> None:
    guide = (GuideStep(id="listen", needs=("listen",), only_if=only_for({"language": ["de"]})),)
    assert written(guide) == (
        'format = 1\n\n[[steps]]\nid = "listen"\nafter = []\nmay_skip = false\n'
        'only_if = { language = ["de"] }\n'
    )


def test_a_kept_guide_from_before_conditions_asks_every_step() -> None:
    (found,) = from_rows([{"id": "listen", "after": [], "may_skip": True}])
    assert chosen_in(found.only_if) == {}
    assert order(
        (found,), (), (), situations(language="de", pack="x", channel="spoken", problems=())
    )


@pytest.mark.parametrize(
    ("text", "place"),
    [
        ("format = 2\nsteps = []", "format = 1"),
        ("steps = [", "Invalid"),
        ("format = 1\nsteps = 3", "format = 1"),
        ('format = 1\n[[steps]]\nname = "x"', r"\[\[steps\]\] 1"),
        ('format = 1\n[[steps]]\nid = "a"\n[[steps]]\nid = 3', r"\[\[steps\]\] 2"),
        ('format = 1\n[[steps]]\nid = "a"\nafter = "b"', r"\[\[steps\]\] 1"),
        ('format = 1\n[[steps]]\nid = "a"\nmay_skip = "yes"', r"\[\[steps\]\] 1"),
        ('format = 1\n[[steps]]\nid = "a"\nonly_if = { heat = ["3"] }', r"\[\[steps\]\] 1"),
        ('format = 1\n[[steps]]\nid = "a"\nonly_if = { language = "de" }', r"\[\[steps\]\] 1"),
        ("x" * (MOST_LETTERS + 1), "> 20000"),
        (f"format = 1\nsteps = {'[' * 9_000}", "."),
    ],
)
def test_a_bad_file_is_refused_with_the_place(text: str, place: str) -> None:
    with pytest.raises(BadGuide, match=place):
        read_guide(text)


@pytest.mark.parametrize("word", ["any", "", "-", "not(de)", "de, nl", '"'])
def test_a_word_of_a_file_is_never_read_as_more_than_a_word(word: str) -> None:
    odd = (
        GuideStep(id="listen", only_if=only_for({"language": [word]})),
        *(one for one in PLAIN if one.id != "listen"),
    )
    assert judge(odd[0].only_if, {"language": "de"}).truth is False
    with pytest.raises(BadGuide, match="language = "):
        sound(odd, WORDS)


@pytest.mark.parametrize(
    ("guide", "what"),
    [
        (PLAIN[1:], "^listen$"),
        ((*PLAIN, GuideStep(id="dance")), "^dance$"),
        ((*PLAIN, PLAIN[0]), "^listen$"),
        (
            (
                GuideStep(id="listen", after=("own",)),
                *PLAIN[1:-1],
                GuideStep(id="own", after=("listen",)),
            ),
            ">",
        ),
    ],
)
def test_what_nobody_can_follow_is_refused_by_name(guide: tuple[GuideStep, ...], what: str) -> None:
    with pytest.raises(BadGuide, match=what):
        sound(guide, WORDS)


def test_what_changed_is_named_step_by_step() -> None:
    first, second, *rest = PLAIN
    new = (
        GuideStep(id=second.id, needs=(second.id,), may_skip=False),
        GuideStep(
            id=first.id,
            needs=(first.id,),
            may_skip=True,
            after=(second.id,),
            only_if=only_for({"channel": ["spoken"]}),
        ),
        *rest,
    )
    assert changed(PLAIN, new) == (
        ("summarise", "place"),
        ("summarise", "may_skip"),
        ("listen", "place"),
        ("listen", "after"),
        ("listen", "only_if"),
    )


def test_a_case_with_two_problems_needs_what_either_needs() -> None:
    guide = tuple(
        GuideStep(
            id=one.id,
            needs=one.needs,
            only_if=only_for({"problem": ["parcel_damaged"]} if one.id == "offer" else {}),
        )
        for one in PLAIN
    )

    def stands(*problems: str) -> str:
        found = situations(language="de", pack="de_shop", channel="spoken", problems=problems)
        return order(guide, SIX[:4], (), found)["offer"]

    assert stands("goods_not_received", "parcel_damaged") == "next"
    assert stands("goods_not_received") == "unneeded"
    assert stands() == "unneeded"


@given(guides(), st.sets(st.sampled_from(SIX)), st.sets(st.sampled_from(SIX)))
def test_a_condition_holds_nobody_up_and_hides_no_evidence(
    guide: tuple[GuideStep, ...], evidence: set[str], more: set[str]
) -> None:
    here = situations(language="de", pack="de_shop", channel="spoken", problems=())
    found = order(guide, evidence, (), here)
    over = {"done", "unneeded"}
    assert list(found.values()).count("next") == int(not set(found.values()) <= over)
    assert {one for one, how in found.items() if how == "done"} == evidence
    later = order(guide, evidence | more, (), here)
    assert [one for one in found if found[one] in over and later[one] not in over] == []
