"""What a colleague types after a call, and the file of a mail."""

import secrets
from typing import Any

from django import forms
from django.conf import settings
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from kulanz.desk.actions.contacts import Caller, CallNote
from kulanz.desk.models import Team

MOST_MINUTES = 1440


def new_key() -> str:
    """What makes a second press of the same button harmless."""
    return secrets.token_hex(16)


class NoteForm(forms.Form):
    """A call or letter in a case."""

    channel = forms.ChoiceField(
        label=_("What was it?"),
        choices=[("call", _("Call")), ("letter", _("Letter"))],
        initial="call",
    )
    direction = forms.ChoiceField(
        label=_("Who got in touch?"),
        choices=[("in", _("The customer")), ("out", _("We"))],
        initial="in",
    )
    text = forms.CharField(
        label=_("What was said"),
        help_text=_("As a note, or word for word: start a line with “Agent:” or “Customer:”."),
        max_length=100_000,
        widget=forms.Textarea(attrs={"rows": 10}),
    )
    wait_minutes = forms.IntegerField(
        label=_("Minutes waited"), required=False, min_value=0, max_value=MOST_MINUTES
    )
    minutes = forms.IntegerField(
        label=_("Minutes talked"), required=False, min_value=0, max_value=MOST_MINUTES
    )
    broken_off_by = forms.ChoiceField(
        label=_("Did the call break off?"),
        help_text=_("If so, a call-back is promised at once."),
        required=False,
        choices=[
            ("", _("No")),
            ("agent", _("Yes, we hung up")),
            ("customer", _("Yes, the customer hung up")),
            ("line", _("Yes, the line broke")),
        ],
    )
    form_key = forms.CharField(max_length=64, widget=forms.HiddenInput, initial=new_key)

    def note(self) -> CallNote:
        """What was typed, for the action."""
        typed: dict[str, Any] = self.cleaned_data
        return CallNote(
            text=typed["text"],
            form_key=typed["form_key"],
            channel=typed["channel"],
            direction=typed["direction"],
            subject=typed.get("subject", ""),
            wait_minutes=typed["wait_minutes"],
            minutes=typed["minutes"],
            broken_off_by=typed["broken_off_by"] if typed["channel"] == "call" else "",
        )


class PhoneNoteForm(NoteForm):
    """A call or letter of somebody whose case is not open on the screen."""

    name = forms.CharField(label=_("Name"), max_length=200)
    phone = forms.CharField(
        label=_("Phone"),
        required=False,
        max_length=40,
        widget=forms.TextInput(attrs={"type": "tel"}),
    )
    mail = forms.EmailField(label=_("E-mail"), required=False)
    language = forms.ChoiceField(label=_("Language"), choices=settings.LANGUAGES)
    team = forms.ModelChoiceField(Team.objects.order_by("name"), label=_("Team"), empty_label=None)
    subject = forms.CharField(label=_("Subject"), required=False, max_length=200)

    field_order = ("name", "phone", "mail")

    def __init__(self, *args: Any, choose_team: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not choose_team:
            del self.fields["team"]

    def clean_phone(self) -> str:
        """A number has digits; "0" to "9" is all we compare."""
        phone = str(self.cleaned_data["phone"])
        if phone and not any(sign.isdigit() for sign in phone):
            raise ValidationError(_("A phone number has digits."))
        return phone

    def caller(self) -> Caller:
        """Who called."""
        typed = self.cleaned_data
        return Caller(name=typed["name"], phone=typed["phone"], mail=typed["mail"])


class MailFileForm(forms.Form):
    """One mail saved as a file."""

    file = forms.FileField(
        label=_("Mail as a file (.eml)"),
        help_text=_("In your mail program: save the mail as a file, or drag it to the desktop."),
        widget=forms.ClearableFileInput(attrs={"accept": ".eml,message/rfc822"}),
    )

    def clean_file(self) -> Any:
        """Bigger than any mail server takes is no mail."""
        file = self.cleaned_data["file"]
        if file.size > settings.MAX_MAIL_BYTES:
            raise ValidationError(_("The file is larger than 40 MB."))
        return file
