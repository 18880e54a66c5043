"""Everything a person needs works in a browser without JavaScript."""

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from browser.deeds import case_of_upload, complain, outgoing, status_link
from browser.demo_desk import PASSWORD

AsPerson = Callable[..., Page]
GOOD = "Dear Ms Holt, the reminder is stopped. On Friday, 27 November, I will write to you again."


@pytest.fixture
def page(contexts: Callable[..., object]) -> Page:
    """Not signed in, and without JavaScript."""
    found = contexts(java_script_enabled=False)
    return found.new_page()  # type: ignore[attr-defined,no-any-return] # a context


@pytest.fixture
def case(as_person: AsPerson) -> Page:
    page = as_person("grace", java_script_enabled=False)
    page.goto(f"/cases/{case_of_upload(page)}/")
    return page


def test_sign_in_look_at_the_list_open_a_case_and_sign_out(page: Page) -> None:
    page.goto("/")
    page.locator("#id_login").fill("owen@kulanz-demo.example")
    page.locator("#id_password").fill(PASSWORD)
    page.locator("#id_password").press("Enter")
    expect(page.locator("[data-list]").or_(page.locator(".empty"))).to_be_visible()
    page.goto("/?view=all")
    name = page.locator("[data-item]").first.inner_text()
    page.locator("[data-item]").first.click()
    expect(page.locator("#case-line")).to_contain_text(name)
    page.locator("form[action='/account/logout/'] button").click()
    page.goto("/")
    expect(page.locator("#id_login")).to_be_visible()


def test_add_a_line_to_the_ledger(case: Page) -> None:
    case.locator("[data-tab=facts]").click()
    case.locator("#id_entry").fill("The box was open when it came.")
    case.locator("#id_entry").press("Enter")
    expect(case.locator(".line-text").filter(has_text="The box was open")).to_be_visible()


def test_reply_and_take_it_back(case: Page) -> None:
    case.locator("#reply-text").fill(GOOD)
    case.locator("[data-composer=reply] button.primary").click()
    expect(outgoing(case)).to_have_count(1)
    outgoing(case).locator("button").click()
    expect(case.locator("#reply-text")).to_have_value(GOOD)


def test_save_a_draft_and_note_something(case: Page) -> None:
    case.locator("#reply-text").fill("half a")
    case.locator("[data-composer=reply] [data-save]").click()
    expect(case.locator("#reply-text")).to_have_value("half a")
    case.locator("#note-title").click()
    case.locator("#note-text").fill("Only for colleagues.")
    case.locator("[data-composer=note] button:not([data-save])").click()
    expect(case.locator(".notes .note-text").first).to_have_text("Only for colleagues.")
    expect(case.locator("#reply-text")).to_have_value("half a")


def test_promise_something_and_keep_it(case: Page) -> None:
    case.locator("[data-tab=commitments]").click()
    form = case.locator(".commit-form").first
    form.locator("[name=text]").fill("Ask the carrier for the proof of delivery")
    form.locator("[name=due_at]").fill("2031-01-06T12:00")
    form.locator("button.primary, button").first.click()
    row = case.locator("#panel .owed").filter(has_text="Ask the carrier")
    expect(row).to_be_visible()
    row.locator("form[action$='/keeping/'] button").click()
    expect(row.locator("form[action$='/keeping/']")).to_have_count(0)


def test_the_public_form(page: Page) -> None:
    number = complain(page, language="nl", name="Jan Smit", mail="jan.smit@mail.example")
    assert re.fullmatch(r"\d{4}-\d+", number)


def test_the_customers_page(case: Page, page: Page) -> None:
    number = re.findall(r"\d{4}-\d+", case.url)[0]
    case.goto(f"/cases/{number}/facts/")
    case.locator("#id_entry").fill("The parcel never came.")
    case.locator("#id_entry").press("Enter")
    case.locator(".recap-tools summary").click()
    case.locator(".recap-tools input[name=statement]").first.check()
    case.locator(".recap-tools button[value=status_page]").click()
    expect(case.locator(".recap-line").first).to_be_visible()
    page.goto(status_link(case, number))
    page.locator(".status-lines form button").first.click()
    expect(page.locator(".status-lines .tag--ok").first).to_be_visible()
    page.locator("#wish").fill("A new charger by Friday.")
    page.locator("form[action*='/wishes/'] button").click()
    expect(page.locator("q").filter(has_text="A new charger by Friday.")).to_be_visible()
