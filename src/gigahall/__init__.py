"""Gigahall: a desktop digital twin of AI data centres. Read scene/document.py first, then kinds/, compile/, session/."""

__version__ = "0.1.0"
__released__ = "2026-11-28"
"""The day of this version; CHANGELOG.md names it too."""
