"""What every page of the desk needs around its content."""

from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.utils.translation import get_language

from kulanz.desk.queries import access
from kulanz.desk.queries.people import everybody


def shell(request: HttpRequest) -> dict[str, Any]:
    """Language, theme and what the signed-in person may reach."""
    person = getattr(request, "user", None)
    inside = person is not None and person.is_authenticated
    return {
        "page_language": get_language(),
        "theme": person.theme if inside else "auto",
        "keys_on": bool(inside and person.keys_on),
        "may_work": bool(inside and access.may_work(person)),
        "may_lead": bool(inside and access.may_lead(person)),
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
