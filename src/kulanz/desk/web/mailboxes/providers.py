"""IMAP servers of providers that are usual where the desk is used; facts from their help pages."""

from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _


@dataclass(frozen=True, slots=True)
class Provider:
    """What the form is filled in with; `login` oauth2 where passwords are not taken any more."""

    key: str
    name: str | Promise
    host: str = ""
    port: int = 993
    login: str = "password"
    token_url: str = ""
    scope: str = ""


OTHER = Provider("other", _("another mail server"))
PROVIDERS = (
    Provider(
        "microsoft",
        "Microsoft 365",
        "outlook.office365.com",
        login="oauth2",
        token_url="https://login.microsoftonline.com/TENANT/oauth2/v2.0/token",  # noqa: S106 - an address
        scope="https://outlook.office365.com/.default",
    ),
    Provider(
        "google",
        "Google Workspace",
        "imap.gmail.com",
        login="oauth2",
        token_url="https://oauth2.googleapis.com/token",  # noqa: S106 - an address
        scope="https://mail.google.com/",
    ),
    Provider("gmx", "GMX", "imap.gmx.net"),
    Provider("webde", "WEB.DE", "imap.web.de"),
    Provider("ionos", "IONOS", "imap.ionos.de"),
    Provider("strato", "Strato", "imap.strato.de"),
    Provider("telekom", "Telekom", "secureimap.t-online.de"),
    Provider("mailbox", "mailbox.org", "imap.mailbox.org"),
    Provider("hetzner", "Hetzner", "mail.your-server.de"),
    Provider("kpn", "KPN", "imap.kpnmail.nl"),
    Provider("ziggo", "Ziggo", "imap.ziggo.nl"),
    Provider("transip", "TransIP", "imap.transip.email"),
    Provider("fastmail", "Fastmail", "imap.fastmail.com"),
    OTHER,
)


def provider(key: str) -> Provider:
    """The one of that key, else the form without anything in it."""
    return next((one for one in PROVIDERS if one.key == key), OTHER)
