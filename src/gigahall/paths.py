"""Where things lie: shipped assets and sample scenes, and the user's own folders.

Assets and scenes stand beside `src/` in a checkout and inside the package in an installed wheel. The user's folders
follow the platform's habits; the variable GIGAHALL_HOME puts all of them under one folder, for tests and portable use.
"""

from __future__ import annotations

import errno
import hashlib
import os
import stat
import sys
import tempfile
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from urllib.parse import quote_from_bytes, unquote_to_bytes

import platformdirs

SCENE_SUFFIX = ".gigahall"
HOME_VARIABLE = "GIGAHALL_HOME"
_IN_BYTES = "bytes:"
_STEM_BYTES = 150
_displaced: dict[str, str] = {}

_KERNEL_IMPORT = b"from gigahall.physics.kernel import"
_PACKAGE = Path(__file__).resolve().parent
_SHIPPED = _PACKAGE if (_PACKAGE / "assets").is_dir() else _PACKAGE.parent.parent


def program() -> tuple[str, ...]:
    """The command that starts this program once more; the arguments of the command line follow.

    Whatever needs a process of its own starts it through here, so that a checkout, an installed package and a folder with
    a Python of its own need no second answer. `-P`: the folder the user stands in holds none of our modules.
    """
    return _own_launcher() or (sys.executable, "-P", "-m", "gigahall")


def launcher() -> tuple[str, ...]:
    """The command a user or a desk starts Gigahall with: the self-contained folder's, the environment's, or `program`."""
    beside = Path(sys.executable).with_name("gigahall")
    return (str(beside),) if beside.is_file() else program()


def _own_launcher() -> tuple[str, ...]:
    """That of the self-contained folder (tools/build_app.py), whose Python listens to no variables; else nothing."""
    own = Path(sys.base_prefix).parent / "gigahall"
    return (str(own),) if sys.flags.isolated and own.is_file() else ()


def code_dir() -> str:
    """The folder this very package is imported from: a process of ours must run the same code."""
    return str(_PACKAGE.parent)


def asset(*parts: str) -> Path:
    """A shipped file or folder of assets/: `asset("catalogue")`, `asset("icons", "pump.svg")`."""
    return _SHIPPED.joinpath("assets", *parts)


def scenes_dir() -> Path:
    """The folder of the sample scenes."""
    return _SHIPPED / "scenes"


def scene_file(name: str) -> Path:
    """A sample scene by name, with or without its suffix: `scene_file("superpod-gb300")`."""
    return scenes_dir() / (name if name.endswith(SCENE_SUFFIX) else name + SCENE_SUFFIX)


def doc(name: str) -> Path:
    """A page of the help, `doc("results.md")`."""
    return _SHIPPED / "docs" / name


def is_shipped(path: Path | str) -> bool:
    """Whether a file is one of the program's own, which it never writes."""
    try:
        real = Path(os.path.realpath(path))
    except ValueError:  # a name no file can have
        return False
    return any(real.is_relative_to(os.path.realpath(folder)) for folder in (scenes_dir(), asset()))


def as_text(path: Path | str) -> str:
    """A path as text that JSON can hold: a name that is no UTF-8 is written in bytes."""
    text = os.fspath(path)
    try:
        text.encode()
    except UnicodeEncodeError:
        return _IN_BYTES + quote_from_bytes(os.fsencode(text))
    return text


def from_text(text: str) -> Path:
    """The path that `as_text` wrote."""
    return Path(os.fsdecode(unquote_to_bytes(text.removeprefix(_IN_BYTES))) if text.startswith(_IN_BYTES) else text)


def file_stem(title: str) -> str:
    """A file name made of what a user typed: never a path, never empty, short enough for every file system."""
    plain = "".join(letter if letter.isalnum() or letter in " -_." else "-" for letter in title)
    return plain.encode()[:_STEM_BYTES].decode(errors="ignore").strip(" .") or "Untitled"


def displaced() -> Mapping[str, str]:
    """Which of the user's folders cannot be written, and why: a folder among the temporary files stands in for each."""
    return _displaced


def data_dir() -> Path:
    """Autosaves, recovery copies and own catalogue entries. Created on first use."""
    return _user_dir("data", platformdirs.user_data_dir("gigahall", appauthor=False))


def config_dir() -> Path:
    """Settings and recent files. Created on first use."""
    return _user_dir("config", platformdirs.user_config_dir("gigahall", appauthor=False))


def log_dir() -> Path:
    """Log files. Created on first use."""
    return _user_dir("log", platformdirs.user_log_dir("gigahall", appauthor=False))


def cache_dir() -> Path:
    """Compiled kernels and thumbnails; may be deleted at any time. Created on first use."""
    return _user_dir("cache", platformdirs.user_cache_dir("gigahall", appauthor=False))


def kernels_dir(root: Path | None = None) -> Path:
    """Compiled kernels of exactly these sources at this place, below `root` or the user's cache folder.

    A kernel holds the code of the parts it calls, but its file is dated by its own module only: another source of any
    module with kernels is another folder.
    """
    modules = (module for layer in ("physics", "solve") for module in sorted((_PACKAGE / layer).rglob("*.py")))
    sources = [text for module in modules if _KERNEL_IMPORT in (text := module.read_bytes())]
    return (root or cache_dir() / "kernels") / hashlib.sha256(b"".join((bytes(_PACKAGE), *sources))).hexdigest()[:12]


def _user_dir(name: str, usual: str) -> Path:
    home = os.environ.get(HOME_VARIABLE)
    folder = Path(home).expanduser() / name if home else Path(usual)
    try:
        folder.mkdir(parents=True, exist_ok=True)
        if not os.access(folder, os.W_OK | os.X_OK):
            raise PermissionError(errno.EACCES, os.strerror(errno.EACCES), str(folder))
    except OSError as error:
        _displaced[name] = f"{error.filename}: {error.strerror}"
        folder = _stand_in() / name
        folder.mkdir(mode=0o700, exist_ok=True)
    else:
        _displaced.pop(name, None)
    return folder


@cache
def _stand_in() -> Path:
    """Among the temporary files, the same one at every start as long as it is ours alone."""
    user = os.getuid() if hasattr(os, "getuid") else None
    folder = Path(tempfile.gettempdir(), f"gigahall-{user}")
    try:
        folder.mkdir(mode=0o700, exist_ok=True)
        found = folder.lstat()
    except OSError:
        found = None
    is_ours = user is not None and found is not None and stat.S_ISDIR(found.st_mode) and found.st_uid == user
    if is_ours and found is not None and not stat.S_IMODE(found.st_mode) & 0o077:
        return folder
    return Path(tempfile.mkdtemp(prefix="gigahall-"))
