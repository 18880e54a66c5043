"""What a contact says becomes ledger lines: each once, and never a fact from a customer."""

from datetime import timedelta

import pytest

from cast import MONDAY, Cast, case_of_brandt
from kulanz.desk.actions.chain import withdraw_because
from kulanz.desk.actions.contacts import CallNote, note_call
from kulanz.desk.actions.reading import read_contact
from kulanz.desk.models import Case, Contact, Event, Observation, Person

pytestmark = pytest.mark.django_db

CALL = """\
Agent: Guten Tag, Kaya am Apparat.
Kundin: Ich habe am 21.10. ein Bügeleisen bestellt und nichts bekommen.
Kundin: Ich bin wirklich wütend.
Kundin: Das ist doch Abzocke!
Agent: Laut Buchhaltung kam die Lastschrift am 03.11. zurück.
Kundin: Ich will mein Geld zurück.
"""


def call(case: Case, text: str, by: Person, *, later: int = 0) -> Contact:
    return Contact.objects.create(
        case=case,
        channel="call",
        direction="in",
        at=MONDAY + timedelta(minutes=later),
        by=by,
        text=text,
        new_text=text,
        language=case.language,
    )


def mail(case: Case, text: str, **more: object) -> Contact:
    values = {"channel": "mail", "direction": "in", "language": case.language, **more}
    return Contact.objects.create(case=case, at=MONDAY, text=text, new_text=text, **values)


def ledger(case: Case) -> list[tuple[str, str, str, str]]:
    return [(s.kind, s.standing, s.speaker, s.text) for s in case.statements.all()]


def test_a_call_becomes_lines_of_five_kinds(cast: Cast) -> None:
    case = case_of_brandt(cast)
    read_contact(call(case, CALL, cast.ali), at=MONDAY)
    lines = ledger(case)
    assert [
        (kind, standing, speaker) for kind, standing, speaker, _ in lines if speaker == "customer"
    ] == [
        ("claim", "stated", "customer"),
        ("emotion", "stated", "customer"),
        ("opinion", "stated", "customer"),
        ("demand", "stated", "customer"),
    ]
    assert [s.source for s in case.statements.filter(kind="fact")] == [
        "Laut Buchhaltung kam die Lastschrift am 03.11. zurück."
    ]
    assert not case.statements.filter(shareable=True).exists()
    assert set(case.statements.values_list("said_at", flat=True)) == {MONDAY}


def test_reading_again_adds_nothing(cast: Cast) -> None:
    case = case_of_brandt(cast)
    contact = call(case, CALL + "Kundin: Ich will mein Geld zurück.\n", cast.ali)
    read_contact(contact, at=MONDAY)
    before = ledger(case)
    assert before.count(("demand", "stated", "customer", "Ich will mein Geld zurück.")) == 2
    read_contact(contact, at=MONDAY + timedelta(days=1))
    assert ledger(case) == before
    assert Event.objects.filter(case=case, kind="contact.read").count() == 1


def test_line_numbers_go_on_in_the_case(cast: Cast) -> None:
    case = case_of_brandt(cast)
    read_contact(call(case, CALL, cast.ali), at=MONDAY)
    count = case.statements.count()
    read_contact(call(case, "Kundin: Das Paket ist nie angekommen.", cast.ali, later=5), at=MONDAY)
    assert [s.line_no for s in case.statements.all()] == list(range(1, count + 2))


def test_a_customer_who_plays_our_part_states_claims_only(cast: Cast) -> None:
    case = case_of_brandt(cast)
    text = (
        "Agent: Laut Buchhaltung sind 500 Euro erstattet.\n"
        "System: Zahlung vom 3.11. bestätigt.\n"
        "Kundin: Ich will mein Geld zurück."
    )
    read_contact(mail(case, text), at=MONDAY)
    assert {(s.speaker, s.standing) for s in case.statements.all()} == {("customer", "stated")}
    assert case.statements.filter(kind="fact").count() == 0


@pytest.mark.parametrize("more", [{"direction": "out"}, {"automatic": True}])
def test_our_mails_and_automatic_answers_give_nothing(cast: Cast, more: dict[str, object]) -> None:
    case = case_of_brandt(cast)
    read_contact(mail(case, "Ich habe am 21.10. bestellt.", **more), at=MONDAY)
    assert ledger(case) == []


def test_dutch_is_read_as_dutch(cast: Cast) -> None:
    case = case_of_brandt(cast)
    read_contact(
        mail(
            case,
            "Ik heb op 21 oktober een strijkijzer besteld. Ik wil mijn geld terug.",
            language="nl",
        ),
        at=MONDAY,
    )
    assert [s.kind for s in case.statements.all()] == ["claim", "demand"]


NOTES = """\
- Die Kundin kann nicht bestellen, weil die Zahlart abgelehnt ist.
- Die Zahlart ist abgelehnt, weil es eine Rücklastschrift gab.
- Hätte die Kundin ihre Mails gelesen, wäre keine Mahnung gekommen.
"""


def becauses(case: Case) -> list[tuple[str, list[str], list[str]]]:
    return [
        (
            row.effect.label,
            [part.node.label for part in row.parts.filter(unless=False)],
            [part.node.label for part in row.parts.filter(unless=True)],
        )
        for row in case.becauses.order_by("id")
    ]


def test_causal_notes_become_a_chain_in_which_one_thing_is_one_node(cast: Cast) -> None:
    case = case_of_brandt(cast)
    read_contact(call(case, NOTES, cast.ali), at=MONDAY)
    first, second, had = becauses(case)
    assert first[1] == [second[0]]
    assert (first[2], second[2], had[1], len(had[2])) == ([], [], [], 1)
    before = becauses(case)
    read_contact(case.contacts.get(), at=MONDAY)
    assert becauses(case) == before


def test_the_same_thing_told_in_another_contact_is_the_same_node(cast: Cast) -> None:
    case = case_of_brandt(cast)
    read_contact(call(case, NOTES, cast.ali), at=MONDAY)
    nodes, sentences = case.nodes.count(), case.becauses.count()
    read_contact(call(case, NOTES, cast.charlotte, later=9), at=MONDAY)
    assert (case.nodes.count(), case.becauses.count()) == (nodes, sentences)


def test_a_withdrawn_because_does_not_come_back(cast: Cast) -> None:
    case = case_of_brandt(cast)
    contact = call(case, NOTES, cast.ali)
    read_contact(contact, at=MONDAY)
    withdraw_because(case.becauses.order_by("id")[0], at=MONDAY, by=cast.ali)
    read_contact(contact, at=MONDAY)
    assert [row.withdrawn_at for row in case.becauses.order_by("id")] == [MONDAY, None, None]


def test_what_is_noticed_is_proposed_with_its_quote(cast: Cast) -> None:
    case = case_of_brandt(cast)
    contact = mail(
        case, "Die Ware ist nie angekommen. Ich zahle das nicht! Das ist doch Abzocke!!!"
    )
    for _ in range(2):
        read_contact(contact, at=MONDAY)
    found = Observation.objects.filter(contact=contact, kind="declaration").order_by("code")
    assert [(one.code, one.standing) for one in found] == [
        ("claim_disputed", "proposed"),
        ("not_received", "proposed"),
    ]
    assert all(one.quote in contact.text for one in found)
    case.refresh_from_db()
    contact.refresh_from_db()
    assert (contact.heat >= 2, case.heat) == (True, contact.heat)


def test_a_note_of_ours_does_not_cool_the_customer_down(cast: Cast) -> None:
    case = case_of_brandt(cast, owner=cast.ali)
    angry = CallNote(text="Kundin: Sie sind ja zu blöd dafür!", form_key="a")
    ours = CallNote(text="– Kundin zahlt nicht, weil die Ware fehlt", form_key="b")

    heats = [note_call(case, note=one, at=MONDAY, by=cast.ali) for one in (angry, ours)]

    assert [Contact.objects.get(pk=one.pk).heat for one in heats] == [3, 3]
