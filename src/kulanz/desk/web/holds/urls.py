"""Addresses of holds."""

from django.urls import path

from kulanz.desk.web.holds import views

urlpatterns = [
    path("holds/", views.holds, name="holds"),
    path("cases/<str:number>/debit-sentence/", views.debit_sentence, name="debit_sentence"),
    path("cases/<str:number>/holds/", views.setting, name="case_holds"),
    path("cases/<str:number>/holds/<int:pk>/extension/", views.extension, name="hold_extension"),
    path("cases/<str:number>/holds/<int:pk>/lifting/", views.lifting, name="hold_lifting"),
    path("cases/<str:number>/holds/<int:pk>/order/", views.naming, name="hold_order"),
]
