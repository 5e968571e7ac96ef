"""Every command of the window as one QAction: words, icon, shortcut, tooltip, menu and palette entry in one table."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass

from PySide6.QtCore import QObject
from PySide6.QtGui import QAction, QActionGroup, QKeySequence
from PySide6.QtWidgets import QMenu, QMenuBar, QWidget

from gigahall.app import icons
from gigahall.app.components.labels import plain


@dataclass(frozen=True, slots=True)
class Command:
    """`menu` is where it stands; "" = nowhere but in the palette. `group`: checkable, one of the group at a time."""

    id: str
    text: str
    menu: str
    icon: str = ""
    keys: tuple[str, ...] = ()
    tip: str = ""
    group: str = ""
    checkable: bool = False
    parted: bool = False
    """A line stands above it in the menu."""


COMMANDS: tuple[Command, ...] = (
    Command("new_template", "New hall from template…", "File", "hall", ("Ctrl+Shift+N",), "Start from a finished hall"),
    Command("new_empty", "New empty scene", "File", "new", ("Ctrl+N",), "Start with nothing"),
    Command("open", "Open…", "File", "open", ("Ctrl+O",), "Open a scene file"),
    Command("save", "Save", "File", "save", ("Ctrl+S",), "Save the scene", parted=True),
    Command("save_as", "Save as…", "File", "save", ("Ctrl+Shift+S",), "Save under another name"),
    Command("revert", "Revert", "File", "undo", (), "Go back to the file as it was last saved"),
    Command("restore", "Restore…", "File", "history", (), "Take an earlier save of this file back"),
    Command("import_list", "Import equipment list…", "File", "tables", ("Ctrl+Shift+I",), "A CSV list into the scene, with a preview", parted=True),
    Command("export_list", "Export equipment list…", "File", "export", ("Ctrl+Shift+E",), "Equipment and connections as CSV"),
    Command("export_picture", "Export picture…", "File", "camera", ("Ctrl+Shift+P",), "Save the view as a picture", parted=True),
    Command("export_table", "Export table as CSV…", "File", "export", (), "Save the shown result table"),
    Command("export_report", "Export report…", "File", "report", ("Ctrl+P",), "Write a report as PDF or HTML"),
    Command("start_page", "Close", "File", "close", ("Ctrl+W",), "Close the scene and show the start page", parted=True),
    Command("quit", "Quit", "File", "close", ("Ctrl+Q",), "Close the window"),
    Command("undo", "Undo", "Edit", "undo", ("Ctrl+Z",), "Take the last edit back"),
    Command("redo", "Redo", "Edit", "redo", ("Ctrl+Shift+Z", "Ctrl+Y"), "Make the edit again"),
    Command("cut", "Cut", "Edit", "cut", ("Ctrl+X",), "Copy the selection and remove it", parted=True),
    Command("copy", "Copy", "Edit", "copy", ("Ctrl+C",), "Copy the selection with the connections in it, also for another window"),
    Command("paste", "Paste", "Edit", "paste", ("Ctrl+V",), "Where it was, or beside the original"),
    Command("duplicate", "Duplicate", "Edit", "duplicate", ("D", "Ctrl+D"), "The selection once more, at the nearest free place"),
    Command("array", "Array…", "Edit", "array", ("Shift+D",), "Copies by count and pitch"),
    Command("delete", "Delete", "Edit", "delete", ("Del", "Backspace"), "Remove the selection and its connections"),
    Command("turn", "Turn by 90°", "Edit", "rotate", ("R",), "Counter-clockwise; several about their common middle", parted=True),
    Command("turn_back", "Turn back by 90°", "Edit", "rotate", ("Shift+R",), "Clockwise; several about their common middle"),
    Command("nudge_left", "Move left by a tile", "Edit", "move", ("Left",), "Along x, by one floor tile"),
    Command("nudge_right", "Move right by a tile", "Edit", "move", ("Right",), "Along x, by one floor tile"),
    Command("nudge_up", "Move back by a tile", "Edit", "move", ("Up",), "Along y, by one floor tile"),
    Command("nudge_down", "Move forward by a tile", "Edit", "move", ("Down",), "Along y, by one floor tile"),
    Command("move_by", "Move by…", "Edit", "move", ("Shift+M",), "By a typed offset"),
    Command("rename", "Rename", "Edit", "rename", ("F2",), "Give the selection another name", parted=True),
    Command("service", "Switch in or out of service", "Edit", "service", ("Ctrl+E",), "Take the selection out of service, or back"),
    Command("nearest", "Connect to nearest", "Edit", "link", ("Shift+C",), "Join free ports to the nearest that fit"),
    Command("disconnect", "Disconnect", "Edit", "link", (), "Remove every connection of the selection"),
    Command("select_all", "Select all", "Edit", "select", ("Ctrl+A",), "Everything that stands in the scene", parted=True),
    Command("select_kind", "Select same kind", "Edit", "select", ("Ctrl+Shift+A",), "Everything of the selection's kind"),
    Command("select_none", "Select nothing", "Edit", "close", ("Esc",), "Clear the selection, leave the tool"),
    Command("preferences", "Preferences…", "Edit", "settings", ("Ctrl+,",), "Theme, units, and what the window keeps", parted=True),
    Command("fit", "Fit view", "View", "fit", ("F",), "Show the selection, or everything"),
    Command("fit_all", "Fit everything", "View", "fit", ("Shift+F", "Home"), "Show the whole scene"),
    Command("view_iso", "Iso view", "View", "iso", ("1",), "From the south-east, above", group="camera"),
    Command("view_top", "Top view", "View", "top", ("2",), "Plan: straight down, to scale", group="camera"),
    Command("view_front", "Front view", "View", "front", ("3",), "Elevation from the south, to scale", group="camera"),
    Command("view_side", "Side view", "View", "side", ("4",), "Elevation from the east, to scale", group="camera"),
    Command("bookmark", "Save view as bookmark…", "View", "pin", ("B",), "Keep where the camera looks; Alt 1 to Alt 9 go back to the first nine", parted=True),
    Command("hide", "Hide", "View", "eye_off", ("H",), "Take the selection out of the picture, or back", parted=True),
    Command("isolate", "Isolate", "View", "filter", ("Shift+H",), "Show nothing but the selection"),
    Command("show_all", "Show all", "View", "eye", ("Ctrl+H",), "Everything that is hidden, and every layer"),
    Command("lock", "Lock", "View", "lock", ("Shift+L",), "Keep the selection from being moved, turned or deleted, or free it"),
    Command("labels", "Labels", "View", "eye", ("L",), "Show names and values in the view", checkable=True, parted=True),
    Command("left_dock", "Scene and catalogue", "View", "", ("Ctrl+1",), "Show or hide the left side", checkable=True, parted=True),
    Command("right_dock", "Inspector", "View", "", ("Ctrl+2",), "Show or hide the inspector", checkable=True),
    Command("bottom_dock", "Problems and plots", "View", "", ("Ctrl+3",), "Show or hide the lower side", checkable=True),
    Command("next_part", "Next part of the window", "View", "", ("F6",), "The keys go on to the lower side, inspector, scene, catalogue, view", parted=True),
    Command("last_part", "Part before", "View", "", ("Shift+F6",), "The keys go back to the part before"),
    Command("theme", "Dark theme", "View", "moon", ("Ctrl+T",), "Light or dark", checkable=True, parted=True),
    Command("units", "US units", "View", "settings", ("Ctrl+U",), "SI or US units everywhere", checkable=True),
    Command("ambient", "Ambient…", "Simulate", "temperature", ("Ctrl+B",), "Dry bulb, wet bulb and grid voltage"),
    Command("it_load", "IT load…", "Simulate", "rack", ("Ctrl+L",), "How busy the racks are"),
    Command("swap", "Swap places", "Simulate", "mirror", ("Ctrl+Shift+W",), "Exchange the places of two selected elements"),
    Command("tool_select", "Select", "Tools", "select", ("V",), "Click, or drag a box with Shift", group="tool"),
    Command("tool_move", "Move", "Tools", "move", ("M",), "Drag with snapping to tiles", group="tool"),
    Command("tool_place", "Place", "Tools", "place", ("P",), "Place equipment from the catalogue", group="tool"),
    Command("tool_connect", "Connect", "Tools", "connect", ("C",), "Drag from port to port", group="tool"),
    Command("tool_measure", "Measure", "Tools", "measure", ("U",), "Distance between two points", group="tool"),
    Command("tool_section", "Section", "Tools", "section", ("X",), "Cut the hall, move the air slice", group="tool"),
    Command("help", "Help", "Help", "help", ("F1",), "First steps, files, results, models: all of it offline"),
    Command("tour", "One-minute tour", "Help", "tour", (), "Four bubbles that show the window"),
    Command("shortcuts", "Shortcuts", "Help", "keyboard", ("?",), "Every key of the window"),
    Command("palette", "Search commands and equipment", "Help", "search", ("Ctrl+K",), "Run a command or find an element"),
    Command("limits", "Models and limits", "Help", "info", (), "What each model can and cannot tell", parted=True),
    Command("about", "About Gigahall", "Help", "info", (), "Version, licences and folders"),
)
MENUS = ("File", "Edit", "View", "Insert", "Simulate", "Tools", "Help")
"""Alt and the first letter opens a menu: no two begin alike."""


class Commands(QObject):
    """The actions by id. Shortcuts of single letters and arrows live on the view, so that fields can be typed in."""

    def __init__(self, window: QWidget) -> None:
        super().__init__(window)
        self.by_id: dict[str, QAction] = {}
        self._groups: dict[str, QActionGroup] = {}
        for command in COMMANDS:
            self.by_id[command.id] = self._action(command, window)
            window.addAction(self.by_id[command.id])

    def __getitem__(self, name: str) -> QAction:
        return self.by_id[name]

    def on(self, name: str, do: Callable[[], object]) -> None:
        """What happens when the command is given."""
        self.by_id[name].triggered.connect(lambda _checked=False: do())

    def enable(self, names: Iterable[str], enabled: bool) -> None:
        for name in names:
            self.by_id[name].setEnabled(enabled)

    def _action(self, command: Command, window: QWidget) -> QAction:
        action = QAction(command.text, window)
        if command.icon:
            action.setIcon(icons.icon(command.icon))
        action.setShortcuts([QKeySequence(key) for key in command.keys])
        keys = shown_keys(command.keys[:1])
        action.setToolTip(plain(f"{command.tip} ({keys})" if keys else command.tip))
        action.setIconVisibleInMenu(bool(command.icon) and not command.checkable)
        if command.checkable or command.group:
            action.setCheckable(True)
        if command.group:
            group = self._groups.setdefault(command.group, QActionGroup(window))
            group.addAction(action)
        return action

    def fill(self, bar: QMenuBar, inserts: Callable[[QMenu], None], extra: dict[str, Callable[[QMenu], None]]) -> None:
        """Build the menus; `extra` adds sub-menus at the end of a menu."""
        for name in MENUS:
            menu = bar.addMenu(f"&{name}")
            if name == "Insert":
                menu.aboutToShow.connect(lambda menu=menu: inserts(menu))
                continue
            for command in COMMANDS:
                if command.menu == name:
                    if command.parted:
                        menu.addSeparator()
                    menu.addAction(self.by_id[command.id])
            if name in extra:
                extra[name](menu)


def shown_keys(keys: Iterable[str]) -> str:
    """Shortcuts in the words of the platform, as the palette and the dialog show them."""
    words = [QKeySequence(key).toString(QKeySequence.SequenceFormat.NativeText).replace("+", " ") for key in keys]
    return ", ".join(words)
