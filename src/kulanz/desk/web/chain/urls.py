"""Addresses of the causal chain."""

from django.urls import path

from kulanz.desk.web.chain import views

urlpatterns = [
    path("cases/<str:number>/chain/", views.chain, name="chain"),
    path("cases/<str:number>/chain/drawing/", views.drawing, name="chain_drawing"),
    path("cases/<str:number>/nodes/", views.nodes, name="nodes"),
    path("cases/<str:number>/nodes/<int:pk>/standing/", views.standing, name="node_standing"),
    path("cases/<str:number>/becauses/", views.becauses, name="becauses"),
    path(
        "cases/<str:number>/becauses/<int:pk>/withdrawal/",
        views.withdrawal,
        name="because_withdrawal",
    ),
]
