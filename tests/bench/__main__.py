"""Run the groups, print the table, write the JSON."""

from __future__ import annotations

import argparse
import importlib
import json
import os
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[2]
PEERS = ROOT / ".venv-bench" / "bin" / "python"
GROUPS = ("session", "peers", "window", "waiting", "frames", "files")
OUTSIDE = ("window", "waiting")
"""These only start other processes."""
ONE_THREAD = {f"{name}_NUM_THREADS": "1" for name in ("OPENBLAS", "OMP", "MKL", "NUMBA")}
LIMIT_S = 400.0


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m tests.bench", description=__doc__)
    parser.add_argument("-o", "--output", type=Path, default=ROOT / "out" / "bench.json")
    parser.add_argument("--only", choices=GROUPS, action="append", help="measure this group alone (may be given again)")
    parser.add_argument("--group", choices=GROUPS, help=argparse.SUPPRESS)
    chosen = parser.parse_args()
    if chosen.group:
        return _measure(chosen.group, chosen.output)
    begun = time.perf_counter()
    rows: list[dict[str, Any]] = []
    faults = []
    for group in chosen.only or GROUPS:
        print(f"measuring: {group}", file=sys.stderr, flush=True)
        try:
            rows += _child(group)
        except RuntimeError as fault:
            faults.append(f"{group}: {fault}")
    chosen.output.parent.mkdir(parents=True, exist_ok=True)
    chosen.output.write_text(json.dumps(rows, indent=1) + "\n", encoding="utf-8")
    print(_table(rows))
    missed = sum(1 for row in rows if row["met"] is False)
    print(f"{len(rows)} rows, {missed} missed, {time.perf_counter() - begun:.0f} s; written to {chosen.output}")
    for fault in faults:
        print(fault, file=sys.stderr)
    return 1 if faults else 0


def _child(group: str) -> list[dict[str, Any]]:
    """A group's rows from a process of its own."""
    python = str(PEERS) if group == "peers" and PEERS.exists() else sys.executable
    path = os.pathsep.join([str(ROOT / "src"), str(ROOT)])
    env = os.environ | ONE_THREAD | {"PYTHONPATH": path}
    env.setdefault("NUMBA_CACHE_DIR", str(ROOT / ".cache" / "numba"))
    with tempfile.TemporaryDirectory() as folder:
        out = Path(folder) / "rows.json"
        try:
            done = subprocess.run(
                [python, "-m", "tests.bench", "--group", group, "-o", str(out)],
                cwd=ROOT, env=env, capture_output=True, text=True, timeout=LIMIT_S, check=False,
            )
        except subprocess.TimeoutExpired:
            raise RuntimeError(f"took longer than {LIMIT_S:.0f} s") from None
        if done.returncode:
            raise RuntimeError(done.stderr.strip()[-1500:])
        rows: list[dict[str, Any]] = json.loads(out.read_text(encoding="utf-8"))
        return rows


def _measure(group: str, output: Path) -> int:
    module = importlib.import_module(f"tests.bench.{group}")
    if group in OUTSIDE:
        rows = module.rows(ROOT / "scenes")
    else:
        limits = importlib.import_module("threadpoolctl").threadpool_limits
        importlib.import_module("scipy.linalg")
        with limits(1, "blas"):
            rows = module.rows(ROOT / "scenes")
    output.write_text(json.dumps([row.plain() for row in rows]), encoding="utf-8")
    return 0


def _table(rows: list[dict[str, Any]]) -> str:
    head = ("", "value", "target", "peer", "ratio", "met")
    cells = [head, *(_cells(row) for row in rows)]
    widths = [max(len(line[k]) for line in cells) for k in range(len(head))]
    lines = [
        "  ".join([line[0].ljust(widths[0]), *(cell.rjust(width) for cell, width in zip(line[1:], widths[1:], strict=True))]).rstrip()
        for line in cells
    ]
    return "\n".join([lines[0], "-" * sum(widths, 2 * len(widths)), *lines[1:]])


def _cells(row: dict[str, Any]) -> tuple[str, ...]:
    unit = row["unit"]
    peer = "" if row["peer_value"] is None else f"{row['peer_value']:.4g} {unit}"
    return (
        row["name"] + (f" ({row['note']})" if row["note"] else ""), f"{row['value']:.4g} {unit}",
        "" if row["target"] is None else f"{row['target']:.4g} {unit}", peer, "" if row["ratio"] is None else f"{row['ratio']:.2f}x",
        {True: "yes", False: "NO", None: ""}[row["met"]],
    )


if __name__ == "__main__":
    raise SystemExit(main())
