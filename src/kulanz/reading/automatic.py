"""Mail that a machine wrote: auto-replies, bounces, lists (RFC 3834, RFC 2919, RFC 3464).

Nobody's answer: it never gets an automatic reply and never counts as the customer's word.
"""

import re

from kulanz.reading.mime import Tree, first, parameters

_SENDER = re.compile(
    r"^(?:mailer-daemon|postmaster|double-bounce|mail-?delivery|bounces?)(?:[+_.=-][^@]*)?(?:@|$)",
    re.IGNORECASE,
)
_SUBJECT = re.compile(
    r"^\s*(?:auto(?:matic|matische|mated)?[ -]?(?:reply|response|antwort|antwoord)\b"
    r"|automatisch antwoord"
    r"|automatische antwort|abwesenheit|abwesend|out of (?:the )?office|afwezig|ik ben afwezig"
    r"|undeliver|unzustellbar|onbestelbaar|delivery (?:status notification|failure|report)"
    r"|mail delivery (?:failed|failure|system)|returned mail|failure notice|nicht zustellbar"
    r"|delivery notification|message (?:not delivered|delivery)|non[- ]?delivery)",
    re.IGNORECASE,
)
_PRESENT = ("list-id", "x-autoreply", "x-autorespond", "x-auto-reply-from", "x-failed-recipients")


def is_automatic(tree: Tree, *, sender: str, subject: str) -> bool:
    """Whether a machine sent it, by its fields first, by sender and subject last."""
    headers = tree.headers
    submitted = _word(first(headers, "auto-submitted"))
    suppress = first(headers, "x-auto-response-suppress").lower()
    return_path = [value for name, value in headers if name == "return-path"]
    return (
        submitted not in {"", "no"}
        or _word(first(headers, "precedence")) in {"bulk", "junk", "list", "auto_reply"}
        or any(first(headers, name) for name in _PRESENT)
        or any(word in suppress for word in (b"all", b"autoreply"))
        or any(value.replace(b" ", b"") == b"<>" for value in return_path)
        or _is_report(headers)
        or _SENDER.match(sender) is not None
        or _SUBJECT.match(subject) is not None
    )


def _is_report(headers: tuple[tuple[str, bytes], ...]) -> bool:
    kind, values = parameters(first(headers, "content-type"))
    return kind == "multipart/report" and bool(values)


def _word(value: bytes) -> str:
    """The first word of a field, without what follows a semicolon or a comment."""
    found = re.match(rb"\s*([\w-]+)", value)
    return found[1].decode("ascii", "replace").lower() if found else ""
