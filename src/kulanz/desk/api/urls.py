"""Addresses of the API; its description is public, like its source."""

from django.contrib.auth.decorators import login_not_required
from django.urls import URLPattern, URLResolver, include, path, re_path
from ninja import NinjaAPI

from kulanz.desk.api import calls, cti, holds, orders
from kulanz.desk.api.etags import with_etag
from kulanz.desk.api.problems import answer_with_problems, nothing_here
from kulanz.desk.api.tokens import PerToken

api = NinjaAPI(
    title="Kulanz",
    version="1",
    description="Holds, orders and calls. docs/running/api.md and phone.md say more.",
    urls_namespace="api",
    throttle=PerToken(),
)
answer_with_problems(api)
api.add_router("/v1", holds.router)
api.add_router("/v1", orders.router)
api.add_router("/v1", cti.router)
api.add_router("/v1", calls.router)


Patterns = list[URLPattern | URLResolver]


def _without_login(patterns: Patterns) -> Patterns:
    """No session opens the API: every operation asks for its token itself."""
    for pattern in patterns:
        if isinstance(pattern, URLPattern):
            pattern.callback = login_not_required(with_etag(pattern.callback))
    return patterns


_patterns, _app, _namespace = api.urls
urlpatterns = [
    path("api/", login_not_required(nothing_here), name="api_root"),
    path("api/", include((_without_login(_patterns), _app), namespace=_namespace)),
    re_path(r"^api/(?P<rest>.*)$", login_not_required(nothing_here), name="api_nothing"),
]
