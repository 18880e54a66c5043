"""All addresses, resource by resource."""

from django.urls import include, path

urlpatterns = [
    path("", include("kulanz.desk.web.intake.urls")),
    path("", include("kulanz.desk.web.cases.urls")),
    path("", include("kulanz.desk.web.facts.urls")),
    path("", include("kulanz.desk.web.recap.urls")),
    path("", include("kulanz.desk.web.chain.urls")),
    path("", include("kulanz.desk.web.conversation.urls")),
    path("", include("kulanz.desk.web.replies.urls")),
    path("", include("kulanz.desk.web.commitments.urls")),
    path("", include("kulanz.desk.web.holds.urls")),
    path("", include("kulanz.desk.web.machines.urls")),
    path("", include("kulanz.desk.web.mailboxes.urls")),
    path("", include("kulanz.desk.web.offers.urls")),
    path("", include("kulanz.desk.web.approvals.urls")),
    path("", include("kulanz.desk.web.bookings.urls")),
    path("", include("kulanz.desk.web.consistency.urls")),
    path("", include("kulanz.desk.web.orders.urls")),
    path("", include("kulanz.desk.web.promises.urls")),
    path("", include("kulanz.desk.web.authority.urls")),
    path("", include("kulanz.desk.web.playbook.urls")),
    path("", include("kulanz.desk.web.calls.urls")),
    path("", include("kulanz.desk.web.care.urls")),
    path("", include("kulanz.desk.web.safety.urls")),
    path("", include("kulanz.desk.web.protocol.urls")),
    path("", include("kulanz.desk.web.closure.urls")),
    path("", include("kulanz.desk.web.statuspage.urls")),
    path("", include("kulanz.desk.web.people.urls")),
    path("", include("kulanz.desk.channels.webform.urls")),
    path("", include("kulanz.desk.channels.phone.urls")),
    path("account/", include("allauth.urls")),
    path("", include("kulanz.desk.api.urls")),
]

handler404 = "kulanz.desk.web.errors.not_found"
handler500 = "kulanz.desk.web.errors.broken"
