"""The man page, written from the parser."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from gigahall.desktop.usage import Argument, Usage

Table = Sequence[tuple[str, str]]


def page(usage: Usage, version: str, exits: Table, variables: Table, examples: Table) -> str:
    """roff of section 1. `exits`, `variables` and `examples`: what, and what it means."""
    lines = [
        f'.TH "{usage.program.upper()}" "1" "" "{usage.program} {version}" "User commands"',
        ".SH NAME", f"{usage.program} \\- {_roff(usage.about[0].lower() + usage.about[1:].rstrip('.'))}",
        ".SH SYNOPSIS", f".B {usage.program}", ".I COMMAND", "[\\fIARGUMENT\\fR ...]",
        ".SH DESCRIPTION", _roff(usage.about),
        "The window and all commands work on the same scene files, NAME.gigahall.",
        ".SH COMMANDS",
    ]  # fmt: skip
    for command in usage.commands:
        lines += [f'.SS "{usage.program} {_roff(command.line)}"', _roff(_sentence(command.about))]
        lines += _options([argument for argument in command.arguments if "-h" not in argument.flags])
    lines += [".SH OPTIONS", *_options(usage.options)]
    lines += [".SH EXIT STATUS", *_entries(exits), ".SH ENVIRONMENT", *_entries(variables), ".SH EXAMPLES", *_entries(examples)]
    return "\n".join(lines) + "\n"


def _options(arguments: Sequence[Argument]) -> Iterator[str]:
    for argument in arguments:
        flags = ", ".join(f"\\fB{_roff(flag)}\\fR" for flag in argument.flags)
        value = f"\\fI{_roff(argument.value)}\\fR" if argument.value else ""
        yield from (".TP", " ".join(filter(None, (flags, value))), _roff(_sentence(argument.help)))


def _entries(table: Table) -> Iterator[str]:
    for name, text in table:
        yield from (".TP", f"\\fB{_roff(name)}\\fR", _roff(text))


def _sentence(text: str) -> str:
    """With a full stop and, unless it begins with a name such as large-hall, a capital."""
    first = text.partition(" ")[0]
    return f"{text[0].upper() if first.isalpha() else text[0]}{text[1:].rstrip('.')}." if text else ""


def _roff(text: str) -> str:
    """Plain text as roff: nothing in it is an order."""
    safe = text.replace("\\", "\\e").replace("-", "\\-")
    return f"\\&{safe}" if safe.startswith((".", "'")) else safe
