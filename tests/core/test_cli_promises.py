"""`kulanz promises read`: a page in, proposals out; addresses only of the public net."""

import json
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from kulanz.cli.app import app

PAGES = Path(__file__).parent / "promise_pages"


def promises(*arguments: str) -> Result:
    return CliRunner(env={"LC_ALL": "C.UTF-8", "COLUMNS": "100"}).invoke(
        app, ["promises", "read", *arguments]
    )


def test_a_page_is_shown_with_quote_place_and_conditions() -> None:
    done = promises(str(PAGES / "en_4.html"))
    assert done.stdout.splitlines()[:12] == [
        "Promises found",
        "",
        "Payment",
        "  “Business customers can pay on account.”",
        "  Place: line 3, /html/body/p[1]",
        "  Promised: payment method offered: invoice",
        "  Conditions: payment method asked for: invoice · order of a business: yes",
        "",
        "Returns",
        "  “Returns are free of charge.”",
        "  Place: line 4, /html/body/p[2]",
        "  Promised: return costs for the customer: 0",
    ]
    assert (done.exit_code, done.stdout.splitlines()[-1]) == (
        0,
        "This is a proposal. A person checks it and publishes it.",
    )


def test_the_same_for_machines() -> None:
    done = json.loads(promises(str(PAGES / "de_4.html"), "--json").stdout)
    assert list(done) == [
        "source",
        "language",
        "sha256",
        "complete",
        "built_by_script",
        "proposals",
    ]
    assert (done["language"], len(done["sha256"])) == ("de", 64)
    assert done["proposals"][0] == {
        "kind": "price",
        "quote": "Finden Sie ein Produkt innerhalb von 14 Tagen anderswo günstiger,"
        " erstatten wir Ihnen die Differenz.",
        "path": "/html/body/section[1]/p",
        "line": 4,
        "conditions": {"price.lower_elsewhere": "yes", "price.days_since_order": "<= 14"},
        "pledge": {"price.difference_refunded": "yes"},
        "until": None,
        "notes": [],
    }


def test_a_page_without_a_promise_says_so() -> None:
    lines = promises(str(PAGES / "de_5.html")).stdout.splitlines()
    assert lines[0] == "We found no promise on this page."


SHELL = """<html lang="en"><head><title>Shop</title></head><body><div id="root">Loading</div>
<noscript>You need to enable JavaScript.</noscript><script src="/app.js"></script></body></html>"""


def test_a_page_that_its_script_builds_says_that_nothing_could_be_read(tmp_path: Path) -> None:
    file = tmp_path / "shell.html"
    file.write_text(SHELL, encoding="utf-8")
    done = promises(str(file))
    assert (done.exit_code, done.stdout.splitlines()[0].split(".")[0]) == (
        0,
        "This page builds its text with a script in the browser",
    )
    assert json.loads(promises(str(file), "--json").stdout)["built_by_script"] is True


def test_what_such_a_page_states_for_machines_is_shown_with_the_warning(tmp_path: Path) -> None:
    data = '{"@context": "https://schema.org", "@type": "Offer", "acceptedPaymentMethod": "https://schema.org/ByInvoice"}'
    script = f'<script type="application/ld+json">{data}</script></body>'
    file = tmp_path / "shell.html"
    file.write_text(SHELL.replace("</body>", script), encoding="utf-8")
    done = promises(str(file))
    assert (done.stdout.splitlines()[0], "builds its text with a script" in done.stderr) == (
        "Promises found",
        True,
    )


def test_a_page_cannot_steer_the_terminal(tmp_path: Path) -> None:
    page = tmp_path / "page.html"
    page.write_text("<p>Pay on invoice \u009b31m now &#x9b;2J.</p>", encoding="utf-8")
    done = promises(str(page), "--language", "en")
    assert "“Pay on invoice" in done.stdout
    assert [letter for letter in done.stdout if not letter.isprintable() and letter != "\n"] == []


@pytest.mark.parametrize(
    ("source", "line"),
    [
        (
            "http://127.0.0.1/",
            "This address does not belong to the public net and is not read.",
        ),
        (
            "http://169.254.169.254/latest/",
            "This address does not belong to the public net and is not read.",
        ),
        ("file:///etc/passwd", "Only addresses with http:// or https:// are read."),
        ("https://user:word@shop.example/", "Addresses with a password are not read."),
        ("no/such.html", "no/such.html: No such file or directory"),
        (".", ".: Is a directory"),
    ],
)
def test_what_cannot_be_read_is_one_line(source: str, line: str) -> None:
    done = promises(source)
    assert (done.exit_code, done.stdout, done.stderr) == (2, "", f"kulanz: {line}\n")
