"""Text and numbers as a report shows them."""

from __future__ import annotations

import math
import re
import statistics
import unicodedata
from collections.abc import Iterable, Sequence

from gigahall.units import NO_VALUE, SUPERSCRIPT, System, Unit, display_unit, format_value

FIRST_STRONG, POP = "\u2068", "\u2069"
_OPENS = {"\u202a": "\u202c", "\u202b": "\u202c", "\u202d": "\u202c", "\u202e": "\u202c",
          "\u2066": POP, "\u2067": POP, FIRST_STRONG: POP}
UNIT_SPACE = "\u00a0"
"""Number and unit stay on one line."""


def clean(text: str) -> str:
    """The text as typed, fit for XML and for the middle of a sentence.

    Control characters become their visible pictures, what is no character at all a replacement mark, and directions that
    the text opens and does not close are closed at its end, so that they cannot turn what follows.
    """
    plain = text.replace("\r\n", "\n").replace("\r", "\n")
    if plain.isascii() and plain.isprintable():
        return plain
    return _closed("".join(_visible(letter) for letter in plain))


def _visible(letter: str) -> str:
    code = ord(letter)
    if letter in "\n\t":
        return letter
    if code < 0x20:
        return chr(0x2400 + code)
    if code == 0x7F:
        return "\u2421"
    if unicodedata.category(letter) in ("Cc", "Cs") or code & 0xFFFE == 0xFFFE or 0xFDD0 <= code <= 0xFDEF:
        return "\ufffd"
    return letter


def _closed(text: str) -> str:
    waiting: list[str] = []
    for letter in text:
        if letter in _OPENS:
            waiting.append(_OPENS[letter])
        elif waiting and letter == waiting[-1]:
            waiting.pop()
    return text + "".join(reversed(waiting))


def named(name: str) -> str:
    """A name inside a sentence of ours: names that run right to left keep their direction to themselves."""
    text = clean(name)
    if any(unicodedata.bidirectional(letter) in ("R", "AL", "RLE", "RLO", "RLI") for letter in text):
        return FIRST_STRONG + text + POP
    return text


def short(text: str, limit: int) -> str:
    """One line of at most `limit` characters."""
    line = " ".join(clean(text).split())
    return line if len(line) <= limit else _closed(line[: limit - 1].rstrip() + "…")


def opening(text: str, limit: int, lines: int) -> str:
    """The whole text where it is short, else its first sentences; at least a part of the first one."""
    whole = clean(text)
    if len(whole) <= limit and whole.count("\n") < lines:
        return whole
    line = short(text, 4 * limit)
    ends = [found.end() for found in re.finditer(r"[.!?](?= )", line[: limit + 1])]
    return _closed(line[: ends[-1]]) if ends else short(text, limit)


def value(number: float | None, unit: str, digits: int = 3, shown: Unit | None = None, system: System = "SI") -> str:
    """ "33.1 °C"; `shown` keeps a unit chosen before."""
    if number is None or not math.isfinite(number):
        return NO_VALUE
    text, unit_text = format_value(number, unit, system, digits, shown)
    return f"{text}{UNIT_SPACE}{unit_text}" if unit_text else text


def tied(text: str) -> str:
    """A sentence in which no number is parted from its "%" or "°C"."""
    return re.sub(r"(?<=[0-9]) (?=[%°])", UNIT_SPACE, text)


def count(number: int, one: str, many: str = "") -> str:
    """ "1 rack", "12 racks"."""
    return f"{grouped(number, 0)} {one if number == 1 else many or one + 's'}"


def scientific(number: float) -> str:
    """ "2 × 10⁻⁹" for a residual."""
    if number == 0.0:
        return "0"
    mantissa, _, power = f"{number:.1e}".partition("e")
    if mantissa in ("10.0", "-10.0"):
        mantissa, power = mantissa.replace("10.0", "1.0"), str(int(power) + 1)
    return f"{mantissa.removesuffix('.0')} × 10{str(int(power)).translate(SUPERSCRIPT)}".replace("-", "−")


def grouped(number: float, decimals: int) -> str:
    """Thin groups of three from 10,000 on, true minus."""
    text = f"{number:,.{decimals}f}" if abs(number) >= 9999.5 else f"{number:.{decimals}f}"
    shown = text.replace(",", "\u202f").replace("-", "−")
    return shown[1:] if shown.startswith("−") and not shown.strip("−0.") else shown


class Scale:
    """One unit and one number of decimals for a whole column: those that suit its middle value."""

    def __init__(self, numbers: Iterable[float | None], code: str, system: System = "SI") -> None:
        sizes = sorted(abs(n) for n in numbers if n is not None and math.isfinite(n) and n != 0.0)
        middle = statistics.median_low(sizes) if sizes else 0.0
        self.unit: Unit = Unit("V") if code == "V" else display_unit(middle, code, system)
        shown = abs(middle - self.unit.offset) / self.unit.scale if middle else 0.0
        self.decimals = _decimals(shown, code)

    def text(self, number: float | None) -> str:
        if number is None or not math.isfinite(number):
            return NO_VALUE
        return grouped((number - self.unit.offset) / self.unit.scale, self.decimals)


def _decimals(shown: float, code: str) -> int:
    if code in ("degC", "K", "frac"):
        return 1
    if shown == 0.0:
        return 0
    return min(max(2 - math.floor(math.log10(shown)), 0), 2)


def spanned(names: Sequence[str], most: int = 6) -> str:
    """ "A01 to A08" for names that count on from one another, else "A, B and C"."""
    parts = [re.fullmatch(r"(.*?)([0-9]+|[A-Z])", name) for name in names]
    if len(names) > 2 and all(parts):
        heads = {part[1] for part in parts if part}
        tails = [part[2] for part in parts if part]
        places = [int(tail) if tail.isdecimal() else ord(tail) for tail in tails]
        if len(heads) == 1 and places == list(range(places[0], places[0] + len(places))):
            return f"{named(names[0])} to {named(names[-1])}"
    return listed([named(name) for name in names], most)


def listed(words: Sequence[str], most: int = 0) -> str:
    """ "A, B and C"; with `most`, the first few and how many more."""
    if most and len(words) > most:
        return f"{', '.join(words[:most])} and {len(words) - most} more"
    return " and ".join([", ".join(words[:-1]), words[-1]]) if len(words) > 1 else "".join(words)
