"""Pictures of every page in all sizes, light and dark; only when KULANZ_SCREENSHOTS is set."""

from collections.abc import Callable
from typing import Any, Literal

import pytest
from playwright.sync_api import Page

from browser.pictures import FOLDER, picture
from browser.places import PLACES, STRANGER, Place
from browser.watch import Watch

SIZES = {"1440": (1440, 900), "1280": (1280, 720), "320": (320, 800)}
THEMES: tuple[Literal["light", "dark"], ...] = ("light", "dark")

pytestmark = pytest.mark.skipif(not FOLDER, reason="KULANZ_SCREENSHOTS is not set")


@pytest.mark.parametrize("place", PLACES, ids=lambda one: one.name)
def test_picture(
    place: Place, contexts: Callable[..., Any], logins: Callable[[str], Any], watch: Watch
) -> None:
    watch.expect(place.status)
    signed_in = {} if place.who == STRANGER else {"storage_state": logins(place.who)}
    page: Page = contexts(**signed_in).new_page()
    place.go(page)
    for size, (width, height) in SIZES.items():
        page.set_viewport_size({"width": width, "height": height})
        for theme in THEMES:
            page.emulate_media(color_scheme=theme)
            picture(page, f"{place.name}-{size}-{theme}", full_page=size == "320")
