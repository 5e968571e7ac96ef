"""Pictures larger than the graphics library draws at once, in pieces that fit together; and how large one may be.

A piece is drawn by an off-centre camera with a rim around it that is cut off again: occlusion and smoothing look at their
neighbours. Memory is one piece and the picture itself, and between two pieces the work can be stopped.
"""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import dataclass

MOST_PX = 100_000_000
"""400 MB of pixels, and as much again while the file is written."""
MOST_SIDE_PX = 32_768
LEAST_SIDE_PX = 8
TILE_PX = 400_000
"""On software GL a piece of this many drawn pixels takes 0.2 to 0.5 s of processor time, during which nothing can stop it. Their
rims cost 7 % more than those of pieces of a megapixel, which take twice as long."""
TILE_SIDE_PX = 4096
"""Every graphics library draws twice that."""
RIM_PX = 40


@dataclass(frozen=True, slots=True)
class Tile:
    """A piece of a picture [px], from the upper left corner."""

    x: int
    y: int
    width: int
    height: int
    whole: tuple[int, int]
    """Width and height of the picture it belongs to."""

    def grown(self, rim: int) -> Tile:
        return Tile(self.x - rim, self.y - rim, self.width + 2 * rim, self.height + 2 * rim, self.whole)

    def scaled(self, by: int) -> Tile:
        width, height = self.whole
        return Tile(self.x * by, self.y * by, self.width * by, self.height * by, (width * by, height * by))

    @property
    def size(self) -> tuple[int, int]:
        return self.width, self.height

    @property
    def share(self) -> float:
        """Of the picture's height."""
        return self.height / self.whole[1]

    @property
    def centre(self) -> tuple[float, float]:
        """Where its middle is against the picture's, right and up, in halves of its own size."""
        width, height = self.whole
        return (2 * self.x + self.width - width) / self.width, (height - 2 * self.y - self.height) / self.height


def tiles(size: tuple[int, int], most_px: int) -> Iterator[Tile]:
    """Equal pieces that cover a picture, row by row; where they do not divide it, the last ones overlap."""
    width, height = size
    is_small = width * height <= most_px
    across = math.ceil(width / (TILE_SIDE_PX if is_small else math.isqrt(most_px)))
    piece = math.ceil(width / across)
    down = math.ceil(height / min(TILE_SIDE_PX, most_px // piece))
    tall = math.ceil(height / down)
    for row in range(down):
        for column in range(across):
            yield Tile(min(column * piece, width - piece), min(row * tall, height - tall), piece, tall, size)


def refusal(size: tuple[int, int]) -> str:
    """Why a picture cannot be this large, with the largest of its proportions that can; "" when it can."""
    width, height = size
    if min(size) < LEAST_SIDE_PX:
        return f"A picture of {width} × {height} pixels is too small; each side takes at least {LEAST_SIDE_PX}."
    most_w, most_h = largest(size)
    if (most_w, most_h) == size:
        return ""
    return f"A picture of {width} × {height} pixels is too large; the largest of these proportions is {most_w} × {most_h}."


def largest(size: tuple[int, int]) -> tuple[int, int]:
    """The size itself, or the largest of its proportions that is drawn."""
    width, height = size
    share = min(1.0, MOST_SIDE_PX / max(size), math.sqrt(MOST_PX / (width * height)))
    return (width, height) if share >= 1.0 else (max(int(width * share), LEAST_SIDE_PX), max(int(height * share), LEAST_SIDE_PX))
