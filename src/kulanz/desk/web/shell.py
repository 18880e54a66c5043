"""What every page of the desk needs around its content."""

from functools import cache, partial
from typing import Any, cast

from django.conf import settings
from django.http import HttpRequest
from django.utils.translation import get_language

from kulanz.desk.models import Person
from kulanz.desk.queries import access, approvals, bookings, machines
from kulanz.desk.queries.mailboxes import broken_mailboxes
from kulanz.desk.queries.outgoing import channel_problem
from kulanz.desk.queries.people import everybody


def shell(request: HttpRequest) -> dict[str, Any]:
    """Language, theme and what the signed-in person may reach."""
    user = getattr(request, "user", None)
    person = cast("Person", user) if user is not None and user.is_authenticated else None
    return {
        "page_language": get_language(),
        "theme": person.theme if person else "auto",
        "keys_on": bool(person and person.keys_on),
        "may_work": bool(person and access.may_work(person)),
        "may_lead": bool(person and access.may_lead(person)),
        "may_be_asked": bool(person and person.role in approvals.IN_NAVIGATION),
        "may_let_machines_in": bool(person and machines.may_manage(person)),
        "may_book": bool(person and person.role in bookings.BOOKS),
        # Asked only where the navigation shows them: a part of a page costs no query for it.
        "approvals_waiting": cache(partial(approvals.count_waiting, person)) if person else 0,
        "bookings_waiting": cache(partial(bookings.count_waiting, person)) if person else 0,
        "mail_channel": cache(channel_problem) if person else "",
        "mailboxes_broken": cache(broken_mailboxes) if person else (),
        "is_demo": settings.DEMO,
        **_demo_logins(request),
    }


def _demo_logins(request: HttpRequest) -> dict[str, Any]:
    """The demo's accounts, on its sign-in page only; outside the demo nothing is listed."""
    match = request.resolver_match
    if not settings.DEMO or match is None or match.url_name != "account_login":
        return {}
    from kulanz.desk.demo.world import PASSWORD  # only the demo needs its world

    return {"demo_people": everybody(), "demo_password": PASSWORD}
