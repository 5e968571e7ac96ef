"""What is written from the parser: man page, help page and completions say what the parser says, and work in their shells."""

from __future__ import annotations

import re
import shutil
import subprocess
from pathlib import Path

import pytest
from tools.write_pages import pages

from gigahall import __released__, __version__
from gigahall.cli import build_parser
from gigahall.desktop import completion, man, written
from gigahall.desktop.usage import usage

ROOT = Path(__file__).resolve().parent.parent.parent
USAGE = usage(build_parser())


@pytest.mark.parametrize("name", sorted(pages()))
def test_shipped_pages_are_as_new_as_the_program(name: str) -> None:
    assert ROOT.joinpath("docs", name).read_text(encoding="utf-8") == pages()[name], "run make pages"


def test_every_command_and_option_is_read_from_the_parser() -> None:
    solve = next(command for command in USAGE.commands if command.name == "solve")
    assert solve.line == "solve SCENE -o FILE [--fail ELEMENT] [--set ELEMENT.field=value]"
    assert [argument.metavar for argument in solve.places] == ["SCENE"]
    assert {"open", "solve", "check", "report", "render", "convert", "new", "doctor", "integrate"} <= {c.name for c in USAGE.commands}


@pytest.mark.parametrize("command", USAGE.commands, ids=lambda command: command.name)
def test_all_texts_name_every_command_and_option(command: object) -> None:
    name, flags = command.name, [flag for option in command.options for flag in option.flags]  # type: ignore[attr-defined]
    page = written.man_page(build_parser()).replace("\\-", "-")
    assert f'.SS "gigahall {name}' in page
    for flag in flags:
        assert flag in ("-h", "--help") or f"\\fB{flag}\\fR" in page
        for shell in completion.SHELLS:
            script = written.completion_script(shell, build_parser())
            shown = flag.lstrip("-") if shell == "fish" else flag
            assert re.search(rf"(?<![\w]){re.escape(shown)}(?![\w-])", script), f"{shell}: {name} {flag}"


def test_every_argument_says_what_it_means() -> None:
    silent = [f"{c.name} {a.flags or a.metavar}" for c in USAGE.commands for a in c.arguments if not a.help]
    assert not silent


def test_text_is_no_roff_order() -> None:
    assert man._roff(".SH up") == "\\&.SH up"
    assert man._roff("a\\b-c") == "a\\eb\\-c"


@pytest.mark.skipif(shutil.which("man") is None, reason="no man here")
def test_the_man_page_is_set_without_warnings() -> None:
    run = subprocess.run(["man", "--warnings", "-l", ROOT / "docs" / "gigahall.1"], capture_output=True, text=True, timeout=60, check=True)
    assert run.stderr == ""
    assert "EXIT STATUS" in run.stdout


def completed(folder: Path, *words: str) -> list[str]:
    """What bash offers for the last word."""
    script = written.completion_script("bash", build_parser())
    line = " ".join(f"'{word}'" for word in words)
    ask = f'{script}\nCOMP_WORDS=({line}); COMP_CWORD={len(words) - 1}; _gigahall; printf "%s\\n" "${{COMPREPLY[@]}}"'
    run = subprocess.run(["bash", "-c", ask], cwd=folder, capture_output=True, text=True, timeout=30, check=True)
    return sorted(run.stdout.split("\n")[:-1]) if run.stdout.strip() else []


@pytest.mark.skipif(shutil.which("bash") is None, reason="no bash here")
def test_bash_offers_commands_options_values_and_scenes(tmp_path: Path) -> None:
    for name in ("hall one.gigahall", "racks.csv", "notes.txt"):
        tmp_path.joinpath(name).touch()
    tmp_path.joinpath("sub").mkdir()
    assert completed(tmp_path, "gigahall", "re") == ["render", "report"]
    assert completed(tmp_path, "gigahall", "render", "--th") == ["--theme"]
    assert completed(tmp_path, "gigahall", "render", "--theme", "") == ["dark", "light"]
    assert completed(tmp_path, "gigahall", "new", "f") == ["four-panels"]
    assert completed(tmp_path, "gigahall", "solve", "") == ["hall one.gigahall", "racks.csv", "sub"]
    assert completed(tmp_path, "gigahall", "solve", "x.gigahall", "--output", "n") == ["notes.txt"]
    assert completed(tmp_path, "gigahall", "solve", "--fail", "") == []


@pytest.mark.parametrize("shell", completion.SHELLS)
def test_shells_read_their_scripts(shell: str, tmp_path: Path) -> None:
    program = shutil.which(shell)
    if program is None:
        pytest.skip(f"no {shell} here")
    script = tmp_path / "script"
    script.write_text(written.completion_script(shell, build_parser()), encoding="utf-8")
    run = subprocess.run([program, "-n", str(script)], capture_output=True, text=True, timeout=30, check=False)
    assert (run.returncode, run.stderr) == (0, "")


@pytest.mark.skipif(shutil.which("fish") is None, reason="no fish here")
def test_fish_offers_templates(tmp_path: Path) -> None:
    script = tmp_path / "script"
    script.write_text(written.completion_script("fish", build_parser()), encoding="utf-8")
    ask = f"source {script}; complete -C 'gigahall new '"
    run = subprocess.run(["fish", "--no-config", "-c", ask], capture_output=True, text=True, timeout=30, check=True)
    assert "large-hall" in run.stdout.split()


def test_the_day_of_the_version_is_the_same_everywhere() -> None:
    assert f"## {__version__} – {__released__}\n" in ROOT.joinpath("CHANGELOG.md").read_text(encoding="utf-8")
