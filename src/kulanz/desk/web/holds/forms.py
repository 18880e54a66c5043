"""What can be typed about a hold."""

from datetime import datetime, timedelta

from django import forms
from django.utils.translation import gettext_lazy as _

from kulanz.desk.models import Hold

MOST_DAYS = 3650


class UntilForm(forms.Form):
    """How long: a number of days; empty means until it is lifted."""

    days = forms.IntegerField(
        required=False,
        min_value=1,
        max_value=MOST_DAYS,
        error_messages={"invalid": _("Days are a whole number, for example 14.")},
    )

    def until(self, since: datetime) -> datetime | None:
        """The end, counted from a moment."""
        days = self.cleaned_data["days"]
        return None if days is None else since + timedelta(days=days)


class HoldForm(UntilForm):
    """What is kept away from which order, and why."""

    kind = forms.ChoiceField(choices=Hold.KINDS)
    order = forms.CharField(required=False, max_length=60)
    reason = forms.CharField(max_length=200, error_messages={"required": _("Say why.")})
