"""Whole reports: both forms, large and hostile scenes."""

from __future__ import annotations

import json
import re
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import pytest
import typst
from tests.report.conftest import PICTURES, PREPARED

from gigahall.paths import asset
from gigahall.report import pdf
from gigahall.report.case import Case
from gigahall.report.report import compose, document
from gigahall.scene.record import Record, Scene, replace
from gigahall.session.results import EMPTY

HOSTILE = {
    "R1": '<script>alert("x")</script><b>R1</b>',
    "R2": '#eval("1+1") *bold* _it_ $x^2$ @ref \\ ``` #image("/etc/passwd")',
    "R3": '=HYPERLINK("http://x") "quoted" {{ 7 * 7 }} {% raw %}',
    "R4": "one\ntwo\rthree\ttab\0nul",
    "R5": "\u202eright to left\u202c \u202e never closed",
    "R6": "\u05e8\u05d0\u05e7 \u0631\u0641 日本 🙂",
    "R7": "x" * 120,
    "R8": "]]> &amp; & < > ' `",
}


@pytest.fixture(scope="module")
def hostile(case: Case) -> Case:
    """The same solution under names nobody would wish."""
    named = {key: replace(case.records[key], name=name) for key, name in HOSTILE.items()}
    scene = replace(case.records["scene"], title="#panic() <i>*T*</i>\n@x", description="</p><h1>no</h1>" + "long" * 2500)
    records: dict[str, Record] = {**case.records, **named, "scene": scene}
    return Case(records, case.results, case.lost)


class Page(HTMLParser):
    """Tags, and the text of every cell and heading."""

    def __init__(self) -> None:
        super().__init__()
        self.tags: list[str] = []
        self.texts: list[str] = []
        self.links: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append(tag)
        self.links += [value or "" for name, value in attrs if name in ("src", "href")]
        if tag in ("td", "h1", "p", "text"):
            self.texts.append("")

    def handle_data(self, data: str) -> None:
        if self.texts:
            self.texts[-1] += data


def read(data: bytes) -> Page:
    page = Page()
    page.feed(data.decode())
    return page


def test_html_is_one_file_that_fetches_nothing(case: Case) -> None:
    data = document(case.records, case.results, case.lost, PICTURES, "html", prepared=PREPARED)
    page = read(data)
    assert "script" not in page.tags
    assert all(link.startswith(("data:", "#")) for link in page.links)
    assert page.tags.count("img") == len(PICTURES)
    assert set(re.findall(rb"https?://[^\"' )<]+", data)) <= {b"http://www.w3.org/2000/svg"}
    assert page.texts[0].strip() == "Four panels"
    assert "25 Nov 2026, 10:30" in data.decode()


def test_pdf_is_written_without_a_system_font(case: Case) -> None:
    data = document(case.records, case.results, case.lost, PICTURES, "pdf", prepared=PREPARED)
    assert data.startswith(b"%PDF-") and data.rstrip().endswith(b"%%EOF")
    assert data.count(b"/Subtype/Image") + data.count(b"/Subtype /Image") >= len({bytes(p) for p in PICTURES.values()})
    assert b"Inter" in data


def test_hostile_names_stand_in_html_as_typed(hostile: Case) -> None:
    data = document(hostile.records, hostile.results, hostile.lost, PICTURES, "html", prepared=PREPARED)
    page = read(data)
    assert not {"script", "i", "b"} & set(page.tags) - {"b"}
    assert page.tags.count("b") == 1  # the program's own name
    assert page.tags.count("h1") == 1
    for key in ("R1", "R2", "R3", "R6", "R7", "R8"):
        assert any(text.startswith(HOSTILE[key]) for text in page.texts), key
    assert any("long" * 2500 in text for text in page.texts)
    assert any(text.startswith("one\ntwo\nthree\ttab␀nul") for text in page.texts)


def test_hostile_names_reach_typst_as_text(hostile: Case, tmp_path: Path) -> None:
    page = compose(hostile, PICTURES, PREPARED)
    main = pdf.prepare(tmp_path, page, PICTURES)
    assert main.read_bytes() == asset("report", "report.typ").read_bytes()
    [title] = json.loads(typst.query(str(main), "<report-title>", root=str(tmp_path), font_paths=pdf.fonts()))
    assert plain(title).replace("\u200b", "") == page.title
    assert page.title == "#panic() <i>*T*</i>\n@x"
    assert pdf.compiled(main).startswith(b"%PDF-")


def plain(content: Any) -> str:
    """The text of typst's content."""
    if isinstance(content, dict):
        return "\n" if content.get("func") == "linebreak" else "".join(plain(content[k]) for k in ("text", "body", "child", "children") if k in content)
    return "".join(map(plain, content)) if isinstance(content, list) else str(content)


def test_the_template_evaluates_nothing() -> None:
    template = asset("report", "report.typ").read_text(encoding="utf-8")
    assert not re.search(r"\beval\b|\bplugin\b|#import|#include|mode:", template)
    assert "| safe" not in asset("report", "report.html").read_text(encoding="utf-8")


def test_names_in_plots_are_escaped(hostile: Case) -> None:
    page = compose(hostile, PICTURES, PREPARED)
    for chart in pdf.charts_of(page):
        assert "<script" not in chart.svg and "<b>" not in chart.svg
    assert any("&lt;script" in chart.svg for chart in pdf.charts_of(page))


@pytest.mark.parametrize("form", ["pdf", "html"])
def test_a_report_of_an_empty_scene_is_a_report(case: Case, form: Any) -> None:
    empty = {key: case.records[key] for key in ("scene", "ambient")}
    data = document(empty, EMPTY, (), {}, form, prepared=PREPARED)
    assert len(data) > 1000


def test_a_scene_without_title_has_one(case: Case) -> None:
    nameless = {**case.records, "scene": Scene()}
    assert compose(Case(nameless, case.results, ()), {}, PREPARED).title == "Untitled scene"


def test_us_units_stand_everywhere(case: Case) -> None:
    data = document(case.records, case.results, case.lost, {}, "html", prepared=PREPARED, system="US").decode()
    text = re.sub(r"<(style|script).*?</\1>|<[^>]+>", " ", data, flags=re.DOTALL)
    assert "°F" in text and "CFM" in text and "lb/min" in text
    shown = text.partition("Models and data")[0]
    assert not re.search(r"[0-9]\s*(°C|kg/s|L/min|m³/s)\b", re.sub(r"Air model:.*?\.\s", "", shown)), "SI left over"


def test_both_systems_say_the_same_temperature(case: Case) -> None:
    shown = {system: compose(Case(case.records, case.results, case.lost, system), {}, PREPARED) for system in ("SI", "US")}  # type: ignore[arg-type]
    inlet = {system: next(f for f in page.figures if f.name == "Worst inlet") for system, page in shown.items()}
    assert (inlet["SI"].unit, inlet["US"].unit) == ("°C", "°F")
    assert float(inlet["US"].number) == pytest.approx(float(inlet["SI"].number) * 1.8 + 32.0, abs=0.2)
