"""Colours of the 3D view: what each role of a shape looks like, and the tokens of the drawn overlays, in both themes.

Equipment keeps its paint in both themes; rooms, ground and light change. Roles grow as shapes name new ones, so that a
mesh stores small numbers and a change of theme is one table look-up.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Literal

import numpy as np
from numpy.typing import NDArray

ThemeName = Literal["light", "dark"]
Rgb = tuple[int, int, int]


def rgb(text: str) -> Rgb:
    """(r, g, b) 0-255 of "#RRGGBB"."""
    digits = text.lstrip("#")
    return int(digits[0:2], 16), int(digits[2:4], 16), int(digits[4:6], 16)


EQUIPMENT: Mapping[str, str] = MappingProxyType({
    "body": "#CDD3D8", "top": "#DDE2E6", "panel": "#B4BCC3", "graphite": "#343B42", "dark": "#20262C",
    "steel": "#9CA6AF", "led": "#5FE3B5", "sand": "#A59B80", "glass": "#BFE0F2", "band": "#E9EDF0",
    "feed_a": "#7B55D9", "feed_b": "#E5A019", "feed_c": "#2FB39C", "feed_d": "#8E2A58",
    "tcs_supply": "#2B7CD3", "tcs_return": "#D8483A", "fws_supply": "#6FB3E6", "fws_return": "#EE8E7C",
    "chw_supply": "#2AA7A0", "chw_return": "#8C6A5E",
    "front": "#2E363E", "air_cool": "#3C86CE", "air_warm": "#E0703C",
    "shroud": "#B9C0C7", "fan_dark": "#2B3138", "blade": "#59636D", "guard": "#8D969F",
})

ROOM: Mapping[ThemeName, Mapping[str, str]] = MappingProxyType({
    "light": {"wall": "#E4E7EA", "wall_cap": "#8D97A1", "slab": "#D3D8DC", "pad": "#CCD2D6"},
    "dark": {"wall": "#7A848E", "wall_cap": "#A7B1BB", "slab": "#5B646D", "pad": "#48515A"},
})

TOKENS: Mapping[ThemeName, Mapping[str, str]] = MappingProxyType({
    "light": {
        "panel": "#FFFFFF", "line": "#DDE2E7", "line2": "#B7C0C9", "text": "#1A2027", "text2": "#49535D",
        "text3": "#5E6872", "accent": "#1A5FCC", "ok": "#17794A", "warn": "#946000", "bad": "#A8161C",
        "stale": "#737D87", "sunken": "#EDF0F3",
    },
    "dark": {
        "panel": "#1D2126", "line": "#2E343B", "line2": "#4A545E", "text": "#E9EDF0", "text2": "#B7C0C9",
        "text3": "#939EA9", "accent": "#6FA8FF", "ok": "#4FC78C", "warn": "#F0B54C", "bad": "#FF6F66",
        "stale": "#7F8A95", "sunken": "#131619",
    },
})


@dataclass(frozen=True)
class Theme:
    """Everything of the picture that is not geometry."""

    name: ThemeName
    background: Rgb
    clay: Rgb
    """Equipment outside the coloured quantity is mixed towards this."""
    out: Rgb
    """Out of service."""
    missing: Rgb
    """In the quantity's reach, but without a value."""
    shadow: Rgb
    shadow_gain: float
    line: Rgb
    edge: Rgb
    edge_opacity: float
    glass_opacity: float
    grade_top: float
    grade_bottom: tuple[float, float, float]
    """The multiply gradient at the picture's lower edge, by channel; at the upper edge it is `grade_top`."""
    studio_gain: float
    key_still: float
    key_live: float
    headlight: float
    tokens: Mapping[str, str] = field(default_factory=dict)

    def role_color(self, role: str) -> Rgb:
        """The colour of a role or of "#RRGGBB"."""
        if role.startswith("#"):
            return rgb(role)
        return rgb(ROOM[self.name].get(role) or EQUIPMENT[role])


LIGHT = Theme(
    "light", rgb("#F1F4F6"), (214, 219, 223), (58, 63, 69), (150, 158, 166), (38, 50, 62), 1.0, (70, 80, 90), (58, 66, 74),
    0.42, 0.16, 1.02, (0.905, 0.922, 0.938), 1.0, 0.72, 0.65, 0.25, TOKENS["light"],
)
DARK = Theme(
    "dark", rgb("#22272D"), (78, 86, 94), (38, 42, 47), (120, 128, 136), (0, 0, 0), 1.35, (215, 225, 235), (40, 46, 52),
    0.50, 0.13, 1.12, (0.70, 0.73, 0.77), 0.66, 0.60, 0.55, 0.12, TOKENS["dark"],
)
THEMES: Mapping[ThemeName, Theme] = MappingProxyType({"light": LIGHT, "dark": DARK})


class Roles:
    """Numbers for colour roles, shared by all meshes."""

    def __init__(self) -> None:
        self._number_of_role: dict[str, int] = {}
        self._tables: dict[tuple[str, int], NDArray[np.uint8]] = {}

    def number(self, role: str) -> int:
        return self._number_of_role.setdefault(role, len(self._number_of_role))

    def table(self, theme: Theme) -> NDArray[np.uint8]:
        """[n_role, 3]"""
        key = theme.name, len(self._number_of_role)
        if key not in self._tables:
            colors = [theme.role_color(role) for role in self._number_of_role]
            self._tables = {key: np.array(colors, np.uint8).reshape(-1, 3)}
        return self._tables[key]


ROLES = Roles()
