"""Why a table cannot be used, as a sentence of a language with the place in the table."""

from collections.abc import Mapping

from kulanz.case import LanguageCode
from kulanz.countries import PackError
from kulanz.languages import pack

_FILE = ".toml."  # the name of a file, before the place in it


def explain_pack_error(error: PackError, language: LanguageCode) -> str:
    """What is wrong, and where: "rules.voucher-fault.limit.SA: ..."."""
    if error.reason is None:
        return str(error)
    words: Mapping[str, str] = pack(language, "authority")["table"]
    values = dict(error.reason.values)
    if "wanted" in values:
        values["wanted"] = pack(language, "authority")["kinds"].get(values["wanted"], "")
    if "remedy" in values:
        names: Mapping[str, str] = pack(language, "remedies")["names"]
        values["remedy"] = names.get(values["remedy"], values["remedy"])
    sentence = words[error.reason.code.removeprefix("pack.")].format_map(values)
    _table, _, place = error.path.partition(_FILE if _FILE in error.path else ".")
    return f"{place}: {sentence}" if place and place != "toml" else sentence
