"""Addresses of the guide of a team."""

from django.urls import path

from kulanz.desk.web.protocol import views

urlpatterns = [
    path("setup/protocol/", views.guide, name="protocol"),
    path("setup/protocol/<int:pk>/", views.guide, name="protocol_of"),
    path("setup/protocol/<int:pk>/publication/", views.publication, name="protocol_publication"),
    path("setup/protocol/<int:pk>/discarding/", views.discarding, name="protocol_discarding"),
    path("setup/protocol/<int:pk>/file/", views.file, name="protocol_file"),
]
