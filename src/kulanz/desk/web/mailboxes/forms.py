"""What can be typed about a mailbox."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from kulanz.desk.actions.mailboxes import Settings
from kulanz.desk.models import Team

TLS = [
    ("tls", _("encrypted from the start (port 993)")),
    ("starttls", _("encrypted after STARTTLS (port 143)")),
    ("none", _("not encrypted: only on this machine")),
]
LOGINS = [("password", _("password")), ("oauth2", _("token (OAuth 2.0)"))]
_LAST_PORT = 65_535


class MailboxForm(forms.Form):
    """A mailbox; whoever changes one leaves secrets empty that stay as they are."""

    name = forms.CharField(max_length=80, error_messages={"required": _("Give it a name.")})
    host = forms.CharField(
        max_length=253, error_messages={"required": _("Give the name of the mail server.")}
    )
    port = forms.IntegerField(min_value=1, max_value=_LAST_PORT, initial=993)
    tls = forms.ChoiceField(choices=TLS)
    user = forms.CharField(
        max_length=254, error_messages={"required": _("Give the user, most often the address.")}
    )
    login = forms.ChoiceField(choices=LOGINS)
    secret = forms.CharField(max_length=1000, required=False, strip=False)
    refresh_token = forms.CharField(max_length=4000, required=False)
    token_url = forms.CharField(max_length=500, required=False)
    client_id = forms.CharField(max_length=200, required=False)
    scope = forms.CharField(max_length=300, required=False)
    folder = forms.CharField(max_length=200, error_messages={"required": _("Which folder?")})
    moved_to = forms.CharField(max_length=200, required=False)
    team = forms.ModelChoiceField(queryset=Team.objects.order_by("name"), required=False)
    everything = forms.BooleanField(required=False)

    def clean(self) -> dict[str, Any]:
        """A token needs somebody who gives it; a folder is not moved into itself."""
        given = super().clean() or {}
        if given.get("login") == "oauth2":
            for name in ("token_url", "client_id"):
                if not given.get(name):
                    self.add_error(name, _("A token needs this."))
            if not str(given.get("token_url")).startswith(("https://", "http://")):
                self.add_error("token_url", _("An address looks like https://login.example/token."))
        if given.get("moved_to") and given.get("moved_to") == given.get("folder"):
            self.add_error("moved_to", _("That is the folder the mail comes from."))
        return given

    def settings(self) -> Settings:
        """As the desk keeps it; of a valid form."""
        given = {**self.cleaned_data}
        given.pop("everything")
        return Settings(**given)
