"""The frame of the case page: header, what holds the case up, contacts, surroundings."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from cast import MONDAY, Cast, brandt, case_of_brandt
from kulanz.case import Statement
from kulanz.chain import Node, Rule
from kulanz.desk import casefiles
from kulanz.desk import models as rows
from kulanz.desk.actions.cases import open_case
from kulanz.desk.actions.commitments import promise
from kulanz.desk.actions.contacts import CallNote, note_call
from kulanz.desk.actions.presence import be_present, leave
from kulanz.desk.models import Attachment, Case, Contact, Note, Observation, Person
from kulanz.desk.queries.casepage import MOST_CONTACTS, case_page
from kulanz.desk.web.cases.present import present_words
from kulanz.desk.web.cases.standing import standing_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def case(cast: Cast) -> Case:
    """A fresh case of Susanne Brandt that Ali owns."""
    opened = open_case(
        customer=brandt(),
        team=cast.koeln,
        subject="Mahnung trotz fehlender Ware",
        language="de",
        at=timezone.now(),
    )
    opened.owner = cast.ali
    opened.save()
    return opened


def _contact(
    case: Case,
    text: str,
    *,
    direction: str = "in",
    channel: str = "mail",
    minutes: int = 0,
    by: Person | None = None,
) -> Contact:
    return Contact.objects.create(
        case=case,
        channel=channel,
        direction=direction,
        at=timezone.now() + timedelta(minutes=minutes),
        text=text,
        new_text=text,
        language="de",
        by=by,
    )


def test_a_case_opens_on_its_facts(cast: Cast, client: Client, case: Case) -> None:
    client.force_login(cast.ali)
    page = client.get(f"/cases/{case.number}/")
    assert (page.status_code, page.context["tab"]) == (200, "facts")
    assert f'data-last-event="{case.last_event}"' in page.content.decode()


def test_every_tab_stands_in_the_bar_once_with_a_key_of_its_own(
    cast: Cast, client: Client, case: Case
) -> None:
    client.force_login(cast.ali)
    tabs = client.get(f"/cases/{case.number}/history/").context["tabs"]
    assert [tab["name"] for tab in tabs] == [
        "facts",
        "chain",
        "conversation",
        "commitments",
        "offers",
        "history",
    ]
    assert len({tab["key"] for tab in tabs}) == len(tabs)


def test_what_was_last_said_is_ours_newest_first_without_greetings(cast: Cast, case: Case) -> None:
    _contact(
        case,
        "Guten Tag,\nIch prüfe die Lieferung bis morgen. Die Mahnung ist ab sofort gestoppt.",
        direction="out",
        by=cast.ali,
    )
    _contact(case, "Das reicht mir überhaupt nicht mehr.", minutes=1)
    _contact(
        case,
        "Kundin: Wann hören wir uns denn wieder?\nAgent: Ich rufe Sie morgen an.\nKundin: Gut.",
        channel="call",
        minutes=2,
    )
    page = case_page(case, person=cast.ali)
    assert [one.text for one in page.said] == [
        "Ich rufe Sie morgen an.",
        "Die Mahnung ist ab sofort gestoppt.",
        "Ich prüfe die Lieferung bis morgen.",
    ]


def test_contacts_come_newest_first_and_a_long_case_stays_short(
    cast: Cast, client: Client, case: Case
) -> None:
    for number in range(MOST_CONTACTS + 2):
        _contact(case, f"Nachricht {number}", minutes=number)
    page = case_page(case, person=cast.ali)
    assert [card.contact.text for card in page.newest] == [
        "Nachricht 31",
        "Nachricht 30",
        "Nachricht 29",
    ]
    assert (len(page.older), page.more_contacts) == (MOST_CONTACTS - 3, True)
    client.force_login(cast.ali)
    assert "Nachricht 0" not in client.get(f"/cases/{case.number}/history/").content.decode()
    assert (
        "Nachricht 0" in client.get(f"/cases/{case.number}/history/?contacts=all").content.decode()
    )


def test_a_contact_shows_wait_break_files_and_what_was_noticed(
    cast: Cast, client: Client, case: Case
) -> None:
    contact = _contact(case, "Das ist Abzocke, ich zahle nicht", channel="call")
    Contact.objects.filter(pk=contact.pk).update(
        wait_seconds=1200, broken_off_by="line", text="Das ist ...\n> alt"
    )
    Attachment.objects.create(
        contact=contact,
        token="t" * 43,
        name="foto.jpg",
        content_type="image/jpeg",
        blob="b",
        size=3,
    )
    Observation.objects.create(
        contact=contact, kind="behaviour", code="B16", quote="Das ist Abzocke"
    )
    Observation.objects.create(
        contact=contact, kind="declaration", code="claim_disputed", quote="ich zahle nicht"
    )
    Observation.objects.create(
        contact=contact, kind="behaviour", code="B07", quote="DAS", standing="dismissed"
    )
    client.force_login(cast.ali)
    html = client.get(f"/cases/{case.number}/history/").content.decode()
    for shown in (
        "waited 20 min",
        "line dropped",
        "foto.jpg",
        "speaks of fraud",
        "Claim disputed",
        "&gt; alt",
    ):
        assert shown in html
    assert "shouts" not in html


def test_the_words_of_a_customer_cannot_become_markup(
    cast: Cast, client: Client, case: Case
) -> None:
    _contact(case, "<script>alert(1)</script>")
    client.force_login(cast.ali)
    html = client.get(f"/cases/{case.number}/history/").content.decode()
    assert "<script>alert" not in html
    assert "&lt;script&gt;alert" in html


def test_the_page_has_the_same_number_of_queries_with_one_and_three_contacts(
    cast: Cast, client: Client, case: Case
) -> None:
    client.force_login(cast.ali)

    def queries() -> int:
        with CaptureQueriesContext(connection) as captured:
            client.get(f"/cases/{case.number}/history/")
        return len(captured)

    def grow(number: int) -> None:
        contact = _contact(case, f"Nachricht {number}", minutes=number)
        Attachment.objects.create(
            contact=contact, token=f"{number}", name="a", content_type="a/b", blob="b", size=1
        )
        Observation.objects.create(contact=contact, kind="behaviour", code="B16", quote="q")
        Note.objects.create(
            case=case, by=cast.sam, at=timezone.now(), text="n", form_key=str(number)
        )
        open_case(
            customer=case.customer, team=cast.koeln, subject="x", language="de", at=timezone.now()
        )

    grow(1)
    queries()
    with_one = queries()
    grow(2)
    grow(3)
    assert queries() == with_one


def test_other_cases_are_shown_as_far_as_the_reader_may_see_them(cast: Cast, case: Case) -> None:
    ours = case_of_brandt(cast)
    theirs = open_case(
        customer=case.customer, team=cast.utrecht, subject="X", language="nl", at=timezone.now()
    )
    seen = case_page(case, person=cast.ali)
    assert ([one.case for one in seen.others], seen.customer_case_count) == ([ours], 2)
    assert {one.case for one in case_page(case, person=cast.mira).others} == {ours, theirs}


def test_what_holds_the_case_up_is_the_most_pressing_thing(cast: Cast, case: Case) -> None:
    def word() -> str:
        return standing_of(case_page(case, person=cast.ali)).word

    now = timezone.now()
    assert word() == "No commitment"
    theirs = promise(
        case,
        side="theirs",
        kind="task",
        text="Foto",
        due_at=now + timedelta(hours=2),
        owner=None,
        at=now,
        by=cast.ali,
    )
    assert word() == "Waiting"
    promise(
        case,
        side="ours",
        kind="task",
        text="Suchen",
        due_at=now + timedelta(hours=3),
        owner=cast.ali,
        at=now,
        by=cast.ali,
    )
    assert word() == "Next"
    case.owner = None
    assert word() == "Nobody's"
    case.human_by = now - timedelta(hours=1)
    assert word() == "Overdue"
    type(theirs).objects.filter(pk=theirs.pk).update(due_at=now - timedelta(hours=1))
    assert standing_of(case_page(case, person=cast.ali)).text == "The customer: Foto"
    case.closed_at, case.state = now, "closed_confirmed"
    assert (word(), standing_of(case_page(case, person=cast.ali)).text) == (
        "Closed",
        "Closed, confirmed",
    )


def test_the_owner_changes_by_a_form(cast: Cast, client: Client, case: Case) -> None:
    client.force_login(cast.charlotte)
    for sent, expected in (
        ("me", cast.charlotte),
        (str(cast.sam.pk), cast.sam),
        (str(cast.tom.pk), cast.sam),
        ("x", cast.sam),
        ("", None),
    ):
        answer = client.post(f"/cases/{case.number}/ownership/", {"owner": sent})
        assert answer.headers["Location"] == f"/cases/{case.number}/"
        assert Case.objects.get(pk=case.pk).owner == expected


def test_the_state_changes_by_a_form_but_never_to_closed(
    cast: Cast, client: Client, case: Case
) -> None:
    client.force_login(cast.ali)
    for sent, expected in (
        ("investigating", "investigating"),
        ("closed_confirmed", "investigating"),
        ("moon", "investigating"),
    ):
        client.post(f"/cases/{case.number}/state/", {"state": sent})
        assert Case.objects.get(pk=case.pk).state == expected


def test_root_causes_are_named_and_taken_back(cast: Cast, client: Client, case: Case) -> None:
    client.force_login(cast.ali)
    client.post(f"/cases/{case.number}/problems/", {"name": "Lager Nord"})
    client.post(f"/cases/{case.number}/problems/", {"name": "!!!"})
    assert [problem.code for problem in case.problems.all()] == ["lager-nord"]
    client.post(f"/cases/{case.number}/problems/", {"remove": "lager-nord"})
    assert client.post(f"/cases/{case.number}/problems/", {"add": "unknown"}).status_code == 404
    client.post(f"/cases/{case.number}/problems/", {"add": "lager-nord"})
    assert [problem.code for problem in case.problems.all()] == ["lager-nord"]


def test_the_overview_says_what_it_has_shown(cast: Cast, client: Client, case: Case) -> None:
    client.force_login(cast.ali)
    _contact(case, "Neu hier")
    html = client.get(f"/cases/{case.number}/overview/").content.decode()
    assert "<html" not in html
    assert "Neu hier" in html
    assert f'data-last-event="{case.last_event}"' in html
    assert 'id="case-line"' in html


def test_presence_names_others_and_forgets_who_left(cast: Cast, client: Client, case: Case) -> None:
    now = timezone.now()
    be_present(case, replying=False, at=now - timedelta(minutes=2), by=cast.an)
    be_present(case, replying=False, at=now, by=cast.sam)
    be_present(case, replying=True, at=now, by=cast.charlotte)
    client.force_login(cast.ali)
    said = client.post(f"/cases/{case.number}/presence/", {"replying": "no"})
    assert said.content.decode() == "Charlotte de Wit is replying · Sam Berger is here"
    assert {one.person for one in case.presences.all()} == {cast.ali, cast.sam, cast.charlotte}
    leave(case, by=cast.charlotte)
    assert client.post(f"/cases/{case.number}/presence/", {"leaving": "yes"}).status_code == 204
    assert [one.person for one in case.presences.all()] == [cast.sam]
    assert present_words([]) == ""


def test_those_who_only_read_get_no_forms(cast: Cast, client: Client, case: Case) -> None:
    client.force_login(cast.dpo)
    page = client.get(f"/cases/{case.number}/history/")
    assert f"/cases/{case.number}/ownership/" not in page.content.decode()
    assert page.context.get("composers") is None


def test_rows_become_values_of_the_core(cast: Cast, case: Case) -> None:
    at = timezone.now()
    old = rows.Statement.objects.create(
        case=case, line_no=1, kind="claim", text="Alt", speaker="customer", said_at=at, at=at
    )
    rows.Statement.objects.create(
        case=case,
        line_no=1,
        replaces=old,
        kind="claim",
        text="Neu",
        quote="neu!",
        speaker="customer",
        said_at=at,
        at=at,
    )
    assert casefiles.ledger(case) == (Statement("s1", "claim", "Neu", "neu!", "customer", 1),)
    effect, cause, unless = (
        rows.Node.objects.create(case=case, label=label, at=at, holds=True) for label in "EAB"
    )
    because = rows.Because.objects.create(case=case, effect=effect, quote="weil", at=at)
    rows.BecauseNode.objects.create(because=because, node=cause)
    rows.BecauseNode.objects.create(because=because, node=unless, unless=True)
    rows.Because.objects.create(case=case, effect=cause, at=at, withdrawn_at=at)
    chain = casefiles.chain(case)
    assert chain.nodes[0] == Node(id=f"n{effect.pk}", label="E", holds=True)
    assert chain.rules == (Rule(f"n{effect.pk}", (f"n{cause.pk}",), (f"n{unless.pk}",), "weil"),)


def test_what_we_wrote_is_ours_whatever_it_looks_like(cast: Cast, case: Case) -> None:
    written = _contact(case, "Ich melde mich morgen.", direction="out")
    assert [one.speaker for one in casefiles.utterances(written)] == ["agent"]


def test_an_unhandled_error_shows_an_id_and_keeps_what_was_typed(
    cast: Cast, client: Client, case: Case
) -> None:
    Case.objects.filter(pk=case.pk).update(profile="nowhere")
    client.raise_request_exception = False
    client.force_login(cast.ali)
    page = client.post(f"/cases/{case.number}/closure/", {"reasons": "lange getippt"})
    assert page.status_code == 500
    assert "lange getippt" in page.content.decode()
    assert len(page.context["error_id"]) == 8


def test_what_broke_off_in_the_middle_committed_nobody(cast: Cast, case: Case) -> None:
    lines = (
        "Kundin: Wo ist es?",
        "Agent: Bitte warten Sie ich ...",
        "Agent: Ich prüfe das bis Freitag.",
    )
    talk = CallNote(text="\n".join(lines), form_key="b")
    note_call(case, note=talk, at=MONDAY, by=cast.ali)

    said = case_page(case, person=cast.ali).said

    assert [one.text for one in said] == ["Ich prüfe das bis Freitag."]
