"""Addresses of the rules of casework."""

from django.urls import path

from kulanz.desk.web.playbook import views

urlpatterns = [
    path("cases/<str:number>/proposals/<int:pk>/", views.proposal, name="proposal"),
    path("setup/rules/", views.rules, name="rules"),
    path("setup/rules/<str:pack>/", views.rules, name="rules_of"),
]
