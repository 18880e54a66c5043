"""Addresses of the customer's page; the token is the only key."""

from django.urls import path

from kulanz.desk.web.statuspage import links, views

urlpatterns = [
    path("s/<str:token>/", views.status_page, name="status_page"),
    path("s/<str:token>/confirmations/<int:line>/", views.confirmation, name="status_confirmation"),
    path("s/<str:token>/additions/", views.addition, name="status_addition"),
    path("s/<str:token>/wishes/", views.wish, name="status_wish"),
    path("s/<str:token>/offers/<int:offer>/", views.offer_answer, name="status_offer"),
    path(
        "s/<str:token>/commitments/<int:commitment>/",
        views.commitment_done,
        name="status_commitment",
    ),
    path("s/<str:token>/callbacks/", views.callback, name="status_callback"),
    path("s/<str:token>/solution/", views.solution, name="status_solution"),
    path("cases/<str:number>/status-links/", links.status_links, name="status_links"),
    path("cases/<str:number>/status-links/revocation/", links.revocation, name="status_revocation"),
]
