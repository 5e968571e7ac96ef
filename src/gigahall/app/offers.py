"""Dialogs with content of their own: templates, models and limits, about."""

from __future__ import annotations

from collections.abc import Callable, Iterable

from PySide6.QtWidgets import QWidget

from gigahall import paths
from gigahall.app.components.buttons import Chip
from gigahall.app.components.field import NumberField
from gigahall.app.components.labels import wrapped
from gigahall.app.desk import Desk
from gigahall.app.dialogs import Dialog, TextDialog
from gigahall.scene.record import Record
from gigahall.templates.registry import BY_NAME

LIMITS: tuple[tuple[str, str], ...] = (
    ("Power", "Balanced three-phase load flow at fundamental frequency. No unbalance, harmonics, motor starting or protection timing."),
    ("Coolant", "Steady flow in pipe networks with temperature-dependent properties. No water hammer, no filling, no two-phase flow."),
    ("Air", "A draft: potential flow with upwind energy transport. It finds recirculation and hotspots; jets and plumes are coarse."),
    ("Controls", "Ideal: every set point is held exactly until its unit is at its limit, and the shortfall is then named."),
    ("Data", "Catalogue values keep their source; estimates are marked est. in the inspector and count as such in the report."),
)


class TemplateDialog(Dialog):
    """A finished hall as the start of an own one."""

    def __init__(self, parent: QWidget | None, take: Callable[[Iterable[Record]], object]) -> None:
        super().__init__(parent, "New hall from template", 460)
        self._take = take
        names = list(BY_NAME)
        self.chip = Chip("", [(name, BY_NAME[name].title) for name in names], names[0], filled=True)
        self.row("Template", self.chip)
        self._about = wrapped("", "label", "text2")
        self.body.addWidget(self._about)
        self.racks = NumberField(384.0, "1", "SI", ge=16.0, le=3072.0, whole=True)
        self.row("Compute racks", self.racks, "Whole units of 16")
        self._problem = wrapped("", "label", "bad")
        self._problem.hide()
        self.body.addWidget(self._problem)
        self.button("Cancel", self.reject)
        self.button("Create", self.finish, primary=True)
        self.chip.chosen.connect(lambda name: self._show())
        self._show()

    def _show(self) -> None:
        template = BY_NAME[self.chip.value]
        self.racks.setEnabled(template.takes_racks)
        self._about.setText(template.line)

    def finish(self) -> None:
        """Make the records; a refusal stays in the dialog."""
        template = BY_NAME[self.chip.value]
        self.racks.commit()
        try:
            number = int(self.racks.text.replace("\u202f", "") or 0)
            records = template.make(number) if template.takes_racks else template.make()
        except ValueError as error:
            self._problem.setText(str(error))
            self._problem.show()
            return
        self.accept()
        self._take(records)


def limits_dialog(parent: QWidget | None, desk: Desk) -> TextDialog:
    """What each model can and cannot tell, and which ones made the results on screen."""
    parts = list(LIMITS)
    if desk.results.models:
        made = "\n".join(f"{name.capitalize()}: {words}" for name, words in desk.results.models.items())
        parts.insert(0, ("Models of this solution", made))
    return TextDialog(parent, "Models and limits", parts)


def about_dialog(parent: QWidget | None, version: str) -> TextDialog:
    parts = [
        ("", f"Gigahall {version}"),
        ("", "A digital twin of AI data centres: edit a hall and watch power, coolant and air answer."),
        ("Licences", "Apache License 2.0, copyright Gigahall developers. The packages it runs on, the typeface and the sources of the "
         "catalogue are listed under Help, page Licences."),
    ]
    links = [("Data folder", paths.data_dir()), ("Log folder", paths.log_dir())]
    return TextDialog(parent, "About Gigahall", parts, links)
