"""Addresses of the work list and of the case page."""

from django.urls import path

from kulanz.desk.web.cases import views

urlpatterns = [
    path("", views.inbox, name="inbox"),
    path("cases/<str:number>/", views.case, name="case"),
]
