"""Addresses of the causal chain."""

from django.urls import path

from kulanz.desk.web.chain import views

urlpatterns = [
    path("cases/<str:number>/chain/", views.chain, name="chain"),
    path("cases/<str:number>/chain/drawing/", views.drawing, name="chain_drawing"),
    path("cases/<str:number>/chain/exports/<str:kind>/", views.export, name="chain_export"),
    path("cases/<str:number>/nodes/", views.nodes, name="nodes"),
    path("cases/<str:number>/nodes/<int:pk>/standing/", views.standing, name="node_standing"),
    path(
        "cases/<str:number>/nodes/<int:pk>/description/",
        views.description,
        name="node_description",
    ),
    path("cases/<str:number>/chain/answers/", views.answers, name="chain_answers"),
    path("cases/<str:number>/chain/template/", views.template, name="chain_template"),
    path("cases/<str:number>/unlockings/", views.unlockings, name="unlockings"),
    path("cases/<str:number>/becauses/", views.becauses, name="becauses"),
    path(
        "cases/<str:number>/becauses/<int:pk>/withdrawal/",
        views.withdrawal,
        name="because_withdrawal",
    ),
]
