"""Field types many kinds share, so that the same thing has the same label, unit and range everywhere."""

from __future__ import annotations

from typing import Annotated, Literal, TypeAlias

from gigahall.scene.record import FarPoint, field

System: TypeAlias = Literal["TCS", "FWS", "CHW"]
Fluid: TypeAlias = Literal["water", "PG25", "PG30"]

Width: TypeAlias = Annotated[float, field("m", "Width", "look air", ge=0.01, le=60, help="Along x at turn 0")]
Depth: TypeAlias = Annotated[float, field("m", "Depth", "look air", ge=0.01, le=60, help="Front to rear")]
Height: TypeAlias = Annotated[float, field("m", "Height", "look air", ge=0.01, le=20)]
Mass: TypeAlias = Annotated[float, field("kg", "Mass", "label", ge=0, le=500e3, help="In operation, filled; 0 = not known")]
Volume: TypeAlias = Annotated[float, field("m3", "Coolant content", "coolant", ge=0, le=1000)]

Feeds: TypeAlias = Annotated[
    int, field("1", "Supply groups", "look power", ge=1, le=8, help="Each on one feed; the live ones share the load")
]
Pf: TypeAlias = Annotated[float, field("1", "Power factor", "power", ge=0.5, le=1)]
MotorRating: TypeAlias = Annotated[
    float, field("W", "Nameplate power", "power", ge=0, le=5e6, help="Largest electrical power of the unit; 0 = not known")
]
LoadFrac: TypeAlias = Annotated[
    float, field("1", "IT load", "power coolant air", ge=0, le=1, help="Utilisation of this rack; empty = the scene's")
]
InletLimit: TypeAlias = Annotated[float, field("degC", "Allowable inlet", "air", ge=5, le=60)]
InletAdvice: TypeAlias = Annotated[float, field("degC", "Recommended inlet", "air", ge=5, le=60)]
CoolantSystem: TypeAlias = Annotated[System, field("", "System", "look coolant", help="Ports join ports of the same system")]
LineRole: TypeAlias = Annotated[Literal["supply", "return"], field("", "Line", "look", help="Colour only")]
LoopFluid: TypeAlias = Annotated[Fluid, field("", "Coolant", "coolant", help="Fill of the whole loop")]
MOST_POINTS = 1_000
"""Of one route."""
Points: TypeAlias = tuple[FarPoint, ...]
Route: TypeAlias = Annotated[
    Points,
    field("m", "Route", "look coolant power", longest=MOST_POINTS, help="World points; empty = routed between its ports"),
]
CableRoute: TypeAlias = Annotated[Points, field("m", "Route", "look", longest=MOST_POINTS)]
