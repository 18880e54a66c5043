"""What whoever picks up says: the case that the call is about, or who is calling anew."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from kulanz.case import LANGUAGES
from kulanz.desk.models import Case

NEW = "new"
OWN_NAMES = {"de": "Deutsch", "nl": "Nederlands", "en": "English"}


class TakeForm(forms.Form):
    """A case of those offered, or a new one."""

    case = forms.ChoiceField(error_messages={"required": _("Which case is it about?")})
    name = forms.CharField(label=_("Name"), max_length=200, required=False)
    language = forms.ChoiceField(
        label=_("Language of the customer"),
        choices=[(code, OWN_NAMES[code]) for code in LANGUAGES],
        required=False,
    )

    def __init__(self, *args: Any, offered: list[Case], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choices = [(case.number, case.number) for case in offered] + [(NEW, NEW)]
        self.fields["case"].choices = choices  # type: ignore[attr-defined] # it is a ChoiceField
