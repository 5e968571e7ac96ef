"""What is hidden is not in the picture in any form: no body, no shadow, no block that stands for it."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray
from tests.view3d.test_keeping_up import LOOK, furnished

from gigahall.view3d.camera import Camera
from gigahall.view3d.labels import Naming, Verdicts
from gigahall.view3d.pool import HIDDEN
from gigahall.view3d.view import HallView


def shown(view: HallView) -> tuple[list[str], bool]:
    """Racks that are drawn one by one, and whether any block is."""
    view.frame(moving=True)
    level = view.sync.layers["H"].level
    racks = [key for key, item in view.sync.items.items() if key.startswith("A") and level[item.slot] != HIDDEN]
    blocks = [*view.blocks.rows.get("H", ()), view.blocks.halls["H"]]
    return racks, any(level[block.slot] != HIDDEN for block in blocks)


def test_no_block_stands_for_what_is_hidden() -> None:
    view = HallView(furnished(), size=(96, 64))
    view.camera = LOOK
    assert shown(view) == ([], True)
    view.hide([f"A{k}" for k in range(8)])
    assert shown(view) == ([], False)
    view.hide([f"A{k}" for k in range(1, 8)])
    assert shown(view) == (["A0"], False)
    view.hide(())
    assert shown(view) == ([], True)
    view.close()


def test_a_row_is_labelled_with_what_is_shown_of_it() -> None:
    view = HallView(furnished(), size=(96, 64))
    naming = Naming(view.sync, view.blocks, Verdicts(None), None, {}, frozenset())

    def labelled(hidden: set[str]) -> list[tuple[str, ...]]:
        return [tuple(anchor.ids) for anchor in naming.anchors(LOOK, 64, frozenset(hidden)) if anchor.ids[0][0] == "A"]

    racks = [f"A{k}" for k in range(8)]
    assert labelled(set()) == [tuple(racks)]
    assert labelled({"A0", "A5"}) == [("A1", "A2", "A3", "A4", "A6", "A7")]
    assert labelled(set(racks)) == []
    view.close()


def test_what_is_hidden_casts_no_shadow() -> None:
    """Pictures with a rack hidden and with it deleted are the same."""
    racks = ["A5", "A6", "A7", "B"]
    kept = [record for record in furnished() if record.id not in racks and record.id[0] not in "PWcd"]
    hidden, without = HallView(furnished(), size=(160, 120)), HallView(kept, size=(160, 120))
    for view in (hidden, without):
        view.camera = Camera((4.0, 3.0, 0.0), distance_m=14.0)
    full = hidden.frame(moving=False)
    hidden.hide([*racks, *(f"P{k}" for k in range(6)), *(f"W{k}" for k in range(8))])
    with_hidden, deleted = hidden.frame(moving=False), without.frame(moving=False)

    def apart(a: NDArray[np.uint8], b: NDArray[np.uint8]) -> float:
        return float((np.abs(a[..., :3].astype(int) - b[..., :3].astype(int)).max(-1) > 12).mean())

    assert apart(full, with_hidden) > 0.01
    assert apart(with_hidden, deleted) < 0.002
    hidden.close()
    without.close()
