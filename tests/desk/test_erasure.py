"""S35: after erasing a customer no word of theirs is left in any file; the case stays."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from cast import MONDAY, Cast, brandt, case_of_brandt, devries
from kulanz.desk import storage
from kulanz.desk.actions.cases import open_case
from kulanz.desk.actions.contacts import CallNote, note_call
from kulanz.desk.actions.erasure import erase_customer
from kulanz.desk.actions.intake import keep_raw, read_raw
from kulanz.desk.actions.merging import merge, undo_merge
from kulanz.desk.actions.outbox import queue_mail
from kulanz.desk.models import Attachment, Case, Contact, Customer, Event, OutboxMessage, RawMessage


def run(what: str, folder: Path) -> str:
    names = {
        "KULANZ_DATA_DIR": str(folder),
        "DJANGO_SETTINGS_MODULE": "kulanz.desk.project.settings",
    }
    own = {
        name: value for name, value in os.environ.items() if not name.startswith("KULANZ_")
    } | names
    return subprocess.run(
        [sys.executable, Path(__file__).with_name("canaries.py"), what],
        env=own,
        check=True,
        capture_output=True,
        text=True,
    ).stdout


def canaries_in(folder: Path) -> set[bytes]:
    """Which canaries stand in any file of the data folder: database, log, blobs, sent mails."""
    found = set()
    for path in folder.rglob("*"):
        content = path.read_bytes().upper() if path.is_file() else b""
        found |= {
            content[at : at + 9] for at in range(len(content)) if content.startswith(b"CANARY", at)
        }
    return found


def test_s35_no_canary_survives(tmp_path: Path) -> None:
    count = int(run("live", tmp_path).strip().removeprefix("CANARY").removesuffix("X"))
    expected = {f"CANARY{number:02}X".encode() for number in range(count)} | {b"CANARY-AD"}
    assert canaries_in(tmp_path) == expected
    assert count >= 40
    number, contacts = run("erase", tmp_path).split()
    assert canaries_in(tmp_path) == set()
    assert (number[4:], contacts) == ("-1001", "3")


@pytest.mark.django_db
def test_the_shell_stays_for_counting(cast: Cast) -> None:
    case = case_of_brandt(cast, owner=cast.ali)
    queue_mail(
        case=case, recipient="s.brandt@mail.example", subject="s", text="t", kind="reply", at=MONDAY
    )
    erase_customer(brandt(), at=MONDAY, by=cast.dpo)
    after = Case.objects.get(pk=case.pk)
    assert (after.number, after.state, after.received_at, after.owner) == (
        case.number,
        "received",
        MONDAY,
        cast.ali,
    )
    assert (after.subject, after.customer.name, after.customer.erased_at) == ("–", "–", MONDAY)
    assert (
        Event.objects.filter(case=case).exclude(kind="customer.erased").exclude(values={}).count()
        == 0
    )
    assert (after.contacts.get().text, OutboxMessage.objects.count()) == ("", 0)


@pytest.mark.django_db
def test_erasing_twice_is_harmless(cast: Cast) -> None:
    case = case_of_brandt(cast)
    customer = case.customer
    for _ in range(2):
        erase_customer(customer, at=MONDAY, by=cast.dpo)
    assert Customer.objects.get().name == "–"


@pytest.mark.django_db
def test_another_customers_words_and_files_stay(cast: Cast) -> None:
    mine = case_of_brandt(cast)
    theirs = open_case(
        customer=devries(), team=cast.utrecht, subject="Klacht", language="nl", at=MONDAY
    )
    shared = storage.put(b"the same conditions sent by both")
    for case in (mine, theirs):
        contact = Contact.objects.create(
            case=case, channel="mail", direction="in", at=MONDAY, language="de", text="words"
        )
        Attachment.objects.create(
            contact=contact, token=case.number, name="f", content_type="x/y", blob=shared, size=1
        )
    erase_customer(mine.customer, at=MONDAY)
    theirs.refresh_from_db()
    assert (theirs.subject, theirs.contacts.get().text) == ("Klacht", "words")
    assert storage.get(shared) == b"the same conditions sent by both"
    erase_customer(theirs.customer, at=MONDAY)
    with pytest.raises(storage.BlobMissing):
        storage.get(shared)


@pytest.mark.django_db
def test_messages_put_aside_unread_go_too(cast: Cast) -> None:
    head = b"From: S.Brandt@mail.example\r\nAuto-Submitted: auto-replied\r\nSubject: x\r\n"
    content = head + b"\r\nAway.\r\n"
    raw = keep_raw(source="mail", content=content, at=MONDAY)
    assert read_raw(raw, at=MONDAY) is None
    erase_customer(brandt(), at=MONDAY)
    assert RawMessage.objects.count() == 0


@pytest.mark.django_db
@pytest.mark.parametrize("undone", [False, True])
def test_whom_a_merge_calls_the_same_person_is_erased_with_them(cast: Cast, undone: bool) -> None:
    case = case_of_brandt(cast, owner=cast.ali)
    other = open_case(customer=devries(), team=cast.koeln, subject="s", language="nl", at=MONDAY)
    note_call(other, note=CallNote(text="Meine Worte.", form_key="a"), at=MONDAY, by=cast.ali)
    row = merge(other, into=case, same_person=True, at=MONDAY, by=cast.ali)
    if undone:
        undo_merge(row, at=MONDAY, by=cast.ali)
    erase_customer(devries(), at=MONDAY, by=cast.dpo)

    assert Contact.objects.get().text == ""
    assert case.customer.addresses.count() == (1 if undone else 0)
