"""Line icons: SVG files of assets/icons on a 24 px grid, coloured from a token and drawn at the screen's pixel ratio."""

from __future__ import annotations

from functools import cache
from pathlib import Path

from PySide6.QtCore import QByteArray, QRectF, QSize, Qt
from PySide6.QtGui import QIcon, QIconEngine, QImage, QPainter, QPixmap
from PySide6.QtSvg import QSvgRenderer

from gigahall.app.theme import THEME
from gigahall.paths import asset, cache_dir
from gigahall.storage.atomic import save_bytes

UNKNOWN = "info"


@cache
def _source(name: str) -> str:
    path = asset("icons", f"{name}.svg")
    return (path if path.exists() else asset("icons", f"{UNKNOWN}.svg")).read_text(encoding="utf-8")


@cache
def _renderer(name: str, color: str) -> QSvgRenderer:
    return QSvgRenderer(QByteArray(_source(name).replace("currentColor", color).encode()))


@cache
def _pixmap(name: str, color: str, size_px: int, ratio: float) -> QPixmap:
    image = QImage(round(size_px * ratio), round(size_px * ratio), QImage.Format.Format_ARGB32_Premultiplied)
    image.fill(Qt.GlobalColor.transparent)
    painter = QPainter(image)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    _renderer(name, color).render(painter, QRectF(image.rect()))
    painter.end()
    pixmap = QPixmap.fromImage(image)
    pixmap.setDevicePixelRatio(ratio)
    return pixmap


def pixmap(name: str, token: str, size_px: int, ratio: float = 1.0) -> QPixmap:
    """The icon in a token's (or "#rrggbb") colour; `size_px` in logical pixels."""
    return _pixmap(name, _color(token), size_px, ratio)


def draw(painter: QPainter, name: str, x: float, y: float, size_px: float, token: str) -> None:
    """Paint the icon as vectors at a point, whatever the painter's ratio."""
    _renderer(name, _color(token)).render(painter, QRectF(x, y, size_px, size_px))


def _color(token: str) -> str:
    return token if token.startswith("#") else THEME.hex(token)


class _Engine(QIconEngine):
    """Draws at the wanted size and ratio, so that icons stay sharp at 200 %, and greys itself when disabled."""

    def __init__(self, name: str, token: str, active: str) -> None:
        super().__init__()
        self._name, self._token, self._active = name, token, active

    def _token_of(self, mode: QIcon.Mode, state: QIcon.State) -> str:
        if mode == QIcon.Mode.Disabled:
            return "line2"
        return self._active if state == QIcon.State.On else self._token

    def paint(self, painter: QPainter, rect: object, mode: QIcon.Mode, state: QIcon.State) -> None:
        target = QRectF(rect)  # type: ignore[call-overload]
        _renderer(self._name, _color(self._token_of(mode, state))).render(painter, target)

    def pixmap(self, size: QSize, mode: QIcon.Mode, state: QIcon.State) -> QPixmap:
        return _pixmap(self._name, _color(self._token_of(mode, state)), size.width(), 1.0)

    def scaledPixmap(self, size: QSize, mode: QIcon.Mode, state: QIcon.State, scale: float) -> QPixmap:
        color = _color(self._token_of(mode, state))
        return _pixmap(self._name, color, round(size.width() / scale), scale)

    def clone(self) -> QIconEngine:
        return _Engine(self._name, self._token, self._active)


def icon(name: str, token: str = "text2", active: str = "accent") -> QIcon:
    """A QIcon that follows the theme: `token` at rest, `active` when checked."""
    return QIcon(_Engine(name, token, active))


def program_icon() -> QIcon:
    """The program's own, in every size it was drawn for."""
    made = QIcon()
    for path in sorted(asset("app").glob("gigahall-*.png")):
        made.addFile(str(path))
    return made


def file_of(name: str, token: str) -> Path:
    """A coloured copy of an icon on disk: style sheets take pictures from files only."""
    color = _color(token)
    path = cache_dir() / f"icon-{name}-{color.lstrip('#').lower()}.svg"
    if not path.exists():
        save_bytes(path, _source(name).replace("currentColor", color).encode())
    return path


def names() -> list[str]:
    return sorted(path.stem for path in asset("icons").glob("*.svg"))
