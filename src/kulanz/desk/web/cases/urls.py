"""Addresses of the work list and of the case page."""

from django.urls import path

from kulanz.desk.web import live
from kulanz.desk.web.cases import changes, export, inbox, merging, views

urlpatterns = [
    path("", inbox.inbox, name="inbox"),
    path("cases.csv", export.work_list, name="work_list_csv"),
    path("owners/", inbox.owners, name="owners"),
    path("tags/", inbox.tags, name="tags"),
    path("views/", inbox.save_view, name="saved_views"),
    path("views/<int:view_id>/removal/", inbox.forget_view, name="view_removal"),
    path("live/inbox/", live.inbox_live, name="inbox_live"),
    path("live/day/", live.day_live, name="day_live"),
    path("cases/<str:number>/", views.case, name="case"),
    path("cases/<str:number>/overview/", views.overview, name="case_overview"),
    path("cases/<str:number>/history/", views.history, name="history"),
    path("cases/<str:number>/live/", live.case_live, name="case_live"),
    path("cases/<str:number>/ownership/", changes.ownership, name="ownership"),
    path("cases/<str:number>/state/", changes.state, name="case_state"),
    path("cases/<str:number>/problems/", changes.problems, name="case_problems"),
    path("cases/<str:number>/presence/", changes.presence, name="presence"),
    path("cases/<str:number>/merges/", merging.merges, name="merges"),
    path(
        "cases/<str:number>/merges/<int:merge_id>/undoing/", merging.undoing, name="merge_undoing"
    ),
    path("cases/<str:number>/links/", merging.links, name="case_links"),
    path(
        "cases/<str:number>/links/<int:link_id>/removal/", merging.link_removal, name="link_removal"
    ),
]
