"""The guided conversation: steps tick themselves by evidence, the next sentence fits the case."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from cast import MONDAY, Cast, case_of_brandt
from kulanz.desk.actions import conversation, facts, recap
from kulanz.desk.actions.commitments import promise
from kulanz.desk.actions.contacts import CallNote, note_call
from kulanz.desk.actions.wishes import NoWish, note_wish
from kulanz.desk.models import Case, Commitment, Contact, Draft, Event, Observation, Wish
from kulanz.desk.queries.conversation import ConversationPage, conversation_page, progress
from kulanz.desk.queries.facts import current_statements
from kulanz.desk.queries.procedures import listening
from kulanz.protocol import steps

pytestmark = pytest.mark.django_db


def done(case: Case) -> dict[str, bool]:
    return {state.step: state.done for state in steps(progress(case))}


def a_call(case: Case, **more: object) -> Contact:
    values = {"channel": "call", "direction": "in", "language": case.language, "at": MONDAY, **more}
    return Contact.objects.create(case=case, **values)


def test_nothing_is_done_at_first(cast: Cast) -> None:
    assert set(done(case_of_brandt(cast)).values()) == {False}


def test_every_step_ticks_itself_by_its_evidence(cast: Cast) -> None:
    case = case_of_brandt(cast, owner=cast.ali)
    a_call(case)
    told = "Am 21.10. habe ich die Bestellung 4711 über 84,90 Euro aufgegeben, die Ware kam nie an."
    facts.add_line(case, kind="claim", text=told, at=MONDAY, by=cast.ali)
    for code in progress(case).open_facts:
        if code != "wish":
            question = next(q for q in _questions(case) if q[0] == code)
            facts.give_up_question(case, text=question[1], at=MONDAY, by=cast.ali)
    assert done(case)["listen"] is True
    chosen = [one for one in current_statements(case) if one.kind == "claim"]
    made = recap.make_recap(case, statements=chosen, way="read_back", at=MONDAY, by=cast.ali)
    assert done(case)["summarise"] is False
    recap.confirm_line(made.lines.get(), stands=True, at=MONDAY, by=cast.ali)
    assert done(case)["summarise"] is True
    conversation.mark_said(case, what="empathy", at=MONDAY, by=cast.ali)
    assert done(case)["empathise"] is False
    conversation.mark_said(case, what="apology", at=MONDAY, by=cast.ali)
    assert done(case)["empathise"] is True
    note_wish(case, text="Ich will das Geld zurück.", at=MONDAY, by=cast.ali)
    assert done(case)["ask_wish"] is True
    later = MONDAY + timedelta(days=1)
    promise(case, side="ours", text="Nachforschung", due_at=later, at=MONDAY, by=cast.ali)
    assert done(case)["own"] is False
    conversation.mark_said(case, what="asks_nothing", at=MONDAY, by=cast.ali)
    assert done(case)["own"] is True


def _questions(case: Case) -> list[tuple[str, str]]:
    return [(one.code, one.text) for one in listening(case, current_statements(case)).questions]


@pytest.mark.parametrize(
    ("waited", "cut_by", "level"),
    [(60, "", 1), (1200, "", 2), (None, "agent", 2), (None, "customer", 1)],
)
def test_the_apology_fits_what_is_proven(
    cast: Cast, waited: int | None, cut_by: str, level: int
) -> None:
    case = case_of_brandt(cast)
    a_call(case, wait_seconds=waited, broken_off_by=cut_by)
    assert progress(case).apology_level == level


@pytest.mark.parametrize(
    ("language", "sentence"),
    [
        ("de", "Was wäre aus Ihrer Sicht jetzt eine gute Lösung?"),
        ("nl", "Wat zou voor u nu een goede oplossing zijn?"),
    ],
)
def test_the_sentence_is_in_the_language_of_the_case(
    cast: Cast, client: Client, language: str, sentence: str
) -> None:
    case = case_of_brandt(cast)
    case.language = language
    case.save(update_fields=["language"])
    client.force_login(cast.ali)
    page = client.get(f"/cases/{case.number}/conversation/?step=ask_wish").content.decode()
    assert (sentence in page, "Ask for the customer&#x27;s solution" in page) == (True, True)


def test_an_attack_on_the_phone_gets_a_boundary_and_then_the_way_out(cast: Cast) -> None:
    case = case_of_brandt(cast)
    a_call(case, heat=3)
    case.heat = 3
    case.save(update_fields=["heat"])
    seen = []
    for _ in range(3):
        seen.append(_page(case, cast).step)
        conversation.mark_said(case, what="boundary", at=MONDAY, by=cast.ali)
    assert seen == ["boundary", "boundary", "switch"]


def _page(case: Case, cast: Cast, step: str = "") -> ConversationPage:
    return conversation_page(case, person=cast.ali, at=MONDAY, language="en", step=step)


def test_what_the_case_knows_is_filled_in_and_the_rest_is_a_visible_gap(cast: Cast) -> None:
    case = case_of_brandt(cast)
    facts.add_line(
        case,
        kind="fact",
        text="die Mahnung ging am 12.11. hinaus",
        source="System",
        at=MONDAY,
        by=cast.ali,
    )
    said = _page(case, cast, "summarise").sentence
    assert (
        "Gesichert ist die Mahnung ging am 12.11. hinaus." in said.text,
        "[…]" in said.text,
        said.gaps,
    ) == (True, True, True)


def test_a_pause_is_announced_with_its_return_and_runs_once(cast: Cast) -> None:
    case = case_of_brandt(cast)
    pause = conversation.start_pause(case, minutes=2, at=MONDAY, by=cast.ali)
    assert pause.returns_at == MONDAY + timedelta(minutes=2)
    with pytest.raises(conversation.PauseRunning):
        conversation.start_pause(case, minutes=2, at=MONDAY, by=cast.ali)
    with pytest.raises(conversation.NothingOfTheKind):
        conversation.start_pause(case, minutes=600, at=MONDAY, by=cast.ali)
    conversation.end_pause(pause, at=MONDAY + timedelta(minutes=3), by=cast.ali)
    assert Event.objects.get(case=case, kind="conversation.resumed").values == {"late": True}
    assert progress(case).pauses == 1


def test_the_way_out_owes_a_mail_asks_an_answer_and_drafts_the_announcement(cast: Cast) -> None:
    case = case_of_brandt(cast)
    due_at = MONDAY + timedelta(days=2)
    draft = conversation.move_to_mail(case, due_at=due_at, at=MONDAY, by=cast.ali)
    rows = list(case.commitments.order_by("due_at").values_list("side", "kind", "owner"))
    assert rows == [("ours", "answer", cast.ali.pk), ("theirs", "answer", None)]
    assert case.commitments.get(side=Commitment.OURS).due_at == due_at
    assert draft.text.startswith("Am Telefon kommen wir gerade nicht weiter.")
    assert "18. November 2026" in draft.text


def test_the_way_out_through_the_door(cast: Cast, client: Client) -> None:
    case = case_of_brandt(cast)
    client.force_login(cast.ali)
    answer = client.post(f"/cases/{case.number}/conversation/mail/", {"due": "tomorrow_morning"})
    assert answer.headers["Location"] == f"/cases/{case.number}/commitments/"
    assert case.commitments.count() == 2
    assert Draft.objects.get(case=case, person=cast.ali).kind == "reply"
    client.force_login(cast.tom)
    assert client.post(f"/cases/{case.number}/conversation/mail/").status_code == 404


def test_pause_and_way_out_stand_on_every_step(cast: Cast, client: Client) -> None:
    case = case_of_brandt(cast)
    client.force_login(cast.ali)
    for step in (
        "listen",
        "summarise",
        "empathise",
        "ask_wish",
        "offer",
        "own",
        "boundary",
        "nonsense",
    ):
        page = client.get(f"/cases/{case.number}/conversation/?step={step}").content.decode()
        assert ("Announce the pause" in page, "End the call, move to mail" in page) == (True, True)


def test_a_wish_is_kept_word_for_word_and_once(cast: Cast, client: Client) -> None:
    case = case_of_brandt(cast)
    client.force_login(cast.ali)
    for _ in range(2):
        client.post(
            f"/cases/{case.number}/wishes/",
            {"text": " Ersatz, und zwar bis Freitag! ", "noted_by": cast.an.pk},
        )
    wish = Wish.objects.get(case=case)
    assert (wish.text, wish.noted_by) == ("Ersatz, und zwar bis Freitag!", cast.ali)
    with pytest.raises(NoWish):
        note_wish(case, text="  ", at=timezone.now(), by=cast.ali)


def test_only_known_marks_can_be_set(cast: Cast, client: Client) -> None:
    case = case_of_brandt(cast)
    client.force_login(cast.ali)
    client.post(f"/cases/{case.number}/conversation/marks/", {"what": "solved"})
    assert Event.objects.filter(case=case, kind="conversation.said").count() == 0


def test_behaviours_are_shown_by_their_words_only(cast: Cast, client: Client) -> None:
    case = case_of_brandt(cast)
    contact = a_call(case)
    Observation.objects.create(
        contact=contact, kind="behaviour", code="B16", quote="Das ist Abzocke!"
    )
    client.force_login(cast.ali)
    page = client.get(
        f"/cases/{case.number}/conversation/", headers={"HX-Request": "true", "HX-Target": "panel"}
    ).content.decode()
    assert ("Das ist Abzocke!" in page, "B16" in page) == (True, False)


def test_as_many_queries_with_three_lines_as_with_one(cast: Cast) -> None:
    case = case_of_brandt(cast)
    a_call(case)
    counts = []
    for number in range(3):
        facts.add_line(case, kind="claim", text=f"Zeile {number}", at=MONDAY, by=cast.ali)
        rows = current_statements(case)
        recap.make_recap(case, statements=rows, way="read_back", at=MONDAY, by=cast.ali)
        promise(case, side="ours", text="x", due_at=MONDAY, at=MONDAY, by=cast.ali)
        note_wish(case, text=f"Wunsch {number}", at=MONDAY, by=cast.ali)
        with CaptureQueriesContext(connection) as queries:
            _page(case, cast)
        counts.append(len(queries))
    assert counts == [counts[0]] * 3


def test_after_empathy_the_apology_that_fits_the_proof_is_next(cast: Cast, client: Client) -> None:
    case = case_of_brandt(cast)
    a_call(case, wait_seconds=1140)
    facts.add_line(case, kind="fact", text="die Mahnung", source="System", at=MONDAY, by=cast.ali)
    client.force_login(cast.ali)
    marks = f"/cases/{case.number}/conversation/marks/"
    answer = client.post(marks, {"what": "empathy", "step": "empathise"})
    assert answer.headers["Location"].endswith("/conversation/?step=empathise")
    page = _page(case, cast, "empathise")
    said = [page.sentence.text, *(other.text for other in page.others)]
    assert any("19 Minuten" in text for text in said)
    answer = client.post(marks, {"what": "apology", "step": "https://elsewhere.example"})
    assert answer.headers["Location"] == f"/cases/{case.number}/conversation/"


def test_what_is_refuted_is_not_read_aloud(cast: Cast) -> None:
    case = case_of_brandt(cast)
    facts.add_line(case, kind="claim", text="Die Ware kam nie an.", at=MONDAY, by=cast.ali)
    wrong = facts.add_line(case, kind="claim", text="Es kam keine Mail.", at=MONDAY, by=cast.ali)
    facts.refute(wrong, source="Versandprotokoll", at=MONDAY, by=cast.ali)
    note_wish(case, text="Geld zurück.", at=MONDAY, by=cast.ali)
    page = _page(case, cast, "summarise")
    assert ("Die Ware kam nie an." in page.recap, "keine Mail" in page.recap) == (True, False)
    assert ("Geld zurück. Stimmt" in page.sentence.text, ".." in page.sentence.text) == (
        True,
        False,
    )


def test_a_boundary_interrupts_a_step_and_does_not_end_it(cast: Cast) -> None:
    case = case_of_brandt(cast, owner=cast.ali)
    note_call(
        case,
        note=CallNote(text="Kundin: Sie sind ja zu blöd dafür!", form_key="a"),
        at=MONDAY,
        by=cast.ali,
    )
    case.refresh_from_db()

    page = conversation_page(case, person=cast.ali, at=MONDAY, language="de")

    assert page.step == "boundary"
    assert [step.code for step in page.steps if step.current] == ["listen"]


def test_the_next_question_is_given_up_and_the_step_left_out_in_the_tab(
    cast: Cast, client: Client
) -> None:
    case = case_of_brandt(cast, owner=cast.ali)
    facts.add_line(case, kind="claim", text="Ware nie angekommen", at=MONDAY, by=cast.ali)
    client.force_login(cast.ali)
    page = client.get(f"/cases/{case.number}/conversation/").content.decode()
    assert 'name="need" value="order_number"' in page
    skipping = f"/cases/{case.number}/conversation/skipping/"
    client.post(skipping, {"need": "order_number"})
    assert progress(case).open_facts[0] == "promised_for"
    client.post(skipping, {"need": "order_number"})
    assert len(current_statements(case)) == 2
    client.post(skipping, {"step": "listen"})
    page = client.get(f"/cases/{case.number}/conversation/").content.decode()
    assert 'name="step" value="summarise"' in page
    client.post(skipping, {"step": "dance"})
    assert Event.objects.filter(case=case, kind="step.skipped").count() == 1
