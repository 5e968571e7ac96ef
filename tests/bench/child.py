"""The window in a process of its own: `python -m tests.bench.child SPAWNED TASK SCENE`; see probe.py for the tasks.

SPAWNED is when the parent started the process (time.monotonic). What is loaded when is what `gigahall SCENE` does, for that
is measured too: the second process that solves the scene begins before the libraries of the window are loaded.
"""

from __future__ import annotations

import sys

from gigahall import cli

if __name__ == "__main__":
    if len(sys.argv) != 4:
        raise SystemExit(__doc__)
    cli.prepare_process()
    spawned, task, scene = float(sys.argv[1]), sys.argv[2], sys.argv[3]
    ahead = cli.begin_ahead(scene) if scene else None
    from tests.bench.probe import watch

    raise SystemExit(watch(spawned, task, scene, ahead))
