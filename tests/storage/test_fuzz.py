"""Five thousand damaged scene files: each is refused with a line or a field, or holds what it holds after saving too."""

from __future__ import annotations

import random
import time
from types import ModuleType

import pytest

from gigahall.storage import scene_file
from gigahall.storage.scene_file import SceneError

N_PER_SEED = 1250


def damaged(data: bytes, rng: random.Random) -> bytes:
    """One to three random damages: flipped bits, cuts, insertions, doubled or swapped pieces, odd tokens."""
    out = bytearray(data)
    for _ in range(rng.choice((1, 1, 2, 3))):
        place = rng.randrange(len(out) + 1)
        length = rng.choice((1, 2, 10, 200))
        kind = rng.randrange(7)
        if kind == 0 and place < len(out):
            out[place] ^= 1 << rng.randrange(8)
        elif kind == 1:
            del out[place : place + length]
        elif kind == 2:
            out[place:place] = rng.randbytes(length)
        elif kind == 3:
            out[place:place] = out[place : place + length]
        elif kind == 4:
            lines = bytes(out).split(b"\n")
            i, j = rng.randrange(len(lines)), rng.randrange(len(lines))
            lines[i], lines[j] = lines[j], lines[i]
            out = bytearray(b"\n".join(lines))
        elif kind == 5:
            tokens = (
                b"NaN",
                b"1e999",
                b"null",
                b"-1",
                b"[[[[",
                b'"\\ud800"',
                b"true",
                b"1e308",
                b"{}",
                b'"id":',
                b"\0",
            )
            out[place:place] = rng.choice(tokens)
        else:
            del out[place:]
    return bytes(out)


@pytest.mark.parametrize("seed", [7, 8, 9, 10])
def test_damaged_files_are_refused_with_a_place_or_hold_what_they_hold(kit: ModuleType, seed: int) -> None:
    rng = random.Random(seed)
    good = scene_file.encode(kit.sample(12))
    n_refused = 0
    for _ in range(N_PER_SEED):
        data = damaged(good, rng)
        start = time.monotonic()
        try:
            loaded = scene_file.decode(data, "fuzzed.gigahall", kit.KINDS)
        except SceneError as error:
            n_refused += 1
            for fault in error.faults:
                assert fault.line or fault.field or "not a Gigahall scene" in fault.reason, str(fault)
                assert "\n" not in str(fault)
        else:
            again = scene_file.decode(scene_file.encode(loaded.records), kinds=kit.KINDS)
            assert {r.id: r for r in again.records} == {r.id: r for r in loaded.records}
            if not loaded.read_only and data != good:
                assert loaded.notes or data.replace(b"\r", b"").strip() == good.strip(), data
        assert time.monotonic() - start < 2.0
    assert n_refused > N_PER_SEED // 2
