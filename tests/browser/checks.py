"""What every page is held to: WCAG 2.2 AA in light and dark, 320 px, weight, keys."""

import json
from collections import Counter
from pathlib import Path
from typing import Any

from axe_playwright_python.base import AXE_FILE_PATH
from playwright.sync_api import Page

TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]
HEAVIEST = 120 * 1024  # bytes over the wire, with everything the page fetches
NARROW = 320
AXE = Path(AXE_FILE_PATH).read_text(encoding="utf-8")
# A key may open a tab and, once it is open, mean the field in it: the tab steps back then.
KEYS = """() => [...document.querySelectorAll("[data-hotkey]:not([aria-current])")]
  .filter((one) => one.getClientRects().length).map((one) => one.dataset.hotkey)"""
# Whoever uses the keyboard gets everywhere, in the order of the page.
UNREACHABLE = """() => [...document.querySelectorAll("[onclick], [role=button], [tabindex]")]
  .filter((one) => one.tabIndex > 0 || (one.tabIndex < 0 && !one.matches("[tabindex]")))
  .map((one) => one.outerHTML.slice(0, 120))"""

STICKING_OUT = """() => [...document.querySelectorAll("main *, header *")]
  .filter((one) => one.checkVisibility() && one.getBoundingClientRect().right > innerWidth + 1)
  .slice(-3).map((one) => one.outerHTML.slice(0, 100))"""


class Scales:
    """Weighs what a page fetches, as it comes over the wire; begins anew with every page."""

    def __init__(self, page: Page) -> None:
        self.status = 0
        self.weights: Counter[str] = Counter()
        self._parts: dict[str, str] = {}
        session = page.context.new_cdp_session(page)
        session.on("Network.requestWillBeSent", self._asked)
        session.on("Network.responseReceived", self._answered)
        session.on("Network.loadingFinished", self._came)
        session.send("Network.enable")
        session.send("Network.setCacheDisabled", {"cacheDisabled": True})

    def _asked(self, event: dict[str, Any]) -> None:
        if event.get("type") == "Document" and event["requestId"] == event["loaderId"]:
            self._parts.clear()
            self.weights.clear()
        self._parts[event["requestId"]] = event["request"]["url"]

    def _answered(self, event: dict[str, Any]) -> None:
        if event["type"] == "Document" and len(self._parts) == 1:
            self.status = event["response"]["status"]

    def _came(self, event: dict[str, Any]) -> None:
        if event["requestId"] in self._parts:
            self.weights[self._parts[event["requestId"]]] += int(event["encodedDataLength"])

    def too_heavy(self) -> list[str]:
        """Whether the page with all it fetches is over the limit."""
        assert len(self.weights) > 1, "style sheets were not weighed"
        weight = self.weights.total()
        return [f"{weight} bytes: {self.weights}"] if weight > HEAVIEST else []


def flaws(page: Page) -> list[str]:
    """Everything about an open page that must not be so."""
    found = [*_violations(page), *_too_wide(page), *_keys_twice(page)]
    return found + [f"not for the keyboard: {one}" for one in page.evaluate(UNREACHABLE)]


def _violations(page: Page) -> list[str]:
    page.emulate_media(color_scheme="light")
    page.evaluate("scrollTo(0, 0)")  # what the bar at the top covers is not judged as small
    page.evaluate(AXE)
    light = _axe(page, {"type": "tag", "values": TAGS})
    page.emulate_media(color_scheme="dark")
    dark = _axe(page, {"type": "rule", "values": ["color-contrast"]})
    return [f"light: {one}" for one in light] + [f"dark: {one}" for one in dark]


def _axe(page: Page, rules: dict[str, Any]) -> list[str]:
    options = json.dumps({"runOnly": rules, "resultTypes": ["violations"]})
    result = page.evaluate(f"axe.run({options})")
    return [
        f"{rule['id']} at {node['target']}: {node['failureSummary'].splitlines()[-1].strip()}"
        for rule in result["violations"]
        for node in rule["nodes"]
    ]


def _too_wide(page: Page) -> list[str]:
    page.set_viewport_size({"width": NARROW, "height": 800})
    width = page.evaluate("document.documentElement.scrollWidth")
    return [f"{width} px wide: {page.evaluate(STICKING_OUT)}"] if width > NARROW else []


def _keys_twice(page: Page) -> list[str]:
    page.set_viewport_size({"width": 1440, "height": 900})
    keys = Counter(page.evaluate(KEYS))
    return [f"the key {key!r} means {times} things" for key, times in keys.items() if times > 1]
