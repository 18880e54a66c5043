"""Mails in files are found whole: mbox of either kind, Maildir, .eml, and what is damaged."""

import mailbox
import os
import socket
from datetime import UTC, datetime
from email import message_from_bytes
from pathlib import Path

import pytest

from effort import effort
from kulanz.desk.channels.email.files import content, find
from mails import mail

FROM = b"From brandt@mail.example Mon Nov 16 09:00:00 2026\n"


def texts(*paths: Path) -> list[bytes]:
    return [content(one) for one in find(paths).mails]


def mbox(path: Path, *parts: bytes) -> Path:
    path.write_bytes(b"".join(parts))
    return path


def short(text: str, **more: str) -> bytes:
    fields = "".join(f"{name.replace('_', '-')}: {value}\n" for name, value in more.items())
    return f"From: a@mail.example\n{fields}Subject: x\n\n{text}\n".encode()


def test_an_mbox_is_its_mails(tmp_path: Path) -> None:
    path = mbox(tmp_path / "Inbox", FROM, short("eins"), b"\n", FROM, short("zwei"), b"\n")
    assert texts(path) == [short("eins"), short("zwei")]
    assert [one.name for one in find([path]).mails] == [
        f"{path} from octet {len(FROM)}",
        f"{path} from octet {2 * len(FROM) + len(short('eins')) + 1}",
    ]


def test_what_the_standard_library_writes_is_read_back(tmp_path: Path) -> None:
    letters = [mail("From here on\n\nFrom there\n>From him\n"), mail("Größe"), mail("x" * 200_000)]
    box = mailbox.mbox(tmp_path / "box")
    folder = mailbox.Maildir(tmp_path / "dir")
    for letter in letters:
        box.add(letter)
        folder.add(letter)
    box.close()
    assert texts(tmp_path / "box") == [letters[0].replace(b"\n>From", b"\nFrom"), *letters[1:]]
    assert sorted(texts(tmp_path / "dir")) == sorted(letters)


@pytest.mark.parametrize(
    ("stored", "sent"),
    [
        (b">From the shop\n>>From him\n", b"From the shop\n>From him\n"),
        (b"\nFrom now on we wait.\nNothing.\n", b"\nFrom now on we wait.\nNothing.\n"),
        (b"From 10:30 in 2026 on\n", b"From 10:30 in 2026 on\n"),
        (b"From: me\n", b"From: me\n"),
        (b"\nFrom\n", b"\nFrom\n"),
    ],
)
def test_a_sentence_that_begins_with_from_stays_one(
    tmp_path: Path, stored: bytes, sent: bytes
) -> None:
    path = mbox(tmp_path / "m", FROM, short("a"), stored, b"\n", FROM, short("b"))
    assert texts(path) == [short("a") + sent, short("b")]


@pytest.mark.parametrize(
    "line",
    [
        b"From - Mon Nov 16 09:00:00 2026\r\n",
        b"From 1687@xxx Mon Nov 16 09:00:00 +0000 2026\n",
        b"From MAILER-DAEMON Mon Nov 16 09:00 2026\n",
        b"From \n",
        b"From - \n",
        b"From brandt@mail.example\n",
    ],
)
def test_programs_begin_a_mail_their_way(tmp_path: Path, line: bytes) -> None:
    path = mbox(tmp_path / "m", line, short("a"), b"\n", line, short("b"))
    assert texts(path) == [short("a"), short("b")]


def test_after_damage_the_next_mail_is_found(tmp_path: Path) -> None:
    cut = b"From: b@mail.example\nContent-Type: multipart/mixed; boundary=x\n\n--x\n\x00\x00 half"
    lost_empty_line = b"\n" + FROM + short("nach dem Schaden")
    nothing = b"\n" + FROM + b"\n"
    garbage = FROM + b"\xff\xfe no header at all\n\n"
    path = mbox(tmp_path / "m", FROM, cut, lost_empty_line, nothing, garbage, FROM, short("b"))
    assert texts(path) == [
        cut + b"\n",
        short("nach dem Schaden"),
        b"\xff\xfe no header at all\n",
        short("b"),
    ]


def test_what_stands_before_the_first_mail_is_not_lost(tmp_path: Path) -> None:
    path = mbox(tmp_path / "m.eml", b"From nobody\nHalf a mail\n\n", FROM, short("b"))
    whole = mbox(tmp_path / "m", b"From nobody\nHalf a mail\n\n", FROM, short("b"))
    assert texts(whole) == [b"From nobody\nHalf a mail\n", short("b")]
    assert len(texts(path)) == 1


@pytest.mark.parametrize(
    ("name", "damage"),
    [
        ("Inbox", b"\xef\xbb\xbf\n\n"),
        ("Inbox", b"\x00\x00rest of a mail\n\n"),
        ("Inbox", b"From: lost@mail.example\nSubject: its line\n\ntext\n\n"),
        ("old.mbox", b"\x00" * 100_000 + b"\n\n"),
    ],
)
def test_an_mbox_whose_beginning_is_damaged_is_one(
    tmp_path: Path, name: str, damage: bytes
) -> None:
    path = mbox(tmp_path / name, damage, FROM, short("a"), b"\n", FROM, short("b"))
    assert texts(path)[-2:] == [short("a"), short("b")]


def test_folders_of_all_kinds(tmp_path: Path) -> None:
    def put(name: str, octets: bytes) -> None:
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_bytes(octets)

    put("a/1.eml", short("eml"))
    put("a/no-name", short("bare", Message_ID="<1@x>"))
    put("a/copied.txt", b"From: a@mail.example\nSent: Monday\nSubject: x\n\ntext\n")
    put("a/1.json", b'{"from": "a@mail.example"}')
    put("a/readme.txt", b"Note: these are mails\nFor you\n")
    put("maildir/cur/1.M1.host:2,S", short("cur"))
    put("maildir/new/2.M2.host", b"not even a header")
    put("maildir/tmp/3.M3.host", short("tmp"))
    put("maildir/dovecot.index", b"\x07\x01\x00")
    put("maildir/.Sent/cur/4.M4.host:2,", short("sent"))
    put("maildir/.Drafts/cur/5.M5.host:2,D", short("draft"))
    put("profile/Inbox", FROM + short("inbox"))
    put("profile/Inbox.msf", b"// <!-- <mdb:mork -->")
    put("profile/Inbox.sbd/2025", FROM + short("older", X_Mozilla_Status="0009"))
    (tmp_path / "a/link.eml").symlink_to(tmp_path / "a/1.eml")
    (tmp_path / "a/loop").symlink_to(tmp_path)
    with socket.socket(socket.AF_UNIX) as one:
        one.bind(str(tmp_path / "a/socket"))
    found = find([tmp_path, tmp_path / "a"])
    assert [(content(one).split()[-1], one.left_out) for one in found.mails] == [
        (b"eml", ""),
        (b"bare", ""),
        (b"draft", "draft"),
        (b"sent", ""),
        (b"cur", ""),
        (b"header", ""),
        (b"inbox", ""),
        (b"older", "deleted"),
    ]
    assert sorted(path.name for path in found.no_mail) == [
        "1.json",
        "Inbox.msf",
        "copied.txt",
        "dovecot.index",
        "readme.txt",
    ]


def test_a_file_that_cannot_be_read_is_named(tmp_path: Path) -> None:
    found = find([tmp_path / "gone.eml"])
    assert (found.mails, found.unread) == (
        [],
        [(tmp_path / "gone.eml", "No such file or directory")],
    )


@pytest.mark.parametrize(
    ("head", "year"),
    [
        ("Date: Mon, 16 Nov 2020 09:00:00 +0100", 2020),
        ("Date: nonsense\nReceived: from a by b; Mon, 16 Nov 2021 09:00:00 +0100", 2021),
        ("Date: Thu, 1 Jan 1970 00:00:00 +0000\nReceived: x;\n Mon, 16 Nov 2021 09:00 +0100", 2021),
        ("X: y", 2026),
    ],
)
def test_when_a_mail_was_sent(tmp_path: Path, head: str, year: int) -> None:
    path = mbox(tmp_path / "m", FROM, f"{head}\nFrom: a@mail.example\n\ntext\n".encode())
    (one,) = find([path]).mails
    assert one.sent_at is not None
    assert one.sent_at.year == year


def test_the_time_of_a_file_is_the_last_resort(tmp_path: Path) -> None:
    (tmp_path / "1.eml").write_bytes(short("a"))
    os.utime(tmp_path / "1.eml", (1.5e9, 1.5e9))
    assert find([tmp_path]).mails[0].sent_at == datetime.fromtimestamp(1.5e9, UTC)


def test_the_oldest_comes_first_over_all_files(tmp_path: Path) -> None:
    sent = short("b", Date="Mon, 16 Nov 2020 10:00:00 +0100", Message_ID="<b@x>")
    asked = short("a", Date="Mon, 16 Nov 2020 09:30:00 +0000", Message_ID="<a@x>")
    again = short("c", Date="Mon, 16 Nov 2020 11:30:00 +0000", References="<b@x>\n <a@x>")
    mbox(tmp_path / "1-inbox", FROM, asked, b"\n", FROM, again)
    mbox(tmp_path / "2-sent", FROM, sent)
    found = find([tmp_path]).by_date()
    assert [content(one) for one in found] == [sent, asked, again]
    assert [(one.message_id, one.answers) for one in found] == [
        ("<b@x>", ()),
        ("<a@x>", ()),
        ("", ("<b@x>", "<a@x>")),
    ]


def test_long_lines_and_hostile_lines_cost_no_more_than_their_length(tmp_path: Path) -> None:
    def cost(times: int) -> int:
        hostile = b"From " + b"1:11 " * 90 + b"\n"
        endless = b"x" * 100_000 * times + b"\n"
        path = mbox(tmp_path / f"{times}", FROM, short("a"), (b"\n" + hostile) * times, endless)
        return effort(lambda: find([path]))

    assert cost(2000) < 2.3 * cost(1000)


def test_octets_are_those_the_mail_had(tmp_path: Path) -> None:
    letter = mail("Grüße", files=[("a.bin", "application/octet-stream", bytes(range(256)) * 300)])
    path = mbox(tmp_path / "m", FROM, letter, b"\n", FROM, letter.replace(b"\n", b"\r\n"), b"\r\n")
    assert texts(path) == [letter, letter.replace(b"\n", b"\r\n")]
    *_, attached = message_from_bytes(texts(path)[1]).walk()
    assert attached.get_payload(decode=True) == bytes(range(256)) * 300
