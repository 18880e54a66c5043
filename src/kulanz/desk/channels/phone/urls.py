"""Addresses of the telephone."""

from django.urls import path

from kulanz.desk.channels.phone import views

urlpatterns = [
    path("phone/", views.phone, name="phone"),
    path("phone/pill/", views.phone_pill, name="phone_pill"),
    path("phone/calls/<int:call_id>/", views.phone_call, name="phone_call"),
    path("phone/calls/<int:call_id>/screen/", views.phone_screen, name="phone_screen"),
]
