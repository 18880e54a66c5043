"""What can be typed about an offer, and about asking for one."""

from django import forms

from kulanz.desk.web.commitments.forms import DueForm


class WordsForm(DueForm):
    """The words the customer reads, and a date."""

    text = forms.CharField(max_length=300)


class OfferForm(WordsForm):
    """A remedy, and an amount where it has one."""

    remedy = forms.CharField(max_length=30)
    amount = forms.DecimalField(
        required=False, min_value=0, max_digits=8, decimal_places=2, localize=True
    )
    percent = forms.DecimalField(
        required=False, min_value=0, max_value=100, max_digits=5, decimal_places=2, localize=True
    )
    count = forms.IntegerField(required=False, min_value=1, max_value=120)


class AskForm(OfferForm):
    """An offer that a colleague approves first: one sentence, and whether the customer waits."""

    question = forms.CharField(max_length=300)
    on_line = forms.BooleanField(required=False)
