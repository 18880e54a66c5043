"""Addresses of bookings."""

from django.urls import path

from kulanz.desk.web.bookings import views

urlpatterns = [
    path("bookings/", views.bookings, name="bookings"),
    path("bookings/<int:pk>/booking/", views.booking, name="booking"),
]
