"""Equipment lists at the window: out of the open scene, into it, or as a new one."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QLocale
from PySide6.QtWidgets import QFileDialog, QWidget

from gigahall.app.actions import Actions
from gigahall.app.dialogs import Dialog
from gigahall.app.files import Files
from gigahall.app.import_preview import ImportDialog
from gigahall.interop import equipment_csv
from gigahall.interop.equipment_csv import COMMAS, SEMICOLONS, Dialect, EquipmentError
from gigahall.scene.record import Element
from gigahall.storage.atomic import SaveError, save_bytes
from gigahall.storage.fault import one_line

FILTERS = {COMMAS: "CSV, commas and decimal points (*.csv)", SEMICOLONS: "CSV, semicolons and decimal commas (*.csv)"}


def of_system() -> Dialect:
    """What spreadsheets write for this user."""
    return SEMICOLONS if QLocale.system().decimalPoint() == "," else COMMAS


def export_list(window: QWidget, files: Files, actions: Actions) -> None:
    """Write both lists of the scene; the system's way of writing numbers is offered first."""
    first = of_system()
    order = [first, *(dialect for dialect in FILTERS if dialect != first)]
    name, chosen = QFileDialog.getSaveFileName(
        window, "Export equipment list", str(files.folder / f"{files.stem}.csv"), ";;".join(FILTERS[dialect] for dialect in order)
    )
    if not name:
        return
    path = Path(name) if name.lower().endswith(".csv") else Path(f"{name}.csv")
    dialect = next((dialect for dialect in order if FILTERS[dialect] == chosen), first)
    there = [found.name for found in (path, equipment_csv.beside(path)) if found.exists() and str(found) != name]
    verb = "is" if len(there) == 1 else "are"
    if not there or files.asker.overwrite(f"{' and '.join(there)} {verb} there already and would be replaced."):
        write_lists(path, dialect, files, actions)


def write_lists(path: Path, dialect: Dialect, files: Files, actions: Actions) -> None:
    """The equipment, and the connections beside it."""
    records = list(actions.document.records.values())
    try:
        save_bytes(path, equipment_csv.encode(records, dialect))
        save_bytes(equipment_csv.beside(path), equipment_csv.encode_connections(records, dialect))
    except SaveError as error:
        files.asker.complain("The list was not written", str(error))
        return
    actions.desk.say(one_line(f"Saved {path.name} and {equipment_csv.beside(path).name}"), "ok")


def import_list(window: QWidget, files: Files, actions: Actions) -> Dialog | None:
    """Ask for a list; into the open scene with a preview, or as a new scene where there is none."""
    name, _ = QFileDialog.getOpenFileName(window, "Import equipment list", files.settings.last_folder, "CSV (*.csv *.txt *.tsv);;All files (*)")
    return take_list(window, Path(name), files, actions) if name else None


def take_list(window: QWidget, path: Path, files: Files, actions: Actions) -> Dialog | None:
    """A preview over the open scene; a scene of its own where none is open, or nothing stands in it."""
    document = actions.document
    if files.is_open and any(isinstance(record, Element) for record in document.records.values()):
        dialog = ImportDialog(window, path, document.records.values, actions.desk.units, actions.take_list)
        dialog.finished.connect(dialog.deleteLater)
        dialog.open()
        return dialog
    try:
        lists = equipment_csv.read(path)
        records = equipment_csv.new_scene(lists)
    except (EquipmentError, OSError) as error:
        files.asker.complain(f"{path.name} cannot be read as a list", str(error))
        return None
    if files.new(records, is_template=True):
        for note in lists.left_out:
            actions.desk.say(note, "warn")
    return None
