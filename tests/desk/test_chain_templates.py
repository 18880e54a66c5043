"""Known courses of events: suggested with their evidence, taken over by a press, never silently."""

from urllib.parse import urlencode

import pytest
from django.test import Client

from cast import MONDAY, Cast, case_of_brandt
from kulanz.chain.templates import templates
from kulanz.desk import casefiles
from kulanz.desk.actions import chain
from kulanz.desk.actions.joining import join_nodes
from kulanz.desk.actions.templates import TemplateTaken, UnknownTemplate, take_template
from kulanz.desk.models import Case, Event, Person
from kulanz.desk.queries.chain import ChainPage, chain_page
from kulanz.desk.queries.chain_answers import Asked
from kulanz.desk.queries.chain_pictures import Place

pytestmark = pytest.mark.django_db

NAMES = [one.name for one in templates("de_shop")]


def page_of(case: Case, by: Person) -> ChainPage:
    return chain_page(case, asked=Asked(), place=Place("/", "x"), person=by, language="en")


def say(case: Case, *lines: tuple[str, str]) -> None:
    for number, (text, standing) in enumerate(lines, start=1):
        case.statements.create(
            line_no=number,
            kind="claim",
            text=text,
            speaker="customer",
            standing=standing,
            source="Beleg",
            said_at=MONDAY,
            at=MONDAY,
        )


def codes(case: Case) -> dict[str, str]:
    """The names of variables by their type."""
    return {one.code: f"n{one.pk}" for one in case.nodes.exclude(code="")}


@pytest.mark.parametrize("name", NAMES)
def test_a_template_taken_over_answers_as_the_template_does(cast: Cast, name: str) -> None:
    case = case_of_brandt(cast)
    known = take_template(case, name, at=MONDAY, by=cast.ali)
    model, called = casefiles.model(case).chain, codes(case)
    plain = known.chain("de_shop", language="de")
    assert {called[one]: value for one, value in plain.values.items()} == dict(model.values)
    for one, value in plain.values.items():
        expected = {called[other]: so for other, so in plain.had({one: not value}).changed.items()}
        assert dict(model.had({called[one]: not value}).changed) == expected, one
    assert (model.needs, model.actions) == (plain.needs, plain.actions)
    effect = known.effects[0]
    told = [one.name for one in plain.headline(effect)]
    assert [one.name for one in model.headline(_spelled(effect, called))] == [
        called[one] for one in told
    ]


def _spelled(effect: str, called: dict[str, str]) -> str:
    sign = "~" if effect.startswith("~") else ""
    return f"{sign}{called[effect.removeprefix('~')]}"


def test_what_was_said_becomes_a_part_of_the_template(cast: Cast) -> None:
    case = case_of_brandt(cast)
    never = chain.add_node(
        case,
        label="Ich habe die Ware nie bekommen",
        actor="customer",
        holds=True,
        status="claim",
        at=MONDAY,
        by=cast.ali,
    )
    free = chain.add_node(
        case,
        label="Der Nachbar war verreist",
        actor="third_party",
        holds=True,
        at=MONDAY,
        by=cast.ali,
    )
    chain.add_because(case, effect=never, causes=[free], at=MONDAY, by=cast.ali)
    say(case, ("Die Lastschrift kam zurück", "verified"), ("Ich lese Ihre Mails nicht", "stated"))
    take_template(case, "returned_debit", at=MONDAY, by=cast.ali)
    never.refresh_from_db()
    assert (never.code, never.norm, never.holds) == ("~delivery.received", False, True)
    returned = case.nodes.get(code="payment.debit_returned")
    assert (returned.holds, returned.line_no) == (True, 1)
    assert case.nodes.get(code="contact.mails_read").holds is None
    model = casefiles.model(case).chain
    assert model.values[f"n{never.pk}"] is True
    had = model.had({f"n{free.pk}": False})
    assert had.given == {f"n{free.pk}": False}
    why = model.why(f"n{never.pk}")
    assert {name for one in why.causes for name in one.values} >= {f"n{free.pk}"}


def test_it_is_suggested_with_its_evidence_and_taken_over_by_a_press(
    cast: Cast, client: Client
) -> None:
    case = case_of_brandt(cast, owner=cast.ali)
    say(
        case,
        ("Die Lastschrift kam zurück", "verified"),
        ("Ich habe die Ware nie bekommen", "stated"),
        ("Ich habe eine Mahnung bekommen", "stated"),
        ("Dann schließen Sie eben mein Konto", "stated"),
    )
    first = page_of(case, cast.ali).looks_like[0]
    assert first.name == "returned_debit"
    assert "Die Lastschrift kam zurück" in [one.quote for one in first.evidence]
    client.force_login(cast.ali)
    html = client.get(f"/cases/{case.number}/chain/").content.decode()
    assert (case.nodes.count(), "This looks like" in html) == (0, True)
    for _time in range(2):
        client.post(f"/cases/{case.number}/chain/template/", {"template": "returned_debit"})
    assert (case.nodes.count(), case.taken_templates.count()) == (first.parts, 1)
    assert Event.objects.filter(case=case, kind="template.taken").count() == 1
    html = client.get(f"/cases/{case.number}/chain/").content.decode()
    assert ("This looks like" in html, "Taken over as a known course of events" in html) == (
        False,
        True,
    )


def test_the_way_out_of_a_template_speaks_the_readers_language(cast: Cast) -> None:
    case = case_of_brandt(cast)
    take_template(case, "returned_debit", at=MONDAY, by=cast.ali)
    known = casefiles.template_of(case)
    assert known is not None
    acts = page_of(case, cast.ali).ways.ways[0].acts
    assert [act.text for act in acts] == [known.names("en")[act.action.name] for act in acts]
    assert [act.said for act in acts] == [known.names("de")[act.action.name] for act in acts]
    assert any(act.theirs for act in acts)


def test_a_withdrawn_sentence_of_a_template_no_longer_counts(cast: Cast) -> None:
    case = case_of_brandt(cast)
    take_template(case, "returned_debit", at=MONDAY, by=cast.ali)
    blocked = case.nodes.get(code="payment.method_blocked")
    (row,) = case.becauses.filter(effect=blocked)
    chain.withdraw_because(row, at=MONDAY, by=cast.ali)
    equation = casefiles.model(case).chain.by_name[f"n{blocked.pk}"].equation
    assert equation is None


def test_only_one_template_and_only_a_known_one(cast: Cast, client: Client) -> None:
    case = case_of_brandt(cast)
    take_template(case, "returned_debit", at=MONDAY, by=cast.ali)
    with pytest.raises(TemplateTaken):
        take_template(case, "damaged_parcel", at=MONDAY, by=cast.ali)
    with pytest.raises(UnknownTemplate):
        take_template(case, "no_such_thing", at=MONDAY, by=cast.ali)
    client.force_login(cast.ali)
    page = client.post(
        f"/cases/{case.number}/chain/template/", {"template": "damaged_parcel"}, follow=True
    )
    assert "another course of events already" in page.content.decode()


def test_circles_and_joined_parts_in_a_template_break_nothing(cast: Cast, client: Client) -> None:
    """Whatever is told on top, the page stands: what would close a circle is left out."""
    case = case_of_brandt(cast, owner=cast.ali)
    take_template(case, "returned_debit", at=MONDAY, by=cast.ali)
    rows = list(case.nodes.all())
    for place, row in enumerate(rows[3:]):
        chain.add_because(case, effect=rows[place], causes=[row], at=MONDAY, by=cast.ali)
    join_nodes(case, rows[0], rows[5], at=MONDAY, by=cast.ali)
    join_nodes(case, rows[7], case.nodes.get(code="case.solved#2"), at=MONDAY, by=cast.ali)
    client.force_login(cast.ali)
    names = [one.name for one in casefiles.model(case).chain.variables]
    assert "case.solved#2" in names
    for name in (f"n{rows[0].pk}", "case.solved#2", f"n{rows[-2].pk}"):
        asked = urlencode([("why", name), ("had", name), ("all", "1")])
        assert client.get(f"/cases/{case.number}/chain/?{asked}").status_code == 200
        assert client.get(f"/cases/{case.number}/chain/drawing/?{asked}").status_code == 200
    for kind in ("svg", "dot", "mmd", "json"):
        assert client.get(f"/cases/{case.number}/chain/exports/{kind}/").status_code == 200
    assert client.get(f"/cases/{case.number}/").status_code == 200
