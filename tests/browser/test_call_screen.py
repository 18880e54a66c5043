"""The call screen in a browser: keys, a page that looks on, no stream, no server, no script."""

import re
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from browser.deeds import token_header
from browser.places import OPEN_CASE
from browser.watch import Watch

CHANGES = """() => {
  window.changes = 0;
  new MutationObserver((all) => { window.changes += all.length; })
    .observe(document.getElementById("now"), { childList: true });
}"""


@pytest.fixture
def calling(as_person: Callable[..., Page]) -> Iterator[Callable[..., Page]]:
    """Starts a call of a colleague, and ends it after the test."""
    calls: list[tuple[Page, str]] = []

    def begin(person: str, **options: Any) -> Page:
        page = as_person(person, **options)
        page.goto(f"/cases/{OPEN_CASE}/")
        answer = page.request.post(
            f"/cases/{OPEN_CASE}/calls/", form={"direction": "in"}, headers=token_header(page)
        )
        page.goto(answer.url)
        calls.append((page, page.url))
        return page

    yield begin
    for page, call in calls:
        page.context.set_offline(False)
        page.request.post(f"{call}end/", headers=token_header(page))


def lines_of(page: Page, text: str) -> int:
    """How often a line stands in the ledger of the screen."""
    return page.locator(".fact-line").filter(has_text=text).count()


def stage(page: Page, name: str) -> None:
    expect(page.locator("#call")).to_have_attribute("data-stage", name)


def test_everything_is_done_from_the_line(calling: Callable[..., Page], watch: Watch) -> None:
    watch.expect(422)
    page = calling("tim")
    line = page.locator("#line")
    expect(line).to_be_focused()
    stage(page, "calm")
    page.keyboard.type("+\n")
    stage(page, "tense")
    page.keyboard.type("3\n")
    stage(page, "attacking")
    page.keyboard.type("20 min gewartet\n")
    expect(page.locator(".fact-line").filter(has_text="20 min gewartet")).to_be_visible()
    expect(line).to_have_value("")
    page.keyboard.press("Backspace")
    expect(line).to_have_value("20 min gewartet")
    expect(page.locator(".fact-line").filter(has_text="20 min gewartet")).to_have_count(0)
    page.keyboard.press("Control+a")
    page.keyboard.type("/mial\n")
    expect(page.locator("#line-state")).to_contain_text("/mail")
    expect(line).to_have_value("/mial")
    page.keyboard.press("Control+a")
    page.keyboard.type("/mail\n")
    expect(page.locator("#writing")).to_have_attribute("open", "")
    page.keyboard.press("Escape")
    expect(page.locator("#writing")).not_to_have_attribute("open", "")
    expect(line).to_be_focused()


def test_enter_on_the_empty_line_has_said_the_sentence(calling: Callable[..., Page]) -> None:
    page = calling("tim")
    page.keyboard.type("das ist doch abzocke!!!\n")
    shown = page.locator("[data-situation]")
    expect(shown).to_have_attribute("data-situation", "loud")
    first = page.locator("[data-sentence]").inner_text()
    page.get_by_role("button", name=re.compile("Anderer Satz|Another sentence")).click()
    expect(page.locator("[data-sentence]")).not_to_have_text(first)
    expect(page.locator("#line")).to_be_focused()
    page.keyboard.press("Enter")
    expect(shown).not_to_have_attribute("data-situation", "loud")


def test_the_same_sentence_is_not_put_there_again(calling: Callable[..., Page]) -> None:
    page = calling("tim")
    page.wait_for_timeout(1500)
    page.evaluate(CHANGES)
    page.keyboard.type("und am montag kam dann noch ein brief", delay=20)
    expect(page.locator("#call")).to_have_attribute(
        "data-acknowledged", str(page.locator("#call").get_attribute("data-sent"))
    )
    assert page.evaluate("window.changes") == 0


def test_the_lead_looks_on_and_sees_it_get_hot(
    calling: Callable[..., Page], as_person: Callable[..., Page]
) -> None:
    page = calling("tim")
    lead = as_person("an")
    lead.goto(page.url)
    stage(lead, "calm")
    expect(lead.locator("#line")).to_have_count(0)
    page.keyboard.type("sie sind ja zu blöd dafür!")
    stage(lead, "attacking")


def test_without_the_stream_the_answer_brings_the_hint(
    calling: Callable[..., Page], watch: Watch
) -> None:
    watch.allow("ERR_FAILED")
    page = calling("tim")
    page.context.route("**/live/", lambda route: route.abort())
    page.reload()
    page.keyboard.type("das ist doch abzocke!!!")
    stage(page, "loud")


def test_a_line_typed_without_a_server_is_sent_once_when_it_is_back(
    calling: Callable[..., Page], watch: Watch
) -> None:
    watch.allow("ERR_INTERNET_DISCONNECTED")
    page = calling("tim")
    text = "paket lag beim nachbarn in nummer 12"
    before = lines_of(page, text)
    page.context.set_offline(True)
    page.keyboard.type(f"{text}\n")
    expect(page.locator("#line-state")).to_contain_text(text)
    assert lines_of(page, text) == before
    page.context.set_offline(False)
    expect(page.locator(".fact-line").filter(has_text=text)).to_have_count(before + 1)
    page.wait_for_timeout(3000)
    page.reload()
    assert lines_of(page, text) == before + 1


def test_the_line_being_typed_is_there_after_a_reload(calling: Callable[..., Page]) -> None:
    page = calling("tim")
    page.keyboard.type("halber satz ueber die")
    page.wait_for_timeout(800)
    page.reload()
    expect(page.locator("#line")).to_have_value("halber satz ueber die")


def test_without_a_script_lines_and_taps_are_forms(calling: Callable[..., Page]) -> None:
    page = calling("tim", java_script_enabled=False)
    page.locator("#line").fill("= rls vom 3.11. im system")
    page.locator(".line-send").click()
    expect(
        page.locator(".fact-line").filter(has_text="rls vom 3.11. im system").first
    ).to_be_visible()
    page.locator("button[value=loud]").click()
    expect(page.locator(".stage--on")).to_have_class(re.compile("stage--loud"))


def test_approval_is_asked_for_and_offered_without_leaving_the_call(
    calling: Callable[..., Page], as_person: Callable[..., Page]
) -> None:
    page = calling("ali")
    wish = page.locator(".may--ask").filter(has=page.locator("input[name=amount]")).first
    wish.locator("input[name=amount]").fill("25")
    wish.locator("button").click()
    asked = page.locator("#call-asked li")
    expect(asked).to_have_count(1)
    expect(asked).to_be_in_viewport()
    expect(page.locator("#line")).to_be_focused()
    lead = as_person("an")
    lead.goto("/approvals/")
    lead.locator("#approval-list a", has_text="25").first.click()
    lead.locator(".approval-yes button").click()
    asked.locator("button[value=offered]").click()
    expect(asked).to_have_count(0)
    page.goto(f"/cases/{OPEN_CASE}/offers/")
    expect(page.locator("#panel")).to_contain_text("25")
