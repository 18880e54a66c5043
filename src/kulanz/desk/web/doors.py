"""What all views of a case share: the case or 404, and the person who asks."""

from collections.abc import Callable
from functools import wraps
from typing import Concatenate, ParamSpec, cast

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect
from django.utils.http import url_has_allowed_host_and_scheme

from kulanz.desk.models import Case, Person
from kulanz.desk.queries import access

P = ParamSpec("P")
MOST_DIGITS = 19  # a signed 64-bit number holds every number of so many digits less one


def person_of(request: HttpRequest) -> Person:
    """The colleague who asks; the login middleware lets nobody else get here."""
    return cast("Person", request.user)


def whole_number(text: str) -> int:
    """The id of a row as a form or an address names it; 0, which no row has, for anything else."""
    return int(text) if text.isascii() and text.isdigit() and len(text) < MOST_DIGITS else 0


def back(request: HttpRequest, default: str, *args: object) -> HttpResponse:
    """Redirect to the page of ours that the form names as its own; else to `default`."""
    wanted = request.POST.get("next", "")
    if wanted and url_has_allowed_host_and_scheme(wanted, allowed_hosts=None):
        return redirect(wanted)
    return redirect(default, *args)


def of_case(
    view: Callable[Concatenate[HttpRequest, Case, P], HttpResponseBase],
) -> Callable[Concatenate[HttpRequest, str, P], HttpResponseBase]:
    """Give a view its case by number; what is absent or not theirs is the same 404.

    A case that was taken into another one answers with that one, on the same page; a form sent to
    it is sent on with what was typed (status 307 keeps method and body).
    """

    @wraps(view)
    def guarded(
        request: HttpRequest, number: str, *args: P.args, **kwargs: P.kwargs
    ) -> HttpResponseBase:
        case = _case_or_404(person_of(request), number)
        if case.merged_into is not None:
            target = _case_or_404(person_of(request), case.merged_into.number)
            return _same_page_of(request, case, target)
        return view(request, case, *args, **kwargs)

    return guarded  # type: ignore[return-value] # `wraps` names the parameters, which hides them


def _case_or_404(person: Person, number: str) -> Case:
    try:
        return access.case_for(person, number)
    except Case.DoesNotExist as error:
        raise Http404 from error


def _same_page_of(request: HttpRequest, case: Case, target: Case) -> HttpResponse:
    path = request.get_full_path().replace(f"/{case.number}/", f"/{target.number}/", 1)
    safe = request.method in {"GET", "HEAD"}
    return redirect(path, preserve_request=not safe)


def working_on_case(
    view: Callable[Concatenate[HttpRequest, Case, P], HttpResponseBase],
) -> Callable[Concatenate[HttpRequest, str, P], HttpResponseBase]:
    """Like `of_case`, for those who may write; the others get the same 404."""

    @wraps(view)
    def checked(
        request: HttpRequest, case: Case, *args: P.args, **kwargs: P.kwargs
    ) -> HttpResponseBase:
        if not access.may_work(person_of(request)):
            raise Http404
        return view(request, case, *args, **kwargs)

    return of_case(checked)  # type: ignore[arg-type] # same


def working(
    view: Callable[Concatenate[HttpRequest, P], HttpResponseBase],
) -> Callable[Concatenate[HttpRequest, P], HttpResponseBase]:
    """A door outside of any single case, for those who may write; the others get a 404."""

    @wraps(view)
    def checked(request: HttpRequest, *args: P.args, **kwargs: P.kwargs) -> HttpResponseBase:
        if not access.may_work(person_of(request)):
            raise Http404
        return view(request, *args, **kwargs)

    return checked  # type: ignore[return-value] # same
