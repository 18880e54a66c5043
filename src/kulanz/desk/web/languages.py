"""Which language a page is in: the person's own, else what the browser asks for."""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse
from django.utils import translation

from kulanz.case import LANGUAGES, LanguageCode


class PersonLanguageMiddleware:
    """Signed-in people read their profile's language; strangers `?lang=` or their browser's."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        language = _language_of(request)
        with translation.override(language):
            request.LANGUAGE_CODE = language
            response = self.get_response(request)
        response.headers.setdefault("Content-Language", language)
        return response


def _language_of(request: HttpRequest) -> str:
    asked = request.GET.get("lang", "")
    if asked in LANGUAGES:
        return asked
    if request.user.is_authenticated:
        return request.user.language
    return translation.get_language_from_request(request)


def reading() -> LanguageCode:
    """The language of the page that is being made."""
    return code_of(translation.get_language())


def code_of(language: str | None) -> LanguageCode:
    """One of the three languages there are; English for anything else."""
    return next((code for code in LANGUAGES if code == language), "en")
