"""Addresses of what comes in."""

from django.urls import path

from kulanz.desk.web.intake import arrivals, contacts, views

urlpatterns = [
    path("cases/new/", views.phone_note, name="phone_note"),
    path("cases/new/known/", views.known_cases, name="known_cases"),
    path("cases/<str:number>/contacts/", views.case_contacts, name="case_contacts"),
    path("cases/<str:number>/contacts/<int:pk>/", contacts.contact, name="contact"),
    path("cases/<str:number>/contacts/<int:pk>/html/", contacts.contact_html, name="contact_html"),
    path("cases/<str:number>/contacts/<int:pk>/raw/", contacts.contact_raw, name="contact_raw"),
    path(
        "cases/<str:number>/contacts/<int:pk>/pictures/",
        contacts.contact_pictures,
        name="contact_pictures",
    ),
    path("cases/<str:number>/attachments/<str:token>/", contacts.attachment, name="attachment"),
    path("mail/upload/", views.mail_upload, name="mail_upload"),
    path("mail/quarantine/", arrivals.mail_quarantine, name="mail_quarantine"),
    path("mail/quarantine/<int:pk>/raw/", arrivals.quarantine_raw, name="quarantine_raw"),
    path(
        "mail/quarantine/<int:pk>/reading/", arrivals.quarantine_reading, name="quarantine_reading"
    ),
]
