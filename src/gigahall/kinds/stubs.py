"""Coolant stubs and motor feeds as most units need them."""

from __future__ import annotations

from gigahall.kinds.electrical import feed_names
from gigahall.kinds.parts.power import Load, PowerParts
from gigahall.scene.port import Direction, Port
from gigahall.scene.record import Vec3

UP: Vec3 = (0.0, 0.0, 1.0)


def coolant_port(
    name: str, direction: Direction, system: str, at_m: Vec3, bore_m: float, design_m3_s: float = 0.0,
    out: Vec3 = UP, label: str = "", many: bool = False,
) -> Port:
    """A coolant stub; `direction` "supply" or "return" is that of its line, "bidirectional" fits both."""
    said = label or name.replace("_", " ").capitalize()
    return Port(
        name, "thermal", direction, system, at_m, out, many, said, diameter_m=bore_m, design_m3_s=design_m3_s
    )


def through_ports(system: str, half_m: float, z_m: float, bore_m: float, design_m3_s: float = 0.0) -> tuple[Port, Port]:
    """Ports "a" and "b" of a two-port piece lying along x, flow from a to b."""
    west, east = (-1.0, 0.0, 0.0), (1.0, 0.0, 0.0)
    return (
        coolant_port("a", "bidirectional", system, (-half_m, 0.0, z_m), bore_m, design_m3_s, west, "Inlet"),
        coolant_port("b", "bidirectional", system, (half_m, 0.0, z_m), bore_m, design_m3_s, east, "Outlet"),
    )


def motor(feeds: int, pf: float, rating_w: float = 0.0) -> PowerParts:
    """The load of a unit whose power follows from the coolant and air solution; `rating_w` [W] is its nameplate."""
    return PowerParts((Load(feed_names(feeds), 0.0, pf, solved=True, rating_w=rating_w),), heat_to="none")


def box_corners(width_m: float, depth_m: float, height_m: float) -> tuple[Vec3, Vec3]:
    """Lowest and highest corner of a body on its footprint centre."""
    return (-width_m / 2, -depth_m / 2, 0.0), (width_m / 2, depth_m / 2, height_m)
