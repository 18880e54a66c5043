"""Doors of the authority table: the pack or 404; who may change it, the others get a 404."""

from collections.abc import Callable
from functools import wraps
from typing import Any, Concatenate, ParamSpec

from django.http import Http404, HttpRequest, HttpResponse
from django.utils import timezone

from kulanz.authority.saying import pack_words
from kulanz.countries import PACKS, Profile
from kulanz.desk.models import AuthorityVersion
from kulanz.desk.queries import authority as queries
from kulanz.desk.web.doors import person_of
from kulanz.desk.web.languages import reading

P = ParamSpec("P")
View = Callable[Concatenate[HttpRequest, str, P], HttpResponse]


def of_pack(view: View[P]) -> View[P]:
    """Only packs there are."""

    @wraps(view)
    def checked(request: HttpRequest, pack: str, *args: P.args, **kwargs: P.kwargs) -> HttpResponse:
        if pack not in PACKS:
            raise Http404
        return view(request, pack, *args, **kwargs)

    return checked  # type: ignore[return-value] # `wraps` names the parameters, which hides them


def keeping_authority(view: View[P]) -> View[P]:
    """Only for those who decide what may be offered."""

    @wraps(view)
    def checked(request: HttpRequest, pack: str, *args: P.args, **kwargs: P.kwargs) -> HttpResponse:
        if not queries.may_keep_authority(person_of(request)):
            raise Http404
        return of_pack(view)(request, pack, *args, **kwargs)

    return checked  # type: ignore[return-value] # `wraps` names the parameters, which hides them


def draft_or_404(pack: str) -> tuple[AuthorityVersion, Profile]:
    """The draft of a pack, with the pack as it would be."""
    found = queries.draft_of(AuthorityVersion.objects.select_related("made_by"), pack)
    if found is None:
        raise Http404
    return found, queries.with_table(pack, found.text)


def frame(request: HttpRequest, pack: str) -> dict[str, Any]:
    """What every page of a pack shows around itself."""
    now = queries.in_force(pack, on=timezone.localdate())
    return {
        "pack": pack,
        "packs": [(one, pack_words(one, reading())) for one in PACKS],
        "pack_words": pack_words(pack, reading()),
        "now": now,
        "draft": queries.draft_of(AuthorityVersion.objects.select_related("made_by"), pack),
        "may_keep": queries.may_keep_authority(person_of(request)),
        "section": "authority",
        "language": reading(),
    }
