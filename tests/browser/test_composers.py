"""Reply and note: two places, kept while typing, checked, sent once, taken back in time."""

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import FilePayload, Page, expect

from browser.deeds import case_of_upload, outgoing, reply_box, saved, sender_of, write_reply
from browser.demo_desk import DemoDesk
from browser.watch import Watch

AsPerson = Callable[..., Page]
GOOD = (
    "Dear Ms Holt, I have stopped the reminder today. On Friday, 27 November, I will write to you."
)


@pytest.fixture
def case(as_person: AsPerson) -> Page:
    page = as_person("grace")
    page.goto(f"/cases/{case_of_upload(page)}/")
    return page


def test_a_note_never_becomes_a_reply(case: Page) -> None:
    case.keyboard.press("n")
    case.keyboard.type("She shouts, be careful with her.")
    expect(saved(case, "note")).to_have_text(re.compile(r"\d\d:\d\d:\d\d"))
    case.locator("h1").click()
    case.keyboard.press("r")
    expect(reply_box(case)).to_be_focused()
    expect(reply_box(case)).to_have_value("")
    case.reload()
    expect(reply_box(case)).to_have_value("")
    expect(case.locator("#note-text")).to_have_value("She shouts, be careful with her.")


def test_a_draft_is_saved_after_the_last_key_and_is_there_in_another_browser(
    case: Page, as_person: AsPerson
) -> None:
    reply_box(case).press_sequentially("I am looking into it")
    expect(saved(case)).to_have_text(re.compile(r"\d\d:\d\d:\d\d"))
    elsewhere = as_person("grace")
    elsewhere.goto(case.url)
    expect(reply_box(elsewhere)).to_have_value("I am looking into it")
    case.reload()
    expect(reply_box(case)).to_have_value("I am looking into it")


def test_the_check_speaks_while_typing_and_falls_silent(case: Page) -> None:
    remarks = case.locator("#reply-remarks [data-level]")
    reply_box(case).press_sequentially("Please calm down.")
    expect(remarks.first).to_be_visible()
    expect(case.locator("#reply-remarks")).to_contain_text("calm down")
    reply_box(case).fill(GOOD)
    expect(remarks).to_have_count(0)


def test_what_stops_a_reply_is_said_and_the_text_stays(case: Page, watch: Watch) -> None:
    watch.expect(422)
    text = "Please calm down. I will write to you as soon as possible."
    write_reply(case, text)
    reply_box(case).press("Control+Enter")
    expect(case.locator(".refusal")).to_be_visible()
    expect(reply_box(case)).to_have_value(text)
    expect(outgoing(case)).to_have_count(0)


def test_a_double_click_on_send_sends_one_mail(case: Page, desk: DemoDesk) -> None:
    write_reply(case, GOOD)
    case.locator("[data-composer=reply] button.primary").dblclick()
    expect(outgoing(case)).to_have_count(1)
    expect(reply_box(case)).to_have_value("")
    to = sender_of(case)
    expect(outgoing(case)).to_have_count(0, timeout=60_000)
    replies = desk.wait_for_mail(to, containing="stopped the reminder")
    assert len(replies) == 1


def test_what_was_taken_back_is_never_sent(case: Page, as_person: AsPerson, desk: DemoDesk) -> None:
    to = sender_of(case)
    write_reply(case, f"{GOOD} This one comes back.")
    case.locator("[data-composer=reply] button.primary").click()
    outgoing(case).locator("button").click()
    expect(reply_box(case)).to_have_value(f"{GOOD} This one comes back.")
    expect(outgoing(case)).to_have_count(0)
    # What is sent later from elsewhere arrives; what was taken back before never does.
    other = as_person("grace")
    other.goto(f"/cases/{case_of_upload(other)}/")
    write_reply(other, GOOD)
    other.locator("[data-composer=reply] button.primary").click()
    desk.wait_for_mail(sender_of(other), containing="stopped the reminder")
    assert desk.sent_mails(to, containing="stopped the reminder") == []


def test_a_note_is_kept_for_colleagues(case: Page) -> None:
    case.keyboard.press("n")
    case.keyboard.type("Carrier asked for the proof of delivery.")
    case.keyboard.press("Control+Enter")
    expect(case.locator(".notes .note-text").first).to_have_text(
        "Carrier asked for the proof of delivery."
    )
    expect(case.locator("#note-text")).to_have_value("")


def test_text_survives_when_the_desk_does_not_answer(case: Page, watch: Watch) -> None:
    case.route("**/drafts/**", lambda route: route.abort())
    watch.allow("net::ERR_FAILED")
    reply_box(case).press_sequentially("kept on the page")
    expect(saved(case)).to_have_text(saved(case).get_attribute("data-fails") or "")
    expect(reply_box(case)).to_have_value("kept on the page")
    case.unroute("**/drafts/**")
    expect(saved(case)).to_have_text(re.compile(r"\d\d:\d\d:\d\d"))
    case.reload()
    expect(reply_box(case)).to_have_value("kept on the page")


def test_files_and_copies_are_kept_while_writing_and_leave_with_the_reply(
    case: Page, desk: DemoDesk
) -> None:
    write_reply(case, GOOD)
    case.locator("details.copies summary").click()
    case.locator("#reply-copies").fill("daughter@mail.example")
    photo = FilePayload(name="parcel.png", mimeType="image/png", buffer=b"PNG")
    case.locator("#reply-files").set_input_files([photo])
    expect(case.locator(".files li")).to_contain_text("parcel.png")
    expect(reply_box(case)).to_have_value(GOOD)
    expect(case.locator("#reply-copies")).to_have_value("daughter@mail.example")
    to = sender_of(case)
    case.locator("[data-composer=reply] button.primary").click()
    expect(outgoing(case)).to_have_count(1)
    expect(case.locator(".files li")).to_have_count(0)
    (mail,) = desk.wait_for_mail(to, containing="stopped the reminder")
    assert mail["Cc"] == "daughter@mail.example"
    assert [one.get_filename() for one in mail.iter_attachments()] == ["parcel.png"]


def test_a_file_that_is_too_large_is_refused_before_it_is_sent(case: Page) -> None:
    write_reply(case, GOOD)
    film = b"x" * (15 * 1024 * 1024 + 1)
    large = FilePayload(name="film.mp4", mimeType="video/mp4", buffer=film)
    case.locator("#reply-files").set_input_files([large])
    expect(case.locator("[data-files-problem]")).to_be_visible()
    expect(reply_box(case)).to_have_value(GOOD)
    expect(case.locator(".files li")).to_have_count(0)
