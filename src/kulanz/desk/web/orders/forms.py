"""What can be typed about an order: its number, its facts, where they come from."""

from collections.abc import Iterable
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from kulanz.case import LanguageCode
from kulanz.conditions import FACTS, BadFact
from kulanz.desk.models import Order
from kulanz.desk.queries.case_facts import question
from kulanz.desk.queries.orders import facts_asked

NUMBERS = {"number", "money"}


class FactsForm(forms.Form):
    """One field per fact; left as it was, a field changes nothing, emptied it takes back."""

    source = forms.CharField(max_length=40, required=False, label=_("Where does this come from?"))

    def __init__(
        self, *args: Any, order: Order | None, language: LanguageCode, **kwargs: Any
    ) -> None:
        kwargs["initial"] = {**(order.facts if order else {}), **kwargs.get("initial", {})}
        super().__init__(*args, **kwargs)
        self.names = facts_asked(order)
        for name in self.names:
            self.fields[name] = _field(name, language)

    def asked(self) -> Iterable[forms.BoundField]:
        """The fields of the facts."""
        return [self[name] for name in self.names]

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        for name in self.names:
            value = str(cleaned.get(name) or "")
            if FACTS[name].kind in NUMBERS:
                cleaned[name] = value = value.replace(",", ".")
            try:
                FACTS[name].value(value) if value else None
            except BadFact:
                self.add_error(name, _("That is no value for this fact."))
        return cleaned

    def changed(self) -> dict[str, object]:
        """The facts that this form says differently from the page it was on."""
        return {name: self.cleaned_data[name] for name in self.changed_data if name in self.names}


class NewOrderForm(FactsForm):
    """The same for an order nobody has noted before."""

    number = forms.CharField(max_length=60, label=_("Order number"))


def _field(name: str, language: LanguageCode) -> forms.Field:
    asked = question(name, language)
    # What the page showed travels along: only what was changed is written, so that a form left
    # open overnight undoes nobody's work.
    shared: dict[str, Any] = {
        "label": asked.label[:1].upper() + asked.label[1:],
        "required": False,
        "show_hidden_initial": True,
    }
    if asked.answers:
        return forms.ChoiceField(choices=[("", "–"), *asked.answers], **shared)
    attrs = {"type": "date"} if asked.kind == "date" else {"inputmode": "decimal"}
    return forms.CharField(max_length=20, widget=forms.TextInput(attrs=attrs), **shared)
