"""A chain, or its influences, in the form that somebody asks for."""

from kulanz.chain.answers import Audience
from kulanz.chain.picture import exports
from kulanz.chain.picture.svg_file import loops_file, svg_file
from kulanz.cli.chain_frame import Format
from kulanz.cli.chain_names import Unclear
from kulanz.cli.chain_page import Page
from kulanz.cli.folding import folded


def drawn(page: Page, form: Format, audience: Audience, *, whole: bool) -> str:
    """The chain.

    Raises:
        Unclear: the JSON of the whole model, for a customer.
    """
    chain, language = page.chain, page.language
    match form:
        case "svg":
            title = chain.title or page.words["title"]
            return svg_file(chain, language=language, title=title, audience=audience, whole=whole)
        case "dot":
            return exports.dot(chain, language, audience)
        case "mermaid":
            return exports.mermaid(chain, language, audience)
        case "list":
            return "\n".join(folded(page.outline(audience)))
        case "json":
            if audience == "customer":
                raise Unclear("inside_only", "--format json")
            return exports.as_json(chain)


def influences(page: Page, form: Format, audience: Audience) -> str:
    """The influences with their signs and circles; the list is that of `kulanz chain loops`.

    Raises:
        Unclear: for a customer, as influences are about moods; or as JSON, which holds all anyway.
    """
    chain, language = page.chain, page.language
    if audience == "customer":
        raise Unclear("inside_only", "--influences")
    match form:
        case "svg":
            title = chain.title or page.words["title"]
            found = loops_file(chain, language=language, title=title)
            return found or "\n".join(page.loops(chain.loops()))
        case "dot":
            return exports.dot_of_influences(chain, language)
        case "mermaid":
            return exports.mermaid_of_influences(chain, language)
        case "list":
            return "\n".join(folded(page.loops(chain.loops())))
        case "json":
            return exports.as_json(chain)
