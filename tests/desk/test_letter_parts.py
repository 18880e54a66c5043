"""What goes with a mail: the HTML side, copies, files, a signature, an address for answers."""

from dataclasses import dataclass
from email import message_from_bytes, policy
from email.message import EmailMessage

import pytest

from cast import MONDAY, Cast, case_of_brandt
from kulanz.desk import storage
from kulanz.desk.actions.letter_bytes import NotOneAddress
from kulanz.desk.actions.outbox import Extras, Undeliverable, queue_mail, take_back
from kulanz.desk.models import Attachment, Case, OutboxMessage, OutboxRecipient, Person
from kulanz.reading import letter

pytestmark = pytest.mark.django_db
CUSTOMER, COPY = "s.brandt@mail.example", "one@mail.example"


@dataclass
class Kept:
    """A kept file."""

    name: str
    content_type: str
    blob: str
    size: int


def kept(content: bytes, name: str = "Rechnung.pdf", kind: str = "application/pdf") -> Kept:
    return Kept(name, kind, storage.put(content), len(content))


def queue(case: Case, extras: Extras, *, by: Person | None = None) -> OutboxMessage:
    text = "Guten Tag,\n\nbis Freitag.\n"
    return queue_mail(
        case=case,
        recipient=CUSTOMER,
        subject="s",
        text=text,
        kind="reply",
        at=MONDAY,
        by=by,
        extras=extras,
    )


def parsed(message: OutboxMessage) -> EmailMessage:
    return message_from_bytes(storage.get(message.blob), policy=policy.default)


def kinds(mail: EmailMessage) -> list[str]:
    return [part.get_content_type() for part in mail.walk()]


def test_a_mail_has_a_plain_and_an_html_side_in_its_language(cast: Cast) -> None:
    mail = parsed(queue(case_of_brandt(cast), Extras()))
    assert kinds(mail) == ["multipart/alternative", "text/plain", "text/html"]
    html = mail.get_body(("html",))
    assert html is not None
    assert html.get_content().count('<html lang="de">') == 1
    assert mail["Content-Language"] == "de"


def test_our_own_reader_reads_what_we_write(cast: Cast) -> None:
    message = queue(case_of_brandt(cast), Extras(signature="Shop\nKöln", files=[kept(b"%PDF-1")]))
    read = letter(storage.get(message.blob))
    assert read.new_text.strip() == "Guten Tag,\n\nbis Freitag."
    assert [(one.name, one.content_type, one.content) for one in read.attachments] == [
        ("Rechnung.pdf", "application/pdf", b"%PDF-1")
    ]


def test_a_signature_is_under_the_text_and_not_in_what_was_said(cast: Cast) -> None:
    message = queue(case_of_brandt(cast), Extras(signature="Shop\nKöln"))
    body = parsed(message).get_body(("plain",))
    assert body is not None
    assert body.get_content() == "Guten Tag,\n\nbis Freitag.\n\n-- \nShop\nKöln\n".replace(
        "\n", "\r\n"
    )
    assert message.contact is not None
    assert message.contact.new_text == "Guten Tag,\n\nbis Freitag.\n"
    assert take_back(message, at=MONDAY) == "Guten Tag,\n\nbis Freitag.\n"


def test_copies_stand_in_cc_and_have_rows_of_their_own(cast: Cast) -> None:
    message = queue(
        case_of_brandt(cast), Extras(copies=[COPY, CUSTOMER, COPY, "b@münchen.example"])
    )
    mail = parsed(message)
    assert [one.addr_spec for one in mail["To"].addresses] == [CUSTOMER]
    assert [one.addr_spec for one in mail["Cc"].addresses] == [COPY, "b@xn--mnchen-3ya.example"]
    assert list(message.recipients.values_list("address", "copy")) == [
        (CUSTOMER, False),
        (COPY, True),
        ("b@xn--mnchen-3ya.example", True),
    ]


@pytest.mark.parametrize(
    "copy", ["x", "a@b.example, c@d.example", "a@b.example\r\nBcc: e@f.example"]
)
def test_s20_a_copy_is_one_plain_address(cast: Cast, copy: str) -> None:
    with pytest.raises(NotOneAddress):
        queue(case_of_brandt(cast), Extras(copies=[COPY, copy]))
    assert (OutboxMessage.objects.count(), OutboxRecipient.objects.count()) == (0, 0)


def test_answers_go_to_an_address_with_the_number_where_the_team_wants_it(cast: Cast) -> None:
    case = case_of_brandt(cast)
    assert parsed(queue(case, Extras()))["Reply-To"] is None
    cast.koeln.plus_address = True
    cast.koeln.save()
    mail = parsed(queue(case, Extras(), by=cast.ali))
    (answers,) = mail["Reply-To"].addresses
    assert answers.addr_spec == f"hilfe+{case.number}@shop.example"
    assert [one.addr_spec for one in mail["From"].addresses] == ["hilfe@shop.example"]


def test_files_go_along_and_stand_in_the_case(cast: Cast) -> None:
    content = bytes(range(256)) * 40
    message = queue(case_of_brandt(cast), Extras(files=[kept(content, 'Größe "x".bin', "a/b")]))
    mail = parsed(message)
    (file,) = mail.iter_attachments()
    assert (file.get_filename(), file.get_payload(decode=True)) == ('Größe "x".bin', content)
    assert message.contact is not None
    row = message.contact.attachments.get()
    assert (row.name, row.size, storage.get(row.blob)) == ('Größe "x".bin', len(content), content)
    raw = storage.get(message.blob)
    assert raw.isascii()
    assert raw.count(b"\n") == raw.count(b"\r\n")


@pytest.mark.parametrize("kind", ["message/rfc822", "multipart/mixed", "nonsense"])
def test_a_mail_as_a_file_stays_a_file(cast: Cast, kind: str) -> None:
    inner = b"Bcc: eve@evil.example\r\n\r\nx"
    mail = parsed(queue(case_of_brandt(cast), Extras(files=[kept(inner, "a.eml", kind)])))
    (file,) = mail.iter_attachments()
    assert (file.get_content_type(), file.get_payload(decode=True)) == (
        "application/octet-stream",
        inner,
    )


def test_s20_a_file_name_adds_no_field(cast: Cast) -> None:
    name = "a.pdf\r\nBcc: eve@evil.example"
    mail = parsed(queue(case_of_brandt(cast), Extras(files=[kept(b"x", name)])))
    assert mail["Bcc"] is None
    assert [part["Bcc"] for part in mail.walk()] == [None] * len(kinds(mail))


def test_taking_back_forgets_files_that_nobody_else_names(
    cast: Cast, django_capture_on_commit_callbacks: object
) -> None:
    case = case_of_brandt(cast)
    file, shared = kept(b"mine"), kept(b"shared")
    other = queue(case, Extras(files=[shared]))
    message = queue(case, Extras(files=[file, shared]))
    with django_capture_on_commit_callbacks(execute=True):  # type: ignore[operator] # a fixture that is a function
        take_back(message, at=MONDAY)
    with pytest.raises(storage.BlobMissing):
        storage.get(file.blob)
    assert storage.get(shared.blob) == b"shared"
    assert [row.contact for row in Attachment.objects.all()] == [other.contact]


def test_machines_do_not_write_where_nothing_arrives_and_people_may(cast: Cast) -> None:
    case = case_of_brandt(cast)
    case.customer.addresses.update(undeliverable_at=MONDAY)
    with pytest.raises(Undeliverable):
        queue(case, Extras())
    assert queue(case, Extras(), by=cast.ali).state == "waiting"
