"""Mail handed over by a mail server: whose it is, and that one mail is one case."""

import smtplib
from collections.abc import Iterator

import pytest

from cast import make_cast
from kulanz.desk import storage
from kulanz.desk.models import Case, Contact, RawMessage
from listening import LMTP, SMTP, all_read, listening, lmtp_at, smtp_at, soon
from mails import BRANDT, HELP, bounce, mail

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def lmtp() -> Iterator[smtplib.LMTP]:
    make_cast()
    with listening(LMTP) as url, lmtp_at(url) as client:
        yield client


def test_a_mail_by_lmtp_is_a_case_of_the_team_it_was_delivered_to(lmtp: smtplib.LMTP) -> None:
    assert lmtp.sendmail(BRANDT, ["Service@Shop.example"], mail(to="kunden@else.example")) == {}
    soon(lambda: all_read(1))
    raw = RawMessage.objects.get()
    head = f"Return-Path: <{BRANDT}>\r\nDelivered-To: Service@Shop.example\r\n".encode()
    assert storage.get(raw.blob).startswith(head + b"From: ")
    assert (raw.source, raw.state, raw.size) == ("mail", "read", len(storage.get(raw.blob)))
    assert Case.objects.get().customer.addresses.get().value == BRANDT


def test_the_recipient_of_the_envelope_names_team_and_case(lmtp: smtplib.LMTP) -> None:
    lmtp.sendmail(BRANDT, [HELP], mail())
    soon(lambda: all_read(1))
    number = Case.objects.get().number
    tagged = HELP.replace("@", f"+{number}@")
    lmtp.sendmail(BRANDT, [tagged], mail("Noch da?", to="x@y.example", message_id="<2@m>"))
    soon(lambda: all_read(2))
    assert [one.case.number for one in Contact.objects.all()] == [number, number]
    assert set(RawMessage.objects.values_list("team_hint", flat=True)) == {HELP}


def test_lmtp_answers_for_each_recipient_and_it_is_one_case(lmtp: smtplib.LMTP) -> None:
    lmtp.ehlo()
    lmtp.mail(BRANDT)
    for one in (HELP, "a@shop.example", "b@shop.example"):
        assert lmtp.rcpt(one)[0] == 250
    lmtp.putcmd("DATA")
    assert lmtp.getreply()[0] == 354
    lmtp.send(mail().replace(b"\n", b"\r\n") + b"\r\n.\r\n")
    assert [lmtp.getreply() for _ in range(3)] == [(250, b"2.0.0 kept")] * 3
    assert lmtp.noop()[0] == 250
    soon(lambda: all_read(1))
    assert (Case.objects.count(), Contact.objects.count()) == (1, 1)


@pytest.mark.parametrize("message_id", ["<one@mail.example>", ""])
def test_one_mail_delivered_to_each_recipient_alone_is_one_case(
    lmtp: smtplib.LMTP, message_id: str
) -> None:
    for one in (HELP, "a@shop.example", HELP):
        lmtp.sendmail(BRANDT, [one], mail(message_id=message_id))
    soon(lambda: all_read(2))  # the third is the first, octet by octet
    assert (Case.objects.count(), Contact.objects.count()) == (1, 1)
    assert sorted(RawMessage.objects.values_list("state", flat=True)) == ["duplicate", "read"]


def test_smtp_takes_what_ordinary_programs_send() -> None:
    make_cast()
    with listening(SMTP) as url, smtp_at(url) as client:
        client.ehlo("shop.example")
        offers = sorted(client.esmtp_features)
        text = "Grüße\n.\n..zwei\n.eins\n" + "x" * 200_000 + "\n"
        content = mail(text).replace(b"\n", b"\r\n")
        client.sendmail(BRANDT, [HELP, "b@shop.example"], content, ["BODY=8BITMIME", "SMTPUTF8"])
        soon(lambda: all_read(1))
    assert offers == ["8bitmime", "enhancedstatuscodes", "pipelining", "size", "smtputf8"]
    assert storage.get(RawMessage.objects.get().blob).endswith(content)


def test_helo_alone_and_addresses_no_grammar_allows_are_taken() -> None:
    make_cast()
    with listening(SMTP) as url, smtp_at(url) as client:
        assert client.helo("old")[0] == 250
        client.putcmd("MAIL", "FROM: <a..b.@mail_host>")
        assert client.getreply()[0] == 250
        client.putcmd("RCPT", f"to:<@relay.example,@b.example:{HELP}>")
        assert client.getreply()[0] == 250
        assert client.data(mail())[0] == 250
        soon(lambda: all_read(1))
    head = storage.get(RawMessage.objects.get().blob).split(b"From:")[0]
    assert head == f"Return-Path: <a..b.@mail_host>\r\nDelivered-To: {HELP}\r\n".encode()


def test_a_report_without_sender_opens_no_case(lmtp: smtplib.LMTP) -> None:
    lmtp.sendmail("", [HELP], bounce("<unknown@shop.example>"))
    soon(lambda: all_read(1))
    assert (Case.objects.count(), RawMessage.objects.get().problem) == (0, "bounce")
