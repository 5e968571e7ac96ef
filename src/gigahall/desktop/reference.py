"""The page "Command line" of the help, written from the parser."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from gigahall.desktop.usage import Argument, Usage

Table = Sequence[tuple[str, str]]


def page(usage: Usage, exits: Table, variables: Table, examples: Table) -> str:
    """Markdown: examples, one section per command, exit codes, variables."""
    lines = ["# Command line", "", f"{usage.about} `{usage.program} COMMAND --help` says the same in a terminal.", ""]
    lines += ["## Examples", "", *_table("line", "what it does", [(f"`{line}`", text) for line, text in examples])]
    for command in usage.commands:
        about = command.about[0].upper() + command.about[1:]
        lines += [f"## {command.name}", "", f"`{usage.program} {command.line}`", "", f"{about}.", ""]
        rows = [argument for argument in command.arguments if "-h" not in argument.flags]
        lines += _table("argument", "meaning", [(_name(argument), argument.help) for argument in rows]) if rows else []
    lines += ["## Exit codes", "", *_table("code", "meaning", exits)]
    lines += ["## Variables", "", *_table("variable", "meaning", [(f"`{name}`", text) for name, text in variables])]
    return "\n".join(lines).rstrip() + "\n"


def _name(argument: Argument) -> str:
    flags = ", ".join(argument.flags)
    return f"`{' '.join(filter(None, (flags, argument.value)))}`"


def _table(left: str, right: str, rows: Table) -> Iterator[str]:
    yield from (f"| {left} | {right} |", "| --- | --- |")
    for name, text in rows:
        yield f"| {name} | {text} |".replace("|  |", "| |")
    yield ""
