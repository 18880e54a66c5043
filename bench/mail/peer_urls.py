"""Addresses for django-helpdesk, which puts links into its tickets."""

from django.urls import include, path

urlpatterns = [path("", include("helpdesk.urls", namespace="helpdesk"))]
