"""Addresses of the guided conversation."""

from django.urls import path

from kulanz.desk.web.conversation import views

urlpatterns = [
    path("cases/<str:number>/conversation/", views.conversation, name="conversation"),
    path("cases/<str:number>/conversation/marks/", views.marks, name="conversation_marks"),
    path("cases/<str:number>/conversation/draft/", views.draft, name="conversation_draft"),
    path(
        "cases/<str:number>/conversation/skipping/",
        views.skipping,
        name="conversation_skipping",
    ),
    path("cases/<str:number>/conversation/mail/", views.mail, name="conversation_mail"),
    path("cases/<str:number>/wishes/", views.wishes, name="case_wishes"),
    path("cases/<str:number>/pauses/", views.pauses, name="pauses"),
    path("cases/<str:number>/pauses/<int:pk>/end/", views.pause_end, name="pause_end"),
]
