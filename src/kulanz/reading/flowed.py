"""Paragraphs that a mail program folded, put together again (RFC 3676, format=flowed)."""

MAX_QUOTE_DEPTH = 50


def unfolded(text: str, *, deleted_blank: bool = False) -> str:
    """One line per paragraph; quoted lines keep their marks, "-- " keeps standing alone.

    `deleted_blank` is DelSp=yes: the blank at the fold was put there for folding only, as in
    Chinese, Japanese and long addresses.
    """
    lines: list[str] = []
    paragraph: list[str] = []
    depth_before = 0
    for line in text.split("\n"):
        content = line.lstrip(">") if line.startswith(">") else line
        depth = len(line) - len(content)
        content = content.removeprefix(" ")
        if paragraph and (depth != depth_before or content == "-- "):
            lines.append(_marks(depth_before) + "".join(paragraph))
            paragraph = []
        soft = content.endswith(" ") and content != "-- "
        paragraph.append(content[:-1] if soft and deleted_blank else content)
        depth_before = depth
        if not soft:
            lines.append(_marks(depth) + "".join(paragraph))
            paragraph = []
    if paragraph:
        lines.append(_marks(depth_before) + "".join(paragraph))
    return "\n".join(lines)


def _marks(depth: int) -> str:
    return ">" * min(depth, MAX_QUOTE_DEPTH) + (" " if depth else "")
