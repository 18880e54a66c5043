"""Addresses of the recap."""

from django.urls import path

from kulanz.desk.web.recap import views

urlpatterns = [
    path("cases/<str:number>/recaps/", views.recaps, name="recaps"),
    path(
        "cases/<str:number>/recaps/<int:pk>/lines/<int:line>/confirmation/",
        views.confirmation,
        name="recap_confirmation",
    ),
]
