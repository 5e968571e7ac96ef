"""What a template can vary: counts and choices with their defaults, as the dialog shows them and the command line takes them."""

from __future__ import annotations

from dataclasses import dataclass

Value = int | str


@dataclass(frozen=True, slots=True)
class Count:
    """A whole number."""

    name: str
    """The keyword of the template's function and, with two dashes, the option of the command line."""
    label: str
    default: int
    least: int
    most: int
    step: int = 1
    hint: str = ""

    def read(self, text: str) -> int:
        """The value of typed text. Raises ValueError."""
        try:
            value = int(text)
        except ValueError:
            raise ValueError(f"{self.label}: '{text}' is no whole number") from None
        if not self.least <= value <= self.most or value % self.step:
            by = f" in steps of {self.step}" if self.step > 1 else ""
            raise ValueError(f"{self.label}: {value} is not between {self.least} and {self.most}{by}")
        return value


    def described(self) -> str:
        """One line of help."""
        by = f" in steps of {self.step}" if self.step > 1 else ""
        return f"{self.name}: {self.label.lower()}, {self.least} to {self.most}{by} ({self.default})"


@dataclass(frozen=True, slots=True)
class Choice:
    """One of a few words."""

    name: str
    label: str
    default: str
    choices: tuple[tuple[str, str], ...]
    """Value and what it is called."""
    hint: str = ""

    def read(self, text: str) -> str:
        """The value of typed text. Raises ValueError."""
        values = [value for value, _ in self.choices]
        if text not in values:
            raise ValueError(f"{self.label}: '{text}' is none of {', '.join(values)}")
        return text

    def described(self) -> str:
        """One line of help."""
        return f"{self.name}: {self.label.lower()}, {', '.join(value for value, _ in self.choices)} ({self.default})"


Parameter = Count | Choice

HOT_AISLE = Choice("containment", "Containment", "hot", (("hot", "Hot aisle, chimney to the plenum"), ("none", "None")))
REDUNDANCY = Choice("redundancy", "Cooling redundancy", "N+1", (("N+1", "N+1: one unit more than needed"), ("N", "N: no spare unit")))
LIQUID_RACKS = (
    ("gb300_nvl72", "GB300 NVL72, 135 kW"), ("gb200_nvl72", "GB200 NVL72, 132 kW"), ("gigabyte_mi355x_64", "64 × MI355X, 120 kW"),
)
EDP_RACKS = (("gb200_nvl72", "GB200 NVL72"), ("gb300_nvl72", "GB300 NVL72"))
