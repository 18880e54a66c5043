"""The plainest way for a rule to look at a draft: words it does not want."""

from collections.abc import Iterator

from kulanz.protocol.draft import Draft
from kulanz.protocol.findings import Level, LintFinding
from kulanz.protocol.wording import excused, forbidden


def wordings(draft: Draft, code: str, level: Level) -> Iterator[LintFinding]:
    """Words the rule does not want, unless the sentence excuses them."""
    pattern = forbidden(code, draft.language)
    for passage in draft.passages if pattern else ():
        if excused(code, passage, draft.language):
            continue
        for match in pattern.finditer(passage.folded.text) if pattern else ():
            yield draft.found(code, level, passage.place(match))
