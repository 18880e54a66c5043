"""Every chain template: whole, true to its country packs, named in every language, of use."""

import tomllib
from importlib.resources import files
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kulanz.authority import bases, remedies
from kulanz.case import LanguageCode
from kulanz.chain.asking import asked
from kulanz.chain.formulas import names
from kulanz.chain.parts import party
from kulanz.chain.situations import DONE, Template, clause, code_of
from kulanz.chain.templates import TEMPLATES, load, template, templates
from kulanz.chain.worlds import computed
from kulanz.countries import PACKS, PackError, Profile, profile
from kulanz.languages import CODES, pack

DOCS = Path(__file__).parents[2] / "docs" / "building" / "chain-templates.md"
EVERY = [(name, one) for name in TEMPLATES for one in template(name).packs]
FEELINGS = "customer."
NO_FEELING = {"customer.lost"}  # whether somebody still buys can be counted


def needed(one: Template) -> set[str]:
    words = {word for need in one.needs for word in (need.head, *need.body)}
    return words | {*one.goals} | {w for act in one.acts for w in act.action.establishes}


def codes() -> set[str]:
    known = [template(name) for name in TEMPLATES]
    things = {code_of(thing.name) for one in known for thing in one.things}
    return things | {n for one in known for i in one.influences for n in (i.cause, i.effect)}


def test_the_templates_are_the_files_and_nothing_else() -> None:
    found = {one.name.removesuffix(".toml") for one in files("kulanz.countries.chains").iterdir()}
    assert found == set(TEMPLATES)
    assert {name: len(templates(name)) >= 12 for name in PACKS} == dict.fromkeys(PACKS, True)


@pytest.mark.parametrize(("name", "country"), EVERY)
def test_every_template_is_sound_as_it_usually_is(name: str, country: str) -> None:
    one = template(name)
    chain = one.chain(country, language="en")
    assert [trouble for trouble in chain.check() if trouble.hard] == []
    assert {variable.status for variable in chain.variables} == {"hypothesis"}
    assert [v.name for v in chain.variables if party(v.actor) == "unknown"] == []
    assert [effect for effect in one.effects if not so(one, country, effect)] == []


def so(one: Template, country: str, effect: str) -> bool:
    chain = one.chain(country, language="en")
    values = {name: int(value) for name, value in chain.values.items()}
    return bool(computed(asked(chain, effect), values, 1))


@pytest.mark.parametrize(("name", "country"), EVERY)
def test_every_headline_names_departures_from_norms_with_a_source(name: str, country: str) -> None:
    one = template(name)
    chain, sources = one.chain(country, language="en"), one.sources(country)
    assert {v.name for v in chain.variables if v.norm is not None} == set(sources)
    for effect in one.effects:
        found = chain.headline(effect, budget=5)
        assert found != ()
        norms = {each.name: chain.by_name[each.name].norm for each in found}
        assert norms == {each.name: not each.value for each in found}


@pytest.mark.parametrize(("name", "country"), EVERY)
def test_nothing_inner_reaches_the_customer(name: str, country: str) -> None:
    one = template(name)
    chain = one.chain(country, facts={v.name: True for v in one.things if v.inner}, language="en")
    told = {
        each.name for effect in one.effects for each in chain.headline(effect, "customer", budget=5)
    }
    assert [each for each in sorted(told) if chain.by_name[each].inner] == []
    feelings = {v.name for v in one.things if v.name.startswith(FEELINGS)} - NO_FEELING
    assert [each for each in sorted(feelings) if not chain.by_name[each].inner] == []


def asks(country: Profile, remedy: str) -> tuple[str, ...]:
    """The roles of the ladder that have no limit of their own for a remedy on its usual basis."""
    basis = bases(country, remedy)[0]
    rules = [r for r in country.table.rules if (r.remedy, r.basis) == (remedy, basis)]
    may = {role for rule in rules for role in rule.limits}
    return tuple(role for role in country.ladder if role not in may)


@pytest.mark.parametrize(("name", "country"), EVERY)
def test_every_remedy_exists_with_the_role_that_need_not_ask(name: str, country: str) -> None:
    asking = {one.code: asks(profile(country), one.code) for one in remedies(profile(country))}
    ladder = profile(country).ladder
    for action in template(name).chain(country, language="en").actions:
        assert action.remedy in {"", *asking}
        if action.remedy:
            first = next(role for role in ladder if role not in asking[action.remedy])
            assert action.needs == ("" if first == ladder[0] else first)


@pytest.mark.parametrize(("name", "country"), EVERY)
def test_every_goal_is_in_reach_of_the_actions(name: str, country: str) -> None:
    one = template(name)
    chain = one.chain(country, language="en")
    assert [goal for goal in one.goals if goal not in {need.head for need in one.needs}] == []
    ways = chain.unlock(one.goals, budget=5)
    assert (ways.impossible, ways.ways != ()) == ((), True)
    useless = {act.name for act in chain.actions}
    for goal in needed(one):
        useless -= {act.name for way in chain.unlock([goal], budget=5).ways for act in way.actions}
    assert useless == set()


def test_the_page_for_builders_tells_the_facts_of_every_template() -> None:
    rows = [
        line for line in DOCS.read_text(encoding="utf-8").splitlines() if line.startswith("| `")
    ]
    assert rows == [facts_of(name) for name in TEMPLATES]


def facts_of(name: str) -> str:
    """The line of a template; write these into the page when one has changed."""
    one = template(name)
    chain = one.chain(one.packs[0], language="en")
    headline = ", ".join(
        each.name if each.value else f"not {each.name}"
        for each in chain.headline(one.effects[0], budget=5)
    )
    way = chain.unlock(one.goals, budget=5).ways[0]
    acts = " + ".join(action.name for action in way.actions)
    packs = ", ".join(each.removesuffix("_shop") for each in one.packs)
    about = one.effects[0].replace("~", "not ")
    return (
        f"| `{name}` | {packs} | {len(one.things)} | {about} | {headline} | {acts} ({way.cost}) |"
    )


@pytest.mark.parametrize("language", CODES)
def test_every_word_is_there_and_none_too_many(language: LanguageCode) -> None:
    words = pack(language, "chains")
    known = [template(name) for name in TEMPLATES]
    assert set(words["titles"]) == set(TEMPLATES)
    assert set(words["variables"]) == codes()
    assert set(words["needs"]) == set.union(*map(needed, known))
    assert set(words["actions"]) == {act.action.name for one in known for act in one.acts}
    shapes = {tuple(each) for each in words["variables"].values()}
    assert shapes == {("yes", "no", "says", "denies")}
    assert [code for code, each in words["variables"].items() if each["yes"] == each["no"]] == []
    named = [each for table in ("titles", "needs", "actions") for each in words[table].values()]
    assert [text for text in named if not text.strip() or text[0].islower()] == []


@pytest.mark.parametrize("language", CODES)
def test_one_clause_says_one_thing(language: LanguageCode) -> None:
    words = pack(language, "chains")["variables"]
    clauses = [each[key] for each in words.values() for key in ("yes", "no")]
    assert len(set(clauses)) == len(clauses)


def test_labels_and_names() -> None:
    one = template("wrong_information")
    chain = one.chain("nl_shop", language="nl")
    again = chain.by_name["contact.called_again#2"]
    assert again.yes["de"] == "Es wurde noch einmal angerufen (2)"
    assert again.no["nl"] == clause("contact.called_again#2", "nl", value=False)
    assert chain.title == one.title("nl") == "Elke keer een ander antwoord"
    names_of = one.names("en")
    assert names_of["name_owner"] == "Name a contact"
    assert names_of["case_closed"] == "The case is closed"
    assert names_of["case.solved"] == "The case is solved"
    assert code_of("contact.called_again#2") == "contact.called_again"


def test_facts_fill_a_template_and_the_rest_is_supposed() -> None:
    chain = template("returned_debit").chain(
        "de_shop",
        facts={"delivery.checked": True, "payment.other_method": True, "unheard.of": True},
        statuses={"payment.other_method": "claim"},
        language="de",
    )
    told = {v.name: (v.actual, v.status) for v in chain.variables if v.status != "hypothesis"}
    assert told == {"delivery.checked": (True, "fact"), "payment.other_method": (True, "claim")}
    assert chain.values["dunning.sent"] is False
    assert chain.values["order.possible"] is True
    assert chain.values["account.close_wanted"] is False
    assert [trouble for trouble in chain.check() if trouble.hard] == []


def test_what_contradicts_the_template_stays_as_told_and_the_check_says_so() -> None:
    facts = {"delivery.checked": True, "dunning.sent": True}
    chain = template("returned_debit").chain("de_shop", facts=facts, language="de")
    assert chain.values["dunning.sent"] is True
    hard = [(t.reason.code, t.names[0]) for t in chain.check() if t.hard]
    assert hard == [("chain.differs", "dunning.sent")]


def test_what_is_done_already_needs_no_doing() -> None:
    one = template("goods_not_received")
    acts = {
        status: [
            {action.name for action in way.actions}
            for way in one.chain(
                "de_shop",
                facts={"delivery.reported": True, "contact.owner_named": True},
                statuses={"delivery.reported": status},
                language="de",
            )
            .unlock(one.goals, budget=5)
            .ways
        ]
        for status in ("fact", "claim")
    }
    assert {"redeliver", "write_mail"} in acts["fact"]
    assert {"record_non_receipt", "redeliver", "write_mail"} in acts["claim"]
    open_one = template("returned_debit")
    paid = open_one.chain("de_shop", facts={"payment.open": False}, language="de")
    assert [need.head for need in paid.needs if not need.body] == ["settled"]


def test_what_can_be_done_already_is_known_to_a_template() -> None:
    known = [template(name) for name in TEMPLATES]
    for need, literal in DONE.items():
        name = literal.removeprefix("~")
        both = [
            one.name
            for one in known
            if need in needed(one) and name in {thing.name for thing in one.things}
        ]
        assert (need, both != []) == (need, True)


def test_norms_and_actions_differ_by_country() -> None:
    one = template("purchase_on_invoice")
    assert one.sources("nl_shop")["payment.prepay_policy"].startswith("art. 7:26(2) BW")
    assert one.sources("de_shop")["payment.prepay_policy"] == "own promise; § 5 UWG"
    acts = {name: {a.name for a in one.chain(name, language="en").actions} for name in PACKS}
    assert acts["nl_shop"] - acts["de_shop"] == {"accept_cod"}
    assert acts["de_shop"] == acts["uk_shop"]
    assert [one.name for one in templates("uk_shop")][:2] == [
        "unpaid_direct_debit",
        "dunning_despite_payment",
    ]


@settings(max_examples=30, deadline=None)
@given(st.data())
def test_whatever_is_told_stands(data: st.DataObject) -> None:
    one = template(data.draw(st.sampled_from(TEMPLATES)))
    names_of = [thing.name for thing in one.things]
    facts = data.draw(st.dictionaries(st.sampled_from(names_of), st.booleans()))
    chain = one.chain(one.packs[0], facts=facts, language="en")
    assert {name: chain.values[name] for name in facts} == facts
    values = {name: int(value) for name, value in chain.values.items()}
    wrong = {
        v.name
        for v in chain.variables
        if v.name not in facts and v.equation and computed(v.equation, values, 1) != v.actual
    }
    assert wrong == set()
    roots = {thing.name: thing.default for thing in one.things if thing.equation is None}
    assert {n: chain.values[n] for n in roots if n not in facts} == {
        n: value for n, value in roots.items() if n not in facts
    }


def test_a_variable_is_what_its_template_says_before_it_is_used() -> None:
    for name in TEMPLATES:
        seen: set[str] = set()
        for thing in template(name).things:
            assert set(names(thing.equation) if thing.equation else ()) - seen == set()
            seen.add(thing.name)


SMALL = """
trade = "web_shop"
packs = ["de_shop"]
effects = ["b"]
goals = ["done"]
influences = ["a + b"]
needs = ["done <= written & read"]
[variables]
a = { default = 1, norm = 0, actor = "carrier", t = 1, source = "own rule" }
b = { equation = "~a", actor = "company", t = 2 }
[actions]
write = { gives = ["written"], actor = "agent", cost = 1 }
"""


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        ("trade =", "trades =", "mine.trades: is unknown"),
        ('"de_shop"]', '"fr_shop"]', "mine.packs: 'fr_shop' is unknown"),
        ("a + b", "a > b", "mine.influences: must be like 'a + b'"),
        ("done <= ", "done ", "mine.needs: must be like 'head <= a & b'"),
        ('"~a"', '"~(a"', "mine.variables.b.equation: is no formula"),
        ("default = 1, ", "", "mine.variables.a.default: belongs to what has no equation"),
        ("default = 1", "default = 2", "mine.variables.a.default: must be 0 or 1, is 2"),
        (', source = "own rule"', "", "mine.variables.a.source: belongs to a norm"),
        ('source = "own rule"', "source = { nl_shop = 'x' }", "a.source.nl_shop: is unknown"),
        ("cost = 1", "price = 1", "mine.actions.write.price: is unknown"),
        ("[variables]", "[[variables", "mine: is not TOML"),
    ],
)
def test_a_wrong_file_names_its_key(old: str, new: str, message: str) -> None:
    assert load(SMALL).name == "template"
    assert old in SMALL
    with pytest.raises(PackError, match="mine") as caught:
        load(SMALL.replace(old, new), "mine")
    assert message in str(caught.value)


def test_an_unknown_template_or_pack_says_so() -> None:
    with pytest.raises(PackError, match="lost: is unknown; known are returned_debit,"):
        template("lost")
    with pytest.raises(PackError, match="fr_shop: is unknown; known are de_shop,"):
        templates("fr_shop")


def test_the_files_hold_no_key_twice_and_say_what_they_are_about() -> None:
    for name in TEMPLATES:
        text = files("kulanz.countries.chains").joinpath(f"{name}.toml").read_text("utf-8")
        table: dict[str, Any] = tomllib.loads(text)
        assert text.startswith("# ")
        assert table["trade"] == "web_shop"
        listed = [*table["needs"], *table["influences"], *table["effects"]]
        assert len(set(listed)) == len(listed)
