"""Unsaved work that was found is thrown away only after asking."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

from PySide6.QtWidgets import QDialog, QLabel
from pytestqt.qtbot import QtBot

from gigahall.app.dialogs import RecoveryDialog
from gigahall.storage.recovery import Recoverable


def found(n: int) -> list[Recoverable]:
    return [Recoverable(Path(f"/nowhere/{k}"), None, f"Hall {k}", datetime.now(UTC), 7, 10, 1000, "never saved") for k in range(n)]


def test_discard_all_asks_before_it_discards(qtbot: QtBot) -> None:
    taken: list[Recoverable] = []
    dropped: list[Recoverable] = []
    dialog = RecoveryDialog(None, found(2), taken.append, dropped.append)
    qtbot.addWidget(dialog)
    dialog.show()
    dialog.drop.click()
    assert dropped == []
    assert dialog.isVisible()
    assert dialog.drop.text() == "Discard for good"
    dialog.drop.click()
    assert len(dropped) == 2
    assert taken == []
    assert dialog.result() == QDialog.DialogCode.Rejected


def test_one_edit_is_one(qtbot: QtBot) -> None:
    single = [Recoverable(Path("/nowhere/0"), None, "Hall", datetime.now(UTC), 1, 10, 1000, "as saved")]
    dialog = RecoveryDialog(None, single, list.append, list.append)  # type: ignore[arg-type]
    qtbot.addWidget(dialog)
    dialog.drop.click()
    words = [part.text() for part in dialog.findChildren(QLabel)]
    assert "1 edit would be gone for good." in words
    assert any(text.startswith("1 edit ·") for text in words)
