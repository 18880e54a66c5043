"""What all views of a case share: the case or 404, and the person who asks."""

from collections.abc import Callable
from functools import wraps
from typing import Concatenate, ParamSpec, cast

from django.http import Http404, HttpRequest, HttpResponseBase

from kulanz.desk.models import Case, Person
from kulanz.desk.queries import access

P = ParamSpec("P")




def person_of(request: HttpRequest) -> Person:
    """The colleague who asks; the login middleware lets nobody else get here."""
    return cast("Person", request.user)


def of_case(
    view: Callable[Concatenate[HttpRequest, Case, P], HttpResponseBase],
) -> Callable[Concatenate[HttpRequest, str, P], HttpResponseBase]:
    """Give a view its case by number; what is absent or not theirs is the same 404."""

    @wraps(view)
    def guarded(request: HttpRequest, number: str, *args: P.args, **kwargs: P.kwargs) -> HttpResponseBase:
        try:
            case = access.case_for(person_of(request), number)
        except Case.DoesNotExist as error:
            raise Http404 from error
        return view(request, case, *args, **kwargs)

    return guarded


def working_on_case(
    view: Callable[Concatenate[HttpRequest, Case, P], HttpResponseBase],
) -> Callable[Concatenate[HttpRequest, str, P], HttpResponseBase]:
    """Like `of_case`, for those who may write; the others get the same 404."""

    @wraps(view)
    def checked(request: HttpRequest, case: Case, *args: P.args, **kwargs: P.kwargs) -> HttpResponseBase:
        if not access.may_work(person_of(request)):
            raise Http404
        return view(request, case, *args, **kwargs)

    return of_case(checked)
