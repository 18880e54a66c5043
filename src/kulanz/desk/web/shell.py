"""What every page of the desk needs around its content."""

from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.utils.translation import get_language

from kulanz.desk.queries import access


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
    }
