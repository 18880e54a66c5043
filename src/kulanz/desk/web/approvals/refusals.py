"""What a person reads when an approval cannot be asked for, answered or used."""

from django.utils.translation import gettext_lazy as _

TEXTS = {
    "case_closed": _("That case is closed. Open it again first."),
    "due_in_the_past": _("That time has passed. Choose a later one."),
    "nothing_to_ask": _("There is nothing to ask here: offer it yourself, or find out first."),
    "nobody_to_ask": _("Nobody who may approve this can see the case."),
    "amount_missing": _("How much? An approval is for an amount."),
    "share_missing": _(
        "Say how many percent of the price, or how many instalments: it is limited."
    ),
    "words_missing": _("Say it in one sentence."),
    "not_yours": _("Your role cannot answer this. Nothing was changed."),
    "approval_answered": _("This question has been answered or taken back already."),
    "not_approved": _("Nobody has approved this yet."),
    "over_authority": _("Something has changed since the approval. Please ask again."),
}
