"""Asking the API as another system does."""

import json
from collections.abc import Sequence
from typing import Any

from django.test import Client
from django.utils import timezone

from kulanz.desk.actions.machines import make_token
from kulanz.desk.models import Person
from kulanz.desk.queries.machines import SCOPES


def key(person: Person, scopes: Sequence[str] = SCOPES, **more: Any) -> str:
    _row, secret = make_token(
        name="billing", scopes=scopes, person=person, at=timezone.now(), by=person, **more
    )
    return secret


def ask(secret: str, method: str, path: str, content: object = None, **headers: str) -> Any:
    answer = Client(enforce_csrf_checks=True).generic(
        method.upper(),
        path,
        json.dumps(content) if content is not None else "",
        content_type="application/json",
        headers={"Authorization": f"Bearer {secret}", **headers},
    )
    return answer.status_code, json.loads(answer.content)
