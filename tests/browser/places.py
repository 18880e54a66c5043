"""Every page of the desk, once: who sees it and how to get there. Pages are added here."""

from collections.abc import Callable
from dataclasses import dataclass

from playwright.sync_api import Page

from browser.deeds import MAIL_LINK, complain, path_of_link, status_link, token_header

STRANGER = ""
OPEN_CASE = "2026-1001"  # the demo's first story: mails, calls, ledger, chain, recap, commitments
DRAFT = "/setup/authority/de_shop/draft/"  # the demo's draft, which raises two limits
ORDER = "main li a[href^='/orders/']"
PROMISE = "main li a[href^='/setup/promises/']"
VIEWS = ("mine", "unowned", "hot", "due", "waiting", "confirm", "all")
TABS = ("facts", "chain", "conversation", "commitments", "offers", "closure", "history", "contacts")


@dataclass(frozen=True)
class Place:
    """One page: its name in test reports, who looks at it, and how they get there."""

    name: str
    who: str
    go: Callable[[Page], object]
    status: int = 200


def at(path: str) -> Callable[[Page], object]:
    """Straight to an address."""
    return lambda page: page.goto(path)


def at_first(path: str, link: str) -> Callable[[Page], object]:
    """Where the first such link of a page leads."""

    def go(page: Page) -> None:
        page.goto(path)
        page.goto(path_of_link(page, link))

    return go


def tab(name: str, case: str = OPEN_CASE) -> str:
    """The address of a tab of a case."""
    return f"/cases/{case}/{name}/"


def _mail_as_it_was(page: Page) -> None:
    page.goto(tab("facts"))
    page.goto(path_of_link(page, MAIL_LINK))


def _promise_wording(page: Page) -> None:
    page.goto("/setup/promises/")
    page.goto(path_of_link(page, PROMISE))
    page.goto(path_of_link(page, "a[href$='/wording/']"))


def _call(page: Page) -> None:
    """A call of one's own; whoever is in one already is led back to it."""
    page.goto(f"/cases/{OPEN_CASE}/")
    answer = page.request.post(
        f"/cases/{OPEN_CASE}/calls/", form={"direction": "in"}, headers=token_header(page)
    )
    page.goto(answer.url)


MAILBOX = {
    "name": "Hilfe",
    "host": "127.0.0.1",
    "port": "9",  # nobody is there
    "user": "hilfe@shop.example",
    "secret": "geheim",
}


def _mailboxes(page: Page) -> None:
    """One whose mail server takes no calls."""
    page.goto("/setup/mailboxes/")
    if page.locator(".mailbox").count() == 0:
        page.goto("/setup/mailboxes/new/?provider=other")
        for name, value in MAILBOX.items():
            page.locator(f"[name={name}]").fill(value)
        page.locator("[name=tls]").select_option("none")
        page.locator("main form button.primary").click()
    page.locator(".mailbox .tag--hot, .mailbox .tag--warm").first.wait_for()


def _guide_draft(page: Page) -> None:
    """A draft of the conversation guide, tried on a case."""
    page.goto("/setup/protocol/")
    page.locator("main nav a", has_text="Köln").click()
    page.locator(".guide-save button.primary").click()
    page.locator("#case").fill(OPEN_CASE)
    page.locator("#case + button").click()
    page.locator(".guide-orders").wait_for()


def _offer_form(page: Page) -> None:
    page.goto(tab("offers"))
    page.goto(path_of_link(page, "a[href*='remedy=']"))


def _first_question(page: Page) -> None:
    page.goto("/approvals/")
    page.goto(path_of_link(page, "#approval-list a"))


def _ask_form(page: Page) -> None:
    page.goto(tab("offers"))
    page.goto(path_of_link(page, "a.offer--ask"))


# The button for it stands where the case page has it; here only the page it leads to counts.
SUBMIT = """(address) => {
  const form = document.querySelector("form[action$='/ownership/']").cloneNode(true);
  form.action = address;
  form.removeAttribute("id");
  document.body.append(form);
  HTMLFormElement.prototype.submit.call(form);
}"""


def _customers_link(page: Page) -> None:
    page.goto(tab("facts"))
    page.evaluate(SUBMIT, tab("status-links"))
    page.locator("#status-link").wait_for()


def _status_page(page: Page) -> None:
    page.goto(tab("facts"))
    page.goto(status_link(page, OPEN_CASE))


def _thanks(page: Page) -> None:
    complain(page, language="en", name="Eve Holt", mail="eve.holt@mail.example")


def _refused_form(page: Page) -> None:
    page.goto("/complain/?lang=de")
    page.locator("form button.primary").click()
    page.locator("[role=alert]").wait_for()


PLACES = (
    *(Place(f"inbox-{view}", "ali", at(f"/?view={view}")) for view in VIEWS),
    Place("inbox-filtered", "ali", at("/?view=all&language=de&owner=me")),
    Place("inbox-nothing-found", "ali", at("/?view=all&q=nobodyiscalledthat")),
    Place("inbox-empty", "max", at("/?view=mine")),
    Place("case", "ali", at(f"/cases/{OPEN_CASE}/")),
    Place("case-to-read-only", "gerda", at(f"/cases/{OPEN_CASE}/")),
    *(Place(f"case-{name}", "ali", at(tab(name))) for name in TABS),
    Place("case-chain-answers", "ali", at(f"{tab('chain')}?why=n18&had=n15&had=n4")),
    Place("case-chain-whole", "ali", at(f"{tab('chain')}?all=1")),
    Place("case-chain-drawing", "ali", at(f"{tab('chain')}drawing/?had=n15&all=1")),
    Place("case-offer-form", "ali", _offer_form),
    Place("case-mail-as-it-was", "ali", _mail_as_it_was),
    Place("case-customers-link", "ali", _customers_link),
    Place("phone-note", "ali", at("/cases/new/")),
    Place("phone", "ali", at("/phone/")),
    Place("call", "sam", _call),
    Place("protocol", "ali", at("/setup/protocol/")),
    Place("protocol-draft", "mira", _guide_draft),
    Place("call-new", "ali", at("/calls/")),
    Place("safety", "ali", at(tab("safety"))),
    Place("mail-upload", "ali", at("/mail/upload/")),
    Place("quarantine", "an", at("/mail/quarantine/")),
    Place("arrivals", "an", at("/mail/quarantine/?show=all")),
    Place("arrivals-machines", "an", at("/mail/quarantine/?show=auto_reply")),
    Place("mail-out", "ali", at("/mail/out/")),
    Place("signatures", "an", at("/setup/mail/")),
    Place("my-day", "ali", at("/day/")),
    Place("my-day-empty", "gerda", at("/day/")),
    Place("board", "an", at("/board/")),
    Place("approvals", "sam", at("/approvals/")),
    Place("approval", "sam", _first_question),
    Place("approval-from-above", "mira", _first_question),
    Place("approvals-empty", "max", at("/approvals/")),
    Place("approval-overrides", "mira", at("/approvals/overrides/")),
    Place("case-offer-ask", "ali", _ask_form),
    Place("bookings", "finn", at("/bookings/")),
    Place("bookings-empty", "lot", at("/bookings/")),
    Place("consistency", "mira", at("/consistency/")),
    Place("orders", "ali", at("/orders/")),
    Place("orders-nothing-found", "ali", at("/orders/?q=nothing")),
    Place("order", "ali", at_first("/orders/", ORDER)),
    Place("order-new", "ali", at("/orders/new/")),
    Place("order-lists", "max", at("/orders/lists/")),
    Place("promises", "ali", at("/setup/promises/")),
    Place("promise", "max", at_first("/setup/promises/", PROMISE)),
    Place("promise-new", "max", at("/setup/promises/new/")),
    Place("promise-pages", "max", at("/setup/promises/pages/")),
    Place("promise-wording", "max", _promise_wording),
    Place("holds", "ali", at("/holds/")),
    Place("mailboxes", "mira", _mailboxes),
    Place("mailbox-new", "mira", at("/setup/mailboxes/new/?provider=microsoft")),
    Place("machines", "mira", at("/setup/machines/")),
    Place("rules", "ali", at("/setup/rules/de_shop/")),
    Place("authority", "ali", at("/setup/authority/de_shop/")),
    Place("authority-draft", "mira", at(f"{DRAFT}")),
    Place("authority-draft-found", "mira", at(f"{DRAFT}?remedy=refund_full&basis=legal")),
    Place("authority-row", "mira", at(f"{DRAFT}rules/refund_full-faulty/")),
    Place("authority-row-of-numbers", "mira", at(f"{DRAFT}rules/voucher-wait/")),
    Place("authority-row-new", "mira", at(f"{DRAFT}rules/")),
    Place("authority-trial", "mira", at(f"{DRAFT}trial/?case={OPEN_CASE}&role=AG")),
    Place("authority-publication", "mira", at(f"{DRAFT}publication/")),
    Place("authority-version", "ali", at("/setup/authority/de_shop/versions/1/")),
    Place("authority-versions", "ali", at("/setup/authority/de_shop/versions/")),
    Place("my-day-of-a-promise", "max", at("/day/")),
    Place("profile", "ali", at("/profile/")),
    Place("password-change", "ali", at("/account/password/change/")),
    Place("second-step", "ali", at("/account/2fa/")),
    Place("second-step-app", "ali", at("/account/2fa/totp/activate/")),
    Place("confirm-it-is-you", "ali", at("/account/reauthenticate/")),
    Place("sessions", "ali", at("/account/sessions/")),
    Place("sign-out", "ali", at("/account/logout/")),
    Place("login", STRANGER, at("/account/login/")),
    Place("password-reset", STRANGER, at("/account/password/reset/")),
    Place("password-reset-done", STRANGER, at("/account/password/reset/done/")),
    Place("password-reset-bad-link", STRANGER, at("/account/password/reset/key/1-bad/")),
    Place("sign-up-is-closed", STRANGER, at("/account/signup/")),
    *(
        Place(f"form-{code}", STRANGER, at(f"/complain/?lang={code}"))
        for code in ("de", "nl", "en")
    ),
    Place("form-refused", STRANGER, _refused_form),
    Place("thanks", STRANGER, _thanks),
    Place("status-page", "ali", _status_page),
    Place("status-page-gone", STRANGER, at("/s/no-such-link/"), 404),
    Place("not-found", "ali", at("/cases/2026-9999/"), 404),
    Place("not-found-for-strangers", STRANGER, at("/s/no/such/page/"), 404),
)
