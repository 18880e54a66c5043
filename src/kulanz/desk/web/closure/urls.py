"""Addresses of closing and reopening."""

from django.urls import path

from kulanz.desk.web.closure import views

urlpatterns = [
    path("cases/<str:number>/closure/", views.closure, name="closure"),
    path("cases/<str:number>/verification/", views.verification, name="verification"),
    path("cases/<str:number>/reopening/", views.reopening, name="reopening"),
]
