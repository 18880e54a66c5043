"""From the file that somebody names to a model."""

import re
from dataclasses import dataclass

from kulanz.chain.chain import Chain
from kulanz.chain.files import load
from kulanz.chain.notes.doubts import Doubt
from kulanz.chain.notes.told import Told
from kulanz.cli.chain_names import Unclear
from kulanz.cli.source import content

_JSON = re.compile(r"\s*(?:\{|\[\s*(?:[{\]]|$))")


@dataclass(frozen=True)
class Model:
    """A model, and what the telling that it came from leaves open."""

    chain: Chain
    told: Told | None = None
    doubts: tuple[Doubt, ...] = ()


def model(file: str, case: str, *, strict: bool) -> Model:
    """The model in a file: JSON, or the notes, mail or transcript that somebody wrote.

    Raises:
        BadInput: no such file, or no text.
        BadModel: JSON that is no good model.
        Unclear: nobody says in the text why anything is so.
    """
    text = content(file)
    if _JSON.match(text) or file.lower().endswith(".json"):
        return Model(load(text, case=case, strict=strict))
    from kulanz.chain.notes.modelling import model_of
    from kulanz.reading import read

    reading = read(text)
    found = model_of(reading.chain, reading.language)
    if not found.chain.variables:
        raise Unclear("nothing_told", "standard input" if file == "-" else file)
    return Model(found.chain, reading.chain, found.doubts)
