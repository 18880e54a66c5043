"""More than one at work: who is there, what is new, and nothing sent past each other."""

import re
from collections.abc import Callable

from playwright.sync_api import Page, expect

from browser.deeds import answer_of_customer, case_of_upload, complain, outgoing, reply_box
from browser.demo_desk import DemoDesk
from browser.watch import Watch

AsPerson = Callable[..., Page]
GOOD = "Dear Ms Holt, the reminder is stopped. On Friday, 27 November, I will write to you again."


def test_a_colleague_on_the_same_case_is_seen(as_person: AsPerson) -> None:
    grace, owen = as_person("grace"), as_person("owen")
    address = f"/cases/{case_of_upload(grace)}/"
    grace.goto(address)
    owen.goto(address)
    expect(grace.locator("[data-presence-text]")).to_contain_text("Owen Price")
    expect(owen.locator("[data-presence-text]")).to_contain_text("Grace Okafor")
    reply_box(owen).focus()
    expect(grace.locator("[data-presence-text]")).to_have_text("Owen Price is replying")


def test_a_reply_is_stopped_when_the_customer_wrote_meanwhile(
    as_person: AsPerson, desk: DemoDesk, watch: Watch
) -> None:
    watch.expect(409)
    grace = as_person("grace")
    grace.goto(f"/cases/{case_of_upload(grace)}/")
    reply_box(grace).fill(GOOD)
    desk.mail_in(answer_of_customer(grace, "Forget it, the parcel has just arrived."))
    expect(grace.locator("[data-news-text]")).not_to_be_empty()
    grace.locator("[data-composer=reply] button.primary").click()
    expect(grace.locator(".refusal li").first).to_be_visible()
    expect(reply_box(grace)).to_have_value(GOOD)
    expect(outgoing(grace)).to_have_count(0)
    # Read, and sent all the same.
    grace.locator("[data-composer=reply] button.primary").click()
    expect(outgoing(grace)).to_have_count(1)


def test_the_second_of_two_replies_is_stopped(as_person: AsPerson, watch: Watch) -> None:
    watch.expect(409)
    grace, owen = as_person("grace"), as_person("owen")
    address = f"/cases/{case_of_upload(grace)}/"
    for page in (grace, owen):
        page.goto(address)
        reply_box(page).fill(GOOD)
    owen.locator("[data-composer=reply] button.primary").click()
    expect(outgoing(owen)).to_have_count(1)
    grace.locator("[data-composer=reply] button.primary").click()
    expect(grace.locator(".refusal")).to_contain_text("Owen Price")
    expect(reply_box(grace)).to_have_value(GOOD)
    expect(outgoing(grace)).to_have_count(0)


def test_news_wait_for_a_click_while_something_is_typed(
    as_person: AsPerson, desk: DemoDesk
) -> None:
    grace = as_person("grace")
    grace.goto(f"/cases/{case_of_upload(grace)}/")
    reply_box(grace).fill("I am writing")
    desk.mail_in(answer_of_customer(grace, "One more thing: I am at home on Friday."))
    show = grace.locator("[data-news-show]")
    expect(show).to_be_visible()
    expect(grace.locator("#overview")).not_to_contain_text("at home on Friday")
    show.click()
    expect(grace.locator("#overview")).to_contain_text("at home on Friday")
    expect(show).to_be_hidden()
    expect(reply_box(grace)).to_have_value("I am writing")


def test_the_inbox_counts_what_came_in(as_person: AsPerson, stranger: Page) -> None:
    grace = as_person("grace")
    grace.goto("/?view=all")
    pill = grace.locator("[data-news]")
    expect(pill).to_be_hidden()
    number = complain(stranger, language="en", name="Nora Quist", mail="nora.quist@mail.example")
    expect(pill).to_be_visible()
    expect(pill).to_have_text(re.compile(r"^1 case changed"))
    pill.click()
    grace.goto(f"/?view=all&q={number}")
    expect(grace.locator("[data-case] .who").first).to_contain_text("Nora Quist")


def test_the_open_history_goes_on_by_itself(as_person: AsPerson) -> None:
    grace, owen = as_person("grace"), as_person("owen")
    number = case_of_upload(grace)
    grace.goto(f"/cases/{number}/history/")
    before = grace.locator("#panel .history li").count()
    owen.goto(f"/cases/{number}/")
    owen.keyboard.press("i")
    expect(owen.locator("#case-owner option:checked")).to_contain_text("Owen Price")
    expect(grace.locator("#panel .history li").first).to_contain_text("Owen Price")
    assert grace.locator("#panel .history li").count() > before
