"""Large pictures: pieces that cover them, that fit together, and that can be stopped; sizes that are refused."""

from __future__ import annotations

import struct
import zlib
from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from gigahall.scene.record import Record
from gigahall.session.jobs import Stopped
from gigahall.view3d import view as view_module
from gigahall.view3d.picture import png_bytes, render_picture
from gigahall.view3d.tiles import LEAST_SIDE_PX, MOST_PX, MOST_SIDE_PX, TILE_PX, TILE_SIDE_PX, largest, refusal, tiles
from gigahall.view3d.view import HallView

SIDES = st.integers(LEAST_SIDE_PX, MOST_SIDE_PX)


@given(width=SIDES, height=SIDES)
def test_tiles_cover_every_pixel_and_stay_small(width: int, height: int) -> None:
    width, height = largest((width, height))
    found = list(tiles((width, height), TILE_PX))
    assert len({tile.size for tile in found}) == 1, "one size: the graphics library keeps its buffers"
    assert found[0].width * found[0].height <= 1.1 * TILE_PX
    assert max(found[0].size) <= TILE_SIDE_PX
    for side, begin, length in ((width, "x", "width"), (height, "y", "height")):
        ends = sorted({(getattr(tile, begin), getattr(tile, begin) + getattr(tile, length)) for tile in found})
        assert ends[0][0] == 0 and ends[-1][1] == side
        assert all(second[0] <= first[1] for first, second in pairwise(ends))


def test_a_picture_in_pieces_is_the_picture_in_one(view: HallView, monkeypatch: pytest.MonkeyPatch) -> None:
    whole = view.image((240, 160)).astype(int)
    monkeypatch.setattr(view_module, "TILE_PX", 40_000)
    asked: list[float] = []
    pieces = view.image((240, 160), progress=asked.append).astype(int)
    assert len(asked) > 3
    assert np.abs(pieces - whole).mean() < 1.0
    assert (np.abs(pieces - whole).max(2) > 24).mean() < 0.01
    clear = view.image((240, 160), transparent=True)
    assert clear[0, 0, 3] == 0 and clear[..., 3].max() == 255


def test_a_very_wide_picture_is_not_black(records: dict[str, Record]) -> None:
    pixels = render_picture(records, size=(9000, 120), labels=False)
    assert pixels.shape == (120, 9000, 4)
    for part in np.array_split(pixels[..., :3], 9, axis=1):
        assert part.mean() > 120, "a light ground everywhere"


@pytest.mark.parametrize(("size", "words"), [
    ((20_000, 20_000), "the largest of these proportions is 10000 × 10000"),
    ((90_000, 300), "32768 × 109"),
    ((3, 300), "too small"),
])
def test_what_cannot_be_drawn_is_refused_with_the_largest(records: dict[str, Record], size: tuple[int, int], words: str) -> None:
    assert words in refusal(size)
    with pytest.raises(ValueError, match="too"):
        render_picture(records, size=size)


@given(width=st.integers(LEAST_SIDE_PX, 10**6), height=st.integers(LEAST_SIDE_PX, 10**6))
def test_the_largest_is_not_refused(width: int, height: int) -> None:
    most = largest((width, height))
    assert not refusal(most) and most[0] * most[1] <= MOST_PX
    assert (most == (width, height)) == (not refusal((width, height)))


def test_drawing_stops_between_pieces(records: dict[str, Record], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(view_module, "TILE_PX", 40_000)
    heard: list[float | None] = []
    with pytest.raises(Stopped):
        render_picture(records, size=(400, 300), progress=lambda frac, words: heard.append(frac), stop=lambda: len(heard) == 2)
    assert len(heard) == 2


def test_a_file_packed_in_strips_reads_back() -> None:
    pixels = np.random.default_rng(1).integers(0, 256, (600, 7, 4), np.uint8)
    data = png_bytes(pixels)
    at = data.index(b"IDAT")
    (length,) = struct.unpack(">I", data[at - 4:at])
    rows = np.frombuffer(zlib.decompress(data[at + 4:at + 4 + length]), np.uint8).reshape(600, 29)
    back = np.cumsum(rows[:, 1:].reshape(600, 7, 4).astype(np.uint64), axis=0).astype(np.uint8)
    assert (rows[:, 0] == 2).all() and (back == pixels).all()
