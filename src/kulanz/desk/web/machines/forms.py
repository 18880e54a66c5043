"""What can be typed about a token or a webhook."""

from django import forms
from django.utils.translation import gettext_lazy as _

from kulanz.desk.models import Person
from kulanz.desk.queries.machines import SCOPES, TOLD

SCOPE_NAMES = {
    "holds:read": _("read which holds stand on an order"),
    "dunning:write": _("report dunning documents"),
    "orders:read": _("read what is known of orders"),
    "orders:write": _("note facts of orders"),
    "cti:write": _("tell of telephone calls (telephone system)"),
    "calls:write": _("write down what was said in calls (speech recognition)"),
    "calls:read": _("read calls and their transcripts"),
}
TOLD_NAMES = {
    "hold.set": _("a hold is set or made longer"),
    "hold.lifted": _("a hold is lifted"),
    "dunning.in_hold": _("a dunning letter ignores a hold"),
}


class TokenForm(forms.Form):
    """A key for a machine."""

    name = forms.CharField(max_length=80, error_messages={"required": _("Give it a name.")})
    person = forms.ModelChoiceField(
        queryset=Person.objects.filter(is_active=True),
        error_messages={"required": _("Whose cases may it see?")},
    )
    scopes = forms.MultipleChoiceField(
        choices=[(scope, SCOPE_NAMES[scope]) for scope in SCOPES],
        error_messages={"required": _("Choose what it may do.")},
    )
    days = forms.IntegerField(required=False, min_value=1, max_value=3650)


class WebhookForm(forms.Form):
    """An address that is told."""

    url = forms.CharField(max_length=500, error_messages={"required": _("Give the address.")})
    kinds = forms.MultipleChoiceField(
        choices=[(kind, TOLD_NAMES[kind]) for kind in TOLD],
        error_messages={"required": _("Choose what it is told.")},
    )
