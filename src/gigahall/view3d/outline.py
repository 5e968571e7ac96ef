"""The selection's outline: from a mask to a ready overlay, a ring in the accent on a wider pale one, and a light fill."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from gigahall.view3d.palette import Rgb

RING_PX, HALO_PX, FILL = 2.4, 4.5, 0.10


def outline(mask: NDArray[np.bool_], accent: Rgb, ratio: float = 1.0) -> tuple[NDArray[np.uint8], tuple[int, int]] | None:
    """([h, w, 4] RGBA, (x, y) of its top left corner) around the masked part; None for an empty mask.

    `ratio` is the device pixel ratio: widths are in logical pixels.
    """
    rows, columns = np.flatnonzero(mask.any(1)), np.flatnonzero(mask.any(0))
    if not len(rows):
        return None
    pad = int(np.ceil(HALO_PX * ratio)) + 3
    top, left = max(0, rows[0] - pad), max(0, columns[0] - pad)
    part = mask[top:rows[-1] + pad + 1, left:columns[-1] + pad + 1].astype(np.float32)
    distance = _distance(part, pad)
    ring = np.clip((RING_PX * ratio + 0.5) - distance, 0.0, 1.0)
    halo = np.clip((HALO_PX * ratio + 0.5) - distance, 0.0, 1.0)
    inside = part > 0.5
    alpha = np.where(inside, FILL, np.maximum(ring, 0.85 * halo))
    share = np.where(inside, 1.0, ring / np.maximum(alpha, 1e-6))[..., None]
    color = np.array(accent) * np.minimum(share, 1.0) + 255.0 * (1.0 - np.minimum(share, 1.0))
    pixels = np.empty((*part.shape, 4), np.uint8)
    pixels[..., :3] = np.clip(color, 0, 255)
    pixels[..., 3] = np.clip(alpha, 0.0, 1.0) * 255
    return pixels, (int(left), int(top))


def _distance(part: NDArray[np.float32], reach: int) -> NDArray[np.float32]:
    """Distance to the mask in pixels, up to `reach`: rows first, then the lower envelope over columns."""
    far = np.float32(reach + 1)
    steps = np.arange(-reach, reach + 1)
    padded = np.pad(part > 0.5, reach)
    h, w = part.shape
    across = np.full((h + 2 * reach, w), far, np.float32)
    for step in steps:
        shifted = padded[:, reach + step:reach + step + w]
        np.minimum(across, np.where(shifted, np.float32(abs(step)), far), out=across)
    best = np.full((h, w), far * far, np.float32)
    for step in steps:
        np.minimum(best, across[reach + step:reach + step + h] ** 2 + np.float32(step * step), out=best)
    return np.sqrt(best)
