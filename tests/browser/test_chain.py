"""The chain tab as people use it: why, what if not, and one click from the way out to promises."""

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from browser.deeds import case_of_upload, reply_box, write_reply
from browser.places import OPEN_CASE, tab

AsPerson = Callable[..., Page]
TELLING = """- the account cannot be closed because the amount is open
- the amount is open because the customer refuses to pay
- the customer refuses to pay because a reminder was sent
- a reminder was sent because the amount is open
- a reminder was sent because nobody checked the delivery
"""


@pytest.fixture
def ali(as_person: AsPerson) -> Page:
    return as_person("ali")


def a_case_with_a_chain(page: Page) -> str:
    case = case_of_upload(page)
    page.goto(f"/cases/{case}/contacts/")
    page.locator("#panel [name=text]").fill(TELLING)
    page.locator("#panel form button.primary").click()
    page.goto(tab("chain", case))
    expect(page.locator("#drawing svg")).to_be_visible()
    return case


def test_a_box_of_the_drawing_says_why(ali: Page) -> None:
    ali.goto(tab("chain"))
    ali.locator("#drawing svg a[href*='?why=']").filter(has_text="keine Lösung").click()
    expect(ali.locator("#answer .because h3")).to_be_visible()
    expect(ali).to_have_url(re.compile(r"\?why=n\d+"))
    expect(ali.locator("#answer .headline li").first).to_be_visible()
    expect(ali.locator("#answer .ways-back li").first).to_be_visible()
    ali.locator("#answer .all-causes summary").click()
    expect(ali.locator("#answer .all-causes tbody tr").first).to_be_visible()
    ali.go_back()
    expect(ali.locator("#answer .because")).to_have_count(0)


def test_what_if_recolours_the_drawing_at_once_and_says_so(ali: Page) -> None:
    ali.goto(tab("chain"))
    ali.evaluate("window.same = true")
    ali.locator(".chain-list summary").click()
    toggles = ali.locator(".chain-list .ask[href*='?had=']")
    toggles.first.click()
    said = ali.locator(".supposed p").first
    expect(said).to_be_visible()
    before = said.inner_text()
    expect(ali.locator("#drawing .chain-node--given")).to_have_count(1)
    toggles.last.click()
    expect(ali.locator("#drawing .chain-node--given")).to_have_count(2)
    expect(said).not_to_have_text(before)
    assert ali.evaluate("window.same") is True, "the page was loaded anew"
    ali.locator(".supposed a[href*='undo=']").first.click()
    expect(ali.locator("#drawing .chain-node--given")).to_have_count(1)
    ali.locator(".supposed p a:not(.button)").click()
    expect(ali.locator(".supposed")).to_have_count(0)
    expect(ali.locator("#drawing .chain-node--given")).to_have_count(0)


def test_the_keyboard_reaches_why_and_what_if(ali: Page) -> None:
    ali.goto(tab("chain"))
    ali.locator("#drawing svg a[href*='?why=']").first.focus()
    ali.keyboard.press("Enter")
    expect(ali.locator("#answer .because")).to_be_visible()
    ali.locator(".chain-list summary").focus()
    ali.keyboard.press("Enter")
    ali.locator(".chain-list .ask[href*='?had=']").first.focus()
    ali.keyboard.press("Enter")
    expect(ali.locator(".supposed")).to_be_visible()
    expect(ali.locator(".chain-list")).to_have_attribute("open", "")
    expect(ali.locator(".chain-list .ask--on")).to_be_focused()
    ali.keyboard.press("Enter")
    expect(ali.locator(".supposed")).to_have_count(0)
    ali.locator("#drawing svg a.chain-toggle").first.focus()
    ali.keyboard.press("Enter")
    expect(ali.locator("#drawing .chain-node--given a.chain-toggle")).to_be_focused()


def test_the_list_is_folded_beside_a_drawing_and_printed_all_the_same(ali: Page) -> None:
    ali.goto(tab("chain"))
    first = ali.locator(".chain-list .tree-node").first
    expect(first).to_be_hidden()
    ali.evaluate("dispatchEvent(new Event('beforeprint'))")
    expect(first).to_be_visible()
    ali.evaluate("dispatchEvent(new Event('afterprint'))")
    expect(first).to_be_hidden()


@pytest.mark.parametrize("scripts", [True, False])
def test_one_click_makes_commitments_and_the_draft(as_person: AsPerson, scripts: bool) -> None:
    page = as_person("grace", java_script_enabled=scripts)
    case = a_case_with_a_chain(page)
    if scripts:
        write_reply(page, "Dear Ms Holt,")
    acts = page.locator(".unlock .way-out").first.locator("li strong")
    count = acts.count()
    assert count > 0
    page.locator(".unlock .way-out").first.locator("form button").click()
    expect(page.locator(".message--success")).to_be_visible()
    expect(page.locator(".unlock .way-out").first.locator(".tag--ok")).to_have_count(count)
    text = reply_box(page).input_value()
    assert ("This is what I do:" in text, text.startswith("Dear Ms Holt,")) == (True, scripts)
    page.goto(tab("commitments", case))
    owed = page.locator("#panel .owed").count()
    page.goto(tab("chain", case))
    page.locator(".unlock .way-out").first.locator("form button").click()
    expect(page.locator(".message--success")).to_be_visible()
    assert reply_box(page).input_value() == text
    page.goto(tab("commitments", case))
    expect(page.locator("#panel .owed")).to_have_count(owed)


def test_it_works_without_scripts(as_person: AsPerson) -> None:
    page = as_person("ali", java_script_enabled=False)
    page.goto(tab("chain", OPEN_CASE))
    page.locator("#drawing svg a[href*='?why=']").last.click()
    expect(page.locator("#answer .because")).to_be_visible()
    page.locator(".chain-list summary").click()
    page.locator(".chain-list .ask[href*='?had=']").first.click()
    expect(page.locator(".supposed")).to_be_visible()
    expect(page.locator("#drawing .chain-node--given")).to_have_count(1)


def test_a_question_of_the_chain_is_answered_with_one_press(as_person: AsPerson) -> None:
    page = as_person("grace")
    a_case_with_a_chain(page)
    questions = page.locator(".chain-questions li")
    before = questions.count()
    page.locator(".chain-questions button[value=together]").first.click()
    expect(questions).not_to_have_count(before)
