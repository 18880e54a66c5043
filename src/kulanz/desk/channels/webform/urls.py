"""Addresses of the public form."""

from django.urls import URLPattern

urlpatterns: list[URLPattern] = []
