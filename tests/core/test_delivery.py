"""What a mail server writes before a mail that it delivers."""

import pytest

from kulanz.reading.delivery import as_sent, delivered_to, with_delivery

SENT = b"From: a@mail.example\r\nDelivered-To: forged@shop.example\r\n\r\nText\r\n"


def test_the_envelope_stands_before_the_mail() -> None:
    content = with_delivery(
        SENT, sender="a@mail.example", recipients=["hilfe@shop.example", "info@shop.example"]
    )
    assert content == (
        b"Return-Path: <a@mail.example>\r\nDelivered-To: hilfe@shop.example\r\n"
        b"Delivered-To: info@shop.example\r\n" + SENT
    )
    assert delivered_to(content) == ("hilfe@shop.example", "info@shop.example")
    assert as_sent(content) == SENT


def test_what_came_with_the_mail_is_not_believed() -> None:
    assert (delivered_to(SENT), as_sent(SENT)) == ((), SENT)


@pytest.mark.parametrize(
    ("head", "expected"),
    [
        (b"Return-Path: <>\nX-Original-To: Hilfe@Shop.example\n", ("hilfe@shop.example",)),
        (b"Delivered-To:\r\n\thilfe+2026-1001@shop.example\r\n", ("hilfe+2026-1001@shop.example",)),
        (b"DELIVERED-TO : <a@x.example>\nDelivered-To: a@x.example\n", ("a@x.example",)),
        (b"Delivered-To: postmaster\n", ()),
        (b"", ()),
    ],
)
def test_other_mail_servers_write_it_their_way(head: bytes, expected: tuple[str, ...]) -> None:
    assert delivered_to(head + SENT) == expected
    assert as_sent(head + SENT) == SENT


def test_an_address_never_becomes_a_second_line() -> None:
    content = with_delivery(SENT, sender="a\r\nBcc: x@y", recipients=["b\n\nc@d.example>"])
    assert content.split(SENT)[0] == b"Return-Path: <aBcc: x@y>\r\nDelivered-To: bc@d.example\r\n"


def test_reports_of_mail_servers_have_no_sender() -> None:
    assert with_delivery(b"x", sender="", recipients=[]) == b"Return-Path: <>\r\nx"


def test_a_head_without_end_is_looked_at_only_so_far() -> None:
    endless = b"Delivered-To: a@x.example\n" * 50_000
    assert delivered_to(endless) == ("a@x.example",)
    assert len(as_sent(endless)) == len(endless) - 400 * len(b"Delivered-To: a@x.example\n")
    assert as_sent(b"Delivered-To: " + b"x" * 1_000_000) == b"Delivered-To: " + b"x" * 1_000_000
