"""Addresses of breaks and talks after hard calls."""

from django.urls import path

from kulanz.desk.web.care import views

urlpatterns = [
    path("care/<int:pk>/cool-down/", views.cool_down, name="cool_down"),
    path("care/<int:pk>/decline/", views.declining, name="care_declining"),
    path("care/<int:pk>/debrief/", views.debrief, name="debrief"),
    path("care/<int:pk>/debriefing/", views.debriefing, name="debriefing"),
]
