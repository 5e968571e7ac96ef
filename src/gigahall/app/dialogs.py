"""Dialogs: fields in one column, buttons right, the primary one last."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from functools import partial
from pathlib import Path
from typing import TypeVar

from PySide6.QtCore import QEvent, Qt, QUrl, Signal
from PySide6.QtGui import QDesktopServices
from PySide6.QtWidgets import QDialog, QFileDialog, QFrame, QGridLayout, QHBoxLayout, QScrollArea, QVBoxLayout, QWidget

from gigahall.app.asking import Answer, Twice, with_suffix
from gigahall.app.commands import COMMANDS, MENUS, shown_keys
from gigahall.app.components.buttons import Button
from gigahall.app.components.field import NumberField
from gigahall.app.components.labels import Link, label, line, wrapped
from gigahall.paths import SCENE_SUFFIX
from gigahall.report.text import count
from gigahall.storage.fault import one_line
from gigahall.storage.recovery import Recoverable
from gigahall.units import System

T = TypeVar("T", bound=str)
MOST_LINES = 8
"""Of a list in a message; the rest is counted."""
FILTER = f"Gigahall scenes (*{SCENE_SUFFIX})"


class Dialog(QDialog):
    """Title, body, and a row of buttons."""

    def __init__(self, parent: QWidget | None, title: str, width: int = 440) -> None:
        super().__init__(parent)
        self.setWindowTitle(title)
        self.setMinimumWidth(width)
        outer = QVBoxLayout(self)
        outer.setContentsMargins(24, 20, 24, 20)
        outer.setSpacing(12)
        outer.addWidget(label(title, "title"))
        self.body = QVBoxLayout()
        self.body.setSpacing(8)
        outer.addLayout(self.body)
        outer.addStretch(1)
        self.buttons = QHBoxLayout()
        self.buttons.setSpacing(8)
        self.buttons.addStretch(1)
        outer.addLayout(self.buttons)

    def event(self, event: QEvent) -> bool:
        """Words that break into more lines than was reckoned with get their height: nothing is cut or lies over another."""
        is_laid_out = event.type() in (QEvent.Type.Show, QEvent.Type.LayoutRequest)
        done = super().event(event)
        layout = self.layout() if is_laid_out else None
        if layout is not None and self.height() < (need := layout.totalHeightForWidth(self.width())):
            self.resize(self.width(), need)
        return done

    def say(self, words: str, tone: str = "text2") -> None:
        self.body.addWidget(wrapped(words, "body", tone))

    def button(self, words: str, do: Callable[[], object], primary: bool = False) -> Button:
        made = Button(words, primary)
        made.clicked.connect(lambda: do())
        self.buttons.addWidget(made)
        return made

    def row(self, words: str, field: QWidget, hint: str = "") -> None:
        """A field with its name above."""
        self.body.addWidget(label(words, "label", "text2"))
        self.body.addWidget(field)
        if hint:
            self.body.addWidget(wrapped(hint, "hint", "text3"))


class NumbersDialog(Dialog):
    """A few numbers to type: array, offset, ambient, IT load."""

    changed = Signal(list)
    """The numbers as typed so far, whenever all of them are numbers."""

    def __init__(
        self, parent: QWidget | None, title: str, fields: Sequence[tuple[str, NumberField, str]], done: str,
        apply: Callable[[list[float]], str],
    ) -> None:
        super().__init__(parent, title, 360)
        self._apply = apply
        self._values: dict[int, float] = {}
        self.fields = [field for _, field, _ in fields]
        for index, (words, field, hint) in enumerate(fields):
            self.row(words, field, hint)
            field.committed.connect(lambda value, index=index: self._values.__setitem__(index, float(value)))
            field.edit.textChanged.connect(lambda text: self._tell())
        self.problem = wrapped("", "label", "bad")
        self.problem.hide()
        self.body.addWidget(self.problem)
        self.button("Cancel", self.reject)
        self.button(done, self.finish, primary=True)
        self.fields[0].edit.setFocus()
        self.fields[0].edit.selectAll()

    def set_start(self, values: Sequence[float]) -> None:
        """What stands in the fields at first."""
        self._values = dict(enumerate(values))

    def _tell(self) -> None:
        try:
            self.changed.emit([float(field.value_now()) for field in self.fields])
        except (ValueError, TypeError):
            return  # not yet numbers

    def finish(self) -> None:
        """Do it; a refusal stays in the dialog."""
        for field in self.fields:
            field.commit()
        errors = [field.error for field in self.fields if field.error]
        reason = errors[0] if errors else self._apply([self._values[index] for index in range(len(self.fields))])
        self.problem.setText(reason)
        self.problem.setVisible(bool(reason))
        if not reason:
            self.accept()


def numbers_dialog(
    parent: QWidget | None, title: str, rows: Sequence[tuple[str, float, str, dict[str, float]]], units: System, done: str,
    apply: Callable[[list[float]], str], hints: Sequence[str] = (),
) -> NumbersDialog:
    """`rows`: (words, value, unit code, bounds ge/le)."""
    fields = [
        (words, NumberField(value, unit, units, ge=b.get("ge"), le=b.get("le"), whole=unit == "1" and "whole" in b),
         hints[i] if i < len(hints) else "")
        for i, (words, value, unit, b) in enumerate(rows)
    ]
    made = NumbersDialog(parent, title, fields, done, apply)
    made.set_start([value for _, value, _, _ in rows])
    return made


class ShortcutsDialog(Dialog):
    """Every key of the window, by menu."""

    def __init__(self, parent: QWidget | None) -> None:
        super().__init__(parent, "Shortcuts", 760)
        body = QWidget()
        body.setObjectName("scrolled")
        grid = QGridLayout(body)
        grid.setHorizontalSpacing(36)
        columns: list[QVBoxLayout] = [QVBoxLayout(), QVBoxLayout()]
        for _index, menu in enumerate(menu for menu in MENUS if menu != "Insert"):
            column = columns[0 if menu in ("File", "Edit") else 1]
            column.addWidget(label(menu, "section"))
            for command in COMMANDS:
                if command.menu == menu and command.keys:
                    column.addLayout(_key_row(command.text.rstrip("…"), shown_keys(command.keys)))
            column.addSpacing(10)
        for place, column in enumerate(columns):
            column.addStretch(1)
            grid.addLayout(column, 0, place)
        scroll = QScrollArea()
        scroll.setWidgetResizable(True)
        scroll.setFrameShape(QFrame.Shape.NoFrame)
        scroll.setWidget(body)
        scroll.setMinimumHeight(480)
        self.body.addWidget(scroll)
        self.say("In the view: drag to orbit, Shift-drag to select a box, right or middle button to pan, wheel to zoom, double click to frame.", "text3")
        self.button("Close", self.accept, primary=True)


def _key_row(words: str, keys: str) -> QHBoxLayout:
    row = QHBoxLayout()
    row.addWidget(label(words, "label"))
    row.addStretch(1)
    row.addWidget(label(keys, "label_medium", "text2"))
    return row


class TextDialog(Dialog):
    """Paragraphs with heads, for About and for models and limits."""

    def __init__(self, parent: QWidget | None, title: str, parts: Sequence[tuple[str, str]], links: Sequence[tuple[str, Path]] = ()) -> None:
        super().__init__(parent, title, 560)
        for head, words in parts:
            if head:
                self.body.addSpacing(4)
                self.body.addWidget(label(head, "section"))
            self.say(words)
        for words, place in links:
            link = Link(words, tip=str(place))
            link.clicked.connect(lambda _=False, place=place: QDesktopServices.openUrl(QUrl.fromLocalFile(str(place))))
            self.body.addWidget(link)
        self.button("Close", self.accept, primary=True)


class FaultDialog(Dialog):
    """Something went wrong: what, where it is written down, and that the work is safe."""

    def __init__(self, parent: QWidget | None, words: str, trace: str, log: Path, copy: Path | None) -> None:
        super().__init__(parent, "Something went wrong", 520)
        self.say("The last step was not finished. You can go on working; saving under another name is a good idea.")
        self.body.addWidget(wrapped(words, "body_medium", "bad"))
        self.say(f"A copy of the scene is in {copy}." if copy else "No copy of the scene could be made; save it now.", "text2")
        self.details = wrapped(trace, "hint", "text3")
        self.details.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self.details.hide()
        scroll = QScrollArea()
        scroll.setWidgetResizable(True)
        scroll.setFrameShape(QFrame.Shape.NoFrame)
        scroll.setWidget(self.details)
        scroll.hide()
        scroll.setMinimumHeight(180)
        self.body.addWidget(scroll)
        self.button("Open log", lambda: QDesktopServices.openUrl(QUrl.fromLocalFile(str(log))))
        self._scroll = scroll
        self.button("Details", self._toggle)
        self.button("Go on", self.accept, primary=True)

    def _toggle(self) -> None:
        self._scroll.setVisible(not self._scroll.isVisible())
        self.details.show()
        self.adjustSize()


class RecoveryDialog(Dialog):
    """Offers unsaved work of a session that ended without closing."""

    def __init__(
        self, parent: QWidget | None, found: Sequence[Recoverable], take: Callable[[Recoverable], object],
        drop: Callable[[Recoverable], object],
    ) -> None:
        super().__init__(parent, "Unsaved work was found", 520)
        self._take, self._drop = take, drop
        self.say("Gigahall ended without closing. Your edits since the last save can be recovered.")
        for item in found:
            self.body.addWidget(line())
            row = QHBoxLayout()
            words = QVBoxLayout()
            words.setSpacing(2)
            words.addWidget(label(item.title, "body_strong"))
            when = item.time.astimezone().strftime("%d %b %H:%M")
            words.addWidget(label(f"{count(item.edits, 'edit')} · last {when} · file {item.file_state}", "label", "text2"))
            row.addLayout(words)
            row.addStretch(1)
            again = Button("Recover", primary=item is found[0])
            again.clicked.connect(lambda _=False, item=item: self._recover(item))
            row.addWidget(again)
            self.body.addLayout(row)
        self.body.addWidget(line())
        self._sure = wrapped("", "label", "bad")
        self._sure.hide()
        self.body.addWidget(self._sure)
        self.drop = self.button("Discard all", lambda: self._discard(found))
        self.button("Later", self.reject)

    def _recover(self, item: Recoverable) -> None:
        self.accept()
        self._take(item)

    def _discard(self, found: Sequence[Recoverable]) -> None:
        """Asks once more where it was asked: the words appear and the button says what it does."""
        if self._sure.isHidden():
            edits = sum(item.edits for item in found)
            where = f" in {len(found)} scenes" if len(found) > 1 else ""
            self._sure.setText(f"{count(edits, 'edit')}{where} would be gone for good.")
            self._sure.show()
            self.drop.setText("Discard for good")
            return
        for item in found:
            self._drop(item)
        self.reject()


class WindowAsker:
    """Asks the user with dialogs of the window."""

    def __init__(self, parent: QWidget) -> None:
        self._parent = parent

    def save_changes(self, name: str) -> Answer:
        answers: tuple[tuple[str, Answer], ...] = (("Do not save", "discard"), ("Cancel", "cancel"), ("Save", "save"))
        return self._choice(f"Save changes to {name}?", "Your changes are lost if you do not save them.", answers, "cancel")

    def _choice(self, title: str, words: str, answers: Sequence[tuple[str, T]], otherwise: T) -> T:
        """One button an answer, the last the one for Enter; `otherwise` where the dialog is just closed."""
        chosen = [otherwise]
        dialog = Dialog(self._parent, title)
        dialog.say(words)

        def choose(wanted: T) -> None:
            chosen[0] = wanted
            dialog.accept()

        for text, answer in answers:
            dialog.button(text, partial(choose, answer), primary=answer == answers[-1][1])
        dialog.exec()
        dialog.deleteLater()
        return chosen[0]

    def path_to_open(self, folder: str) -> Path | None:
        name, _ = QFileDialog.getOpenFileName(self._parent, "Open a scene", folder, FILTER)
        return Path(name) if name else None

    def path_to_write(self, title: str, suggested: Path, kinds: Mapping[str, str]) -> Path | None:
        """The dialog's own question about a file that is there comes before the suffix is added, so it is not asked."""
        filters = {f"{words} (*{suffix})": suffix for suffix, words in kinds.items()}
        option = QFileDialog.Option.DontConfirmOverwrite
        name, chosen = QFileDialog.getSaveFileName(self._parent, title, str(suggested), ";;".join(filters), options=option)
        return with_suffix(Path(name), kinds, filters.get(chosen, "")) if name else None

    def replace(self, path: Path) -> bool:
        words = f"A file of this name is already in {path.parent}. It is replaced, and what it holds is lost."
        return self.sure(f"Replace {one_line(path.name, 80)}?", words, "Replace")

    def overwrite(self, reason: str) -> bool:
        return self.sure("The file has changed", reason, "Overwrite")

    def sure(self, title: str, words: str, do: str) -> bool:
        dialog = Dialog(self._parent, title)
        dialog.say(words)
        dialog.button("Cancel", dialog.reject).setFocus()  # a hasty Enter loses nothing
        dialog.button(do, dialog.accept, primary=True)
        done = dialog.exec() == QDialog.DialogCode.Accepted
        dialog.deleteLater()
        return done

    def open_twice(self, name: str) -> Twice:
        answers: tuple[tuple[str, Twice], ...] = (("Cancel", "cancel"), ("Open all the same", "open"), ("Open read-only", "read-only"))
        words = "Another window has this scene open. Edits in both would end with one of them saved over the other."
        return self._choice(f"{one_line(name, 80)} is already open", words, answers, "cancel")

    def complain(self, title: str, reason: str) -> None:
        self.tell(title, reason, ())

    def tell(self, title: str, words: str, lines: Sequence[str]) -> None:
        dialog = Dialog(self._parent, title, 480)
        dialog.say(words)
        for one in lines[:MOST_LINES]:
            dialog.say(one, "text3")
        if len(lines) > MOST_LINES:
            dialog.say(f"and {len(lines) - MOST_LINES} more", "text3")
        dialog.button("Close", dialog.accept, primary=True)
        dialog.exec()
        dialog.deleteLater()
