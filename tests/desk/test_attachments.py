"""Files that came along: found only by those who may see the case, and never run in the browser."""

import pytest
from django.test import Client

from cast import MONDAY, Cast
from kulanz.desk import storage
from kulanz.desk.channels.email import take_in
from kulanz.desk.models import Attachment
from mails import mail

pytestmark = pytest.mark.django_db

PNG = b"\x89PNG\r\n\x1a\n" + b"0" * 20
POLICY = "default-src 'none'; sandbox; frame-ancestors 'none'; base-uri 'none'; form-action 'none'"


def attach(name: str, media_type: str, content: bytes) -> Attachment:
    contact = take_in(mail(files=[(name, media_type, content)]), at=MONDAY)
    assert contact is not None
    return contact.attachments.get()


def address(attachment: Attachment) -> str:
    return f"/cases/{attachment.contact.case.number}/attachments/{attachment.token}/"


@pytest.mark.parametrize(
    ("name", "media_type", "content"),
    [
        ("x.html", "text/html", b"<script>alert(1)</script>"),
        ("x.svg", "image/svg+xml", b"<svg onload='alert(1)'/>"),
        ("x.xml", "text/xml", b"<x/>"),
        ("x.pdf", "application/pdf", b"%PDF-1.7"),
        ("x.png", "image/png", b"<script>alert(1)</script>"),
    ],
)
@pytest.mark.parametrize("query", ["", "?inline"])
def test_s02_what_could_run_is_only_saved(  # noqa: PLR0917 - pytest passes them by name
    client: Client, cast: Cast, name: str, media_type: str, content: bytes, query: str
) -> None:
    attachment = attach(name, media_type, content)
    client.force_login(cast.ali)
    response = client.get(address(attachment) + query)
    assert (response.content, response["Content-Type"]) == (content, "application/octet-stream")
    assert response["Content-Disposition"] == f'attachment; filename="{name}"'
    assert (response["X-Content-Type-Options"], response["Content-Security-Policy"]) == (
        "nosniff",
        POLICY,
    )


def test_a_raster_image_may_be_looked_at(client: Client, cast: Cast) -> None:
    attachment = attach("x.html", "text/html", PNG)
    client.force_login(cast.ali)
    shown, saved = client.get(address(attachment) + "?inline"), client.get(address(attachment))
    assert (shown["Content-Type"], shown["Content-Disposition"]) == (
        "image/png",
        'inline; filename="x.html"',
    )
    assert saved["Content-Disposition"] == 'attachment; filename="x.html"'
    assert shown["Content-Security-Policy"] == POLICY


def test_s12_a_link_without_a_session_or_of_another_team_leads_nowhere(
    client: Client, cast: Cast
) -> None:
    url = address(attach("x.pdf", "application/pdf", b"1"))
    anonymous = client.get(url)
    client.force_login(cast.tom)
    assert (anonymous.status_code, client.get(url).status_code) == (302, 404)
    client.force_login(cast.mira)
    assert client.get(url).status_code == 200


def test_s12_a_token_is_only_good_in_its_own_case(client: Client, cast: Cast) -> None:
    attachment = attach("x.pdf", "application/pdf", b"1")
    other = take_in(mail("Andere Sache.", message_id="<2@x>", sender="b@b.example"), at=MONDAY)
    assert other is not None
    client.force_login(cast.ali)
    assert (
        client.get(f"/cases/{other.case.number}/attachments/{attachment.token}/").status_code == 404
    )
    assert client.get(f"/cases/{other.case.number}/attachments/{attachment.pk}/").status_code == 404


def test_s21_a_name_cannot_break_out_of_the_header(client: Client, cast: Cast) -> None:
    attachment = attach('a"; filename="b.exe', "application/pdf", b"1")
    Attachment.objects.update(name='Kündigung "neu".pdf')
    client.force_login(cast.ali)
    response = client.get(address(attachment))
    assert (
        response["Content-Disposition"]
        == "attachment; filename*=utf-8''K%C3%BCndigung%20%22neu%22.pdf"
    )


def test_a_file_whose_bytes_are_gone_is_a_clear_answer(client: Client, cast: Cast) -> None:
    attachment = attach("x.pdf", "application/pdf", b"1")
    storage.delete(attachment.blob)
    client.force_login(cast.ali)
    assert client.get(address(attachment)).status_code == 404
    assert client.get(f"/cases/{attachment.contact.case.number}/").status_code == 200


def test_the_original_can_be_saved(client: Client, cast: Cast) -> None:
    contact = attach("x.pdf", "application/pdf", b"1").contact
    client.force_login(cast.ali)
    response = client.get(f"/cases/{contact.case.number}/contacts/{contact.pk}/raw/")
    assert contact.raw is not None
    assert response.content == storage.get(contact.raw.blob)
    assert (
        response["Content-Disposition"] == f'attachment; filename="{contact.raw.sha256[:12]}.eml"'
    )
    assert response["Content-Security-Policy"] == POLICY
