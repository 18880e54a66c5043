"""Addresses of the setup of mailboxes."""

from django.urls import path

from kulanz.desk.web.mailboxes import views

urlpatterns = [
    path("setup/mailboxes/", views.mailboxes, name="mailboxes"),
    path("setup/mailboxes/new/", views.new_mailbox, name="new_mailbox"),
    path("setup/mailboxes/<int:pk>/", views.mailbox, name="mailbox"),
    path("setup/mailboxes/<int:pk>/standing/", views.standing, name="mailbox_standing"),
    path("setup/mailboxes/<int:pk>/trial/", views.trial, name="mailbox_trial"),
]
