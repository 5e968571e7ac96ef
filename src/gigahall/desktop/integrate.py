"""Puts Gigahall on the user's desk, and takes it off again. Only the user's own folders are touched.

What is put where is one list (`plan`); removing goes through the same list. A file that is not ours is never written over
or deleted: every text of ours says so, and a link counts as ours when it leads to a program called gigahall.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from gigahall import paths
from gigahall.desktop import entries
from gigahall.storage.atomic import save_bytes

PNG_SIZES = (16, 22, 24, 32, 48, 64, 128, 256, 512)
REFRESH_LIMIT_S = 60.0
MARK = "gigahall"
"""Stands in every file of ours, whatever case."""


@dataclass(frozen=True, slots=True)
class Piece:
    """One file to put on the desk: its place, and its bytes or the program it links to."""

    place: Path
    data: bytes = b""
    link: Path | None = None


@dataclass(frozen=True, slots=True)
class Texts:
    """What is written from the parser (see completion.py and man.py) and the release."""

    man: str
    completions: Mapping[str, str]
    """By shell."""
    version: str
    released: str


def data_home() -> Path:
    return Path(os.environ.get("XDG_DATA_HOME") or Path.home() / ".local" / "share")


def bin_dir() -> Path:
    return Path.home() / ".local" / "bin"


def plan(texts: Texts, command: Sequence[str], system: str = sys.platform) -> list[Piece]:
    """What belongs on a desk of this system (a value of `sys.platform`)."""
    if system == "win32":
        return []
    pieces = list(_shell_pieces(texts, command))
    return pieces if system == "darwin" else [*pieces, *_desk_pieces(texts, command)]


def _shell_pieces(texts: Texts, command: Sequence[str]) -> Iterator[Piece]:
    share = data_home()
    yield Piece(share / "man" / "man1" / "gigahall.1", texts.man.encode())
    yield Piece(share / "bash-completion" / "completions" / "gigahall", texts.completions["bash"].encode())
    yield Piece(share / "zsh" / "site-functions" / "_gigahall", texts.completions["zsh"].encode())
    yield Piece(share / "fish" / "vendor_completions.d" / "gigahall.fish", texts.completions["fish"].encode())
    if len(command) == 1:
        yield Piece(bin_dir() / "gigahall", link=Path(command[0]))


def _desk_pieces(texts: Texts, command: Sequence[str]) -> Iterator[Piece]:
    share, icons = data_home(), data_home() / "icons" / "hicolor"
    yield Piece(share / "applications" / f"{entries.NAME}.desktop", entries.desktop_entry(command).encode())
    yield Piece(share / "mime" / "packages" / f"{entries.NAME}.xml", entries.mime_type(paths.SCENE_SUFFIX).encode())
    yield Piece(share / "metainfo" / f"{entries.NAME}.metainfo.xml", entries.appstream(texts.version, texts.released).encode())
    for ours, folder, name in (("gigahall", "apps", entries.NAME), ("scene", "mimetypes", entries.TYPE_ICON)):
        yield Piece(icons / "scalable" / folder / f"{name}.svg", paths.asset("app", f"{ours}.svg").read_bytes())
        for size in PNG_SIZES:
            yield Piece(icons / f"{size}x{size}" / folder / f"{name}.png", paths.asset("app", f"{ours}-{size}.png").read_bytes())


def install(pieces: Sequence[Piece], system: str = sys.platform) -> list[str]:
    """Put every piece in its place; what was done and what is not offered here, in words."""
    said = []
    for piece in pieces:
        if os.path.lexists(piece.place) and not _is_ours(piece.place):
            said.append(f"{piece.place}: not ours, left alone")
            continue
        piece.place.parent.mkdir(parents=True, exist_ok=True)
        if piece.link is None:
            if piece.place.is_symlink():
                piece.place.unlink()
            save_bytes(piece.place, piece.data)
        elif piece.place.resolve() != piece.link.resolve():
            piece.place.unlink(missing_ok=True)
            piece.place.symlink_to(piece.link)
    return [*said, *_words(pieces, system)]


def remove(pieces: Sequence[Piece]) -> list[str]:
    """Take every piece of ours away, and folders that are empty then."""
    gone = 0
    for piece in pieces:
        if os.path.lexists(piece.place) and _is_ours(piece.place):
            piece.place.unlink()
            gone += 1
            _prune(piece.place.parent)
    return [f"{gone} files removed" if gone else "Nothing was there to remove"]


def refresh(run: Callable[..., object] = subprocess.run) -> None:
    """Tell the desk's caches; each tool only where it is installed and its folder is there."""
    share = data_home()
    for tool, folder in (
        ("update-desktop-database", share / "applications"), ("update-mime-database", share / "mime"),
        ("gtk-update-icon-cache", share / "icons" / "hicolor"),
    ):  # fmt: skip
        found = shutil.which(tool)
        if found and folder.is_dir():
            quiet = ["-q", "-t", "-f"] if tool.startswith("gtk") else []
            run([found, *quiet, str(folder)], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, timeout=REFRESH_LIMIT_S, check=False)


def _is_ours(place: Path) -> bool:
    """A link to a program of our name, one of our icons by its name, or a text that speaks of us."""
    if place.is_symlink():
        return MARK in os.path.basename(os.readlink(place)).lower()
    if place.suffix in (".png", ".svg"):
        return True
    try:
        return MARK.encode() in place.read_bytes()[:4000].lower()
    except OSError:
        return False


def _prune(folder: Path) -> None:
    """Away with a folder of ours that is empty; stops at the user's share folder."""
    while folder not in (data_home(), bin_dir()) and not any(folder.iterdir()):
        folder.rmdir()
        folder = folder.parent


def _words(pieces: Sequence[Piece], system: str) -> list[str]:
    if system == "win32":
        return [
            "On Windows no menu entry, file type, completions or man page are offered.",
            "To open scenes by a double click, choose Open with and the program gigahall once.",
        ]  # fmt: skip
    said = [f"{len(pieces)} files in {data_home()}"]
    if system == "darwin":
        said.append("On macOS no menu entry or file type is offered; choose Open With and the program gigahall once.")
    else:
        said.append(f"Gigahall is in the menu, and opens *{paths.SCENE_SUFFIX} files")
    said.append(f"Completions: bash and fish find them; for zsh put fpath+=({data_home()}/zsh/site-functions) before compinit in ~/.zshrc")
    if any(piece.link for piece in pieces) and str(bin_dir()) not in os.environ.get("PATH", "").split(os.pathsep):
        said.append(f"{bin_dir()} is not on the PATH: add it to start gigahall from a terminal, and to find its man page")
    return said
