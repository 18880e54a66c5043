"""The demo throws away its own folder and never anybody else's."""

from pathlib import Path

import pytest

from kulanz.cli.demo_folder import MARK, NotADemo, claim, clear


def test_a_new_folder_is_marked_before_anything_lies_in_it(tmp_path: Path) -> None:
    claim(tmp_path / "new")

    assert [one.name for one in (tmp_path / "new").iterdir()] == [MARK]


def test_a_demo_keeps_its_data_at_the_second_start(tmp_path: Path) -> None:
    claim(tmp_path)
    (tmp_path / "kulanz.sqlite3").write_text("data")

    claim(tmp_path)

    assert (tmp_path / "kulanz.sqlite3").read_text() == "data"


def test_fresh_empties_a_demo(tmp_path: Path) -> None:
    claim(tmp_path)
    (tmp_path / "kulanz.sqlite3").write_text("data")

    clear(tmp_path)

    assert [one.name for one in tmp_path.iterdir()] == [MARK]


@pytest.mark.parametrize("act", [claim, clear])
def test_a_real_desks_folder_is_not_touched(tmp_path: Path, act: object) -> None:
    (tmp_path / "kulanz.sqlite3").write_text("real")

    with pytest.raises(NotADemo):
        act(tmp_path)  # type: ignore[operator]

    assert [one.name for one in tmp_path.iterdir()] == ["kulanz.sqlite3"]
