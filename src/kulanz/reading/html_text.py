"""HTML to plain text, in one pass from left to right: every search moves the position forward.

Parsers that build a tree need more than 40 s for 200,000 nested <div> (measured); no tree is built.
"""

import html
import re

MAX_HTML = 2_000_000
MAX_QUOTE_DEPTH = 9
MAX_ATTRIBUTE = 1_000  # a quote not closed within that is a mistake

_TAG = re.compile(r"<(/?)([a-zA-Z][a-zA-Z0-9]{0,20})([^<>\"']{0,300}+>)?")  # most end soon
_QUOTE_OR_END = re.compile(r"=\s{0,5}[\"']|>")
_UNSHOWN = {"script", "style", "title", "template", "noscript", "select", "svg", "object"}
_LINE = {"div", "tr", "ul", "ol", "dl", "dd", "dt", "table", "caption", "center", "address", "form"}
_LINE |= {"section", "article", "header", "footer", "main", "aside", "nav", "figure", "figcaption"}
_LINE |= {"fieldset", "legend", "details", "summary"}
_PARAGRAPH = {"p", "h1", "h2", "h3", "h4", "h5", "h6", "blockquote", "pre", "hr"}
_BREAKS = _LINE | _PARAGRAPH | {"br", "li"}
_SHAPING = _BREAKS | {"td", "th"}


def html_to_text(source: str) -> str:
    """What a reader would see: lines for blocks, "- " for list items, "> " for quoted blocks."""
    page = _Page()
    source = source[:MAX_HTML]
    position = 0
    while position < len(source):
        opening = source.find("<", position)
        if opening < 0:
            page.write(source[position:])
            break
        page.write(source[position:opening])
        position = _after_tag(source, opening, page)
    return page.text()


def _after_tag(source: str, opening: int, page: "_Page") -> int:
    """Handles what starts with "<" and says where to go on."""
    if source.startswith("<!--", opening):
        return _behind_comment(source, opening, page)
    tag = _TAG.match(source, opening)
    if tag is None:
        if source[opening + 1 : opening + 2] in ("!", "?", "/"):
            return _behind(source, ">", opening)
        page.write("<")
        return opening + 1
    name, closing = tag[2].lower(), tag[1] == "/"
    end = tag.end() if tag[3] else _tag_end(source, tag.end())
    if name in _UNSHOWN and not closing and source[end - 2 : end] != "/>":
        return _behind_element(source, name, end, page)
    if name in _SHAPING:
        page.tag(name, closing=closing)
    return end


def _behind_comment(source: str, opening: int, page: "_Page") -> int:
    """Behind a comment; one that is never closed hides nothing but itself."""
    end = -1 if "!--" in page.unclosed else source.find("-->", opening + 2)
    if end < 0:
        page.unclosed.add("!--")
        return _behind(source, ">", opening)
    return end + 3


def _behind_element(source: str, name: str, position: int, page: "_Page") -> int:
    """Behind an element that is not shown; one that is never closed hides nothing."""
    if name in page.unclosed:
        return position
    closing = re.compile(f"</{name}", re.IGNORECASE).search(source, position)
    if closing is None:
        page.unclosed.add(name)
        return position
    return _behind(source, ">", closing.end())


def _behind(text: str, mark: str, position: int) -> int:
    found = text.find(mark, position)
    return len(text) if found < 0 else found + len(mark)


def _tag_end(source: str, position: int) -> int:
    """Behind the ">" of a tag; one inside a quoted attribute value does not count."""
    while found := _QUOTE_OR_END.search(source, position):
        if found[0] == ">":
            return found.end()
        closing = source.find(found[0][-1], found.end(), found.end() + MAX_ATTRIBUTE)
        position = found.end() if closing < 0 else closing + 1
    return len(source)


class _Page:
    """Lines under construction."""

    def __init__(self) -> None:
        self.lines: list[str] = []
        self.current: list[str] = []
        self.depth = 0
        self.verbatim = False
        self.unclosed: set[str] = set()

    def write(self, raw: str) -> None:
        text = html.unescape(raw) if "&" in raw else raw
        if self.verbatim:
            *whole, last = text.split("\n")
            for line in whole:
                self.current.append(line)
                self.end_line(keep_empty=bool(self.lines))
            self.current.append(last)
        elif text:
            self.current.append(text)

    def tag(self, name: str, *, closing: bool) -> None:
        if name in _BREAKS:
            self.end_line(keep_empty=name == "br")
        if name in _PARAGRAPH and self.lines and self.lines[-1].strip("> "):
            self.lines.append(self.prefix().rstrip())
        if name == "li" and not closing:
            self.current.append("- ")
        elif name in {"td", "th"}:
            self.current.append(" ")
        elif name == "pre":
            self.verbatim = not closing
        elif name == "blockquote":
            self.depth = max(0, self.depth + (-1 if closing else 1))

    def prefix(self) -> str:
        return "> " * min(self.depth, MAX_QUOTE_DEPTH)

    def end_line(self, *, keep_empty: bool = False) -> None:
        joined = "".join(self.current)
        joined = joined.replace("\u00ad", "").replace("\u200b", " ")
        line = joined.rstrip() if self.verbatim else " ".join(joined.split())
        if line or keep_empty or "\xa0" in joined:  # a blank line as Outlook and Gmail write it
            self.lines.append((self.prefix() + line).rstrip())
        self.current = []

    def text(self) -> str:
        self.end_line()
        return re.sub(r"\n{3,}", "\n\n", "\n".join(self.lines)).strip()
