"""Forged senders and letters that are too much: what they look like and what becomes of them."""

import io
import zipfile

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from cast import MONDAY, Cast, case_of_brandt
from kulanz.desk.channels.email import take_in
from kulanz.desk.models import Case, Contact, Event, RawMessage
from mails import BRANDT, mail

pytestmark = pytest.mark.django_db

LOOK_ALIKES = (
    "s.br\u0430ndt@mail.example",  # a Cyrillic a
    "s.brandt@ma\u0131l.example",  # a dotless i
    "\uff53.brandt@mail.example",  # a full-width s
    "s.brandt@mail.example.evil.example",
)


@pytest.mark.parametrize("address", LOOK_ALIKES)
def test_s32_who_only_looks_like_the_customer_joins_nothing(cast: Cast, address: str) -> None:
    case = case_of_brandt(cast)
    raw = mail(subject=f"Re: {case.number}").replace(BRANDT.encode(), address.encode())
    contact = take_in(raw, at=MONDAY)
    assert RawMessage.objects.get().outcome == ("quarantine" if contact is None else "case")
    assert case.contacts.count() == 0
    assert list(case.customer.addresses.values_list("value", flat=True)) == [BRANDT]


def test_s32_a_customers_name_before_a_strangers_address_joins_nothing(cast: Cast) -> None:
    case = case_of_brandt(cast)
    contact = take_in(
        mail(sender=f'"Susanne Brandt {BRANDT}" <eve@evil.example>', subject=case.number), at=MONDAY
    )
    assert contact is not None
    assert (contact.sender, contact.case == case) == ("eve@evil.example", False)


def test_s32_results_of_checks_that_the_sender_wrote_down_prove_nothing(
    cast: Cast, client: Client
) -> None:
    proofs = {
        "Authentication-Results": "mx.shop.example; dmarc=pass header.from=mail.example",
        "Received-SPF": "pass",
    }
    case = case_of_brandt(cast)
    contact = take_in(mail(subject=case.number, fields=proofs), at=MONDAY)
    assert contact is not None
    client.force_login(cast.ali)
    page = client.get(f"/cases/{contact.case.number}/contacts/{contact.pk}/").content.decode()
    assert page.count("sender not verified") == 1


@pytest.mark.parametrize("name", ["Reply-To", "Sender", "Return-Path", "X-Original-From"])
def test_s32_no_other_field_makes_somebody_the_customer(cast: Cast, name: str) -> None:
    case = case_of_brandt(cast)
    contact = take_in(
        mail(sender="eve@evil.example", subject=case.number, fields={name: BRANDT}), at=MONDAY
    )
    assert contact is not None
    assert contact.case != case


def test_s22_an_archive_is_kept_as_it_is_and_never_opened(cast: Cast) -> None:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("bomb.txt", b"\0" * 10_000_000)
    contact = take_in(mail(files=[("b.zip", "application/zip", packed.getvalue())]), at=MONDAY)
    assert contact is not None
    assert [(one.name, one.size) for one in contact.attachments.all()] == [
        ("b.zip", len(packed.getvalue()))
    ]


def test_s22_a_mail_of_25_megabytes_is_a_case_with_its_attachment(cast: Cast) -> None:
    contact = take_in(
        mail(files=[("film.mp4", "video/mp4", b"\x00\x01\x02" * 6_000_000)]), at=MONDAY
    )
    assert contact is not None
    assert [one.size for one in contact.attachments.all()] == [18_000_000]


@pytest.mark.parametrize("problem", ["text_cut", "html_cut", "too_many_addresses"])
def test_s22_what_is_only_cut_on_screen_is_a_case_that_says_so(cast: Cast, problem: str) -> None:
    long = {
        "text_cut": mail("Wort " * 300_000),
        "html_cut": mail(html="<p>Wort</p>" * 300_000),
        "too_many_addresses": mail(fields={"Cc": ", ".join(f"{n}@x.example" for n in range(300))}),
    }[problem]
    contact = take_in(long, at=MONDAY)
    assert contact is not None
    assert Event.objects.get(kind="mail.not_whole").values == {
        "contact": contact.pk,
        "problems": [problem],
    }


def heavy(number: int) -> bytes:
    """43 pictures in the text and 5,000 links."""
    links = "".join(f'<p><a href="https://x.example/{n}">{n}</a></p>' for n in range(5_000))
    pictures = "".join(f'<img src="cid:p{n}@x.example">' for n in range(43))
    parts = [
        b"--b\r\nContent-Type: text/html\r\n\r\n" + (links + pictures).encode(),
        *(
            b"--b\r\nContent-Type: image/png\r\nContent-ID: <p%d@x.example>\r\n"
            b"Content-Disposition: inline\r\nContent-Transfer-Encoding: base64\r\n\r\niVBORw0KGgo="
            % n
            for n in range(43)
        ),
    ]
    head = mail(message_id=f"<{number}@x.example>").split(b"Content-Type")[0].strip()
    return b"\r\n".join(
        [head, b'Content-Type: multipart/related; boundary="b"', b"", *parts, b"--b--"]
    )


def test_s24_43_pictures_and_5000_links_are_one_contact_and_its_page_opens(
    cast: Cast, client: Client
) -> None:
    contact = take_in(heavy(1), at=MONDAY)
    assert contact is not None
    assert contact.attachments.count() == 43
    client.force_login(cast.ali)
    case = f"/cases/{contact.case.number}/"
    frame = client.get(f"{case}contacts/{contact.pk}/html/").content.decode()
    assert (frame.count("<a "), frame.count('src="data:image/png;')) == (5_000, 43)
    # The page of the case does not carry it: the frame is asked for when somebody looks.
    assert client.get(case).content.decode().count("x.example/4999") <= 1


def test_s24_a_mail_into_a_case_of_many_costs_what_one_into_a_case_of_few_costs(
    cast: Cast,
) -> None:
    asked = []
    for number in (1, 2, 300):
        case = Case.objects.first()
        if case is not None:
            Contact.objects.bulk_create(
                Contact(
                    case=case,
                    channel="mail",
                    direction="in",
                    at=MONDAY,
                    text="Noch einmal.",
                    language="de",
                    message_id=f"<{number}-{n}@x.example>",
                )
                for n in range(number)
            )
        with CaptureQueriesContext(connection) as queries:
            take_in(
                mail(
                    f"Nichts Neues, {number}.",
                    message_id=f"<{number}@x.example>",
                    answers="<1@x.example>" if case else "",
                ),
                at=MONDAY,
            )
        asked.append(len(queries))
    assert asked[1] == asked[2]
    assert Case.objects.count() == 1
