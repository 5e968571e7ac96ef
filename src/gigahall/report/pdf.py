"""The page as PDF, set by typst: no window system, no network, its own fonts.

The template is fixed; everything of the scene reaches it as JSON data, so no name can become code. Files lie in a
folder of their own, outside which typst reads nothing.
"""

from __future__ import annotations

import re
import tempfile
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Any, Literal

import msgspec
import typst

from gigahall import interrupt
from gigahall.paths import asset
from gigahall.report import look
from gigahall.report.page import Chart, Page

LONG_WORD = re.compile(r"[^\s\u200b-]{15,}")
BREAK = "\u200b"
WIDE = "\u2003"
"""Stands for a tab, which typst would swallow."""


def write(page: Page, pictures: Mapping[str, bytes]) -> bytes:
    """The bytes of the PDF."""
    with tempfile.TemporaryDirectory(prefix="gigahall-report-") as name, interrupt.unfinished(Path(name)):
        return compiled(prepare(Path(name), page, pictures))


def compiled(main: Path, form: Literal["pdf", "png", "svg"] = "pdf") -> bytes:
    """typst's output for a prepared folder."""
    folder = str(main.parent)
    made: bytes | list[bytes] = typst.compile(str(main), root=folder, font_paths=fonts(), format=form, package_path=folder)
    return made if isinstance(made, bytes) else b"".join(made)


@cache
def fonts() -> Any:
    """Inter as shipped; the system's fonts for scripts it lacks."""
    return typst.Fonts(include_system_fonts=True, include_embedded_fonts=True, font_paths=[str(asset("fonts"))])


def prepare(folder: Path, page: Page, pictures: Mapping[str, bytes]) -> Path:
    """Everything typst reads, in one folder; returns the main file."""
    main = folder / "report.typ"
    main.write_bytes(asset("report", "report.typ").read_bytes())
    for name, data in pictures.items():
        (folder / f"picture-{_file(name)}.png").write_bytes(data)
    for chart in charts_of(page):
        (folder / f"chart-{_file(chart.name)}.svg").write_text(chart.svg, encoding="utf-8")
    for tone in look.MARKS:
        (folder / f"mark-{tone}.svg").write_text(look.mark(tone), encoding="utf-8")
    (folder / "logo.svg").write_text(look.LOGO, encoding="utf-8")
    (folder / "page.json").write_bytes(msgspec.json.encode({"page": breakable(msgspec.to_builtins(page)), "tokens": look.TOKENS}))
    return main


def charts_of(page: Page) -> list[Chart]:
    pieces = [*page.first, *(piece for section in page.sections for piece in section.pieces)]
    return [piece for piece in pieces if isinstance(piece, Chart)]


def _file(name: str) -> str:
    return re.sub(r"[^a-z0-9]", "-", name)


def breakable(data: Any) -> Any:
    """The same data with places to break a line inside words that are too long for a column."""
    if isinstance(data, str):
        return LONG_WORD.sub(_broken, data.replace("\t", WIDE))
    if isinstance(data, dict):
        return {name: "" if name == "svg" else breakable(member) for name, member in data.items()}
    if isinstance(data, list | tuple):
        return [breakable(member) for member in data]
    return data


def _broken(word: re.Match[str]) -> str:
    return BREAK.join(re.findall(r".{1,12}", word[0], re.DOTALL))
