"""One demo desk and one Chromium for all browser tests; a watched context per person and test."""

import os
import shutil
from collections.abc import Callable, Generator, Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import (
    Browser,
    BrowserContext,
    Page,
    Playwright,
    expect,
    sync_playwright,
)

from browser.demo_desk import PASSWORD, DemoDesk, running_desk
from browser.watch import Watch

HERE = Path(__file__).parent
CHROMIUM = ("chromium", "chromium-browser", "google-chrome")
PATIENCE = 20_000  # milliseconds; the machine may be slow and busy
Contexts = Callable[..., BrowserContext]
expect.set_options(timeout=PATIENCE)


class Stage:
    """Playwright and its browser, started when first needed.

    Stopped after the last browser test and not at the end of the session: while it runs there is
    an event loop in this thread, and Django's database layer refuses to work beside one.
    """

    def __init__(self) -> None:
        self._playwright: Playwright | None = None
        self._browser: Browser | None = None

    @property
    def browser(self) -> Browser:
        if self._browser is None:
            self._playwright = sync_playwright().start()
            self._browser = self._playwright.chromium.launch(
                executable_path=_chromium(),
                args=["--disable-gpu", *(["--no-sandbox"] if os.geteuid() == 0 else [])],
            )
        return self._browser

    def strike(self) -> None:
        if self._browser is not None:
            self._browser.close()
        if self._playwright is not None:
            self._playwright.stop()
        self._playwright = self._browser = None


STAGE = Stage()


def _chromium() -> str:
    found = next((path for name in CHROMIUM if (path := shutil.which(name))), None)
    if found is None:
        pytest.fail("No Chromium found. On Debian or Ubuntu: sudo apt install chromium")
    return found


@pytest.hookimpl(wrapper=True)
def pytest_runtest_teardown(nextitem: pytest.Item | None) -> Generator[None]:
    yield
    if nextitem is None or not nextitem.path.is_relative_to(HERE):
        STAGE.strike()


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(
    item: pytest.Item,
) -> Generator[None, pytest.TestReport, pytest.TestReport]:
    report = yield
    if report.when == "call":
        item.stash[FAILED] = report.failed
    return report


FAILED = pytest.StashKey[bool]()


@pytest.fixture(scope="session")
def desk(tmp_path_factory: pytest.TempPathFactory) -> Iterator[DemoDesk]:
    with running_desk(tmp_path_factory.mktemp("desk")) as running:
        yield running


@pytest.fixture
def watch(desk: DemoDesk) -> Iterator[Watch]:
    seen = Watch(desk.url)
    yield seen
    seen.calm()


@pytest.fixture
def contexts(
    desk: DemoDesk, watch: Watch, request: pytest.FixtureRequest, tmp_path: Path
) -> Iterator[Contexts]:
    """Makes watched contexts; of a test that failed every open page is photographed."""
    made: list[BrowserContext] = []

    def make(**options: Any) -> BrowserContext:
        options = {"viewport": {"width": 1440, "height": 900}, "locale": "en-GB"} | options
        context = STAGE.browser.new_context(base_url=desk.url, **options)
        context.set_default_timeout(PATIENCE)
        watch.over(context)
        made.append(context)
        return context

    yield make
    if request.node.stash.get(FAILED, False):
        _photograph(made, tmp_path)
    for context in made:
        context.close()


def _photograph(contexts: list[BrowserContext], folder: Path) -> None:
    pages = [page for context in contexts for page in context.pages]
    for number, page in enumerate(pages):
        picture = folder / f"page-{number}.png"
        page.screenshot(path=picture, full_page=True)
        print(f"{page.url} -> {picture}")  # noqa: T201 - shown by pytest beside the failure


@pytest.fixture(scope="session")
def logins(desk: DemoDesk) -> Callable[[str], Any]:
    """Signs a colleague in once; every later context starts with the kept session."""
    kept: dict[str, Any] = {}

    def login(person: str) -> Any:
        if person not in kept:
            context = STAGE.browser.new_context(base_url=desk.url)
            context.set_default_timeout(PATIENCE)
            page = context.new_page()
            page.goto("/account/login/")
            page.locator("#id_login").fill(f"{person}@kulanz-demo.example")
            page.locator("#id_password").fill(PASSWORD)
            page.locator("#id_password").press("Enter")
            page.wait_for_url(f"{desk.url}/")
            kept[person] = context.storage_state()
            context.close()
        return kept[person]

    return login


@pytest.fixture
def as_person(contexts: Contexts, logins: Callable[[str], Any]) -> Callable[..., Page]:
    """A page of a signed-in colleague: `as_person("grace")`; options go to the context."""

    def open_page(person: str, **options: Any) -> Page:
        return contexts(storage_state=logins(person), **options).new_page()

    return open_page


@pytest.fixture
def stranger(contexts: Contexts) -> Page:
    """A page of somebody who is not signed in."""
    return contexts().new_page()
