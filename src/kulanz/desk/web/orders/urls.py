"""Addresses of orders, and of the orders of a case."""

from django.urls import path

from kulanz.desk.web.orders import lists, views

urlpatterns = [
    path("orders/", views.orders, name="orders"),
    path("orders/new/", views.new_order, name="new_order"),
    path("orders/lists/", lists.order_lists, name="order_lists"),
    path("orders/lists/<str:sha256>/", lists.order_list, name="order_list"),
    path("orders/<int:pk>/", views.order, name="order"),
    path("cases/<str:number>/orders/", views.case_orders, name="case_orders"),
    path("cases/<str:number>/orders/<int:pk>/removal/", views.removal, name="order_removal"),
]
