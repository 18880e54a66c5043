"""The chain of a case as a file for other programs."""

from kulanz.case import LanguageCode
from kulanz.chain.picture.exports import as_json, dot, mermaid
from kulanz.chain.picture.svg_file import svg_file
from kulanz.desk import casefiles
from kulanz.desk.models import Case


def chain_file(case: Case, kind: str, *, title: str, language: LanguageCode) -> str:
    """The whole chain as svg, dot, mmd or json."""
    chain = casefiles.model(case).chain
    if kind == "svg":
        return svg_file(chain, language=language, title=title, whole=True)
    if kind == "json":
        return as_json(chain)
    return dot(chain, language) if kind == "dot" else mermaid(chain, language)
