"""The conversation with a mail server: order, sizes, nonsense; and where it may take place."""

import smtplib
import socket

import pytest

from cast import make_cast
from kulanz.desk import storage
from kulanz.desk.channels.email import receive
from kulanz.desk.channels.email.dialogue import Limits
from kulanz.desk.channels.email.receive import Listen, ListenError, listen_at
from kulanz.desk.models import RawMessage
from listening import LMTP, SMTP, all_read, listening, lmtp_at, smtp_at, soon, talk
from mails import BRANDT, HELP, mail

pytestmark = pytest.mark.django_db(transaction=True)


def test_commands_in_one_go_are_answered_in_order() -> None:
    make_cast()
    body = mail().replace(b"\n", b"\r\n")
    one = b"MAIL FROM:<" + BRANDT.encode() + b">\r\nRCPT TO:<" + HELP.encode() + b">\r\nDATA\r\n"
    with listening(SMTP) as url:
        said = talk(url, b"EHLO me\r\n" + one + body + b"\r\n.\r\n" + one + b".\r\nQUIT\r\n")
        soon(lambda: all_read(2))
    codes = [line[:3] for line in said.split(b"\r\n") if line[3:4] == b" "]
    once = [b"250", b"250", b"354", b"250"]
    assert codes == [b"220", b"250", *once, *once, b"221"]
    sizes = RawMessage.objects.order_by("pk").values_list("size", flat=True)
    assert [size - sizes[1] for size in sizes] == [len(body) + 2, 0]


def test_only_one_sign_ends_a_mail_so_none_is_smuggled_in() -> None:
    make_cast()
    smuggled = b"MAIL FROM:<boss@shop.example>\r\nRCPT TO:<" + HELP.encode() + b">\r\nDATA\r\n"
    start = b"EHLO me\r\nMAIL FROM:<a@b.example>\r\nRCPT TO:<" + HELP.encode() + b">\r\nDATA\r\n"
    for ending in (b"\n.\n", b"\n.\r\n", b"\r\n.\n", b"\r.\r", b"\r\n.\r"):
        with listening(SMTP) as url:
            whole = mail().replace(b"\n", b"\r\n") + ending + smuggled + ending.join([b"x", b"y"])
            said = talk(url, start + whole + b"\r\n.\r\nQUIT\r\n")
            soon(lambda: all_read(RawMessage.objects.count()))
        assert said.count(b"2.0.0 kept") == 1


@pytest.mark.parametrize("pieces", [1, 2, 3, 5, 7])
def test_however_the_octets_arrive_the_mail_is_the_same(pieces: int) -> None:
    make_cast()
    body = b"Subject: x\r\nFrom: a@b.example\r\n\r\n..\r\n.a\r\n\r\n"
    whole = b"LHLO x\r\nMAIL FROM:<>\r\nRCPT TO:<a@b.example>\r\nDATA\r\n" + body + b".\r\nQUIT\r\n"
    with listening(LMTP) as url:
        talk(url, *[whole[at : at + pieces] for at in range(0, len(whole), pieces)])
    assert storage.get(RawMessage.objects.get().blob).endswith(b"\r\n\r\n.\r\na\r\n\r\n")


def test_too_large_is_said_at_once_or_at_the_end_and_the_next_mail_is_taken() -> None:
    make_cast()
    large = mail("x" * 3000 + "\r\n")
    with listening(LMTP, Limits(size=2000)) as url, lmtp_at(url) as client:
        with pytest.raises(smtplib.SMTPSenderRefused) as announced:
            client.sendmail(BRANDT, [HELP], large)
        client.rset()
        client.docmd("MAIL", f"FROM:<{BRANDT}>")
        client.rcpt(HELP)
        client.rcpt("b@shop.example")
        assert client.data(large)[0] == 552
        assert client.getreply() == (552, b"5.3.4 a mail may have 2000 octets")
        assert client.sendmail(BRANDT, [HELP], mail()) == {}
    assert (announced.value.smtp_code, RawMessage.objects.count()) == (552, 1)


@pytest.mark.parametrize("more", [0, 1])
def test_the_size_announced_is_the_size_taken(more: int) -> None:
    make_cast()
    content = b"From: a@b.example\r\n\r\n" + b"x" * 100
    limits = Limits(size=len(content) + 2)
    with listening(SMTP, limits) as url, smtp_at(url) as client:
        client.ehlo()
        client.docmd("MAIL", "FROM:<a@b.example>")
        client.rcpt(HELP)
        assert client.data(content + b"x" * more)[0] == (552 if more else 250)


def test_recipients_beyond_the_limit_are_for_another_mail() -> None:
    make_cast()
    everybody = [f"{n}@shop.example" for n in range(105)]
    with listening(SMTP) as url, smtp_at(url) as client:
        refused = client.sendmail(BRANDT, everybody, mail())
    assert sorted(refused) == sorted(everybody[100:])
    assert {code for code, _ in refused.values()} == {452}


@pytest.mark.parametrize(
    ("words", "answer"),
    [
        (b"EHLO x", b"500 5.5.1"),
        (b"LHLO", b"501 5.5.4"),
        (b"MAIL FROM:<a@b>", b"503 5.5.1"),
        (b"LHLO x\r\nRCPT TO:<a@b>", b"503 5.5.1"),
        (b"LHLO x\r\nMAIL TO:<a@b>", b"501 5.1.7"),
        (b"LHLO x\r\nMAIL FROM:<a@b", b"501 5.1.7"),
        (b"LHLO x\r\nMAIL FROM:<a\rb@c>", b"501 5.1.7"),
        (b"LHLO x\r\nMAIL FROM:<a@b> BODY=BINARYMIME", b"501 5.5.4"),
        (b"LHLO x\r\nMAIL FROM:<a@b> SIZE=many", b"501 5.5.4"),
        (b"LHLO x\r\nMAIL FROM:<a@b> SIZE=" + b"9" * 1000, b"552 5.3.4"),
        (b"LHLO x\r\nMAIL FROM:<a@b> NOTIFY=NEVER", b"555 5.5.4"),
        (b"LHLO x\r\nMAIL FROM:<a@b>\r\nDATA", b"503 5.5.1"),
        (b"LHLO x\r\nMAIL FROM:<a@b>\r\nRCPT TO:<>", b"501 5.1.3"),
        (b"LHLO x\r\nMAIL FROM:<a@b>\r\nMAIL FROM:<c@d>", b"503 5.5.1"),
        (b"STARTTLS", b"500 5.5.1"),
        (b"NOOP " + b"x" * 1_000_000, b"500 5.5.1"),
        (b"\xff\xfe", b"500 5.5.1"),
        (b"VRFY hilfe", b"252 2.5.0"),
    ],
)
def test_what_is_wrong_is_said_and_the_talk_goes_on(words: bytes, answer: bytes) -> None:
    with listening(LMTP) as url:
        said = talk(url, words + b"\r\nNOOP\r\nQUIT\r\n").split(b"\r\n")
    assert said[-4].startswith(answer)
    assert said[-3:] == [b"250 2.0.0 ok", b"221 2.0.0 goodbye", b""]


def test_whoever_talks_nonsense_or_nothing_is_hung_up_on() -> None:
    with listening(SMTP, Limits(size=1000, idle=0.2)) as url:
        nonsense = talk(url, b"x\r\n" * 100)
        silence = talk(url, b"EHLO me\r\n")
        in_the_middle = talk(url, b"EHLO me\r\nMAIL FROM:<>\r\nRCPT TO:<a@b>\r\nDATA\r\nhalf")
        browser = talk(url, b"POST / HTTP/1.1\r\nHost: x\r\n\r\nEHLO me\r\n")
    assert nonsense.endswith(b"421 4.7.0 too many errors\r\n")
    assert nonsense.count(b"500 ") == 20
    assert silence.endswith(b"421 4.4.2 nothing was said for too long\r\n")
    assert in_the_middle.endswith(b"421 4.4.2 nothing was said for too long\r\n")
    assert browser.count(b"\r\n") == 1
    assert RawMessage.objects.count() == 0


def test_more_peers_than_it_can_serve_are_asked_to_come_again() -> None:
    with listening(SMTP) as url:
        peers = [smtp_at(url) for _ in range(receive.CONNECTIONS)]
        said = talk(url)
        for one in peers:
            one.close()
    assert said == receive.BUSY


def test_a_peer_that_leaves_before_the_end_has_given_nothing() -> None:
    with listening(SMTP) as url:
        port = int(url.rsplit(":", 1)[1])
        for cut in (b"", b"EHLO x\r\n", b"EHLO x\r\nMAIL FROM:<>\r\nRCPT TO:<a@b>\r\nDATA\r\nhalf"):
            with socket.create_connection(("127.0.0.1", port)) as peer:
                peer.sendall(cut)
        assert talk(url, b"QUIT\r\n").endswith(b"221 2.0.0 goodbye\r\n")
    assert RawMessage.objects.count() == 0


@pytest.mark.parametrize(
    ("url", "expected"),
    [
        ("lmtp://127.0.0.1:8024", Listen(lmtp=True, host="127.0.0.1", port=8024)),
        ("smtp://localhost:25", Listen(lmtp=False, host="127.0.0.1", port=25)),
        ("smtp://[::1]:8025", Listen(lmtp=False, host="::1", port=8025)),
        ("lmtp:///run/kulanz/l.sock", Listen(lmtp=True, path="/run/kulanz/l.sock")),
        ("lmtp://10.0.0.5:24?from=anywhere", Listen(lmtp=True, host="10.0.0.5", port=24)),
    ],
)
def test_the_url_says_where_to_listen(url: str, expected: Listen) -> None:
    assert listen_at(url) == expected


@pytest.mark.parametrize(
    "url",
    [
        "127.0.0.1:8024",
        "http://127.0.0.1:8024",
        "lmtp://127.0.0.1",
        "lmtp://127.0.0.1:99999",
        "lmtp://mail.example:24",
        "lmtp://0.0.0.0:24",
        "smtp://10.0.0.5:25",
        "smtp://me:secret@127.0.0.1:25",
        "lmtp://[::1:24",
        "lmtp://",
    ],
)
def test_a_place_that_is_open_or_no_place_is_refused(url: str) -> None:
    with pytest.raises(ListenError):
        listen_at(url)
