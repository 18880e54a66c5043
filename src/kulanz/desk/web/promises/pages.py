"""Reading a page of our own shop: bring it in or name its address, tick what it promises."""

from django import forms
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.decorators.http import require_http_methods

from kulanz.desk.actions.promise_pages import PageTooLarge, keep_page, propose_from
from kulanz.desk.models import Event
from kulanz.desk.queries.limits import within_limit
from kulanz.desk.queries.promise_pages import kept_page, page_read
from kulanz.desk.web.doors import person_of, whole_number
from kulanz.desk.web.languages import reading
from kulanz.desk.web.promises.views import keeping_promises
from kulanz.fetching import Refused, fetch
from kulanz.languages import pack

PER_TEN_MINUTES = 10


class PageForm(forms.Form):
    """A file or an address, one of the two."""

    url = forms.URLField(
        label=gettext_lazy("Address of the page"),
        required=False,
        max_length=2000,
        assume_scheme="https",
    )
    file = forms.FileField(
        label=gettext_lazy("or an HTML file"),
        required=False,
        widget=forms.ClearableFileInput(attrs={"accept": ".html,.htm,text/html"}),
    )

    def clean(self) -> dict[str, object]:
        cleaned = super().clean() or {}
        if not self.errors and bool(cleaned.get("url")) == bool(cleaned.get("file")):
            self.add_error("url", _("Name an address or choose a file, one of the two."))
        return cleaned


@require_http_methods(["GET", "POST"])
@keeping_promises
def pages(request: HttpRequest) -> HttpResponse:
    """Keep a page; what it promises is shown next."""
    form = PageForm(request.POST, request.FILES) if request.method == "POST" else PageForm()
    if form.is_valid():
        event = _kept(request, form)
        if event is not None:
            return redirect("promise_page", event.values["page"])
    status = 422 if request.method == "POST" else 200
    context = {"form": form, "section": "promises"}
    return render(request, "kulanz/promises/pages.html", context, status=status)


def _kept(request: HttpRequest, form: PageForm) -> Event | None:
    by, file, url = person_of(request), form.cleaned_data["file"], form.cleaned_data["url"]
    if not within_limit("promise_page", str(by.pk), count=PER_TEN_MINUTES, seconds=600):
        form.add_error(None, _("That was often in a short time. Wait a few minutes."))
        return None
    try:
        if file:
            return keep_page(file.read(), name=file.name, at=timezone.now(), by=by)
        page = fetch(url)
        return keep_page(
            page.body, url=page.url, content_type=page.content_type, at=timezone.now(), by=by
        )
    except PageTooLarge:
        form.add_error("file", _("This file is too large: at most 2 MB."))
    except Refused as refusal:
        form.add_error("url", str(pack(reading(), "promises")["fetching"][refusal.code]))
    return None


@require_http_methods(["GET", "POST"])
@keeping_promises
def page(request: HttpRequest, sha256: str) -> HttpResponse:
    """What the page promises; POST makes proposed promises of what is ticked."""
    event = kept_page(sha256)
    if event is None:
        raise Http404
    if request.method == "POST":
        numbers = {whole_number(number) for number in request.POST.getlist("take")}
        made = propose_from(event, numbers, at=timezone.now(), by=person_of(request))
        said = ngettext(
            "%(n)s promise proposed. Look at it before you publish it.",
            "%(n)s promises proposed. Look at each before you publish it.",
            len(made),
        )
        messages.success(request, said % {"n": len(made)})
        return redirect("promises" if made else "promise_page", *(() if made else (sha256,)))
    context = {"page": page_read(event, language=reading()), "section": "promises"}
    return render(request, "kulanz/promises/page.html", context)
