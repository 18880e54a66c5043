"""Who gets to a call: whoever may see its case may look; only its agent may write."""

from collections.abc import Callable
from functools import wraps
from typing import Concatenate, ParamSpec

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy

from kulanz.desk.actions.record import DeskRefusal
from kulanz.desk.models import Call
from kulanz.desk.queries import access
from kulanz.desk.queries.calls import call_for, own_call
from kulanz.desk.web.doors import person_of

P = ParamSpec("P")

REFUSALS: dict[str, Promise] = {
    "call_running": gettext_lazy("You are in another call. End that one first."),
    "call_ended": gettext_lazy("This call is over. Write what is missing into the case."),
    "no_such_sign": gettext_lazy("This cannot be noted here."),
    "nothing_said": gettext_lazy("Write something first."),
    "call_line_too_late": gettext_lazy(
        "Somebody has built on this line. Correct it in the ledger."
    ),
    "due_in_the_past": gettext_lazy("This moment is over. Choose a later one."),
    "nobody_ended_it": gettext_lazy("Who ended the call: you, the customer, or the line?"),
    "pause_running": gettext_lazy("A pause is running already."),
    "nothing_of_the_kind": gettext_lazy("This cannot be noted here."),
    "case_closed": gettext_lazy("That case is closed. Open it again first."),
    "nobody_may": gettext_lazy("A step of this way is nothing that this desk does."),
    "nothing_to_say": gettext_lazy("There is nothing to sum up yet."),
}


def call_or_404(request: HttpRequest, pk: int) -> Call:
    """The call, for whoever may see its case; what is absent looks the same as what is not."""
    try:
        return call_for(person_of(request), pk)
    except Call.DoesNotExist as error:
        raise Http404 from error


def of_call(
    view: Callable[Concatenate[HttpRequest, Call, P], HttpResponseBase],
) -> Callable[Concatenate[HttpRequest, int, P], HttpResponseBase]:
    """Give a view a call that its person may look at."""

    @wraps(view)
    def guarded(
        request: HttpRequest, pk: int, *args: P.args, **kwargs: P.kwargs
    ) -> HttpResponseBase:
        return view(request, call_or_404(request, pk), *args, **kwargs)

    return guarded  # type: ignore[return-value] # `wraps` names the parameters, which hides them


def speaking(
    view: Callable[Concatenate[HttpRequest, Call, P], HttpResponseBase],
) -> Callable[Concatenate[HttpRequest, int, P], HttpResponseBase]:
    """Give a view the call in which its person speaks; everything else is the same 404."""

    @wraps(view)
    def guarded(
        request: HttpRequest, pk: int, *args: P.args, **kwargs: P.kwargs
    ) -> HttpResponseBase:
        person = person_of(request)
        if not access.may_work(person):
            raise Http404
        try:
            call = own_call(person, pk)
        except Call.DoesNotExist as error:
            raise Http404 from error
        return view(request, call, *args, **kwargs)

    return guarded  # type: ignore[return-value] # `wraps` names the parameters, which hides them


def refused(request: HttpRequest, call: Call, refusal: DeskRefusal) -> HttpResponse:
    """Say why in words; a script is told so by the status."""
    return say_no(request, call, str(REFUSALS.get(refusal.code, REFUSALS["nothing_of_the_kind"])))


def say_no(request: HttpRequest, call: Call, text: str) -> HttpResponse:
    """Why not, in words of one's own."""
    if by_script(request):
        return HttpResponse(text, status=422, content_type="text/plain; charset=utf-8")
    messages.error(request, text)
    return redirect("call", call.pk)


def by_script(request: HttpRequest) -> bool:
    """Whether the page's script asks, and takes a part instead of a page."""
    return request.headers.get("X-Requested-With") == "call"
