"""Drafts: kept while typing, each person's own, gone when sent."""

from datetime import timedelta

import pytest
from django.test import Client

from cast import MONDAY, Cast, case_of_brandt
from kulanz.desk.actions.drafts import drop_forgotten, save_draft
from kulanz.desk.actions.notes import add_note
from kulanz.desk.actions.outbox import queue_mail
from kulanz.desk.models import Draft

pytestmark = pytest.mark.django_db


def test_a_draft_is_saved_over_and_over(cast: Cast) -> None:
    case = case_of_brandt(cast)
    for text in ("G", "Guten Tag", "Guten Tag,\r\nFrau\0 Brandt"):
        save_draft(case, kind="reply", text=text, form_key="k", at=MONDAY, by=cast.ali)
    assert Draft.objects.get().text == "Guten Tag,\nFrau Brandt"


def test_two_people_have_two_drafts(cast: Cast) -> None:
    case = case_of_brandt(cast)
    save_draft(case, kind="reply", text="A", form_key="k", at=MONDAY, by=cast.ali)
    save_draft(case, kind="reply", text="B", form_key="l", at=MONDAY, by=cast.charlotte)
    assert sorted(Draft.objects.values_list("person__name", "text")) == [
        ("Ali Kaya", "A"),
        ("Charlotte de Wit", "B"),
    ]


def test_an_emptied_draft_is_gone(cast: Cast) -> None:
    case = case_of_brandt(cast)
    save_draft(case, kind="note", text="x", form_key="k", at=MONDAY, by=cast.ali)
    assert save_draft(case, kind="note", text=" \n ", form_key="k", at=MONDAY, by=cast.ali) is None
    assert Draft.objects.count() == 0


def test_a_save_that_comes_after_sending_is_ignored(cast: Cast) -> None:
    case = case_of_brandt(cast)
    queue_mail(
        case=case,
        recipient="s.brandt@mail.example",
        subject="s",
        text="t",
        kind="reply",
        at=MONDAY,
        form_key="k",
    )
    add_note(case, text="noted", form_key="k", at=MONDAY, by=cast.ali)
    for kind in ("reply", "note"):
        assert (
            save_draft(case, kind=kind, text="late", form_key="k", at=MONDAY, by=cast.ali) is None
        )
    assert Draft.objects.count() == 0


def test_saving_changes_no_event_and_no_touch(cast: Cast) -> None:
    case = case_of_brandt(cast)
    before = (case.last_event, case.touched_at, case.events.count())
    save_draft(
        case, kind="reply", text="x", form_key="k", at=MONDAY + timedelta(hours=1), by=cast.ali
    )
    case.refresh_from_db()
    assert (case.last_event, case.touched_at, case.events.count()) == before


def test_a_script_gets_the_time_and_a_form_gets_the_page(cast: Cast, client: Client) -> None:
    case = case_of_brandt(cast)
    client.force_login(cast.ali)
    address, values = f"/cases/{case.number}/drafts/reply/", {"text": "Guten Tag", "form_key": "k"}
    answer = client.post(address, values, headers={"accept": "application/json"})
    assert list(answer.json()) == ["saved"]
    assert (
        client.post(address, values, headers={"accept": "text/html"}).headers["Location"]
        == f"/cases/{case.number}/"
    )
    assert "Guten Tag</textarea>" in client.get(f"/cases/{case.number}/").content.decode()


def test_a_sentence_of_the_library_is_put_at_the_end(cast: Cast, client: Client) -> None:
    case = case_of_brandt(cast)
    client.force_login(cast.ali)
    values = {
        "text": "Guten Tag,",
        "form_key": "k",
        "sentence": "Was kam danach? {{ settings.SECRET_KEY }}",
    }
    client.post(f"/cases/{case.number}/drafts/reply/sentence/", values)
    assert Draft.objects.get().text == "Guten Tag,\n\nWas kam danach? {{ settings.SECRET_KEY }}"


def test_markup_in_a_draft_is_only_text(cast: Cast, client: Client) -> None:
    case = case_of_brandt(cast)
    save_draft(
        case,
        kind="reply",
        text="</textarea><script>x</script>",
        form_key="k",
        at=MONDAY,
        by=cast.ali,
    )
    client.force_login(cast.ali)
    assert "<script>x" not in client.get(f"/cases/{case.number}/").content.decode()


def test_a_draft_nobody_touches_for_a_month_is_forgotten(cast: Cast) -> None:
    case = case_of_brandt(cast)
    save_draft(case, kind="reply", text="old", form_key="k", at=MONDAY, by=cast.ali)
    assert drop_forgotten(at=MONDAY + timedelta(days=30)) == 0
    assert drop_forgotten(at=MONDAY + timedelta(days=31)) == 1
