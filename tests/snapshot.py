"""Every row of the desk as values, to compare before and after."""

from typing import Any

from django.apps import apps
from django.forms.models import model_to_dict

# What a merge itself writes down, and the marks of "something happened".
ASIDE = {"Event", "Merge"}
MARKS = {"last_event", "touched_at"}


def snapshot() -> dict[str, list[dict[str, Any]]]:
    """All tables of the desk but the record of what happened, each in the order of its keys."""
    models = [one for one in apps.get_app_config("desk").get_models() if one.__name__ not in ASIDE]
    return {
        model.__name__: [_values(row) for row in model._default_manager.order_by("pk")]
        for model in models
    }


def _values(row: Any) -> dict[str, Any]:
    plain = {
        field.attname: getattr(row, field.attname)
        for field in row._meta.concrete_fields
        if field.name not in MARKS
    }
    joined = model_to_dict(row, fields=[field.name for field in row._meta.many_to_many])
    return plain | {name: sorted(one.pk for one in rows) for name, rows in joined.items()}
