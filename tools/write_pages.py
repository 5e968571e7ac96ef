"""Writes the pages that come from the program itself: docs/command-line.md, docs/keys.md and docs/gigahall.1 (`make pages`).

Tests fail when a page is older than the program.
"""

from __future__ import annotations

from pathlib import Path

from gigahall.app.commands import COMMANDS, MENUS
from gigahall.cli import build_parser
from gigahall.desktop import written

MOUSE = (
    ("drag", "orbit"), ("Shift+drag", "select a box"), ("right or middle button", "pan"), ("wheel", "zoom"), ("double click", "frame"),
)  # fmt: skip
DOCS = Path(__file__).resolve().parent.parent / "docs"


def pages() -> dict[str, str]:
    """File name → text."""
    parser = build_parser()
    return {"keys.md": keys_page(), "command-line.md": written.reference_page(parser), "gigahall.1": written.man_page(parser)}


def keys_page() -> str:
    """Every key of the window, by menu; the window shows the same under Help > Shortcuts."""
    lines = ["# Keys", "", "On macOS Ctrl is ⌘. A command can also be found by its words: Ctrl+K."]
    for menu in MENUS:
        rows = [command for command in COMMANDS if command.menu == menu and command.keys]
        if rows:
            lines += ["", f"## {menu}", "", "| keys | command | what it does |", "| --- | --- | --- |"]
            lines += [f"| {', '.join(c.keys)} | {c.text.rstrip('…')} | {c.tip} |" for c in rows]
    lines += ["", "## In the view", "", "| with the mouse | what it does |", "| --- | --- |"]
    lines += [f"| {how} | {what} |" for how, what in MOUSE]
    return "\n".join(lines) + "\n"


if __name__ == "__main__":
    for name, text in pages().items():
        DOCS.joinpath(name).write_text(text, encoding="utf-8")
