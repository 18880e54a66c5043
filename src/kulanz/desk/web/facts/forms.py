"""What the ledger's forms read; a field that is not named here cannot be set."""

from django import forms
from django.utils.translation import gettext_lazy as _

from kulanz.desk.actions.facts import KINDS_BY_HAND
from kulanz.desk.templatetags.ledger import KIND_NAMES

TEXT_LENGTH = 2_000
SOURCE_LENGTH = 200


class EntryForm(forms.Form):
    """One line taken down: the first sign names its kind."""

    entry = forms.CharField(label=_("New line"), max_length=TEXT_LENGTH)
    source = forms.CharField(label=_("Source"), max_length=SOURCE_LENGTH, required=False)


class StandingForm(forms.Form):
    """Proven, disproven, or not to be found out."""

    standing = forms.ChoiceField(
        choices=[(code, code) for code in ("verified", "refuted", "unobtainable")]
    )
    source = forms.CharField(max_length=SOURCE_LENGTH, required=False)


class VersionForm(forms.Form):
    """Other words or another kind for a line."""

    text = forms.CharField(max_length=TEXT_LENGTH)
    kind = forms.ChoiceField(choices=[(code, KIND_NAMES[code]) for code in KINDS_BY_HAND])
