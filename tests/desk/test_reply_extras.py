"""What goes with a reply: copies that a person confirms, files that are never lost, a signature."""

from collections.abc import Sequence
from email import message_from_bytes, policy
from email.message import EmailMessage

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from cast import MONDAY, Cast, brandt, case_of_brandt
from kulanz.desk import storage
from kulanz.desk.actions.cases import open_case
from kulanz.desk.actions.drafts import (
    DraftExtras,
    FilesTooLarge,
    NewFile,
    drop_file,
    drop_forgotten,
    save_draft,
)
from kulanz.desk.actions.intake import keep_raw, read_raw
from kulanz.desk.actions.replies import BadCopy, send_reply, undo_reply
from kulanz.desk.models import Case, Contact, Draft, DraftFile, OutboxMessage, Person, Signature
from kulanz.desk.queries.replies import FILES_SIZE, composers, proposed_copies

pytestmark = pytest.mark.django_db
GOOD = (
    "Guten Tag Frau Brandt,\n\nich prüfe die Lieferung vom 3. November. "
    "Bis Freitag, 20. November, schreibe ich Ihnen.\n\nAli Kaya"
)
COPY = "one@mail.example"


def upload(name: str = "Foto.jpg", content: bytes = b"JPEG") -> SimpleUploadedFile:
    return SimpleUploadedFile(name, content, content_type="text/html")


def form(case: Case, **changes: object) -> dict[str, object]:
    seen = Case.objects.get(pk=case.pk).last_event
    return {"text": GOOD, "form_key": "f1", "last_event": seen, "copies": "", **changes}


def post(client: Client, case: Case, path: str = "replies/", **changes: object) -> str:
    answer = client.post(f"/cases/{case.number}/{path}", form(case, **changes), follow=True)
    return str(answer.content.decode())


def send(case: Case, by: Person, *, copies: Sequence[str] = ()) -> OutboxMessage:
    seen = Case.objects.get(pk=case.pk).last_event
    return send_reply(
        case, text=GOOD, form_key="f", last_event=seen, at=MONDAY, by=by, copies=copies
    )


def parsed(message: OutboxMessage) -> EmailMessage:
    return message_from_bytes(storage.get(message.blob), policy=policy.default)


def incoming(case: Case, *recipients: str) -> None:
    Contact.objects.create(
        case=case,
        channel="mail",
        direction="in",
        at=MONDAY,
        language="de",
        sender="s.brandt@mail.example",
        recipients=recipients,
    )


def test_files_copies_and_the_mark_leave_with_the_reply(cast: Cast, client: Client) -> None:
    case = case_of_brandt(cast)
    client.force_login(cast.ali)
    post(client, case, copies=f"{COPY}; two@mail.example", files=[upload()], important="yes")
    message = OutboxMessage.objects.get()
    assert message.important
    assert list(message.recipients.filter(copy=True).values_list("address", flat=True)) == [
        COPY,
        "two@mail.example",
    ]
    (file,) = parsed(message).iter_attachments()
    assert (file.get_filename(), file.get_content_type()) == ("Foto.jpg", "image/jpeg")
    assert (Draft.objects.count(), DraftFile.objects.count()) == (0, 0)
    page = client.get(f"/cases/{case.number}/").content.decode()
    assert page.count("Foto.jpg") == 1
    assert page.count(f"Copy to {COPY}") == 1


def test_what_stops_a_reply_loses_no_file_and_no_copy(cast: Cast, client: Client) -> None:
    case = case_of_brandt(cast)
    client.force_login(cast.ali)
    page = post(
        client,
        case,
        text="Wir melden uns schnellstmöglich.",
        copies=COPY,
        files=[upload()],
        important="yes",
    )
    assert OutboxMessage.objects.count() == 0
    assert page.count("Foto.jpg") == 2  # its line, and what the button says when read aloud
    assert page.count(f'value="{COPY}"') == 1
    assert page.count('name="important" value="yes" checked') == 1
    post(client, case, copies=COPY, important="yes")
    (file,) = parsed(OutboxMessage.objects.get()).iter_attachments()
    assert file.get_payload(decode=True) == b"JPEG"


def test_taking_back_gives_everything_back(
    cast: Cast, client: Client, django_capture_on_commit_callbacks: object
) -> None:
    case = case_of_brandt(cast)
    client.force_login(cast.ali)
    post(client, case, copies=COPY, files=[upload()], important="yes")
    with django_capture_on_commit_callbacks(execute=True):  # type: ignore[operator] # a fixture that is a function
        undo_reply(OutboxMessage.objects.get(), at=MONDAY, by=cast.ali)
    draft = Draft.objects.get()
    assert (draft.text, draft.copies, draft.important) == (GOOD, COPY, True)
    assert [storage.get(one.blob) for one in draft.files.all()] == [b"JPEG"]


def test_files_too_large_are_refused_and_all_else_is_kept(cast: Cast, client: Client) -> None:
    case = case_of_brandt(cast)
    client.force_login(cast.ali)
    post(client, case, "drafts/reply/", files=[upload("klein.txt", b"x")])
    big = [upload("a.bin", b"a" * (FILES_SIZE // 2)), upload("b.bin", b"b" * (FILES_SIZE // 2))]
    page = post(client, case, text=f"{GOOD} Neu.", copies=COPY, files=big)
    assert OutboxMessage.objects.count() == 0
    assert page.count("The new files were not added") == 2  # in the panel and above the text
    draft = Draft.objects.get()
    assert (draft.text, draft.copies) == (f"{GOOD} Neu.", COPY)
    assert [one.name for one in draft.files.all()] == ["klein.txt"]


def test_as_much_as_fits_is_taken_and_one_byte_more_is_not(cast: Cast) -> None:
    case = case_of_brandt(cast)

    def save(size: int, key: str) -> Draft | None:
        file = NewFile(f"{key}.bin", size, key.encode)
        extras = DraftExtras(files=[file])
        return save_draft(
            case, kind="reply", text="", form_key=key, at=MONDAY, by=cast.ali, extras=extras
        )

    assert save(FILES_SIZE, "a") is not None
    with pytest.raises(FilesTooLarge):
        save(1, "b")
    assert composers(case, cast.ali, at=MONDAY).files_left == 0


def test_a_double_click_with_files_leaves_nothing_behind(cast: Cast, client: Client) -> None:
    case = case_of_brandt(cast)
    client.force_login(cast.ali)
    seen = Case.objects.get(pk=case.pk).last_event
    for _ in range(2):
        post(client, case, files=[upload()], last_event=seen)
    assert (OutboxMessage.objects.count(), Draft.objects.count()) == (1, 0)


@pytest.mark.parametrize(
    ("name", "shown", "kind"),
    [
        ("../../etc/passwd", "passwd", "application"),
        ("C:\\x\\a.png", "a.png", "image"),
        ("a\u202egpj.exe", "agpj.exe", "application"),
        ("x.html", "x.html", "text"),
    ],
)
def test_names_of_files_are_safe(cast: Cast, name: str, shown: str, kind: str) -> None:
    file = NewFile(name, 1, lambda: b"x")
    save_draft(
        case_of_brandt(cast),
        kind="reply",
        text="",
        form_key="k",
        at=MONDAY,
        by=cast.ali,
        extras=DraftExtras(files=[file]),
    )
    row = DraftFile.objects.get()
    assert (row.name, row.content_type.partition("/")[0]) == (shown, kind)


def test_a_file_is_taken_out_by_its_writer_only(
    cast: Cast, client: Client, django_capture_on_commit_callbacks: object
) -> None:
    case = case_of_brandt(cast)
    client.force_login(cast.ali)
    post(client, case, "drafts/reply/", files=[upload()])
    file = DraftFile.objects.get()
    drop_file(case, file=file.pk, by=cast.charlotte)
    assert DraftFile.objects.count() == 1
    with django_capture_on_commit_callbacks(execute=True):  # type: ignore[operator] # a fixture that is a function
        post(client, case, "drafts/reply/", drop_file=str(file.pk))
    assert (DraftFile.objects.count(), Draft.objects.get().text) == (0, GOOD)
    with pytest.raises(storage.BlobMissing):
        storage.get(file.blob)


def test_forgotten_drafts_take_their_files_along(
    cast: Cast, django_capture_on_commit_callbacks: object
) -> None:
    extras = DraftExtras(files=[NewFile("a.txt", 1, lambda: b"forgotten")])
    save_draft(
        case_of_brandt(cast),
        kind="reply",
        text="",
        form_key="k",
        at=MONDAY.replace(year=2025),
        by=cast.ali,
        extras=extras,
    )
    blob = DraftFile.objects.get().blob
    with django_capture_on_commit_callbacks(execute=True):  # type: ignore[operator] # a fixture that is a function
        assert drop_forgotten(at=MONDAY) == 1
    with pytest.raises(storage.BlobMissing):
        storage.get(blob)


@pytest.mark.parametrize(
    "copy", ["x", "hilfe@shop.example", "HULP+1@shop.example", "a@b.example\r\nBcc:e@f.example"]
)
def test_a_copy_that_cannot_be_is_named(cast: Cast, copy: str) -> None:
    with pytest.raises(BadCopy) as refused:
        send(case_of_brandt(cast), cast.ali, copies=[COPY, copy])
    assert refused.value.value == copy
    assert OutboxMessage.objects.count() == 0


def test_ten_copies_are_enough(cast: Cast) -> None:
    case = case_of_brandt(cast)
    many = [f"a{number}@mail.example" for number in range(11)]
    with pytest.raises(BadCopy) as refused:
        send(case, cast.ali, copies=many)
    assert refused.value.value == "a10@mail.example"
    assert send(case, cast.ali, copies=many[:10]).recipients.count() == 11


def test_s07_addresses_in_a_mail_are_proposed_and_get_nothing(cast: Cast, client: Client) -> None:
    case = case_of_brandt(cast)
    mail = (
        f"From: s.brandt@mail.example\r\nTo: hilfe+{case.number}@shop.example\r\n"
        "Cc: eve@evil.example, hulp@shop.example, S.Brandt@mail.example\r\n"
        f"Message-ID: <a@mail.example>\r\nSubject: {case.number}\r\n\r\nHallo\r\n"
    )
    contact = read_raw(keep_raw(source="mail", content=mail.encode(), at=MONDAY), at=MONDAY)
    assert contact is not None
    assert contact.case == case
    assert proposed_copies(case) == ("eve@evil.example",)
    client.force_login(cast.ali)
    page = client.get(f"/cases/{case.number}/").content.decode()
    assert page.count('<input type="checkbox" name="copy" value="eve@evil.example">') == 1
    message = send(case, cast.ali)
    assert [one.address for one in message.recipients.all()] == ["s.brandt@mail.example"]
    assert parsed(message)["Cc"] is None


def test_a_tick_confirms_a_proposed_address(cast: Cast, client: Client) -> None:
    case = case_of_brandt(cast)
    incoming(case, COPY, "hilfe@shop.example")
    client.force_login(cast.ali)
    post(client, case, copy=[COPY])
    assert OutboxMessage.objects.get().recipients.filter(copy=True).get().address == COPY
    assert proposed_copies(case) == (COPY,)
    assert proposed_copies(case, chosen=f"x@y.example, {COPY.upper()}") == ()


def test_the_team_signs_and_the_check_does_not_read_it(cast: Cast, client: Client) -> None:
    Signature.objects.create(
        team=cast.koeln, language="de", text="Wir melden uns schnellstmöglich."
    )
    case = case_of_brandt(cast)
    message = send(case, cast.ali)
    body = parsed(message).get_body(("plain",))
    assert body is not None
    assert body.get_content().endswith("\r\n-- \r\nWir melden uns schnellstmöglich.\r\n")
    client.force_login(cast.ali)
    assert client.get(f"/cases/{case.number}/").content.decode().count("schnellstmöglich") == 2
    dutch = open_case(customer=brandt(), team=cast.koeln, subject="s", language="nl", at=MONDAY)
    assert composers(dutch, cast.ali, at=MONDAY).signature == ""
