"""Log lines: one line each, no control characters, never the words of a customer."""

import json
import logging
from datetime import UTC, datetime


class OneLine(logging.Formatter):
    """JSON on one line; what a stranger typed cannot forge a second line."""

    def format(self, record: logging.LogRecord) -> str:
        entry: dict[str, object] = {
            "at": datetime.fromtimestamp(record.created, tz=UTC).isoformat(timespec="milliseconds"),
            "level": record.levelname.lower(),
            "from": record.name,
            "says": record.getMessage(),
        }
        if record.exc_info:
            # Type and place only: an exception's message may quote what a customer wrote.
            entry["error"] = record.exc_info[0].__name__ if record.exc_info[0] else "unknown"
            entry["where"] = _places(record)
        return json.dumps(entry, ensure_ascii=False)


def _places(record: logging.LogRecord) -> list[str]:
    trace = record.exc_info[2] if record.exc_info else None
    places = []
    while trace is not None:
        code = trace.tb_frame.f_code
        places.append(
            f"{code.co_filename.rsplit('/site-packages/', 1)[-1]}:{trace.tb_lineno} {code.co_name}"
        )
        trace = trace.tb_next
    return places[-8:]
