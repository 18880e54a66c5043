"""Letters as keys: in the list and in the case, never in a field, never against one's profile."""

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from browser.deeds import case_of_upload, reply_box
from browser.watch import Watch

AsPerson = Callable[..., Page]


@pytest.fixture
def inbox(as_person: AsPerson) -> Page:
    page = as_person("grace")
    page.goto("/?view=all")
    return page


@pytest.fixture
def case(as_person: AsPerson) -> Page:
    page = as_person("grace")
    page.goto(f"/cases/{case_of_upload(page)}/")
    return page


def cursor(page: Page) -> int:
    """Which row of the list has the focus, from 0; -1 when none has."""
    return int(
        page.evaluate(
            "[...document.querySelectorAll('[data-item]')].indexOf(document.activeElement)"
        )
    )


def test_j_and_k_walk_through_the_list(inbox: Page) -> None:
    seen = []
    for key in ("j", "j", "j", "k", "k", "k"):
        inbox.keyboard.press(key)
        seen.append(cursor(inbox))
    assert seen == [0, 1, 2, 1, 0, 0]


@pytest.mark.parametrize("key", ["Enter", "o"])
def test_a_row_is_opened_and_u_leads_back(inbox: Page, key: str) -> None:
    inbox.keyboard.press("j")
    inbox.keyboard.press("j")
    number = inbox.locator("[data-case]").nth(1).get_attribute("data-case")
    inbox.keyboard.press(key)
    inbox.wait_for_url(re.compile(f"/cases/{number}/"))
    inbox.keyboard.press("u")
    expect(inbox.locator("[data-list]")).to_be_visible()


def test_slash_searches_and_letters_are_letters_there(inbox: Page) -> None:
    inbox.keyboard.press("/")
    inbox.keyboard.type("jku?")
    expect(inbox.locator("#q")).to_have_value("jku?")
    expect(inbox.locator("#keys-dialog")).not_to_be_visible()
    assert cursor(inbox) == -1


def test_x_ticks_the_row_and_enter_in_the_box_does_nothing(inbox: Page) -> None:
    inbox.keyboard.press("j")
    inbox.keyboard.press("x")
    box = inbox.locator("[data-case] input[type=checkbox]").first
    expect(box).to_be_checked()
    address = inbox.url
    box.press("Enter")
    expect(box).to_be_checked()
    assert inbox.url == address


def test_question_mark_lists_every_key_of_the_page(inbox: Page) -> None:
    inbox.keyboard.press("?")
    listed = inbox.locator("#keys-dialog dt")
    expect(listed.first).to_be_visible()
    keys = [" ".join(one.split()) for one in listed.all_inner_texts()]
    found = "[...document.querySelectorAll('[data-hotkey]')].map((one) => one.dataset.hotkey)"
    wanted = list(dict.fromkeys(inbox.evaluate(found)))
    meanings = inbox.locator("#keys-dialog dd").all_inner_texts()
    assert (keys, len(meanings)) == (wanted, len(wanted))
    assert [one for one in meanings if not one.strip()] == []
    inbox.keyboard.press("Escape")
    expect(inbox.locator("#keys-dialog")).not_to_be_visible()


def test_g_i_leads_to_the_inbox_and_g_d_to_my_day(case: Page) -> None:
    case.keyboard.press("g")
    case.keyboard.press("d")
    case.wait_for_url(re.compile("/day/"))
    case.keyboard.press("g")
    case.keyboard.press("i")
    expect(case.locator(".inbox")).to_be_visible()


def test_r_writes_a_reply_and_letters_are_letters_there(case: Page) -> None:
    case.keyboard.press("r")
    expect(reply_box(case)).to_be_focused()
    case.keyboard.type("run in a junction?")
    expect(reply_box(case)).to_have_value("run in a junction?")
    expect(case.locator("#note-text")).not_to_be_visible()


def test_n_opens_the_note_with_the_cursor_in_it(case: Page) -> None:
    case.keyboard.press("n")
    expect(case.locator("#note-text")).to_be_focused()


def test_i_takes_the_case_over(case: Page) -> None:
    case.keyboard.press("i")
    expect(case.locator("#case-owner option:checked")).to_contain_text("Grace Okafor")


def test_letters_open_the_tabs(case: Page) -> None:
    for link in case.locator("[data-tab]").all():
        name, key = link.get_attribute("data-tab"), link.get_attribute("data-hotkey")
        assert key is not None
        case.locator("h1").click()
        case.keyboard.press(key)
        expect(case).to_have_url(re.compile(f"/{name}/"))
        expect(case.locator(f"[data-tab={name}]")).to_have_attribute("aria-current", "page")


def test_the_profile_turns_letters_off_and_on(as_person: AsPerson, watch: Watch) -> None:
    page = as_person("owen")
    for wanted, row in ((False, -1), (True, 0)):
        page.goto("/profile/")
        page.locator("[name=keys_on]").set_checked(wanted)
        page.locator("main form button.primary").first.click()
        expect(page.locator(".message--success")).to_be_visible()
        page.goto("/?view=all")
        page.keyboard.press("j")
        assert (wanted, cursor(page)) == (wanted, row)


USABLE = """() => [...document.querySelectorAll(
    "a[href], button, input:not([type=hidden]), select, textarea, summary")]
  .filter((one) => one.checkVisibility() && one.getClientRects().length
    && !one.disabled && one.tabIndex >= 0).length"""
MARK = """() => {
  const one = document.activeElement;
  if (one === document.body) return "";
  one.dataset.reached = "yes";
  const style = getComputedStyle(one);
  const ring = style.outlineStyle !== "none" || style.boxShadow !== "none";
  return ring ? "" : one.outerHTML.slice(0, 80);
}"""


def test_the_keyboard_reaches_everything_that_can_be_used(inbox: Page) -> None:
    usable = int(inbox.evaluate(USABLE))
    without_ring = []
    for _ in range(usable + 5):
        inbox.keyboard.press("Tab")
        without_ring.append(inbox.evaluate(MARK))
    reached = inbox.locator("[data-reached]").count()
    assert (reached, [one for one in without_ring if one]) == (usable, [])
