"""The one table of colours, type and sizes. Style sheet, palette, painters, plots and overlays all read it here.

Contrast of every text token on its ground is at least 4.5, of lines and marks 3; hairlines are never the only sign of a
control.
"""

from __future__ import annotations

from functools import cache
from typing import Literal

from PySide6.QtCore import QObject, Signal
from PySide6.QtGui import QColor, QFont, QFontDatabase, QFontMetricsF

from gigahall.paths import asset

Name = Literal["light", "dark"]

TOKENS: dict[Name, dict[str, str]] = {
    "light": {
        "app": "#F2F4F6", "panel": "#FFFFFF", "sunken": "#EDF0F3", "hover": "#E8ECF0", "sel": "#DCE8FB",
        "line": "#DDE2E7", "line2": "#B7C0C9",
        "text": "#1A2027", "text2": "#49535D", "text3": "#5E6872",
        "accent": "#1A5FCC", "onaccent": "#FFFFFF",
        "ok": "#17794A", "okbg": "#DDF3E7", "warn": "#946000", "warnbg": "#FBEBCB",
        "bad": "#A8161C", "badbg": "#FBE1DF", "info": "#1A5FCC", "infobg": "#DFEAFC",
        "stale": "#737D87", "stalebg": "#E8ECF0", "barbg": "#E3E8EC",
        "supply": "#2070C4", "ret": "#C93A2D", "fws": "#0E7C6D",
        "feed_a": "#7B55D9", "feed_b": "#A86E00", "feed_c": "#1E9C88", "feed_d": "#8A2452",
    },
    "dark": {
        "app": "#15181C", "panel": "#1D2126", "sunken": "#131619", "hover": "#282E35", "sel": "#1D3B63",
        "line": "#2E343B", "line2": "#4A545E",
        "text": "#E9EDF0", "text2": "#B7C0C9", "text3": "#939EA9",
        "accent": "#6FA8FF", "onaccent": "#0A1626",
        "ok": "#4FC78C", "okbg": "#16352A", "warn": "#F0B54C", "warnbg": "#3A2E14",
        "bad": "#FF6F66", "badbg": "#43201F", "info": "#6FA8FF", "infobg": "#17294A",
        "stale": "#7F8A95", "stalebg": "#282E35", "barbg": "#30373F",
        "supply": "#5FA8F2", "ret": "#FF7E70", "fws": "#4FDCC2",
        "feed_a": "#A78BFA", "feed_b": "#F2B544", "feed_c": "#4FDCC2", "feed_d": "#DB5C96",
    },
}

REGULAR, MEDIUM, SEMIBOLD, BOLD = (
    QFont.Weight.Normal, QFont.Weight.Medium, QFont.Weight.DemiBold, QFont.Weight.Bold,
)

TYPE: dict[str, tuple[int, QFont.Weight]] = {
    "page": (28, SEMIBOLD),
    "figure": (20, SEMIBOLD),
    "figure_compact": (18, SEMIBOLD),
    "heading": (20, SEMIBOLD),
    "title": (16, SEMIBOLD),
    "value": (14, SEMIBOLD),
    "body": (13, REGULAR),
    "body_medium": (13, MEDIUM),
    "body_strong": (13, SEMIBOLD),
    "section": (12, SEMIBOLD),
    "label": (12, REGULAR),
    "label_medium": (12, MEDIUM),
    "label_strong": (12, SEMIBOLD),
    "hint": (11, REGULAR),
    "hint_medium": (11, MEDIUM),
    "hint_strong": (11, SEMIBOLD),
    "tag": (9, SEMIBOLD),
}
"""Pixels at 100 % and weight by role. Nothing below 11 px except instrument tags."""

COMPACT_BELOW_PX = 1400
STALE_OPACITY = 0.55
TOP_BAR, TOOL_STRIP, TAB_ROW, KEY_FIGURES = 42, 44, 36, 58
LEFT_DOCK, LEFT_DOCK_COMPACT = 264, 236
RIGHT_DOCK, RIGHT_DOCK_COMPACT = 316, 292
BOTTOM_DOCK, BOTTOM_DOCK_COMPACT = 226, 178
TREE_ROW, PROPERTY_ROW, FIELD, BUTTON, TABLE_ROW, PROBLEM_ROW, BADGE = 27, 32, 28, 30, 27, 52, 22


class Theme(QObject):
    """Which of the two tables is in force; `style.wear` changes it and then fires `changed`."""

    changed = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.name: Name = "light"

    @property
    def is_dark(self) -> bool:
        return self.name == "dark"

    def hex(self, token: str) -> str:
        return TOKENS[self.name][token]

    def color(self, token: str, alpha: float = 1.0) -> QColor:
        color = QColor(TOKENS[self.name][token])
        color.setAlphaF(alpha)
        return color


THEME = Theme()


@cache
def load_fonts() -> str:
    """Register the shipped faces; the family to use, or the system's when they are missing."""
    family = ""
    for weight in ("Regular", "Medium", "SemiBold", "Bold"):
        path = asset("fonts") / f"Inter-{weight}.otf"
        number = QFontDatabase.addApplicationFont(str(path)) if path.exists() else -1
        families = QFontDatabase.applicationFontFamilies(number) if number >= 0 else []
        if families and not family:
            family = families[0]
    return family or QFontDatabase.systemFont(QFontDatabase.SystemFont.GeneralFont).family()


@cache
def font(role: str) -> QFont:
    """The face of a type role, with tabular figures and no hinting."""
    size, weight = TYPE[role]
    made = QFont(load_fonts())
    made.setPixelSize(size)
    made.setWeight(weight)
    made.setHintingPreference(QFont.HintingPreference.PreferNoHinting)
    made.setFeature(QFont.Tag("tnum"), 1)
    return made


@cache
def metrics(role: str) -> QFontMetricsF:
    return QFontMetricsF(font(role))


def text_width(text: str, role: str) -> float:
    return metrics(role).horizontalAdvance(text)
