"""What Gigahall may be given away with: its own licence, and one that allows it for every package it runs on."""

from __future__ import annotations

import json
import re
import tomllib
from importlib.metadata import PackageNotFoundError, distribution
from pathlib import Path

import pytest
from packaging.requirements import Requirement

ROOT = Path(__file__).resolve().parent.parent
PROJECT = tomllib.loads(ROOT.joinpath("pyproject.toml").read_text(encoding="utf-8"))["project"]
PAGE = ROOT.joinpath("docs", "licences.md").read_text(encoding="utf-8")

ALLOWED = frozenset({
    "0BSD", "Apache-2.0", "Apache-2.0 WITH LLVM-exception", "BSD-2-Clause", "BSD-3-Clause", "BSD", "CC0-1.0", "LGPL-3.0-only", "MIT",
    "MIT-CMU", "PSF-2.0", "Zlib",
})  # fmt: skip
OF_CLASSIFIER = {
    "License :: OSI Approved :: BSD License": "BSD",
    "License :: OSI Approved :: MIT License": "MIT",
    "License :: OSI Approved :: Apache Software License": "Apache-2.0",
    "License :: OSI Approved :: Python Software Foundation License": "PSF-2.0",
}


def needed(requirements: list[str], found: dict[str, None] | None = None) -> dict[str, None]:
    """Every package these requirements bring here, each once."""
    found = {} if found is None else found
    for text in requirements:
        requirement = Requirement(text)
        name = requirement.name.lower()
        if name in found or (requirement.marker and not requirement.marker.evaluate({"extra": ""})):
            continue
        try:
            found[name] = None
            needed(distribution(name).requires or [], found)
        except PackageNotFoundError:
            pytest.fail(f"{name} is not installed")
    return found


def expression_of(name: str) -> str:
    """What a package says of its licence: an SPDX expression, else its classifier, else its first words."""
    metadata = distribution(name).metadata
    said = metadata.get("License-Expression")
    classified = [OF_CLASSIFIER[line] for line in metadata.get_all("Classifier") or () if line in OF_CLASSIFIER]
    return str(said or " AND ".join(classified) or metadata.get("License") or "")


def is_allowed(expression: str) -> bool:
    return any(all(part.strip("() ") in ALLOWED for part in choice.split(" AND ")) for choice in expression.split(" OR "))


RUNTIME = sorted(needed(PROJECT["dependencies"]))


@pytest.mark.parametrize("name", RUNTIME)
def test_every_package_has_a_licence_that_allows_giving_it_away(name: str) -> None:
    assert is_allowed(expression_of(name)), f"{name}: {expression_of(name)[:80]!r} is not on the list"


@pytest.mark.parametrize("expression", ["", "GPL-3.0-only", "MIT AND GPL-2.0-only", "Proprietary", "AGPL-3.0-or-later OR SSPL-1.0"])
def test_other_licences_are_refused(expression: str) -> None:
    assert not is_allowed(expression)


@pytest.mark.parametrize("name", RUNTIME)
def test_every_package_is_named_with_its_licence(name: str) -> None:
    row = re.search(rf"^\| {re.escape(name)} \| [^|]+ \| ([^|]+) \|$", PAGE, re.MULTILINE | re.IGNORECASE)
    assert row is not None, f"docs/licences.md does not name {name}"
    said = set(re.split(r"[,;] (?:parts )?|, ", row[1].removesuffix(", of the choice offered")))
    assert any(
        {part if part != "BSD" else "BSD-" for part in choice.split(" AND ")} <= said | {"BSD-" for word in said if word.startswith("BSD-")}
        for choice in expression_of(name).split(" OR ")
    ), f"{name}: the page says {row[1]}, the package {expression_of(name)}"


def test_every_open_source_of_the_catalogue_is_named() -> None:
    """A source that is a program, a repository or a data set stands in the table; the rest are makers and standards."""
    named = [line.split("|")[1].strip() for line in PAGE.partition("## Where the catalogue")[2].splitlines() if line.startswith("| ")]
    missing = set()
    for file in ROOT.joinpath("assets", "catalogue").glob("*.json"):
        for item in json.loads(file.read_text(encoding="utf-8"))["items"]:
            sources = {value["source"] for value in item["fields"].values() if not value["estimated"]}
            missing |= {s for s in sources if re.search(r"PyPI|github|Library", s, re.IGNORECASE) and not any(name in s for name in named)}
    assert not missing


def test_the_project_says_its_licence_everywhere() -> None:
    assert PROJECT["license"] == "Apache-2.0"
    assert PROJECT["license-files"] == ["LICENSE", "NOTICE"]
    assert "Version 2.0, January 2004" in ROOT.joinpath("LICENSE").read_text(encoding="utf-8")
    assert "Copyright 2026 Gigahall developers" in ROOT.joinpath("NOTICE").read_text(encoding="utf-8")
    assert "## Unreleased" in ROOT.joinpath("CHANGELOG.md").read_text(encoding="utf-8")
