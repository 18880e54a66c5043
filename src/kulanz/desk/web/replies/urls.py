"""Addresses of replies, notes and drafts."""

from django.urls import URLPattern, path, register_converter

from kulanz.desk.web.replies import outgoing, views


class DraftKind:
    """The two kinds of draft."""

    regex = "reply|note"

    def to_python(self, value: str) -> str:
        return value

    def to_url(self, value: str) -> str:
        return value


register_converter(DraftKind, "draft_kind")

urlpatterns: list[URLPattern] = [
    path("mail/out/", outgoing.outgoing_list, name="outgoing"),
    path("setup/mail/", outgoing.signatures, name="signatures"),
    path("setup/mail/<int:pk>/", outgoing.signatures, name="signatures_of"),
    path("cases/<str:number>/replies/<int:pk>/settling/", outgoing.settling, name="settling"),
    path("cases/<str:number>/replies/", views.replies, name="replies"),
    path("cases/<str:number>/replies/<int:pk>/undoing/", views.undoing, name="undoing"),
    path("cases/<str:number>/notes/", views.notes, name="notes"),
    path("cases/<str:number>/drafts/<draft_kind:kind>/", views.draft, name="draft"),
    path("cases/<str:number>/drafts/reply/sentence/", views.sentence, name="reply_sentence"),
    path("cases/<str:number>/lint/", views.check, name="lint"),
]
