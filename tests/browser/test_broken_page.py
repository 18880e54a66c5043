"""An error of ours: a page with an id, in the log too, and nothing typed is lost."""

import re
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager

from playwright.sync_api import Page, expect

from browser.checks import flaws
from browser.demo_desk import DemoDesk
from browser.watch import Watch

TABLE = "desk_savedview"  # only the inbox reads it


@contextmanager
def without_a_table(desk: DemoDesk) -> Iterator[None]:
    """A fault that nobody foresees."""
    file = desk.folder / "kulanz.sqlite3"
    with closing(sqlite3.connect(file, timeout=20, isolation_level=None)) as database:
        database.execute(f"ALTER TABLE {TABLE} RENAME TO gone_for_a_test")
        try:
            yield
        finally:
            database.execute(f"ALTER TABLE gone_for_a_test RENAME TO {TABLE}")


def test_an_error_of_ours_shows_an_id_and_keeps_what_was_typed(
    as_person: Callable[..., Page], desk: DemoDesk, watch: Watch
) -> None:
    watch.expect(500)
    page = as_person("grace")
    page.goto("/?view=all")
    page.locator(".filters summary").click()
    page.locator("#view-name").fill("A long and carefully thought out name")
    with without_a_table(desk):
        page.locator("#view-name").press("Enter")
        expect(page.locator("textarea").filter(has_text="carefully")).to_be_visible()
    found = re.search(r"\b[0-9a-f]{8}\b", page.locator("main").inner_text())
    assert found is not None
    assert found[0] in desk.said()
    assert "carefully" not in desk.said()
    assert flaws(page) == []
