"""On the user's desk and off again: valid entries, nothing foreign touched, nothing left behind."""

from __future__ import annotations

import configparser
import re
import shutil
import subprocess
import xml.etree.ElementTree as ElementTree
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gigahall import cli, paths
from gigahall.cli import build_parser
from gigahall.desktop import entries, integrate, written

NAMESPACE = {"m": "http://www.freedesktop.org/standards/shared-mime-info"}


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A user's home of its own."""
    monkeypatch.setenv("HOME", str(tmp_path))
    monkeypatch.delenv("XDG_DATA_HOME", raising=False)
    return tmp_path


def pieces(command: tuple[str, ...] = ("/opt/gigahall/gigahall",), system: str = "linux") -> list[integrate.Piece]:
    return integrate.plan(written.texts(build_parser()), command, system)


def files_of(folder: Path) -> set[str]:
    return {path.relative_to(folder).as_posix() for path in folder.rglob("*") if not path.is_dir() or path.is_symlink()}


def test_all_is_put_in_place_and_all_is_taken_away(home: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(integrate, "refresh", lambda: None)  # leaves caches of the desk's own tools
    other = home / ".local" / "share" / "applications" / "other.desktop"
    other.parent.mkdir(parents=True)
    other.write_text("[Desktop Entry]", encoding="utf-8")
    assert cli.main(["integrate"]) == 0
    found = files_of(home / ".local")
    for name in (
        "share/applications/gigahall.desktop", "share/mime/packages/gigahall.xml", "share/metainfo/gigahall.metainfo.xml",
        "share/man/man1/gigahall.1", "share/bash-completion/completions/gigahall", "share/zsh/site-functions/_gigahall",
        "share/fish/vendor_completions.d/gigahall.fish", "share/icons/hicolor/scalable/apps/gigahall.svg",
        "share/icons/hicolor/16x16/apps/gigahall.png", "share/icons/hicolor/512x512/apps/gigahall.png",
        "share/icons/hicolor/48x48/mimetypes/application-x-gigahall-scene.png",
    ):  # fmt: skip
        assert name in found, name
    assert cli.main(["integrate"]) == 0, "twice is no harm"
    assert files_of(home / ".local") == found
    assert "not ours" not in capsys.readouterr().out
    assert cli.main(["integrate", "--remove"]) == 0
    assert files_of(home / ".local") == {"share/applications/other.desktop"}
    assert cli.main(["integrate", "--remove"]) == 0
    assert capsys.readouterr().out.strip().endswith("Nothing was there to remove")


def test_what_is_not_ours_is_left_alone(home: Path) -> None:
    own = home / ".local" / "bin" / "gigahall"
    own.parent.mkdir(parents=True)
    own.write_text("#!/bin/sh\necho mine\n", encoding="utf-8")
    said = integrate.install(pieces(), "linux")
    assert f"{own}: not ours, left alone" in said
    integrate.remove(pieces())
    assert own.read_text(encoding="utf-8").endswith("echo mine\n")


def test_a_link_to_another_place_follows_the_program(home: Path) -> None:
    integrate.install(pieces(("/old/gigahall",)), "linux")
    integrate.install(pieces(("/new/gigahall",)), "linux")
    assert (home / ".local" / "bin" / "gigahall").readlink() == Path("/new/gigahall")


@pytest.mark.parametrize(("system", "words"), [("win32", "On Windows"), ("darwin", "On macOS")])
def test_other_systems_are_told_what_is_not_offered(home: Path, system: str, words: str) -> None:
    assert any(line.startswith(words) for line in integrate.install(pieces(system=system), system))
    assert not (home / ".local" / "share" / "applications").exists()
    assert (home / ".local" / "share" / "man" / "man1" / "gigahall.1").exists() is (system == "darwin")


def test_the_menu_entry_starts_the_program(home: Path) -> None:
    text = entries.desktop_entry(("/opt/my hall/gigahall",))
    entry = configparser.ConfigParser(interpolation=None)
    entry.optionxform = str  # type: ignore[assignment,method-assign]
    entry.read_string(text)
    assert entry["Desktop Entry"]["Exec"] == '"/opt/my hall/gigahall" open %f'
    assert entry["Desktop Entry"]["MimeType"] == f"{entries.TYPE};"


@given(st.text(st.characters(codec="ascii", exclude_categories=["Cc"]), min_size=1))
def test_any_path_survives_the_quoting_of_a_menu_entry(word: str) -> None:
    """Read back as the specification says: string escapes of the file, then quotes, then field codes."""
    line = entries.exec_line((word,)).removesuffix(" open %f")
    quoted = line.replace("\\\\", "\\")
    assert quoted[0] == quoted[-1] == '"'
    assert re.sub(r'\\(["`$\\])', r"\1", quoted[1:-1]).replace("%%", "%") == word


def test_scenes_are_known_by_name_and_by_content() -> None:
    tree = ElementTree.fromstring(entries.mime_type(paths.SCENE_SUFFIX))
    assert tree.find("m:mime-type", NAMESPACE).get("type") == entries.TYPE  # type: ignore[union-attr]
    assert tree.find("m:mime-type/m:glob", NAMESPACE).get("pattern") == "*.gigahall"  # type: ignore[union-attr]
    mark = tree.find("m:mime-type/m:magic/m:match", NAMESPACE).get("value")  # type: ignore[union-attr]
    for scene in paths.scenes_dir().glob("*.gigahall"):
        assert scene.read_text(encoding="utf-8").startswith(str(mark)), scene.name


def said_by(tool: list[str], name: str, text: str, folder: Path) -> str:
    if shutil.which(tool[0]) is None:
        pytest.skip(f"no {tool[0]} here")
    file = folder / name
    file.write_text(text, encoding="utf-8")
    run = subprocess.run([*tool, str(file)], capture_output=True, text=True, timeout=60, check=False)
    return run.stdout + run.stderr


def test_the_menu_entry_is_valid(tmp_path: Path) -> None:
    assert said_by(["desktop-file-validate"], "gigahall.desktop", entries.desktop_entry(("/opt/gigahall",)), tmp_path) == ""


def test_the_description_is_valid(tmp_path: Path) -> None:
    """One warning stays: an id that begins with a domain needs a domain of one's own."""
    text = entries.appstream("0.1.0", "2026-11-28")
    said = said_by(["appstreamcli", "validate", "--no-net"], "gigahall.metainfo.xml", text, tmp_path)
    assert not re.findall("^E: .*", said, re.MULTILINE)
    assert [line.split()[2] for line in re.findall("^W: .*", said, re.MULTILINE)] in ([], ["cid-desktopapp-is-not-rdns"])


@pytest.mark.skipif(shutil.which("update-mime-database") is None, reason="no shared-mime-info here")
def test_the_desk_knows_the_file_type(home: Path) -> None:
    integrate.install(pieces(), "linux")
    integrate.refresh()
    globs = (home / ".local" / "share" / "mime" / "globs2").read_text(encoding="utf-8")
    assert f":{entries.TYPE}:*.gigahall" in globs
