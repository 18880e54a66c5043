"""Writing a promise down: its texts, where it is shown, its conditions, and what it pledges."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from kulanz.case import LanguageCode
from kulanz.conditions import FACTS, BadCell, Fact, cell
from kulanz.desk.actions.promises import Wording
from kulanz.desk.models import AdvertisedPromise, Person
from kulanz.desk.queries.orders import facts_asked
from kulanz.desk.queries.promise_words import cell_words
from kulanz.desk.queries.promises import KINDS, owners
from kulanz.languages import CODES, pack

CONDITIONS, PLEDGES, PLACES = 8, 2, 4
COUNTRIES = (("DE", _("Germany")), ("NL", _("Netherlands")), ("GB", _("United Kingdom")))
COMPARED = ("<=", ">=", "<", ">", "=")
KIND_WORDS = {
    "payment": _("Payment"),
    "delivery": _("Delivery"),
    "returns": _("Returns"),
    "price": _("Price"),
    "reachability": _("Reachability"),
    "other": _("Something else"),
}


@dataclass(frozen=True, slots=True)
class Row:
    """One line of the form: its number and its fields; `shown` are the ticks of a place."""

    number: int
    fields: tuple[forms.BoundField, ...]
    shown: tuple[forms.BoundField, ...] = ()


class PromiseForm(forms.Form):
    """One version of a promise."""

    code = forms.SlugField(max_length=40, label=_("Short name"))
    kind = forms.ChoiceField(choices=[(k, KIND_WORDS[k]) for k in KINDS], label=_("About"))
    text_de = forms.CharField(max_length=300, required=False, label=_("German"))
    text_nl = forms.CharField(max_length=300, required=False, label=_("Dutch"))
    text_en = forms.CharField(max_length=300, required=False, label=_("English"))
    countries = forms.MultipleChoiceField(
        choices=COUNTRIES,
        required=False,
        widget=forms.CheckboxSelectMultiple,
        label=_("Orders to"),
    )
    since = forms.DateField(
        label=_("Valid from"), widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    )
    until = forms.DateField(
        label=_("Valid to"),
        required=False,
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
    )
    owner = forms.ModelChoiceField(queryset=Person.objects.none(), label=_("Who answers for it"))

    def __init__(
        self,
        *args: Any,
        language: LanguageCode,
        row: AdvertisedPromise | None = None,
        **kwargs: Any,
    ) -> None:
        kwargs["initial"] = {**(_initial(row) if row else {}), **kwargs.get("initial", {})}
        super().__init__(*args, **kwargs)
        self.fields["owner"].queryset = owners()  # type: ignore[attr-defined] # a model's field
        picks = _picks(language, {**row.conditions, **row.pledge} if row else {})
        for name, count in (("if", CONDITIONS), ("then", PLEDGES)):
            for number in range(1, count + 1):
                self.fields[f"{name}-{number}"] = forms.ChoiceField(choices=picks, required=False)
                self.fields[f"{name}-{number}-value"] = forms.CharField(
                    max_length=20, required=False
                )
        for number in range(1, PLACES + 1):
            self.fields[f"place-{number}"] = forms.CharField(max_length=80, required=False)
            self.fields[f"place-{number}-url"] = forms.URLField(
                max_length=300, required=False, assume_scheme="https"
            )
            for condition in range(1, CONDITIONS + 1):
                self.fields[f"place-{number}-shows-{condition}"] = forms.BooleanField(
                    required=False
                )

    def texts(self) -> Iterator[forms.BoundField]:
        """The words in each language."""
        return (self[f"text_{code}"] for code in CODES)

    def frame(self) -> Iterator[forms.BoundField]:
        """What it is about, from when to when, and who answers for it."""
        return (self[name] for name in ("kind", "since", "until", "owner"))

    def conditions(self) -> Iterator[Row]:
        """The lines of conditions."""
        yield from self._lines("if", CONDITIONS)

    def pledges(self) -> Iterator[Row]:
        """The lines of what is pledged."""
        yield from self._lines("then", PLEDGES)

    def places(self) -> Iterator[Row]:
        """The lines of places, each with one tick per condition."""
        for number in range(1, PLACES + 1):
            fields = (self[f"place-{number}"], self[f"place-{number}-url"])
            ticks = range(1, CONDITIONS + 1)
            shown = tuple(self[f"place-{number}-shows-{one}"] for one in ticks)
            yield Row(number, fields, shown)

    def _lines(self, name: str, count: int) -> Iterator[Row]:
        for number in range(1, count + 1):
            yield Row(number, (self[f"{name}-{number}"], self[f"{name}-{number}-value"]))

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        if not any(cleaned.get(f"text_{code}") for code in CODES):
            self.add_error("text_de", _("What is advertised? Write it as the customer reads it."))
        cleaned["conditions"] = dict(self._cells("if", CONDITIONS))
        cleaned["pledge"] = dict(self._cells("then", PLEDGES))
        if not cleaned["pledge"] and "then-1" not in self.errors:
            self.add_error("then-1", _("What is promised? Without it nothing can be broken."))
        since, until = cleaned.get("since"), cleaned.get("until")
        if since and until and until < since:
            self.add_error("until", _("It ends before it begins."))
        return cleaned

    def _cells(self, name: str, count: int) -> Iterator[tuple[str, str]]:
        for number in range(1, count + 1):
            field = f"{name}-{number}"
            fact, _sign, text = str(self.cleaned_data.get(field) or "").partition("|")
            if not fact:
                continue
            if text in COMPARED:
                value = str(self.cleaned_data.get(f"{field}-value") or "").replace(",", ".")
                text = f"{text} {value}"
            try:
                cell(text, FACTS[fact])
            except BadCell:
                self.add_error(f"{field}-value", _("Which value? Type a number such as 500."))
                continue
            yield fact, text

    def wording(self) -> Wording:
        """What was typed, as the registry keeps it."""
        data = self.cleaned_data
        return Wording(
            kind=data["kind"],
            texts={code: data[f"text_{code}"] for code in CODES if data[f"text_{code}"]},
            places=tuple(self._typed_places()),
            conditions=data["conditions"],
            pledge=data["pledge"],
            countries=tuple(data["countries"]),
            since=data["since"],
            until=data["until"],
            owner=data["owner"],
        )

    def _typed_places(self) -> Iterator[dict[str, object]]:
        data = self.cleaned_data
        facts = [str(data.get(f"if-{n}") or "").partition("|")[0] for n in range(1, CONDITIONS + 1)]
        for number in range(1, PLACES + 1):
            name, url = data[f"place-{number}"], data[f"place-{number}-url"]
            if name or url:
                yield {
                    "name": name or url,
                    "url": url,
                    "shown": [
                        fact
                        for at, fact in enumerate(facts, start=1)
                        if fact and data[f"place-{number}-shows-{at}"]
                    ],
                }


def _initial(row: AdvertisedPromise) -> dict[str, Any]:
    """A version as the form shows it."""
    values: dict[str, Any] = {
        "code": row.code,
        "kind": row.kind,
        "countries": row.countries,
        "since": row.since,
        "until": row.until,
        "owner": row.owner_id,
        **{f"text_{code}": row.texts.get(code, "") for code in CODES},
        **dict(_initial_cells("if", row.conditions)),
        **dict(_initial_cells("then", row.pledge)),
    }
    for number, place in enumerate(row.places, start=1):
        values |= {f"place-{number}": place["name"], f"place-{number}-url": place.get("url", "")}
        for at, fact in enumerate(row.conditions, start=1):
            values[f"place-{number}-shows-{at}"] = fact in place.get("shown", ())
    return values


def _initial_cells(name: str, cells: Mapping[str, str]) -> Iterator[tuple[str, str]]:
    for number, (fact, text) in enumerate(cells.items(), start=1):
        sign, _space, value = text.partition(" ")
        compared = FACTS[fact].ordered and sign in COMPARED
        yield f"{name}-{number}", f"{fact}|{sign if compared else text}"
        if compared:
            yield f"{name}-{number}-value", value


def _picks(language: LanguageCode, used: Mapping[str, str]) -> list[Any]:
    """What can be chosen, fact by fact; a cell in use that no picker makes stays to be chosen."""
    groups: list[Any] = [("", "–")]
    labels = pack(language, "conditions")["labels"]
    for name in dict.fromkeys((*facts_asked(), *used)):
        fact, label = FACTS[name], str(labels[name])
        texts = list(_texts(fact))
        if name in used and used[name] not in texts and used[name].split(" ")[0] not in COMPARED:
            texts.append(used[name])
        options = [(f"{name}|{text}", _said(fact, label, text, language)) for text in texts]
        groups.append((label[:1].upper() + label[1:], options))
    return groups


def _texts(fact: Fact) -> Iterator[str]:
    if fact.ordered:
        yield from COMPARED
    elif fact.kind == "yes_no":
        yield from ("yes", "no")
    else:
        yield from fact.choices
        yield from (f"not({choice})" for choice in fact.choices)


def _said(fact: Fact, label: str, text: str, language: LanguageCode) -> str:
    words = pack(language, "conditions")["words"]
    signs = {"<=": "at_most", ">=": "at_least", "<": "under", ">": "over"}
    if text in COMPARED:
        return f"{label}: {words[signs[text]] if text in signs else '='} …"
    if text.startswith("not("):
        inner = cell_words(fact.name, text.removeprefix("not(").removesuffix(")"), language)
        return f"{label}: {words['not']} {inner}"
    return f"{label}: {cell_words(fact.name, text, language)}"
