"""Random damage to bytes: what transfers, editors, disks and people do to files."""

from __future__ import annotations

import random
from collections.abc import Sequence


def damaged(data: bytes, rng: random.Random, tokens: Sequence[bytes]) -> bytes:
    """One to four damages: flipped bits, cuts, insertions, doubled or swapped lines, odd tokens."""
    out = bytearray(data)
    for _ in range(rng.choice((1, 1, 2, 3, 4))):
        out = rng.choice((_flip, _cut, _insert, _double, _swap_lines, _token, _token, _replace, _end))(out, rng, tokens)
    return bytes(out)


def _flip(out: bytearray, rng: random.Random, tokens: Sequence[bytes]) -> bytearray:
    if out:
        out[rng.randrange(len(out))] ^= 1 << rng.randrange(8)
    return out


def _cut(out: bytearray, rng: random.Random, tokens: Sequence[bytes]) -> bytearray:
    place = rng.randrange(len(out) + 1)
    del out[place : place + rng.choice((1, 2, 10, 200))]
    return out


def _insert(out: bytearray, rng: random.Random, tokens: Sequence[bytes]) -> bytearray:
    place = rng.randrange(len(out) + 1)
    out[place:place] = rng.randbytes(rng.choice((1, 2, 10)))
    return out


def _double(out: bytearray, rng: random.Random, tokens: Sequence[bytes]) -> bytearray:
    place = rng.randrange(len(out) + 1)
    out[place:place] = out[place : place + rng.choice((1, 10, 200))]
    return out


def _swap_lines(out: bytearray, rng: random.Random, tokens: Sequence[bytes]) -> bytearray:
    lines = bytes(out).split(b"\n")
    i, j = rng.randrange(len(lines)), rng.randrange(len(lines))
    lines[i], lines[j] = lines[j], lines[i]
    return bytearray(b"\n".join(lines))


def _token(out: bytearray, rng: random.Random, tokens: Sequence[bytes]) -> bytearray:
    place = rng.randrange(len(out) + 1)
    out[place:place] = rng.choice(tokens)
    return out


def _replace(out: bytearray, rng: random.Random, tokens: Sequence[bytes]) -> bytearray:
    """Between two signs that part values something else."""
    places = [k for k, byte in enumerate(out) if byte in b",;:\n\t"]
    if len(places) > 1:
        k = rng.randrange(len(places) - 1)
        out[places[k] + 1 : places[k + 1]] = rng.choice(tokens)
    return out


def _end(out: bytearray, rng: random.Random, tokens: Sequence[bytes]) -> bytearray:
    del out[rng.randrange(len(out) + 1) :]
    return out
