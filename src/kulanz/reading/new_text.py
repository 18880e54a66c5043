"""What somebody has newly written in a mail: without the quoted letter and the signature.

Works line by line and looks at most four lines ahead, so twice the text takes twice the time
(reply parsers built on one large expression need 107 s for 10 kB; measured).
"""

import re
from itertools import takewhile

MAX_LINES = 10_000  # nobody writes more by hand; the whole stays in the text of the letter
MAX_INTRO = 400  # characters of "On ... wrote:", which mail programs fold over up to four lines
MAX_SIGNATURE_LINES = 15

# Openings and verbs of the line that mail programs put before a quoted letter.
_INTRO = (
    (("am ", "vom "), ("schrieb",)),
    (("op ",), ("schreef", "geschreven")),
    (("on ",), ("wrote", "sent", "writes")),
    (("le ",), ("écrit",)),
    (("el ", "em "), ("escribió", "escreveu")),
    (("il ",), ("scritto",)),
    (("den ", "w dniu "), ("skrev", "napisał", "pisze")),
)
_OPENING = re.compile(r"[\s*-]*(?:am|op|on|le|el|em|il|den|w dniu) [^,]{0,40}\d", re.IGNORECASE)
_VERBS = (
    " schrieb",
    " schreef",
    " wrote",
    " geschreven",
    " skrev",
    " a écrit",
    " napisał",
    " escribió",
)
_CLOCK = re.compile(r"\d{1,2}[:.]\d{2}")
_RULE = re.compile(r"[\s*]*(?:[-_=~#+*\u2013\u2014\u1427]{2,}[\s*]*|\u1427|[\u2013\u2014])$")
_DATED = re.compile(
    r"\d{4}[-/]\d{1,2}[-/]\d{1,2} (?:\d{1,2}:\d{2} GMT[+-]\S{1,6} .{1,80}|.{1,80} <\S{3,200}>:?)$"
)
_SEPARATOR = re.compile(
    r"[-_=\s*]*(?:original message|original appointment|ursprüngliche nachricht|originalnachricht"
    r"|weitergeleitete nachricht|anfang der weitergeleiteten nachricht|oorspronkelijk bericht"
    r"|origineel bericht|doorgestuurd bericht|begin doorgestuurd bericht|forwarded message"
    r"|begin forwarded message|reply message|message d'origine|mensaje original)[-_=\s*:]*$",
    re.IGNORECASE,
)
_FIELD = re.compile(r"[\s*>|]*([^\W\d_][\w .-]{0,18}?)\s?\*?\s?[:：]\*?(?:\s|$)")
_FROM = {"from", "von", "van", "de", "da", "från", "fra", "od", "от", "від", "发件人", "寄件者"}
_SUBJECT = {
    "subject",
    "betreff",
    "onderwerp",
    "objet",
    "asunto",
    "assunto",
    "oggetto",
    "ämne",
    "emne",
}
_SUBJECT |= {"temat", "тема", "主题", "主旨"}
_OTHER = {
    "sent",
    "gesendet",
    "verzonden",
    "date",
    "datum",
    "to",
    "an",
    "aan",
    "cc",
    "reply-to",
    "antwort an",
}
_OTHER |= {
    "à",
    "a",
    "para",
    "til",
    "till",
    "do",
    "skickat",
    "data",
    "envoyé",
    "enviado",
    "sendt",
    "wysłano",
}
_OTHER |= {"кому", "дата", "收件人", "发送时间", "risposta"}
_DEVICE = re.compile(
    r"[<(\s]*(?:sent (?:from|via|with|by|on) |from my |get outlook for |get \[outlook for "
    r"|gesendet (?:von|mit|über|aus) |von meine[mr] .{0,60} gesendet|diese nachricht wurde von mein"
    r"|verzonden (?:vanaf|met|via|vanuit) |verstuurd (?:vanaf|met|via|vanuit) "
    r"|envoyé (?:de|depuis) |sendt fra |從我的 "
    r"|someone from mobile|outlook (?:für|voor|for) )",
    re.IGNORECASE,
)


def new_text(text: str) -> str:
    """The new words of a mail; the whole text where nothing else would remain (a mere forward)."""
    lines = text.split("\n", MAX_LINES)[:MAX_LINES]
    kept = _without_signature(_without_quotes(lines))
    found = "\n".join(kept).strip("\n").rstrip()
    return found if found.strip() else text.strip("\n").rstrip()


def _without_quotes(lines: list[str]) -> list[str]:
    """Lines before the quoted letter, and those below it where the answer stands underneath.

    Where nothing is written above an unmarked quotation, what follows it is all there is.
    """
    kept: list[str] = []
    position = 0
    while position < len(lines):
        intro = _intro_length(lines, position)
        block = 0 if intro else _block_length(lines, position)
        if intro or block:
            position += intro or block
            if any(line.strip() for line in kept) and (
                block or not _quote_follows(lines, position)
            ):
                break
        else:
            if not lines[position].lstrip().startswith((">", "\uff1e")):
                kept.append(lines[position])
            position += 1
    return kept


def _intro_length(lines: list[str], position: int) -> int:
    """How many lines the "On ... wrote:" takes that begins here; 0 where none does."""
    joined = ""
    for length, line in enumerate(lines[position : position + 4], start=1):
        bare = line.strip()
        if (
            not bare
            or len(joined) + len(bare) > MAX_INTRO
            or (bare[0] == ">" and not _closes(joined, bare))
        ):
            return 0
        joined = f"{joined} {bare}".strip()
        if bare.endswith((":", "：", " ----")) or _DATED.match(joined):
            quoted = _quote_follows(lines, position + length)
            later = any(_opens(lines[position + more]) for more in range(1, length))
            return length if not later and _is_intro(joined, quoted=quoted) else 0
    return 0


def _opens(line: str) -> bool:
    """Whether a line begins like "On Monday ..."."""
    return _OPENING.match(line) is not None


def _closes(joined: str, line: str) -> bool:
    """Whether a line that begins with ">" only closes the address begun in the line before."""
    return joined.rfind("<") > joined.rfind(">") and line.endswith(":") and len(line) < 40  # noqa: PLR2004 - "> wrote:"


def _is_intro(joined: str, *, quoted: bool) -> bool:
    """Whether words like "Am 3. Mai um 10:12 schrieb Anna <a@b.de>:" stand before a quotation.

    "Am 3. Mai schrieb mir Ihr Kollege:" is the customer's own sentence: unless quoted lines follow,
    an address or a time of day must be in it.
    """
    if _DATED.match(joined):
        return True
    lower = joined.lower().lstrip("-*_ ")
    marked = "@" in joined or _CLOCK.search(joined) is not None
    known = any(
        lower.startswith(start) and any(verb in lower for verb in verbs) for start, verbs in _INTRO
    )
    if known or any(verb in lower for verb in _VERBS):
        return quoted or marked
    return quoted and (marked or any(letter.isdigit() for letter in joined))


def _quote_follows(lines: list[str], position: int) -> bool:
    for line in lines[position : position + 3]:
        if line.strip():
            return line.lstrip().startswith(">")
    return False


def _block_length(lines: list[str], position: int) -> int:
    """How many lines "-----Original Message-----" and the fields From, Sent, To take here."""
    start = position
    if _SEPARATOR.match(lines[position]):
        position += 1
        while position < len(lines) and not lines[position].strip():
            position += 1
    return position - start + _fields_length(lines, position)


def _fields_length(lines: list[str], position: int) -> int:
    """From, Sent, To, Subject in consecutive lines: a letter quoted the way Outlook does it."""
    if position >= len(lines) or _field(lines[position]) not in _FROM:
        return 0
    block = list(takewhile(str.strip, lines[position : position + 10]))
    names = {_field(line) for line in block}
    return len(block) if names & _SUBJECT and names & _OTHER else 0


def _field(line: str) -> str:
    found = _FIELD.match(line[:60])
    return found[1].lower().strip() if found else ""


def _without_signature(lines: list[str]) -> list[str]:
    """Without what follows "-- ", and without rules and "Sent from my ..." at the end."""
    below = 0  # lines with words under the one looked at
    start = len(lines)
    for number in range(len(lines) - 1, -1, -1):
        line = lines[number]
        if line == "-- " or (line.rstrip() == "--" and below <= MAX_SIGNATURE_LINES):
            start = number
        below += bool(line.strip())
    while start and _is_trailer(lines[start - 1]):
        start -= 1
    return lines[:start]


def _is_trailer(line: str) -> bool:
    return not line.strip() or bool(_RULE.match(line) or _DEVICE.match(line))
