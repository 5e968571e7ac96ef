"""Pictures of equipment: rendered from their shapes one at a time while the window is idle, kept on disk.

The renderer comes from outside (the 3D view); until it is there, and where it fails, the kind's line icon stands in.
"""

from __future__ import annotations

import hashlib
import logging
from collections.abc import Callable
from pathlib import Path

import msgspec
import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QObject, Qt, QTimer, Signal
from PySide6.QtGui import QImage, QPixmap

from gigahall import __version__
from gigahall.app.theme import THEME
from gigahall.kinds.registry import kind_of
from gigahall.paths import asset, cache_dir, scene_file
from gigahall.scene.record import Element
from gigahall.storage.atomic import save_bytes

Pixels = NDArray[np.uint8]
Renderer = Callable[[Element, tuple[int, int], bool, Callable[[Pixels | None], None]], None]
"""(element, size in pixels, dark, done): calls done once with a picture [height, width, 3 or 4], or None."""

SIZE = (336, 252)
FAST = 80
"""Of 100: packed in half the time, for a file a quarter larger."""
log = logging.getLogger(__name__)


class Pictures(QObject):
    """Asks for a picture get None until it is there; `ready` then names it."""

    ready = Signal(str)
    _made = Signal(str, object)

    def __init__(self) -> None:
        super().__init__()
        self._made.connect(self._take)
        self._is_busy = False
        self._renderer: Renderer | None = None
        self._known: dict[str, QPixmap] = {}
        self._waiting: dict[str, Element] = {}
        self._marks: dict[tuple[str, str], tuple[Element, str]] = {}
        """Of the shapes asked for: every repaint asks."""
        self._idle = QTimer(self)
        self._idle.setInterval(30)
        self._idle.timeout.connect(self._render_one)

    def set_renderer(self, renderer: Renderer) -> None:
        """Start making what was asked for."""
        self._renderer = renderer
        if self._waiting:
            self._idle.start()

    def of(self, element: Element) -> QPixmap | None:
        """The picture of an element's shape in the present theme, or None while it is being made."""
        key = self.key(element)
        if key in self._known:
            return self._known[key]
        path = _file(key)
        if path.exists() and not (picture := QPixmap(str(path))).isNull():
            self._known[key] = picture
            return picture
        self._waiting.setdefault(key, element)
        if self._renderer is not None:
            self._idle.start()
        return None

    @property
    def is_waiting(self) -> bool:
        """Are pictures that were asked for still being made."""
        return self._renderer is not None and (bool(self._waiting) or self._is_busy)

    def key(self, element: Element) -> str:
        place = (element.id, element.item)
        known = self._marks.get(place)
        if known is None or known[0] is not element:
            known = self._marks[place] = (element, _mark(element))
        return f"{known[1]}-{THEME.name}"

    def _render_one(self) -> None:
        if not self._waiting or self._renderer is None:
            self._idle.stop()
            return
        if self._is_busy:
            return
        key, element = next(iter(self._waiting.items()))
        del self._waiting[key]
        self._is_busy = True
        try:
            self._renderer(element, SIZE, key.endswith("dark"), lambda pixels: self._made.emit(key, pixels))
        except Exception:  # a picture that cannot be drawn must not stop the window
            log.exception("no picture of %s", kind_of(element).label)
            self._is_busy = False

    def _take(self, key: str, pixels: object) -> None:
        """A picture has come, from whatever thread drew it."""
        self._is_busy = False
        if not isinstance(pixels, np.ndarray):
            return
        image = to_image(pixels)
        image.save(str(_file(key)), "PNG", FAST)  # type: ignore[call-overload]
        self._known[key] = QPixmap.fromImage(image)
        self.ready.emit(key)


def to_image(pixels: Pixels) -> QImage:
    """A QImage of its own from an array [height, width, 3 or 4]."""
    solid = np.ascontiguousarray(pixels)
    height, width, channels = solid.shape
    form = QImage.Format.Format_RGBA8888 if channels == 4 else QImage.Format.Format_RGB888
    return QImage(solid.data, width, height, channels * width, form).copy()


def _mark(element: Element) -> str:
    shape = msgspec.json.encode(repr(kind_of(element).shape(element)))
    return hashlib.sha256(shape).hexdigest()[:16]


def _file(key: str) -> Path:
    return cache_dir() / f"picture-{__version__}-{key}.png"


def scene_picture(scene: Path) -> QPixmap | None:
    """The shipped picture of a sample scene, or the one kept when the file was last open."""
    shipped = asset("pictures", f"{scene.stem}-{THEME.name}.jpg")
    is_sample = scene.resolve() == scene_file(scene.stem).resolve()
    for path in (shipped, kept_picture(scene)) if is_sample else (kept_picture(scene),):
        if path.exists() and not (picture := QPixmap(str(path))).isNull():
            return picture
    return None


class Keepsake(msgspec.Struct, frozen=True):
    """What the start page says of a file that was open: its last solution in a few numbers."""

    it_w: float
    errors: int
    warnings: int


def keep(scene: Path, picture: QPixmap, keepsake: Keepsake | None) -> None:
    """Remember how a file looked and what its solution said. A cache that cannot be written is no reason to stop."""
    try:
        small = picture.scaledToWidth(360, Qt.TransformationMode.SmoothTransformation)
        small.save(str(kept_picture(scene)))
        note = kept_picture(scene).with_suffix(".json")
        if keepsake is not None:
            save_bytes(note, msgspec.json.encode(keepsake))
        else:
            note.unlink(missing_ok=True)
    except OSError:
        log.warning("nothing kept of %s", scene, exc_info=True)


def recall(scene: Path) -> Keepsake | None:
    """What `keep` wrote, if anything."""
    try:
        return msgspec.json.decode(kept_picture(scene).with_suffix(".json").read_bytes(), type=Keepsake)
    except (OSError, msgspec.DecodeError):
        return None


def kept_picture(scene: Path) -> Path:
    mark = hashlib.sha256(str(scene.resolve()).encode(errors="surrogateescape")).hexdigest()[:16]
    return cache_dir() / f"scene-{mark}.png"
