"""Addresses of offers."""

from django.urls import path

from kulanz.desk.web.offers import views

urlpatterns = [
    path("cases/<str:number>/offers/", views.offers, name="offers"),
    path("cases/<str:number>/deciding-facts/", views.deciding_fact, name="deciding_fact"),
    path("cases/<str:number>/offers/<int:pk>/answer/", views.answer, name="offer_answer"),
]
