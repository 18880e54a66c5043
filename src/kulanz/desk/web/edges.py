"""What holds for every page: nothing is kept on the way, and no NUL comes in."""

from collections.abc import Callable, Iterator

from django.http import HttpRequest, HttpResponse

from kulanz.desk.web.errors import odd

Answer = Callable[[HttpRequest], HttpResponse]


class NothingKeptMiddleware:
    """Pages have customers' data: no cache keeps them unless a view says so (ASVS 5.0, 14.3.2)."""

    def __init__(self, get_response: Answer) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        response.headers.setdefault("Cache-Control", "private, no-store")
        return response


class NoNulMiddleware:
    """NUL is no text: PostgreSQL stores none, so it is turned away before any view reads it."""

    def __init__(self, get_response: Answer) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return (
            odd(request)
            if any("\x00" in text for text in _texts(request))
            else self.get_response(request)
        )


def _texts(request: HttpRequest) -> Iterator[str]:
    yield request.path
    for form in (request.GET, request.POST):
        for name in form:
            yield name
            yield from form.getlist(name)
