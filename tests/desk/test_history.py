"""What happened, in words and a page at a time."""

import ast
import re
from pathlib import Path

import pytest
from django.test import Client

from cast import MONDAY, Cast, case_of_brandt
from kulanz.desk import actions
from kulanz.desk.actions.record import record
from kulanz.desk.models import Event
from kulanz.desk.queries.history import history
from kulanz.desk.web.cases.history_lines import line_of, text_of
from kulanz.desk.web.cases.history_texts import TEXTS

KIND = re.compile(r"[a-z_]+\.[a-z_]+")


def recorded_kinds() -> set[str]:
    """Every kind of event the actions write: first in a call of `record` or a wrapper of it."""
    home = Path(actions.__file__).parent
    nodes = [
        node
        for file in sorted(home.glob("*.py"))
        for node in ast.walk(ast.parse(file.read_text(encoding="utf-8")))
    ]
    first = [
        node.args[0]
        for node in nodes
        if isinstance(node, ast.Call) and node.args and "record" in ast.unparse(node.func)
    ]
    words = [
        node.value for arg in first for node in ast.walk(arg) if isinstance(node, ast.Constant)
    ]
    return {word for word in words if isinstance(word, str) and KIND.fullmatch(word)}


def test_every_recorded_kind_has_a_text() -> None:
    kinds = recorded_kinds()
    assert "case.merged" in kinds
    assert "contact.made" in kinds
    assert sorted(kinds - set(TEXTS)) == []


@pytest.mark.django_db
def test_an_event_tells_who_what_and_with_codes_in_words(cast: Cast) -> None:
    case = case_of_brandt(cast)
    event = record(
        "case.moved", case=case, at=MONDAY, by=cast.ali, old="received", new="investigating"
    )
    line = line_of(event, case)
    assert (line.who, line.text) == ("Ali Kaya", "changed the state from Received to Investigating")


@pytest.mark.django_db
def test_the_customer_and_the_desk_itself_are_named(cast: Cast) -> None:
    case = case_of_brandt(cast)
    by_customer = record("case.not_solved", case=case, at=MONDAY, by_customer=True)
    by_desk = record("case.acknowledged", case=case, at=MONDAY)
    assert [line_of(event, case).who for event in (by_customer, by_desk)] == [
        "Susanne Brandt",
        "Kulanz",
    ]


def test_a_missing_value_is_a_dash_and_an_unknown_kind_its_code() -> None:
    assert text_of(Event(kind="case.owner_given", values={"owner": None})) == "gave the case to –"
    assert text_of(Event(kind="moon.landed", values={})) == "moon.landed"


@pytest.mark.django_db
def test_pages_follow_each_other_to_the_first_event(cast: Cast) -> None:
    case = case_of_brandt(cast)
    for _turn in range(4):
        record("case.reopened", case=case, at=MONDAY)
    kinds, before = [], 0
    while True:
        page = history(case, before=before, size=2)
        kinds += [event.kind for event in page.events]
        before = page.older
        if not before:
            break
    assert kinds == ["case.reopened"] * 4 + ["case.opened"]


@pytest.mark.django_db
def test_the_tab_shows_it_alone_to_htmx_and_in_the_page_otherwise(
    cast: Cast, client: Client
) -> None:
    case = case_of_brandt(cast)
    client.force_login(cast.ali)
    alone = client.get(
        f"/cases/{case.number}/history/", headers={"HX-Request": "true", "HX-Target": "panel"}
    )
    whole = client.get(f"/cases/{case.number}/history/?before=nonsense")
    assert "opened the case" in alone.content.decode()
    assert "<html" not in alone.content.decode()
    assert "opened the case" in whole.content.decode()
    assert "<html" in whole.content.decode()
