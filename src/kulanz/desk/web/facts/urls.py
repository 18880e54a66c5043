"""Addresses of the ledger."""

from django.urls import path

from kulanz.desk.web.facts import declarations, views

urlpatterns = [
    path("cases/<str:number>/facts/", views.facts, name="facts"),
    path("cases/<str:number>/statements/", views.statements, name="statements"),
    path(
        "cases/<str:number>/statements/<int:pk>/standing/",
        views.standing,
        name="statement_standing",
    ),
    path(
        "cases/<str:number>/statements/<int:pk>/sharing/",
        views.sharing,
        name="statement_sharing",
    ),
    path(
        "cases/<str:number>/statements/<int:pk>/versions/",
        views.versions,
        name="statement_versions",
    ),
    path("cases/<str:number>/questions/<slug:code>/asking/", views.asking, name="question_asking"),
    path(
        "cases/<str:number>/questions/<slug:code>/end/",
        views.question_end,
        name="question_end",
    ),
    path(
        "cases/<str:number>/observations/<int:pk>/decision/",
        declarations.decision,
        name="declaration",
    ),
]
