"""Tokens, type and icons: readable in both themes, one source for all."""

from __future__ import annotations

import re

import pytest
from PySide6.QtGui import QColor, QFont
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot

from gigahall.app import icons, style
from gigahall.app.commands import COMMANDS
from gigahall.app.theme import THEME, TOKENS, TYPE, font, load_fonts
from gigahall.kinds.registry import KINDS
from gigahall.paths import asset


def luminance(color: str) -> float:
    """Relative luminance (WCAG 2.2, definition)."""
    parts = [int(color[k : k + 2], 16) / 255 for k in (1, 3, 5)]
    linear = [p / 12.92 if p <= 0.04045 else ((p + 0.055) / 1.055) ** 2.4 for p in parts]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def contrast(one: str, other: str) -> float:
    low, high = sorted((luminance(one), luminance(other)))
    return (high + 0.05) / (low + 0.05)


@pytest.mark.parametrize("name", ["light", "dark"])
def test_text_is_readable_on_its_ground(name: str) -> None:
    t = TOKENS[name]  # type: ignore[index]
    on_panel = ("text", "text2", "text3", "accent", "ok", "warn", "bad", "info", "supply", "ret", "fws")
    pairs = [(t[k], t["panel"]) for k in on_panel] + [(t[k], t[f"{k}bg"]) for k in ("ok", "warn", "bad", "info")]
    pairs += [(t["onaccent"], t["accent"]), (t["text"], t["sel"]), (t["text2"], t["sel"]), (t["text"], t["sunken"])]
    assert min(contrast(a, b) for a, b in pairs) >= 4.45  # the table rounds to 4.5


@pytest.mark.parametrize("name", ["light", "dark"])
def test_marks_stand_out(name: str) -> None:
    t = TOKENS[name]  # type: ignore[index]
    assert min(contrast(t[k], t["panel"]) for k in ("feed_a", "feed_b", "feed_c", "feed_d", "stale")) >= 3.0


def test_both_themes_have_the_same_tokens() -> None:
    assert TOKENS["light"].keys() == TOKENS["dark"].keys()


def test_the_shipped_face_is_used_with_tabular_figures() -> None:
    assert load_fonts() == "Inter"
    made = font("value")
    assert (made.family(), made.pixelSize(), made.weight()) == ("Inter", 14, QFont.Weight.DemiBold)
    assert made.featureValue(QFont.Tag("tnum")) == 1
    assert min(size for role, (size, _) in TYPE.items() if role != "tag") == 11


def test_wearing_a_theme_changes_palette_and_style_sheet(qapp: QApplication, qtbot: QtBot) -> None:
    window = QWidget()
    qtbot.addWidget(window)
    other = QWidget()
    qtbot.addWidget(other)
    style.dress(window)
    with qtbot.waitSignal(THEME.changed):
        style.wear(qapp, "dark")
    assert qapp.palette().window().color() == QColor(TOKENS["dark"]["app"])
    assert TOKENS["dark"]["panel"] in window.styleSheet()
    assert TOKENS["dark"]["panel"] not in qapp.styleSheet(), "on the application it costs five times as much"
    assert not other.styleSheet()
    assert "@" not in window.styleSheet()
    for name in re.findall(r'url\("([^"]+)"\)', window.styleSheet()):
        assert name.endswith(".svg")
    style.wear(qapp, "light")


def test_every_kind_and_command_has_an_icon_of_its_own() -> None:
    known = set(icons.names())
    wanted = {kind.icon for kind in KINDS} | {command.icon for command in COMMANDS if command.icon}
    assert wanted <= known


@pytest.mark.parametrize("name", [path.stem for path in sorted(asset("icons").glob("*.svg"))])
def test_icons_follow_the_grid(name: str) -> None:
    text = asset("icons", f"{name}.svg").read_text(encoding="utf-8")
    assert 'viewBox="0 0 24 24"' in text
    assert 'stroke-width="1.6"' in text
    assert set(re.findall(r'(?:stroke|fill)="([^"]+)"', text)) <= {"none", "currentColor"}
    for ratio in (1.0, 2.0):
        image = icons.pixmap(name, "text", 16, ratio).toImage()
        assert image.width() == 16 * ratio
        inked = [1 for x in range(image.width()) for y in range(image.height()) if image.pixelColor(x, y).alpha() > 40]
        assert len(inked) > 5 * ratio


def test_icons_take_the_colour_of_their_token(qapp: QApplication) -> None:
    image = icons.pixmap("run", "#ff0000", 24).toImage()
    strong = [image.pixelColor(x, y) for x in range(24) for y in range(24) if image.pixelColor(x, y).alpha() > 200]
    assert strong
    assert all(color.red() > 230 and color.green() < 25 for color in strong)


def test_a_widget_shows_the_icon_at_the_screen_ratio(qtbot: QtBot) -> None:
    holder = QWidget()
    qtbot.addWidget(holder)
    made = icons.icon("save").pixmap(20, 20)
    assert not made.isNull()
