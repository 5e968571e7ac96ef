"""Builds dist/gigahall: Gigahall with a Python of its own in one folder that can be moved and needs no installation (Linux).

    python tools/build_app.py              the folder, and its size; --pack also dist/gigahall-VERSION.tar.xz
    python tools/build_app.py --loaded     what Gigahall loads of Qt and VTK here, to check tools/app_parts.py

    gigahall          starts it; a link to it works too
    main.py           what it runs
    runtime/          the interpreter and standard library this was built with
    packages/         Gigahall and the packages it runs on, less what it never loads (tools/app_parts.py)
    licences/         of everything in it

Everything is copied from the environment the script runs in; nothing is fetched. The folder runs where the C library is not
older than the building machine's.
"""

from __future__ import annotations

import argparse
import compileall
import importlib
import pkgutil
import py_compile
import shutil
import subprocess
import sys
import sysconfig
import tempfile
import zipfile
from collections.abc import Iterable
from fnmatch import fnmatch
from importlib.metadata import Distribution, distribution
from pathlib import Path

import app_parts as parts
import elf
from packaging.requirements import Requirement

ROOT = Path(__file__).resolve().parent.parent
OUT = ROOT / "dist" / "gigahall"
VERSION = f"python{sys.version_info.major}.{sys.version_info.minor}"

LAUNCHER = """#!/bin/sh
# Starts Gigahall from its own folder, wherever that stands; variables for other Pythons do not reach it.
self=$(readlink -f "$0")
here=${self%/*}
exec "$here/runtime/bin/python3" -I "$here/main.py" "$@"
"""
MAIN = '''"""Starts Gigahall with the packages beside this file."""

import sys
from pathlib import Path

sys.path.append(str(Path(__file__).resolve().parent / "packages"))

from gigahall.__main__ import main

if __name__ == "__main__":
    main()
'''


def is_out(name: str, patterns: Iterable[str]) -> bool:
    return any(fnmatch(name, pattern) for pattern in patterns)


# ---------------------------------------------------------------- interpreter


def copy_runtime(folder: Path) -> None:
    """The interpreter, its standard library, and the libraries both need that are not the C library's."""
    bin_dir, lib_dir = folder / "bin", folder / "lib"
    bin_dir.mkdir(parents=True)
    lib_dir.mkdir()
    python = bin_dir / "python3"
    shutil.copy2(Path(sys.executable).resolve(), python)
    stdlib = Path(sysconfig.get_path("stdlib"))
    shutil.copytree(stdlib, lib_dir / VERSION, symlinks=True, ignore=lambda where, names: [
        name for name in names
        if is_out(name, parts.STDLIB_OUT if Path(where) == stdlib else ("__pycache__", "test", "tests", "idle_test"))
        or (Path(where).name == "lib-dynload" and is_out(name, parts.EXTENSIONS_OUT))
    ])  # fmt: skip
    wanted = [python, *(lib_dir / VERSION / "lib-dynload").glob("*.so")]
    for name in sorted(needed_by(wanted)):
        found = system_library(name)
        if found is not None and not is_c_library(name):
            shutil.copy2(found, lib_dir / name)
    stay_home(python, "$ORIGIN/../lib")
    for library in lib_dir.glob("*.so*"):
        stay_home(library, "$ORIGIN")
    for extension in (lib_dir / VERSION / "lib-dynload").glob("*.so"):
        stay_home(extension, "$ORIGIN/../..")


def stay_home(file: Path, path: str) -> None:
    """A search path that leads to the building machine is made to lead into the folder."""
    found = elf.read(file)
    if found is not None and found.path and not elf.search_beside(file, path):
        raise SystemExit(f"{file}: its search path {found.path} is too short to be written over")


def is_c_library(name: str) -> bool:
    return name.startswith(("libc.so", "libm.so", "libdl.so", "libpthread.so", "librt.so", "libutil.so", "ld-linux", "libresolv.so", "libnsl.so"))


def needed_by(files: Iterable[Path]) -> set[str]:
    return {name for file in files if (found := elf.read(file)) is not None for name in found.needed}


def system_library(name: str) -> Path | None:
    """A library where the interpreter and the loader look."""
    own = Path(sys.base_prefix) / "lib" / name
    if own.is_file():
        return own.resolve()
    listed = subprocess.run(["/sbin/ldconfig", "-p"], capture_output=True, text=True, check=False).stdout
    for line in listed.splitlines():
        left, arrow, right = line.strip().partition(" => ")
        if arrow and left.split()[0] == name and "x86-64" in left:
            return Path(right).resolve()
    return None


# ---------------------------------------------------------------- packages


def needed_packages() -> dict[str, Distribution]:
    """Everything Gigahall runs on here, less what it never loads."""
    found: dict[str, Distribution] = {}
    waiting = [Requirement(text) for text in distribution("gigahall").requires or ()]
    while waiting:
        requirement = waiting.pop()
        name = requirement.name.lower().replace("_", "-")
        if name in found or name in parts.NOT_NEEDED or (requirement.marker and not requirement.marker.evaluate({"extra": ""})):
            continue
        found[name] = distribution(requirement.name)
        waiting += [Requirement(text) for text in found[name].requires or ()]
    return found


def copy_package(package: Distribution, folder: Path) -> None:
    """The files of its own list, less tests, headers and sources."""
    for file in package.files or ():
        if file.parts[0] == ".." or is_out(file.name, parts.FILES_OUT) or any(part in parts.TREES_OUT for part in file.parts[:-1]):
            continue
        if not is_wanted(file.parts):
            continue
        place = folder.joinpath(*file.parts)
        place.parent.mkdir(parents=True, exist_ok=True)
        source = Path(str(file.locate()))
        if source.is_file():
            shutil.copy2(source, place)


def is_wanted(path: tuple[str, ...]) -> bool:
    """Of Qt and VTK only the modules that are loaded; libraries are thinned out later."""
    if path[0] == "PySide6":
        return is_wanted_of_qt(path)
    if path[0] == "vtkmodules" and len(path) == 2 and ".cpython-" in path[1]:
        return path[1].partition(".")[0] in parts.VTK_MODULES
    return not (path[0] == "vtkmodules" and len(path) > 2 and path[1] in ("web", "qt", "tk", "wx", "gtk", "test"))


def is_wanted_of_qt(path: tuple[str, ...]) -> bool:
    if len(path) == 2:
        stem = path[1].partition(".")[0]
        return stem in parts.QT_MODULES or stem == "libpyside6" or path[1].endswith(".py")
    if path[1] == "support":
        return True
    return path[1] == "Qt" and (path[2] == "lib" or (path[2] == "plugins" and path[3] in parts.QT_PLUGINS))


def thin_out(folder: Path, libraries: str) -> None:
    """Delete the libraries that nothing kept needs, and plug-ins whose own libraries were not shipped."""
    places = {file.name: file for file in folder.glob(libraries)}
    roots = [file for file in folder.rglob("*.so*") if file not in places.values()]
    kept: set[str] = set()
    waiting = sorted(needed_by(roots) & set(places))
    while waiting:
        name = waiting.pop()
        if name not in kept:
            kept.add(name)
            waiting += sorted(needed_by([places[name]]) & set(places))
    for name, file in places.items():
        if name not in kept:
            file.unlink()


def drop_lame_plugins(folder: Path) -> None:
    """Plug-ins that need a Qt library which is not in the package."""
    shipped = {file.name for file in (folder / "Qt" / "lib").iterdir()}
    for plugin in folder.glob("Qt/plugins/*/*.so"):
        if any(name.startswith("libQt6") and name not in shipped for name in needed_by([plugin])):
            plugin.unlink()


def copy_gigahall(folder: Path) -> None:
    """As a wheel would install it."""
    with tempfile.TemporaryDirectory() as there:
        build = f"from hatchling.build import build_wheel; build_wheel({there!r})"
        subprocess.run([sys.executable, "-c", build], cwd=ROOT, check=True, stdout=subprocess.DEVNULL)
        with zipfile.ZipFile(next(Path(there).glob("*.whl"))) as wheel:
            wheel.extractall(folder)
    for outside in folder.glob("gigahall-*.data"):
        shutil.rmtree(outside)  # the man page: gigahall integrate writes it


# ---------------------------------------------------------------- the folder


def copy_system_licences(folder: Path) -> None:
    """Of the system's libraries taken along, as Debian and its relatives keep them."""
    names = {file.name for place in ("runtime/lib", "packages/PySide6/Qt/lib") for file in folder.parent.joinpath(place).glob("*.so*")}
    for name in sorted(names):
        found = system_library(name)
        if found is None or not str(found).startswith(("/lib", "/usr/lib")):
            continue
        bare = Path("/", str(found).removeprefix("/usr/"))
        for place in (bare, Path("/usr") / bare.relative_to("/")):  # one of them is the name it was installed under
            owner = subprocess.run(["dpkg-query", "-S", str(place)], capture_output=True, text=True, check=False).stdout.partition(":")[0]
            text = Path("/usr/share/doc") / owner / "copyright"
            if owner and text.is_file():
                shutil.copy2(text, folder / f"{owner}-copyright")


def copy_licences(folder: Path, packages: dict[str, Distribution]) -> None:
    """Of every package, of Python, of the system's libraries, and the texts Qt's licence asks for."""
    folder.mkdir()
    for name, package in packages.items():
        for file in package.files or ():
            if file.parts[0].endswith(".dist-info") and is_out(file.name.lower(), ("*licen*", "*copying*", "*notice*", "authors*")):
                shutil.copy2(Path(str(file.locate())), folder / f"{name}-{file.name}")
    for name in ("LICENSE", "NOTICE"):
        shutil.copy2(ROOT / name, folder.parent / name)
    shutil.copy2(ROOT / "assets" / "fonts" / "OFL.txt", folder / "inter-OFL.txt")
    for text in ("LGPL-3", "GPL-3"):
        found = Path("/usr/share/common-licenses") / text
        if not found.is_file():
            raise SystemExit(f"{found} is missing: Qt may only be given away with its licence")
        shutil.copy2(found, folder / f"pyside6-essentials-{text}.txt")
    copy_system_licences(folder)
    python = (Path(sysconfig.get_path("stdlib")) / "LICENSE.txt", Path("/usr/share/doc") / VERSION / "copyright")
    shutil.copy2(next(place for place in python if place.is_file()), folder / "python-LICENSE.txt")


def compile_all(folder: Path) -> None:
    """Bytecode that is used as it is, whatever the clock of the machine it is unpacked on says."""
    compileall.compile_dir(folder, quiet=2, workers=1, invalidation_mode=py_compile.PycInvalidationMode.UNCHECKED_HASH)


def build() -> Path:
    if not sys.platform.startswith("linux"):
        raise SystemExit("The self-contained folder is built on Linux only; elsewhere install the package with pip")
    shutil.rmtree(OUT, ignore_errors=True)
    OUT.mkdir(parents=True)
    copy_runtime(OUT / "runtime")
    packages, folder = needed_packages(), OUT / "packages"
    for package in packages.values():
        copy_package(package, folder)
    copy_gigahall(folder)
    thin_out(folder / "PySide6", "Qt/lib/*.so*")
    drop_lame_plugins(folder / "PySide6")
    thin_out(folder / "PySide6", "Qt/lib/*.so*")
    thin_out(folder / "vtkmodules", "lib*.so*")
    for name in parts.XCB:
        if (found := system_library(name)) is not None:
            shutil.copy2(found, folder / "PySide6" / "Qt" / "lib" / name)
    copy_licences(OUT / "licences", packages)
    OUT.joinpath("main.py").write_text(MAIN, encoding="utf-8")
    launcher = OUT / "gigahall"
    launcher.write_text(LAUNCHER, encoding="utf-8")
    launcher.chmod(0o755)
    strip_symbols(OUT)
    compile_all(OUT)
    return OUT


def strip_symbols(folder: Path) -> None:
    """Symbols that only a debugger reads. Libraries whose makers rewrote them (….libs) are left as they are."""
    strip = shutil.which("strip")
    if strip is None:
        raise SystemExit("strip is missing; on Debian it is in binutils")
    for where in parts.STRIPPED:
        for file in folder.joinpath(where).rglob("*.so*"):
            if elf.read(file) is not None:
                subprocess.run([strip, "--strip-unneeded", str(file)], check=True)


def size_mib(folder: Path) -> float:
    return sum(file.lstat().st_size for file in folder.rglob("*") if not file.is_dir()) / 2**20


def say_sizes(folder: Path) -> None:
    for inner in sorted([folder / "runtime", *folder.joinpath("packages").iterdir()], key=size_mib, reverse=True)[:14]:
        if inner.is_dir():
            print(f"{size_mib(inner):8.1f} MiB  {inner.relative_to(folder)}")
    print(f"{size_mib(folder):8.1f} MiB  {folder}")


def pack(folder: Path) -> Path:
    """One file to give away."""
    version = distribution("gigahall").version
    packed = folder.with_name(f"gigahall-{version}-linux-x86_64.tar.xz")
    subprocess.run(["tar", "-C", str(folder.parent), "-I", "xz -T0 -6", "-cf", str(packed), folder.name], check=True)
    print(f"{packed.stat().st_size / 2**20:8.1f} MiB  {packed}")
    return packed


def say_loaded() -> None:
    """What importing all of Gigahall loads of Qt and VTK."""
    gigahall = importlib.import_module("gigahall")
    for module in pkgutil.walk_packages(gigahall.__path__, "gigahall."):
        if not module.name.endswith("__main__"):
            importlib.import_module(module.name)
    for top, listed in (("PySide6", parts.QT_MODULES), ("vtkmodules", parts.VTK_MODULES)):
        loaded = {name.split(".")[1] for name in sys.modules if name.startswith((f"{top}.Qt", f"{top}.vtk"))}
        print(f"{top}: loaded and not listed {sorted(loaded - set(listed))}, listed and not loaded {sorted(set(listed) - loaded)}")


def main() -> int:
    parser = argparse.ArgumentParser(description="Build the self-contained folder dist/gigahall.")
    parser.add_argument("--loaded", action="store_true", help="only say what Gigahall loads of Qt and VTK")
    parser.add_argument("--pack", action="store_true", help="also make one compressed file of it")
    args = parser.parse_args()
    if args.loaded:
        say_loaded()
        return 0
    folder = build()
    say_sizes(folder)
    if args.pack:
        pack(folder)
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
