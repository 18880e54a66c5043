"""What can be typed about a commitment."""

from datetime import datetime

from django import forms
from django.utils.translation import gettext_lazy as _

from kulanz.desk.models import Case, Commitment, Person
from kulanz.desk.queries.access import colleagues_for

KINDS = (
    ("task", _("Task")),
    ("callback", _("Call-back")),
    ("answer", _("Answer")),
    ("remedy", _("Remedy")),
)


class DueForm(forms.Form):
    """When: one of the presets, or an exact time of one's own."""

    preset = forms.CharField(required=False, max_length=40)
    due_at = forms.DateTimeField(
        required=False,
        widget=forms.DateTimeInput(attrs={"type": "datetime-local"}, format="%Y-%m-%dT%H:%M"),
    )

    def clean(self) -> dict[str, object]:
        cleaned = super().clean() or {}
        if not cleaned.get("due_at"):
            try:
                cleaned["due_at"] = datetime.fromisoformat(str(cleaned.get("preset") or ""))
            except ValueError:
                self.add_error("due_at", _("When is it due? Choose a time."))
        return cleaned


class CommitmentForm(DueForm):
    """Who owes what by when."""

    side = forms.ChoiceField(choices=Commitment.SIDES)
    kind = forms.ChoiceField(choices=KINDS)
    text = forms.CharField(max_length=300)
    owner = forms.ModelChoiceField(queryset=Person.objects.none(), required=False)
    shared = forms.BooleanField(required=False)

    def __init__(self, *args: object, case: Case, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)  # type: ignore[arg-type] # passed through
        self.fields["owner"].queryset = colleagues_for(case)  # type: ignore[attr-defined]
