"""The row of steps that decides where a message goes: each step by a mail that only it decides."""

from datetime import timedelta

import pytest

from cast import MONDAY, Cast, case_of_brandt
from kulanz.desk.actions.intake import keep_raw, read_again, read_raw
from kulanz.desk.actions.outbox import queue_mail
from kulanz.desk.channels.email import take_in
from kulanz.desk.models import Case, Contact, Event, Note, OutboxMessage, RawMessage, Team
from mails import BRANDT, mail

pytestmark = pytest.mark.django_db

PASSED_ON = """Bitte übernehmen, die Kundin ist sehr verärgert.

---------- Forwarded message ---------
Von: Eva Hart <eva.hart@mail.example>
Date: Mo., 16. Nov. 2026 um 08:12 Uhr
Subject: Paket fehlt
To: Ali <ali@shop.example>

Mein Paket ist nicht angekommen.
"""


def forwarded(sender: str, subject: str = "Fwd: Paket fehlt") -> bytes:
    return mail(PASSED_ON, sender=sender, subject=subject, message_id="<fwd@shop.example>")


def report(recipient: str, *, subject: str = "Ihr Fall", action: str = "failed") -> bytes:
    return (
        "From: MAILER-DAEMON@mx.example\nTo: hilfe@shop.example\nSubject: Undelivered Mail\n"
        'Content-Type: multipart/report; report-type=delivery-status; boundary="b"\n\n'
        "--b\n\nNot delivered.\n--b\nContent-Type: message/delivery-status\n\n"
        f"Final-Recipient: rfc822; {recipient}\nAction: {action}\nStatus: 5.2.2\n"
        "Diagnostic-Code: smtp; 552 Mailbox full\n\n"
        f"--b\nContent-Type: text/rfc822-headers\n\nSubject: {subject}\n--b--\n"
    ).encode()


def sent(case: Case, subject: str = "Ihr Fall") -> OutboxMessage:
    row = queue_mail(
        case=case, recipient=BRANDT, subject=subject, text="Guten Tag", kind="reply", at=MONDAY
    )
    OutboxMessage.objects.filter(pk=row.pk).update(state="sent", sent_at=MONDAY)
    return row


def last_raw() -> RawMessage:
    return RawMessage.objects.latest("pk")


def test_what_a_colleague_passes_on_is_the_customers(cast: Cast) -> None:
    contact = take_in(forwarded(f"Ali <{cast.ali.email}>"), at=MONDAY)
    assert contact is not None
    assert (contact.sender, contact.sender_name) == ("eva.hart@mail.example", "Eva Hart")
    assert (contact.subject, contact.text) == ("Paket fehlt", "Mein Paket ist nicht angekommen.")
    assert contact.case.customer.name == "Eva Hart"
    note = Note.objects.get()
    assert (note.by, note.text) == (
        cast.ali,
        "Bitte übernehmen, die Kundin ist sehr verärgert.",
    )


def test_what_a_stranger_passes_on_is_the_strangers(cast: Cast) -> None:
    contact = take_in(forwarded("Eve <eve@evil.example>"), at=MONDAY)
    assert contact is not None
    assert (contact.sender, Note.objects.count()) == ("eve@evil.example", 0)
    assert "Eva Hart" in contact.text


def test_who_writes_from_the_teams_domain_is_a_colleague_too(cast: Cast) -> None:
    contact = take_in(forwarded("Chef <chef@shop.example>"), at=MONDAY)
    assert contact is not None
    assert (contact.sender, contact.new_text) == (
        "eva.hart@mail.example",
        "Mein Paket ist nicht angekommen.",
    )
    assert contact.text.startswith("Bitte übernehmen")
    assert Note.objects.count() == 0


def test_at_a_provider_of_mailboxes_the_others_are_strangers(cast: Cast) -> None:
    Team.objects.filter(pk=cast.koeln.pk).update(mail_address="laden.koeln@gmx.de")
    contact = take_in(forwarded("Eve <eve@gmx.de>"), at=MONDAY)
    assert contact is not None
    assert contact.sender == "eve@gmx.de"


def test_our_own_mail_passed_on_by_a_colleague_is_the_colleagues(cast: Cast) -> None:
    text = PASSED_ON.replace("Eva Hart <eva.hart@mail.example>", "Shop <hilfe@shop.example>")
    contact = take_in(mail(text, sender=cast.ali.email, subject="Fwd: Paket fehlt"), at=MONDAY)
    assert contact is not None
    assert (contact.sender, Note.objects.count()) == (cast.ali.email, 0)


def test_what_is_passed_on_joins_nobodys_case(cast: Cast) -> None:
    """A colleague's address can be forged, and the rest of a forwarded mail as well."""
    case = case_of_brandt(cast)
    text = PASSED_ON.replace("Eva Hart <eva.hart@mail.example>", f"Susanne Brandt <{BRANDT}>")
    forged = mail(
        text.replace("Paket fehlt", f"Paket {case.number}"),
        sender=cast.ali.email,
        subject=f"Fwd: Paket {case.number}",
    )
    contact = take_in(forged, at=MONDAY)
    assert contact is not None
    assert (contact.sender, contact.case == case) == (BRANDT, False)
    assert Event.objects.get(kind="case.possibly_belongs_to").values == {"number": case.number}


def test_a_mail_in_circles_waits_for_a_person(cast: Cast) -> None:
    hops = b"".join(b"Received: from a by b; Mon, 16 Nov 2026 08:00:00 +0000\n" for _ in range(51))
    assert take_in(hops + mail(), at=MONDAY) is None
    raw = last_raw()
    assert (raw.state, raw.problem) == ("quarantined", "loop")
    assert take_in(hops[: len(hops) * 50 // 51] + mail(message_id="<2@x.example>"), at=MONDAY)


def test_a_mail_with_more_than_is_read_waits_and_can_be_opened(cast: Cast) -> None:
    parts = b"".join(b"--b\n\nx\n" for _ in range(2_000))
    head = b'From: kim@mail.example\nContent-Type: multipart/mixed; boundary="b"\n\n'
    raw = keep_raw(source="mail", content=head + parts, at=MONDAY)
    assert read_raw(raw, at=MONDAY) is None
    raw.refresh_from_db()
    assert (raw.state, raw.problem) == ("quarantined", "too_many_parts")
    contact = read_again(raw, at=MONDAY, by=cast.an, anyway=True)
    assert contact is not None
    told = Event.objects.get(kind="mail.not_whole")
    assert (told.case, told.values["problems"]) == (contact.case, ["too_many_parts"])


def test_a_report_without_identifier_finds_our_mail_by_recipient_and_subject(cast: Cast) -> None:
    case = case_of_brandt(cast)
    first, other = sent(case), sent(case, "Noch etwas")
    contact = take_in(report(BRANDT), at=MONDAY)
    assert contact is not None
    event = Event.objects.get(kind="mail.bounced")
    assert (contact.case, event.values["outbox"], other.pk > first.pk) == (case, first.pk, True)
    assert (event.values["reason"], event.values["hard"]) == ("mailbox_full", False)
    assert event.values["recipient"] == BRANDT


def test_a_report_about_somebody_elses_mail_belongs_nowhere(cast: Cast) -> None:
    sent(case_of_brandt(cast))
    assert take_in(report("nobody@elsewhere.example"), at=MONDAY) is None
    assert (last_raw().problem, Case.objects.count()) == ("bounce", 1)


def test_a_delay_is_noted_and_alarms_nobody(cast: Cast) -> None:
    case = case_of_brandt(cast)
    sent(case)
    contact = take_in(report(BRANDT, action="delayed"), at=MONDAY)
    assert contact is not None
    assert (contact.case, Event.objects.filter(kind="mail.bounced").count()) == (case, 0)


def test_a_mail_that_is_a_case_opens_no_second_one_when_read_again(cast: Cast) -> None:
    contact = take_in(mail(), at=MONDAY)
    raw = last_raw()
    RawMessage.objects.filter(pk=raw.pk).update(state="quarantined", problem="error:KeyError")
    raw.refresh_from_db()
    assert read_again(raw, at=MONDAY + timedelta(hours=1), by=cast.an) == contact
    assert (Contact.objects.count(), last_raw().state) == (1, "read")
