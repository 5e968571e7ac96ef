"""The order of names."""

from __future__ import annotations

from gigahall.scene.order import natural


def test_names_are_sorted_as_people_count() -> None:
    assert sorted(["A10", "a3", "A2", "B1", "A1"], key=natural) == ["A1", "A2", "a3", "A10", "B1"]


def test_every_text_is_a_name() -> None:
    names = ["²", "A1²3", "٣", "9" * 5000, ""]
    assert sorted(names, key=natural)[0] == ""
