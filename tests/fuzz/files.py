"""Damaged scene files: refused in words, or holding after saving what they hold; warnings never fail."""

from __future__ import annotations

import random
from functools import cache
from pathlib import Path

from tests.fuzz.damage import damaged

from gigahall.paths import scenes_dir
from gigahall.session.check import warnings
from gigahall.storage import scene_file
from gigahall.storage.scene_file import SceneError

SMALL = ("air-hall", "four-panels", "superpod-gb300")
TOKENS = (
    b"NaN", b"1e999", b"null", b"-1", b"[[[[", b'"\\ud800"', b"true", b"1e308", b"{}", b'"id":', b"\0", b'""', b'"Hall"', b"0", b"1e-300", b"[]",
    b"[0,0,0]", b"[1e308,0,0]", b'"' + b"x" * 300 + b'"', b'"../../x"', b'"A.b.c"', b"99999999999999999999", b"-0.0", b'"kind":"pump",', b"\n", b"}\n{",
)  # fmt: skip


@cache
def samples() -> dict[str, bytes]:
    return {name: scenes_dir().joinpath(f"{name}.gigahall").read_bytes() for name in SMALL}


def attempt(rng: random.Random, folder: Path) -> None:
    data = damaged(samples()[rng.choice(SMALL)], rng, TOKENS)
    path = folder / "damaged.gigahall"
    path.write_bytes(data)
    try:
        loaded = scene_file.load(path)
    except SceneError as error:
        assert all("\n" not in line for line in error.lines()), error.lines()
        return
    again = scene_file.decode(scene_file.encode(loaded.records))
    assert {r.id: r for r in again.records} == {r.id: r for r in loaded.records}
    assert all("\n" not in note for note in (*loaded.notes, *warnings(loaded.records)))
