"""A shop's page as blocks of text with their places. Nothing is run and nothing is loaded.

The tree comes from lxml, which `extruct` brings: `pip install 'kulanz[promises]'`.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field
from hashlib import sha256

from lxml import html
from lxml.etree import ParserError, iterwalk
from lxml.html import HtmlElement
from w3lib.encoding import html_to_unicode

# Fewer words than this beside scripts: the page is built in the browser. The shell of such a page
# has a name, perhaps a few links; the shortest real page has sentences.
FEW_WORDS = 30
MAX_CHARACTERS = 2_000_000
SOFT_HYPHEN = "\u00ad"

_UNSHOWN = """
head script style template noscript select svg object iframe textarea button del s strike
blockquote q cite
"""
_INLINE = """
a abbr b bdi bdo big br code dfn em font i img ins kbd label link mark meta picture samp small
source span strong sub sup time tt u var wbr
"""
_UNSHOWN_TAGS, _INLINE_TAGS = frozenset(_UNSHOWN.split()), frozenset(_INLINE.split())
_HEADINGS = frozenset({"h1", "h2", "h3", "h4", "h5", "h6", "summary", "dt"})
_REVIEWS = ("review", "testimonial", "bewertung", "beoordeling", "kundenstimme")


@dataclass(frozen=True, slots=True)
class Block:
    """The words of one block element, with its path in the tree and the line it begins on."""

    text: str
    path: str
    line: int
    heading: bool = False
    starts: tuple[tuple[int, int], ...] = field(default=(), compare=False)  # offset, line

    def line_at(self, offset: int) -> int:
        """The line on which a place in the text stands."""
        return [line for start, line in self.starts if start <= offset][-1]


@dataclass(frozen=True, slots=True)
class Page:
    """What is shown on a page, and the tree it was read from."""

    blocks: tuple[Block, ...]
    tree: HtmlElement | None

    @property
    def text(self) -> str:
        """The shown text, one block a line."""
        return "\n".join(block.text for block in self.blocks)

    @property
    def built_by_script(self) -> bool:
        """Whether there is almost nothing to read and a script that would write the rest."""
        if self.tree is None or len(self.text.split()) >= FEW_WORDS:
            return False
        return any(_runs(script) for script in self.tree.iter("script"))

    @property
    def sha256(self) -> str:
        """The hash of the shown text: the same wording has the same hash, whatever the layout."""
        return sha256(self.text.encode()).hexdigest()

    def path_of(self, element: HtmlElement) -> str:
        """Where an element stands: "/html/body/main/p[2]"."""
        return str(element.getroottree().getpath(element))


def page_text(body: bytes, content_type: str = "") -> str:
    """The characters of a page: what its header, its mark or its first lines say, else UTF-8."""
    return html_to_unicode(content_type or None, body, default_encoding="utf-8")[1]


def page(source: str) -> Page:
    """The page of an HTML text; a text in which no HTML is found has no blocks."""
    parser = html.HTMLParser(encoding="utf-8", remove_comments=True, remove_pis=True)
    try:
        tree = html.document_fromstring(source[:MAX_CHARACTERS].encode(), parser=parser)
    except ParserError:
        return Page((), None)
    return Page(tuple(_blocks(tree)), tree)


def _runs(script: HtmlElement) -> bool:
    """Whether a script is a program: data such as JSON-LD is written the same way."""
    kind = script.get("type", "").partition(";")[0].strip().lower()
    has_code = bool(script.get("src") or (script.text or "").strip())
    return has_code and (kind in {"", "module"} or kind.endswith(("javascript", "ecmascript")))


def _blocks(tree: HtmlElement) -> Iterator[Block]:
    """The blocks in the order in which they are read."""
    pieces: list[tuple[str, int]] = []
    owners = [tree]
    walk = iterwalk(tree, events=("start", "end"))
    for event, element in walk:
        edge = element.tag not in _INLINE_TAGS
        if edge:
            yield from _block(pieces, owners[-1])
            pieces = []
        if event == "start":
            if edge:
                owners.append(element)
            if _hidden(element):
                walk.skip_subtree()
            else:
                words = " " if element.tag == "br" else element.text or ""
                pieces.append((words, element.sourceline or 0))
        else:
            if edge:
                owners.pop()
            pieces.append((element.tail or "", 0))
    yield from _block(pieces, tree)


def _block(pieces: list[tuple[str, int]], owner: HtmlElement) -> Iterator[Block]:
    """One block of pieces with the lines they begin on; 0 where a piece just goes on."""
    letters: list[str] = []
    starts: list[tuple[int, int]] = []
    line, gap = owner.sourceline or 1, False
    for text, begun in pieces:
        line = max(line, begun)
        for letter in text:
            line += letter == "\n"
            if letter.isspace():
                gap = bool(letters)
            elif letter != SOFT_HYPHEN:
                letters += [" ", letter] if gap else [letter]
                gap = False
                if not starts or starts[-1][1] != line:
                    starts.append((len(letters) - 1, line))
    if any(letter.isalnum() for letter in letters):
        path = str(owner.getroottree().getpath(owner))
        heading = owner.tag in _HEADINGS
        yield Block("".join(letters), path, starts[0][1], heading, tuple(starts))


def _hidden(element: HtmlElement) -> bool:
    """What is not shown, is struck out, or is somebody else's words."""
    if (
        not isinstance(element.tag, str)
        or element.tag in _UNSHOWN_TAGS
        or "hidden" in element.attrib
    ):
        return True
    if "display:none" in element.get("style", "").replace(" ", "").lower():
        return True
    named = f"{element.get('class', '')} {element.get('itemprop', '')}".lower()
    return any(word in named for word in _REVIEWS)
