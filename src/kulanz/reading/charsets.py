"""Bytes to text: what a mail says its charset is, what it means, and what it is in fact.

Names as the WHATWG Encoding Standard understands them (section 4.2): a mail program that says
Latin-1, GB 2312 or Shift_JIS sends the larger set of Windows. What was declared wrongly, or not
at all, is read as UTF-8 and, where the bytes are none, as Windows-1252 (RFC 6532, RFC 6657).
"""

import codecs
import re
from functools import lru_cache

# Codecs of Python that are no charsets of mail, or slow on long input.
_NO_CHARSETS = {"punycode", "idna", "unicode-escape", "raw-unicode-escape", "undefined"}
# The larger sets that are meant, by the name Python gives to what is said.
_MEANT = {
    "ascii": "utf-8",
    "us-ascii": "utf-8",
    "iso8859-1": "cp1252",
    "latin-1": "cp1252",
    "iso8859-9": "cp1254",
    "iso8859-11": "cp874",
    "tis-620": "cp874",
    "gb2312": "gb18030",
    "gbk": "gb18030",
    "euc_kr": "cp949",
    "shift_jis": "cp932",
    "big5": "big5hkscs",
    "iso2022_jp": "iso2022_jp_ext",
    "iso2022_jp_1": "iso2022_jp_ext",
}
# Names that mail programs use and Python does not know.
_OTHER_NAMES = {
    "unicode-1-1-utf-7": "utf-7",
    "unicode-1-1-utf-8": "utf-8",
    "x-unknown": "",
    "iso-8859-8-i": "iso-8859-8",
    "iso-8859-8-e": "iso-8859-8",
    "iso-8859-6-i": "iso-8859-6",
    "iso-2022-jp-ms": "iso2022_jp_ext",
    "cp50220": "iso2022_jp_ext",
    "cp50221": "iso2022_jp_ext",
    "x-euc-jp": "euc_jp",
    "x-sjis": "cp932",
    "x-ms-cp932": "cp932",
    "x-gbk": "gb18030",
    "x-x-big5": "big5hkscs",
    "x-mac-ce": "mac_latin2",
    "x-mac-cyrillic": "mac_cyrillic",
    "x-mac-greek": "mac_greek",
    "x-mac-turkish": "mac_turkish",
    "windows-874": "cp874",
    "dos-874": "cp874",
    "koi8-ru": "koi8_u",
    "koi": "koi8_r",
    "iso-10646-ucs-2": "utf-16",
    "ucs-2": "utf-16",
}
# Western sets in which text that is valid UTF-8 beyond ASCII would be nonsense ("GrÃ¼ÃŸe").
_WESTERN = {"cp1252", "cp1250", "cp1254", "iso8859-15", "iso8859-2", "mac-roman"}
_MIXED_UP = {
    "iso2022_jp_ext": ("euc_jp", "cp932"),
    "cp932": ("euc_jp",),
    "euc_jp": ("cp932",),
}

_NAME = re.compile(r"[\w.:+-]{1,60}")
_JAPANESE = re.compile(rb"\x1b\$[@B]")
_MARKS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)


def text_of(raw: bytes, charset: str = "", *, likely: str = "") -> tuple[str, bool]:
    """Bytes as text, and whether they were what was declared (true where nothing was).

    `likely` is a charset that is tried before Windows-1252 where nothing is declared: the one of
    the body, for a subject that came as bare bytes.
    """
    name = known(charset)
    if (mark := _marked(raw)) and name in {"", "utf-8", "utf-16"}:
        return _decoded(raw, mark) or "", True
    if not name:
        return _undeclared(raw, likely), not charset.strip()
    if name in _WESTERN and not raw.isascii() and (text := _decoded(raw, "utf-8")) is not None:
        return text, True
    if name == "utf-8" and _JAPANESE.search(raw):
        return _undeclared(raw, likely), True
    if name == "utf-16":
        name = _byte_order(raw)
    if (text := _decoded(raw, name)) is not None:
        return text, True
    return _repaired(raw, name), False


@lru_cache(maxsize=256)
def known(charset: str) -> str:
    """The Python name of the charset that is meant; empty where there is none to be used."""
    said = _NAME.search(charset)
    name = said[0].lower() if said else ""
    name = _OTHER_NAMES.get(name, name)
    try:
        found = codecs.lookup(name)
    except (LookupError, ValueError, UnicodeError):
        return known(name[2:]) if name.startswith("x-") else ""
    if found.name in _NO_CHARSETS or not found._is_text_encoding:  # noqa: SLF001 - no public name
        return ""
    return _MEANT.get(found.name, found.name)


def _decoded(raw: bytes, name: str) -> str | None:
    try:
        return raw.decode(name).removeprefix("\ufeff")
    except (UnicodeDecodeError, LookupError):
        return None


def _marked(raw: bytes) -> str:
    """The charset that a byte order mark at the beginning gives away."""
    name = next((name for mark, name in _MARKS if raw.startswith(mark)), "")
    return name if name and _decoded(raw, name) is not None else ""


def _byte_order(raw: bytes) -> str:
    """RFC 2781 says big endian without a mark; where the zeros say otherwise, they are right."""
    if _marked(raw) == "utf-16":
        return "utf-16"
    return "utf-16-be" if raw[0::2].count(0) >= raw[1::2].count(0) else "utf-16-le"


def _undeclared(raw: bytes, likely: str) -> str:
    if _JAPANESE.search(raw) and (text := _decoded(raw, "iso2022_jp_ext")) is not None:
        return text
    text = _decoded(raw, "utf-8")
    if text is None and not (name := known(likely)).startswith(("utf", "cp1252")) and name:
        text = _decoded(raw, name)
    return _repaired(raw, "utf-8") if text is None else text


def _repaired(raw: bytes, name: str) -> str:
    """What is not quite the charset it says: a few wrong places are marked, many give it up.

    Stray bytes between good UTF-8 are Windows-1252, from texts that were pasted together.
    """
    if name != "utf-8":
        for other in ("utf-8", *_MIXED_UP.get(name, ())):
            if (text := _decoded(raw, other)) is not None:
                return text
        text = raw.decode(name, "replace")
        wrong, beyond_ascii = text.count("\ufffd"), len(text) - len(text.encode("ascii", "ignore"))
        if wrong * 5 <= beyond_ascii:
            return text
    valid = raw.decode("utf-8", "ignore")
    encoded = len(valid.encode())
    if len(raw) - encoded > encoded - len(valid):
        return raw.decode("cp1252", "replace")
    return raw.decode("utf-8", "kulanz.cp1252")


def _as_cp1252(error: UnicodeError) -> tuple[str, int]:
    if not isinstance(error, UnicodeDecodeError):
        raise error
    return error.object[error.start : error.end].decode("cp1252", "replace"), error.end


codecs.register_error("kulanz.cp1252", _as_cp1252)
