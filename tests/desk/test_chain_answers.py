"""Why, and what if not: the answers of the chain tab, and what is to be cleared up."""

from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from cast import MONDAY, Cast, case_of_brandt
from kulanz.case import LanguageCode
from kulanz.desk import casefiles
from kulanz.desk.actions import chain, joining
from kulanz.desk.actions.record import DeskRefusal
from kulanz.desk.models import Case, Event, Node, Person
from kulanz.desk.queries.chain import ChainPage, chain_page
from kulanz.desk.queries.chain_answers import Asked
from kulanz.desk.queries.chain_pictures import Place

pytestmark = pytest.mark.django_db


def node(case: Case, by: Person, label: str, **values: Any) -> Node:
    given: dict[str, Any] = {"actor": "company", "holds": True, "at": MONDAY, "by": by} | values
    return chain.add_node(case, label=label, **given)


def because(case: Case, by: Person, effect: Node, *causes: Node, unless: Any = ()) -> None:
    chain.add_because(case, effect=effect, causes=causes, unless=unless, at=MONDAY, by=by)


def page_of(case: Case, by: Person, *, language: LanguageCode = "en", **asked: Any) -> ChainPage:
    return chain_page(
        case, asked=Asked(**asked), place=Place("/", "x"), person=by, language=language
    )


@pytest.fixture
def case(cast: Cast) -> Case:
    """Lost goods and a letter; unchecked delivery was no help; she is angry about it."""
    case, ali = case_of_brandt(cast, owner=cast.ali), cast.ali
    lost = node(case, ali, "Paket verloren", actor="third_party", norm=False, t=1, status="claim")
    checked = node(
        case,
        ali,
        "Zustellung geprüft",
        opposite="Zustellung ungeprüft",
        holds=False,
        norm=True,
        t=2,
    )
    dunned = node(case, ali, "Mahnung verschickt", t=3, opposite="Keine Mahnung verschickt")
    angry = node(case, ali, "Kundin ist wütend", actor="customer", t=4, status="emotion")
    because(case, ali, dunned, lost, unless=[checked])
    because(case, ali, angry, dunned)
    return case


def names(case: Case) -> dict[str, str]:
    return {one.label: f"n{one.pk}" for one in case.nodes.all()}


def test_the_headline_names_departures_from_the_norm_in_time_order(case: Case, cast: Cast) -> None:
    called = names(case)
    why = page_of(case, cast.ali, why=called["Mahnung verschickt"]).why
    assert why is not None
    assert [one.name for one in why.headline] == [
        called["Paket verloren"],
        called["Zustellung geprüft"],
    ]
    assert why.text == "Mahnung verschickt"
    assert [(one.text, one.share) for one in why.causes] == [
        ("Paket verloren", "1"),
        ("Zustellung ungeprüft", "1"),
    ]
    assert (why.complete, why.more, why.presumably) == (True, 0, False)


def test_each_party_has_its_earliest_way_back(case: Case, cast: Cast) -> None:
    why = page_of(case, cast.ali, why=names(case)["Kundin ist wütend"]).why
    assert why is not None
    called = names(case)
    assert [one.name for one in why.ways_back] == [
        called["Paket verloren"],
        called["Zustellung geprüft"],
    ]


def test_what_nothing_led_to_has_no_list_of_causes(case: Case, cast: Cast, client: Client) -> None:
    root = case.nodes.get(label="Paket verloren")
    client.force_login(cast.ali)
    html = client.get(f"/cases/{case.number}/chain/?why=n{root.pk}").content.decode()
    assert html.count("Nothing in the chain led to it.") == 1
    assert "all-causes" not in html


def test_what_is_only_supposed_makes_the_answer_presumable(case: Case, cast: Cast) -> None:
    called = names(case)
    chain.set_holds(case.nodes.get(label="Paket verloren"), holds=None, at=MONDAY, by=cast.ali)
    why = page_of(case, cast.ali, why=called["Mahnung verschickt"]).why
    assert why is not None
    assert (why.presumably, "Paket verloren" in why.question) == (True, True)


def test_several_what_ifs_at_once_in_one_sentence(case: Case, cast: Cast, client: Client) -> None:
    called = names(case)
    lost, checked = called["Paket verloren"], called["Zustellung geprüft"]
    had = page_of(case, cast.ali, language="de", had=(lost, checked)).supposed
    assert had is not None
    assert had.changed == {called["Mahnung verschickt"], called["Kundin ist wütend"]}
    assert had.text.startswith("Angenommen, nicht so: Paket verloren und Zustellung geprüft: dann")
    client.force_login(cast.ali)
    html = client.get(f"/cases/{case.number}/chain/?had={lost}&had={checked}").content.decode()
    assert (html.count('class="ask ask--on"'), "chain-node--changed" in html) == (2, True)
    html = client.get(
        f"/cases/{case.number}/chain/?had={lost}&had={checked}&undo={lost}"
    ).content.decode()
    assert html.count('class="ask ask--on"') == 1


def test_a_what_if_that_changes_nothing_says_why(case: Case, cast: Cast) -> None:
    called = names(case)
    second = node(case, cast.ali, "Ton der Mahnung", t=3)
    because(case, cast.ali, case.nodes.get(label="Kundin ist wütend"), second)
    had = page_of(case, cast.ali, had=(called["Mahnung verschickt"],)).supposed
    assert had is not None
    assert (had.changed, "nothing changes" in had.text, "Ton der Mahnung" in had.text) == (
        frozenset(),
        True,
        True,
    )


def test_names_that_nobody_knows_are_left_aside(case: Case, cast: Cast, client: Client) -> None:
    page = page_of(case, cast.ali, why="n0", had=("x", "~n1", "<b>"))
    assert (page.why, page.supposed, page.asked) == (None, None, Asked())
    client.force_login(cast.ali)
    assert client.get(f"/cases/{case.number}/chain/?why=n0%22&had=&had=%3Cb%3E").status_code == 200


def test_a_node_is_described_and_its_history_says_so(
    case: Case, cast: Cast, client: Client
) -> None:
    row = case.nodes.get(label="Mahnung verschickt")
    client.force_login(cast.ali)
    answer = client.post(
        f"/cases/{case.number}/nodes/{row.pk}/description/",
        {
            "norm": "otherwise",
            "t": "7",
            "status": "claim",
            "opposite": " Es kam  keine Mahnung ",
            "inner": "on",
            "actor": "agent",
            "holds": "yes",
        },
    )
    row.refresh_from_db()
    assert answer.status_code == 302
    assert (row.actor, row.norm, row.t, row.status, row.opposite, row.inner) == (
        "agent",
        False,
        7,
        "claim",
        "Es kam keine Mahnung",
        True,
    )
    event = Event.objects.get(case=case, kind="node.described")
    assert event.values == {
        "node": row.pk,
        "what": ["actor", "inner", "norm", "opposite", "status", "t"],
    }
    (told,) = [one for one in casefiles.chain(case).nodes if one.id == f"n{row.pk}"]
    assert (told.norm, told.t, told.status, told.inner) == (False, 7, "claim", True)


@pytest.mark.parametrize(
    ("kind", "standing", "status"),
    [
        ("claim", "stated", "claim"),
        ("claim", "verified", "fact"),
        ("opinion", "stated", "opinion"),
        ("emotion", "stated", "emotion"),
    ],
)
def test_certainty_comes_from_the_line_of_the_ledger(
    cast: Cast, kind: str, standing: str, status: str
) -> None:
    case = case_of_brandt(cast)
    case.statements.create(
        line_no=1,
        kind=kind,
        text="x",
        speaker="customer",
        standing=standing,
        source="Beleg",
        said_at=MONDAY,
        at=MONDAY,
    )
    row = node(case, cast.ali, "Ware fehlt", line_no=1)
    (told,) = casefiles.chain(case).nodes
    assert (told.status, told.inner) == (status, status == "opinion")
    chain.set_holds(row, holds=None, at=MONDAY, by=cast.ali)
    assert casefiles.chain(case).nodes[0].status == "hypothesis"


def two_reasons(cast: Cast) -> tuple[Case, list[Node]]:
    case = case_of_brandt(cast)
    a, b, effect = (node(case, cast.ali, label) for label in ("Ware fehlt", "Mahnung", "Wut"))
    for cause, quote in ((a, "Wut, weil Ware fehlt"), (b, "Wut, weil Mahnung")):
        chain.add_because(case, effect=effect, causes=[cause], quote=quote, at=MONDAY, by=cast.ali)
    return case, [a, b, effect]


def test_two_reasons_are_asked_about_and_joined_with_one_press(cast: Cast, client: Client) -> None:
    case, nodes = two_reasons(cast)
    (question,) = page_of(case, cast.ali).questions
    assert (question.code, question.nodes, question.answers) == (
        "and_or_or",
        tuple(one.pk for one in nodes),
        ("together", "leave"),
    )
    client.force_login(cast.ali)
    sent = {"code": question.code, "about": question.about, "answer": "together"}
    client.post(f"/cases/{case.number}/chain/answers/", sent)
    (rule,) = casefiles.chain(case).rules
    assert rule.because == tuple(f"n{one.pk}" for one in nodes[:2])
    assert page_of(case, cast.ali).questions == ()
    assert client.post(f"/cases/{case.number}/chain/answers/", sent).status_code == 302
    assert len(casefiles.chain(case).rules) == 1


def test_two_nodes_that_mean_the_same_become_one(cast: Cast, client: Client) -> None:
    case, (a, b, effect) = two_reasons(cast)
    because(case, cast.ali, b, a)
    client.force_login(cast.ali)
    sent = {"code": "same_thing", "about": f"{a.pk} {b.pk}", "answer": "same"}
    for about in (f"{a.pk}", f"{a.pk} {a.pk}", f"{a.pk} {b.pk} {effect.pk}"):
        assert (
            client.post(f"/cases/{case.number}/chain/answers/", sent | {"about": about}).status_code
            == 404
        )
    client.post(f"/cases/{case.number}/chain/answers/", sent)
    assert [one.pk for one in case.nodes.all()] == [a.pk, effect.pk]
    assert [(one.effect, one.because) for one in casefiles.chain(case).rules] == [
        (f"n{effect.pk}", (f"n{a.pk}",))
    ] * 2
    assert case.becauses.filter(withdrawn_at=None).count() == 2
    assert Event.objects.filter(case=case, kind="node.joined").count() == 1


def test_what_was_answered_is_not_asked_again(cast: Cast, client: Client) -> None:
    case, _ = two_reasons(cast)
    (question,) = page_of(case, cast.ali).questions
    client.force_login(cast.ali)
    sent = {"code": question.code, "about": question.about, "answer": "leave"}
    for _time in range(2):
        client.post(f"/cases/{case.number}/chain/answers/", sent)
    assert (page_of(case, cast.ali).questions, case.settled.count()) == ((), 1)
    assert Event.objects.filter(case=case, kind="chain.settled").count() == 1


def test_an_answer_about_nodes_of_another_case_is_not_found(cast: Cast, client: Client) -> None:
    case, _ = two_reasons(cast)
    foreign = node(case_of_brandt(cast), cast.ali, "Fremd")
    client.force_login(cast.ali)
    for sent in (
        {"code": "and_or_or", "about": str(foreign.pk), "answer": "leave"},
        {"code": "and_or_or", "about": "", "answer": "leave"},
        {"code": "and_or_or", "about": "x", "answer": "leave"},
        {"code": "and_or_or", "about": str(foreign.pk), "answer": "delete"},
    ):
        assert client.post(f"/cases/{case.number}/chain/answers/", sent).status_code == 404


def test_reasons_of_different_things_are_not_joined(cast: Cast) -> None:
    case, (a, b, effect) = two_reasons(cast)
    because(case, cast.ali, a, b)
    with pytest.raises(chain.NoCause):
        joining.join_becauses(case, list(case.becauses.all()), at=MONDAY, by=cast.ali)
    with pytest.raises(DeskRefusal):
        joining.join_becauses(
            case, list(case.becauses.filter(effect=effect)[:1]), at=MONDAY, by=cast.ali
        )


def test_the_chain_is_saved_as_a_file(case: Case, cast: Cast, client: Client) -> None:
    client.force_login(cast.ali)
    found = []
    for kind in ("svg", "dot", "mmd", "json"):
        answer = client.get(f"/cases/{case.number}/chain/exports/{kind}/")
        name = f'attachment; filename="{case.number}-chain.{kind}"'
        assert answer.headers["Content-Disposition"] == name
        found.append((answer.headers["Content-Type"], answer.content.decode()[:4]))
    assert found == [
        ("image/svg+xml", "<svg"),
        ("text/vnd.graphviz; charset=utf-8", "digr"),
        ("text/plain; charset=utf-8", "flow"),
        ("application/json", '{\n "'),
    ]
    assert client.get(f"/cases/{case.number}/chain/exports/exe/").status_code == 404


def test_a_case_of_two_hundred_nodes_asks_the_database_as_often_as_a_small_one(
    case: Case, cast: Cast, client: Client
) -> None:
    client.force_login(cast.ali)
    counts = []
    for _size in ("small", "full"):
        address = f"/cases/{case.number}/chain/?why={names(case)['Kundin ist wütend']}"
        client.get(address)
        with CaptureQueriesContext(connection) as queries:
            answer = client.get(address, headers={"hx-request": "true", "hx-target": "panel"})
        counts.append(len(queries))
        assert answer.status_code == 200
        fill(case, cast.ali)
    assert counts[1] == counts[0]


def fill(case: Case, by: Person) -> None:
    """Two hundred nodes, each because of the one before it and another one."""
    missing = chain.MOST_NODES - case.nodes.count()
    Node.objects.bulk_create(
        Node(case=case, label=f"N{i}", holds=True, at=MONDAY, actor="company")
        for i in range(missing)
    )
    rows = list(case.nodes.all())
    for place in range(4, len(rows)):
        because(case, by, rows[place], rows[place - 1], rows[place // 2])
    because(case, by, case.nodes.get(label="Kundin ist wütend"), rows[-1])


def test_an_answer_that_is_not_complete_says_so(cast: Cast, client: Client) -> None:
    """Eight reasons of two causes each: 256 minimal causes, more than anybody reads."""
    case = case_of_brandt(cast)
    effect = node(case, cast.ali, "Wut")
    for number in range(8):
        pair = [node(case, cast.ali, f"{number}{letter}") for letter in "ab"]
        because(case, cast.ali, effect, *pair)
    why = page_of(case, cast.ali, why=f"n{effect.pk}").why
    assert why is not None
    assert (why.complete, why.more > 0, len(why.causes)) == (False, True, 40)
    client.force_login(cast.ali)
    page = client.get(f"/cases/{case.number}/chain/?why=n{effect.pk}").content.decode()
    assert "Not everything is shown: there may be more." in page


def test_a_question_brings_only_what_changes_with_it(
    case: Case, cast: Cast, client: Client
) -> None:
    lost = names(case)["Paket verloren"]
    client.force_login(cast.ali)
    htmx = {"HX-Request": "true", "HX-Target": "asked"}
    html = client.get(f"/cases/{case.number}/chain/?had={lost}", headers=htmx).content.decode()
    parts = ('id="answer"', 'id="drawing"', 'class="chain-list"', "chain-editor", 'id="panel"')
    assert [part in html for part in parts] == [True, True, True, False, False]


def test_the_list_stays_open_for_those_who_read_it(case: Case, cast: Cast, client: Client) -> None:
    client.force_login(cast.ali)
    address = f"/cases/{case.number}/chain/"
    opened = [
        '<details class="chain-list" open>' in client.get(address + query).content.decode()
        for query in ("", "?list=1")
    ]
    assert opened == [False, True]


def test_the_tab_and_the_card_beside_it_read_the_chain_once(
    case: Case, cast: Cast, client: Client
) -> None:
    client.force_login(cast.ali)
    with CaptureQueriesContext(connection) as tab:
        client.get(f"/cases/{case.number}/chain/")
    with CaptureQueriesContext(connection) as facts:
        client.get(f"/cases/{case.number}/facts/")
    assert (_readings(tab), _readings(facts)) == (1, 1)


def _readings(queries: CaptureQueriesContext) -> int:
    """How often the becauses of the case were read as a model."""
    asked = [one["sql"] for one in queries.captured_queries]
    becauses = [sql for sql in asked if 'FROM "desk_because" ' in sql and "JOIN" not in sql]
    return sum("withdrawn_at" in sql.split("WHERE")[1] for sql in becauses)
