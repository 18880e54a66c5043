"""Addresses of the registry of promises."""

from django.urls import path

from kulanz.desk.web.promises import pages, views

urlpatterns = [
    path("setup/promises/", views.promises, name="promises"),
    path("setup/promises/new/", views.new_promise, name="new_promise"),
    path("setup/promises/pages/", pages.pages, name="promise_pages"),
    path("setup/promises/pages/<str:sha256>/", pages.page, name="promise_page"),
    path("setup/promises/<int:pk>/", views.promise, name="promise"),
    path("setup/promises/<int:pk>/wording/", views.wording, name="promise_wording"),
    path("setup/promises/<int:pk>/publication/", views.publication, name="promise_publication"),
    path("setup/promises/<int:pk>/withdrawal/", views.withdrawal, name="promise_withdrawal"),
]
