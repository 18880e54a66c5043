"""The cast is on stage in every desk test that asks for it."""

import pytest

from cast import Cast, make_cast


@pytest.fixture
def cast(db: None) -> Cast:
    return make_cast()
