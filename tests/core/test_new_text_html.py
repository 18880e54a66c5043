"""Replies that are only HTML, the way each mail program marks the letter it quotes."""

import pytest

from kulanz.reading import html_to_text, letter, parted

OWN = "<div>Nein, danke.</div>"
FIELDS = (
    "<b>Von:</b> Shop &lt;a@shop.example&gt;<br><b>Gesendet:</b> Dienstag, 3. Februar 2026 15:35"
    "<br><b>An:</b> Anna<br><b>Betreff:</b> alt"
)
BY = "Shop &lt;<a href='mailto:a@shop.example'>a@shop.example</a>&gt;"

REPLIES = {
    "Gmail": f"{OWN}<br><div class='gmail_quote'><div class='gmail_attr'>Am Di., 3. Feb. 2026 um "
    f"15:35&nbsp;Uhr schrieb {BY}:<br></div><blockquote class='gmail_quote'>alt</blockquote></div>",
    "Outlook on the web": f"{OWN}<hr tabindex='-1'><div id='divRplyFwdMsg'><font>{FIELDS}</font>"
    "<div>&nbsp;</div></div><div>alt</div>",
    "Outlook": "<div class='WordSection1'><p class='MsoNormal'>Nein, danke.<o:p></o:p></p>"
    "<div style='border:none;border-top:solid #E1E1E1 1.0pt'><p class='MsoNormal'>"
    f"{FIELDS}<o:p></o:p></p></div><p class='MsoNormal'>alt</p></div>",
    "Outlook, a table": f"{OWN}<table><tr><td>Von:</td><td>{BY}</td></tr><tr><td>Gesendet:</td>"
    "<td>heute</td></tr><tr><td>Betreff:</td><td>alt</td></tr></table><p>alt</p>",
    "Apple Mail": f"Nein, danke.<div><br><blockquote type='cite'><div>Am 03.02.2026 um 15:35 "
    f"schrieb {BY}:</div><br><div>alt</div></blockquote></div>",
    "Yahoo": f"{OWN}<div class='yahoo_quoted'><div>Am Dienstag, 3. Februar 2026 um 15:35:12 MEZ "
    f"hat {BY} Folgendes geschrieben: </div><div><br></div><div>alt</div></div>",
    "Thunderbird": f"{OWN}<div class='moz-cite-prefix'>Am 03.02.26 um 15:35 schrieb Shop:<br></div>"
    "<blockquote type='cite'><p>alt</p></blockquote>",
    "Thunderbird, below": "<div class='moz-cite-prefix'>Am 03.02.26 um 15:35 schrieb Shop:<br>"
    f"</div><blockquote type='cite'><p>alt</p></blockquote>{OWN}",
    "GMX": f"{OWN}<div style='border-left:2px solid'><div><b>Gesendet:</b>&nbsp;Dienstag, 03. "
    f"Februar 2026 um 15:35 Uhr<br><b>Von:</b>&nbsp;{BY}<br><b>An:</b>&nbsp;x@y.example<br>"
    "<b>Betreff:</b>&nbsp;alt</div><div>alt</div></div>",
    "Proton": f"{OWN}<div class='protonmail_quote'>{BY} schrieb am Dienstag, 3. Februar 2026 um "
    "15:35:<br><blockquote>alt</blockquote></div>",
    "Samsung": f"{OWN}<div>-------- Oorspronkelijk bericht --------</div><div>Van: {BY} </div>"
    "<div>Datum: 03-02-26  15:35  (GMT+01:00) </div><div>Onderwerp: alt </div>alt",
}


@pytest.mark.parametrize("program", REPLIES)
def test_the_quotation_of_each_program_is_left_out(program: str) -> None:
    apart = parted(html_to_text(REPLIES[program]))
    assert (apart.new, apart.own) == ("Nein, danke.", "Nein, danke.")
    assert apart.quoted.endswith("alt") or apart.quoted.endswith("alt\n>")


@pytest.mark.parametrize("program", REPLIES)
def test_a_mail_of_html_alone_is_trimmed_on_its_way_in(program: str) -> None:
    head = "From: anna@x.example\nMIME-Version: 1.0\nContent-Type: text/html; charset=utf-8\n\n"
    assert letter(f"{head}{REPLIES[program]}\n".encode()).new_text == "Nein, danke."


def test_signatures_marked_in_html_are_apart() -> None:
    source = f"{OWN}<div id='ms-outlook-mobile-signature'>Outlook für <a href='x'>iOS</a> beziehen"
    apart = parted(html_to_text(f"{source}</div><pre class='moz-signature'>-- \nAnna</pre>"))
    assert (apart.new, apart.signature.split("\n")[0]) == (
        "Nein, danke.",
        "Outlook für iOS beziehen",
    )


def test_answers_between_quotations_of_gmail_keep_what_they_answer() -> None:
    quote = "<blockquote class='gmail_quote'>{}</blockquote><div>{}</div>"
    source = quote.format("Wann?", "Gestern.") + quote.format("Wo?", "In Bonn.")
    apart = parted(html_to_text(f"<div class='gmail_attr'>Am 3.2.2026 schrieb {BY}:</div>{source}"))
    assert apart.own.split() == ["Gestern.", "In", "Bonn."]
    assert [line for line in apart.new.split("\n") if line.strip("> ")] == [
        "> Wann?",
        "Gestern.",
        "> Wo?",
        "In Bonn.",
    ]
