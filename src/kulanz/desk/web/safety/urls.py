"""The address of the safety page of a case."""

from django.urls import path

from kulanz.desk.web.safety import views

urlpatterns = [path("cases/<str:number>/safety/", views.safety, name="safety")]
