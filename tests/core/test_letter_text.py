"""From HTML to text, and from a whole mail to its new words."""

import time
from collections.abc import Callable

import pytest

from kulanz.reading import html_to_text, new_text

OWN = "Das Paket ist nie angekommen."


@pytest.mark.parametrize(
    "quoted",
    [
        "Am 03.02.2026 3:35 nachm. schrieb Shop <a@shop.example>:\n\n> alt",
        "Am Di., 3. Feb. 2026 um 15:35 Uhr schrieb Shop <\na@shop.example>:\n\n> alt",
        "Shop <a@shop.example> schrieb am Di., 3. Feb. 2026\num 15:35:\n\n> alt",
        "Op 3 feb. 2026 om 15:35 heeft Shop <a@shop.example> het volgende geschreven:\n\nalt",
        'Op di 3 feb 2026 15:35 schreef "Shop"\n<a@shop.example>:\n> alt',
        "On Tue, Feb 3, 2026 at 3:35 PM Shop <a@shop.example>\nwrote:\n\n> alt",
        "---- Am Di, 03 Feb 2026 15:35:00 +0100 Shop<a@shop.example> schrieb ----\n\nalt",
        "-----Ursprüngliche Nachricht-----\nVon: Shop\nGesendet: heute\nBetreff: alt\n\nalt",
        "-----Oorspronkelijk bericht-----\nalt",
        "---------- Forwarded message ---------\nFrom: Shop\n\nalt",
        "Van: Shop <a@shop.example>\nVerzonden: dinsdag\nAan: mij\nOnderwerp: alt\n\nalt",
        "*From:* Shop\n*Sent:* today\n*To:* me\n*Subject:* old\n\nalt",
        "> alt\n> und älter",
        "-- \nAnna\nTelefon 1234",
        "--\nAnna",
        "Von meinem iPhone gesendet",
        "Verstuurd vanaf mijn telefoon",
        "Sent from my mobile",
        "____________",
    ],
)
def test_quoted_letters_and_signatures_are_left_out(quoted: str) -> None:
    assert new_text(f"{OWN}\n\n{quoted}\n") == OWN


@pytest.mark.parametrize(
    "text",
    [
        "Am 3. Mai schrieb mir Ihr Kollege:\nalles wird gut.",
        "On Monday your colleague wrote:\nit will be fine.",
        "Van: Utrecht\nAan: Amsterdam\nDatum: 3 mei\nDe trein kwam niet.",
        "Name: Anna\nBestellung: 123\nProblem: kaputt",
        "Erstens\n---\nZweitens",
        "Op 3 mei kwam het pakket, maar:\nhet was leeg.",
        "--\n" + "\n".join(f"Zeile {number}" for number in range(20)),
    ],
)
def test_the_customers_own_words_stay(text: str) -> None:
    assert new_text(text) == text


def test_an_answer_below_the_quotation_is_found() -> None:
    assert new_text("On Mon, 2 Mar 2026 at 10:00, Shop wrote:\n> old\n>\n\nNo.") == "\nNo.".strip()


def test_answers_between_quoted_lines_are_found() -> None:
    assert new_text("> When?\nYesterday.\n> Where?\nAt home.") == "Yesterday.\nAt home."


def test_a_mere_forward_gives_the_forwarded_letter() -> None:
    head = "---------- Forwarded message ---------\nFrom: A\nDate: B\nSubject: C\nTo: D\n\n"
    assert new_text(head + OWN) == OWN


def test_only_quoted_lines_are_better_than_nothing() -> None:
    assert new_text("> Ware kaputt") == "> Ware kaputt"


@pytest.mark.parametrize(
    ("source", "text"),
    [
        ("a &lt;b&gt; &amp; c", "a <b> & c"),
        ("<p>a</p><p>b</p>", "a\n\nb"),
        ("a<br>b<br/>c", "a\nb\nc"),
        ("<table><tr><td>a</td><td>b</td></tr><tr><td>c</td></tr></table>", "a b\nc"),
        ("<ol><li>a<li>b</ol>", "- a\n- b"),
        ("<blockquote>a<blockquote>b</blockquote></blockquote>c", "> a\n>\n> > b\n> >\nc"),
        ("<style>x</style><SCRIPT>y</Script>z<!-- c -->", "z"),
        ("1 < 2 und 3 > 2", "1 < 2 und 3 > 2"),
        ('<img alt="a > b">c', "c"),
        ("<img alt='a > b' title=\"it's\">c", "c"),
        ('<p title=">" title = "it\'s > this">c', "c"),
        ("<p it's>c", "c"),
        ('<p a="' + "x" * 2_000 + ">c", "c"),
        ("<pre>a\n  b</pre>c", "a\n  b\n\nc"),
        ("<svg>offen", "offen"),
        ("<pre>a\n\n  b</pre>", "a\n\n  b"),
        ("<div>a</div><div>&nbsp;</div><div>b</div>", "a\n\nb"),
        ("<p>a</p><p>&nbsp;</p><p>b</p>", "a\n\nb"),
        ("a<!-->b", "ab"),
        ("a<!-- offen ><p>b", "a\n\nb"),
        ("<main>a</main><aside>b</aside>", "a\nb"),
        ("<![CDATA[x]]>y", "y"),
        ("<o:p>&nbsp;</o:p>a&zwnj;<b>b</b>&#0;", "a\u200cb\ufffd"),
        ("<a href=x", ""),
        ("Zu\u00adstellung", "Zustellung"),
    ],
)
def test_html_as_a_reader_sees_it(source: str, text: str) -> None:
    assert html_to_text(source) == text


def cpu(work: Callable[[str], str], text: str) -> float:
    start = time.process_time()
    work(text)
    return time.process_time() - start


@pytest.mark.parametrize(
    "piece", ["<div>", "<blockquote>a", "<svg>", '<a "', "<!--", "&amp", "<li>x</p>"]
)
def test_twice_the_html_takes_about_twice_the_time(piece: str) -> None:
    small = min(cpu(html_to_text, piece * 20_000) for _ in range(3))
    large = min(cpu(html_to_text, piece * 80_000) for _ in range(3))
    assert large < max(0.2, small * 8)


@pytest.mark.parametrize(
    "piece", ["On a\n", "Am 1.1.2026 \n", "> \n", "--\nab\n", "Von: a\n", "\n", "- ", "<a@b>: "]
)
def test_a_megabyte_is_trimmed_within_a_second(piece: str) -> None:
    assert cpu(new_text, piece * (1_000_000 // len(piece))) < 1
