"""Addresses of commitments, "my day" and the lead's board."""

from django.urls import path

from kulanz.desk.web.commitments import clocks, views

urlpatterns = [
    path("day/", views.my_day, name="my_day"),
    path("board/", views.board, name="board"),
    path("cases/<str:number>/commitments/", views.commitments, name="commitments"),
    path("cases/<str:number>/callbacks/", views.callbacks, name="callbacks"),
    path(
        "cases/<str:number>/commitments/<int:pk>/keeping/", views.keeping, name="commitment_keeping"
    ),
    path(
        "cases/<str:number>/commitments/<int:pk>/postponement/",
        views.postponement,
        name="commitment_postponement",
    ),
    path(
        "cases/<str:number>/commitments/<int:pk>/withdrawal/",
        views.withdrawal,
        name="commitment_withdrawal",
    ),
    path("cases/<str:number>/clocks/<int:pk>/meeting/", clocks.meeting, name="clock_meeting"),
    path("cases/<str:number>/clocks/<int:pk>/telling/", clocks.telling, name="clock_telling"),
    path("cases/<str:number>/clocks/<int:pk>/extension/", clocks.extension, name="clock_extension"),
    path("cases/<str:number>/commitments/<int:pk>/owner/", views.owner, name="commitment_owner"),
]
