"""The page as one HTML file: everything inside, nothing fetched, no script."""

from __future__ import annotations

import base64
from collections.abc import Mapping
from functools import cache

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup

from gigahall.paths import asset
from gigahall.report import look
from gigahall.report.page import Page

FACES = (("Regular", 400), ("Medium", 500), ("SemiBold", 600))


def write(page: Page, pictures: Mapping[str, bytes]) -> bytes:
    """The bytes of the file, UTF-8."""
    text = _environment().get_template("report.html").render(
        page=page,
        pictures={name: f"data:image/png;base64,{_base64(data)}" for name, data in pictures.items()},
        marks={tone: Markup(look.mark(tone)) for tone in look.MARKS},
        logo=Markup(look.LOGO),
        tokens=look.TOKENS,
        faces=[(weight, f"data:font/otf;base64,{_font(name)}") for name, weight in FACES],
        drawn=Markup,
    )  # fmt: skip
    return text.encode()


@cache
def _environment() -> Environment:
    return Environment(loader=FileSystemLoader(asset("report")), autoescape=True, undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True)


@cache
def _font(name: str) -> str:
    return _base64(asset("fonts", f"Inter-{name}.otf").read_bytes())


def _base64(data: bytes) -> str:
    return base64.b64encode(data).decode("ascii")
