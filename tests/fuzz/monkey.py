"""A monkey at the window: commands, keys, mouse and files at random. Nothing raises, and the view shows what the document holds."""

from __future__ import annotations

import random
from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import QEvent, QPointF, Qt, QTimer
from PySide6.QtGui import QMouseEvent, QWheelEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QDialog, QMenu, QPushButton, QWidget

from gigahall.app import style
from gigahall.app.commands import COMMANDS
from gigahall.app.start import Opening, Program
from gigahall.kinds import catalogue
from gigahall.paths import scene_file as sample

SIZE = (1280, 800)
N_STEPS = 30
LOAD_S, SETTLE_S = 600, 600
"""Far above what either takes: a busy machine is no finding."""
ASKS_THE_SYSTEM = ("open", "save_as", "export_picture", "export_table", "export_report", "export_list", "import_list", "quit", "about", "help")
"""Commands whose dialogs belong to the system, or that end the window."""
KEYS = (Qt.Key.Key_Escape, Qt.Key.Key_Delete, Qt.Key.Key_R, Qt.Key.Key_D, Qt.Key.Key_Left, Qt.Key.Key_Up, Qt.Key.Key_F, Qt.Key.Key_Tab, Qt.Key.Key_Return,
        Qt.Key.Key_1, Qt.Key.Key_2, Qt.Key.Key_M, Qt.Key.Key_C, Qt.Key.Key_X, Qt.Key.Key_U, Qt.Key.Key_V)  # fmt: skip


def attempt(rng: random.Random, folder: Path) -> None:
    app = QApplication.instance() or QApplication(["monkey", "-platform", "offscreen"])
    assert isinstance(app, QApplication)
    style.wear(app, rng.choice(("light", "dark")))
    path = folder / "scene.gigahall"
    path.write_bytes(sample(rng.choice(("air-hall", "four-panels"))).read_bytes())
    program = Program(app, Opening(str(path), size=SIZE))
    faults: list[str] = []
    program.faults.raised.connect(lambda line, trace: faults.append(trace))
    program.begin()
    program.watchdog.stop()  # how long it takes is nothing here
    try:
        wait(lambda: not program._slow, LOAD_S)
        monkey, done = Monkey(program, rng), list[str]()
        for step in range(N_STEPS):
            said = monkey.act()
            done.append(said)
            (folder / "done.txt").write_text("\n".join(done), encoding="utf-8")
            assert not faults, f"step {step}, {said}: {faults[0].strip().splitlines()[-1]}"
        monkey.check()
        assert not faults, faults[0].strip().splitlines()[-1]
    finally:
        end(program)


def wait(until: Callable[[], bool], seconds: float) -> None:
    for _ in range(round(seconds * 20)):
        if until():
            return
        QTest.qWait(50)
    raise AssertionError("waited in vain")


def end(program: Program) -> None:
    close_popups()
    program.loader.wait()
    program.window.desk.document.mark_saved()
    program.window.close()
    QTest.qWait(20)
    program.window.deleteLater()
    program.deleteLater()
    QApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)
    QTest.qWait(0)


def close_popups() -> None:
    for widget in QApplication.topLevelWidgets():
        if isinstance(widget, QDialog | QMenu) and widget.isVisible():
            widget.close()


class Monkey:
    """Acts at random on one window."""

    def __init__(self, program: Program, rng: random.Random) -> None:
        self.window, self.rng = program.window, rng
        self.view: QWidget = program._view or program.window
        self.items = [item.id for item in catalogue.items()]
        self._answers = QTimer()
        """Runs while an action does: the only dialogs it meets then are questions that the action waits for."""
        self._answers.setInterval(100)
        self._answers.timeout.connect(self.answer)

    def act(self) -> str:
        doing = self.rng.choice((self.command, self.command, self.command, self.mouse, self.mouse, self.key, self.select, self.wheel, self.undo, self.arm))
        self._answers.start()
        said = f"{doing.__name__} {doing()}"
        self._answers.stop()
        QTest.qWait(self.rng.choice((0, 0, 1, 30)))
        if self.rng.random() < 0.4:
            close_popups()
        return said

    def answer(self) -> None:
        """One of the buttons of the question that holds everything up; a question without any is closed."""
        question = QApplication.activeModalWidget()
        if question is None:
            return
        buttons = [button for button in question.findChildren(QPushButton) if button.isVisible() and button.isEnabled()]
        if buttons:
            self.rng.choice(buttons).click()
        else:
            question.close()

    def command(self) -> str:
        able = [c.id for c in COMMANDS if c.id not in ASKS_THE_SYSTEM and self.window.commands[c.id].isEnabled()]
        safe = [name for name in able if name not in ("new_empty", "start_page", "new_template", "tour")]
        name = self.rng.choice(safe)
        self.window.commands[name].trigger()
        return name

    def select(self) -> str:
        keys = [element.id for element in self.window.desk.document.elements()]
        chosen = self.rng.sample(keys, min(len(keys), self.rng.choice((0, 1, 1, 2, 5))))
        self.window.desk.select(chosen)
        return ",".join(chosen)

    def undo(self) -> str:
        document = self.window.desk.document
        count = self.rng.randrange(1, 6)
        for _ in range(count):
            self.rng.choice((document.undo, document.undo, document.redo))()
        return str(count)

    def arm(self) -> str:
        item = self.rng.choice(self.items)
        self.window.responses.arm(item) if hasattr(self.window, "responses") else self.window.shelf.picked.emit(item)
        return item

    def key(self) -> str:
        target = QApplication.focusWidget() or self.view
        key = self.rng.choice(KEYS)
        QTest.keyClick(target, key, self.rng.choice((Qt.KeyboardModifier.NoModifier, Qt.KeyboardModifier.ShiftModifier)))
        return key.name

    def mouse(self) -> str:
        button = self.rng.choice((Qt.MouseButton.LeftButton, Qt.MouseButton.LeftButton, Qt.MouseButton.RightButton, Qt.MouseButton.MiddleButton))
        keys = self.rng.choice((Qt.KeyboardModifier.NoModifier, Qt.KeyboardModifier.NoModifier, Qt.KeyboardModifier.ShiftModifier))
        way = [self.place() for _ in range(self.rng.choice((1, 2, 4)))]
        self.send(QEvent.Type.MouseMove, way[0], Qt.MouseButton.NoButton, Qt.MouseButton.NoButton, keys)
        self.send(QEvent.Type.MouseButtonPress, way[0], button, button, keys)
        for at in way[1:]:
            self.send(QEvent.Type.MouseMove, at, Qt.MouseButton.NoButton, button, keys)
        if self.rng.random() < 0.1:
            QTest.keyClick(self.view, Qt.Key.Key_Escape)
        self.send(QEvent.Type.MouseButtonRelease, way[-1], button, Qt.MouseButton.NoButton, keys)
        return f"{button.name} {len(way)}"

    def wheel(self) -> str:
        at = self.place()
        turn = self.rng.choice((-480, -120, 120, 480))
        event = QWheelEvent(at, QPointF(self.view.mapToGlobal(at.toPoint())), QPointF(0, 0).toPoint(), QPointF(0, turn).toPoint(),
                            Qt.MouseButton.NoButton, Qt.KeyboardModifier.NoModifier, Qt.ScrollPhase.NoScrollPhase, False)
        QApplication.sendEvent(self.view, event)
        return str(turn)

    def place(self) -> QPointF:
        return QPointF(self.rng.uniform(1, max(self.view.width() - 1, 2)), self.rng.uniform(1, max(self.view.height() - 1, 2)))

    def send(self, kind: QEvent.Type, at: QPointF, button: Qt.MouseButton, held: Qt.MouseButton, keys: Qt.KeyboardModifier) -> None:
        QApplication.sendEvent(self.view, QMouseEvent(kind, at, QPointF(self.view.mapToGlobal(at.toPoint())), button, held, keys))

    def check(self) -> None:
        """Once all is quiet: the view knows every element and no other, and what is shown as settled is the present scene's."""
        close_popups()
        desk = self.window.desk
        wait(lambda: desk.state in ("settled", "failed"), SETTLE_S)
        assert desk.state == "settled", desk.state
        assert desk.results.revision == desk.document.revision
        studio = self.view.studio  # type: ignore[attr-defined]
        wait(lambda: studio.is_current, SETTLE_S)
        with studio.asking() as reader:
            shown = set(reader.sync.items) if reader is not None else set()
        wanted = {element.id for element in desk.document.elements()}
        assert shown == wanted, f"view and document differ by {sorted(shown ^ wanted)[:5]}"
