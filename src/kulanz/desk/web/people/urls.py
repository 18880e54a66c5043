"""Addresses of this resource."""

from django.urls import path

from kulanz.desk.web.people import views

urlpatterns = [path("profile/", views.profile, name="profile")]
