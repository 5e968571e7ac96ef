"""Draws labels, legend, systems' key, scale bar and axes on a finished picture, for pictures made without a window."""

from __future__ import annotations

from collections.abc import Sequence

from gigahall.view3d.labels import Anchor, Label, Rect
from gigahall.view3d.legend import Axis, KeyRow, Legend
from gigahall.view3d.painter import Canvas
from gigahall.view3d.palette import Rgb, Theme, rgb

LEGEND_W, LEGEND_H = 178.0, 286.0
KEY_W, VALUED_KEY_W = 176.0, 204.0
PAD = 20.0
STATE_TOKENS = {"ok": "ok", "warn": "warn", "bad": "bad", "out": "bad"}


def label_width(canvas: Canvas, anchor: Anchor) -> float:
    gap = 6.0 if anchor.value else 0.0
    icon = 15.0 if anchor.state else 0.0
    return 18.0 + icon + gap + canvas.text_width(anchor.name, 11, "SemiBold") + canvas.text_width(anchor.value, 11, "Medium")


def draw_labels(canvas: Canvas, labels: Sequence[Label], theme: Theme) -> None:
    """Leaders first, so that none crosses a pill."""
    tokens = {name: rgb(text) for name, text in theme.tokens.items()}
    for label in labels:
        x, y, w, h = label.rect
        px = min(max(label.spot[0], x + 6), x + w - 6)
        py = y + h if label.spot[1] > y + h / 2 else y
        canvas.line((px, py), label.spot, tokens["text2"], 1.0)
        canvas.disc(*label.spot, 3.2, tokens["panel"])
        canvas.disc(*label.spot, 2.2, tokens["text"])
    for label in labels:
        _pill(canvas, label, tokens, theme.name == "dark")


def _pill(canvas: Canvas, label: Label, tokens: dict[str, Rgb], is_dark: bool) -> None:
    x, y, w, h = label.rect
    canvas.shadow(x, y - 2, w, h, 5, 0.16 if is_dark else 0.10, blur=6)
    canvas.box(x, y, w, h, 5, tokens["panel"], 0.95, tokens["line2"])
    left, base = x + 9, y + h / 2 + 4
    if label.anchor.state:
        state_sign(canvas, left + 3.5, y + h / 2, label.anchor.state, tokens[STATE_TOKENS[label.anchor.state]])
        left += 15
    left += canvas.text(left, base, label.anchor.name, 11, tokens["text"], "SemiBold") + 6
    canvas.text(left, base, label.anchor.value, 11, tokens["text2"], "Medium")


def state_sign(canvas: Canvas, x: float, y: float, state: str, color: Rgb) -> None:
    """Dot, triangle or cross: the state is told by shape too."""
    if state == "ok":
        canvas.disc(x, y, 3.4, color)
    elif state == "warn":
        canvas.polygon([(x - 5, y + 4), (x, y - 5), (x + 5, y + 4)], color)
    else:
        canvas.line((x - 3.5, y - 3.5), (x + 3.5, y + 3.5), color, 2.0)
        canvas.line((x - 3.5, y + 3.5), (x + 3.5, y - 3.5), color, 2.0)


def _card(canvas: Canvas, rect: Rect, theme: Theme) -> None:
    x, y, w, h = rect
    canvas.shadow(x, y, w, h, 9, 0.24 if theme.name == "dark" else 0.12)
    canvas.box(x, y, w, h, 9, rgb(theme.tokens["panel"]), 0.96, rgb(theme.tokens["line"]))


def legend_rect(size: tuple[float, float]) -> Rect:
    """Lower right corner; flatter in a low picture."""
    width, height = size
    tall = min(LEGEND_H, height - 2 * PAD)
    return (width - LEGEND_W - PAD, height - tall - PAD, LEGEND_W, tall)


def draw_legend(canvas: Canvas, legend: Legend, rect: Rect, theme: Theme) -> None:
    tokens = {name: rgb(text) for name, text in theme.tokens.items()}
    _card(canvas, rect, theme)
    x, y, _, h = rect
    canvas.text(x + 16, y + 24, legend.title, 13, tokens["text"], "SemiBold")
    canvas.text(x + 16, y + 42, legend.subtitle, 11, tokens["text3"])
    top, bottom, left = y + 56, y + h - 42, x + 16
    canvas.gradient(left, top, 14, bottom - top, 3, legend.colors)
    if legend.over:
        canvas.box(left, top - 7, 14, 5, 2, rgb(legend.over))
    for tick in legend.ticks_beside(bottom - top):
        at = bottom - tick.share * (bottom - top)
        canvas.line((left + 15, at), (left + 20, at), tokens["text3"])
        canvas.text(left + 25, at + 4, tick.text, 11, tokens["text2"], "Medium")
    for mark in legend.marks:
        at, color = bottom - mark.share * (bottom - top), tokens[mark.severity]
        canvas.line((left - 4, at), (left + 18, at), color, 1.6)
        canvas.polygon([(left + 15, at), (left + 22, at - 4), (left + 22, at + 4)], color)
        number = canvas.text(left + 26, at + 4, mark.text, 11, color, "SemiBold")
        canvas.text(left + 30 + number, at + 4, mark.word, 11, tokens["text2"])
    canvas.box(left, y + h - 30, 14, 14, 2, tokens["panel"], 1.0, tokens["stale"])
    canvas.hatch(left + 1, y + h - 29, 12, 12, tokens["stale"])
    canvas.text(left + 25, y + h - 19, "no data", 11, tokens["text2"])


def key_rect(rows: Sequence[tuple[KeyRow, str]]) -> Rect:
    width = VALUED_KEY_W if any(value for _, value in rows) else KEY_W
    return (PAD, PAD, width, 46 + 22.0 * len(rows))


def draw_key(canvas: Canvas, rows: Sequence[tuple[KeyRow, str]], theme: Theme) -> None:
    """Loops with their bands and what they carry, lineups as bars."""
    rect = key_rect(rows)
    tokens = {name: rgb(text) for name, text in theme.tokens.items()}
    _card(canvas, rect, theme)
    x, y = rect[0] + 16, rect[1]
    canvas.text(x, y + 24, "Systems", 13, tokens["text"], "SemiBold")
    for k, (row, value) in enumerate(rows):
        at = y + 46 + 22 * k
        thick = 7.0 if row.bands else 3.0
        canvas.box(x, at - thick / 2, 28, thick, thick / 2, theme.role_color(row.role))
        for band in range(row.bands):
            middle = x + 14 + 4 * (band - (row.bands - 1) / 2)
            canvas.box(middle - 1, at - thick / 2, 2, thick, 0, (255, 255, 255))
        canvas.text(x + 38, at + 4, f"{row.label} {value}".rstrip(), 12, tokens["text2"])


def draw_gizmo(canvas: Canvas, axes: Sequence[Axis], theme: Theme, *, at: tuple[float, float]) -> None:
    """A disc with the three axes, radius 26 and room for the letters."""
    x, y = at
    canvas.disc(x, y, 37, rgb(theme.tokens["line"]))
    canvas.disc(x, y, 36, rgb(theme.tokens["panel"]), 0.94)
    for axis in axes:
        end = (x + 24 * axis.x, y + 24 * axis.y)
        canvas.line((x, y), end, rgb(axis.color), 2.0)
        canvas.disc(*end, 7.5, rgb(axis.color))
        canvas.text(end[0], end[1] + 3.5, axis.letter, 10, (255, 255, 255), "Bold", "centre")


def draw_scale(canvas: Canvas, length: float, text: str, theme: Theme, *, at: tuple[float, float]) -> None:
    x, y = at
    color = rgb(theme.tokens["text"])
    canvas.line((x, y), (x + length, y), color, 1.6)
    for end in (x, x + length):
        canvas.line((end, y - 5), (end, y), color, 1.6)
    canvas.text(x + length / 2, y - 8, text, 11, color, "Medium", "centre")
