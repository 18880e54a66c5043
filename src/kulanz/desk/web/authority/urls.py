"""Addresses of the authority table."""

from django.urls import path

from kulanz.desk.web.authority import drafts, rules, trials, views

urlpatterns = [
    path("setup/authority/", views.authority_start, name="authority"),
    path("setup/authority/<str:pack>/", views.table, name="authority_table"),
    path("setup/authority/<str:pack>/versions/", views.history, name="authority_versions"),
    path(
        "setup/authority/<str:pack>/versions/<int:version>/",
        views.version,
        name="authority_version",
    ),
    path(
        "setup/authority/<str:pack>/versions/<int:version>/<str:kind>/",
        views.file,
        name="authority_file",
    ),
    path("setup/authority/<str:pack>/draft/", drafts.draft, name="authority_draft"),
    path(
        "setup/authority/<str:pack>/draft/discarding/",
        drafts.discarding,
        name="authority_discarding",
    ),
    path("setup/authority/<str:pack>/draft/import/", drafts.taking_in, name="authority_import"),
    path(
        "setup/authority/<str:pack>/draft/publication/",
        drafts.publication,
        name="authority_publication",
    ),
    path("setup/authority/<str:pack>/draft/trial/", trials.trial, name="authority_trial"),
    path("setup/authority/<str:pack>/draft/rules/", rules.new_rule, name="authority_new_rule"),
    path("setup/authority/<str:pack>/draft/rules/<path:rule>/", rules.rule, name="authority_rule"),
    path(
        "setup/authority/<str:pack>/draft/alike/<path:rule>/", rules.alike, name="authority_alike"
    ),
    path(
        "setup/authority/<str:pack>/draft/removal/<path:rule>/",
        rules.removal,
        name="authority_removal",
    ),
    path(
        "setup/authority/<str:pack>/draft/restoring/<path:rule>/",
        rules.restoring,
        name="authority_restoring",
    ),
]
