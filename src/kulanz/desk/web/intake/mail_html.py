"""A stranger's HTML made fit to be looked at; it is shown in a sandboxed frame besides.

Parsed and written anew by nh3 (ammonia), never by search and replace: precedents of FreeScout and
osTicket. Its parser is quadratic in nesting, so what is nested or marked up beyond any honest mail
is not given to it at all; the text of the mail is shown instead.
"""

import base64
import re
from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from urllib.parse import unquote, urlsplit

import nh3

MAX_HTML = 1_000_000
MAX_TAGS = 30_000
MAX_TAG = 50_000
MAX_DEPTH = 200
MAX_FORMATTING = 40
MAX_PICTURE = 400_000
MAX_PICTURES = 4_000_000


def _words(text: str) -> frozenset[str]:
    return frozenset(text.split())


TAGS = _words(
    "a abbr b blockquote br caption center cite code col colgroup dd del div dl dt em h1 h2 "
    "h3 h4 h5 h6 hr i img ins kbd li ol p pre q s samp small span strike strong sub sup table "
    "tbody td tfoot th thead tr tt u ul var"
)
GONE_WITH_CONTENT = _words(
    "script style title template noscript svg math iframe object embed applet audio video "
    "canvas frameset noembed noframes select textarea"
)
ATTRIBUTES = {
    "a": {"href", "title"},
    "img": {"src", "alt", "width", "height"},
    "td": {"colspan", "rowspan"},
    "th": {"colspan", "rowspan"},
    "ol": {"start"},
}
LINKS = frozenset({"http", "https", "mailto", "tel"})
_TAG = re.compile(r"<(/?)([a-zA-Z][^\s/>]{0,40})")
# Closed by the next of their kind or empty: they do not nest.
_FLAT = _words(
    "p li dt dd td th tr option br hr img input meta link base col area wbr html head body"
)
_FORMATTING = _words("a b big code em font i nobr s small strike strong tt u")
_MAGIC = (
    (b"\x89PNG\r\n\x1a\n", "image/png"),
    (b"\xff\xd8\xff", "image/jpeg"),
    (b"GIF87a", "image/gif"),
    (b"GIF89a", "image/gif"),
)


@dataclass(frozen=True, slots=True)
class SafeHtml:
    """Sanitised HTML; `blocked` counts pictures that would have been fetched from elsewhere."""

    html: str
    blocked: int


def raster_type(content: bytes) -> str | None:
    """The media type of a raster image by its first bytes, whatever it calls itself; else None."""
    if content[:4] == b"RIFF" and content[8:12] == b"WEBP":
        return "image/webp"
    return next((kind for magic, kind in _MAGIC if content.startswith(magic)), None)


def safe_html(source: str, *, pictures: Mapping[str, str], remote: bool) -> SafeHtml | None:
    """The HTML of a mail without anything that runs, submits, or fetches; None: too complex.

    `pictures` maps Content-IDs to `data:` addresses of raster images that came with the mail.
    With `remote` pictures from https addresses stay in.
    """
    if not _is_tame(source):
        return None
    blocked: list[str] = []
    cleaned = nh3.clean(
        source,
        tags=set(TAGS),
        clean_content_tags=set(GONE_WITH_CONTENT),
        attributes={tag: set(names) for tag, names in ATTRIBUTES.items()},
        attribute_filter=_filter(pictures, blocked, remote=remote),
        url_schemes={*LINKS, "cid"},
        url_relative="deny",
        link_rel="noopener noreferrer nofollow",
        set_tag_attribute_values={"a": {"target": "_blank"}},
    )
    return SafeHtml(html=cleaned, blocked=len(blocked))


def _filter(
    pictures: Mapping[str, str], blocked: list[str], *, remote: bool
) -> Callable[[str, str, str], str | None]:
    def kept(tag: str, name: str, value: str) -> str | None:
        if name not in {"href", "src"}:
            return value
        scheme = urlsplit(value.strip()).scheme.lower()
        if tag == "a":
            return value if scheme in LINKS else None
        if scheme == "cid":
            return pictures.get(unquote(value.strip()[4:]))
        if remote and scheme == "https":
            return value
        blocked.append(scheme)
        return None

    def checked(tag: str, name: str, value: str) -> str | None:
        try:
            return kept(tag, name, value)
        except ValueError:  # "http://[" is no address
            return None

    return checked


def data_addresses(files: Iterable[tuple[str, bytes]]) -> dict[str, str]:
    """Content-ID -> `data:` address for the raster images among the files, as far as they fit.

    Not our own attachment addresses: a sandboxed frame sends no session cookie with its pictures.
    """
    found: dict[str, str] = {}
    room = MAX_PICTURES
    for content_id, content in files:
        kind = raster_type(content)
        if not content_id or kind is None or len(content) > min(room, MAX_PICTURE):
            continue
        room -= len(content)
        found[content_id] = f"data:{kind};base64,{base64.b64encode(content).decode('ascii')}"
    return found


def _is_tame(source: str) -> bool:
    """Whether size, number and nesting of tags are those of a mail and not of an attack.

    One pass. Only a closing tag of the same name closes, so the depth is never underestimated.
    """
    if len(source) > MAX_HTML:
        return False
    unclosed: Counter[str] = Counter()
    depth = formatting = count = last = 0
    for tag in _TAG.finditer(source):
        count += 1
        if count > MAX_TAGS or tag.start() - last > MAX_TAG:
            return False
        last = tag.start()
        name = tag[2].lower()
        if name in _FLAT:
            continue
        step = -1 if tag[1] and unclosed[name] else 0 if tag[1] else 1
        unclosed[name] += step
        depth += step
        formatting += step if name in _FORMATTING else 0
        if depth > MAX_DEPTH or formatting > MAX_FORMATTING:
            return False
    return len(source) - last <= MAX_TAG or "<" not in source[last:]
