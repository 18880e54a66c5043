"""What the chain's editor reads: labels, selects and ticks, no formulas."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from kulanz.chain import ACTORS
from kulanz.desk.models import Case, Node
from kulanz.desk.templatetags.ledger import ACTORS as ACTOR_WORDS
from kulanz.desk.templatetags.ledger import STATUSES as STATUS_WORDS

HOLDS = {"yes": True, "no": False, "unknown": None}


class NodeForm(forms.Form):
    """Something that is so, is not so, or is not known."""

    label = forms.CharField(label=_("What is so?"), max_length=200)
    actor = forms.ChoiceField(
        label=_("Who does it, or could change it?"),
        choices=[(code, ACTOR_WORDS[code]) for code in ACTORS],
        initial="unknown",
    )
    holds = forms.ChoiceField(
        label=_("Is it so?"),
        choices=[("yes", _("yes")), ("no", _("no")), ("unknown", _("not known"))],
        initial="yes",
    )
    line_no = forms.IntegerField(required=False, min_value=1, widget=forms.HiddenInput)

    def values(self) -> dict[str, Any]:
        """Ready for `actions.chain.add_node`."""
        return {**self.cleaned_data, "holds": HOLDS[self.cleaned_data["holds"]]}


class DescriptionForm(forms.Form):
    """What could have been expected, when it was, how sure we are, and whether it stays inside."""

    norm = forms.ChoiceField(
        label=_("Should this have been otherwise?"),
        choices=[
            ("", _("nobody could expect either")),
            ("otherwise", _("yes, it should have been otherwise")),
            ("right", _("no, it is as it should be")),
        ],
        required=False,
    )
    t = forms.IntegerField(
        label=_("When? (1 is the first step)"), required=False, min_value=-99, max_value=999
    )
    status = forms.ChoiceField(
        label=_("How sure are we?"),
        choices=[("", _("as the ledger says")), *STATUS_WORDS.items()],
        required=False,
    )
    opposite = forms.CharField(
        label=_("How do you say it when it is not so?"), max_length=200, required=False
    )
    actor = forms.ChoiceField(
        label=_("Who does it, or could change it?"),
        choices=[(code, ACTOR_WORDS[code]) for code in ACTORS],
    )
    inner = forms.BooleanField(
        label=_("Stays in the house: the customer never sees it"), required=False
    )
    holds = forms.CharField(widget=forms.HiddenInput)

    @classmethod
    def of(cls, node: Node) -> "DescriptionForm":
        """The form as the node stands."""
        so = node.holds is not False
        norm = "" if node.norm is None else "right" if node.norm is so else "otherwise"
        return cls(
            auto_id="about_%s",  # another form of the page has an actor too
            initial={
                "norm": norm,
                "t": node.t,
                "status": node.status,
                "opposite": node.opposite,
                "inner": node.inner,
                "actor": node.actor,
                "holds": "no" if node.holds is False else "yes",
            },
        )

    def values(self) -> dict[str, Any]:
        """Ready for `actions.chain.describe`; a norm is about the clause, not about what is so."""
        found = dict(self.cleaned_data)
        so = found.pop("holds") != "no"
        found["norm"] = {"right": so, "otherwise": not so}.get(found["norm"])
        return found


class BecauseForm(forms.Form):
    """This, because of that (and that, and that), unless something else."""

    effect = forms.ModelChoiceField(Node.objects.none(), label=_("What is so?"))
    cause_1 = forms.ModelChoiceField(Node.objects.none(), label=_("because"), required=False)
    cause_2 = forms.ModelChoiceField(Node.objects.none(), label=_("and"), required=False)
    cause_3 = forms.ModelChoiceField(Node.objects.none(), label=_("and"), required=False)
    unless = forms.ModelChoiceField(Node.objects.none(), label=_("unless"), required=False)

    def __init__(self, *args: Any, case: Case, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        rows = list(case.nodes.all())
        for name, field in self.fields.items():
            assert isinstance(field, forms.ModelChoiceField)  # noqa: S101 - tells mypy
            field.queryset = case.nodes.all()
            # One query for all five lists.
            blank = [("", "—" if name != "effect" else "")]
            field.choices = [*blank, *((row.pk, row.label) for row in rows)]

    def values(self) -> dict[str, Any]:
        """Ready for `actions.chain.add_because`."""
        found = self.cleaned_data
        causes = [found[name] for name in ("cause_1", "cause_2", "cause_3") if found[name]]
        unless = [found["unless"]] if found["unless"] else []
        return {"effect": found["effect"], "causes": causes, "unless": unless}
