"""The questions of the public form, and what was answered as bytes."""

import json
from collections.abc import Sequence
from datetime import datetime
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import UploadedFile
from django.core.signing import BadSignature, Signer
from django.utils.crypto import get_random_string
from django.utils.translation import gettext_lazy as _

from kulanz.desk import storage

MAX_FILES = 5
MAX_FILE = 10 * 1024 * 1024
KEY_LENGTH = 32
_signer = Signer(salt="kulanz.webform")


def new_key() -> str:
    """A signed key: the same form sent twice is one complaint, and nobody can guess another's."""
    return _signer.sign(get_random_string(KEY_LENGTH))


class Files(forms.FileField):
    """Several files in one field; none is fine."""

    widget = type("Several", (forms.FileInput,), {"allow_multiple_selected": True})

    def clean(self, data: Any, initial: Any = None) -> "list[UploadedFile[Any]]":
        """Every file by itself, then their number."""
        given: Sequence[Any] = data if isinstance(data, (list, tuple)) else [data] if data else []
        if len(given) > MAX_FILES:
            raise ValidationError(_("Please send at most five files."))
        files = [super(Files, self).clean(one, initial) for one in given]
        if any(file.size > MAX_FILE for file in files):
            raise ValidationError(_("A file may have 10 MB at most."))
        return files


class ComplaintForm(forms.Form):
    """Name, a way to answer, what happened; the rest is optional."""

    text = forms.CharField(
        label=_("What happened?"),
        help_text=_("In your own words. When was it, and what have you tried so far?"),
        max_length=50_000,
        widget=forms.Textarea(attrs={"rows": 9}),
    )
    wish = forms.CharField(
        label=_("What would be a good solution for you?"),
        required=False,
        max_length=5_000,
        widget=forms.Textarea(attrs={"rows": 3}),
    )
    order = forms.CharField(
        label=_("Order or customer number"),
        required=False,
        max_length=60,
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )
    name = forms.CharField(
        label=_("Your name"), max_length=200, widget=forms.TextInput(attrs={"autocomplete": "name"})
    )
    email = forms.EmailField(
        label=_("E-mail"),
        required=False,
        max_length=254,
        widget=forms.EmailInput(attrs={"autocomplete": "email"}),
    )
    phone = forms.CharField(
        label=_("Phone"),
        required=False,
        max_length=40,
        widget=forms.TextInput(attrs={"autocomplete": "tel", "type": "tel"}),
    )
    papers = Files(
        label=_("Files, for example a photo or a letter"),
        help_text=_("Up to five files of 10 MB each."),
        required=False,
    )
    website = forms.CharField(
        label=_("Please leave this empty"),
        required=False,
        max_length=500,
        widget=forms.TextInput(attrs={"autocomplete": "off", "tabindex": "-1"}),
    )
    key = forms.CharField(required=False, max_length=200, widget=forms.HiddenInput)

    def clean_phone(self) -> str:
        """A number has digits."""
        phone = str(self.cleaned_data["phone"])
        if phone and not any(sign.isdigit() for sign in phone):
            raise ValidationError(_("A phone number has digits."))
        return phone

    def clean(self) -> dict[str, Any]:
        """Without an address nobody could answer."""
        typed = super().clean() or {}
        if not (typed.get("email") or typed.get("phone") or {"email", "phone"} & set(self.errors)):
            self.add_error(
                "email", _("How can we reach you? Please give an e-mail address or a phone number.")
            )
        return typed

    def content(self, *, language: str, at: datetime) -> bytes:
        """What was sent, as bytes to keep; the same key and words give the same bytes."""
        typed = self.cleaned_data
        said = {
            "version": 1,
            "key": self._key(),
            "language": language,
            **{name: typed[name] for name in ("name", "email", "phone", "text", "wish", "order")},
            "files": [_kept(file) for file in typed["papers"]],
            "trap": bool(typed["website"]),
        }
        if not said[
            "key"
        ]:  # no key to tell two complaints apart: the same words of one day are one
            said["day"] = at.date().isoformat()
        return json.dumps(said, ensure_ascii=False, sort_keys=True).encode("utf-8", "replace")

    def _key(self) -> str:
        try:
            return _signer.unsign(self.cleaned_data["key"])
        except BadSignature:
            return ""


def _kept(file: "UploadedFile[Any]") -> dict[str, Any]:
    """A file put away under its hash; the bytes of the form name the hash."""
    return {
        "name": file.name or "",
        "content_type": file.content_type or "application/octet-stream",
        "blob": storage.put(file.read()),
    }
