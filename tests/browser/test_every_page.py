"""Every page, for everybody who sees it: nothing about it that must not be so."""

from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import Page

from browser.checks import Scales, flaws
from browser.places import PLACES, STRANGER, Place
from browser.watch import Watch


@pytest.mark.parametrize("place", PLACES, ids=lambda one: one.name)
def test_page(
    place: Place,
    contexts: Callable[..., Any],
    logins: Callable[[str], Any],
    watch: Watch,
) -> None:
    watch.expect(place.status)
    signed_in = {} if place.who == STRANGER else {"storage_state": logins(place.who)}
    page: Page = contexts(**signed_in).new_page()
    scales = Scales(page)
    place.go(page)
    page.wait_for_load_state("load")
    assert (scales.status, [*flaws(page), *scales.too_heavy()]) == (place.status, [])
