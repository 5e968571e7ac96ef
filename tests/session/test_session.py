"""The worker that follows a document: live then settled, the latest edit wins, faults do not end it."""

from __future__ import annotations

import queue
import threading
import time

import numpy as np
import pytest

from gigahall.kinds.prose import text
from gigahall.scene.document import Document
from gigahall.session import session as module
from gigahall.session.headless import solved
from gigahall.session.plant import Plant
from gigahall.session.session import Session
from gigahall.storage import scene_file
from gigahall.templates.air_hall import air_hall
from gigahall.templates.empty import empty_hall

PATIENCE_S = 60.0


class Watch:
    """A session with everything it says, in order."""

    def __init__(self, document: Document) -> None:
        self.said: queue.Queue = queue.Queue()
        self.states: queue.Queue = queue.Queue()
        self.session = Session(document, self.said.put, self.states.put)

    def until(self, revision: int, state: str = "settled"):
        """The next result of this revision and state; older ones are let pass."""
        end = time.monotonic() + PATIENCE_S
        while True:
            results = self.said.get(timeout=max(0.1, end - time.monotonic()))
            assert results.revision <= revision, "a result of a scene that is not there yet"
            if (results.revision, results.state) == (revision, state):
                return results

    def until_state(self, wanted: str) -> None:
        while self.states.get(timeout=PATIENCE_S) != wanted:
            pass


@pytest.fixture
def document():
    return Document(air_hall())


@pytest.fixture
def watch(document):
    watch = Watch(document)
    yield watch
    watch.session.close()
    assert not any(thread.name == "gigahall-solver" for thread in threading.enumerate())


def test_live_comes_before_settled(watch, document):
    first, second = watch.said.get(timeout=PATIENCE_S), watch.said.get(timeout=PATIENCE_S)
    assert [first.state, second.state] == ["live", "settled"]
    assert second.balances["energy_frac"] <= 1e-6
    with document.edit("Turn") as edit:
        edit.replace("R2-06", turn_deg=0)
    live = watch.until(document.revision, "live")
    settled = watch.until(document.revision)
    inlets = [results.value("R2-06", "air.inlet_mean_c") for results in (second, live, settled)]
    assert inlets[1] == pytest.approx(inlets[2], abs=0.1), "a live inlet is within 0.1 K"
    assert inlets[2] < inlets[0] - 5.0
    assert watch.session.results is settled


def test_undo_brings_the_first_result_back(watch, document):
    first = watch.until(0)
    with document.edit("Lose a CRAH") as edit:
        edit.replace("CRAH-1", in_service=False)
    assert watch.until(document.revision).value("CRAH-1", "air.flow_m3_s") in (0.0, None)
    document.undo()
    again = watch.until(document.revision)
    for key in ("R1-01", "R2-06", "CRAH-1", "CH-1"):
        for block, columns in first.element(key).items():
            for column, value in columns.items():
                assert again.element(key)[block][column] == pytest.approx(value, rel=1e-6, abs=1e-6)
    assert [text(p) for p in again.problems] == [text(p) for p in first.problems]


def test_a_name_is_no_reason_to_solve(watch, document, monkeypatch):
    settled = watch.until(0)
    monkeypatch.setattr(Plant, "solve", lambda self, **more: pytest.fail("solved"))
    with document.edit("Rename") as edit:
        edit.replace("R2-06", name="The hot one")
    renamed = watch.until(document.revision)
    assert renamed.state == "settled" and watch.session.fault is None
    assert renamed.key_figures == settled.key_figures and renamed.problems == settled.problems
    for name, block in settled.blocks.items():
        for column, values in block.columns.items():
            np.testing.assert_array_equal(renamed.blocks[name].columns[column], values)


def test_after_a_name_the_next_edit_is_solved(watch, document):
    watch.until(0)
    with document.edit("Rename") as edit:
        edit.replace("R2-06", name="The hot one")
    with document.edit("Turn") as edit:
        edit.replace("R2-06", turn_deg=0)
    assert watch.until(document.revision).value("R2-06", "air.inlet_mean_c") < 25.0


def test_an_edit_that_moves_no_air_runs_no_air(document, monkeypatch):
    """A rack that stands a millimetre aside fills the same cells."""
    plant = Plant(document.records)
    assert plant.solve(settled=True) is not None
    for name in ("move_air", "carry_heat"):
        monkeypatch.setattr(f"gigahall.compile.air.{name}", lambda *args, **more: pytest.fail("air was solved"))
    x, y, z = document.find("R1-03").at_m
    diffs = []
    document.subscribe(diffs.append)
    with document.edit("Nudge") as edit:
        edit.replace("R1-03", at_m=(x, y + 1e-3, z))
    plant.update(document.records, diffs[0])
    assert plant.solve(settled=True) is not None


def test_the_latest_of_many_edits_wins(watch, document):
    for turn in (0, 180, 90, 270, 0):
        with document.edit("Turn") as edit:
            edit.replace("R2-06", turn_deg=turn)
    settled = watch.until(document.revision)
    expected = solved(document.records)
    assert settled.value("R2-06", "air.inlet_mean_c") == pytest.approx(expected.value("R2-06", "air.inlet_mean_c"), abs=1e-4)
    assert watch.said.empty()


def test_nothing_is_said_of_a_scene_that_is_past(document, monkeypatch):
    """An edit made while a result is handed over: "settled" of the old scene must not follow "stale" of the new one."""
    said: list[tuple[str, int]] = []
    edited = threading.Event()

    def hand_over(results):
        if not edited.is_set():
            edited.set()
            with document.edit("Turn") as edit:
                edit.replace("R2-06", turn_deg=0)

    done = threading.Event()

    def told(state):
        said.append((state, document.revision))
        if state == "settled":
            done.set()

    session = Session(document, hand_over, told)
    try:
        assert done.wait(PATIENCE_S)
        assert session.results.revision == document.revision
        assert [state for state, _revision in said] == ["stale", "live", "settled"]
    finally:
        session.close()


def test_an_edit_interrupts_what_is_already_past(document, monkeypatch):
    begun = threading.Event()

    class Endless(Plant):
        """Solves only the second revision; the first goes on until it is asked to stop."""

        def solve(self, *, settled, revision=0, started=None, stop=lambda: False):
            if revision:
                return super().solve(settled=settled, revision=revision, started=started, stop=stop)
            begun.set()
            end = time.monotonic() + PATIENCE_S
            while not stop():
                assert time.monotonic() < end
                time.sleep(0.001)
            return None

    monkeypatch.setattr(module, "Plant", Endless)
    watch = Watch(document)
    try:
        assert begun.wait(PATIENCE_S)
        with document.edit("Turn") as edit:
            edit.replace("R2-06", turn_deg=0)
        assert watch.said.get(timeout=PATIENCE_S).revision == document.revision
    finally:
        watch.session.close()


def test_closing_interrupts_and_leaves_no_thread(document, monkeypatch):
    begun = threading.Event()

    class Endless(Plant):
        def solve(self, *, settled, revision=0, started=None, stop=lambda: False):
            begun.set()
            while not stop():
                time.sleep(0.001)

    monkeypatch.setattr(module, "Plant", Endless)
    watch = Watch(document)
    assert begun.wait(PATIENCE_S)
    watch.session.close()
    assert not any(thread.name == "gigahall-solver" for thread in threading.enumerate())
    with document.edit("Nobody listens any more") as edit:
        edit.replace("R2-06", turn_deg=0)
    assert watch.said.empty()


def test_a_failing_solver_keeps_the_worker_alive(document, monkeypatch):
    class Broken(Plant):
        def solve(self, *, settled, revision=0, started=None, stop=lambda: False):
            if revision == 1:
                raise ZeroDivisionError("made to fail")
            return super().solve(settled=settled, revision=revision, started=started, stop=stop)

    monkeypatch.setattr(module, "Plant", Broken)
    watch = Watch(document)
    try:
        watch.until(0)
        with document.edit("Break it") as edit:
            edit.replace("R2-06", turn_deg=90)
        watch.until_state("failed")
        assert isinstance(watch.session.fault, ZeroDivisionError)
        with document.edit("Mend it") as edit:
            edit.replace("R2-06", turn_deg=0)
        settled = watch.until(document.revision)
        assert watch.session.fault is None
        assert settled.value("R2-06", "air.inlet_mean_c") == pytest.approx(
            solved(document.records).value("R2-06", "air.inlet_mean_c"), abs=1e-4
        )
    finally:
        watch.session.close()


def test_what_is_shown_is_what_the_saved_file_solves_to(watch, document, tmp_path):
    watch.until(0)
    with document.edit("Turn and move") as edit:
        edit.replace("R2-06", turn_deg=0)
        edit.replace("R1-01", at_m=(9.6, 3.0, 0.0))
    with document.edit("Heat") as edit:
        edit.replace("ambient", dry_bulb_c=38.0)
    shown = watch.until(document.revision)
    path = tmp_path / "edited.gigahall"
    scene_file.save(path, document.records.values())
    loaded = {record.id: record for record in scene_file.load(path).records}
    assert loaded == dict(document.records)
    again = solved(loaded)
    assert [text(p) for p in again.problems] == [text(p) for p in shown.problems]
    for name, block in shown.blocks.items():
        assert set(block.row_of_id) == set(again.blocks[name].row_of_id)
        for key in block.row_of_id:
            for column in block.columns:
                if column in ("q_var", "i_a"):  # of a switch without load: rounding of what is zero
                    continue
                value = block.value(key, column)
                expected = value if value is None else pytest.approx(value, rel=1e-5, abs=1e-4)
                assert again.blocks[name].value(key, column) == expected, (key, name, column)
    for figure in ("it_w", "facility_w", "pue", "worst_inlet_c", "worst_loading_frac"):
        assert again.key_figures[figure] == pytest.approx(shown.key_figures[figure], rel=1e-6)


def test_emptied_and_filled_again(watch, document):
    watch.until(0)
    document.load(empty_hall())
    assert watch.until(document.revision).key_figures["it_w"] == 0.0
    document.load(air_hall())
    assert watch.until(document.revision).key_figures["it_w"] == pytest.approx(164.4e3)
