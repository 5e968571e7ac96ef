"""What the window keeps from session to session, and the dialog where that is chosen.

Kept are the docks (shown or not, and how large), the quantity that colours the equipment, the plot and the table. They are
the user's, not the scene's: they stand in the settings, never in a scene file.
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from PySide6.QtCore import QByteArray, QObject
from PySide6.QtWidgets import QApplication, QSplitter

from gigahall.app import style
from gigahall.app.components.buttons import Chip, Switch
from gigahall.app.dialogs import Dialog

if TYPE_CHECKING:
    from gigahall.app.window import Window

DOCKS = ("left_dock", "right_dock", "bottom_dock")
KEEP, PLOT, TABLE = "keep_view", "plot", "table"


class Memory(QObject):
    """Puts the window back as it was left. `start` once the window stands; later parts are put back as they load."""

    def __init__(self, window: Window) -> None:
        super().__init__(window)
        self._window = window
        self._is_on = False

    @property
    def is_kept(self) -> bool:
        return bool(self._window.files.settings.more.get(KEEP, True))

    def start(self) -> None:
        """From now on what was kept is shown, and what is shown is kept when the window closes."""
        self._is_on = True
        self._window.about_to_close.connect(self.keep)
        if self.is_kept:
            self._restore_docks()

    def restore_color(self, known: list[str]) -> None:
        """The quantities are loaded: colour by the one of last time while it still exists."""
        wanted = self._window.files.settings.color_by
        if self._is_on and self.is_kept and wanted in known:
            self._window.desk.set_color(wanted)

    def restore_pages(self) -> None:
        """The plots are loaded."""
        if not (self._is_on and self.is_kept):
            return
        more, bottom = self._window.files.settings.more, self._window.bottom
        for chip, name in ((bottom.plot_chip, PLOT), (bottom.table_chip, TABLE)):
            wanted = more.get(name)
            if isinstance(wanted, str) and wanted in chip.keys:
                chip.choose(wanted)

    def keep(self) -> None:
        """Write down how the window stands."""
        window = self._window
        more = dict(window.files.settings.more)
        if self.is_kept:
            more |= {name: window.commands[name].isChecked() for name in DOCKS}
            more |= {PLOT: window.bottom.plot_chip.value, TABLE: window.bottom.table_chip.value}
            window.files.change_settings(more=more, color_by=window.desk.color_by, window_state=self._splitters())

    def forget(self) -> None:
        """Docks and colours as on the first start."""
        window = self._window
        more = {key: value for key, value in window.files.settings.more.items() if key not in (*DOCKS, PLOT, TABLE)}
        window.files.change_settings(more=more, color_by="", window_state="")
        for name in DOCKS:
            window.commands[name].setChecked(True)
        window.desk.set_color("")
        window.arrange()

    def _parts(self) -> dict[str, QSplitter]:
        return {"columns": self._window.columns, "middle": self._window.middle, "left": self._window.left}

    def _splitters(self) -> str:
        return json.dumps({name: bytes(part.saveState().toBase64().data()).decode() for name, part in self._parts().items()})

    def _restore_docks(self) -> None:
        settings = self._window.files.settings
        try:
            states = json.loads(settings.window_state or "{}")
        except ValueError:
            states = {}
        for name, part in self._parts().items():
            if isinstance(states, dict) and isinstance(states.get(name), str):
                part.restoreState(QByteArray.fromBase64(states[name].encode()))
        for name in DOCKS:
            self._window.commands[name].setChecked(bool(settings.more.get(name, True)))


class PreferencesDialog(Dialog):
    """Theme, units, and whether the window is put back as it was left. Every choice counts at once."""

    def __init__(self, window: Window, memory: Memory) -> None:
        super().__init__(window, "Preferences", 420)
        self._window, self._memory = window, memory
        settings = window.files.settings
        self.theme = Chip("", [("system", "As the desktop"), ("light", "Light"), ("dark", "Dark")], settings.theme, filled=True)
        self.theme.chosen.connect(self._wear)
        self.units = Chip("", [("SI", "SI"), ("US", "US customary")], window.desk.units, filled=True)
        self.units.chosen.connect(lambda units: window.desk.set_units("US" if units == "US" else "SI"))
        self.row("Theme", self.theme)
        self.row("Units", self.units, "Of the window, pictures and tables; scene files are always SI.")
        self.keep = Switch()
        self.keep.setAccessibleName("Keep the window as I leave it")
        self.keep.setChecked(memory.is_kept)
        self.keep.toggled.connect(self._set_kept)
        self.row("Keep the window as I leave it", self.keep, "Docks and their sizes, colour, plot and table.")
        self.button("Reset the window", memory.forget)
        self.button("Close", self.accept, primary=True)

    def _wear(self, choice: str) -> None:
        app = QApplication.instance()
        if isinstance(app, QApplication):
            style.wear(app, style.theme_of(choice, app))
        self._window.files.change_settings(theme=choice)

    def _set_kept(self, kept: bool) -> None:
        self._window.files.change_settings(more=dict(self._window.files.settings.more) | {KEEP: kept})
