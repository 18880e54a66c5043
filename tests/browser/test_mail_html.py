"""S01 and S04: the HTML of a stranger's mail runs nothing, asks nothing, and fetches nothing."""

from collections.abc import Callable
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Page, Request, Route, expect

from browser.deeds import hand_in, mail
from browser.vectors import FETCHING, TRAP, in_mails, vectors
from browser.watch import Watch

AsPerson = Callable[..., Page]
AT_LEAST = 200
PER_MAIL = 20
PIXEL = "https://pictures.example/logo.png"


def open_mail(page: Page, html: str, *, subject: str) -> None:
    """Bring a mail in and open it as it looked, in the case page."""
    sender = f"{subject} <{subject.replace(' ', '.').lower()}@mail.example>"
    page.goto(hand_in(page, mail("Guten Tag", sender=sender, subject=subject, html=html)))


def look(page: Page) -> None:
    """Let the frame load and give whatever is in it the time of two frames drawn."""
    frame = page.locator("iframe.mail-frame")
    frame.scroll_into_view_if_needed()
    shown = page.frame_locator("iframe.mail-frame").locator("body")
    expect(shown).to_be_attached()
    page.evaluate("() => new Promise((done) => requestAnimationFrame(() => setTimeout(done, 60)))")


def test_there_are_enough_vectors_and_none_twice() -> None:
    found = vectors()
    assert len(found) >= AT_LEAST
    assert len(set(found)) == len(found)


def test_the_vectors_do_work_where_nothing_stops_them(stranger: Page, watch: Watch) -> None:
    """Otherwise the next test would prove nothing."""
    stranger.set_content("".join(f"<div>{one}</div>" for one in FETCHING[:8]))
    for html in in_mails(PER_MAIL)[:2]:
        stranger.set_content(html)
    stranger.evaluate("() => new Promise((done) => setTimeout(done, 300))")
    assert len(watch.dialogs) >= 5
    assert len(set(watch.strangers)) >= 5
    watch.forget()


def test_s01_hostile_mail_html_runs_nothing(as_person: AsPerson, watch: Watch) -> None:
    page = as_person("grace")
    shown = 0
    for number, html in enumerate(in_mails(PER_MAIL)):
        open_mail(page, html, subject=f"Vector {number}")
        if page.locator("iframe.mail-frame").count():
            look(page)
            shown += 1
        assert (watch.dialogs, watch.strangers, watch.errors) == ([], [], []), html
        assert urlsplit(page.url).path.startswith("/cases/"), "the page was led away"
    # Too wild to be shown at all is an answer too, but not for all of them.
    assert shown >= len(in_mails(PER_MAIL)) // 2


def test_the_frame_is_shut_even_if_the_sanitiser_let_something_through(
    as_person: AsPerson, watch: Watch
) -> None:
    page = as_person("grace")
    open_mail(page, "<p>Guten Tag</p>", subject="Frame")
    look(page)
    refused: dict[str, str] = {}

    def failed(request: Request) -> None:
        # The desk's own request of the page before, cut off by going on, is no refusal.
        if not request.url.startswith(f"{watch.origin}/"):
            refused[request.url] = request.failure or ""

    page.on("requestfailed", failed)
    frame = page.frame_locator("iframe.mail-frame")
    frame.locator("body").evaluate(
        """(body, trap) => { body.innerHTML = `<img src=${trap}/in.png onerror=alert(1)>
           <form action=${trap}/form><button>x</button></form><script>alert(2)</script>`; }""",
        TRAP,
    )
    page.evaluate("() => new Promise((done) => setTimeout(done, 200))")
    # The browser names what the policy refused as a request that never left.
    assert (watch.dialogs, refused) == ([], {f"{TRAP}/in.png": "csp"})
    watch.forget()


def test_s04_pictures_from_outside_come_only_after_the_button(
    as_person: AsPerson, watch: Watch
) -> None:
    page = as_person("grace")
    asked: list[str] = []

    def picture(route: Route) -> None:
        asked.append(route.request.url)
        route.abort()

    page.context.route("https://pictures.example/**", picture)
    html = (
        f"<p>Guten Tag</p><img src='{PIXEL}' alt='Logo'><img src='http://pictures.example/p.png'>"
    )
    open_mail(page, html, subject="Pictures")
    look(page)
    assert (asked, watch.strangers) == ([], [])
    page.locator("form[action$='/pictures/'] button").click()
    page.wait_for_load_state("load")
    with page.context.expect_event("request", lambda one: one.url == PIXEL):
        page.reload()
        look(page)
    assert set(asked) == {PIXEL}
    assert set(watch.strangers) == {PIXEL}
    watch.allow("net::ERR_FAILED")
    watch.forget()


@pytest.mark.parametrize("path", ["raw", "html"])
def test_the_original_and_the_frame_are_shut_when_opened_directly(
    as_person: AsPerson, path: str
) -> None:
    page = as_person("grace")
    open_mail(page, "<script>alert(1)</script><p>Guten Tag</p>", subject=f"Direct {path}")
    answer = page.request.get(f"{urlsplit(page.url).path}{path}/")
    policy = answer.headers["content-security-policy"]
    assert "default-src 'none'" in policy
    assert "sandbox" in policy
    assert "allow-scripts" not in policy
    assert answer.headers["x-content-type-options"] == "nosniff"
