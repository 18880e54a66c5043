"""Addresses of calls."""

from django.urls import path

from kulanz.desk.web.calls import asking, endings, offers, stream, views

urlpatterns = [
    path("calls/", views.new_call, name="new_call"),
    path("cases/<str:number>/calls/", views.case_calls, name="case_calls"),
    path("calls/<int:pk>/", views.call, name="call"),
    path("calls/<int:pk>/live/", stream.call_live, name="call_live"),
    path("calls/<int:pk>/typed/", views.typed, name="call_typed"),
    path("calls/<int:pk>/entries/", views.entries, name="call_entries"),
    path("calls/<int:pk>/undoing/", views.undoing, name="call_undoing"),
    path("calls/<int:pk>/signs/", views.signs, name="call_signs"),
    path("calls/<int:pk>/said/", views.said, name="call_said"),
    path("calls/<int:pk>/muting/", views.muting, name="call_muting"),
    path("calls/<int:pk>/recording/", views.recording, name="call_recording"),
    path("calls/<int:pk>/skipping/", views.skipping, name="call_skipping"),
    path("calls/<int:pk>/pause/", views.pause, name="call_pause"),
    path("calls/<int:pk>/offers/", offers.offer, name="call_offers"),
    path("calls/<int:pk>/asking/", asking.asking, name="call_asking"),
    path("calls/<int:pk>/asked/", asking.asked, name="call_asked"),
    path("calls/<int:pk>/asked/<int:approval>/offer/", asking.approved, name="call_approved"),
    path("calls/<int:pk>/asked/<int:approval>/words/", asking.words, name="call_words"),
    path("calls/<int:pk>/help/", offers.help_wanted, name="call_help"),
    path("calls/<int:pk>/writing/", endings.writing, name="call_writing"),
    path("calls/<int:pk>/break/", endings.breaking, name="call_break"),
    path("calls/<int:pk>/end/", endings.ending, name="call_end"),
]
