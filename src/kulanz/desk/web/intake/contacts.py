"""One contact as it came: its text, its HTML in a sandboxed frame, its files, its raw bytes."""

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.http import content_disposition_header
from django.views.decorators.http import require_POST, require_safe

from kulanz.desk import storage
from kulanz.desk.actions import contacts
from kulanz.desk.models import Attachment, Case, Contact, RawMessage
from kulanz.desk.web.cases.frame import render_tab
from kulanz.desk.web.doors import of_case, person_of, working_on_case
from kulanz.desk.web.intake.mail_html import SafeHtml, data_addresses, raster_type, safe_html

NOTHING = "default-src 'none'; sandbox; frame-ancestors 'none'; base-uri 'none'; form-action 'none'"
FRAME = (
    "default-src 'none'; style-src 'self'; img-src data:{remote}; base-uri 'none';"
    " form-action 'none'; frame-ancestors 'self';"
    " sandbox allow-popups allow-popups-to-escape-sandbox"
)


@require_safe
@of_case
def contact(request: HttpRequest, case: Case, pk: int) -> HttpResponseBase:
    """The contact in the right-hand panel."""
    found = get_object_or_404(case.contacts.select_related("raw"), pk=pk)
    context = {
        "contact": found,
        "attachments": found.attachments.order_by("pk"),
        "mail": _safe(found) if found.html else None,
    }
    return render_tab(
        request, case, tab="contact", template="kulanz/intake/contact.html", context=context
    )


@require_safe
@of_case
def contact_html(request: HttpRequest, case: Case, pk: int) -> HttpResponseBase:
    """The HTML of a mail, for the sandboxed frame only."""
    found = get_object_or_404(case.contacts, pk=pk)
    response = render(request, "kulanz/intake/frame.html", {"contact": found, "mail": _safe(found)})
    remote = " https:" if found.show_remote else ""
    response["Content-Security-Policy"] = FRAME.format(remote=remote)
    response["X-Frame-Options"] = "SAMEORIGIN"
    response["Referrer-Policy"] = "no-referrer"
    response["Cache-Control"] = "private, no-store"
    return response


def _safe(contact: Contact) -> SafeHtml | None:
    pictures = data_addresses(_inline_files(contact)) if "cid:" in contact.html.lower() else {}
    return safe_html(contact.html, pictures=pictures, remote=contact.show_remote)


def _inline_files(contact: Contact) -> list[tuple[str, bytes]]:
    files = []
    for attachment in contact.attachments.exclude(content_id="").filter(size__lte=400_000)[:100]:
        try:
            files.append((attachment.content_id, storage.get(attachment.blob)))
        except storage.BlobMissing:
            continue
    return files


@require_POST
@working_on_case
def contact_pictures(request: HttpRequest, case: Case, pk: int) -> HttpResponseBase:
    """Fetch the pictures of this mail from now on."""
    found = get_object_or_404(case.contacts, pk=pk)
    contacts.show_pictures(found, at=timezone.now(), by=person_of(request))
    return redirect("contact", case.number, found.pk)


@require_safe
@of_case
def attachment(request: HttpRequest, case: Case, token: str) -> HttpResponseBase:
    """A file of this case; only raster images, known by their bytes, are shown in the browser."""
    found = get_object_or_404(Attachment, contact__case=case, token=token)
    content = _bytes_or_404(found.blob)
    kind = raster_type(content)
    inline = kind is not None and "inline" in request.GET
    return _file(content, name=found.name, kind=kind or "application/octet-stream", inline=inline)


@require_safe
@of_case
def contact_raw(request: HttpRequest, case: Case, pk: int) -> HttpResponseBase:  # noqa: ARG001 - a view
    """The bytes as they came, to save."""
    found = get_object_or_404(case.contacts.select_related("raw").exclude(raw=None), pk=pk)
    return raw_file(found.raw)


def raw_file(raw: RawMessage | None) -> HttpResponse:
    """A raw message as a file to save."""
    if raw is None:
        raise Http404
    extension = "json" if raw.source in {"webform", "statuspage"} else "eml"
    return _file(
        _bytes_or_404(raw.blob),
        name=f"{raw.sha256[:12]}.{extension}",
        kind="application/octet-stream",
    )


def _bytes_or_404(blob: str) -> bytes:
    try:
        return storage.get(blob)
    except storage.BlobMissing as error:
        raise Http404 from error


def _file(content: bytes, *, name: str, kind: str, inline: bool = False) -> HttpResponse:
    response = HttpResponse(content, content_type=kind)
    response["Content-Disposition"] = content_disposition_header(not inline, name) or "attachment"
    response["Content-Security-Policy"] = NOTHING
    response["Cache-Control"] = "private, no-store"
    return response
