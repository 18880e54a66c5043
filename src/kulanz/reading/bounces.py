"""Reports that a mail of ours did not arrive (RFC 3464, RFC 6522, RFC 5965, and free-form).

What a report says is looked for in this order: its delivery-status part, the fields that some
programs add to its head, its text up to the mail that came back. A bounce is hard when trying the
same address again is no use: nobody there, no such host, moved, takes no mail.
"""

import re
import tomllib
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

from kulanz.reading.charsets import text_of
from kulanz.reading.decoding import header_text, parameter
from kulanz.reading.forwarded import says_forward
from kulanz.reading.html_text import html_to_text
from kulanz.reading.mime import Part, Tree, fields_of, first, parameters
from kulanz.reading.transfer import transfer_decoded

HARD = frozenset({"no_such_user", "host_unknown", "moved", "takes_no_mail"})
MAX_TEXT = 60_000
MAX_IDS = 50
_STATUS_TYPES = {"message/delivery-status", "message/global-delivery-status"}
_RETURNED_TYPES = {
    *("message/rfc822", "message/global", "message/partial"),
    *("text/rfc822-headers", "message/rfc822-headers", "message/global-headers"),
}
_STATUS = re.compile(r"(?<![\d.])([245]\.\d{1,3}\.\d{1,3})(?![\d.])")
_REPLY = re.compile(r"(?<![\d.:/-])([45]\d\d)(?=[ \-:,;)#]|\. |$)(?!-\d)", re.MULTILINE)
_REFUSAL = re.compile(r"(?<!\d)55\d[ -][^\n]{0,60}\b(?:user|mail)")
_IDENTIFIER = re.compile(r"<[^<>\s]{1,300}@[^<>\s]{1,300}>")
_ADDRESS = re.compile(r"[\w.!#$%&'*+/=?^{|}~-]{1,64}@[\w-]{1,63}(?:\.[\w-]{1,63}){0,8}")
# As providers head complaints that carry no report of their own (Outlook.com's junk mail reports).
_COMPLAINT = re.compile(r"\s*complaint about message from\b", re.IGNORECASE)
_FIELD_OF_MAIL = re.compile(
    r"^(?:>\s?)?(?:return-path|received|message-id|x-mailer|mime-version): ?",
    re.IGNORECASE | re.MULTILINE,
)


@dataclass(frozen=True, slots=True)
class Bounce:
    """What a report says (de: Unzustellbarkeitsnachricht, nl: bericht van niet-bezorging).

    `status` is the code of RFC 3463 and `reply_code` that of SMTP, each "" where none is named.
    `delayed`: the mail server goes on trying. `message_ids` and `subject` are of the mail that
    came back, as far as the report carries them.
    """

    recipient: str = ""
    status: str = ""
    reply_code: str = ""
    reason: str = "unknown"
    hard: bool = False
    delayed: bool = False
    message_ids: tuple[str, ...] = ()
    subject: str = ""


@dataclass(frozen=True, slots=True)
class _Words:
    """Patterns of `bounces.toml`, ready to use; reasons in the order in which they are asked."""

    senders: re.Pattern[str]
    subjects: re.Pattern[str]
    subjects_alone: re.Pattern[str]
    says: re.Pattern[str]
    delayed: re.Pattern[str]
    returned: re.Pattern[str]
    machine_says: re.Pattern[str]
    after_text: re.Pattern[str]
    reasons: tuple[tuple[str, re.Pattern[str]], ...]
    codes: dict[str, str]


def bounce_of(tree: Tree, *, sender: str, subject: str, text: str) -> Bounce | None:
    """What the mail reports as not delivered; None when it is no such report."""
    parts = {part.content_type: part for part in reversed(tree.parts)}
    complaint = _COMPLAINT.match(subject) and "message/rfc822" in parts
    if complaint or "message/feedback-report" in parts:
        ids, about = _returned(tree, text)
        return Bounce(reason="complaint", message_ids=ids, subject=about)
    if "message/disposition-notification" in parts:
        return None
    notice = _notice(tree, text)
    status = next((part for part in tree.parts if part.content_type in _STATUS_TYPES), None)
    told = _told(status, tree) if status else {}
    if not told and not _is_report(tree, sender=sender, subject=subject, notice=notice):
        return None
    return _bounce(tree, told, notice, text)


def _bounce(tree: Tree, told: dict[str, str], notice: str, text: str) -> Bounce | None:
    action = told.get("action", "").split("(")[0].strip().lower()
    if action in {"delivered", "relayed", "expanded"}:
        return None
    diagnosis, named = told.get("diagnostic-code", ""), told.get("status", "")
    said = f"{diagnosis}\n{named}"
    whole = f"{said}\n{notice}"
    status = _best_status(said) or _best_status(whole)
    reply = next(iter(_REPLY.findall(said) or _REPLY.findall(whole)), "")
    reason = _reason(diagnosis) or _reason(named) or _reason(notice)
    reason = reason or _words().codes.get(status[2:], "unknown")
    if reason == "no_such_user" and _words().after_text.search(f"{diagnosis}\n{notice}"):
        reason = "filtered"  # who takes the recipient and refuses the text knows the recipient
    ids, about = _returned(tree, text)
    return Bounce(
        recipient=_recipient(told, tree, notice),
        status=status,
        reply_code=reply,
        reason=reason,
        hard=reason in HARD,
        delayed=action == "delayed" or (not action and bool(_words().delayed.search(notice))),
        message_ids=ids,
        subject=about,
    )


def _told(part: Part, tree: Tree) -> dict[str, str]:
    """The fields of the first recipient that failed, of a delivery-status part (RFC 3464, 2.3)."""
    content, _ = transfer_decoded(part.body, _encoding(part))
    likely = ""
    blocks = re.split(rb"\r?\n[ \t]*\r?\n", content[:MAX_TEXT].strip())
    found = [
        {name: header_text(value, likely) for name, value in fields_of(block)} for block in blocks
    ]
    per_recipient = [one for one in found if {"final-recipient", "action", "status"} & one.keys()]
    failed = [one for one in per_recipient if one.get("action", "").lower().startswith("fail")]
    return {**(found[0] if found else {}), **(failed or per_recipient or [{}])[0]} or _loose(tree)


def _loose(tree: Tree) -> dict[str, str]:
    return {"action": "failed"} if tree.parts else {}


def _encoding(part: Part) -> str:
    return part.first("content-transfer-encoding").decode("ascii", "replace")


def _is_report(tree: Tree, *, sender: str, subject: str, notice: str) -> bool:
    """A report in free form: written by a mail server, and saying that something failed."""
    kind, values = parameters(first(tree.headers, "content-type"))
    if kind == "multipart/report" and "status" in values.get("report-type", "").lower():
        return True
    if first(tree.headers, "x-failed-recipients"):
        return True
    words = _words()
    written_by = header_text(first(tree.headers, "from")).lower()
    by_server = (
        words.senders.search(sender.lower()) is not None
        or words.senders.search(written_by) is not None
        or _empty_path(tree)
    )
    says = bool(words.says.search(notice))
    named = bool(words.subjects.search(subject))
    if by_server:
        return says or named
    if says_forward(subject):  # a person passes it on, and perhaps asks what it means
        return False
    named = named or bool(words.subjects_alone.search(subject))
    return says and named and _is_technical(tree, notice)


def _is_technical(tree: Tree, notice: str) -> bool:
    """What a customer who writes of a parcel does not have: codes, or a mail that came back."""
    codes = _STATUS.search(notice) or _REFUSAL.search(notice)
    back = any(part.content_type in _RETURNED_TYPES for part in tree.parts)
    return bool(codes) or back or bool(_words().machine_says.search(notice))


def _empty_path(tree: Tree) -> bool:
    return first(tree.headers, "return-path").replace(b" ", b"") == b"<>"


def _notice(tree: Tree, text: str) -> str:
    """What the mail server says itself: the text up to the mail that came back."""
    shown = text[:MAX_TEXT]
    if not shown.strip():
        shown = "\n".join(_shown(part) for part in tree.parts if part.content_type[:5] == "text/")
    ends = [found.start() for found in (_words().returned.search(shown),) if found]
    if not ends and (field := _FIELD_OF_MAIL.search(shown)):
        ends.append(field.start())
    cut = min((one for one in ends if shown[:one].strip()), default=len(shown))
    return shown[:cut]


def _shown(part: Part) -> str:
    content, _ = transfer_decoded(part.body[:MAX_TEXT], _encoding(part))
    _, values = parameters(part.first("content-type"))
    found, _ = text_of(content, parameter(values, "charset"))
    return html_to_text(found) if part.content_type == "text/html" else found


def _best_status(said: str) -> str:
    """The most telling code: one that says more than "something failed", else the first."""
    found = [one for one in _STATUS.findall(said) if one[0] != "2"]
    telling = [one for one in found if not one.endswith((".0.0", ".0.1"))]
    return next(iter(telling or found), "")


def _reason(said: str) -> str:
    """The first reason of which a word is said; "" for none."""
    flat = " ".join(said.split()).lower()
    found = (name for name, pattern in _words().reasons if pattern.search(flat))
    return next(found, "").partition(".")[0]


def _recipient(told: dict[str, str], tree: Tree, notice: str) -> str:
    for name in ("final-recipient", "original-recipient"):
        if found := _ADDRESS.search(told.get(name, "").rpartition(";")[2]):
            return found[0].lower()
    failed = header_text(first(tree.headers, "x-failed-recipients"))
    own = {one.lower() for one in _ADDRESS.findall(header_text(first(tree.headers, "to")))}
    others = (one.lower() for one in _ADDRESS.findall(f"{failed}\n{notice}"))
    return next((one for one in others if one not in own and not one.startswith("mailer-")), "")


def _returned(tree: Tree, text: str) -> tuple[tuple[str, ...], str]:
    """Message-IDs and the subject of the mail that came back, attached or below the notice."""
    heads = [part.body[:MAX_TEXT] for part in tree.parts if part.content_type in _RETURNED_TYPES]
    if not heads:
        below = text[len(_notice(tree, text)) :][:MAX_TEXT]
        heads = [re.sub(r"(?m)^> ?", "", below).encode("utf-8", "replace")]
    ids: list[str] = []
    subject = ""
    for head in heads:
        for name, value in _fields_somewhere(head):
            if name in {"message-id", "in-reply-to", "references"}:
                ids += _IDENTIFIER.findall(value.decode("utf-8", "replace"))
            elif name == "subject" and not subject:
                subject = header_text(value)
    return tuple(dict.fromkeys(ids))[:MAX_IDS], subject


def _fields_somewhere(raw: bytes) -> tuple[tuple[str, bytes], ...]:
    """The fields of a head that may stand below a few lines of something else."""
    for block in re.split(rb"\r?\n[ \t]*\r?\n", raw.strip(), maxsplit=6)[:6]:
        found = fields_of(block)
        if {"from", "to", "subject", "message-id", "received"} & {name for name, _ in found}:
            return found
    return ()


@cache
def _words() -> _Words:
    table = tomllib.loads(files("kulanz.reading").joinpath("bounces.toml").read_text("utf-8"))
    one = {name: _any(table[name]) for name in table if isinstance(table[name], list)}
    reasons = tuple((name, _any(words)) for name, words in table["reasons"].items())
    return _Words(**one, reasons=reasons, codes=table["codes"])


def _any(words: list[str]) -> re.Pattern[str]:
    return re.compile("|".join(words), re.IGNORECASE | re.MULTILINE)
