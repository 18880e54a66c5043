"""What is asked before a call begins."""

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from kulanz.desk.models import Contact

MOST_MINUTES = 600
LANGUAGES = (("de", "Deutsch"), ("nl", "Nederlands"), ("en", "English"))
DIRECTIONS = (
    (Contact.IN, gettext_lazy("They ring us")),
    (Contact.OUT, gettext_lazy("We ring them")),
)


class StartForm(forms.Form):
    """A call in a case that exists."""

    form_key = forms.CharField(max_length=64, required=False, widget=forms.HiddenInput)
    direction = forms.ChoiceField(
        choices=DIRECTIONS, initial=Contact.IN, label=gettext_lazy("Direction")
    )
    wait_minutes = forms.IntegerField(
        required=False, min_value=0, max_value=MOST_MINUTES, label=gettext_lazy("Waited, minutes")
    )


class NewCallerForm(StartForm):
    """A caller who has no case yet."""

    name = forms.CharField(max_length=200, label=gettext_lazy("Name"))
    phone = forms.CharField(max_length=40, required=False, label=gettext_lazy("Telephone"))
    mail = forms.EmailField(required=False, label=gettext_lazy("Mail"))
    language = forms.ChoiceField(choices=LANGUAGES, label=gettext_lazy("Language"))

    def clean(self) -> dict[str, object]:
        """Without a number or an address nobody can be rung back."""
        found = super().clean() or {}
        if not found.get("phone") and not found.get("mail"):
            raise ValidationError(
                _("A number or a mail address: else nobody can get back to them.")
            )
        return found
