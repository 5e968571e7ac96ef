"""The command line as a user types it: exit codes, one line of reason, files whole or not at all."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest
from tests.scenes.cases import ROOT, path_of

from gigahall import __version__
from gigahall.cli import main
from gigahall.paths import asset, scenes_dir

SCENE = str(path_of("air-hall"))


def run(*words: str, cwd: Path | None = None) -> subprocess.CompletedProcess[str]:
    """`gigahall WORDS` in a process of its own, without a terminal and without a display."""
    environment = {k: v for k, v in os.environ.items() if k not in ("DISPLAY", "WAYLAND_DISPLAY", "QT_QPA_PLATFORM")}
    return subprocess.run(
        [sys.executable, "-m", "gigahall", *words], cwd=cwd or ROOT, env=environment, capture_output=True, text=True,
        timeout=120, check=False,
    )  # fmt: skip


def refused(*words: str, naming: str, lines: int = 1) -> str:
    """Exit 2 with at most so many lines on stderr, which say what is wrong; nothing else."""
    ended = run(*words)
    assert ended.returncode == 2, ended
    said = ended.stderr.splitlines()
    assert 1 <= len(said) <= lines, ended.stderr
    assert naming in ended.stderr
    assert "Traceback" not in ended.stderr
    assert ended.stdout == ""
    return ended.stderr


# ---------------------------------------------------------------- what works


def test_version():
    ended = run("--version")
    assert (ended.returncode, ended.stdout) == (0, f"gigahall {__version__}\n")


def test_solve_writes_results(tmp_path):
    out = tmp_path / "new folder" / "results.json"
    ended = run("solve", SCENE, "-o", str(out))
    assert ended.returncode == 0, ended
    content = json.loads(out.read_bytes())
    assert content["format"] == "gigahall-results/2" and content["state"] == "settled"
    assert content["key_figures"]["it_w"] == pytest.approx(164.4e3)
    assert "IT 164.4 kW" in ended.stdout and len(ended.stdout.splitlines()) == 1
    # progress is two plain lines without a terminal: nothing that moves a cursor
    assert len(ended.stderr.splitlines()) == 2 and not set("\r\x1b\b") & set(ended.stderr)
    assert os.listdir(out.parent) == ["results.json"]


def test_solve_with_failures_and_fields(tmp_path):
    results = []
    for n, order in enumerate((("CRAH-3", "UPS-A"), ("UPS-A", "CRAH-3"))):
        out = tmp_path / f"{n}.json"
        fails = [word for name in order for word in ("--fail", name)]
        ended = run("solve", SCENE, "-o", str(out), *fails, "--set", "R2-06.turn_deg=0", "--set", "ambient.dry_bulb_c=38.9")
        assert ended.returncode == 0, ended
        results.append(json.loads(out.read_bytes()))
    for content in results:
        content.pop("timing")
    assert results[0] == results[1], "the order of --fail does not matter"
    assert results[0]["key_figures"]["dry_bulb_c"] == 38.9
    assert results[0]["elements"]["CRAH-3"]["power"]["p_w"] == 0.0
    off = {p["element"] for p in results[0]["problems"] if "out of service" in p["text"]}
    assert off == {"CRAH-3", "UPS-A"}


def test_a_part_without_solution_is_exit_3_with_the_file_written(tmp_path):
    out = tmp_path / "results.json"
    ended = run("solve", SCENE, "-o", str(out), "--fail", "LV-B")
    assert ended.returncode == 3 and "Traceback" not in ended.stderr
    content = json.loads(out.read_bytes(), parse_constant=pytest.fail)
    assert any("CRAH-1" in p["text"] for p in content["problems"])
    assert content["elements"]["UPS-A"]["power"]["p_w"] > 0.0, "healthy parts are in it"


def test_unsupplied_racks_are_listed_with_exit_0(tmp_path):
    out = tmp_path / "results.json"
    ended = run("solve", str(path_of("four-panels")), "-o", str(out), "--fail", "RPP-A", "--fail", "RPP-B")
    assert ended.returncode == 0, ended
    content = json.loads(out.read_bytes())
    assert [p["element"] for p in content["problems"] if "dark" in p["text"]] == ["S1"]


@pytest.mark.parametrize("name", ["superpod-gb300", "air-hall", "four-panels", "large-hall"])
def test_check_accepts_the_samples(name):
    ended = run("check", str(path_of(name)))
    assert (ended.returncode, ended.stderr) == (0, "")
    assert ended.stdout.splitlines()[-1].endswith("records, valid")


def test_check_warns_on_stdout(tmp_path):
    scene = tmp_path / "loose.gigahall"
    lines = path_of("air-hall").read_text().splitlines(keepends=True)
    kept = [line for line in lines if '"R1-01.feed_1"' not in line]
    assert len(kept) == len(lines) - 1
    scene.write_text("".join(kept))
    ended = run("check", str(scene))
    assert (ended.returncode, ended.stderr) == (0, "")
    assert any(line.startswith("warning: ") and "R1-01" in line for line in ended.stdout.splitlines())


def test_new_and_convert_write_what_the_samples_hold(tmp_path):
    new, converted = tmp_path / "new.gigahall", tmp_path / "converted.gigahall"
    assert run("new", "four-panels", "-o", str(new)).returncode == 0
    assert new.read_bytes() == path_of("four-panels").read_bytes()
    assert run("convert", str(new), "-o", str(converted)).returncode == 0
    assert converted.read_bytes() == new.read_bytes()


def test_new_large_hall_of_any_size(tmp_path):
    out = tmp_path / "one unit.gigahall"
    assert run("new", "large-hall", "--racks", "16", "-o", str(out)).returncode == 0
    assert out.read_text().count('"kind":"rack_liquid"') == 16


def test_new_with_choices_and_what_they_are(tmp_path):
    out = tmp_path / "small.gigahall"
    assert run("new", "air-hall", "--racks", "4", "--set", "containment=cold", "-o", str(out)).returncode == 0
    assert out.read_text().count('"kind":"rack_air"') == 8
    assert out.read_text().count('"kind":"containment"') == 1
    listed = run("new", "air-hall")
    assert listed.returncode == 0
    assert "racks: racks in a row, 4 to 10 (10)" in listed.stdout.splitlines()


def test_schema_is_json_schema():
    ended = run("schema")
    schema = json.loads(ended.stdout)
    assert ended.returncode == 0 and schema["$schema"].startswith("https://json-schema.org/")
    assert ended.stderr == ""


def test_doctor_tells_what_this_machine_has():
    ended = run("doctor")
    assert ended.returncode in (0, 1) and "Traceback" not in ended.stderr
    said = ended.stdout.lower()
    for topic in ("qt", "numba"):
        assert topic in said


@pytest.mark.parametrize("words", [("--help",), ("solve", "--help"), ("new", "--help"), ("open", "--help")])
def test_help(words):
    ended = run(*words)
    assert ended.returncode == 0 and ended.stdout.startswith("usage: gigahall")


# ---------------------------------------------------------------- what is refused


@pytest.mark.parametrize("command", ["solve", "check", "convert", "report", "render"])
def test_a_missing_file(command, tmp_path):
    suffix = {"solve": "json", "convert": "gigahall", "report": "html", "render": "png"}.get(command)
    output = ("-o", str(tmp_path / f"out.{suffix}")) if suffix else ()
    refused(command, "nowhere.gigahall", *output, naming="nowhere.gigahall", lines=3 if command == "check" else 1)
    assert list(tmp_path.iterdir()) == []


BAD = {
    "empty": ("", "empty"),
    "not json": ("{", "not_json"),
    "not a scene": ('{"a": 1}', "not_a"),
    "a list": ("[1, 2]", "a_list"),
    "cut off": (path_of("air-hall").read_text()[:5000], "cut_off"),
    "a bad value": (path_of("air-hall").read_text().replace('"rated_w":6000.0', '"rated_w":"much"', 1), "rated_w"),
    "an unknown kind": (path_of("air-hall").read_text().replace('"kind":"ups"', '"kind":"windmill"', 1), "windmill"),
}


@pytest.mark.parametrize("what", BAD)
@pytest.mark.parametrize("command", ["solve", "check"])
def test_a_bad_file(command, what, tmp_path):
    text, naming = BAD[what]
    scene = tmp_path / f"{what.replace(' ', '_')}.gigahall"
    scene.write_text(text)
    out = tmp_path / "out.json"
    said = refused(command, str(scene), *(("-o", str(out)) if command == "solve" else ()), naming=naming, lines=3 if command == "check" else 1)
    assert scene.name in said
    assert not out.exists()


def test_a_file_that_is_no_text(tmp_path):
    scene = tmp_path / "picture.gigahall"
    scene.write_bytes(bytes(range(256)) * 20)
    refused("check", str(scene), naming="picture.gigahall", lines=3)


def test_a_folder_for_a_file(tmp_path):
    refused("check", str(tmp_path), naming=tmp_path.name, lines=3)


@pytest.mark.parametrize(
    ("words", "naming"),
    [
        (("--fail", "CRAH-9"), "CRAH-9"),
        (("--fail", "crah-1"), "crah-1"),
        (("--set", "CRAH-1"), "CRAH-1"),
        (("--set", "CRAH-1.colour=red"), "colour"),
        (("--set", "CRAH-1.supply_c=cold"), "supply_c"),
        (("--set", "CRAH-1.supply_c=1e9"), "supply_c"),
        (("--set", "CRAH-9.supply_c=18"), "CRAH-9"),
        (("--set", "ambient.dry_bulb_c=NaN"), "dry_bulb_c"),
        (("--set", "ambient.sunshine=1"), "sunshine"),
    ],
)
def test_bad_changes(words, naming, tmp_path):
    refused("solve", SCENE, "-o", str(tmp_path / "out.json"), *words, naming=naming)
    assert list(tmp_path.iterdir()) == []


def test_an_ambiguous_name(tmp_path):
    words = ("--set", "CH-1.name=Chiller", "--set", "CH-2.name=Chiller", "--fail", "Chiller")
    refused("solve", SCENE, "-o", str(tmp_path / "out.json"), *words, naming="2 elements")


@pytest.mark.parametrize(
    ("words", "naming"),
    [
        (("new", "castle", "-o", "x.gigahall"), "castle"),
        (("new", "large-hall", "--racks", "17", "-o", "x.gigahall"), "17 is not between 16"),
        (("new", "large-hall", "--racks", "0", "-o", "x.gigahall"), "0 is not between 16"),
        (("new", "large-hall", "--racks", "-16", "-o", "x.gigahall"), "-16 is not between 16"),
        (("new", "air-hall", "--racks", "16", "-o", "x.gigahall"), "16 is not between 4 and 10"),
        (("new", "empty", "--racks", "16", "-o", "x.gigahall"), "varies length, breadth, floor, not racks"),
        (("new", "air-hall", "--set", "containment=full", "-o", "x.gigahall"), "none of none, cold"),
        (("report", SCENE, "-o", "x.docx"), "x.docx"),
    ],
)
def test_bad_wishes(words, naming, tmp_path):
    refused(*words[:-1], str(tmp_path / words[-1]), naming=naming)
    assert list(tmp_path.iterdir()) == []


def test_an_output_that_cannot_be_written(tmp_path):
    (tmp_path / "file").write_text("")
    refused("new", "empty", "-o", str(tmp_path / "file" / "x.gigahall"), naming="file")


@pytest.mark.parametrize("words", [("fly",), ("solve",), ("solve", SCENE), ("render", SCENE, "-o", "x.png", "--size", "big")])
def test_unknown_words_show_the_usage(words):
    ended = run(*words)
    assert ended.returncode == 2 and "usage: gigahall" in ended.stderr and ended.stdout == ""


def test_a_picture_too_large_is_refused_before_anything_is_solved(tmp_path):
    ended = run("render", SCENE, "-o", str(tmp_path / "x.png"), "--size", "20000x20000")
    assert ended.returncode == 2 and not (tmp_path / "x.png").exists()
    assert ended.stderr == "--size: A picture of 20000 × 20000 pixels is too large; the largest of these proportions is 10000 × 10000.\n"


def test_alone_it_opens_the_start_page(monkeypatch):
    from gigahall import cli
    from gigahall.app import start

    asked = []
    monkeypatch.setattr(start, "run", lambda opening: asked.append(opening) or 0)
    assert cli.main([]) == 0
    assert asked == [start.Opening()]


@pytest.mark.parametrize("name", ["mine.gigahall", "MINE.GIGAHALL", "with spaces.gigahall"])
def test_a_scene_alone_opens_the_window_with_it(name, tmp_path, monkeypatch):
    """As a desk does that opens a file with a program."""
    from gigahall import cli
    from gigahall.app import start

    monkeypatch.chdir(tmp_path)
    Path(name).touch()
    asked = []
    monkeypatch.setattr(start, "run", lambda opening: asked.append(opening.scene) or 0)
    assert cli.main([name]) == 0 and cli.main([name, "--theme", "dark"]) == 0
    assert asked == [name, name]


def test_a_mistyped_command_is_no_scene(capsys):
    with pytest.raises(SystemExit):
        main(["slove", SCENE])
    assert "slove" in capsys.readouterr().err


@pytest.mark.parametrize("place", [scenes_dir() / "air-hall.gigahall", scenes_dir() / "new" / "x.gigahall", asset("icons") / "x.png"])
@pytest.mark.parametrize(
    "words",
    [("new", "empty"), ("convert", SCENE), ("solve", SCENE), ("render", SCENE), ("report", SCENE), ("open", SCENE, "--shoot")],
)
def test_no_command_writes_what_comes_with_the_program(words, place, tmp_path, monkeypatch, capsys):
    monkeypatch.chdir(tmp_path)
    (tmp_path / "link").symlink_to(scenes_dir())
    before = {path: path.stat().st_mtime_ns for path in scenes_dir().rglob("*")}
    places = [place, Path("link") / place.relative_to(scenes_dir())] if place.is_relative_to(scenes_dir()) else [place]
    for wanted in places:
        to = [] if words[-1].startswith("--") else ["-o"]
        assert main([*words, *to, str(wanted)]) == 2
        assert "one of the program's own files" in capsys.readouterr().err
    assert {path: path.stat().st_mtime_ns for path in scenes_dir().rglob("*")} == before and not place.parent.joinpath("new").exists()
