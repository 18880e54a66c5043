"""Addresses of the guide of a team."""

from django.urls import path

from kulanz.desk.web.protocol import views

urlpatterns = [
    path("setup/protocol/", views.guide, name="protocol"),
    path("setup/protocol/<int:pk>/", views.guide, name="protocol_of"),
]
