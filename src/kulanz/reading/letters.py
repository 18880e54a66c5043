"""One mail as the desk needs it (de: Brief, Mail; nl: brief, mail). Reading it never raises.

The caller stores the raw bytes first; whatever could not be read is named in `Letter.problems`.
"""

import re
from dataclasses import dataclass, replace
from datetime import datetime

from kulanz.reading.addresses import MAX_ADDRESSES, Address, addresses, identifiers, moment
from kulanz.reading.automatic import Kind, automatic_kind
from kulanz.reading.bodies import Attachment, Bodies
from kulanz.reading.bounces import Bounce, bounce_of
from kulanz.reading.decoding import header_text, parameter
from kulanz.reading.forwarded import (
    Forwarded,
    forwarded_in,
    says_answer,
    says_forward,
    without_forward,
)
from kulanz.reading.mime import Tree, first, parameters, take_apart
from kulanz.reading.new_text import parted

# What is named by these was left out of the letter: only the raw bytes still have all of it.
LIMIT_PROBLEMS = frozenset(
    {
        "mail_cut",
        "too_many_parts",
        "nested_too_deep",
        "headers_cut",
        "header_cut",
        "too_many_addresses",
        "text_cut",
        "html_cut",
    }
)
WORDS_OF_NOBODY = 4  # "FYI", "please see below": nothing that somebody wants to be answered
_WORD = re.compile(rb"[ \t]*([\w-]{1,80})")


@dataclass(frozen=True, slots=True)
class Letter:
    """A mail, read. `html` is as it came and has to be sanitised before anybody sees it.

    Identifiers keep their angle brackets. `problems` holds codes: those of LIMIT_PROBLEMS, and
    boundary_missing, bad_encoding, unknown_charset, encrypted, no_sender, bad_date, no_text.
    `return_path` is the address of the envelope, "<>" where it is empty and "" where there is no
    such field; `received_hops` the number of servers that passed the mail on; `auto_submitted`
    the first word of that field in lower case (RFC 3834). `new_text` is what the sender says,
    `with_answered` the same with the quoted lines that it answers between; with `quoted` and
    `signature` the latter has every line of `text`. `forwarded` is the letter passed on
    inside this one: whether its sender counts, only who knows the colleagues can say.
    `automatic_kind` says what kind of machine wrote it, `bounce` what it reports as not delivered.
    """

    subject: str
    sender: Address
    to: tuple[Address, ...]
    cc: tuple[Address, ...]
    date: datetime | None
    message_id: str
    in_reply_to: str
    references: tuple[str, ...]
    text: str
    html: str | None
    new_text: str
    attachments: tuple[Attachment, ...]
    automatic: bool
    problems: tuple[str, ...]
    reply_to: tuple[Address, ...] = ()
    return_path: str = ""
    received_hops: int = 0
    auto_submitted: str = ""
    with_answered: str = ""
    quoted: str = ""
    signature: str = ""
    forwarded: Forwarded | None = None
    automatic_kind: Kind = ""
    bounce: Bounce | None = None


def letter(raw: bytes) -> Letter:
    """Read one mail as it came (RFC 5322 and 2045-2049). Never raises for its content."""
    read = _read(raw)
    passed = _forwarded(read)
    report = passed and _report_passed_on(passed)
    if report:
        return replace(
            read, forwarded=passed, bounce=report, automatic=True, automatic_kind="bounce"
        )
    return replace(read, forwarded=passed)


def _report_passed_on(passed: Forwarded) -> Bounce | None:
    """A mail server's report that somebody passed on without a word of their own."""
    if len(passed.note.split()) > WORDS_OF_NOBODY:
        return None
    by = f"{passed.sender.name} <{passed.sender.address}>"
    return bounce_of(Tree(), sender=by, subject=passed.subject, text=passed.text)


def _forwarded(read: Letter) -> Forwarded | None:
    """A letter passed on in the text, or whole as a file; a machine passes nothing on."""
    if read.automatic or says_answer(read.subject):
        return None
    zone = read.date.tzinfo if read.date else None
    if found := forwarded_in(read.text, subject=read.subject, zone=zone):
        return found
    mails = [one for one in read.attachments if one.content_type == "message/rfc822"]
    if len(mails) != 1:
        return None
    inner = _read(mails[0].content)
    same = without_forward(read.subject) in {"", inner.subject}
    if not (says_forward(read.subject) or same or not read.text):
        return None
    return Forwarded(
        sender=inner.sender,
        date=inner.date,
        subject=inner.subject,
        text=inner.text,
        note=read.text,
        attached=True,
        html=inner.html,
        message_id=inner.message_id,
        attachments=inner.attachments,
    )


def _read(raw: bytes) -> Letter:
    """The mail itself, without looking into what it passes on."""
    tree = take_apart(raw)
    likely = _likely_charset(tree)
    bodies = Bodies(tree, likely=likely)
    text = bodies.text()
    head = dict(reversed(tree.headers))  # where a field comes twice, the first one counts
    to, cc, reply_to = (
        addresses(head.get(name, b""), likely=likely) for name in ("to", "cc", "reply-to")
    )
    sender = _sender(head, likely)
    subject = header_text(head.get("subject", b""), likely)
    date = moment(head.get("date", b""))
    own_id, answered = (identifiers(head.get(name, b"")) for name in ("message-id", "in-reply-to"))
    bodies.note("too_many_addresses", when=MAX_ADDRESSES in {len(to), len(cc)})
    bodies.note("no_sender", when=not sender.address)
    bodies.note("bad_date", when=date is None and bool(head.get("date")))
    bodies.note("no_text", when=not text)
    parts = parted(text)
    kind = automatic_kind(tree, sender=sender.address, subject=subject, text=parts.own)
    submitted = _WORD.match(head.get("auto-submitted", b""))
    bounce = bounce_of(tree, sender=sender.address, subject=subject, text=text)
    return Letter(
        subject=subject,
        sender=sender,
        to=to,
        cc=cc,
        date=date,
        message_id=own_id[0] if own_id else "",
        in_reply_to=answered[0] if answered else "",
        references=identifiers(head.get("references", b"")),
        text=text,
        html="\n".join(bodies.html) or None,
        new_text=parts.own,
        attachments=tuple(bodies.attachments),
        automatic=bounce is not None or kind != "",
        problems=tuple(dict.fromkeys(bodies.problems)),
        reply_to=reply_to,
        return_path=_return_path(head.get("return-path")),
        received_hops=sum(name == "received" for name, _ in tree.headers),
        with_answered=parts.new,
        quoted=parts.quoted,
        signature=parts.signature,
        automatic_kind="bounce" if bounce else kind,
        bounce=bounce,
        auto_submitted=submitted[1].decode("ascii", "replace").lower() if submitted else "",
    )


def _sender(head: dict[str, bytes], likely: str) -> Address:
    """Who From names; where it has no address, that of the next field that stands for a sender."""
    named = [
        one
        for field in ("from", "sender", "reply-to", "return-path")
        for one in addresses(head.get(field, b""), likely=likely)
    ]
    with_address = next((one for one in named if one.address), Address())
    return Address(with_address.name or (named[0].name if named else ""), with_address.address)


def _return_path(value: bytes | None) -> str:
    if value is None:
        return ""
    found = addresses(value)
    return found[0].address if found and found[0].address else "<>"


def _likely_charset(tree: Tree) -> str:
    """The charset of the mail, or of its first part with one: for bytes that came undeclared."""
    for headers in (tree.headers, *(part.headers for part in tree.parts[:10])):
        _, values = parameters(first(headers, "content-type"))
        if charset := parameter(values, "charset"):
            return charset
    return ""
