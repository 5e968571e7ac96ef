"""The texts written from the command line's parser: man page, help page, completions. `make pages` writes the shipped ones."""

from __future__ import annotations

import argparse

from gigahall import __released__, __version__, paths
from gigahall.desktop import completion, man, reference
from gigahall.desktop.integrate import Texts
from gigahall.desktop.usage import usage
from gigahall.templates.registry import BY_NAME

EXITS = (
    ("0", "Done."),
    ("1", "doctor found problems."),
    ("2", "Bad input; one line names file, record, field and reason."),
    ("3", "A connected part of the scene has no solution; the results are still written."),
    ("130", "Ended by Ctrl-C; files are whole or as they were."),
)
VARIABLES = (
    (paths.HOME_VARIABLE, "One folder for all that the user's folders hold otherwise: settings, autosaves, log, compiled kernels."),
    ("NUMBA_CACHE_DIR", "Where compiled kernels go; by default the user's cache folder."),
    ("QT_QPA_PLATFORM", "Qt's platform of the window; offscreen needs no display."),
)
EXAMPLES = (
    ("gigahall", "Open the window at its start page."),
    ("gigahall hall.gigahall", "Open a hall in the window."),
    ("gigahall new large-hall --racks 384 -o hall.gigahall", "Write a hall from a template."),
    ("gigahall solve hall.gigahall -o results.json --fail CDU-1 --set ambient.dry_bulb_c=38.9", "Solve it without a CDU on a hot day."),
    ("gigahall check hall.gigahall", "Read and validate only."),
    ("gigahall render hall.gigahall -o hall.png --size 3840x2160 --color-by air.inlet_max_c", "Draw the solved hall."),
    ("gigahall report hall.gigahall -o report.pdf", "Write a report; x.html works too."),
    ("gigahall convert hall.gigahall -o equipment.csv", "Write the equipment as a list."),
)


def names() -> dict[str, tuple[str, ...]]:
    """What completion offers for a metavar without choices."""
    return {"TEMPLATE": tuple(BY_NAME)}


def completion_script(shell: str, parser: argparse.ArgumentParser) -> str:
    return completion.script(shell, usage(parser), names())


def man_page(parser: argparse.ArgumentParser) -> str:
    return man.page(usage(parser), __version__, EXITS, VARIABLES, EXAMPLES)


def reference_page(parser: argparse.ArgumentParser) -> str:
    return reference.page(usage(parser), EXITS, VARIABLES, EXAMPLES)


def texts(parser: argparse.ArgumentParser) -> Texts:
    """All that is put on the user's desk."""
    completions = {shell: completion_script(shell, parser) for shell in completion.SHELLS}
    return Texts(man_page(parser), completions, __version__, __released__)
