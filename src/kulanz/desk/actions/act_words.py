"""How an act is promised to a customer: as a deed, where its name is a word of the house."""

from collections.abc import Mapping

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

DEEDS: Mapping[str, str | Promise] = {
    "callback": _("Ring you back"),
    "dunning_stop": _("Stop the reminders for this amount"),
    "dispute_hold": _("Treat the amount as disputed until this is cleared up"),
    "collection_recall": _("Take the claim back from the collection agency"),
    "bureau_correction": _("Have the entry at the credit agency corrected"),
    "carrier_trace": _("Have the carrier look for the parcel"),
    "write_off": _("Cancel the open amount"),
    "credit_note": _("Correct the invoice and credit the amount to you"),
    "fee_waiver": _("Cancel the fees"),
    "invoice_enable": _("Make it possible for you to pay this order on invoice"),
    "account_close_ordering": _("Close your account for orders"),
}


def deed(act: str, otherwise: str) -> str:
    """The act in the language that is on, or `otherwise` where its name says it already."""
    return str(DEEDS.get(act, otherwise))
