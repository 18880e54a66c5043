"""What a mail server writes in front of a mail when it delivers it (RFC 5321, 4.4; RFC 9228).

These fields say for whom this copy was. They are ours only at the very start: below the first
field of another name everything may have come with the mail.
"""

from collections.abc import Iterator, Sequence

FIELDS = frozenset({b"return-path", b"delivered-to", b"x-original-to"})
MAX_LINES = 400
ADDRESS_LENGTH = 320


def with_delivery(content: bytes, *, sender: str, recipients: Sequence[str]) -> bytes:
    """The mail with the envelope before it; nothing of the hour, so a second copy is equal."""
    lines = [f"Return-Path: <{_one_line(sender)}>"]
    lines += [f"Delivered-To: {_one_line(one)}" for one in recipients]
    return "".join(f"{line}\r\n" for line in lines).encode("utf-8", "replace") + content


def delivered_to(content: bytes) -> tuple[str, ...]:
    """The addresses this copy was delivered to, as the receiving mail server wrote them."""
    found = (
        value.strip(b"<> \t\r\n").decode("utf-8", "replace")[:ADDRESS_LENGTH].lower()
        for name, value, _ in _fields(content)
        if name in {b"delivered-to", b"x-original-to"}
    )
    return tuple(dict.fromkeys(one for one in found if "@" in one))


def as_sent(content: bytes) -> bytes:
    """The mail without what the delivery put before it: equal for the copies of one mail."""
    ends = [end for _, _, end in _fields(content)]
    return content[ends[-1] :] if ends else content


def _fields(content: bytes) -> Iterator[tuple[bytes, bytes, int]]:
    """Name, value and end of each field of delivery at the start; one pass, bounded."""
    at, name, value = 0, b"", b""
    for _ in range(MAX_LINES):
        end = content.find(b"\n", at) + 1
        if not end:
            return
        line = content[at:end]
        if line[:1] in {b" ", b"\t"} and name:
            value += line
        else:
            head, colon, rest = line.partition(b":")
            name = head.strip().lower() if colon else b""
            if name not in FIELDS:
                return
            value = rest
        at = end
        yield name, value, at


def _one_line(address: str) -> str:
    return "".join(sign for sign in address if sign.isprintable() and sign not in "<>")[
        :ADDRESS_LENGTH
    ]
