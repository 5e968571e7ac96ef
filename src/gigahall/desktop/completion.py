"""Completion scripts for bash, zsh and fish, written from the parser."""

from __future__ import annotations

from collections.abc import Iterator

from gigahall.desktop.usage import Argument, Command, Usage

SHELLS = ("bash", "zsh", "fish")
SCENE, FILE = "SCENE", "FILE"
SCENE_ENDS = ("gigahall", "csv")


def script(shell: str, usage: Usage, names: dict[str, tuple[str, ...]]) -> str:
    """The script of one of SHELLS. `names`: the values offered for a metavar that has no choices of its own."""
    return {"bash": _bash, "zsh": _zsh, "fish": _fish}[shell](usage, names)


def _values(argument: Argument, names: dict[str, tuple[str, ...]]) -> tuple[str, ...]:
    return argument.choices or names.get(argument.metavar, ())


def _is_file(argument: Argument) -> bool:
    return argument.metavar.startswith(FILE)


# ---------------------------------------------------------------- bash


def _bash(usage: Usage, names: dict[str, tuple[str, ...]]) -> str:
    ends = "@(" + "|".join(SCENE_ENDS) + ")"
    first = " ".join([*(command.name for command in usage.commands), *_flags(usage.options)])
    cases = "\n".join(line for command in usage.commands for line in _bash_command(command, names))
    return f"""# bash completion for {usage.program}; written by `{usage.program} completion bash`
_{usage.program}() {{
  local cur=${{COMP_WORDS[COMP_CWORD]}} prev=${{COMP_WORDS[COMP_CWORD-1]}} command=${{COMP_WORDS[1]}} words= ends=
  COMPREPLY=()
  if [ "$COMP_CWORD" -eq 1 ]; then
    COMPREPLY=($(compgen -W "{first}" -- "$cur")); return
  fi
  case "$command $prev" in
{cases}
  esac
  if [ -n "$words" ]; then
    COMPREPLY=($(compgen -W "$words" -- "$cur"))
  elif [ "$ends" = any ]; then
    mapfile -t COMPREPLY < <(compgen -f -- "$cur")
  elif [ "$ends" = scene ]; then
    shopt -q extglob || {{ shopt -s extglob; trap 'shopt -u extglob; trap - RETURN' RETURN; }}
    mapfile -t COMPREPLY < <(compgen -f -X '!*.{ends}' -- "$cur"; compgen -d -- "$cur")
  fi
}}
complete -o filenames -F _{usage.program} {usage.program}
"""


def _flags(options: tuple[Argument, ...]) -> list[str]:
    return [flag for option in options for flag in option.flags]


def _bash_command(command: Command, names: dict[str, tuple[str, ...]]) -> Iterator[str]:
    for option in command.options:
        if option.metavar:
            patterns = "|".join(f'"{command.name} {flag}"' for flag in option.flags)
            yield f"    {patterns}) {_bash_reply(option, names)} ;;"
    place = command.places[0] if command.places else None
    reply = _bash_reply(place, names) if place else ":"
    yield f'    "{command.name} "*) case "$cur" in -*) words="{" ".join(_flags(command.options))}" ;; *) {reply} ;; esac ;;'


def _bash_reply(argument: Argument, names: dict[str, tuple[str, ...]]) -> str:
    if values := _values(argument, names):
        return f'words="{" ".join(values)}"'
    if argument.metavar == SCENE:
        return "ends=scene"
    return "ends=any" if _is_file(argument) else ":"


# ---------------------------------------------------------------- zsh


def _zsh(usage: Usage, names: dict[str, tuple[str, ...]]) -> str:
    listed = "\n".join(f"    {_quoted(f'{command.name}:{command.about}')}" for command in usage.commands)
    cases = "\n".join(_zsh_command(command, names) for command in usage.commands)
    return f"""#compdef {usage.program}
# zsh completion for {usage.program}; written by `{usage.program} completion zsh`
_{usage.program}() {{
  local -a commands
  commands=(
{listed}
  )
  if (( CURRENT == 2 )); then
    _describe command commands
    compadd -- {" ".join(_flags(usage.options))}
    return
  fi
  local command=$words[2]
  shift words; (( CURRENT-- ))
  case $command in
{cases}
  esac
}}
_{usage.program} "$@"
"""


def _zsh_command(command: Command, names: dict[str, tuple[str, ...]]) -> str:
    specs = [spec for option in command.options for spec in _zsh_option(option, names)]
    specs += [f"{number}:{place.metavar}:{_zsh_action(place, names)}" for number, place in enumerate(command.places, 1)]
    return f"    {command.name}) _arguments {' '.join(_quoted(spec) for spec in specs)} ;;"


def _zsh_option(option: Argument, names: dict[str, tuple[str, ...]]) -> Iterator[str]:
    text = option.help.replace("[", "(").replace("]", ")").replace(":", r"\:")
    for flag in option.flags:
        value = f":{option.metavar}:{_zsh_action(option, names)}" if option.metavar else ""
        yield f"*{flag}[{text}]{value}"


def _zsh_action(argument: Argument, names: dict[str, tuple[str, ...]]) -> str:
    if values := _values(argument, names):
        return f"({' '.join(values)})"
    if argument.metavar == SCENE:
        return f'_files -g "*.({"|".join(SCENE_ENDS)})"'
    return "_files" if _is_file(argument) else " "


def _quoted(text: str) -> str:
    return "'" + text.replace("'", "'\\''") + "'"


# ---------------------------------------------------------------- fish


def _fish(usage: Usage, names: dict[str, tuple[str, ...]]) -> str:
    program = usage.program
    lines = [f"# fish completion for {program}; written by `{program} completion fish`", f"complete -c {program} -f"]
    lines += [f"complete -c {program} -n __fish_use_subcommand -{_fish_flags(option)} -d {_quoted(option.help)}" for option in usage.options]
    for command in usage.commands:
        lines.append(f"complete -c {program} -n __fish_use_subcommand -a {command.name} -d {_quoted(command.about)}")
        begin = f"complete -c {program} -n '__fish_seen_subcommand_from {command.name}'"
        lines += [f"{begin} -{_fish_flags(o)}{_fish_value(o, names)} -d {_quoted(o.help)}" for o in command.options]
        lines += [begin + wanted for place in command.places if (wanted := _fish_place(place, names))]
    return "\n".join(lines) + "\n"


def _fish_flags(option: Argument) -> str:
    named = [f"l {flag[2:]}" if flag.startswith("--") else f"s {flag[1:]}" for flag in option.flags]
    return " -".join(named)


def _fish_value(option: Argument, names: dict[str, tuple[str, ...]]) -> str:
    if values := _values(option, names):
        return f" -x -a {_quoted(' '.join(values))}"
    if not option.metavar:
        return ""
    return " -r -F" if _is_file(option) else " -x"


def _fish_place(place: Argument, names: dict[str, tuple[str, ...]]) -> str:
    if values := _values(place, names):
        return f" -a {_quoted(' '.join(values))}"
    if place.metavar == SCENE:
        return "".join(f" -a '(__fish_complete_suffix .{end})'" for end in SCENE_ENDS)
    return " -F" if _is_file(place) else ""
