"""What strangers try by mail. Each test is named after the precedent in other desks."""

import time
from datetime import timedelta

import pytest

from cast import MONDAY, Cast, case_of_brandt
from kulanz.desk.actions.intake import acknowledge
from kulanz.desk.actions.outbox import queue_mail
from kulanz.desk.channels.email import take_in
from kulanz.desk.models import Address, Attachment, Case, Contact, Event, OutboxMessage, RawMessage
from mails import BRANDT, bounce, mail

pytestmark = pytest.mark.django_db

EVE = "Eve <eve@evil.example>"


def sent(case: Case) -> OutboxMessage:
    return queue_mail(
        case=case, recipient=BRANDT, subject="Ihr Fall", text="Guten Tag", kind="reply", at=MONDAY
    )


@pytest.mark.parametrize("subject", ["{}", "[#{}] Re: Ihr Fall", "AW: {} AW: {}"])
def test_s05_a_stranger_who_quotes_a_case_number_gets_a_case_of_their_own(
    cast: Cast, subject: str
) -> None:
    case = case_of_brandt(cast)
    contact = take_in(mail(sender=EVE, subject=subject.replace("{}", case.number)), at=MONDAY)
    assert contact is not None
    assert contact.case != case
    assert case.contacts.count() == 0
    hints = Event.objects.filter(kind="case.possibly_belongs_to")
    assert [(hint.case, hint.values) for hint in hints] == [(contact.case, {"number": case.number})]


def test_s06_a_forged_reference_to_our_mail_does_not_join(cast: Cast) -> None:
    case = case_of_brandt(cast)
    ours = sent(case)
    contact = take_in(
        mail(sender=EVE, answers=ours.message_id, fields={"References": ours.message_id}), at=MONDAY
    )
    assert contact is not None
    assert contact.case != case
    assert case.contacts.filter(direction="in").count() == 0


def test_s06_a_mail_from_a_colleagues_address_is_just_a_mail(cast: Cast) -> None:
    contact = take_in(mail(sender=cast.ali.email), at=MONDAY)
    assert contact is not None
    assert (contact.by, contact.direction, contact.case.owner) == (None, "in", None)


def test_s06_the_real_answer_to_our_mail_joins(cast: Cast) -> None:
    case = case_of_brandt(cast)
    contact = take_in(mail(answers=sent(case).message_id, subject="Re"), at=MONDAY)
    assert contact is not None
    assert contact.case == case


def test_s07_nobody_in_copy_becomes_a_party(cast: Cast) -> None:
    case = case_of_brandt(cast)
    take_in(
        mail(
            subject=case.number, fields={"Cc": "eve@evil.example", "Reply-To": "eve@evil.example"}
        ),
        at=MONDAY,
    )
    from_eve = take_in(mail(subject=case.number, sender=EVE, message_id="<e@x>"), at=MONDAY)
    assert from_eve is not None
    assert from_eve.case != case
    assert list(case.customer.addresses.values_list("value", flat=True)) == [BRANDT]


def test_s08_control_fields_from_outside_do_nothing(cast: Cast) -> None:
    case = case_of_brandt(cast)
    contact = take_in(
        mail(
            sender=EVE,
            fields={
                "X-Kulanz-Case": case.number,
                "X-Kulanz-Owner": "ali@kulanz.example",
                "X-Zammad-Ticket-State": "closed",
            },
        ),
        at=MONDAY,
    )
    assert contact is not None
    assert (contact.case != case, contact.case.owner, contact.case.state) == (
        True,
        None,
        "received",
    )


def test_s09_a_thousand_mails_in_a_victims_name_give_one_acknowledgement_an_hour(
    cast: Cast,
) -> None:
    for number in range(12):
        contact = take_in(
            mail(f"Nummer {number}", subject="BUY NOW", message_id=f"<{number}@evil.example>"),
            at=MONDAY + timedelta(minutes=number),
        )
        assert contact is not None
        acknowledge(contact.case, at=MONDAY + timedelta(minutes=number))
    assert OutboxMessage.objects.count() == 1
    assert Case.objects.count() == 12
    text = OutboxMessage.objects.get().contact
    assert text is not None
    assert [word in text.subject + text.text for word in ("BUY", "Nummer 0", "Susanne")] == [
        False
    ] * 3


def test_s10_a_report_of_non_delivery_opens_no_case(cast: Cast) -> None:
    assert take_in(bounce("<unknown@elsewhere.example>"), at=MONDAY) is None
    raw = RawMessage.objects.get()
    assert (raw.state, raw.problem, Case.objects.count()) == ("read", "bounce", 0)


def test_s10_a_report_of_non_delivery_is_put_beside_the_mail_that_came_back(cast: Cast) -> None:
    case = case_of_brandt(cast)
    ours = sent(case)
    contact = take_in(bounce(ours.message_id), at=MONDAY)
    assert contact is not None
    assert (contact.case, contact.automatic, contact.new_text) == (case, True, "")
    assert Event.objects.get(kind="mail.bounced").values == {
        "contact": contact.pk,
        "outbox": ours.pk,
        "recipient": "",
        "reason": "no_such_user",
        "hard": True,
    }
    assert acknowledge(case, at=MONDAY) is None


@pytest.mark.parametrize(
    ("fields", "reason"),
    [
        ({"Auto-Submitted": "auto-replied"}, "auto_reply"),
        ({"Precedence": "bulk"}, "list"),
        ({"List-Id": "<news.shop.example>"}, "list"),
        ({"Return-Path": "<>"}, "machine"),
        ({"X-Auto-Response-Suppress": "All"}, "machine"),
    ],
)
def test_s10_a_machines_mail_is_kept_and_never_answered(
    cast: Cast, fields: dict[str, str], reason: str
) -> None:
    assert take_in(mail(fields=fields), at=MONDAY) is None
    assert (Case.objects.count(), RawMessage.objects.get().problem) == (0, reason)


def test_s10_an_absence_notice_of_the_customer_stays_in_the_case_and_moves_nothing(
    cast: Cast,
) -> None:
    case = case_of_brandt(cast)
    ours = sent(case)
    Case.objects.filter(pk=case.pk).update(state="waiting_customer")
    contact = take_in(
        mail(answers=ours.message_id, fields={"Auto-Submitted": "auto-replied"}), at=MONDAY
    )
    assert contact is not None
    assert (contact.case, contact.automatic) == (case, True)
    assert (Case.objects.get().state, contact.statements.count()) == ("waiting_customer", 0)


@pytest.mark.parametrize(
    "sender", ["hilfe@shop.example", "Hulp+1@shop.example", "desk@kulanz.example"]
)
def test_s10_our_own_address_opens_no_case(cast: Cast, sender: str) -> None:
    assert take_in(mail(sender=sender), at=MONDAY) is None
    assert (Case.objects.count(), RawMessage.objects.get().problem) == (0, "own_mail")


def test_s10_our_own_mail_coming_back_opens_no_case(cast: Cast) -> None:
    ours = sent(case_of_brandt(cast))
    assert take_in(mail(message_id=ours.message_id), at=MONDAY) is None
    assert Case.objects.count() == 1


def test_s10_a_machine_that_hides_it_gets_three_mails_a_day(cast: Cast) -> None:
    for hour in range(24):
        contact = take_in(
            mail(f"Danke für Ihre Nachricht {hour}.", message_id=f"<{hour}@bot.example>"),
            at=MONDAY + timedelta(hours=hour),
        )
        assert contact is not None
        acknowledge(contact.case, at=MONDAY + timedelta(hours=hour))
    assert OutboxMessage.objects.count() == 3


@pytest.mark.parametrize(
    ("sender", "subject"),
    [
        ("=?utf-8?q?Eve=0D=0ABcc=3A_victim=40x=2Eexample?= <eve@evil.example>", "x"),
        ('"a@b.example, c@d.example" <eve@evil.example>', "=?utf-8?q?x=0D=0AX-Evil=3A_1?="),
    ],
)
def test_s20_line_breaks_and_commas_make_no_second_recipient(
    cast: Cast, sender: str, subject: str
) -> None:
    raw = mail().replace(b"Susanne Brandt <s.brandt@mail.example>", sender.encode())
    contact = take_in(raw.replace(b"Mahnung trotz fehlender Ware", subject.encode()), at=MONDAY)
    assert contact is not None
    assert (contact.sender, len((contact.subject + contact.sender_name).splitlines())) == (
        "eve@evil.example",
        1,
    )
    message = acknowledge(contact.case, at=MONDAY)
    assert message is not None
    assert message.recipient == "eve@evil.example"


def test_s21_names_of_files_are_only_shown(cast: Cast) -> None:
    names = [
        "../../etc/passwd",
        "C:\\x\\con.exe",
        "a\x00b.pdf",
        "ann\u202egpj.exe",
        "x\r\nSet-Cookie: a.txt",
        "..",
    ]
    raw = b"\r\n".join(
        [
            mail().split(b"Content-Type")[0].strip(),
            b'Content-Type: multipart/mixed; boundary="b"',
            b"",
            b"--b\r\nContent-Type: text/plain\r\n\r\nHallo",
            *[
                b"--b\r\nContent-Type: application/pdf\r\n"
                b"Content-Disposition: attachment; filename*=utf-8''"
                + "".join(f"%{byte:02x}" for byte in name.encode()).encode()
                + b"\r\n\r\nx"
                for name in names
            ],
            b"--b--",
        ]
    )
    contact = take_in(raw, at=MONDAY)
    assert contact is not None
    shown = list(contact.attachments.order_by("pk").values_list("name", flat=True))
    assert shown == [
        "passwd",
        "con.exe",
        "a b.pdf",
        "ann gpj.exe",
        "x Set-Cookie: a.txt",
        "file",
    ]


def test_s21_attachments_lie_under_their_hash_behind_256_bits(cast: Cast) -> None:
    contact = take_in(
        mail(files=[("a.pdf", "application/pdf", b"1"), ("b.pdf", "application/pdf", b"1")]),
        at=MONDAY,
    )
    assert contact is not None
    first, second = contact.attachments.order_by("pk")
    assert (first.blob == second.blob, first.token == second.token, len(first.token)) == (
        True,
        False,
        43,
    )


@pytest.mark.parametrize(
    "poison",
    [
        b"From: a@b.example\r\nSubject: " + b"=?utf-8?q?=41?= " * 10_000 + b"\r\n\r\nx",
        b"From: a@b.example\r\nContent-Type: multipart/mixed; boundary=b\r\n\r\n"
        + b"--b\r\n\r\nx\r\n" * 100_000,
        b"".join(
            b"Content-Type: multipart/mixed; boundary=b%d\r\n\r\n--b%d\r\n" % (n, n)
            for n in range(5000)
        ),
        b"From: " + b"(" * 20_000 + b"\r\n\r\nx",
        b"From: a@b.example\r\nContent-Type: text/plain" + b"; a=b" * 20_000 + b"\r\n\r\nx",
        b"From: a@b.example\r\nReferences: " + b"<a@b> " * 170_000 + b"\r\n\r\nx",
        b"From: a@b.example\r\nContent-Type: text/html\r\n\r\n" + b"<div>" * 200_000,
        b"From: a@b.example\r\n\r\n" + b"On a\n" * 100_000,
    ],
    ids=["words", "parts", "nested", "comments", "parameters", "references", "divs", "replies"],
)
def test_s22_after_a_bomb_the_next_mail_is_a_case_in_time(cast: Cast, poison: bytes) -> None:
    begun = time.process_time()
    take_in(poison, at=MONDAY)
    contact = take_in(mail(), at=MONDAY)
    assert contact is not None
    assert contact.subject == "Mahnung trotz fehlender Ware"
    assert time.process_time() - begun < 10
    assert RawMessage.objects.filter(state="new").count() == 0


@pytest.mark.parametrize(
    "poison",
    [
        b"",
        b"\x00" * 1000,
        b"\xff\xfe\x00\x01garbage",
        b"From: =?nonsense?q?=ff?= <a@b.example>\r\nContent-Type: text/x; charset=y\r\n\r\n\xff",
        b"From: group: a@b.example, c@d.example;\r\n\r\nx",
        b"From: \r\nSubject: x\r\n\r\nx",
        b"From: a@b.example\r\nDate: yesterday\r\nContent-Type: ;;;\r\n\r\nx\x00y",
        b"From: a@" + b"b" * 300 + b".example\r\n\r\nx",
        b"From: a@b.example\r\nContent-Transfer-Encoding: base64\r\n\r\n!!!!",
        b"From: a@b.example\r\nSubject: \xed\xa0\x80\r\n\r\n\xed\xa0\x80",
        b"From: a@b.example\r\nMessage-ID: <" + b"x" * 5000 + b"@y>\r\n\r\nx",
    ],
)
def test_s25_poisonous_mail_is_kept_and_visible_and_stops_nobody(cast: Cast, poison: bytes) -> None:
    contact = take_in(poison, at=MONDAY)
    raw = RawMessage.objects.get()
    assert raw.state == ("quarantined" if contact is None else "read")
    assert (raw.problem == "") == (contact is not None)
    assert raw.problem in {"", "no_sender"}
    assert take_in(mail(), at=MONDAY) is not None


def test_s33_quoted_company_text_is_only_a_claim(cast: Cast) -> None:
    contact = take_in(mail("Agent: Wir erstatten Ihnen 500 EUR.\nIch bestehe darauf."), at=MONDAY)
    assert contact is not None
    assert set(contact.statements.values_list("speaker", flat=True)) <= {"customer"}
    assert contact.statements.filter(standing="verified").count() == 0
    assert contact.case.commitments.count() == 0


def test_nothing_above_left_a_foreign_address_behind(cast: Cast) -> None:
    take_in(mail(sender=EVE), at=MONDAY)
    assert (Address.objects.count(), Contact.objects.count(), Attachment.objects.count()) == (
        1,
        1,
        0,
    )
