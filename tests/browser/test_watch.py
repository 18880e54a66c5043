"""The watch itself: a test that cannot fail would be a defect."""

import pytest
from playwright.sync_api import Page

from browser.demo_desk import DemoDesk
from browser.watch import Watch


def test_the_demo_prints_where_to_go_and_how_to_sign_in(desk: DemoDesk) -> None:
    said = desk.said()
    assert f"Kulanz demo: {desk.url}/" in said
    assert "Password of everybody: kulanz-demo" in said


def test_violations_errors_dialogs_and_strangers_are_seen(stranger: Page, watch: Watch) -> None:
    stranger.goto("/complain/")
    stranger.evaluate("""() => {
      const script = document.createElement("script");
      script.textContent = "window.ran = true";
      document.body.append(script);
      const picture = document.createElement("img");
      picture.src = "http://stranger.example/pixel.png";
      document.body.append(picture);
      console.error("something broke");
      setTimeout(() => { alert("a dialog"); throw new Error("thrown"); }, 0);
    }""")
    stranger.wait_for_event("console", lambda one: "img-src" in one.text)
    stranger.evaluate("new Promise((done) => setTimeout(done, 50))")
    text = "\n".join(watch.errors)
    assert stranger.evaluate("window.ran") is None
    assert [
        word
        for word in ("CSP: script-src", "CSP: img-src", "something broke", "thrown")
        if word not in text
    ] == []
    assert watch.dialogs == ["alert a dialog"]
    with pytest.raises(AssertionError):
        watch.calm()
    watch.forget()
