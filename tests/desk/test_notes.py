"""Internal notes: never sent, never mixed with replies, about what was said and done."""

import pytest
from django.test import Client

from cast import MONDAY, Cast, case_of_brandt
from kulanz.desk.actions.drafts import save_draft
from kulanz.desk.actions.notes import add_note
from kulanz.desk.actions.replies import CheckStops, NothingWritten
from kulanz.desk.models import Draft, Note, OutboxMessage

pytestmark = pytest.mark.django_db


def test_a_note_stays_inside(cast: Cast) -> None:
    case = case_of_brandt(cast)
    note = add_note(case, text="Called the carrier.", form_key="n1", at=MONDAY, by=cast.ali)
    assert (note.text, note.by) == ("Called the carrier.", cast.ali)
    assert (OutboxMessage.objects.count(), case.contacts.count()) == (0, 0)
    assert case.events.filter(kind="note.added").count() == 1


def test_a_double_click_notes_once(cast: Cast) -> None:
    case = case_of_brandt(cast)
    first = add_note(case, text="Once.", form_key="n1", at=MONDAY, by=cast.ali)
    assert add_note(case, text="Once.", form_key="n1", at=MONDAY, by=cast.ali) == first
    assert Note.objects.count() == 1


def test_an_empty_note_is_none(cast: Cast) -> None:
    with pytest.raises(NothingWritten):
        add_note(case_of_brandt(cast), text=" \n", form_key="n1", at=MONDAY, by=cast.ali)


@pytest.mark.parametrize(
    ("language", "text"),
    [("en", "Total nutter."), ("de", "Typischer Querulant."), ("nl", "Wat een zeurpiet.")],
)
def test_words_about_character_are_not_noted(cast: Cast, language: str, text: str) -> None:
    cast.ali.language = language
    with pytest.raises(CheckStops) as stopped:
        add_note(case_of_brandt(cast), text=text, form_key="n1", at=MONDAY, by=cast.ali)
    assert [remark.finding.code for remark in stopped.value.remarks] == ["N_character_words"]
    assert Note.objects.count() == 0


def test_a_stopped_note_keeps_its_text_and_the_reply_its_own(cast: Cast, client: Client) -> None:
    case = case_of_brandt(cast)
    save_draft(case, kind="reply", text="FOR-THE-CUSTOMER", form_key="r", at=MONDAY, by=cast.ali)
    client.force_login(cast.ali)
    answer = client.post(
        f"/cases/{case.number}/notes/", {"text": "A nutter INSIDE-ONLY", "form_key": "n1"}
    )
    note, reply = _areas(answer.content.decode())
    assert answer.status_code == 422
    assert ("INSIDE-ONLY" in note, "INSIDE-ONLY" in reply) == (True, False)
    assert ("FOR-THE-CUSTOMER" in note, "FOR-THE-CUSTOMER" in reply) == (False, True)


def test_reply_and_note_never_share_text(cast: Cast, client: Client) -> None:
    case = case_of_brandt(cast)
    client.force_login(cast.ali)
    for kind, text in (("note", "INSIDE-ONLY"), ("reply", "FOR-THE-CUSTOMER")):
        client.post(f"/cases/{case.number}/drafts/{kind}/", {"text": text, "form_key": kind})
    note, reply = _areas(client.get(f"/cases/{case.number}/").content.decode())
    assert ("INSIDE-ONLY" in note, "INSIDE-ONLY" in reply) == (True, False)
    assert ("FOR-THE-CUSTOMER" in note, "FOR-THE-CUSTOMER" in reply) == (False, True)
    client.post(f"/cases/{case.number}/notes/", {"text": "INSIDE-ONLY", "form_key": "note2"})
    assert [(draft.kind, draft.text) for draft in Draft.objects.all()] == [
        ("reply", "FOR-THE-CUSTOMER")
    ]


def _areas(page: str) -> tuple[str, str]:
    """What stands in the two text fields."""
    fields = {
        part.split('"', 1)[0]: part.split(">", 1)[1].split("</textarea>")[0]
        for part in page.split('<textarea id="')[1:]
    }
    return fields["note-text"], fields["reply-text"]
