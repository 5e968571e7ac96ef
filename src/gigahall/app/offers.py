"""Dialogs with content of their own: templates, models and limits, about."""

from __future__ import annotations

from collections.abc import Callable, Iterable

from PySide6.QtWidgets import QGridLayout, QWidget

from gigahall import paths
from gigahall.app.components.buttons import Chip
from gigahall.app.components.field import NumberField
from gigahall.app.components.labels import label, plain, wrapped
from gigahall.app.components.stops import in_reading_order
from gigahall.app.desk import Desk
from gigahall.app.dialogs import Dialog, TextDialog
from gigahall.scene.record import Record
from gigahall.templates.parameters import Choice, Parameter
from gigahall.templates.registry import BY_NAME

LIMITS: tuple[tuple[str, str], ...] = (
    ("Power", "Balanced three-phase load flow at fundamental frequency. No unbalance, harmonics, motor starting or protection timing."),
    ("Coolant", "Steady flow in pipe networks with temperature-dependent properties. No water hammer, no filling, no two-phase flow."),
    ("Air", "A draft: potential flow with upwind energy transport. It finds recirculation and hotspots; jets and plumes are coarse."),
    ("Controls", "Ideal: every set point is held exactly until its unit is at its limit, and the shortfall is then named."),
    ("Data", "Catalogue values keep their source; estimates are marked est. in the inspector and count as such in the report."),
)


class TemplateDialog(Dialog):
    """A finished hall as the start of an own one, with what each can vary."""

    def __init__(self, parent: QWidget | None, take: Callable[[Iterable[Record]], object]) -> None:
        super().__init__(parent, "New hall from template", 460)
        self._take = take
        names = list(BY_NAME)
        self.chip = Chip("", [(name, BY_NAME[name].title) for name in names], names[0], filled=True)
        self.row("Template", self.chip)
        self._about = wrapped("", "label", "text2")
        self.body.addWidget(self._about)
        self._choices = QWidget()
        self.body.addWidget(self._choices)
        self.fields: dict[str, Chip | NumberField] = {}
        self._problem = wrapped("", "label", "bad")
        self._problem.hide()
        self.body.addWidget(self._problem)
        self.button("Cancel", self.reject)
        self.button("Create", self.finish, primary=True)
        self.chip.chosen.connect(lambda name: self._show())
        self._show()

    def choose(self, name: str) -> None:
        """As if the user had picked the template."""
        self.chip.choose(name)

    def _show(self) -> None:
        template = BY_NAME[self.chip.value]
        self._about.setText(template.line)
        self._problem.hide()
        shown = QWidget()
        grid = QGridLayout(shown)
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setHorizontalSpacing(16)
        grid.setVerticalSpacing(6)
        self.fields = {}
        for row, parameter in enumerate(template.parameters):
            field = _field_of(parameter)
            name = label(parameter.label, "label", "text2")
            name.setToolTip(plain(parameter.hint))
            field.setToolTip(plain(parameter.hint))
            field.setAccessibleName(parameter.label)
            grid.addWidget(name, row, 0)
            grid.addWidget(field, row, 1)
            self.fields[parameter.name] = field
        grid.setColumnStretch(1, 1)
        self.body.replaceWidget(self._choices, shown)
        self._choices.hide()
        self._choices.deleteLater()
        self._choices = shown
        in_reading_order(self)
        self.adjustSize()

    def values(self) -> dict[str, str]:
        """What was chosen, as typed."""
        found = {}
        for name, field in self.fields.items():
            if isinstance(field, NumberField):
                field.commit()
                found[name] = field.text.replace("\u202f", "")
            else:
                found[name] = field.value
        return found

    def finish(self) -> None:
        """Make the records; a refusal stays in the dialog."""
        values = self.values()
        errors = [f"{field.accessibleName()}: {field.error[:1].lower()}{field.error[1:]}" for field in self.fields.values()
                  if isinstance(field, NumberField) and field.error]
        try:
            if errors:
                raise ValueError(errors[0])
            records = BY_NAME[self.chip.value].build(values)
        except ValueError as error:
            self._problem.setText(str(error))
            self._problem.show()
            return
        self.accept()
        self._take(records)


def _field_of(parameter: Parameter) -> Chip | NumberField:
    if isinstance(parameter, Choice):
        return Chip("", parameter.choices, parameter.default, filled=True)
    field = NumberField(float(parameter.default), "1", "SI", ge=float(parameter.least), le=float(parameter.most), whole=True)
    steps = f" in steps of {parameter.step}" if parameter.step > 1 else ""
    field.set_text(field.text, f"{parameter.least} to {parameter.most}{steps}")
    return field


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
