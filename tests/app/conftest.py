"""What the window's tests share: a dressed application, small scenes made by hand, results made by hand."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from gigahall.app import style
from gigahall.app.actions import Actions
from gigahall.app.asking import Answer, Twice
from gigahall.app.desk import Desk
from gigahall.app.responses import Responses
from gigahall.app.window import Window
from gigahall.kinds.finding import Finding
from gigahall.kinds.registry import BY_NAME
from gigahall.scene.document import Document
from gigahall.scene.record import Element, Record
from gigahall.session.results import Block, Results


class Asked:
    """Answers the questions of `Files` as the test wishes, and keeps what was said."""

    def __init__(self) -> None:
        self.answer: Answer = "cancel"
        self.to_open: Path | None = None
        self.to_save: Path | None = None
        self.may_overwrite = False
        self.twice: Twice = "cancel"
        self.suggested: list[Path] = []
        self.questions: list[str] = []
        self.complaints: list[str] = []

    def save_changes(self, name: str) -> Answer:
        self.questions.append(name)
        return self.answer

    def path_to_open(self, folder: str) -> Path | None:
        return self.to_open

    def path_to_write(self, title: str, suggested: Path, kinds: Mapping[str, str]) -> Path | None:
        self.suggested.append(suggested)
        return self.to_save

    def replace(self, path: Path) -> bool:
        self.questions.append(f"replace {path.name}")
        self.to_save = self.to_save if self.may_overwrite else None  # the next time the user gives up
        return self.may_overwrite

    def sure(self, title: str, words: str, do: str) -> bool:
        self.questions.append(title)
        return self.may_overwrite

    def open_twice(self, name: str) -> Twice:
        self.questions.append(f"twice {name}")
        return self.twice

    def tell(self, title: str, words: str, lines: Sequence[str]) -> None:
        self.complaints += [title, *lines]

    def overwrite(self, reason: str) -> bool:
        self.questions.append(reason)
        return self.may_overwrite

    def complain(self, title: str, reason: str) -> None:
        self.complaints.append(f"{title}: {reason}")
        self.to_save = None


@pytest.fixture(autouse=True)
def dressed(qapp: QApplication) -> None:
    style.wear(qapp, "light")
    if not qapp.styleSheet():
        qapp.setStyleSheet(style.sheet())  # for parts that stand in no window


def rack(name: str, x: float, y: float = 3.0, **fields: Any) -> Element:
    return BY_NAME["rack_liquid"].record(id=name.lower(), name=name, hall="hall", at_m=(x, y, 0.0), **fields)


@pytest.fixture
def small_scene() -> list[Record]:
    """A hall with a row of four racks, two panels, a manifold pair, a CRAH."""
    hall = BY_NAME["hall"].record(id="hall", name="Hall")
    racks = [rack(f"A0{k + 1}", 2.7 + 0.6 * k) for k in range(4)]
    panels = [BY_NAME["panel"].record(id=f"rpp-{x}", name=f"RPP-{x.upper()}", hall="hall", lineup=x.upper(), at_m=(at, 8.0, 0.0))
              for x, at in (("a", 4.0), ("b", 6.0))]
    lines = [BY_NAME["manifold"].record(id=f"tcs-{line[0]}", name=f"TCS-{line[0].upper()}", system="TCS", line=line,
                                        route_m=((0.0, y, 2.9), (9.0, y, 2.9)))
             for line, y in (("supply", 2.4), ("return", 2.8))]
    crah = BY_NAME["crah"].record(id="crah-1", name="CRAH-1", hall="hall", at_m=(10.5, 4.0, 0.0), turn_deg=270)
    return [hall, *racks, *panels, *lines, crah]


@pytest.fixture
def desk(small_scene: list[Record], qapp: QApplication) -> Iterator[Desk]:
    made = Desk(Document(small_scene))
    yield made
    made.close()


@pytest.fixture
def actions(desk: Desk) -> Actions:
    return Actions(desk)


@pytest.fixture
def asked() -> Asked:
    return Asked()


@pytest.fixture
def window(qtbot: QtBot, asked: Asked, small_scene: list[Record]) -> Iterator[Window]:
    """A real window with its responses, the small scene open, no solver and no 3D behind it."""
    made = Window(asked)
    made.responses = Responses(made)  # type: ignore[attr-defined]
    qtbot.addWidget(made)
    made.resize(1600, 1000)
    made.files.new(small_scene)
    made.show()
    qtbot.waitExposed(made)
    yield made
    asked.answer = "discard"
    made.close()


MakeResults = Callable[..., Results]


@pytest.fixture
def make_results() -> MakeResults:
    """Results from plain numbers: `make_results(power={"a01": {"p_w": 1e5}}, problems=[...])`."""

    def make(
        *, revision: int = 1, state: str = "settled", problems: tuple[Finding, ...] = (),
        figures: Mapping[str, float | str] | None = None, **blocks: Mapping[str, Mapping[str, float]],
    ) -> Results:
        made = {name: _block(rows) for name, rows in blocks.items()}
        return Results(
            revision, state,  # type: ignore[arg-type]
            dict(figures or {}), {"energy_frac": 2e-9}, made, problems, models={"air": "draft: potential flow"},
            timing={"solve_s": 0.038},
        )

    return make


def _block(rows: Mapping[str, Mapping[str, float]]) -> Block:
    names = list(dict.fromkeys(name for row in rows.values() for name in row))
    columns = {name: np.array([row.get(name, np.nan) for row in rows.values()]) for name in names}
    return Block({key: index for index, key in enumerate(rows)}, columns)

