"""What a conductor's size says, against the tables of IEC 60228 and IEC 60364-5-52."""

from __future__ import annotations

import numpy as np
import pytest

from gigahall.kinds import wire
from gigahall.kinds.cable import Cable, CableKind, rated_a

METALS = (("copper", wire.COPPER_OHM_KM, wire.COPPER_A), ("aluminium", wire.ALUMINIUM_OHM_KM, wire.ALUMINIUM_A))


def test_conductor_resistance() -> None:
    """IEC 60228: 1.15 mohm/m for 16 mm2 copper; sections between follow, and none beats bare metal (IEC 60028, 60889)."""
    assert wire.resistance_ohm_m(16.0, "copper") == pytest.approx(1.15e-3)
    assert wire.resistance_ohm_m(185.0, "aluminium") == pytest.approx(0.164e-3)
    for metal, table, bare in (("copper", wire.COPPER_OHM_KM, 1 / 58), ("aluminium", wire.ALUMINIUM_OHM_KM, 0.028264)):
        sections = np.geomspace(1.0, 1000.0, 200)
        per_m = np.array([wire.resistance_ohm_m(s, metal) for s in sections])
        assert (np.diff(per_m) < 0).all()
        assert np.allclose(per_m * sections, bare * 1.06, rtol=0.08)
        assert all(wire.resistance_ohm_m(s, metal) == pytest.approx(listed * 1e-3) for s, listed in table.items())


def test_section_of_a_resistance_is_its_inverse() -> None:
    for metal, listed, _ in METALS:
        for section in (*listed, 5.0, 88.0, 800.0):
            assert wire.section_of_mm2(wire.resistance_ohm_m(section, metal), metal) == pytest.approx(section, rel=1e-6)


def test_current_by_size() -> None:
    """Table B.52.5 at its sections, rising between them, nothing outside."""
    for metal, _, listed in METALS:
        assert all(wire.capacity_a(section, metal) == pytest.approx(amps) for section, amps in listed.items())
        sections = np.geomspace(min(listed), max(listed), 300)
        assert (np.diff([wire.capacity_a(s, metal) for s in sections]) > 0).all()
        assert wire.capacity_a(0.9 * min(listed), metal) == wire.capacity_a(1.1 * max(listed), metal) == 0.0
    assert wire.capacity_a(20.0, "copper") == pytest.approx(88.0 * (117 / 88) ** (np.log(20 / 16) / np.log(25 / 16)))


@pytest.mark.parametrize(
    ("fields", "amps"),
    [
        ({}, 88.0),
        ({"rating_a": 60.0}, 60.0),
        ({"metal": "aluminium", "section_mm2": 185.0}, 300.0),
        ({"r_ohm_m": 0.268e-3}, 222.0),
        ({"section_mm2": 630.0}, 0.0),
        ({"length_m": 0.0}, 0.0),
        ({"rating_w": 33e3}, 0.0),
    ],
)
def test_cable_rating(fields: dict[str, object], amps: float) -> None:
    """Typed, else by size, by the size of a typed resistance where there is one; an ideal joint has none."""
    cable = Cable(id="W", name="W", **fields)  # type: ignore[arg-type]
    assert rated_a(cable) == pytest.approx(amps, rel=1e-6)
    limits = CableKind().limits(cable)
    assert bool(limits) == (amps > 0 or cable.rating_w > 0)
    if amps > 0 and cable.rating_a <= 0:
        assert "IEC 60364-5-52" in limits[0].source
