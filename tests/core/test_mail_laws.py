"""Laws of reading mails: nothing raises, and what a program wrote is what we read."""

from email.message import EmailMessage
from email.policy import SMTP
from html import escape

from hypothesis import given, settings
from hypothesis import strategies as st

from kulanz.reading import Address, forwarded_in, html_to_text, letter
from kulanz.reading.decoding import one_line

# Letters of many scripts, without those that no field may hold and those that are not shown.
WORDS = st.text(
    st.characters(codec="utf-8", categories=("L", "Nd", "P", "Sc", "Zs")), min_size=1, max_size=60
).filter(lambda text: one_line(text) == text and "=?" not in text)
NAMES = WORDS.filter(lambda text: not set(text) & set('/\\"') and text.strip(". "))
LINES = st.lists(WORDS.map(str.strip), min_size=1, max_size=8).map("\n".join)
PIECES = st.sampled_from(
    [
        *(b"Content-Type: multipart/mixed; boundary=b", b"--b", b"--b--", b"\n", b"\r\n", b"\n\n"),
        *(b"Content-Type: message/rfc822", b"Content-Transfer-Encoding: base64", b"From: ", b"<"),
        *(b"=?utf-8?q?", b"?=", b"begin 644 a", b"end", b"=ybegin name=a", b"=yend", b">", b"("),
        *(b"Content-Type: text/html", b"<blockquote>", b"<!--", b"Subject: Fwd: x", b"> ", b'"'),
        *(b"Von: a@b.de", b"Datum: 3.3.2026", b"Betreff: x", b"Forwarded message", b"\x1b$B"),
        *(b"; charset=utf-7", b"\xff", b"\xc3"),
    ]
)


@given(st.lists(PIECES | st.binary(max_size=12), max_size=60).map(b"".join))
@settings(max_examples=300, deadline=None)
def test_whatever_comes_is_read_into_text_that_can_be_stored(raw: bytes) -> None:
    read = letter(raw)
    names = [one.name for one in read.attachments]
    stored = "\n".join([read.subject, read.text, read.html or "", read.sender.name, *names])
    assert "\0" not in stored
    assert stored.encode().decode() == stored
    assert all(line == one_line(line) for line in (read.subject, read.sender.name, *names))


@given(WORDS, WORDS, LINES, NAMES, st.binary(max_size=200))
@settings(max_examples=200, deadline=None)
def test_what_a_program_wrote_is_what_is_read(
    subject: str, name: str, text: str, file: str, content: bytes
) -> None:
    mail = EmailMessage(SMTP)
    mail["Subject"] = subject
    mail["To"] = "service@shop.example"
    mail.set_content(text + "\n", charset="utf-8", cte="base64")
    mail.add_attachment(content, maintype="application", subtype="pdf", filename=file)
    raw = f"From: {_encoded(name)} <anna@example.org>\r\n".encode() + mail.as_bytes()
    read = letter(raw)
    assert read.subject == subject
    assert read.sender == Address(name[:200], "anna@example.org")
    assert read.text.split() == text.split()
    assert [(one.name, one.content) for one in read.attachments] == [(file.strip(), content)]


def _encoded(name: str) -> str:
    """The name as encoded words; the standard library folds those of many scripts wrongly."""
    words = (f"=?utf-8?q?{''.join(f'={one:02X}' for one in letter.encode())}?=" for letter in name)
    return " ".join(words)


@given(LINES)
@settings(max_examples=100, deadline=None)
def test_line_ends_make_no_difference(text: str) -> None:
    raw = f"From: a@b.de\nContent-Type: text/plain; charset=utf-8\n\n{text}\n".encode()
    assert letter(raw.replace(b"\n", b"\r\n")) == letter(raw)


@given(st.text(max_size=300), st.sampled_from(["Fwd: x", "x"]))
@settings(max_examples=200, deadline=None)
def test_a_forward_and_its_note_are_made_of_the_text_only(text: str, subject: str) -> None:
    head = "---------- Forwarded message ---------\nFrom: A <a@b.de>\nDate: 3 May 2026\nTo: b\n\n"
    found = forwarded_in(f"note\n\n{head}{text}", subject=subject)
    assert found is not None
    assert (found.note, found.text) == ("note", text.strip("\n"))


@given(LINES, st.sampled_from(["p", "div", "td", "b", "pre", "o:p", "span title='a > b'"]))
@settings(max_examples=100, deadline=None)
def test_escaped_text_is_read_back_from_html(text: str, tag: str) -> None:
    end = tag.split(maxsplit=1)[0]
    source = f"<html><style>p {{}}</style><{tag}>{escape(text)}</{end}><script>x</script>"
    assert html_to_text(source).split() == text.split()


def test_identifiers_in_foreign_bytes_can_be_stored_and_told_apart() -> None:
    first, other = (
        letter(b"Message-ID: <\xe4" + sign + b"@mail.example>\nFrom: a@b.example\n\nx").message_id
        for sign in (b"\xf6", b"\xfc")
    )
    assert (first.encode("utf-8") != other.encode("utf-8"), first[0], first[-1]) == (True, "<", ">")
