"""Gigahall: a desktop digital twin of AI data centres. Read scene/document.py first, then kinds/, compile/, session/."""

__version__ = "0.1.0"
