"""Source cases 000 and 003 on the call screen, typed as agents type: fragments, taps, commands."""

import re
import sqlite3
from collections.abc import Callable
from contextlib import closing

from playwright.sync_api import Page, expect

from browser.checks import flaws
from browser.demo_desk import DemoDesk
from browser.pictures import picture

WORDS_A_MINUTE = 40
LETTERS_A_WORD = 5
MOST_MINUTES = 4.0
SHIFTS = """() => {
  window.shifts = [];
  new PerformanceObserver((list) => {
    for (const one of list.getEntries()) {
      const moved = one.sources.map(({ node }) => node?.id || node?.className);
      if (!one.hadRecentInput) window.shifts.push([one.value, ...moved]);
    }
  }).observe({ type: "layout-shift", buffered: true });
}"""
BRANDT = (
    "kd kann nix bestellen weil zahlart abgelehnt",
    "= rls vom 3.11. 84,90",
    "ware nie angekommen",
    "zahlt nich weil ware nie angekommen",
    ": zahlart gesperrt weil die bank die lastschrift zurueckgab",
    "! das ist doch abzocke",
    "will konto loeschen",
    ": konto kann erst zu, wenn der restbetrag bezahlt ist",
    "2",
    "nein hoeren sie mir zu ich zahle nicht, ware nie angekommen",
    ": mahnung kam weil der restbetrag offen ist",
    "2",
    "sie verstehen mich ueberhaupt nicht",
    "> nachforschung bis di 12 uhr",
    "< schickt screenshot heute 18 uhr",
)
DE_VRIES = (
    "20 min gewacht!!! waardeloos dit bedrijf",
    "pakket kapot aangekomen",
    "! ik zet dit op internet",
    "1",
)


def minutes_of_typing(lines: tuple[str, ...]) -> float:
    """How long somebody types for at forty words a minute, a tap being one letter."""
    return sum(len(one) + 1 for one in lines) / LETTERS_A_WORD / WORDS_A_MINUTE


def begin(page: Page, *, name: str, phone: str, language: str, waited: str) -> None:
    """A caller without a case: name and number, and the screen is there with the cursor in it."""
    page.goto("/calls/")
    page.locator("[name=name]").fill(name)
    page.locator("[name=phone]").fill(phone)
    page.locator("[name=wait_minutes]").fill(waited)
    page.locator("select[name=language]").select_option(language)
    page.locator("main form button.primary").click()
    page.wait_for_url(re.compile(r"/calls/\d+/"))
    expect(page.locator("#line")).to_be_focused()
    page.evaluate(SHIFTS)


def note(page: Page, lines: tuple[str, ...]) -> None:
    """Type the lines; a single digit is a tap."""
    for line in lines:
        before = int(page.locator("#call").get_attribute("data-written") or 0)
        page.keyboard.type(line)
        page.keyboard.press("Enter")
        expect(page.locator("#call")).to_have_attribute("data-written", str(before + 1))
        expect(page.locator("#line")).to_have_value("")
        expect(page.locator("#line")).to_be_focused()


def rows(desk: DemoDesk, question: str, *values: object) -> list[tuple[object, ...]]:
    """What is in the database, past the program."""
    with closing(sqlite3.connect(desk.folder / "kulanz.sqlite3", timeout=20)) as database:
        return list(database.execute(question, values))


def call_of(page: Page) -> int:
    found = re.search(r"/calls/(\d+)/", page.url)
    assert found is not None
    return int(found[1])


def test_when_explaining_is_no_more_use_the_call_becomes_a_letter(
    as_person: Callable[..., Page], desk: DemoDesk
) -> None:
    """Source case 000: returned debit, reminder, goods that never came, and nobody listens."""
    assert minutes_of_typing(BRANDT) < MOST_MINUTES
    page = as_person("ali", viewport={"width": 1280, "height": 720})
    begin(page, name="Sabine Brandner", phone="+49 221 7770001", language="de", waited="14")
    expect(page.locator("#now")).to_contain_text("14 Minuten")
    picture(page, "call-000-greet")
    note(page, BRANDT[:6])
    expect(page.locator("#call")).to_have_attribute("data-stage", "loud")
    expect(page.locator("[data-situation]")).to_have_attribute("data-situation", "loud")
    picture(page, "call-000-loud")
    note(page, BRANDT[6:])
    expect(page.locator("#call")).to_have_attribute("data-stage", "unreachable")
    expect(page.locator("[data-situation]")).to_have_attribute("data-situation", "switch")
    expect(page.locator("[data-primary=mail]")).to_have_class(re.compile("foot-button--primary"))
    picture(page, "call-000-switch")
    assert flaws(page) == []
    assert page.evaluate("document.documentElement.scrollHeight <= innerHeight")
    assert page.evaluate("window.shifts") == []
    call = call_of(page)
    page.keyboard.type("/mail")
    page.keyboard.press("Enter")
    expect(page.locator("#writing")).to_have_attribute("open", "")
    expect(page.locator("#writing .ending-say")).to_contain_text("beenden")
    picture(page, "call-000-end-and-write")
    page.locator("#writing button.primary").click()
    page.wait_for_url(re.compile(r"/cases/\d{4}-\d+/"))
    ((case,),) = rows(desk, "SELECT case_id FROM desk_call WHERE id = ?", call)
    the_ledger_is_right(desk, case)
    both_sides_have_dates(desk, case)
    the_letter_says_it(desk, case)
    becauses = rows(desk, "SELECT quote FROM desk_because WHERE case_id = ?", case)
    assert len(becauses) > 1
    ((recoveries,),) = rows(desk, "SELECT count(*) FROM desk_recovery WHERE call_id = ?", call)
    assert recoveries == 1


def the_ledger_is_right(desk: DemoDesk, case: object) -> None:
    """What was typed without a sign is the customer's, and signs say the rest."""
    found = rows(
        desk, "SELECT kind, text FROM desk_statement WHERE case_id = ? ORDER BY line_no", case
    )
    assert ("fact", "rls vom 3.11. 84,90") in found
    assert ("emotion", "das ist doch abzocke") in found
    assert ("claim", "ware nie angekommen") in found
    told = [text for _, text in found if "restbetrag" in str(text)]
    assert told == []  # what we explained is no claim of anybody


def both_sides_have_dates(desk: DemoDesk, case: object) -> None:
    """Promised in the call, and made by ending it: letter, answer, call-back."""
    found = rows(
        desk,
        "SELECT side, kind, text FROM desk_commitment WHERE case_id = ? AND withdrawn_at IS NULL",
        case,
    )
    assert {(side, kind) for side, kind, _ in found} >= {
        ("ours", "task"),
        ("theirs", "task"),
        ("ours", "answer"),
        ("theirs", "answer"),
        ("ours", "callback"),
    }
    assert "nachforschung bis di 12 uhr" in [text for _, _, text in found]


def the_letter_says_it(desk: DemoDesk, case: object) -> None:
    ((text,),) = rows(
        desk, "SELECT text FROM desk_draft WHERE case_id = ? AND kind = 'reply'", case
    )
    letter = str(text)
    assert "are nie angekommen" in letter
    assert "Das unternehme ich:" in letter
    assert "Das unternehmen Sie:" in letter
    assert "abzocke" not in letter


def test_a_call_that_we_cut_is_returned_by_a_fresh_colleague(
    as_person: Callable[..., Page], desk: DemoDesk
) -> None:
    """Source case 003: shouting after twenty minutes; the call breaks off and is rung back."""
    assert minutes_of_typing(DE_VRIES) < MOST_MINUTES
    page = as_person("charlotte")
    begin(page, name="Joost de Vriend", phone="+31 20 7770003", language="nl", waited="20")
    expect(page.locator("#now")).to_contain_text("20 minuten")
    note(page, DE_VRIES)
    expect(page.locator("#call")).to_have_attribute("data-stage", "loud")
    picture(page, "call-003-loud")
    call = call_of(page)
    page.keyboard.type("/abbruch")
    page.keyboard.press("Enter")
    expect(page.locator("#break")).to_have_attribute("open", "")
    page.locator("#break [value=agent]").click()
    page.wait_for_url(re.compile("/day/"))
    ((case, ended_by, ended_at),) = rows(
        desk, "SELECT case_id, ended_by, ended_at FROM desk_call WHERE id = ?", call
    )
    ((owner, made_at),) = rows(
        desk,
        "SELECT p.username, c.made_at FROM desk_commitment c"
        " JOIN desk_person p ON p.id = c.owner_id"
        " WHERE c.case_id = ? AND c.kind = 'callback' AND c.after_break",
        case,
    )
    assert (ended_by, made_at) == ("agent", ended_at)
    assert owner != "charlotte"
    the_colleague_begins_with_an_apology(as_person(str(owner)), desk, case)


def the_colleague_begins_with_an_apology(page: Page, desk: DemoDesk, case: object) -> None:
    """Whoever rings back is told how to begin, and nobody has to start anew."""
    ((number,),) = rows(desk, "SELECT number FROM desk_case WHERE id = ?", case)
    page.goto(f"/cases/{number}/")
    token = page.locator("input[name=csrfmiddlewaretoken]").first.input_value()
    page.evaluate(
        """([number, token]) => {
          const form = document.createElement("form");
          form.method = "post"; form.action = `/cases/${number}/calls/`;
          for (const [name, value] of [["csrfmiddlewaretoken", token], ["direction", "out"]]) {
            const field = document.createElement("input");
            field.type = "hidden"; field.name = name; field.value = value; form.append(field);
          }
          document.body.append(form); form.submit();
        }""",
        [number, token],
    )
    page.wait_for_url(re.compile(r"/calls/\d+/"))
    expect(page.locator(".opening")).to_contain_text("Mijn excuses")
    picture(page, "call-003-returned")
    page.keyboard.type("/einde")
    page.keyboard.press("Enter")
    page.locator("#end [value=finished]").click()
    page.wait_for_url(re.compile(r"/cases/\d{4}-\d+/facts/"))
    owed = rows(
        desk,
        "SELECT done_at IS NOT NULL FROM desk_commitment WHERE case_id = ? AND after_break",
        case,
    )
    assert owed == [(1,)]
