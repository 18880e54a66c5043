"""The profile: how a person wants the desk to be."""

from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import render
from django.views.decorators.http import require_safe


@require_safe
def profile(request: HttpRequest) -> HttpResponseBase:
    return render(request, "kulanz/people/profile.html", {"section": "profile"})
