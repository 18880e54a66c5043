"""The HTML side of our mails: the same words, nothing from elsewhere, nothing to break out of."""

import re

import pytest

from kulanz.desk.actions.letter_html import html_of
from kulanz.reading.html_text import html_to_text


def body(text: str) -> str:
    page = html_of(text, language="de")
    return page.partition('max-width: 42em">\n')[2].partition("</body>")[0].strip("\n")


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Guten Tag,\n\nbis Freitag.", "<p>Guten Tag,</p>\n<p>bis Freitag.</p>"),
        ("Ali\nShop", "<p>Ali<br>Shop</p>"),
        ('a < b & "c"', "<p>a &lt; b &amp; &quot;c&quot;</p>"),
        (
            "Wir tun:\n- eins\n- zwei\nGruß",
            "<p>Wir tun:</p>\n<ul><li>eins</li><li>zwei</li></ul>\n<p>Gruß</p>",
        ),
        ("1. eins\n2. zwei", "<ol><li>eins</li><li>zwei</li></ol>"),
        ("4) vier\n5) fünf", '<ol start="4"><li>vier</li><li>fünf</li></ol>'),
        ("– Ali Kaya", "<p>– Ali Kaya</p>"),
        ("3. November\n7. November", "<p>3. November<br>7. November</p>"),
        ("\n\n \n\n", ""),
        (
            "Siehe https://shop.example/a?b=1&c=(2).",
            (
                '<p>Siehe <a href="https://shop.example/a?b=1&amp;c=(2)">'
                "https://shop.example/a?b=1&amp;c=(2)</a>.</p>"
            ),
        ),
        (
            "(https://shop.example/x)",
            '<p>(<a href="https://shop.example/x">https://shop.example/x</a>)</p>',
        ),
        (
            "an hilfe@shop.example.",
            '<p>an <a href="mailto:hilfe@shop.example">hilfe@shop.example</a>.</p>',
        ),
        ("javascript:alert(1) data:x", "<p>javascript:alert(1) data:x</p>"),
        (
            'https://x.example/"onclick="a',
            '<p><a href="https://x.example/">https://x.example/</a>&quot;onclick=&quot;a</p>',
        ),
        ("Gruß\n\n-- \nShop\nKöln", "<p>Gruß</p>\n<p>-- <br>Shop<br>Köln</p>"),
    ],
)
def test_text_becomes_paragraphs_lists_and_links(text: str, expected: str) -> None:
    assert body(text).replace("<p>--<br>", "<p>-- <br>") == expected


def test_the_page_names_its_language_and_asks_for_nothing() -> None:
    page = html_of("https://shop.example/x <img src=http://evil.example>", language="nl")
    assert page.startswith('<!doctype html>\n<html lang="nl">')
    assert re.findall(r"<(?:img|link|script|style|iframe)\b|url\(|color:", page) == []
    assert '<meta name="color-scheme" content="light dark">' in page


def test_both_sides_say_the_same() -> None:
    text = "Guten Tag,\n\nwir tun:\n\nBis Freitag < 20 Uhr & sicher.\n\nAli Kaya\nShop"
    assert " ".join(html_to_text(html_of(text, language="de")).split()) == " ".join(text.split())


@pytest.mark.parametrize(
    "hostile",
    ["a" * 1_000_000, "a." * 500_000, "- \n" * 300_000, "1. x\n" * 200_000, "https://" * 100_000],
)
def test_a_million_signs_stay_a_page(hostile: str) -> None:
    assert html_of(hostile, language="de").count("</html>") == 1
