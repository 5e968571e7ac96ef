"""Writes docs/problem-codes.md from the register of findings (kinds/codes.py).

    python tools/problem_codes.py
"""

from __future__ import annotations

import re
from pathlib import Path

from gigahall.kinds.codes import CODES, Code

PAGE = Path(__file__).resolve().parent.parent / "docs" / "problem-codes.md"
HEAD = """# Problem codes

Every row of the problems list and of the results file carries one of these codes. Words in *italics* stand for what the
solution found. A code that begins with `unsolved-` names a part of the scene that has no solution; the rest is solved.

"""


def page() -> str:
    """The whole page."""
    topics = list(dict.fromkeys(code.topic for code in CODES.values()))
    return HEAD + "\n".join(_section(topic, [code for code in CODES.values() if code.topic == topic]) for topic in topics)


def _section(topic: str, codes: list[Code]) -> str:
    rows = "\n".join(
        f"| `{code.name}` | {code.severity} | {_words(code.words)} | {code.meaning} | {_words(code.cure) or 'computed where it can be'} |"
        for code in codes
    )
    return f"## {topic}\n\n| code | severity | says | meaning | cure |\n| --- | --- | --- | --- | --- |\n{rows}\n"


def _words(template: str) -> str:
    return re.sub(r"\{(\w+)\}", lambda found: f"*{found[1].replace('_', ' ')}*", template).replace("* *", " ")


if __name__ == "__main__":
    PAGE.write_text(page(), encoding="utf-8")
