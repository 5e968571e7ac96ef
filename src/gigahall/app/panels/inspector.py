"""The inspector: what the solver found about the selection, beside its limits; then its properties and connections.

Several elements of one kind are edited together; with nothing selected the scene's own fields stand here.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QApplication, QFrame, QHBoxLayout, QScrollArea, QSizePolicy, QVBoxLayout, QWidget

from gigahall.app.components.badge import Badge
from gigahall.app.components.buttons import Switch
from gigahall.app.components.field import MIXED, Field, PropertyRow
from gigahall.app.components.labels import Elided, Link, SectionHead, line, wrapped
from gigahall.app.components.paragraph import Paragraph
from gigahall.app.components.results import ResultBar
from gigahall.app.components.rows import ConnectionRow
from gigahall.app.components.stops import in_reading_order
from gigahall.app.desk import Desk
from gigahall.app.forms import FormField, fields_of, properties_of
from gigahall.app.hands import HANDS, let_go
from gigahall.app.panels.editors import Editor, editor_for
from gigahall.app.panels.grouping import row_of, row_words
from gigahall.app.panels.links import rows_of
from gigahall.app.panels.picture import Picture
from gigahall.app.panels.root_cause import RootCause, root_of
from gigahall.app.panels.trial import TrialStrip
from gigahall.app.pictures import Pictures
from gigahall.app.theme import font
from gigahall.app.values import reading
from gigahall.kinds import catalogue
from gigahall.kinds.quantities import Place, place_of
from gigahall.kinds.registry import kind_of
from gigahall.scene.diff import Diff
from gigahall.scene.record import Element, Record
from gigahall.units import System

FIRST_PROPERTIES = 10
MOST_LINKS = 12


class Inspector(QWidget):
    """Sections over the selection; every change is a request."""

    field_set = Signal(str, object, tuple)
    """Field, value, ids."""
    renamed = Signal(str, str)
    service_set = Signal(bool, tuple)
    ambient_set = Signal(dict)
    scene_set = Signal(dict)
    nearest_wanted = Signal(tuple)
    disconnect_wanted = Signal(tuple)
    cure_wanted = Signal(object)
    """A Finding whose cure shall be applied."""
    try_wanted = Signal(object)
    """The same, as a trial."""

    def __init__(self, desk: Desk, pictures: Pictures) -> None:
        super().__init__()
        self._desk, self._pictures = desk, pictures
        self._compact = False
        self._all_fields = False
        self._shown: tuple[str, ...] = ()
        self.bars: dict[str, ResultBar] = {}
        self.root_cause: RootCause | None = None
        self.editors: dict[str, Editor] = {}
        self.name: Field | None = None
        self._rows: dict[str, PropertyRow] = {}
        self.links: list[ConnectionRow] = []
        self.setObjectName("panel")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        self._scroll = QScrollArea()
        self._scroll.setWidgetResizable(True)
        self._scroll.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self._scroll.setFrameShape(QFrame.Shape.NoFrame)
        self._scroll.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.trial = TrialStrip(desk, is_brief=True)
        outer.addWidget(self.trial)
        outer.addWidget(self._scroll)
        desk.trial_changed.connect(self.refresh_results)
        desk.selection_changed.connect(self._selected)
        desk.document_changed.connect(self._document_changed)
        desk.results_changed.connect(self.refresh_results)
        desk.state_changed.connect(lambda state: self.refresh_results())
        desk.units_changed.connect(self.rebuild)
        self.rebuild()

    def set_compact(self, compact: bool) -> None:
        self._compact = compact
        for row in self._rows.values():
            row.set_compact(compact)

    # ------------------------------------------------------------ building

    def _selected(self) -> None:
        self._all_fields = False
        self.rebuild()
        self._scroll.verticalScrollBar().setValue(0)

    def rebuild(self) -> None:
        """Build the sections for what is selected now."""
        chosen = self._desk.selected
        shown = tuple(element.id for element in chosen)
        held, typed = self._take_keys(stays=shown == self._shown)
        self.bars, self.editors, self._rows, self.links = {}, {}, {}, []
        self.root_cause, self.name = None, None
        body = QWidget()
        body.setObjectName("scrolled")
        column = QVBoxLayout(body)
        column.setContentsMargins(16, 0, 16, 12)
        column.setSpacing(0)
        self._shown = shown
        if not chosen:
            self._build_scene(column)
        else:
            self._build_elements(column, chosen)
        column.addStretch(1)
        place = self._scroll.verticalScrollBar().value()
        if (before := self._scroll.takeWidget()) is not None:
            before.hide()
            before.deleteLater()  # one of its fields may be what asked for this
        self._scroll.setWidget(body)
        self._scroll.verticalScrollBar().setValue(place)
        self._give_keys(held, typed)

    def _take_keys(self, stays: bool) -> tuple[str, str]:
        """The field that is being edited and what is typed there so far: both go on after a rebuild over the same selection.
        Over another one the field is left first, and its value goes to whom it was typed for."""
        focused = QApplication.focusWidget()
        held = next((pair for pair in self._editables() if focused is not None and focused in (pair[1], pair[1].focusProxy())), None)
        typed = held[1].interrupt() if stays and held is not None and isinstance(held[1], Field | Paragraph) else ""
        if (body := self._scroll.widget()) is not None:
            let_go(body)
        return (held[0], typed) if stays and held is not None else ("", "")

    def _give_keys(self, held: str, typed: str) -> None:
        for name, widget in self._editables():
            if name == held:
                widget.setFocus(Qt.FocusReason.OtherFocusReason)
                if typed and isinstance(widget, Field | Paragraph):
                    widget.go_on(typed)

    def _editables(self) -> list[tuple[str, QWidget]]:
        """What can be typed into or chosen, by its field."""
        found = [(name, editor.widget) for name, editor in self.editors.items()]
        return [("name", self.name), *found] if self.name is not None else found

    def _build_scene(self, column: QVBoxLayout) -> None:
        scene, ambient = self._desk.document.scene, self._desk.document.ambient
        column.addSpacing(12)
        for text in (f for f in fields_of(type(scene)) if f.editor in ("text", "paragraph")):
            column.addWidget(self._heading(scene, text))
        column.addSpacing(8)
        column.addWidget(line())
        column.addWidget(SectionHead("Conditions", "unit  ·  source"))
        self._add_fields(column, [scene], [f for f in fields_of(type(scene)) if f.editor == "number"], self.scene_set)
        self._add_fields(column, [ambient], [f for f in fields_of(type(ambient)) if f.editor == "number"], self.ambient_set)
        if ambient.source:
            column.addWidget(wrapped(ambient.source, "hint", "text3"))

    def _heading(self, scene: Record, field: FormField) -> QWidget:
        """Title and description of the scene: read as words, typed where they stand."""
        editor = editor_for(field, self._desk.units)
        editor.make_quiet(field.label)
        editor.show_values([getattr(scene, field.name)], self._desk.units)
        editor.committed.connect(lambda value: self.scene_set.emit({field.name: value}))
        self.editors[field.name] = editor
        return editor.widget

    def _build_elements(self, column: QVBoxLayout, chosen: Sequence[Element]) -> None:
        kinds = {kind_of(element).name for element in chosen}
        column.addWidget(self._head(chosen))
        self._cause_place = QVBoxLayout()
        self._cause_place.setContentsMargins(0, 0, 0, 0)
        column.addLayout(self._cause_place)
        self._show_root_cause(chosen)
        column.addWidget(line())
        if len(kinds) == 1:
            self._build_results(column, chosen)
        self._build_properties(column, chosen, len(kinds) == 1)
        if len(chosen) == 1:
            self._build_links(column, chosen[0])
        elif chosen:
            self._add_nearest(column, "Connections")

    def _head(self, chosen: Sequence[Element]) -> QWidget:
        head = QWidget()
        head.setFixedHeight(96)
        row = QHBoxLayout(head)
        row.setContentsMargins(0, 12, 0, 12)
        row.setSpacing(10)
        self._picture = Picture(self._pictures, chosen[0])
        row.addWidget(self._picture)
        column = QVBoxLayout()
        column.setSpacing(2)
        self._title(column, chosen)
        first = QHBoxLayout()
        first.setSpacing(0)
        self.badge = Badge()
        first.addWidget(self.badge)
        first.addStretch(1)
        self.switch = Switch("On", "Off")
        self.switch.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        self.switch.show_value(_in_service(chosen))
        self.switch.setToolTip("In service (Ctrl E)")
        self.switch.setAccessibleName("In service")
        self.switch.clicked.connect(lambda on: self.service_set.emit(bool(on), self._shown))
        first.addWidget(self.switch)
        column.addLayout(first)
        row.addLayout(column, 1)
        self._show_badge(chosen)
        return head

    def _show_root_cause(self, chosen: Sequence[Element]) -> None:
        """What follows from the one selected element, where something does. Replaced alone: fields keep what is being typed."""
        node = root_of(self._desk, chosen[0].id) if len(chosen) == 1 else None
        if node == (self.root_cause.node if self.root_cause is not None else None):
            return
        if self.root_cause is not None:
            self._cause_place.removeWidget(self.root_cause)
            let_go(self.root_cause)
            self.root_cause.hide()
            self.root_cause.deleteLater()
            self.root_cause = None
        self._cause_place.setContentsMargins(0, 0, 0, 12 if node is not None else 0)
        if node is not None:
            self.root_cause = RootCause(node, self._desk)
            self.root_cause.cured.connect(self.cure_wanted)
            self.root_cause.tried.connect(self.try_wanted)
            self._cause_place.addWidget(self.root_cause)
            in_reading_order(self)

    def _title(self, column: QVBoxLayout, chosen: Sequence[Element]) -> None:
        kind = kind_of(chosen[0])
        if len(chosen) == 1:
            self.name = Field(chosen[0].name)
            self.name.edit.setFont(font("title"))
            self.name.setFixedHeight(26)
            self.name.make_quiet()
            self.name.committed.connect(lambda name, key=chosen[0].id: self.renamed.emit(key, name))
            column.addWidget(self.name)
            column.addWidget(Elided(self._subtitle(chosen[0]), "label", "text2"))
        else:
            column.addWidget(Elided(f"{len(chosen)} selected", "title"))
            same = len({kind_of(element).name for element in chosen}) == 1
            column.addWidget(Elided(kind.label if same else "Several kinds", "label", "text2"))

    def _subtitle(self, element: Element) -> str:
        kind = kind_of(element)
        item = next((item.name for item in catalogue.items(kind.name) if item.id == element.item), kind.label)
        place = row_words(row_of(element.name)) if kind.category == "IT" else self._desk.name_of(element.hall) if element.hall else ""
        return " · ".join(part for part in (item, place) if part)

    def _show_badge(self, chosen: Sequence[Element]) -> None:
        tones = [self._desk.tone(element.id) for element in chosen]
        if not all(element.in_service for element in chosen):
            self.badge.show_state("Out of service", "stale")
        elif "bad" in tones:
            limited = any(p.limit is not None for e in chosen for p in self._desk.problems_of(e.id) if p.severity == "error")
            self.badge.show_state("Over limit" if limited else "Error", "bad")
        elif "warn" in tones:
            self.badge.show_state("Near limit", "warn")
        elif self._desk.has_results:
            self.badge.show_state("Within limits", "ok")
        else:
            self.badge.show_state("Not solved", "stale")

    def _build_results(self, column: QVBoxLayout, chosen: Sequence[Element]) -> None:
        paths = self._paths(chosen[0])
        if not paths:
            return
        hint = "worst of the selection" if len(chosen) > 1 else ""
        self._results_head = SectionHead("Results", hint)
        column.addWidget(self._results_head)
        for path in paths:
            bar = ResultBar(self._reading(path, chosen))
            self.bars[path] = bar
            column.addWidget(bar)
        column.addSpacing(6)
        column.addWidget(line())
        self._show_results_hint()

    def _paths(self, element: Element) -> list[str]:
        kind = kind_of(element)
        found = list(dict.fromkeys((*kind.keys, *(limit.quantity for limit in kind.limits(element)))))
        seen: dict[Place, str] = {}
        for path in found:
            seen.setdefault(place_of(path), path)
        if not self._desk.has_results:
            return list(seen.values())
        have = [path for path in seen.values() if self._desk.value(element.id, path) is not None]
        return have or list(seen.values())

    def _reading(self, path: str, chosen: Sequence[Element]) -> Any:
        found = [(value, element) for element in chosen if (value := self._desk.value(element.id, path)) is not None]
        value, element = max(found, key=lambda pair: pair[0]) if found else (None, chosen[0])
        before = self._desk.value_before(element.id, path) if len(chosen) == 1 else None
        limits = self._desk.limits(element, path)
        return reading(path, value, limits, self._desk.units, before=before, is_stale=self._desk.is_stale,
                       was=self._desk.value_was(element.id, path) if len(chosen) == 1 else None)

    def _show_results_hint(self) -> None:
        if len(self._shown) == 1:
            state = self._desk.state if self._desk.has_results else "not solved yet"
            self._results_head.hint.setText({"stale": "updating"}.get(state, state))

    # ------------------------------------------------------------ properties

    def _build_properties(self, column: QVBoxLayout, chosen: Sequence[Element], same_kind: bool) -> None:
        column.addWidget(SectionHead("Properties", "unit  ·  source"))
        own = properties_of(type(chosen[0])) if same_kind else ()
        shared = [field for field in fields_of(type(chosen[0])) if field.name in ("group", "standby")]
        place = [field for field in fields_of(type(chosen[0])) if field.name in ("at_m", "turn_deg")]
        stands = not kind_of(chosen[0]).is_route
        fields = [*own, *(place if stands and len(chosen) == 1 else place[1:] if stands else ()), *shared]
        first = fields if self._all_fields or len(fields) <= FIRST_PROPERTIES + 2 else _first_fields(fields, own)
        self._add_fields(column, chosen, first, None)
        if len(first) < len(fields):
            more = Link(f"Show all {len(fields)} properties")
            more.clicked.connect(self._show_all)
            column.addSpacing(2)
            column.addWidget(more)
        column.addSpacing(6)
        column.addWidget(line())

    def _show_all(self) -> None:
        """Keys that asked for it go on with the first that was not shown."""
        self._all_fields = True
        before, by_keys = set(self.editors), HANDS.are_on_keys
        self.rebuild()
        more = [editor.widget for name, editor in self.editors.items() if name not in before]
        if by_keys and more:
            more[0].setFocus(Qt.FocusReason.TabFocusReason)

    def _add_fields(self, column: QVBoxLayout, records: Sequence[Record], fields: Sequence[FormField], request: Any) -> None:
        for field in fields:
            editor = editor_for(field, self._desk.units)
            editor.show_values([getattr(record, field.name) for record in records], self._desk.units)
            if request is None:
                editor.committed.connect(lambda value, name=field.name, ids=self._shown: self.field_set.emit(name, value, ids))
            else:
                editor.committed.connect(lambda value, name=field.name, request=request: request.emit({name: value}))
            row = PropertyRow(_row_label(field), editor.widget, tip=_tip(field, self._desk.units))
            self._source(row, records, field.name)
            if field.editor == "text" and request is not None:
                row.make_wide()
            row.set_compact(self._compact)
            column.addWidget(row)
            self.editors[field.name], self._rows[field.name] = editor, row

    def _source(self, row: PropertyRow, records: Sequence[Record], name: str) -> None:
        """Whom the shown value comes from; "several" where the selection has it from more than one."""
        held = [record for record in records if isinstance(record, Element)]
        if not held or name in ("at_m", "turn_deg", "group", "standby"):
            row.say_source("you" if held else "", "")
            return
        sources = [catalogue.source_of(record, name) for record in held]
        tags = dict.fromkeys(source.tag for source in sources)
        row.say_source(next(iter(tags)) if len(tags) == 1 else MIXED, "\n".join(dict.fromkeys(source.text for source in sources)))

    # ------------------------------------------------------------ connections

    def _build_links(self, column: QVBoxLayout, element: Element) -> None:
        rows = rows_of(self._desk, element)
        if not rows:
            return
        free = sum(row.is_free for row in rows)
        head = self._add_nearest(column, "Connections", f"{len(rows) - free} of {len(rows)}", bool(free))
        for row in rows[:MOST_LINKS]:
            widget = ConnectionRow(row.token, row.label, row.other, row.value, row.is_free)
            if row.other_id:
                widget.clicked.connect(lambda key=row.other_id: self._desk.show([key]))
            else:
                widget.clicked.connect(lambda: self.nearest_wanted.emit(self._shown))
                widget.setToolTip("Connect to the nearest that fits")
            self.links.append(widget)
            column.addWidget(widget)
        if len(rows) > MOST_LINKS:
            head.hint.setText(f"{MOST_LINKS} of {len(rows)} shown")

    def _add_nearest(
        self, column: QVBoxLayout, title: str, hint: str = "", offer: bool = True
    ) -> SectionHead:
        head = SectionHead(title, hint, "Connect to nearest" if offer else "")
        head.linked.connect(lambda: self.nearest_wanted.emit(self._shown))
        column.addWidget(head)
        return head

    # ------------------------------------------------------------ following

    def _document_changed(self, diff: Diff) -> None:
        if self._desk.rebuilds(diff) or self._shown != tuple(element.id for element in self._desk.selected):
            self.rebuild()
            return
        touched = {key for key, _, _ in diff.changes()}
        watched = set(self._shown) or {"scene", "ambient"}
        if touched & watched:
            self._refresh_fields()

    def _refresh_fields(self) -> None:
        chosen: Sequence[Record] = self._desk.selected or [self._desk.document.scene, self._desk.document.ambient]
        for name, editor in self.editors.items():
            holders = [record for record in chosen if name in record.__struct_fields__]
            if holders:
                editor.show_values([getattr(record, name) for record in holders], self._desk.units)
                if name in self._rows:
                    self._source(self._rows[name], holders, name)
        elements = self._desk.selected
        if elements:
            self.switch.show_value(_in_service(elements))
            self._show_badge(elements)

    def refresh_results(self) -> None:
        """New values in the same places."""
        chosen = self._desk.selected
        if not chosen or tuple(element.id for element in chosen) != self._shown:
            return
        if self.bars and set(self._paths(chosen[0])) != set(self.bars):
            self.rebuild()
            return
        self._show_root_cause(chosen)
        for path, bar in self.bars.items():
            bar.show_reading(self._reading(path, chosen))
        self._show_badge(chosen)
        if self.bars:
            self._show_results_hint()
        if len(chosen) == 1:
            for widget, row in zip(self.links, rows_of(self._desk, chosen[0]), strict=False):
                widget.show_value(row.value)

    def refuse(self, field: str, reason: str) -> None:
        """Show beside the field why its value was not taken, and what holds instead."""
        if field == "name" and self.name is not None:
            self.name.refuse(reason)
        elif field in self.editors:
            self.editors[field].refuse(reason)


def _first_fields(fields: Sequence[FormField], own: Sequence[FormField]) -> list[FormField]:
    """The first of the kind's own, and the place."""
    place = [field for field in fields if field.name in ("at_m", "turn_deg")]
    return [*own[: FIRST_PROPERTIES - len(place)], *place]


def _in_service(elements: Sequence[Element]) -> bool | None:
    """None where some are and some are not."""
    found = {element.in_service for element in elements}
    return found.pop() if len(found) == 1 else None


def _row_label(field: FormField) -> str:
    return "Position x, y" if field.name == "at_m" else field.label


def _tip(field: FormField, units: System) -> str:
    return "\n".join(part for part in (field.label, field.help, field.range_words(units)) if part)
