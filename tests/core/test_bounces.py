"""Reports of mails that did not arrive: the standard's, and those in free form."""

import pytest

from effort import effort
from kulanz.reading import Bounce, letter

RETURNED = b"""--b
Content-Type: message/rfc822

From: Shop <hilfe@shop.example>
To: kim@mail.example
Subject: =?utf-8?q?Ihre_Beschwerde_=C3=BCber_das_Paket?=
Message-ID: <ours@shop.example>

Guten Tag
--b--
"""


def dsn(action: str, status: str, diagnosis: str) -> bytes:
    return (
        b"Return-Path: <>\nFrom: Mail Delivery System <MAILER-DAEMON@mx.example>\n"
        b"To: hilfe@shop.example\nSubject: Undelivered Mail Returned to Sender\n"
        b"Content-Type: multipart/report; report-type=delivery-status; boundary=b\n\n"
        b"--b\n\nI could not deliver it.\n--b\nContent-Type: message/delivery-status\n\n"
        b"Reporting-MTA: dns; mx.example\n\n"
        b"Final-Recipient: rfc822; Kim@Mail.example\n"
        + f"Action: {action}\nStatus: {status}\nDiagnostic-Code: smtp; {diagnosis}\n\n".encode()
        + RETURNED
    )


def free(
    text: str, *, sender: str = "MAILER-DAEMON@mx.example", subject: str = "failure notice"
) -> bytes:
    return f"From: {sender}\nTo: hilfe@shop.example\nSubject: {subject}\n\n{text}".encode()


def read(raw: bytes) -> Bounce:
    found = letter(raw).bounce
    assert found is not None
    return found


def test_the_standard_report_says_who_why_and_which_mail() -> None:
    assert read(dsn("failed", "5.1.1", "550 5.1.1 User unknown")) == Bounce(
        recipient="kim@mail.example",
        status="5.1.1",
        reply_code="550",
        reason="no_such_user",
        hard=True,
        message_ids=("<ours@shop.example>",),
        subject="Ihre Beschwerde über das Paket",
    )


@pytest.mark.parametrize(
    ("status", "diagnosis", "reason", "hard"),
    [
        ("5.1.1", "550 <kim@mail.example>... User unknown", "no_such_user", True),
        ("5.0.0", "550 Empfänger unbekannt", "no_such_user", True),
        ("5.1.2", "550 Host unknown", "host_unknown", True),
        ("5.4.4", "Host or domain name not found", "host_unknown", True),
        ("5.1.10", "556 Recipient address has null MX", "takes_no_mail", True),
        ("5.1.6", "551 User has moved to kim@new.example", "moved", True),
        ("5.2.2", "552 Mailbox full", "mailbox_full", False),
        ("4.2.2", "452 over quota", "mailbox_full", False),
        ("5.3.4", "552 Message size exceeds fixed limit", "too_large", False),
        ("5.7.1", "554 Client host blocked using zen.spamhaus.org", "blocked", False),
        ("5.7.26", "550 not accepted due to DMARC", "auth_failure", False),
        ("5.7.1", "550 Message considered spam", "spam", False),
        ("5.2.1", "550 The account has been disabled", "suspended", False),
        ("4.4.1", "connect to mx.example: Connection refused", "network", False),
        ("5.1.8", "553 Domain of sender does not exist", "sender_rejected", False),
        ("5.0.0", "550 Unknown user kim (in reply to end of DATA command)", "filtered", False),
        ("4.7.0", "450 Try again later", "system", False),
        ("5.1.1", "", "no_such_user", True),
        ("5.9.9", "", "unknown", False),
    ],
)
def test_the_reason_decides_whether_another_attempt_is_any_use(
    status: str, diagnosis: str, reason: str, hard: bool
) -> None:
    found = read(dsn("failed", status, diagnosis))
    assert (found.reason, found.hard) == (reason, hard)


def test_a_delay_is_no_failure_yet_and_an_arrival_none_at_all() -> None:
    assert read(dsn("delayed", "4.4.1", "Connection timed out")).delayed
    assert letter(dsn("delivered", "2.0.0", "250 ok")).bounce is None
    assert letter(dsn("relayed", "2.0.0", "250 ok")).automatic_kind == "report"


def test_of_several_recipients_the_failed_one_counts() -> None:
    two = dsn("delivered", "2.0.0", "250 ok").replace(
        b"--b\nContent-Type: message/rfc822",
        b"Final-Recipient: rfc822; lee@mail.example\nAction: failed\nStatus: 5.1.1\n\n"
        b"--b\nContent-Type: message/rfc822",
    )
    assert read(two).recipient == "lee@mail.example"


@pytest.mark.parametrize(
    ("text", "recipient", "reason"),
    [
        (
            (
                "Hi. This is the qmail-send program at mx.example.\n\n<kim@mail.example>:\n"
                "192.0.2.1 does not like recipient.\nRemote host said: 550 no such user here\n\n"
                "--- Below this line is a copy of the message.\n\n"
                "Return-Path: <hilfe@shop.example>\n"
                "Message-ID: <ours@shop.example>\nSubject: Hallo\n\nx\n"
            ),
            "kim@mail.example",
            "no_such_user",
        ),
        (
            (
                "A message that you sent could not be delivered to its recipients.\n\n"
                "  kim@mail.example\n    mailbox is full: retry timeout exceeded\n\n"
                "------ This is a copy of the message, including all the headers. ------\n\n"
                "Message-ID: <ours@shop.example>\nSubject: Hallo\nFrom: hilfe@shop.example\n\nx\n"
            ),
            "kim@mail.example",
            "mailbox_full",
        ),
        (
            (
                "Ihre Nachricht konnte nicht zugestellt werden.\n\n"
                "kim@mail.example: Postfach voll\n\n"
                "-----Original Message-----\nFrom: hilfe@shop.example\nSubject: Hallo\n"
                "Message-ID: <ours@shop.example>\n\nx\n"
            ),
            "kim@mail.example",
            "mailbox_full",
        ),
    ],
)
def test_a_report_in_free_form_is_read_up_to_the_mail_that_came_back(
    text: str, recipient: str, reason: str
) -> None:
    found = read(free(text))
    assert (found.recipient, found.reason) == (recipient, reason)
    assert (found.message_ids, found.subject) == (("<ours@shop.example>",), "Hallo")


def test_a_complaint_of_a_provider_is_a_report_about_our_mail() -> None:
    raw = (
        b"From: fbl@provider.example\nSubject: Feedback\n"
        b"Content-Type: multipart/report; report-type=feedback-report; boundary=b\n\n"
        b"--b\nContent-Type: message/feedback-report\n\nFeedback-Type: abuse\n" + RETURNED
    )
    found = read(raw)
    assert (found.reason, found.hard, found.message_ids) == (
        "complaint",
        False,
        ("<ours@shop.example>",),
    )


def test_a_complaint_without_a_report_is_known_by_its_subject() -> None:
    raw = (
        b"From: staff@provider.example\nSubject: complaint about message from 192.0.2.1\n"
        b"Content-Type: multipart/mixed; boundary=b\n\n" + RETURNED
    )
    assert (read(raw).reason, read(raw).message_ids) == ("complaint", ("<ours@shop.example>",))


@pytest.mark.parametrize(
    ("note", "kind"), [("FYI", "bounce"), ("Was mache ich jetzt mit dieser Meldung?", "")]
)
def test_a_report_passed_on_without_a_word_stays_a_report(note: str, kind: str) -> None:
    raw = free(
        f"{note}\n\n---------- Forwarded message ---------\n"
        "From: Mail Delivery System <MAILER-DAEMON@mx.example>\n"
        "Date: Mon, 16 Nov 2026 09:00\nSubject: Undelivered Mail\nTo: kim@mail.example\n\n"
        "Your mail could not be delivered.\n<lee@mail.example>: 550 5.1.1 User unknown\n",
        sender="Kim <kim@mail.example>",
        subject="Fwd: Undelivered Mail",
    )
    assert letter(raw).automatic_kind == kind


@pytest.mark.parametrize(
    ("subject", "text"),
    [
        ("Paket nicht zugestellt", "Das Paket konnte nicht zugestellt werden. Was nun?"),
        ("Rückgabe", "Ich habe um 5.1.1 Uhr angerufen, Artikel 5.1.1 der AGB sagt etwas anderes."),
        ("Undelivered parcel", "It could not be delivered, the courier found no such address."),
        ("Levering", "Het pakket kon niet worden bezorgd. Ik wil mijn geld terug."),
        ("Mailbox", "My mailbox is full of your newsletters. Please stop."),
        ("Fehler 550", "Ihr Formular meldet Fehler 550, user unknown. Bitte helfen Sie."),
        ("Re: Ihre Mail", "Ihre letzte Mail kam zurück, mailbox full, bitte noch einmal."),
    ],
)
def test_a_customer_who_writes_of_parcels_and_errors_reports_no_bounce(
    subject: str, text: str
) -> None:
    mail = letter(free(text, sender="Kim <kim@mail.example>", subject=subject))
    assert (mail.bounce, mail.automatic) == (None, False)


@pytest.mark.parametrize("unit", [b"mailbox ", b"5.1.", b"550 ", b"a@", b"> ", b"user address "])
def test_reading_a_report_grows_no_faster_than_its_text(unit: bytes) -> None:
    def one(many: int) -> int:
        return effort(lambda: letter(free("5.1.9 ") + unit * many))

    assert one(4_000) <= 2.6 * one(2_000)
