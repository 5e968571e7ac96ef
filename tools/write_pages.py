"""Writes the pages that come from the program itself: docs/command-line.md and docs/gigahall.1 (`make pages`).

Tests fail when a page is older than the program.
"""

from __future__ import annotations

from pathlib import Path

from gigahall.cli import build_parser
from gigahall.desktop import written

DOCS = Path(__file__).resolve().parent.parent / "docs"


def pages() -> dict[str, str]:
    """File name → text."""
    parser = build_parser()
    return {"command-line.md": written.reference_page(parser), "gigahall.1": written.man_page(parser)}


if __name__ == "__main__":
    for name, text in pages().items():
        DOCS.joinpath(name).write_text(text, encoding="utf-8")
