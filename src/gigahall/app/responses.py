"""What each command does, and where the requests of the panels go."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import Qt

from gigahall import __version__, paths
from gigahall.app import array_preview, dialogs, hall_question, hiding, lists, offers, parts
from gigahall.app.bookmarks import Bookmarks
from gigahall.app.commands import COMMANDS, shown_keys
from gigahall.app.components.labels import plain
from gigahall.app.exports import Exports
from gigahall.app.forms import lowered
from gigahall.app.help import Help
from gigahall.app.menus import Menus
from gigahall.app.palette import Entry, Palette
from gigahall.app.preferences import Memory, PreferencesDialog
from gigahall.app.restoring import RestoreDialog
from gigahall.app.tour import Tour, stops
from gigahall.app.window import Window
from gigahall.kinds import catalogue
from gigahall.kinds.placing import TILE_M
from gigahall.kinds.registry import BY_NAME, kind_of
from gigahall.scene.record import Element

VIEWS = ("view_iso", "view_top", "view_front", "view_side", "fit", "fit_all")
TOOLS = ("tool_select", "tool_move", "tool_place", "tool_connect", "tool_measure", "tool_section")
NUDGES = {"nudge_left": (-1, 0), "nudge_right": (1, 0), "nudge_up": (0, 1), "nudge_down": (0, -1)}
NEED_SELECTION = (
    "cut", "copy", "duplicate", "array", "delete", "turn", "turn_back", "move_by", "service", "nearest", "disconnect",
    "select_kind", "hide", "isolate", "lock", *NUDGES,
)  # fmt: skip


class Responses:
    """Joins a window's commands and panels to its actions and files."""

    def __init__(self, window: Window) -> None:
        self.window = window
        self.desk, self.actions, self.files = window.desk, window.actions_, window.files
        self._offers_rooms = self._has_placed = False
        self._help: Help | None = None
        self.memory = Memory(window)
        self.bookmarks = Bookmarks(window)
        self.menus = Menus(window, self.bookmarks, self.arm)
        self.palette = Palette(window, self.entries)
        self.tour = Tour(window, stops(window))
        self.tour.ended.connect(lambda: self.files.change_settings(tour_seen=True))
        window.open_path = lambda text: self.files.fetch(Path(text))
        self.exports = Exports(window, self.files, self.desk, window.work, self.show)
        self._join_files()
        self._join_edits()
        self._join_view()
        self._join_help()
        self._join_panels()
        window.commands.fill(window.top.menus, self.menus.fill_insert, {"File": self.menus.add_recent, "View": self.menus.add_views})
        window.top.finish_menus()
        self.desk.selection_changed.connect(self._enable)
        self.desk.document_changed.connect(lambda diff: self._enable())
        self.files.opened.connect(self._enable)
        self._enable()
        self._enable_saved()

    def on(self, name: str, do: Callable[[], object]) -> None:
        self.window.commands.on(name, do)

    # ------------------------------------------------------------ joining

    def _join_files(self) -> None:
        files, start = self.files, self.window.start
        self.on("new_template", self.choose_template)
        self.on("new_empty", lambda: files.new())
        self.on("open", lambda: files.fetch())
        self.on("save", files.save)
        self.on("save_as", lambda: files.save_as())
        self.on("revert", files.revert)
        self.on("restore", self.ask_restore)
        files.changed.connect(self._enable_saved)
        self.on("export_picture", self.export_picture)
        self.on("export_table", self.export_table)
        self.on("export_report", self.exports.ask_report)
        self.on("export_list", lambda: lists.export_list(self.window, files, self.actions))
        self.on("import_list", lambda: lists.import_list(self.window, files, self.actions))
        self.on("start_page", self.leave)
        self.on("quit", self.window.close)
        self.on("preferences", lambda: self.show(PreferencesDialog(self.window, self.memory)))
        start.template_wanted.connect(self.choose_template)
        start.open_wanted.connect(lambda: files.fetch())
        start.empty_wanted.connect(lambda: files.new())
        start.chosen.connect(lambda path: files.fetch(path))
        start.cleared.connect(files.clear_recent)
        start.tour_wanted.connect(self.start_tour)

    def _join_edits(self) -> None:
        actions = self.actions
        actions.ask_residents = lambda rooms, residents: hall_question.ask(self.window, rooms, residents)
        plain: dict[str, Callable[[], object]] = {
            "undo": actions.undo, "redo": actions.redo, "cut": actions.cut, "copy": actions.copy, "paste": lambda: actions.paste(),
            "duplicate": lambda: actions.duplicate(), "delete": lambda: actions.delete(), "turn": lambda: actions.rotate(1),
            "turn_back": lambda: actions.rotate(3), "service": lambda: actions.toggle_service(),
            "nearest": lambda: actions.connect_nearest(), "array": self.ask_array, "move_by": self.ask_offset,
            "rename": self.start_rename, "disconnect": self.disconnect, "ambient": self.ask_ambient,
            "it_load": self.ask_load, "swap": self.swap, "select_all": self.select_all, "select_kind": self.select_kind,
            "select_none": self.escape,
        }  # fmt: skip
        for name, do in plain.items():
            self.on(name, do)
        for name, (dx, dy) in NUDGES.items():
            action = self.window.commands[name]
            self.window.removeAction(action)  # arrows belong to the lists they are pressed in
            action.setShortcutContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
            self.window.slot.addAction(action)
            self.on(name, lambda dx=dx, dy=dy: actions.nudge(dx, dy))  # type: ignore[misc]

    def _join_view(self) -> None:
        window = self.window
        window.commands["tool_select"].setChecked(True)
        window.commands["view_iso"].setChecked(True)
        labels = window.commands["labels"]
        labels.setChecked(True)
        labels.toggled.connect(lambda on: window.view.set_labels(on) if window.view else None)
        for name in VIEWS:
            self.on(name, lambda name=name: window.view.show_view(name.removeprefix("view_")) if window.view else None)  # type: ignore[misc]
        for name in TOOLS:
            self.on(name, lambda name=name: self.set_tool(name.removeprefix("tool_")))  # type: ignore[misc]
        for name, part in (("left_dock", window.left), ("right_dock", window.inspector), ("bottom_dock", window.bottom)):
            window.commands[name].setChecked(True)
            window.commands[name].toggled.connect(part.setVisible)
        desk = self.desk
        self.on("hide", lambda: hiding.hide(desk, desk.selection))
        self.on("isolate", lambda: hiding.isolate(desk))
        self.on("show_all", lambda: hiding.show_all(desk))
        self.on("lock", lambda: hiding.lock(desk, desk.selection))
        self.on("bookmark", self.ask_bookmark)
        self.on("next_part", lambda: parts.step(window, 1))
        self.on("last_part", lambda: parts.step(window, -1))
        self.on("theme", lambda: window.wear("dark" if window.commands["theme"].isChecked() else "light"))
        window.top.theme.clicked.connect(window.commands["theme"].trigger)
        self.on("units", lambda: self.desk.set_units("US" if window.commands["units"].isChecked() else "SI"))

    def _join_help(self) -> None:
        self.on("palette", self.palette.open)
        self.window.top.search.clicked.connect(self.palette.open)
        self.on("tour", self.start_tour)
        self.on("help", self.show_help)
        self.on("shortcuts", lambda: self.show(dialogs.ShortcutsDialog(self.window)))
        self.on("limits", lambda: self.show(offers.limits_dialog(self.window, self.desk)))
        self.on("about", lambda: self.show(offers.about_dialog(self.window, __version__)))

    def _join_panels(self) -> None:
        window, actions, inspector = self.window, self.actions, self.window.inspector
        inspector.field_set.connect(lambda name, value, ids: inspector.refuse(name, actions.set_field(name, value, ids)))
        inspector.renamed.connect(self._rename)
        inspector.service_set.connect(actions.set_in_service)
        inspector.ambient_set.connect(lambda values: actions.set_ambient(**values))
        inspector.scene_set.connect(lambda values: actions.set_scene(**values))
        inspector.nearest_wanted.connect(actions.connect_nearest)
        inspector.disconnect_wanted.connect(actions.disconnect)
        for part in (inspector, window.bottom.problems):
            part.cure_wanted.connect(actions.cure)
            part.try_wanted.connect(actions.try_cure)
            part.trial.kept.connect(self.desk.end_trial)
            part.trial.undone.connect(actions.undo_trial)
        for outliner in window.outliners:
            outliner.context.connect(self.menus.open_for_selection)
            outliner.add_wanted.connect(self.show_catalogue)
            outliner.hide_wanted.connect(lambda keys: hiding.hide(self.desk, keys))
            outliner.lock_wanted.connect(lambda keys: hiding.lock(self.desk, keys))
        window.slot.invitation.acted.connect(self.show_catalogue)
        window.commands["tool_place"].toggled.connect(lambda on: self._invite())
        self.desk.document_changed.connect(lambda diff: self._invite())
        self.files.opened.connect(self._invite)
        window.shelf.picked.connect(self.arm)
        window.bottom.history.wanted.connect(actions.go_to)
        window.bottom.export_wanted.connect(self.export_table)
        window.figures.ambient_wanted.connect(self.ask_ambient)
        window.figures.load_wanted.connect(self.ask_load)
        window.figures.page_wanted.connect(lambda page: window.show_plots())
        window.tools.badge.clicked.connect(lambda: self.show(offers.limits_dialog(window, self.desk)))

    def _enable(self) -> None:
        commands, document = self.window.commands, self.desk.document
        is_open, chosen = self.files.is_open, self.desk.selection
        commands.enable([c.id for c in COMMANDS if c.menu in ("Edit", "Simulate", "Tools") and c.id != "preferences"], is_open)
        commands.enable(("save", "save_as", "export_list", "export_picture", "export_table", "export_report", "start_page"), is_open)
        commands.enable(NEED_SELECTION, is_open and bool(chosen))
        commands.enable(("bookmark", "show_all"), is_open)
        commands.enable(("rename",), is_open and len(chosen) == 1)
        commands.enable(("swap",), is_open and len(chosen) == 2)
        for name, words, can in (("undo", document.undo_name, document.index > 0), ("redo", document.redo_name, bool(document.redo_name))):
            verb = name.capitalize()
            commands[name].setEnabled(is_open and can)
            commands[name].setText(f"{verb} {lowered(words)}".replace("&", "&&") if words else verb)
            keys = shown_keys(["Ctrl+Z" if name == "undo" else "Ctrl+Shift+Z"])
            commands[name].setToolTip(plain(f"{verb} {lowered(words)} ({keys})".replace("  ", " ")))

    # ------------------------------------------------------------ palette

    def entries(self) -> list[Entry]:
        """What the palette offers now."""
        found = [
            Entry(action.text().rstrip("…"), command.tip, command.icon, action.trigger, shown_keys(command.keys[:1]), 0)
            for command in COMMANDS
            if command.id != "palette" and (action := self.window.commands[command.id]).isEnabled()
        ]
        found += [Entry(f"Colour by {words.lower()}", "View", "colour", lambda key=key: self.desk.set_color(key), "", 1)  # type: ignore[misc]
                  for key, words in self.window.colors]
        if self.files.is_open:
            found += self.bookmarks.entries()
            found += [Entry(e.name, kind_of(e).label, kind_of(e).icon, lambda key=e.id: self.desk.show([key]), "", 2)  # type: ignore[misc]
                      for e in self.desk.document.elements()]
            found += [Entry(f"Place {item.name}", BY_NAME[item.kind].label, BY_NAME[item.kind].icon,
                            lambda key=item.id: self.arm(key), "", 3) for item in catalogue.items()]  # type: ignore[misc]
        return found

    # ------------------------------------------------------------ tools

    def set_tool(self, name: str) -> None:
        """Take a tool; the place tool without anything in hand leads to the catalogue."""
        if self.window.view is not None:
            self.window.view.set_tool(name)
        if name != "place":
            self.window.shelf.clear_pick()
        elif not self.window.shelf.view.selectionModel().selectedIndexes():
            self.desk.say("Pick equipment in the catalogue, then click where it shall stand")
            self.window.shelf.search.edit.setFocus()

    def arm(self, item: str) -> None:
        """The next click in the view places this item; without a view it goes to the nearest free place."""
        self.window.shelf.remember(item)
        if self.window.view is not None:
            self.window.commands["tool_place"].setChecked(True)
            self.window.view.arm(item)
            if not self._has_placed:
                self._has_placed = True
                self.desk.say("Click where it shall stand, or arrow keys and Enter; R turns it, Esc puts it away")
        else:
            self.actions.place(item, (0.0, 0.0, 0.0))

    def show_catalogue(self) -> None:
        """The rooms while there is none, else everything there is."""
        self.window.shelf.search.edit.clear()
        self._offers_rooms = not self._has_elements()
        self.window.shelf.show_category("Rooms" if self._offers_rooms else "")
        self.window.shelf.search.edit.setFocus()

    def _has_elements(self) -> bool:
        return any(isinstance(record, Element) for record in self.desk.document.records.values())

    def _invite(self) -> None:
        """Over an empty view stands what to begin with; after the first room the whole catalogue is offered again."""
        is_empty = self.files.is_open and not self._has_elements()
        if self._offers_rooms and not is_empty:
            self._offers_rooms = False
            self.window.shelf.search.edit.clear()
            self.window.shelf.show_category("")
        self.window.slot.invite(is_empty and not self.window.commands["tool_place"].isChecked())

    def escape(self) -> None:
        """Leave the tool first, then the selection."""
        if self.tour.is_running:
            self.tour.end()
            return
        commands = self.window.commands
        if not commands["tool_select"].isChecked():
            commands["tool_select"].trigger()
            self.window.shelf.clear_pick()
        else:
            self.desk.select(())

    def _rename(self, key: str, name: str) -> None:
        """What is taken builds the inspector anew: only a refusal finds the field that asked."""
        if reason := self.actions.rename(key, name):
            self.window.inspector.refuse("name", reason)

    def start_rename(self) -> None:
        if (field := self.window.inspector.name) is not None:
            field.edit.setFocus()
            field.edit.selectAll()

    def select_all(self) -> None:
        """Everything that stands and can be seen."""
        self.desk.select(element.id for element in hiding.selectable(self.desk))

    def select_kind(self) -> None:
        self.desk.select(element.id for element in hiding.same_kind(self.desk))

    def swap(self) -> None:
        self.actions.swap(*self.desk.selection)

    def disconnect(self) -> None:
        keys = [joint.id for key in self.desk.selection for joint in self.desk.document.connections_of(key)]
        self.actions.disconnect(dict.fromkeys(keys))

    # ------------------------------------------------------------ dialogs

    def show(self, dialog: dialogs.Dialog) -> None:
        dialog.finished.connect(dialog.deleteLater)
        dialog.open()

    def ask_bookmark(self) -> None:
        if (dialog := self.bookmarks.ask()) is not None:
            self.show(dialog)

    def ask_array(self) -> None:
        start = array_preview.start(self.desk.selected)
        count = {"ge": 1.0, "le": 500.0, "whole": 1.0}
        rows = [("Places along x", start[0], "1", count), ("Pitch along x", start[1], "m", {}),
                ("Places along y", start[2], "1", count), ("Pitch along y", start[3], "m", {})]
        dialog = dialogs.numbers_dialog(
            self.window, "Array", rows, self.desk.units, "Make array", self.make_array,
            hints=("The selection included", "Distance from one to the next", "", "Names go on along a row; the next row takes the next letter"))
        dialog.changed.connect(self.preview_array)
        dialog.finished.connect(lambda: self.window.view.preview() if self.window.view else None)
        self.preview_array(start)
        self.show(dialog)

    def make_array(self, values: list[float]) -> str:
        along, across = array_preview.directions(values, self.desk.selected)
        return self.actions.array(*along, rows=across[0], row_pitch_m=across[1])

    def preview_array(self, values: list[float]) -> None:
        """Ghosts of the copies while their count and pitch are typed."""
        if self.window.view is not None:
            copies = array_preview.copies_of(self.desk.selected, values)
            self.window.view.preview(copies, bool(array_preview.refusal(self.actions, copies)))

    def ask_offset(self) -> None:
        rows: list[tuple[str, float, str, dict[str, float]]] = [("Along x", TILE_M, "m", {}), ("Along y", 0.0, "m", {}), ("Up", 0.0, "m", {})]
        self.show(dialogs.numbers_dialog(
            self.window, "Move by", rows, self.desk.units, "Move", lambda v: self.actions.move((v[0], v[1], v[2]))))

    def ask_ambient(self) -> None:
        air = self.desk.document.ambient
        rows = [("Dry bulb", air.dry_bulb_c, "degC", {"ge": -60.0, "le": 60.0}), ("Wet bulb", air.wet_bulb_c, "degC", {"ge": -60.0, "le": 40.0}),
                ("Grid voltage", air.grid_voltage_frac, "frac", {"ge": 0.8, "le": 1.2})]
        self.show(dialogs.numbers_dialog(
            self.window, "Ambient", rows, self.desk.units, "Apply",
            lambda v: self.actions.set_ambient(dry_bulb_c=v[0], wet_bulb_c=v[1], grid_voltage_frac=v[2])))

    def ask_load(self) -> None:
        rows = [("IT load of the whole scene", self.desk.document.scene.it_load_frac, "frac", {"ge": 0.0, "le": 1.0})]
        self.show(dialogs.numbers_dialog(
            self.window, "IT load", rows, self.desk.units, "Apply", lambda v: self.actions.set_scene(it_load_frac=v[0]),
            hints=("Racks with a load of their own keep it.",)))

    def ask_restore(self) -> None:
        """Earlier saves of this file, each with what it differs in."""
        records = self.desk.document.records
        self.show(RestoreDialog(self.window, self.files.name, self.files.backups(), records, self.actions.restore))

    def _enable_saved(self) -> None:
        """What only a scene with a file can do."""
        has_file = self.files.is_open and self.files.path is not None
        self.window.commands.enable(("restore",), has_file)
        self.window.commands.enable(("revert",), has_file and self.files.is_modified)

    def choose_template(self) -> None:
        self.show(offers.TemplateDialog(self.window, lambda records: self.files.new(records, is_template=True)))

    def leave(self) -> None:
        """Back to the start page."""
        if self.files.may_leave():
            self.window.keep_memory()
            self.files.leave()
            self.window.show_start()
            self._enable()
            self._enable_saved()

    # ------------------------------------------------------------ exports

    def export_table(self) -> None:
        tables = self.window.bottom.tables
        self.exports.table(tables.model.table.name, tables.csv_text())

    def export_picture(self) -> None:
        view = self.window.view
        if view is None:
            self.exports.picture(self.window.grab().toImage())
        else:
            size, looks = view.looks()
            self.exports.ask_picture(size, colour_by=self.desk.color_by, **looks)

    # ------------------------------------------------------------ tour

    def show_help(self, page: str = "") -> None:
        """The help window; one of it, brought to the front when it is there already."""
        if self._help is None:
            self._help = Help(self.window)
            self.window.about_to_close.connect(self._help.close)
        if page:
            self._help.show_page(page)
        self._help.show()
        self._help.raise_()
        self._help.activateWindow()

    def start_tour(self) -> None:
        if self.window.is_working:
            self.tour.start()
        else:
            self.files.fetch(paths.scene_file("air-hall"), lambda is_open: self.tour.start() if is_open else None)
