"""A stranger's HTML: nothing runs, nothing is fetched, nothing can be clicked that is no link."""

import re
import time

import pytest
from django.test import Client

from cast import MONDAY, Cast
from kulanz.desk.channels.email import take_in
from kulanz.desk.models import Contact
from kulanz.desk.web.intake.mail_html import data_addresses, raster_type, safe_html
from mails import mail

pytestmark = pytest.mark.django_db

PNG = b"\x89PNG\r\n\x1a\n" + b"0" * 20


def safe(source: str, *, remote: bool = False, pictures: dict[str, str] | None = None) -> str:
    found = safe_html(source, pictures=pictures or {}, remote=remote)
    assert found is not None
    return found.html


# Kinds of vectors as in the tests of DOMPurify and the precedents of FreeScout and osTicket.
HOSTILE = [
    "<script>alert(1)</script>",
    "<scr<script>ipt>alert(1)</scr</script>ipt>",
    "<img src=x onerror=alert(1)>",
    "<img/src='x'/onerror=alert(1)>",
    "<IMG SRC=x OnError\n=\nalert(1)>",
    "<svg onload=alert(1)>",
    "<svg><script>alert(1)</script></svg>",
    "<svg><animate onbegin=alert(1) attributeName=x></svg>",
    "<svg><style><img src=x onerror=alert(1)></style></svg>",
    "<math><mi//xlink:href='data:x,<script>alert(1)</script>'>",
    "<math><mtext><table><mglyph><style><!--</style><img title='--><img src=x onerror=alert(1)>'>",
    "<form><math><mtext></form><form><mglyph><style></math><img src onerror=alert(1)>",
    "<form action=https://evil.example><button formaction=javascript:alert(1)>x</button></form>",
    "<base href=https://evil.example/>",
    "<meta http-equiv=refresh content='0;url=https://evil.example'>",
    "<meta http-equiv=set-cookie content=x>",
    "<iframe src=javascript:alert(1)></iframe>",
    "<iframe srcdoc='<script>alert(1)</script>'></iframe>",
    "<object data=javascript:alert(1)></object>",
    "<embed src=//evil.example/x.swf>",
    "<link rel=stylesheet href=https://evil.example/x.css>",
    "<style>@import url(https://evil.example/x.css);</style>",
    "<style>body{background:url(https://evil.example/x.png)}</style>",
    "<div style='background:url(https://evil.example/x.png)'>x</div>",
    "<div style='position:fixed;top:0;left:0;width:100%;height:100%'>x</div>",
    "<table background=https://evil.example/x.png><td>x</td></table>",
    "<body background=https://evil.example/x.png onload=alert(1)>",
    "<video poster=https://evil.example/x.png src=x onerror=alert(1)></video>",
    "<audio src=x onerror=alert(1)></audio>",
    "<picture><source srcset=https://evil.example/x.png><img src=x></picture>",
    "<img srcset='https://evil.example/1.png 1x, https://evil.example/2.png 2x'>",
    "<img src='https://evil.example/pixel.gif?id=1' width=1 height=1>",
    "<img src='http://evil.example/pixel.gif'>",
    "<img src='//evil.example/pixel.gif'>",
    "<img src='\\\\evil.example\\x.png'>",
    "<img src='data:image/svg+xml,<svg onload=alert(1)>'>",
    "<a href='javascript:alert(1)'>x</a>",
    "<a href=' \x01javascript:alert(1)'>x</a>",
    "<a href='java\nscript:alert(1)'>x</a>",
    "<a href='JaVaScRiPt&colon;alert(1)'>x</a>",
    "<a href='data:text/html,<script>alert(1)</script>'>x</a>",
    "<a href='vbscript:msgbox(1)'>x</a>",
    "<a href='/account/logout/'>x</a>",
    "<a href='file:///etc/passwd'>x</a>",
    "<a href='cid:part1'>x</a>",
    "<a href='https://[broken'>x</a>",
    "<a ping=https://evil.example href=#x>x</a>",
    "<noscript><p title='</noscript><img src=x onerror=alert(1)>'></noscript>",
    "<template><script>alert(1)</script></template>",
    "<textarea><script>alert(1)</script></textarea>",
    "<select><option><style></option></select><img src=x onerror=alert(1)></style></select>",
    "<!--[if IE]><script>alert(1)</script><![endif]-->",
    "<!--><img src=x onerror=alert(1)>-->",
    "<xmp><img src=x onerror=alert(1)></xmp>",
    "<plaintext><img src=x onerror=alert(1)>",
    "<p id=content class=top>x</p><a name=csrfmiddlewaretoken>x</a>",
    "<marquee onstart=alert(1)>x</marquee>",
    "<details open ontoggle=alert(1)>x</details>",
    "<keygen autofocus onfocus=alert(1)>",
    "<x onclick=alert(1) tabindex=1 autofocus onfocus=alert(1)>x</x>",
    "<a href=x style='behavior:url(x)' target=_self>x</a>",
]
ALLOWED = re.compile(
    r"<(?:/?(?:a|abbr|b|blockquote|br|div|i|li|ol|p|span|strong|table|tbody|td|tr|u|ul)"
    r'|img(?: (?:alt|width|height)="[^"<>]*")*'
    r'|a(?: target="_blank"| rel="noopener noreferrer nofollow"){2})>'
)


@pytest.mark.parametrize("source", HOSTILE)
def test_s01_what_is_hostile_leaves_only_harmless_tags(source: str) -> None:
    found = safe(source)
    assert re.sub(r"<[^>]*>", "", ALLOWED.sub("", found)) == ALLOWED.sub("", found)


@pytest.mark.parametrize("source", HOSTILE)
def test_s01_sanitising_twice_changes_nothing(source: str) -> None:
    once, twice = safe(source), safe(safe(source))
    assert sorted(re.findall(r"[^\s<>]+", twice)) == sorted(re.findall(r"[^\s<>]+", once))


@pytest.mark.parametrize(
    ("href", "kept"),
    [
        ("https://shop.example/x?a=1", True),
        ("HTTP://shop.example", True),
        ("mailto:a@b.example", True),
        ("tel:+49221", True),
        ("javascript:alert(1)", False),
        ("data:text/html,x", False),
        ("cid:x", False),
        ("ftp://x", False),
        ("//x", False),
        ("x", False),
        ("", False),
    ],
)
def test_s03_only_plain_links_stay_links(href: str, *, kept: bool) -> None:
    attributes = sorted(re.findall(r'(\w+)="([^"]*)"', safe(f'<a href="{href}">x</a>')))
    always = [("rel", "noopener noreferrer nofollow"), ("target", "_blank")]
    assert attributes == ([("href", href), *always] if kept else always)


def test_s04_pictures_from_elsewhere_wait_for_a_decision() -> None:
    source = '<img src="https://a.example/1.png" alt="Logo"><img src="http://a.example/2.png">'
    shut, opened = (safe_html(source, pictures={}, remote=remote) for remote in (False, True))
    assert shut is not None
    assert opened is not None
    assert (shut.html, shut.blocked) == ('<img alt="Logo"><img>', 2)
    assert (opened.html, opened.blocked) == (
        '<img src="https://a.example/1.png" alt="Logo"><img>',
        1,
    )


def test_pictures_that_came_along_are_shown() -> None:
    pictures = data_addresses(
        [("logo@x", PNG), ("", PNG), ("svg@x", b"<svg/>"), ("big@x", PNG + b"0" * 500_000)]
    )
    assert list(pictures) == ["logo@x"]
    found = safe('<img src="cid:logo%40x"><img src="cid:svg@x">', pictures=pictures)
    assert found == f'<img src="{pictures["logo@x"]}"><img>'


@pytest.mark.parametrize(
    ("content", "kind"),
    [
        (PNG, "image/png"),
        (b"\xff\xd8\xff\xe0", "image/jpeg"),
        (b"GIF89a...", "image/gif"),
        (b"RIFF\x00\x00\x00\x00WEBPVP8 ", "image/webp"),
        (b"RIFF\x00\x00\x00\x00WAVE", None),
        (b"<svg xmlns='http://www.w3.org/2000/svg'>", None),
        (b"%PDF-1.7", None),
        (b"<html>GIF89a", None),
        (b"", None),
    ],
)
def test_a_picture_is_known_by_its_bytes(content: bytes, kind: str | None) -> None:
    assert raster_type(content) == kind


@pytest.mark.parametrize(
    "source",
    [
        "<div>" * 1000,
        "</b><div>" * 1000,
        "<b></i><div>" * 500,
        "".join(f"<font color={n}>" for n in range(100)) + "<p>x" * 1000,
        "<div " + " ".join(f"a{n}=1" for n in range(20_000)) + ">",
        "<br>" * 40_000,
        "x" * 1_000_001,
        "<" + "a" * 60_000,
    ],
)
def test_s23_what_is_too_complex_is_not_parsed(source: str) -> None:
    assert safe_html(source, pictures={}, remote=False) is None


@pytest.mark.parametrize(
    "unit",
    [
        "<p>Hallo <b>Welt</b></p>",
        "<table><tr><td><a href='https://a.example'>x</a></td></tr></table>",
        "<li>x",
        "< ",
        "&amp;",
        "<!-- x -->",
    ],
)
def test_s23_a_megabyte_takes_a_second_at_most(unit: str) -> None:
    begun = time.process_time()
    safe_html(unit * (1_000_000 // len(unit)), pictures={}, remote=False)
    assert time.process_time() - begun < 1


def test_ordinary_mail_keeps_its_shape() -> None:
    head = "<html><head><title>x</title><style>p{}</style></head>"
    source = head + "<body><p>Guten <b>Tag</b>,</p><ul><li>eins<li>zwei</ul></body></html>"
    assert safe(source) == "<p>Guten <b>Tag</b>,</p><ul><li>eins</li><li>zwei</li></ul>"


@pytest.fixture
def contact(cast: Cast) -> Contact:
    html = (
        '<p onclick="alert(1)">Guten Tag</p><img src="https://evil.example/pixel.png">'
        '<script>alert(1)</script><a href="javascript:alert(1)">x</a>'
    )
    found = take_in(mail(html=html), at=MONDAY)
    assert found is not None
    return found


def test_the_frame_has_its_own_strict_policy(client: Client, cast: Cast, contact: Contact) -> None:
    client.force_login(cast.ali)
    response = client.get(f"/cases/{contact.case.number}/contacts/{contact.pk}/html/")
    page = response.content.decode()
    assert response["Content-Security-Policy"] == (
        "default-src 'none'; style-src 'self'; img-src data:; base-uri 'none'; form-action 'none'; "
        "frame-ancestors 'self'; sandbox allow-popups allow-popups-to-escape-sandbox"
    )
    assert (response["X-Frame-Options"], response["Referrer-Policy"]) == (
        "SAMEORIGIN",
        "no-referrer",
    )
    assert [
        word in page
        for word in ("<p>Guten Tag</p>", "onclick", "<script", "javascript:", "evil.example")
    ] == [
        True,
        False,
        False,
        False,
        False,
    ]


def test_s04_pictures_are_shown_after_a_colleague_decided(
    client: Client, cast: Cast, contact: Contact
) -> None:
    base = f"/cases/{contact.case.number}/contacts/{contact.pk}/"
    client.force_login(cast.ali)
    assert "Show pictures" in client.get(base, HTTP_ACCEPT_LANGUAGE="en").content.decode()
    assert client.post(base + "pictures/").status_code == 302
    response = client.get(base + "html/")
    assert "img-src data: https:;" in response["Content-Security-Policy"]
    assert '<img src="https://evil.example/pixel.png">' in response.content.decode()


def test_looking_at_the_mail_changes_nothing(client: Client, cast: Cast, contact: Contact) -> None:
    base = f"/cases/{contact.case.number}/contacts/{contact.pk}/"
    client.force_login(cast.ali)
    for path in (base, base + "html/", base + "raw/"):
        assert client.get(path).status_code == 200
    assert client.get(base + "pictures/").status_code == 405
    assert Contact.objects.get().show_remote is False


def test_a_mail_too_complex_is_shown_as_text(client: Client, cast: Cast) -> None:
    contact = take_in(
        mail("Nur Text & mehr", html="<div>" * 5000 + "<script>x</script>"), at=MONDAY
    )
    assert contact is not None
    client.force_login(cast.ali)
    page = client.get(f"/cases/{contact.case.number}/contacts/{contact.pk}/html/").content.decode()
    assert ("Nur Text &amp; mehr" in page, "<script" in page) == (True, False)


@pytest.mark.parametrize("name", ["tom", "fin"])
def test_s11_another_teams_mail_is_not_there(
    client: Client, cast: Cast, contact: Contact, name: str
) -> None:
    base = f"/cases/{contact.case.number}/contacts/{contact.pk}/"
    client.force_login(getattr(cast, name))
    assert [client.get(base + end).status_code for end in ("", "html/", "raw/")] == [404] * 3
    assert client.post(base + "pictures/").status_code == 404


def test_s11_a_contact_is_only_found_in_its_own_case(
    client: Client, cast: Cast, contact: Contact
) -> None:
    other = take_in(mail("Etwas anderes.", message_id="<2@x>", sender="b@b.example"), at=MONDAY)
    assert other is not None
    client.force_login(cast.ali)
    base = f"/cases/{other.case.number}/contacts/{contact.pk}/"
    assert [client.get(base + end).status_code for end in ("", "html/", "raw/")] == [404] * 3
