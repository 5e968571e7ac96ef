"""Colours of a report: the light theme of the window (a test compares them)."""

from __future__ import annotations

TOKENS: dict[str, str] = {
    "panel": "#FFFFFF", "sunken": "#EDF0F3", "line": "#DDE2E7", "line2": "#B7C0C9",
    "text": "#1A2027", "text2": "#49535D", "text3": "#5E6872", "accent": "#1A5FCC",
    "ok": "#17794A", "okbg": "#DDF3E7", "warn": "#946000", "warnbg": "#FBEBCB",
    "bad": "#A8161C", "badbg": "#FBE1DF", "info": "#1A5FCC", "infobg": "#DFEAFC", "barbg": "#E3E8EC",
    "supply": "#2070C4", "ret": "#C93A2D",
}  # fmt: skip

MARKS: dict[str, str] = {
    "ok": '<path d="M5 12.5l4.6 4.6L19.5 7"/>',
    "warn": '<path d="M12 4.2 3 19.3h18zM12 10v4.3"/><circle cx="12" cy="16.8" r="0.95" fill="COLOR" stroke="none"/>',
    "bad": '<path d="M8.3 3.8h7.4l4.5 4.5v7.4l-4.5 4.5H8.3l-4.5-4.5V8.3zM12 8v5"/><circle cx="12" cy="16" r="0.95" fill="COLOR" stroke="none"/>',
    "info": '<circle cx="12" cy="12" r="8.3"/><path d="M12 11.2v5"/><circle cx="12" cy="8" r="0.95" fill="COLOR" stroke="none"/>',
}
"""The window's icons of a severity, so that colour is never alone."""


def mark(tone: str) -> str:
    """The icon of a tone as SVG."""
    color = TOKENS[tone]
    body = MARKS[tone].replace("COLOR", color)
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 24 24" fill="none" stroke="{color}" stroke-width="1.8" '
        f'stroke-linecap="round" stroke-linejoin="round">{body}</svg>'
    )


LOGO = (
    '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 17 20">'
    f'<g fill="{TOKENS["accent"]}"><rect x="0" y="11" width="4.4" height="9" rx="1.4" fill-opacity="0.55"/>'
    '<rect x="6" y="6" width="4.4" height="14" rx="1.4" fill-opacity="0.8"/>'
    '<rect x="12" y="1" width="4.4" height="19" rx="1.4"/></g></svg>'
)
