"""Letters for the tests of what comes in: short ones, built by hand, as mail programs send them."""

from collections.abc import Mapping, Sequence
from email.message import EmailMessage

HELP = "hilfe@shop.example"
BRANDT = "s.brandt@mail.example"
COMPLAINT = (
    "Guten Tag,\n\ndie Ware vom 21.10. ist nicht angekommen, und jetzt kommt eine Mahnung.\n"
)


def mail(
    text: str = COMPLAINT,
    *,
    sender: str = "Susanne Brandt <s.brandt@mail.example>",
    to: str = HELP,
    subject: str = "Mahnung trotz fehlender Ware",
    message_id: str = "<first@mail.example>",
    answers: str = "",
    html: str = "",
    files: Sequence[tuple[str, str, bytes]] = (),
    fields: Mapping[str, str] | None = None,
) -> bytes:
    """One mail; `fields` are further header fields."""
    letter = EmailMessage()
    for name, value in (
        ("From", sender),
        ("To", to),
        ("Subject", subject),
        ("Message-ID", message_id),
        ("In-Reply-To", answers),
        *(fields or {}).items(),
    ):
        if value:
            letter[name] = value
    letter.set_content(text)
    if html:
        letter.add_alternative(html, subtype="html")
    for name, media_type, content in files:
        main, _, sub = media_type.partition("/")
        letter.add_attachment(content, maintype=main, subtype=sub, filename=name)
    return letter.as_bytes()


def bounce(of: str, *, sender: str = "Mail Delivery System <mailer-daemon@mail.example>") -> bytes:
    """A report that the mail with identifier `of` could not be delivered (RFC 3464)."""
    return (
        f"From: {sender}\r\nTo: {HELP}\r\nSubject: Undelivered Mail Returned to Sender\r\n"
        "Message-ID: <bounce@mail.example>\r\nAuto-Submitted: auto-replied\r\n"
        'Content-Type: multipart/report; report-type=delivery-status; boundary="b"\r\n\r\n'
        "--b\r\nContent-Type: text/plain\r\n\r\nThe mail could not be delivered.\r\n"
        "--b\r\nContent-Type: message/delivery-status\r\n\r\nStatus: 5.1.1\r\n"
        "--b\r\nContent-Type: message/rfc822\r\n\r\n"
        f"Message-ID: {of}\r\nSubject: x\r\n\r\ny\r\n--b--\r\n"
    ).encode()
