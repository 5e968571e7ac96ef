"""The icon beside a value judges that value, by the limits on it and nothing else."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gigahall.kinds.kind import Limit
from gigahall.kinds.registry import BY_NAME, kind_of
from gigahall.kinds.tone import RANK, is_out, limits_on, told, tone_of
from gigahall.scene.record import Element, replace

NOTHING = {}.get  # type: ignore[var-annotated]


def made(kind: str, **fields: object) -> Element:
    return BY_NAME[kind].record(id="E", name="E", **fields)


@given(st.lists(st.floats(-1e3, 1e3), min_size=2, max_size=2), st.floats(1, 500), st.floats(0, 500))
def test_more_is_never_better(values: list[float], warn: float, more: float) -> None:
    limits = [Limit("power.p_w", "Power", "W", warn, warn + more, "")]
    low, high = sorted(values)
    assert RANK.index(tone_of(low, limits)) <= RANK.index(tone_of(high, limits))


@given(st.floats(1, 1e6))
def test_a_floor_judges_the_other_way_and_nothing_that_is_dead(bound: float) -> None:
    limits = [Limit("power.v_v", "Voltage", "V", bound, 0.5 * bound, "", is_floor=True)]
    assert [tone_of(share * bound, limits) for share in (1.1, 0.8, 0.4, 0.0)] == ["ok", "warn", "bad", ""]


@given(st.floats(1, 1e6), st.booleans())
def test_what_stands_at_its_limit_within_rounding_is_not_beyond_it(bound: float, is_floor: bool) -> None:
    limit = Limit("power.v_v", "Voltage", "V", None, bound, "", is_floor=is_floor)
    off = -5e-7 if is_floor else 5e-7  # no row of the problems says so either
    assert [tone_of(bound * (1.0 + share * off), [limit]) == "bad" for share in (1.0, 4.0)] == [False, True]


def test_without_limits_nothing_is_judged() -> None:
    assert tone_of(5.0, []) == ""


def test_a_chiller_at_its_capacity_is_at_its_limit() -> None:
    chiller = made("chiller", capacity_w=400e3)
    limits = limits_on(chiller, "coolant.heat_w", NOTHING)
    assert [tone_of(share * 400e3, limits) for share in (0.6, 0.98, 1.0, 1.01)] == ["ok", "ok", "warn", "bad"]


def test_temperatures_have_no_share_of_a_limit() -> None:
    rack = made("rack_liquid", max_supply_c=45.0)
    assert tone_of(44.99, limits_on(rack, "coolant.in_c", NOTHING)) == "ok"


def test_what_is_told_of_an_element_is_the_worst_value_with_its_own_tone() -> None:
    rack = made("rack_liquid", recommended_inlet_c=27.0, allowable_inlet_c=32.0)
    values = {"power.p_w": 1e5, "coolant.out_c": 50.0, "air.inlet_max_c": 24.0}
    found = told(rack, values.get, ("power.p_w",))
    assert found is not None and (found.path, found.tone) == ("power.p_w", "")
    found = told(rack, {**values, "air.inlet_max_c": 33.0}.get, ("power.p_w",))
    assert found is not None and (found.path, found.value, found.tone) == ("air.inlet_max_c", 33.0, "bad")
    assert told(rack, {}.get) is None


@pytest.mark.parametrize("kind", sorted(BY_NAME))
def test_every_limit_is_judged_at_its_own_value(kind: str) -> None:
    element = made(kind)
    for limit in (*kind_of(element).limits(element), *kind_of(element).band(element)):
        if limit.error is not None and limit.error > 0:
            base = 415.0 if limit.of else 1.0
            values = {limit.quantity: base * limit.error * (0.9 if limit.is_floor else 1.1)}
            values |= {f"{limit.quantity.rpartition('.')[0]}.{limit.of}": base} if limit.of else {}
            found = told(element, values.get)
            assert found is not None and (found.path, found.tone) == (limit.quantity, "bad")


def test_a_limit_that_is_a_share_of_a_result_is_taken_of_that_result() -> None:
    rack = made("rack_liquid")
    assert tone_of(414.0, limits_on(rack, "power.v_v", {"power.nominal_v": 415.0}.get)) == "ok"
    assert tone_of(390.0, limits_on(rack, "power.v_v", {"power.nominal_v": 415.0}.get)) == "warn"
    assert all(not limit.of for limit in limits_on(rack, "power.v_v", NOTHING)), "an unknown one says nothing"


def test_out_is_switched_off_or_dark() -> None:
    rack = made("rack_air")
    assert not is_out(rack) and is_out(rack, {"E"}) and is_out(replace(rack, in_service=False))
