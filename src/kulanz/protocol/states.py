"""What the states of a case are called."""

from kulanz.case import LanguageCode
from kulanz.languages import pack


def state_label(state: str, language: LanguageCode) -> str:
    """The name of a state on screen, for example "In Klärung".

    Raises:
        KeyError: there is no such state.
    """
    label: str = pack(language, "states")["labels"][state]
    return label
