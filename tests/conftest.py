"""What every test gets: one thread, no display, its own user folders, and a watch on leaked threads and windows."""

from __future__ import annotations

import gc
import os
import shutil
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent

for _variable in ("OPENBLAS_NUM_THREADS", "OMP_NUM_THREADS", "MKL_NUM_THREADS", "NUMBA_NUM_THREADS"):
    os.environ[_variable] = "1"
os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
os.environ["PYTHONPATH"] = os.pathsep.join(filter(None, (str(ROOT / "src"), os.environ.get("PYTHONPATH"))))
sys.path.insert(0, str(ROOT / "src"))

from gigahall import paths  # noqa: E402

os.environ.setdefault("NUMBA_CACHE_DIR", str(paths.kernels_dir(ROOT / ".cache" / "numba")))

import hypothesis  # noqa: E402  (after the environment is set: NumPy reads it when first imported)
import pytest  # noqa: E402

hypothesis.settings.register_profile(
    "house",
    deadline=None,  # two cores shared with other workers: time is no measure of right
    derandomize=True,
    database=None,
    suppress_health_check=[hypothesis.HealthCheck.too_slow],
)
hypothesis.settings.load_profile("house")

LEAK_GRACE_S = 5.0
WARM_S = 600.0
XVFB_START_S = 20.0


def pytest_sessionstart(session: pytest.Session) -> None:
    """Compile every kernel before the first test, so that none meets a cold cache."""
    is_worker = hasattr(session.config, "workerinput")
    if not is_worker and not session.config.option.collectonly and not any(Path(os.environ["NUMBA_CACHE_DIR"]).glob("whole-*")):
        subprocess.run([*paths.program(), "warm"], check=True, timeout=WARM_S)


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """With xdist: a file stays in one worker, and all window tests share one (one display, one focus)."""
    for item in items:
        group = "window" if item.get_closest_marker("window") else item.path.relative_to(ROOT).as_posix()
        item.add_marker(pytest.mark.xdist_group(group))


@pytest.fixture(autouse=True)
def gigahall_home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The user's folders of this test."""
    home = tmp_path / "gigahall-home"
    monkeypatch.setenv("GIGAHALL_HOME", str(home))
    return home


@pytest.fixture(autouse=True)
def compiles_nothing() -> Iterator[None]:
    """Fails a test in which a kernel met argument types that nobody compiled ahead: users would wait for the compiler."""
    yield
    kernels = sys.modules.get("gigahall.physics.kernel")
    for kernel in kernels.KERNELS if kernels else ():
        missed = dict(kernel.dispatcher.stats.cache_misses)
        kernel.dispatcher.stats.cache_misses.clear()
        if missed:
            pytest.fail(f"{kernel.name} was compiled for {', '.join(map(str, missed))}")


@pytest.fixture(autouse=True)
def no_leaks() -> Iterator[None]:
    """Fails a test that leaves a thread running or a top-level widget alive."""
    threads_before = set(threading.enumerate())
    widgets_before = _top_level_widgets()
    yield
    end = time.monotonic() + LEAK_GRACE_S
    while leaked := _leaked_threads(threads_before):
        if time.monotonic() > end:
            pytest.fail(f"threads left running: {', '.join(sorted(leaked))}")
        time.sleep(0.01)
    if left := _leaked_widgets(widgets_before):
        pytest.fail(f"top-level widgets left alive: {', '.join(sorted(left.values()))}")


@pytest.fixture(scope="session")
def display(tmp_path_factory: pytest.TempPathFactory) -> Iterator[dict[str, str]]:
    """The environment of a program on a real X display of its own (Xvfb), for tests that start the window as a user does."""
    server = shutil.which("Xvfb")
    if server is None:
        pytest.fail("Xvfb is missing; make test installs it on Debian")
    read_end, write_end = os.pipe()
    log = (tmp_path_factory.mktemp("xvfb") / "log").open("wb")
    process = subprocess.Popen(
        [server, "-displayfd", str(write_end), "-screen", "0", "2560x1600x24", "-nolisten", "tcp", "-noreset"],
        pass_fds=(write_end,), stdout=log, stderr=log,
    )  # fmt: skip
    os.close(write_end)
    try:
        yield _environment_on(_display_number(read_end))
    finally:
        process.terminate()
        process.wait()
        log.close()


def _display_number(read_end: int) -> str:
    """What Xvfb writes once it answers."""
    os.set_blocking(read_end, False)
    end = time.monotonic() + XVFB_START_S
    said = b""
    with os.fdopen(read_end, "rb", buffering=0) as pipe:
        while not said.endswith(b"\n"):
            if time.monotonic() > end:
                pytest.fail("Xvfb did not start")
            said += pipe.read() or b""
            time.sleep(0.02)
    return said.decode().strip()


def _environment_on(number: str) -> dict[str, str]:
    kept = {name: value for name, value in os.environ.items() if name not in ("QT_QPA_PLATFORM", "WAYLAND_DISPLAY")}
    return kept | {"DISPLAY": f":{number}", "QT_QPA_PLATFORM": "xcb"}


def _leaked_threads(before: set[threading.Thread]) -> set[str]:
    return {thread.name for thread in set(threading.enumerate()) - before if thread.is_alive()}


def _top_level_widgets() -> dict[int, str]:
    """Parentless widgets of the running application by address; those already on their way out do not count."""
    widgets = sys.modules.get("PySide6.QtWidgets")
    app = widgets.QApplication.instance() if widgets else None
    if widgets is None or not isinstance(app, widgets.QApplication):
        return {}
    core, shiboken = sys.modules["PySide6.QtCore"], sys.modules["shiboken6"]
    core.QCoreApplication.sendPostedEvents(None, core.QEvent.Type.DeferredDelete)
    app.processEvents()
    return {
        shiboken.getCppPointer(widget)[0]: f"{type(widget).__name__} {widget.objectName()}".strip()
        for widget in app.topLevelWidgets()
        if widget.parent() is None
    }


def _leaked_widgets(before: dict[int, str]) -> dict[int, str]:
    left = {address: name for address, name in _top_level_widgets().items() if address not in before}
    if not left:
        return {}
    gc.collect()  # a plot and its menus hold each other
    return {address: name for address, name in _top_level_widgets().items() if address in left}
