"""Addresses of the public form."""

from django.urls import path

from kulanz.desk.channels.webform import views

urlpatterns = [
    path("complain/", views.complain, name="complain"),
    path("complain/thanks/<str:receipt>/", views.thanks, name="complain_thanks"),
    path("beschwerde/", views.in_language, {"language": "de"}, name="complain_de"),
    path("klacht/", views.in_language, {"language": "nl"}, name="complain_nl"),
]
