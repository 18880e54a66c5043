"""Bytes to text, whatever a mail says about its charset."""

import pytest

from effort import effort
from kulanz.reading.charsets import known, text_of

DECLARED_AND_RIGHT = [
    ("gb2312", "gb18030", "投诉：包裹坏了"),
    ("gb18030", "gb18030", "投诉：包裹坏了"),
    ("x-gbk", "gbk", "投诉"),
    ("big5", "big5hkscs", "投訴：包裹壞了"),
    ("shift_jis", "cp932", "苦情①"),
    ("x-sjis", "cp932", "苦情"),
    ("euc-jp", "euc_jp", "苦情です"),
    ("iso-2022-jp", "iso2022_jp", "苦情です"),
    ("iso-2022-jp", "iso2022_jp_ext", "ｱｲｳ"),
    ("ks_c_5601-1987", "cp949", "불만"),
    ("koi8-r", "koi8_r", "Жалоба"),
    ("koi8-ru", "koi8_u", "Скарга"),
    ("windows-1251", "cp1251", "Жалоба"),
    ("x-cp1250", "cp1250", "Stížnost"),
    ("windows-1257", "cp1257", "Skundžiuosi"),
    ("iso-8859-2", "iso8859_2", "Skarga: paczka przyszła zniszczona"),
    ("iso-8859-8-i", "iso8859_8", "תלונה"),
    ("iso-8859-9", "cp1254", "Şikâyet – €"),
    ("iso-8859-15", "iso8859_15", "25 €"),
    ("tis-620", "cp874", "ร้องเรียน"),
    ("macintosh", "mac_roman", "Grüße"),
    ("x-mac-cyrillic", "mac_cyrillic", "Жалоба"),
    ("ibm855", "cp855", "Жалоба"),
    ("cp850", "cp850", "Grüße"),
    ("unicode-1-1-utf-7", "utf_7", "Grüße"),
    ("utf-16", "utf_16", "Grüße"),
    ("utf-16", "utf_16_be", "Beschwerde"),
    ("utf-16", "utf_16_le", "Beschwerde"),
    ("UTF8", "utf_8", "Grüße"),
    ('"utf-8" (comment)', "utf_8", "Grüße"),
]


@pytest.mark.parametrize(("charset", "codec", "text"), DECLARED_AND_RIGHT)
def test_what_is_declared_is_read_as_it_is_meant(charset: str, codec: str, text: str) -> None:
    assert text_of(text.encode(codec), charset) == (text, True)


@pytest.mark.parametrize(
    ("charset", "raw", "text", "as_declared"),
    [
        ("", "Grüße".encode(), "Grüße", True),
        ("", "Grüße – „so“".encode("cp1252"), "Grüße – „so“", True),
        ("", "\ufeffGrüße".encode(), "Grüße", True),
        ("", "Grüße".encode("utf_16"), "Grüße", True),
        ("", "苦情です".encode("iso2022_jp"), "苦情です", True),
        ("us-ascii", "苦情です".encode("iso2022_jp"), "苦情です", True),
        ("us-ascii", "Grüße".encode("latin-1"), "Grüße", False),
        ("iso-8859-1", "Grüße".encode(), "Grüße", True),
        ("windows-1252", "Жалоба".encode(), "Жалоба", True),
        ("utf-8", "Grüße".encode("latin-1"), "Grüße", False),
        ("utf-8", "Größe ".encode() * 3 + "für".encode("latin-1"), "Größe " * 3 + "für", False),
        ("iso-2022-jp", "苦情です".encode("cp932"), "苦情です", False),
        ("shift_jis", "苦情です".encode(), "苦情です", False),
        ("gb2312", "投诉包裹坏".encode("gb18030") + b"\xff", "投诉包裹坏\ufffd", False),
        ("koi8-r", b"", "", True),
        ("rot13", b"abc", "abc", False),
        ("x-x-nothing", "ü".encode(), "ü", False),
        ("?", b"abc", "abc", False),
    ],
)
def test_what_is_declared_wrongly_or_not_at_all_is_found_out(
    charset: str, raw: bytes, text: str, *, as_declared: bool
) -> None:
    assert text_of(raw, charset) == (text, as_declared)


def test_a_likely_charset_counts_only_where_nothing_is_declared_and_utf8_fails() -> None:
    raw = "Жалоба".encode("koi8_r")
    assert text_of(raw, likely="koi8-r") == ("Жалоба", True)
    assert text_of("Жалоба".encode(), likely="koi8-r") == ("Жалоба", True)
    assert text_of("Grüße".encode("cp1252"), likely="utf-8") == ("Grüße", True)


@pytest.mark.parametrize("name", ["punycode", "idna", "unicode_escape", "hex", "zlib", "", "\0"])
def test_codecs_that_are_no_charsets_are_not_used(name: str) -> None:
    assert known(name) == ""


@pytest.mark.parametrize("piece", [b"\xff", b"\xc3", b"\xc3\xbc\xff", b"\x1b$B", b"\xe4\xb8"])
@pytest.mark.parametrize("charset", ["", "utf-8", "gb2312", "iso-2022-jp", "utf-16", "utf-7"])
def test_hostile_bytes_cost_no_more_than_their_number(piece: bytes, charset: str) -> None:
    raw = piece * (200_000 // len(piece))
    assert effort(lambda: text_of(raw, charset)) < len(raw) * 6
