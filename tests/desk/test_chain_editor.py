"""The chain: because A and B, or because C, unless D; circles and ways out in words."""

from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from cast import MONDAY, Cast, case_of_brandt
from kulanz.case import LanguageCode
from kulanz.desk import casefiles
from kulanz.desk.actions import chain
from kulanz.desk.models import Case, Event, Node, Person
from kulanz.desk.queries.chain import ChainPage, chain_page
from kulanz.desk.queries.chain_answers import Asked
from kulanz.desk.queries.chain_pictures import Place

pytestmark = pytest.mark.django_db


def node(
    case: Case, label: str, by: Person, *, actor: str = "unknown", holds: bool | None = True
) -> Node:
    return chain.add_node(case, label=label, actor=actor, holds=holds, at=MONDAY, by=by)


def page_of(case: Case, by: Person, *, language: LanguageCode = "en", **asked: Any) -> ChainPage:
    return chain_page(
        case, asked=Asked(**asked), place=Place("/", "x"), person=by, language=language
    )


def test_causes_together_alternatives_and_exceptions(cast: Cast) -> None:
    case = case_of_brandt(cast)
    a, b, c, d, effect = (node(case, label, cast.ali) for label in ("A", "B", "C", "D", "Mahnung"))
    chain.add_because(case, effect=effect, causes=[a, b], unless=[d], at=MONDAY, by=cast.ali)
    chain.add_because(case, effect=effect, causes=[c], at=MONDAY, by=cast.ali)
    rules = casefiles.chain(case).rules
    assert [(rule.effect, rule.because, rule.unless) for rule in rules] == [
        (f"n{effect.pk}", (f"n{a.pk}", f"n{b.pk}"), (f"n{d.pk}",)),
        (f"n{effect.pk}", (f"n{c.pk}",), ()),
    ]


def test_only_an_exception_is_a_had_sentence(cast: Cast) -> None:
    case = case_of_brandt(cast)
    read, dunned = (
        node(case, "Mails gelesen", cast.ali, holds=False),
        node(case, "Mahnung", cast.ali),
    )
    chain.add_because(case, effect=dunned, causes=[], unless=[read], at=MONDAY, by=cast.ali)
    (had,) = casefiles.chain(case).counterfactuals
    assert [(part.node, part.negated) for part in had.conditions] == [(f"n{read.pk}", False)]
    assert [(part.node, part.negated) for part in had.consequences] == [(f"n{dunned.pk}", True)]


def test_a_circle_is_named_in_words(cast: Cast, client: Client) -> None:
    case = case_of_brandt(cast)
    unpaid, dunning = (
        node(case, "Kundin zahlt nicht", cast.ali),
        node(case, "Mahnung geht raus", cast.ali),
    )
    chain.add_because(case, effect=dunning, causes=[unpaid], at=MONDAY, by=cast.ali)
    chain.add_because(case, effect=unpaid, causes=[dunning], at=MONDAY, by=cast.ali)
    page = page_of(case, cast.ali)
    assert [(one.type, one.labels) for one in page.circles] == [
        ("R", ("Kundin zahlt nicht", "Mahnung geht raus"))
    ]
    client.force_login(cast.ali)
    html = client.get(f"/cases/{case.number}/chain/").content.decode()
    assert ("vicious circle" in html, html.count("<svg") == 2) == (True, True)


def test_what_is_withdrawn_no_longer_counts_and_stays_on_record(cast: Cast, client: Client) -> None:
    case = case_of_brandt(cast)
    a, b = node(case, "A", cast.ali), node(case, "B", cast.ali)
    row = chain.add_because(case, effect=a, causes=[b], at=MONDAY, by=cast.ali)
    client.force_login(cast.ali)
    client.post(f"/cases/{case.number}/becauses/{row.pk}/withdrawal/")
    assert (casefiles.chain(case).rules, case.becauses.count()) == ((), 1)
    assert Event.objects.filter(case=case, kind="because.withdrawn").count() == 1


def test_the_same_because_twice_is_one(cast: Cast) -> None:
    case = case_of_brandt(cast)
    a, b = node(case, "A", cast.ali), node(case, "B", cast.ali)
    first = chain.add_because(case, effect=a, causes=[b], at=MONDAY, by=cast.ali)
    assert chain.add_because(case, effect=a, causes=[b], at=MONDAY, by=cast.charlotte) == first


def test_what_makes_no_sense_is_refused(cast: Cast) -> None:
    case = case_of_brandt(cast)
    a, b = node(case, "A", cast.ali), node(case, "B", cast.ali)
    with pytest.raises(chain.OwnCause):
        chain.add_because(case, effect=a, causes=[a], at=MONDAY, by=cast.ali)
    with pytest.raises(chain.OwnCause):
        chain.add_because(case, effect=a, causes=[b], unless=[b], at=MONDAY, by=cast.ali)
    with pytest.raises(chain.NoCause):
        chain.add_because(case, effect=a, causes=[], at=MONDAY, by=cast.ali)
    with pytest.raises(chain.NodeExists):
        node(case, " a ", cast.ali)
    with pytest.raises(chain.NoLabel):
        node(case, "  ", cast.ali)


def test_a_protective_act_is_a_way_out_without_approval(cast: Cast) -> None:
    case = case_of_brandt(cast)
    dunning = node(case, "Mahnung wurde verschickt", cast.ali, actor="company")
    anger = node(case, "Kundin ist wütend", cast.ali, actor="customer")
    chain.add_because(case, effect=anger, causes=[dunning], at=MONDAY, by=cast.ali)
    way = page_of(case, cast.ali, language="de").ways.ways[0]
    assert [(act.text, act.answer) for act in way.acts] == [("Mahnstopp", "may")]


def test_the_door_builds_a_because_from_selects(cast: Cast, client: Client) -> None:
    case, other = case_of_brandt(cast), case_of_brandt(cast)
    client.force_login(cast.ali)
    for label in ("Mahnung kam", "Ware fehlt"):
        client.post(
            f"/cases/{case.number}/nodes/", {"label": label, "actor": "company", "holds": "unknown"}
        )
    effect, cause = case.nodes.all()
    assert (effect.actor, effect.holds) == ("company", None)
    client.post(f"/cases/{case.number}/becauses/", {"effect": effect.pk, "cause_1": cause.pk})
    assert case.becauses.get().effect == effect
    foreign = node(other, "Fremd", cast.ali)
    client.post(f"/cases/{case.number}/becauses/", {"effect": effect.pk, "cause_1": foreign.pk})
    assert case.becauses.count() == 1
    assert (
        client.post(
            f"/cases/{case.number}/nodes/{foreign.pk}/standing/", {"holds": "no"}
        ).status_code
        == 404
    )
    assert (
        client.post(
            f"/cases/{case.number}/nodes/{cause.pk}/standing/", {"holds": "maybe"}
        ).status_code
        == 404
    )
    client.post(f"/cases/{case.number}/nodes/{cause.pk}/standing/", {"holds": "no"})
    cause.refresh_from_db()
    assert cause.holds is False


def test_a_refused_because_keeps_what_was_chosen(cast: Cast, client: Client) -> None:
    case = case_of_brandt(cast)
    a, _ = node(case, "A", cast.ali), node(case, "B", cast.ali)
    client.force_login(cast.ali)
    html = client.post(
        f"/cases/{case.number}/becauses/", {"effect": a.pk, "cause_1": a.pk}
    ).content.decode()
    assert "Nothing is its own cause" in html
    assert html.count(f'<option value="{a.pk}" selected>') == 2


def test_a_label_cannot_break_out_of_the_drawing(cast: Cast, client: Client) -> None:
    case = case_of_brandt(cast)
    a = node(case, '</text><script>alert(1)</script>"', cast.ali)
    chain.add_because(case, effect=a, causes=[node(case, "B", cast.ali)], at=MONDAY, by=cast.ali)
    client.force_login(cast.ali)
    assert "<script>alert" not in client.get(f"/cases/{case.number}/chain/").content.decode()


def test_a_full_chain_is_drawn_and_takes_no_more(cast: Cast, client: Client) -> None:
    case = case_of_brandt(cast)
    Node.objects.bulk_create(
        Node(case=case, label=f"N{i}", holds=True, at=MONDAY) for i in range(chain.MOST_NODES)
    )
    rows = list(case.nodes.all())[:60]
    for number, effect in enumerate(rows):
        causes = [rows[(number * 7 + 1) % 60], rows[(number * 11 + 2) % 60]]
        others = [cause for cause in causes if cause != effect]
        chain.add_because(case, effect=effect, causes=others, at=MONDAY, by=cast.ali)
    with pytest.raises(chain.ChainFull):
        node(case, "Noch etwas", cast.ali)
    client.force_login(cast.ali)
    assert client.get(f"/cases/{case.number}/chain/").status_code == 200


def test_as_many_queries_with_three_sentences_as_with_one(cast: Cast) -> None:
    case = case_of_brandt(cast)
    effect = node(case, "Mahnung", cast.ali)
    counts = []
    for label in ("A", "B", "C"):
        chain.add_because(
            case, effect=effect, causes=[node(case, label, cast.ali)], at=MONDAY, by=cast.ali
        )
        with CaptureQueriesContext(connection) as queries:
            page_of(case, cast.ali, language="nl")
        counts.append(len(queries))
    assert counts == [counts[0]] * 3
