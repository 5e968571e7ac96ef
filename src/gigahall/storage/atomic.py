"""Saving that cannot lose: a user's file is either the old one or the complete new one, whatever happens in between.

The data goes to a temporary file in the same folder, is checked for length, flushed to the disk and moved over the old
file; then the folder is flushed too. Left-overs of a program that was killed are removed by the next save.
"""

from __future__ import annotations

import errno
import hashlib
import os
import re
import secrets
import stat
import time
from pathlib import Path

from gigahall import interrupt
from gigahall.storage.fault import one_line
from gigahall.storage.process import Process, is_running, this_process

_DAY_S = 86400.0


NOT_A_FILE = "is not a file but a device or a pipe"


class SaveError(OSError):
    """A file that could not be saved; the text says why, and that the earlier file is whole."""


def save_bytes(path: Path | str, data: bytes, private: bool = False) -> None:
    """Write a file whole or not at all. Links are followed, permissions kept; a `private` one is its owner's alone.

    Raises SaveError, also where something other than a file stands there (a device, a pipe) or the name is impossible.
    """
    try:
        target = Path(os.path.realpath(path))
        _check_target(target)
        _write(target, data, private)
    except ValueError as error:
        raise SaveError(_reason(path, OSError(errno.EINVAL, "the name holds a character no file name may hold"))) from error
    except OSError as error:
        raise SaveError(_reason(path, error)) from error
    flush_folder(target.parent)
    _remove_leftovers(target)


def read_bytes(path: Path | str, most: int = -1) -> bytes:
    """The content of a regular file, up to `most` bytes. Raises OSError; a pipe or a device is not even opened."""
    try:
        is_regular = stat.S_ISREG(os.stat(path).st_mode)
    except ValueError as error:
        raise OSError(errno.EINVAL, "the name holds a character no file name may hold") from error
    if not is_regular:
        is_folder = stat.S_ISDIR(os.stat(path).st_mode)
        raise OSError(errno.EISDIR if is_folder else errno.ENXIO, "is a directory" if is_folder else NOT_A_FILE)
    with open(path, "rb") as file:
        return file.read(most)


def private_folder(folder: Path) -> Path:
    """The folder, made where it is missing, open to its owner alone."""
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    if os.name != "nt" and stat.S_IMODE(folder.stat().st_mode) & 0o077:
        try:
            os.chmod(folder, 0o700)
        except PermissionError:
            pass  # another user's folder: it is as they want it
    return folder


def flush_folder(folder: Path) -> None:
    """Make a rename in the folder outlive a power cut, where the system can."""
    if os.name == "nt":
        return
    try:
        descriptor = os.open(folder, os.O_RDONLY)
    except OSError:
        return  # a folder that may be written but not listed
    try:
        os.fsync(descriptor)
    except OSError:
        pass  # some network file systems refuse it; the file itself is flushed
    finally:
        os.close(descriptor)


def _check_target(target: Path) -> None:
    if target.is_dir():
        raise IsADirectoryError(errno.EISDIR, "is a folder")
    if target.exists() and not target.is_file():
        raise OSError(errno.ENXIO, NOT_A_FILE)
    if target.exists() and not os.access(target, os.W_OK):
        raise PermissionError(errno.EACCES, "write-protected")


def _write(target: Path, data: bytes, private: bool) -> None:
    temp = target.with_name(_temp_name(target))
    with interrupt.unfinished(temp):
        try:
            _write_temp(temp, data, 0o600 if private else 0o666)
            if not private:
                _adopt_mode(temp, target)
            interrupt.put(temp, target)
        except BaseException:
            temp.unlink(missing_ok=True)
            raise


def _write_temp(temp: Path, data: bytes, mode: int) -> None:
    flags = os.O_WRONLY | os.O_CREAT | os.O_EXCL | getattr(os, "O_BINARY", 0)
    descriptor = os.open(temp, flags, mode)
    try:
        write_all(descriptor, data)
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def write_all(descriptor: int, data: bytes) -> None:
    """Write everything at the file's current place. A disk that takes less than it is given is an error."""
    start = os.lseek(descriptor, 0, os.SEEK_CUR)
    rest = memoryview(data)
    while rest:
        n_written = os.write(descriptor, rest)
        if n_written <= 0:
            raise OSError(errno.ENOSPC, "the disk took nothing more")
        rest = rest[n_written:]
    if os.fstat(descriptor).st_size < start + len(data):
        raise OSError(errno.ENOSPC, "the disk holds less than was written")


def _adopt_mode(temp: Path, target: Path) -> None:
    if not target.exists():
        return
    old = target.stat()
    os.chmod(temp, stat.S_IMODE(old.st_mode))
    if os.name != "nt" and (old.st_uid, old.st_gid) != (temp.stat().st_uid, temp.stat().st_gid):
        try:
            os.chown(temp, old.st_uid, old.st_gid)
        except PermissionError:
            pass  # another user's file becomes ours, as in every editor that saves this way


def _stem(target: Path) -> str:
    name = target.name
    raw = os.fsencode(name)
    return name if len(raw) <= 180 else hashlib.sha256(raw).hexdigest()[:32]


def _temp_name(target: Path) -> str:
    me = this_process()
    return f".{_stem(target)}.{me.machine}-{me.pid}-{secrets.token_hex(4)}.tmp"


_TEMP = re.compile(r"\.(.+)\.([0-9a-f]+)-([0-9]+)-[0-9a-f]{8}\.tmp", re.DOTALL)


def _remove_leftovers(target: Path) -> None:
    """Temporary files of this name whose program is gone."""
    remove_leftovers(target.parent, _stem(target))


def remove_leftovers(folder: Path, stem: str = "") -> None:
    """Temporary files whose program is gone, of this name or of any."""
    try:
        for name in os.listdir(folder):
            found = _TEMP.fullmatch(name)
            if found and stem in ("", found.group(1)) and _is_leftover(folder / name, found.group(2), int(found.group(3))):
                (folder / name).unlink(missing_ok=True)
    except OSError:
        pass  # the save itself has succeeded


def _is_leftover(file: Path, machine: str, pid: int) -> bool:
    me = this_process()
    if machine == me.machine:
        return not is_running(Process(pid, "", machine))
    try:
        return time.time() - file.stat().st_mtime > _DAY_S
    except FileNotFoundError:
        return False


_REASONS = {
    errno.ENOSPC: "the disk is full; free some space or save elsewhere",
    errno.EDQUOT: "your disk quota is used up; free some space or save elsewhere",
    errno.EFBIG: "the file would be larger than this system allows",
    errno.EACCES: "the file or its folder is write-protected; save under another name",
    errno.EPERM: "the file or its folder is write-protected; save under another name",
    errno.EROFS: "the disk is read-only; save elsewhere",
    errno.ENOENT: "the folder is no longer there; save elsewhere",
    errno.ENOTDIR: "the folder is no longer there; save elsewhere",
    errno.EISDIR: "there is a folder of this name; save under another name",
    errno.ENAMETOOLONG: "the name is too long; save under a shorter one",
    errno.ENXIO: "there is a device or a pipe of this name; save under another name",
    errno.EIO: "the disk reports an error; save elsewhere",
}


def _reason(path: Path | str, error: OSError) -> str:
    why = _REASONS.get(error.errno or 0, error.strerror or str(error))
    return f"{one_line(Path(path).name, 100)} could not be saved: {why}. The earlier file, if there was one, is unchanged."
