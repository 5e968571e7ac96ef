"""The command line as plain data, read from its argparse parser."""

from __future__ import annotations

import argparse
from collections.abc import Iterator
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Argument:
    """An option (`flags` not empty) or a place in the line. `metavar` is empty for a switch."""

    flags: tuple[str, ...]
    metavar: str
    help: str
    choices: tuple[str, ...] = ()
    required: bool = False

    @property
    def value(self) -> str:
        """What stands for the value where the command is explained."""
        return f"{{{','.join(self.choices)}}}" if self.choices else self.metavar


@dataclass(frozen=True, slots=True)
class Command:
    """One command: its name, what it does in one line, and what may follow it."""

    name: str
    about: str
    arguments: tuple[Argument, ...]

    @property
    def options(self) -> tuple[Argument, ...]:
        return tuple(argument for argument in self.arguments if argument.flags)

    @property
    def places(self) -> tuple[Argument, ...]:
        return tuple(argument for argument in self.arguments if not argument.flags)

    @property
    def line(self) -> str:
        """How it is called: "solve SCENE -o FILE [--fail ELEMENT]"."""
        return " ".join([self.name, *(_form(argument) for argument in (*self.places, *self.options) if "-h" not in argument.flags)])


@dataclass(frozen=True, slots=True)
class Usage:
    program: str
    about: str
    options: tuple[Argument, ...]
    commands: tuple[Command, ...]


def usage(parser: argparse.ArgumentParser) -> Usage:
    """Everything a parser of commands says about itself."""
    commands: list[Command] = []
    for action in parser._actions:
        if isinstance(action, argparse._SubParsersAction):
            said = {choice.dest: choice.help or "" for choice in action._choices_actions}
            commands += [Command(name, said.get(name, ""), tuple(_arguments(inner))) for name, inner in action.choices.items()]
    options = tuple(argument for argument in _arguments(parser) if argument.flags)
    return Usage(parser.prog, parser.description or "", options, tuple(commands))


def _arguments(parser: argparse.ArgumentParser) -> Iterator[Argument]:
    for action in parser._actions:
        if isinstance(action, argparse._SubParsersAction):
            continue
        takes_value = action.nargs != 0
        metavar = str(action.metavar or action.dest.upper()) if takes_value else ""
        choices = tuple(str(choice) for choice in action.choices or ())
        needed = action.required if action.option_strings else action.nargs != "?"
        said = parser._get_formatter()._expand_help(action) if action.help else ""
        yield Argument(tuple(action.option_strings), metavar, said, choices, needed)


def _form(argument: Argument) -> str:
    words = " ".join(filter(None, (argument.flags[0] if argument.flags else "", argument.value)))
    return words if argument.required else f"[{words}]"
