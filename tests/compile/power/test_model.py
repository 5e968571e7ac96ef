"""The compiled model: the lineup figures of the reference hall, edits against a fresh build, balance of every element."""

from __future__ import annotations

import numpy as np
import pytest
from tests.compile.power.nets import ENV, lineups

from gigahall.compile.power import PowerModel, PowerSolution
from gigahall.kinds.kind import Env
from gigahall.scene.document import Document
from gigahall.scene.record import Ambient, Connection, Scene, replace


def value(solution: PowerSolution, element: str, column: str) -> float:
    return float(solution.columns[column][solution.row_of_id[element]])


@pytest.mark.parametrize(
    ("rack_kw", "lost", "lineup_kw", "busway_a", "whip_kw"),
    [
        (135, "", 300, 426, 16.9), (135, "A", 400, 568, 22.5), (142, "A", 419, 594, 23.7),
        (155, "", 340, 483, 19.4), (155, "A", 453, 644, 25.8), (135, "AB", 590, 838, 33.8),
    ],
)  # fmt: skip
def test_lineups_of_the_reference_hall(rack_kw: float, lost: str, lineup_kw: float, busway_a: float, whip_kw: float) -> None:
    """reference-halls 1.6, IT only. The hand calculation takes 415 V and no cable loss: amperes and UPS differ by < 2 %."""
    model = PowerModel(lineups(rack_kw * 1e3), ENV)
    found = model.solve({}, model.liveness(frozenset(f"TX-{p}" for p in lost)))
    assert value(found, "UPS-C", "p_w") * 0.975 == pytest.approx(lineup_kw * 1e3, rel=0.02)
    assert value(found, "UPS-C", "loading_frac") == pytest.approx(lineup_kw / 0.98 / 500, rel=0.01)  # kVA by kVA
    assert value(found, "BW-C", "i_a") == pytest.approx(busway_a, rel=0.02)
    assert value(found, "BW-C", "loading_frac") == pytest.approx(busway_a / 800, rel=0.02)
    assert value(found, "W1C", "p_w") / 2 == pytest.approx(whip_kw * 1e3, rel=0.01)
    drop_v = value(found, "UPS-C", "v_v") - value(found, "BW-C", "v_v")
    amps, pf = value(found, "BW-C", "i_a"), 0.98
    assert drop_v == pytest.approx(3**0.5 * amps * 25 * (7.2e-5 * pf + 6e-5 * (1 - pf**2) ** 0.5), rel=0.02)
    assert value(found, "LV-C", "i_a") == pytest.approx(value(found, "TX-C", "i_a"), rel=1e-9)


def test_every_element_balances() -> None:
    """What enters and does not leave is lost: per lineup, and in all."""
    model = PowerModel(lineups(), ENV)
    found = model.solve({}, model.liveness())
    for p in "ABCD":
        into, out = value(found, f"TX-{p}", "p_w"), value(found, f"LV-{p}", "p_w")
        assert into - out == pytest.approx(value(found, f"TX-{p}", "loss_w"), abs=1e-3)
        assert value(found, f"UPS-{p}", "p_w") - value(found, f"BW-{p}", "p_w") == pytest.approx(
            value(found, f"UPS-{p}", "loss_w"), abs=1e-3
        )
    assert found.load_w == pytest.approx(8 * 135e3 + 6 * 20e3)
    assert found.facility_w == pytest.approx(found.load_w + found.columns["loss_w"].sum(), abs=1e-3)
    assert found.balance_pu < 1e-9


def test_transformer_figures() -> None:
    """No-load loss at rated volts, load loss with the square of the current (IEC 60076-1)."""
    model = PowerModel(lineups(), ENV)
    found = model.solve({}, model.liveness())
    frac = value(found, "TX-A", "loading_frac")
    assert value(found, "TX-A", "loss_w") == pytest.approx(1500 + 9000 * frac**2, rel=0.01)
    assert value(found, "TX-A", "i_a") == pytest.approx(frac * 1e6 / (3**0.5 * 415), rel=0.01)


def test_grid_voltage_scales_the_medium_voltage_only() -> None:
    low = Env(Scene(), Ambient(grid_voltage_frac=0.95))
    found = {}
    for env in (ENV, low):
        model = PowerModel(lineups(), env)
        found[env.ambient.grid_voltage_frac] = model.solve({}, model.liveness())
    assert value(found[0.95], "M1", "v_v") / value(found[1.0], "M1", "v_v") == pytest.approx(0.95, rel=1e-3)
    assert value(found[0.95], "BW-A", "v_v") == pytest.approx(value(found[1.0], "BW-A", "v_v"), rel=1e-9)


EDITS = [
    {"A01": {"p_w": 90e3}},
    {"A02": {"pf": 0.9}},
    {"BW-B": {"length_m": 60.0, "effective_m": 50.0}},
    {"W3C": {"length_m": 0.0}},
    {"TX-D": {"z_frac": 0.08, "secondary_v": 410.0}},
    {"UPS-A": {"efficiency": (0.9, 0.95), "rating_w": 400e3}},
    {"M1": {"in_service": False}, "A03": {"in_service": False}},
    {"GB-1": {"standby": False, "closed": False}},
    {"A04": {"feeds": 3}},
    {"UTIL-1": {"fault_va": 0.0}},
    {"ambient": {"grid_voltage_frac": 0.97}},
]


@pytest.mark.parametrize("changes", EDITS, ids=[next(iter(c)) for c in EDITS])
def test_an_edit_equals_a_fresh_build(changes: dict[str, dict[str, object]]) -> None:
    document = Document(lineups().values())
    model = PowerModel(document.records, Env(document.scene, document.ambient))
    warm = model.solve({}, model.liveness()).warm
    diffs = []
    document.subscribe(diffs.append)
    with document.edit("Change") as edit:
        for key, fields in changes.items():
            edit.replace(key, **fields)
    env = Env(document.scene, document.ambient)
    model.update(diffs[0], env)
    _equal(model, PowerModel(document.records, env), warm)
    document.undo()
    env = Env(document.scene, document.ambient)
    model.update(diffs[1], env)
    _equal(model, PowerModel(document.records, env), None)


def _equal(edited: PowerModel, fresh: PowerModel, warm: object) -> None:
    ours, alive = edited.solve({}, edited.liveness(), warm), edited.liveness()
    theirs, living = fresh.solve({}, fresh.liveness()), fresh.liveness()
    assert alive == living
    assert ours.outcome.status == "converged"
    assert ours.row_of_id.keys() == theirs.row_of_id.keys()
    for name, column in ours.columns.items():
        rows = [theirs.row_of_id[key] for key in ours.row_of_id]
        np.testing.assert_allclose(column, theirs.columns[name][rows], rtol=1e-8, atol=1e-6, err_msg=name)
    assert edited.nominal_load_w == fresh.nominal_load_w


def test_add_and_remove() -> None:
    document = Document(lineups().values())
    model = PowerModel(document.records, ENV)
    diffs = []
    document.subscribe(diffs.append)
    with document.edit("Change") as edit:
        edit.remove("A05")
        edit.add(replace(document.find("A01"), id="A09", name="A09"))
        edit.add(Connection(id="new", a="BW-A.tap", b="A09.feed_2"))
    model.update(diffs[0], ENV)
    _equal(model, PowerModel(document.records, ENV), None)
    assert model.liveness().live_feeds["A09"] == ("feed_2",)
    assert "A05" not in model.nominal_load_w


def test_every_single_loss_is_solved_or_named() -> None:
    net = lineups(155e3)
    model = PowerModel(net, ENV)
    for key in model.table.ids:
        found = model.solve({}, model.liveness(frozenset((key,))))
        assert found.outcome.status == "converged", key
        for name, column in found.columns.items():
            assert name in ("loading_frac", "in_v", "nominal_v") or np.isfinite(column).all()
        assert found.facility_w == pytest.approx(found.load_w + found.columns["loss_w"].sum(), abs=1e-2)
