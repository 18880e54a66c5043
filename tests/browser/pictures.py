"""Pictures of pages, into the folder that KULANZ_SCREENSHOTS names; none without it."""

import os
from pathlib import Path

from playwright.sync_api import Page

FOLDER = os.environ.get("KULANZ_SCREENSHOTS", "")


def picture(page: Page, name: str, *, full_page: bool = False) -> None:
    """Photograph what is on the screen."""
    if FOLDER:
        folder = Path(FOLDER)
        folder.mkdir(parents=True, exist_ok=True)
        page.screenshot(path=folder / f"{name}.png", full_page=full_page)
