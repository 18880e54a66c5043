"""What must never happen on a page, watched during every test: errors, violations, strangers."""

import re
from dataclasses import dataclass, field
from urllib.parse import urlsplit

from playwright.sync_api import BrowserContext, ConsoleMessage, Dialog, Error, Request, Route

# Violations of the content security policy reach the console from every frame that may run
# scripts; the browser itself reports the rest there.
LISTENER = """
document.addEventListener("securitypolicyviolation", (event) =>
  console.error("CSP:", event.violatedDirective, event.blockedURI, event.sourceFile));
"""
# A page that answers 404 or 422 is a page; the browser notes it as an error all the same.
STATUS = re.compile(r"Failed to load resource: the server responded with a status of (\d+)")


@dataclass
class Watch:
    """Collects what went wrong; `calm()` fails with all of it."""

    origin: str
    expected: set[int] = field(default_factory=set)
    allowed: list[str] = field(default_factory=list)
    errors: list[str] = field(default_factory=list)
    strangers: list[str] = field(default_factory=list)
    dialogs: list[str] = field(default_factory=list)

    def expect(self, *statuses: int) -> None:
        """Answers with these statuses are part of the test."""
        self.expected |= set(statuses)

    def allow(self, part: str) -> None:
        """Complaints of the browser with these words are part of the test."""
        self.allowed.append(part)

    def over(self, context: BrowserContext) -> None:
        """Watch everything in a context, and let nothing out that is not for the desk."""
        context.add_init_script(LISTENER)
        context.on("console", self._console)
        context.on("weberror", lambda one: self.errors.append(f"page error: {one.error}"))
        context.on("dialog", self._dialog)
        context.on("request", self._request)
        context.route(lambda address: not self._ours(address), _refuse)

    def calm(self) -> None:
        """Nothing happened that must never happen."""
        found = [*self.errors, *(f"request to a stranger: {one}" for one in self.strangers)]
        found += [f"dialog: {one}" for one in self.dialogs]
        assert found == [], "\n" + "\n".join(found)

    def forget(self) -> None:
        """Start anew, for a test that shows that the watch sees."""
        self.errors, self.strangers, self.dialogs = [], [], []

    def _ours(self, address: str) -> bool:
        parts = urlsplit(address)
        return parts.scheme in {"data", "blob", "about"} or address.startswith(f"{self.origin}/")

    def _console(self, message: ConsoleMessage) -> None:
        if message.type != "error":
            return
        status = STATUS.match(message.text)
        if status and int(status[1]) in self.expected:
            return
        if any(part in message.text for part in self.allowed):
            return
        self.errors.append(f"console: {message.text} ({message.location.get('url', '')})")

    def _dialog(self, dialog: Dialog) -> None:
        if dialog.type == "beforeunload":
            dialog.accept()
            return
        self.dialogs.append(f"{dialog.type} {dialog.message}")
        dialog.dismiss()

    def _request(self, request: Request) -> None:
        if not self._ours(request.url):
            self.strangers.append(request.url)


def _refuse(route: Route) -> None:
    try:
        route.abort()
    except Error:  # the page was closed meanwhile
        return
