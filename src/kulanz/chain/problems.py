"""What is wrong with a model so that nothing can be asked of it."""

from collections.abc import Sequence

from kulanz.case.reason import Reason


class BadModel(ValueError):
    """Not a model. `reason` is a code of `[chain]` in the reasons, with its values.

    Codes: duplicate, unknown_name, cycle, formula, time_order, differs, and those of the file
    itself (not_json, shape, which_case). `line` counts from 1 in its file; 0 is no line.
    """

    def __init__(
        self, code: str, names: Sequence[str] = (), *, line: int = 0, **values: str
    ) -> None:
        self.reason = Reason(f"chain.{code}", {"names": ", ".join(names), **values})
        self.code = code
        self.names = tuple(names)
        self.line = line
        super().__init__(f"{code}: {', '.join(names)}" + (f" (line {line})" if line else ""))
