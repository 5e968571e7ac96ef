"""Editors of single fields, one for each way a field can be edited. Several values that differ show as "several"."""

from __future__ import annotations

import math
import re
from collections.abc import Sequence
from typing import Any

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QWidget

from gigahall.app.components.buttons import Chip, Switch
from gigahall.app.components.field import MIXED, Field, NumberField
from gigahall.app.components.labels import Elided
from gigahall.app.components.paragraph import Paragraph
from gigahall.app.forms import FormField
from gigahall.app.theme import font
from gigahall.units import System, format_field, format_value, parse


class Editor(QObject):
    """A widget for one field; `committed` says the new value, `show_values` what the records hold now."""

    committed = Signal(object)

    def __init__(self, widget: QWidget) -> None:
        super().__init__(widget)
        self.widget = widget
        self.missing = ""
        """What stands in an empty field of words."""

    def show_values(self, values: Sequence[Any], units: System) -> None:
        """Every editor says how; one that forgets fails at once."""
        raise NotImplementedError(type(self).__name__)

    def make_quiet(self, name: str) -> None:
        """Words that can be edited where they stand: no ground until the pointer or the keys are there; `name` where they are missing."""
        widget, self.missing = self.widget, name
        widget.setAccessibleName(name)
        if isinstance(widget, Field):
            widget.make_quiet()
            widget.edit.setFont(font("title"))

    def refuse(self, reason: str) -> None:
        """The document did not take it."""
        if isinstance(self.widget, Field | Paragraph):
            self.widget.refuse(reason)


def _common(values: Sequence[Any]) -> tuple[Any, bool]:
    """The value all share, and whether they do."""
    first = values[0]
    return first, all(value == first for value in values)


class NumberEditor(Editor):
    def __init__(self, field: FormField, units: System) -> None:
        self.field = NumberField(
            None, field.unit, units, ge=field.ge, le=field.le, optional=field.optional,
            whole=field.editor == "whole",
        )
        super().__init__(self.field)
        self.field.committed.connect(self.committed)

    def show_values(self, values: Sequence[Any], units: System) -> None:
        value, same = _common(values)
        if same:
            self.field.show_value(value, units)
        else:
            self.field.show_mixed()


class TextEditor(Editor):
    def __init__(self) -> None:
        self.field = Field()
        super().__init__(self.field)
        self.field.committed.connect(self.committed)

    def show_values(self, values: Sequence[Any], units: System) -> None:
        value, same = _common(values)
        self.field.set_text(str(value) if same else "")
        self.field.edit.setPlaceholderText(self.missing if same else MIXED)


class ParagraphEditor(Editor):
    def __init__(self) -> None:
        self.field = Paragraph()
        super().__init__(self.field)
        self.field.committed.connect(self.committed)

    def show_values(self, values: Sequence[Any], units: System) -> None:
        value, same = _common(values)
        self.field.set_text(str(value) if same else "")
        self.field.setPlaceholderText(self.missing if same else MIXED)


class SwitchEditor(Editor):
    def __init__(self) -> None:
        self.switch = Switch()
        super().__init__(self.switch)
        self.switch.clicked.connect(lambda on: self.committed.emit(bool(on)))

    def show_values(self, values: Sequence[Any], units: System) -> None:
        value, same = _common(values)
        self.switch.show_value(bool(value) if same else None)


class ChoiceEditor(Editor):
    def __init__(self, field: FormField) -> None:
        self._whole = all(choice.lstrip("-").isdigit() for choice in field.choices)
        self.chip = Chip("", [(choice, choice_words(choice, field.unit)) for choice in field.choices], filled=True)
        super().__init__(self.chip)
        self.chip.chosen.connect(lambda key: self.committed.emit(int(key) if self._whole else key))

    def show_values(self, values: Sequence[Any], units: System) -> None:
        value, same = _common(values)
        self.chip.set_value(str(value) if same else MIXED)


def choice_words(choice: str, unit: str) -> str:
    if choice == "":
        return "none"
    if unit == "deg":
        return f"{choice}°"
    if choice.isupper() or len(choice) <= 3:
        return choice.upper()
    return choice.replace("_", " ").capitalize()


class PointEditor(Editor):
    """x, y (and z) in the length unit, parted by commas or spaces."""

    def __init__(self, field: FormField, units: System) -> None:
        self._units: System = units
        self._farthest_m = field.le or math.inf
        self._z = 0.0
        self.field = Field(read=self._read)
        super().__init__(self.field)
        self.field.committed.connect(self.committed)

    def show_values(self, values: Sequence[Any], units: System) -> None:
        self._units = units
        value, same = _common(values)
        self._z = value[2]
        unit = format_field(0.0, "m", units)[1]
        shown = value if abs(value[2]) > 1e-9 else value[:2]
        self.field.set_text(", ".join(_short(part, units) for part in shown) if same else "", unit)
        self.field.edit.setPlaceholderText("" if same else MIXED)

    def _read(self, text: str) -> tuple[float, float, float]:
        parts = [part for part in re.split(r"[;\s]+|,\s+|,(?=\s*-?\d+\.)", text.strip()) if part]
        if len(parts) not in (2, 3):
            raise ValueError("Type x, y or x, y, z.")
        numbers = [parse(part, "m", self._units) for part in parts]
        if max(map(abs, numbers)) > self._farthest_m:
            raise ValueError(f"At most {' '.join(format_value(self._farthest_m, 'm', self._units))} from the origin.")
        return (numbers[0], numbers[1], numbers[2] if len(numbers) > 2 else self._z)


def _short(value: float, units: System) -> str:
    number = float(format_field(value, "m", units)[0].replace("−", "-"))
    digits = 2 if units == "US" or abs(number - round(number, 2)) < 1e-9 else 3
    return f"{number:.{digits}f}".rstrip("0").rstrip(".").replace("-", "−")


class TableEditor(Editor):
    """Shown only: curves and routes are edited where they are drawn."""

    def __init__(self, field: FormField) -> None:
        self._field = field
        self.words = Elided("", "body_medium", "text2")
        super().__init__(self.words)

    def show_values(self, values: Sequence[Any], units: System) -> None:
        value, same = _common(values)
        self.words.set_text(MIXED if not same else _summary(value, self._field, units))


def _summary(value: Any, field: FormField, units: System) -> str:
    rows = value or ()
    if not rows:
        return "none" if not field.name.startswith("route") else "automatic"
    if field.name.startswith("route"):
        return f"{len(rows)} points"
    flat = rows if not isinstance(rows[0], list | tuple) else None
    if flat is not None and isinstance(flat[0], float | int):
        return " · ".join(format_value(float(number), field.unit, units)[0] for number in flat[:4])
    return f"{len(rows)} rows"


def editor_for(field: FormField, units: System) -> Editor:
    """The editor that suits a field."""
    if field.editor in ("number", "whole"):
        return NumberEditor(field, units)
    if field.editor == "switch":
        return SwitchEditor()
    if field.editor == "choice":
        return ChoiceEditor(field)
    if field.editor == "point":
        return PointEditor(field, units)
    if field.editor == "paragraph":
        return ParagraphEditor()
    return TextEditor() if field.editor == "text" else TableEditor(field)
