"""How good a frame may be, from how long the last ones took.

While something moves, the picture is drawn smaller when it is slow. Settled frames give up ambient occlusion, never their
smooth edges: a quick frame comes before a slow one, and a picture that rests is looked at.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from statistics import median

MOVING_SLOW_S, MOVING_FAST_S = 0.038, 0.018
SETTLED_SLOW_S = 0.095
SCALES = (1.0, 0.7, 0.5, 0.4)


@dataclass
class Pace:
    """Start in the middle; every measured frame may change the choice."""

    scale_step: int = 1
    occlusion: bool = False
    _moving: list[float] = field(default_factory=list)
    _settled: int = 0

    @property
    def scale(self) -> float:
        """Size of a moving frame against the window."""
        return SCALES[self.scale_step]

    def moved(self, seconds: float) -> None:
        self._moving.append(seconds)
        if len(self._moving) < 4:
            return
        usual = median(self._moving)
        self._moving.clear()
        if usual > MOVING_SLOW_S and self.scale_step < len(SCALES) - 1:
            self.scale_step += 1
        elif usual < MOVING_FAST_S and self.scale_step > 0:
            self.scale_step -= 1

    def settled(self, seconds: float) -> None:
        """The first frames of a size compile shaders and are not counted."""
        self._settled += 1
        if self._settled < 2:
            return
        if seconds > SETTLED_SLOW_S:
            self.occlusion = False
        elif seconds < 0.3 * SETTLED_SLOW_S:
            self.occlusion = True
