"""What a Linux desk wants to know: menu entry, file type and description, as the texts of the freedesktop specifications."""

from __future__ import annotations

from collections.abc import Sequence

NAME = "gigahall"
"""Of the entry, the icon and the window: Qt tells the desk this name (app/start.py)."""
TYPE = "application/x-gigahall-scene"
TYPE_ICON = TYPE.replace("/", "-")
SUMMARY = "Digital twin of AI data centres"
FORMAT_MARK = '{"gigahall":{'
"""How every scene file begins."""


def exec_line(command: Sequence[str]) -> str:
    """The command of a menu entry: every word quoted as the Desktop Entry Specification asks, then the file."""
    return " ".join([*(_exec_word(word) for word in command), "open", "%f"])


def _exec_word(word: str) -> str:
    for mark in ("\\", '"', "`", "$"):
        word = word.replace(mark, "\\" + mark)
    return '"' + word.replace("\\", "\\\\").replace("%", "%%") + '"'


def desktop_entry(command: Sequence[str]) -> str:
    """`command` starts the program."""
    return "\n".join([
        "[Desktop Entry]", "Type=Application", "Version=1.0", "Name=Gigahall", f"GenericName={SUMMARY}",
        "Comment=Lay out data halls and watch power, coolant and air answer",
        f"Exec={exec_line(command)}", f"Icon={NAME}", "Terminal=false", "Categories=Science;Engineering;",
        f"MimeType={TYPE};", "Keywords=data centre;data center;cooling;power;racks;simulation;", "StartupNotify=true",
        f"StartupWMClass={NAME}", "",
    ])  # fmt: skip


def mime_type(suffix: str) -> str:
    """Files are known by name, and by their first bytes where the name says nothing."""
    return f"""<?xml version="1.0" encoding="UTF-8"?>
<mime-info xmlns="http://www.freedesktop.org/standards/shared-mime-info">
  <mime-type type="{TYPE}">
    <comment>Gigahall scene</comment>
    <sub-class-of type="application/json"/>
    <icon name="{TYPE_ICON}"/>
    <magic priority="60">
      <match type="string" offset="0" value="{FORMAT_MARK.replace('"', "&quot;")}"/>
    </magic>
    <glob pattern="*{suffix}"/>
  </mime-type>
</mime-info>
"""


def appstream(version: str, released: str) -> str:
    """The description a software centre shows. `released`: ISO date of the version."""
    return f"""<?xml version="1.0" encoding="UTF-8"?>
<component type="desktop-application">
  <id>{NAME}.desktop</id>
  <name>Gigahall</name>
  <summary>{SUMMARY}</summary>
  <metadata_license>CC0-1.0</metadata_license>
  <project_license>Apache-2.0</project_license>
  <developer id="{NAME}">
    <name>Gigahall developers</name>
  </developer>
  <description>
    <p>
      Lay out data halls in 3D: racks, coolant loops, power feeds. On every edit Gigahall solves the electrical network, the
      coolant network and the room air, and shows loads, flows, temperatures and hotspots where they are.
    </p>
    <ul>
      <li>A catalogue of real equipment whose every value names its source</li>
      <li>Problems with their cause and what cures them</li>
      <li>Reports as PDF and HTML, pictures, tables, and a command line for all of it</li>
    </ul>
  </description>
  <launchable type="desktop-id">{NAME}.desktop</launchable>
  <icon type="stock">{NAME}</icon>
  <categories>
    <category>Science</category>
    <category>Engineering</category>
  </categories>
  <provides>
    <binary>{NAME}</binary>
    <mediatype>{TYPE}</mediatype>
  </provides>
  <content_rating type="oars-1.1"/>
  <releases>
    <release version="{version}" date="{released}"/>
  </releases>
</component>
"""
