"""Addresses of approvals: the list, one question, and what the asker does in the case."""

from django.urls import path

from kulanz.desk.web.approvals import in_case, views

urlpatterns = [
    path("approvals/", views.approvals, name="approvals"),
    path("approvals/waiting/", views.waiting, name="approvals_waiting"),
    path("approvals/overrides/", views.overrides, name="approval_overrides"),
    path("approvals/<int:pk>/", views.approval, name="approval"),
    path("approvals/<int:pk>/answer/", views.answer, name="approval_answer"),
    path("cases/<str:number>/approvals/", in_case.approvals, name="case_approvals"),
    path("cases/<str:number>/approvals/<int:pk>/words/", in_case.words, name="approval_words"),
    path("cases/<str:number>/approvals/<int:pk>/offer/", in_case.offer, name="approval_offer"),
    path(
        "cases/<str:number>/approvals/<int:pk>/withdrawal/",
        in_case.withdrawal,
        name="approval_withdrawal",
    ),
]
