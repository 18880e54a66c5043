"""Summing up: only what may be shared, in the case's language, with the customer's word kept."""

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from cast import MONDAY, Cast, case_of_brandt, devries
from kulanz.desk.actions import facts, recap
from kulanz.desk.actions.cases import open_case
from kulanz.desk.models import Case, Event, OutboxMessage, Person, Recap, Statement
from kulanz.desk.queries.facts import current_statements
from kulanz.desk.queries.recap import card

pytestmark = pytest.mark.django_db


def line(case: Case, by: Person, text: str, kind: str = "claim") -> Statement:
    source = "Buchhaltung" if kind == "fact" else ""
    return facts.add_line(case, kind=kind, text=text, source=source, at=MONDAY, by=by)


def told(case: Case, by: Person) -> Recap:
    chosen = [line(case, by, "die Ware kam nie an"), line(case, by, "Mahnung am 12.11.", "fact")]
    return recap.make_recap(case, statements=chosen, way="read_back", at=MONDAY, by=by)


def test_a_recap_freezes_numbered_lines_and_shares_them(cast: Cast) -> None:
    case = case_of_brandt(cast)
    made = told(case, cast.ali)
    assert [(row.number, row.text, row.statement.shareable) for row in made.lines.all()] == [
        (1, "Die Ware kam nie an.", True),
        (2, "Mahnung am 12.11.", True),
    ]
    assert [s.shareable for s in current_statements(case)] == [True, True]


@pytest.mark.parametrize("kind", ["opinion", "emotion", "question"])
def test_canary_no_opinion_or_feeling_gets_in(cast: Cast, kind: str) -> None:
    case = case_of_brandt(cast)
    chosen = [line(case, cast.ali, "Die Ware kam nie an."), line(case, cast.ali, "Saftladen", kind)]
    with pytest.raises(facts.NotShareable):
        recap.make_recap(case, statements=chosen, way="read_back", at=MONDAY, by=cast.ali)
    assert (Recap.objects.count(), Statement.objects.filter(shareable=True).count()) == (0, 0)


def test_an_empty_recap_is_refused(cast: Cast) -> None:
    case = case_of_brandt(cast)
    with pytest.raises(recap.NothingToSay):
        recap.make_recap(case, statements=[], way="read_back", at=MONDAY, by=cast.ali)


def test_pressed_twice_is_made_once(cast: Cast) -> None:
    case = case_of_brandt(cast)
    first = told(case, cast.ali)
    rows = current_statements(case)
    again = recap.make_recap(case, statements=rows, way="read_back", at=MONDAY, by=cast.ali)
    assert again == first


def test_the_customer_says_yes(cast: Cast) -> None:
    case = case_of_brandt(cast)
    row = told(case, cast.ali).lines.get(number=1)
    for _ in range(2):
        recap.confirm_line(row, stands=True, at=MONDAY, by=cast.ali)
    shown = card(case)
    assert (shown.confirmed, shown.corrected) == (1, 0)
    event = Event.objects.get(case=case, kind="recap.confirmed")
    assert (event.by_customer, event.by) == (False, cast.ali)


def test_a_correction_is_a_new_claim_and_the_old_line_stays(cast: Cast) -> None:
    case = case_of_brandt(cast)
    row = told(case, cast.ali).lines.get(number=1)
    recap.confirm_line(row, stands=False, correction=" Die Hälfte kam an. ", at=MONDAY)
    added = current_statements(case)[-1]
    assert (added.kind, added.speaker, added.text, added.standing, added.shareable, added.by) == (
        "claim",
        "customer",
        "Die Hälfte kam an.",
        "stated",
        False,
        None,
    )
    assert current_statements(case)[0].text == "die Ware kam nie an"
    event = Event.objects.get(case=case, kind="recap.corrected")
    assert (event.by_customer, "Hälfte" in str(event.values)) == (True, False)


def test_a_correction_needs_words(cast: Cast) -> None:
    row = told(case_of_brandt(cast), cast.ali).lines.get(number=1)
    with pytest.raises(recap.CorrectionMissing):
        recap.confirm_line(row, stands=False, correction="  ", at=MONDAY)


@pytest.mark.parametrize(
    ("language", "opening", "closing"),
    [
        ("de", "Ich fasse zusammen.", "Stimmt das so, fehlt etwas?"),
        ("nl", "Ik vat het even samen.", "Klopt dat zo, mis ik iets?"),
    ],
)
def test_the_text_is_in_the_language_of_the_case(
    cast: Cast, language: str, opening: str, closing: str
) -> None:
    case = case_of_brandt(cast)
    case.language = language
    case.save(update_fields=["language"])
    paragraphs = recap.text_of(told(case, cast.ali)).split("\n\n")
    assert (paragraphs[0], paragraphs[-1]) == (opening, closing)
    assert [p.splitlines()[1] for p in paragraphs[1:-1]] == [
        "1. Die Ware kam nie an.",
        "2. Mahnung am 12.11.",
    ]


def test_mailed_once_to_the_customer(cast: Cast, client: Client) -> None:
    case = case_of_brandt(cast)
    statement = line(case, cast.ali, "Die Ware kam nie an.")
    client.force_login(cast.ali)
    for _ in range(2):
        client.post(
            f"/cases/{case.number}/recaps/",
            {"statement": [statement.pk], "way": "mailed", "form_key": "k1"},
        )
        statement = current_statements(case)[0]
    sent = OutboxMessage.objects.get(case=case)
    assert (sent.kind, sent.recipient, sent.by) == ("recap", "s.brandt@mail.example", cast.ali)
    assert Recap.objects.count() == 1


def test_without_an_address_nothing_happens(cast: Cast) -> None:
    case = open_case(
        customer=devries(), team=cast.utrecht, subject="Pakket stuk", language="nl", at=MONDAY
    )
    case.customer.addresses.all().delete()
    with pytest.raises(recap.NoMailAddress):
        recap.make_and_mail(
            case,
            statements=[line(case, cast.tom, "Pakket stuk.")],
            at=MONDAY,
            by=cast.tom,
            form_key="k",
        )
    assert (Recap.objects.count(), OutboxMessage.objects.count()) == (0, 0)


def test_claims_are_proposed_and_feelings_not_even_offered(cast: Cast) -> None:
    case = case_of_brandt(cast)
    line(case, cast.ali, "Die Ware kam nie an.")
    line(case, cast.ali, "Ich bin wütend.", "emotion")
    line(case, cast.ali, "Ich will mein Geld zurück.", "demand")
    refuted = line(case, cast.ali, "Es gab keine Mail.")
    facts.refute(refuted, source="Versandprotokoll", at=MONDAY, by=cast.ali)
    assert [(c.statement.text, c.chosen) for c in card(case).choices] == [
        ("Die Ware kam nie an.", True),
        ("Ich will mein Geld zurück.", False),
    ]


def test_the_door_notes_yes_within_the_case_only(cast: Cast, client: Client) -> None:
    case, other = case_of_brandt(cast), case_of_brandt(cast)
    made = told(case, cast.ali)
    client.force_login(cast.ali)
    path = f"recaps/{made.pk}/lines/1/confirmation/"
    assert client.post(f"/cases/{other.number}/{path}", {"stands": "yes"}).status_code == 404
    answer = client.post(f"/cases/{case.number}/{path}", {"stands": "yes", "tab": "chain"})
    assert (answer.status_code, answer.headers["Location"]) == (302, f"/cases/{case.number}/chain/")
    assert card(case).confirmed == 1


def test_as_many_queries_with_three_lines_as_with_one(cast: Cast) -> None:
    case = case_of_brandt(cast)
    counts = []
    for number in range(3):
        line(case, cast.ali, f"Zeile {number} der Mahnung.")
        made = recap.make_recap(
            case, statements=current_statements(case), way="read_back", at=MONDAY, by=cast.ali
        )
        for row in made.lines.all():
            recap.confirm_line(row, stands=True, at=MONDAY, by=cast.ali)
        with CaptureQueriesContext(connection) as queries:
            card(case)
        counts.append(len(queries))
    assert counts == [counts[0]] * 3
