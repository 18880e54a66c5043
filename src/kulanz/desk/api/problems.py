"""Errors as machines read them: `application/problem+json` (RFC 9457)."""

from collections.abc import Mapping
from http import HTTPStatus

from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from ninja import NinjaAPI
from ninja.errors import HttpError, ValidationError

from kulanz.desk.actions.record import DeskRefusal

MEDIA_TYPE = "application/problem+json"


class Problem(Exception):
    """What is wrong with a request, with a code that does not change; `more` names the place."""

    def __init__(self, status: int, code: str, detail: str, **more: object) -> None:
        super().__init__(code)
        self.status, self.code, self.detail, self.more = status, code, detail, more


def problem(
    status: int,
    code: str,
    detail: str,
    *,
    headers: Mapping[str, str] | None = None,
    more: Mapping[str, object] | None = None,
) -> HttpResponse:
    """A problem document."""
    content = {
        "type": "about:blank",
        "title": HTTPStatus(status).phrase,
        "status": status,
        "code": code,
        "detail": detail,
        **(more or {}),
    }
    return JsonResponse(content, status=status, content_type=MEDIA_TYPE, headers=headers)


def nothing_here(_request: HttpRequest, **_path: str) -> HttpResponse:
    """An address that the API does not have."""
    return problem(404, "not_found", "The API has no such address; see /api/docs.")


def answer_with_problems(api: NinjaAPI) -> None:
    """Let every error of an operation leave as a problem document."""

    @api.exception_handler(Problem)
    def _problem(_request: HttpRequest, error: Problem) -> HttpResponse:
        return problem(error.status, error.code, error.detail, more=error.more)

    @api.exception_handler(Http404)
    def _missing(_request: HttpRequest, _error: Http404) -> HttpResponse:
        return problem(404, "not_found", "There is nothing here that this token may see.")

    @api.exception_handler(ValidationError)
    def _invalid(_request: HttpRequest, error: ValidationError) -> HttpResponse:
        places = [
            {"place": ".".join(f"{part}" for part in one["loc"]), "message": one["msg"]}
            for one in error.errors
        ]
        return problem(422, "invalid", "Some values cannot be read.", more={"errors": places})

    @api.exception_handler(HttpError)
    def _http(_request: HttpRequest, error: HttpError) -> HttpResponse:
        headers = {"WWW-Authenticate": "Bearer"} if error.status_code == 401 else {}  # noqa: PLR2004
        if wait := getattr(error, "wait", None):
            headers["Retry-After"] = f"{int(wait)}"
        code = HTTPStatus(error.status_code).name.lower()
        return problem(error.status_code, code, f"{error}", headers=headers)

    @api.exception_handler(DeskRefusal)
    def _refused(_request: HttpRequest, error: DeskRefusal) -> HttpResponse:
        return problem(409, error.code, (type(error).__doc__ or error.code).split("\n", 1)[0])
