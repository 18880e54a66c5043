"""Address of the consistency view."""

from django.urls import path

from kulanz.desk.web.consistency import views

urlpatterns = [path("consistency/", views.offers_compared, name="consistency")]
