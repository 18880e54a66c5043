"""The profile: how a person wants the desk to be."""

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, override
from django.views.decorators.http import require_http_methods

from kulanz.desk.actions.people import OWN_FIELDS, change_profile
from kulanz.desk.models import Person
from kulanz.desk.web.doors import person_of


class ProfileForm(forms.ModelForm):  # type: ignore[type-arg] # generic for the type checker only
    """One's own fields only; whatever else a form sends is not looked at."""

    language = forms.ChoiceField(
        label=gettext_lazy("Language of the desk"),
        choices=[("de", "Deutsch"), ("nl", "Nederlands"), ("en", "English")],
    )
    undo_seconds = forms.IntegerField(
        label=gettext_lazy("Seconds to take a reply back"), min_value=5, max_value=60
    )

    class Meta:
        model = Person
        fields = OWN_FIELDS
        labels = {
            "name": gettext_lazy("Name"),
            "theme": gettext_lazy("Light or dark"),
            "keys_on": gettext_lazy("Letters work as keys"),
            "direct_phone": gettext_lazy("Direct phone number"),
        }


@require_http_methods(["GET", "HEAD", "POST"])
def profile(request: HttpRequest) -> HttpResponseBase:
    """Show the profile, or change it."""
    person = person_of(request)
    if request.method != "POST":
        return _page(request, ProfileForm(instance=person))
    form = ProfileForm(request.POST, instance=Person.objects.get(pk=person.pk))
    if not form.is_valid():
        return _page(request, form)
    change_profile(person, **form.cleaned_data)
    with override(person.language):
        messages.success(request, _("Saved."))
    return redirect("profile")


def _page(request: HttpRequest, form: ProfileForm) -> HttpResponseBase:
    return render(request, "kulanz/people/profile.html", {"section": "profile", "form": form})
