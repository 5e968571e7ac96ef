"""Points of arrays as points of records."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from gigahall.scene.record import Vec3


def vec3(point: NDArray[np.float64]) -> Vec3:
    return (float(point[0]), float(point[1]), float(point[2]))
