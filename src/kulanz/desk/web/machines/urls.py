"""Addresses of the setup of tokens and webhooks."""

from django.urls import path

from kulanz.desk.web.machines import views

urlpatterns = [
    path("setup/machines/", views.machines, name="machines"),
    path("setup/machines/tokens/", views.tokens, name="tokens"),
    path("setup/machines/tokens/<int:pk>/revocation/", views.revocation, name="token_revocation"),
    path("setup/machines/webhooks/", views.webhooks, name="webhooks"),
    path("setup/machines/webhooks/<int:pk>/standing/", views.standing, name="webhook_standing"),
    path("setup/machines/webhooks/<int:pk>/secret/", views.secret, name="webhook_secret"),
]
