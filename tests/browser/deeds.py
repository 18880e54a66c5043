"""What people do in many tests: complain, open the customer's link, write a mail."""

import re
from email.message import EmailMessage
from email.utils import make_msgid
from itertools import count
from urllib.parse import urlsplit

from playwright.sync_api import FilePayload, Locator, Page, expect

TEXT = "The parcel from 3 November never arrived, and now you want a reminder fee from me."
COUNT = count(1)
MAIL_LINK = "article.contact a[href*='/contacts/']"  # a mail as it looked


def complain(page: Page, *, language: str, name: str, mail: str, text: str = TEXT) -> str:
    """Send the public form; returns the case number from the thank-you page."""
    page.goto(f"/complain/?lang={language}")
    page.locator("[name=text]").fill(text)
    page.locator("[name=name]").fill(name)
    page.locator("[name=email]").fill(mail)
    page.locator("form button.primary").click()
    page.wait_for_url(re.compile("/complain/thanks/"))
    return page.locator(".number").inner_text()


def path_of_link(page: Page, selector: str) -> str:
    """Where the first such link leads."""
    found = page.locator(selector).first.get_attribute("href")
    assert found is not None, selector
    return found


def token_header(page: Page) -> dict[str, str]:
    """What a form sends as a hidden field, as a header."""
    cookies = {one.get("name"): one.get("value", "") for one in page.context.cookies()}
    return {"X-CSRFToken": cookies["csrftoken"]}


def status_link(page: Page, case: str) -> str:
    """A new customer's link to a case; the page has to be signed in."""
    answer = page.request.post(f"/cases/{case}/status-links/", headers=token_header(page))
    found = re.search(r'value="(https?://[^"]+/s/[^"]+)"', answer.text())
    assert found is not None, answer.text()[:500]
    return urlsplit(found[1]).path


def mail(
    text: str,
    *,
    sender: str,
    subject: str,
    to: str = "help@kulanz-demo.example",
    html: str = "",
    answers: str = "",
) -> bytes:
    """A mail as a customer's program would send it."""
    letter = EmailMessage()
    letter["From"], letter["To"], letter["Subject"] = sender, to, subject
    letter["Message-ID"] = make_msgid(domain="mail.example")
    if answers:
        letter["In-Reply-To"] = letter["References"] = answers
    letter.set_content(text)
    if html:
        letter.add_alternative(html, subtype="html")
    return letter.as_bytes()


def upload(page: Page, content: bytes) -> str:
    """Bring a mail in through the page for mail files; returns the number of its case."""
    page.goto("/mail/upload/")
    page.locator("input[type=file]").set_input_files(
        {"name": "mail.eml", "mimeType": "message/rfc822", "buffer": content}
    )
    page.locator("main form button.primary").click()
    page.wait_for_url(re.compile(r"/cases/\d{4}-\d+/"))
    found = re.search(r"/cases/(\d{4}-\d+)/", page.url)
    assert found is not None
    return found[1]


def hand_in(page: Page, content: bytes) -> str:
    """Bring a mail in without looking at the pages between; returns the address it is shown at."""
    if page.url == "about:blank":
        page.goto("/mail/upload/")
    file: FilePayload = {"name": "mail.eml", "mimeType": "message/rfc822", "buffer": content}
    answer = page.request.post(
        "/mail/upload/", multipart={"file": file}, headers=token_header(page)
    )
    found = re.search(r"/cases/\d{4}-\d+/contacts/\d+/", answer.text())
    assert found is not None, answer.text()[:500]
    return found[0]


def reply_box(page: Page) -> Locator:
    """Where the reply to the customer is written."""
    return page.locator("#reply-text")


def saved(page: Page, kind: str = "reply") -> Locator:
    """The line that says when the draft was saved."""
    return page.locator(f"[data-saved={kind}]")


def write_reply(page: Page, text: str) -> None:
    """Type a reply and wait until the desk has it."""
    reply_box(page).fill(text)
    expect(saved(page)).to_have_text(re.compile(r"\d\d:\d\d:\d\d"))


def case_of_upload(page: Page) -> str:
    """A new case of a customer of the English team, from a mail; returns its number."""
    who = next(COUNT)
    sender = f"Eve Holt {who} <eve.holt.{who}@mail.example>"
    return upload(page, mail(TEXT, sender=sender, subject="Reminder for nothing"))


def sender_of(page: Page) -> str:
    """The customer's address, as the reply names it."""
    found = re.search(r"\S+@mail\.example", page.locator(".composer .to").inner_text())
    assert found is not None
    return found[0]


def answer_of_customer(page: Page, text: str) -> bytes:
    """A further mail of the customer of an open case page, joining it by its Message-ID."""
    number = re.findall(r"\d{4}-\d+", page.url)[0]
    return mail(text, sender=f"Eve Holt <{sender_of(page)}>", subject=f"Re: {number}")


def outgoing(page: Page) -> Locator:
    """Replies that have not left yet, each with its way back."""
    return page.locator("form.leaving")
