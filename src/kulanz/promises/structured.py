"""Promises in a page's own structured data: schema.org as JSON-LD and microdata, by `extruct`."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

import lxml.html
from extruct.jsonld import JsonLdExtractor
from extruct.w3cmicrodata import MicrodataExtractor

from kulanz.conditions import FACTS
from kulanz.languages import CODES, pack
from kulanz.promises.registry import PromiseKind

Node = Mapping[str, Any]
_DEEPEST, _MOST = 30, 20_000  # a product page nests about eight deep
_JSON = '//script[translate(@type, "LDJSON", "ldjson")="application/ld+json"]'
_FREE = "FreeReturn"
_INVOICE = frozenset({"byinvoice", "invoice", "paymentmethodinvoice"})


@dataclass(frozen=True, slots=True)
class Stated:
    """A promise in structured data, with the element that holds it."""

    kind: PromiseKind
    quote: str
    conditions: Mapping[str, str]
    pledge: Mapping[str, str]
    element: lxml.html.HtmlElement


def stated_in(tree: lxml.html.HtmlElement) -> Iterator[Stated]:
    """The promises of every item of a page; data that cannot be read states nothing."""
    seen = set()
    for element, item in _items(tree):
        for kind, quote, conditions, pledge in _promises(item):
            if (kind, quote) not in seen:
                seen.add((kind, quote))
                yield Stated(kind, quote, conditions, pledge, element)


def _items(tree: lxml.html.HtmlElement) -> Iterator[tuple[lxml.html.HtmlElement, Node]]:
    for script in tree.xpath(_JSON):
        try:
            found = JsonLdExtractor()._extract_items(script)  # noqa: SLF001 - one script at a time keeps its place
            for item in found:
                if isinstance(item, Mapping):
                    yield script, item
        except (ValueError, RecursionError):  # broken data; the page's sentences still speak
            continue
    for item in MicrodataExtractor(add_html_node=True).extract_items(tree, None):
        yield item["htmlNode"], item


def _promises(item: Node) -> Iterator[tuple[PromiseKind, str, dict[str, str], dict[str, str]]]:
    for name, value in _properties(item):
        if name in {"acceptedPaymentMethod", "paymentAccepted"}:
            yield from _payment(name, value)
        elif name == "hasMerchantReturnPolicy":
            yield from _returns(value)
        elif name == "shippingDetails":
            yield from _delivery(value)
        elif name in {"openingHours", "openingHoursSpecification", "hoursAvailable"}:
            yield from _hours(name, value)


def _properties(item: Node) -> Iterator[tuple[str, Any]]:
    """Every property of an item and of the items in it, one value at a time."""
    waiting: list[tuple[Any, int]] = [(item, 0)]
    for _ in range(_MOST):
        if not waiting:
            return
        value, depth = waiting.pop()
        if isinstance(value, list):
            waiting += [(one, depth + 1) for one in reversed(value)]
        elif isinstance(value, Mapping) and depth < _DEEPEST:
            for name, inner in _own(value).items():
                if name in {"review", "reviews", "htmlNode"}:
                    continue
                for one in inner if isinstance(inner, list) else [inner]:
                    yield name, one
                waiting.append((inner, depth + 1))


def _own(item: Node) -> Node:
    """The properties of an item of either kind: microdata puts them one level deeper."""
    inner = item.get("properties")
    return inner if isinstance(inner, Mapping) else item


def _payment(
    name: str, value: Any
) -> Iterator[tuple[PromiseKind, str, dict[str, str], dict[str, str]]]:
    text = _text(value)
    last = text.replace("#", "/").rstrip("/").rpartition("/")[2] if "://" in text else text
    words = {one.strip().lower() for one in last.split(",")}
    if words & (_INVOICE | _invoice_words()):
        yield (
            "payment",
            f"{name}: {last}",
            {"payment.asked": "invoice"},
            {"payment.offered": "invoice"},
        )


def _returns(value: Any) -> Iterator[tuple[PromiseKind, str, dict[str, str], dict[str, str]]]:
    if not isinstance(value, Mapping):
        return
    policy = _own(value)
    fees = _text(policy.get("returnFees")).rpartition("/")[2]
    if fees != _FREE:
        return
    conditions = _country(policy.get("applicableCountry"))
    quote = f"returnFees {fees}"
    days = _whole(policy.get("merchantReturnDays"))
    if days is not None:
        conditions["return.days"] = f"<= {days}"
        quote = f"merchantReturnDays {days}, {quote}"
    yield "returns", f"hasMerchantReturnPolicy: {quote}", conditions, {"return.fee": "0"}


def _delivery(value: Any) -> Iterator[tuple[PromiseKind, str, dict[str, str], dict[str, str]]]:
    """Handling and transit together; schema.org counts both in business days of the shop."""
    details = _own(value) if isinstance(value, Mapping) else {}
    times = details.get("deliveryTime")
    if not isinstance(times, Mapping):
        return
    spans = {name: _most(_own(times).get(name)) for name in ("handlingTime", "transitTime")}
    if spans["transitTime"] is None:
        return
    destination = details.get("shippingDestination")
    region = _own(destination) if isinstance(destination, Mapping) else {}
    conditions = _country(region.get("addressCountry"))
    days = sum(span for span in spans.values() if span is not None)
    said = ", ".join(f"{name} {span}" for name, span in spans.items() if span is not None)
    where = f" ({conditions['order.country']})" if conditions else ""
    pledge = {"delivery.business_days": f"<= {days}"}
    yield "delivery", f"deliveryTime: {said}{where}", conditions, pledge


def _hours(
    name: str, value: Any
) -> Iterator[tuple[PromiseKind, str, dict[str, str], dict[str, str]]]:
    if isinstance(value, Mapping):
        own = _own(value)
        days = own.get("dayOfWeek", [])
        named = [
            _text(day).rpartition("/")[2] for day in (days if isinstance(days, list) else [days])
        ]
        opens, closes = _text(own.get("opens"))[:5], _text(own.get("closes"))[:5]
        text = " ".join([*named, f"{opens}-{closes}"]) if opens and closes else ""
    else:
        text = _text(value)
    if text:
        conditions = {"contact.in_opening_hours": "yes"}
        yield "reachability", f"{name}: {text}", conditions, {"call.answered": "yes"}


def _country(value: Any) -> dict[str, str]:
    values = value if isinstance(value, list) else [value]
    known = FACTS["order.country"].choices
    codes = list(dict.fromkeys(_text(one).upper() for one in values if _text(one).upper() in known))
    return {"order.country": ", ".join(codes)} if codes else {}


def _most(value: Any) -> int | None:
    """The upper end of a quantity of days."""
    if not isinstance(value, Mapping):
        return None
    own = _own(value)
    unit = _text(own.get("unitCode")).upper()
    most = _whole(own.get("maxValue", own.get("value")))
    return most if unit in {"", "DAY", "D"} else None


def _whole(value: Any) -> int | None:
    text = _text(value)
    return int(text) if text.isascii() and text.isdigit() and len(text) <= 3 else None  # noqa: PLR2004 - days


def _text(value: Any) -> str:
    if isinstance(value, Mapping):
        value = value.get("@id") or value.get("id") or _own(value).get("name") or ""
    return " ".join(str(value).split())[:300] if isinstance(value, str | int) else ""


def _invoice_words() -> frozenset[str]:
    return frozenset(
        word for code in CODES for word in pack(code, "promises")["structured"]["invoice"]
    )
