"""The command line: `gigahall open | new | solve | check | report | render | convert | schema | warm | doctor | integrate`.

Each command imports what it needs inside its own function, so that none pays for the others: solve, check, report and
render load no Qt and need no display. Exit codes: 0 done, 1 problems found by doctor, 2 bad input (one line says file,
record, field and reason), 3 a connected part of the scene has no solution (the results are still written).
"""

from __future__ import annotations

import argparse
import contextlib
import gc
import json
import os
import re
import sys
import time
from collections.abc import Callable, Collection, Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from gigahall import __version__, paths

if TYPE_CHECKING:
    from gigahall.interop.equipment_csv import Dialect
    from gigahall.scene.record import Record
    from gigahall.session.apart import Call
    from gigahall.session.jobs import Progress, Stop
    from gigahall.session.results import Results

Run = Callable[[argparse.Namespace], int]

OK, PROBLEMS, BAD_INPUT, UNSOLVED = 0, 1, 2, 3

SERVE_CALL = "serve-call"
"""Not for users: what session/apart.py starts a process of ours with."""

PROBE_OPENGL, PROBE_QT = "probe-opengl", "probe-qt"
"""Not for users either: what doctor tries in a process of its own."""

GARBAGE_AFTER = 20_000, 20, 20
"""New objects before Python looks for circles among them (700 is usual): what loading makes is nearly all kept."""

MOST_REFUSALS = 10
"""Rows of a list that are refused one by one; more would hide the first."""


def main(argv: Sequence[str] | None = None) -> int:
    """Runs one command; returns its exit code."""
    prepare_process()
    words = list(sys.argv[1:] if argv is None else argv)
    hidden = {SERVE_CALL: _serve_call, PROBE_OPENGL: _probe_opengl, PROBE_QT: _probe_qt}
    if len(words) == 1 and words[0] in hidden:
        return _all_said(hidden[words[0]]())
    args = build_parser().parse_args(["open", *words] if _opens(words) else words)
    run: Run = args.run
    if reason := _shipped(args):
        return _refuse(reason)
    try:
        return _all_said(run(args))
    except BrokenPipeError:  # the reader of our output left, as in `gigahall schema | head`
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return OK
    except (ValueError, OSError) as error:
        lines = _refusal(error)
        if not lines:
            raise
        print(*lines[: args.lines], sep="\n", file=sys.stderr)
        return BAD_INPUT


def _all_said(status: int) -> int:
    """The status, once standard output has taken everything. Raises OSError."""
    print(end="", flush=True)
    return status


def _opens(words: Sequence[str]) -> bool:
    """Do the words ask for the window without its command: nothing at all is the start page, a scene file is that scene."""
    if not words:
        return True
    file = Path(words[0])
    return file.suffix.lower() == paths.SCENE_SUFFIX or (file.name != words[0] and file.is_file())


def _shipped(args: argparse.Namespace) -> str:
    """Why the output may not go where it is wanted: the program's own files are never written. Else ""."""
    for wanted in (getattr(args, "output", None), getattr(args, "shoot", None)):
        if wanted is not None and paths.is_shipped(wanted):
            return f"'{wanted}' would be one of the program's own files; give another place"
    return ""


def prepare_process() -> None:
    """One BLAS thread and a place for compiled kernels, both read when NumPy and numba are first imported; few collections."""
    gc.set_threshold(*GARBAGE_AFTER)
    for library in ("OPENBLAS", "OMP", "MKL"):
        os.environ.setdefault(f"{library}_NUM_THREADS", "1")
    if "NUMBA_CACHE_DIR" not in os.environ:
        with contextlib.suppress(OSError):  # no writable folder: numba finds its own place, doctor says so
            os.environ["NUMBA_CACHE_DIR"] = str(paths.kernels_dir())


def _serve_call() -> int:
    from gigahall.session import apart

    return apart.serve()


def _probe_opengl() -> int:
    from gigahall.view3d import probe

    return probe.main()


def _probe_qt() -> int:
    from gigahall.app import probe

    return probe.main()


def build_parser() -> argparse.ArgumentParser:
    """The parser of all commands; `args.run` is the function of the chosen one."""
    parser = argparse.ArgumentParser(
        prog="gigahall", description="Digital twin of AI data centres: power, coolant and air.",
        epilog="Without a command the window opens: gigahall alone with the start page, gigahall SCENE.gigahall with that scene.",
    )  # fmt: skip
    parser.add_argument("--version", action="version", version=f"gigahall {__version__}")
    commands = parser.add_subparsers(title="commands", metavar="COMMAND", required=True)

    def command(name: str, run: Run, text: str, *parts: argparse.ArgumentParser) -> argparse.ArgumentParser:
        about = text[0].upper() + text[1:] + "."
        made = commands.add_parser(name, help=text, description=about, parents=parts)
        made.set_defaults(run=run, lines=1)
        return made

    scene, output, changes = _scene_argument(), _output_argument(), _change_arguments()
    command("solve", _solve, "solve a scene and write its results", scene, output, changes)
    command("check", _check, "read and validate a scene without solving it", scene).set_defaults(lines=3)
    convert = command("convert", _convert, "write a scene as the current version, its equipment as .csv, or a list as a scene", scene, output)
    convert.add_argument("--into", metavar="SCENE", type=Path, help="a list updates this scene instead of making a new one")
    convert.add_argument("--separator", choices=("comma", "semicolon", "tab"), help="of a list; else the system's, or the file's own")
    convert.add_argument("--decimal", choices=("point", "comma"), help="decimal sign of a list; else the system's, or the file's own")
    command("schema", _schema, "print the JSON Schema of scene files")
    new = command("new", _new, "write a scene from a template; without -o list what it can vary")
    new.add_argument("-o", "--output", metavar="FILE", type=Path, help="file to write")
    new.add_argument("template", metavar="TEMPLATE", help="superpod-gb300, air-hall, four-panels, tower-hall, large-hall or empty")
    new.add_argument("--set", action="append", default=[], metavar="NAME=VALUE", help="one of the template's choices; may be repeated")
    new.add_argument("--racks", metavar="N", help="compute racks: the same as --set racks=N")
    report = command("report", _report, "write a report, x.pdf or x.html", scene, output, changes)
    report.add_argument("--units", choices=("SI", "US"), default="SI", help="units of the report")
    render = command("render", _render, "draw a solved scene", scene, output, changes)
    render.add_argument("--size", type=picture_size, default=(1920, 1080), metavar="WxH", help="size of the picture, as 1920x1080")
    render.add_argument("--color-by", default="", metavar="NAME", help="quantity; without one equipment keeps its own colours")
    render.add_argument("--theme", choices=("light", "dark"), default="light", help="theme of the picture")
    render.add_argument("--transparent", action="store_true", help="leave the background out")
    opened = command("open", _open, "open the window")
    opened.add_argument("scene", nargs="?", metavar="SCENE", help="scene file; without one the start page opens")
    opened.add_argument("--shoot", metavar="FILE.png", type=Path, help="save a picture of the settled window, then exit")
    opened.add_argument("--size", type=picture_size, metavar="WxH", help="size of the window, as 1280x800")
    opened.add_argument("--select", metavar="ELEMENT", help="select an element (id or unique name)")
    opened.add_argument("--color-by", metavar="NAME", help="quantity that colours the equipment")
    opened.add_argument("--theme", choices=("light", "dark"), help="theme of the window")
    command("warm", _warm, "compile the solvers ahead, so that nothing has to wait for them")
    command("doctor", _doctor, "check that this machine has all that Gigahall needs")
    desk = command("integrate", _integrate, "put menu entry, file type, icons, completions and man page on your desk")
    desk.add_argument("--remove", action="store_true", help="take them off again")
    shell = command("completion", _completion, "print a completion script for a shell")
    shell.add_argument("shell", choices=("bash", "zsh", "fish"), help="the shell")
    return parser


def _scene_argument() -> argparse.ArgumentParser:
    part = argparse.ArgumentParser(add_help=False)
    part.add_argument("scene", metavar="SCENE", help="scene file, NAME.gigahall")
    return part


def _output_argument() -> argparse.ArgumentParser:
    part = argparse.ArgumentParser(add_help=False)
    part.add_argument("-o", "--output", metavar="FILE", type=Path, required=True, help="file to write")
    return part


def _change_arguments() -> argparse.ArgumentParser:
    part = argparse.ArgumentParser(add_help=False)
    part.add_argument("--fail", metavar="ELEMENT", action="append", default=[], help="take an element (id or name) out of service")
    part.add_argument(
        "--set", metavar="ELEMENT.field=value", dest="sets", action="append", default=[],
        help="change a field; ambient.… and scene.… reach the scene's own",
    )  # fmt: skip
    return part


def picture_size(text: str) -> tuple[int, int]:
    """ "1280x800" → (1280, 800); argparse shows the message of a refusal."""
    match = re.fullmatch(r"([1-9][0-9]{1,4})[x×]([1-9][0-9]{1,4})", text, re.ASCII)
    if match is None:
        raise argparse.ArgumentTypeError(f"'{text}' is not a size such as 1280x800")
    return int(match[1]), int(match[2])


def _solve(args: argparse.Namespace) -> int:
    from gigahall.session import headless, results_file

    records = _records(args)
    with _progress(f"Solving {args.scene}"):
        results = headless.solved(records)
    _write(args.output, results_file.encode(results, records))
    print(headless.summary(results))
    return results.exit_code


def _check(args: argparse.Namespace) -> int:
    from gigahall.session.check import warnings
    from gigahall.storage import scene_file
    from gigahall.storage.fault import one_line

    loaded = scene_file.load(args.scene)
    for note in (*loaded.notes, *warnings(loaded.records)):
        print(f"warning: {note}")
    print(one_line(f"{args.scene}: {len(loaded.records)} records, valid"))
    return OK


def _convert(args: argparse.Namespace) -> int:
    from gigahall.storage import scene_file

    from_csv, to_csv = (Path(name).suffix.lower() == ".csv" for name in (args.scene, args.output))
    if not to_csv and args.output.suffix.lower() != paths.SCENE_SUFFIX:
        return _refuse(f"'{args.output}': convert writes a {paths.SCENE_SUFFIX} or a .csv file")
    if args.into and (to_csv or not from_csv):
        return _refuse("--into: a .csv list goes into a scene, and a scene is written")
    records = _listed(args) if from_csv else scene_file.load(args.scene).records
    if to_csv:
        _write_lists(args, records)
    else:
        _write(args.output, scene_file.encode(records))
    return OK


def _listed(args: argparse.Namespace) -> Collection[Record]:
    """The scene that a list makes, or the one it goes into, changed."""
    from gigahall.interop import equipment_csv
    from gigahall.scene.document import Document
    from gigahall.storage import scene_file

    lists = equipment_csv.read(args.scene, _dialect(args))
    if args.into is None:
        for note in lists.left_out:
            print(f"warning: {note}", file=sys.stderr)
        return equipment_csv.new_scene(lists)
    document = Document(scene_file.load(args.into).records)
    plan = equipment_csv.plan(lists, document)
    for note in plan.notes:
        print(f"warning: {note}", file=sys.stderr)
    if plan.refusals:
        raise equipment_csv.EquipmentError("\n".join(_first(plan.refusals)))
    with document.edit(f"Import {lists.name}") as edit:
        plan.apply(edit)
    print(plan.summary)
    return list(document.records.values())


def _first(lines: list[str]) -> list[str]:
    """As many as are read, and how many there are."""
    more = len(lines) - MOST_REFUSALS
    return [*lines[:MOST_REFUSALS], f"and {more} more rows are refused; nothing was written"] if more > 0 else lines


def _write_lists(args: argparse.Namespace, records: Collection[Record]) -> None:
    """The list of the equipment, and the list of the connections beside it."""
    from gigahall.interop import equipment_csv

    dialect = _dialect(args).complete(equipment_csv.of_system())
    _write(args.output, equipment_csv.encode(records, dialect))
    _write(equipment_csv.beside(args.output), equipment_csv.encode_connections(records, dialect))


def _dialect(args: argparse.Namespace) -> Dialect:
    from gigahall.interop import equipment_csv

    return equipment_csv.Dialect.named(args.separator or "", args.decimal or "")


def _schema(args: argparse.Namespace) -> int:
    from gigahall.storage import scene_file

    print(json.dumps(scene_file.schema(), indent=2, sort_keys=True))
    return OK


def _refusal(error: Exception) -> tuple[str, ...]:
    """What to say of bad input; nothing for an error of our own."""
    from gigahall.interop.equipment_csv import EquipmentError
    from gigahall.scene.edit import EditError
    from gigahall.storage.fault import SceneError

    if isinstance(error, SceneError):
        return error.lines()
    if isinstance(error, OSError):
        return (f"{error.filename}: {error.strerror}" if error.filename and error.strerror else str(error),)
    return (str(error),) if isinstance(error, EditError | EquipmentError) else ()


def _records(args: argparse.Namespace) -> dict[str, Record]:
    """The scene's records with --set and --fail laid over them, and the solvers ready for them."""
    from gigahall.session import headless
    from gigahall.storage import scene_file

    loaded = scene_file.load(args.scene)
    for note in loaded.notes:
        print(f"warning: {note}", file=sys.stderr)
    prepare_solvers()
    return headless.with_changes({record.id: record for record in loaded.records}, args.sets, args.fail)


def _write(path: Path, data: bytes) -> None:
    """Whole or not at all; the folder is made where it is missing."""
    from gigahall.storage import atomic

    path.parent.mkdir(parents=True, exist_ok=True)
    atomic.save_bytes(path, data)


class _Told:
    """Progress on stderr. On a terminal one line counts up; else every new step is said once, without its numbers."""

    def __init__(self) -> None:
        self._is_live = sys.stderr.isatty()
        self._step = self._line = ""

    def __call__(self, frac: float | None, words: str) -> None:
        step = words.partition(":")[0]
        if self._is_live:
            gap = "\n" if self._step and step != self._step else "\r"
            print(f"{gap}{words:<{len(self._line)}}", end="", flush=True, file=sys.stderr)
        elif step != self._step:
            print(step, flush=True, file=sys.stderr)
        self._step, self._line = step, words

    def __enter__(self) -> _Told:
        return self

    def __exit__(self, *exc: object) -> None:
        if self._is_live and self._step:
            print(file=sys.stderr)


def prepare_solvers() -> None:
    """Compile what is missing before anything is solved."""
    from gigahall.session.warm import warm

    with _Told() as told:
        warm(told)


@contextlib.contextmanager
def _progress(text: str) -> Iterator[None]:
    """What is going on, and how long it took: on one line of a terminal, else as two plain words on stderr."""
    started = time.perf_counter()
    live = sys.stderr.isatty()
    print(f"{text} …", end="" if live else "\n", flush=True, file=sys.stderr)
    yield
    print(f"{' ' if live else ''}done in {time.perf_counter() - started:.1f} s", file=sys.stderr)


def _refuse(line: str) -> int:
    print(line, file=sys.stderr)
    return BAD_INPUT


def _new(args: argparse.Namespace) -> int:
    from gigahall.storage import scene_file
    from gigahall.templates.registry import BY_NAME

    template = BY_NAME.get(args.template)
    if template is None:
        return _refuse(f"'{args.template}' is no template; there are {', '.join(BY_NAME)}")
    if args.output is None:
        print("\n".join(parameter.described() for parameter in template.parameters))
        return OK
    given = dict(text.partition("=")[::2] for text in args.set) | ({"racks": args.racks} if args.racks is not None else {})
    try:
        records = template.build(given)
    except ValueError as error:
        return _refuse(str(error))
    _write(args.output, scene_file.encode(records))
    return OK


def _render(args: argparse.Namespace) -> int:
    from gigahall.exports import PictureWish, write_picture
    from gigahall.view3d.tiles import refusal

    records = _records(args)
    if reason := refusal(args.size):
        return _refuse(f"--size: {reason}")
    wish = PictureWish(args.size, args.color_by, args.theme, args.transparent)
    with _Told() as told:
        write_picture(records.values(), args.output, wish, progress=told, stop=_never)
    return OK


def _report(args: argparse.Namespace) -> int:
    from gigahall.exports import report_form, write_report

    try:
        report_form(args.output)
    except ValueError as error:
        return _refuse(str(error))
    records = _records(args)
    with _Told() as told:
        write_report(records.values(), args.output, args.units, progress=told, stop=_never)
    return OK


def _never() -> bool:
    return False


def _open(args: argparse.Namespace) -> int:
    if args.scene is not None:
        try:
            os.stat(args.scene)
        except OSError as error:  # said at once, not after the window's libraries are loaded
            reason = (error.strerror or str(error)).lower()
            return _refuse(f"{Path(args.scene).name}: cannot be read: {reason}; check the name and the permissions")
    ahead = begin_ahead(args.scene) if args.scene is not None else None
    try:
        from gigahall.app.start import Opening, run

        return run(Opening(args.scene, args.shoot, args.size, args.select, args.color_by, args.theme, ahead))
    finally:
        if ahead is not None:  # no window came of it
            ahead.close()


def begin_ahead(scene: str) -> Call | None:
    """Solve the scene in a second process, where there is a second processor and the solvers are compiled."""
    from gigahall.session.apart import Call

    is_compiled = any(Path(os.environ.get("NUMBA_CACHE_DIR", os.devnull)).glob("ready-*"))
    return Call(solve_ahead, (scene,), niceness=0) if is_compiled and (os.cpu_count() or 1) > 1 else None


def solve_ahead(scene: str, *, progress: Progress, stop: Stop) -> tuple[str, Results] | None:
    """SHA-256 and settled results of a file; None where solvers would have to be compiled first. What a call does."""
    from gigahall.session import headless
    from gigahall.session.warm import is_ready
    from gigahall.storage import scene_file

    if not is_ready():
        return None
    loaded = scene_file.load(scene, lenient=True)
    return loaded.file_sha256, headless.solved({record.id: record for record in loaded.records})


def _warm(args: argparse.Namespace) -> int:
    prepare_solvers()
    return OK


def _doctor(args: argparse.Namespace) -> int:
    from gigahall import doctor

    findings = doctor.examine()
    print(doctor.table(findings))
    return OK if all(finding.ok for finding in findings) else PROBLEMS


def _integrate(args: argparse.Namespace) -> int:
    from gigahall.desktop import integrate, written

    pieces = integrate.plan(written.texts(build_parser()), paths.launcher())
    said = integrate.remove(pieces) if args.remove else integrate.install(pieces)
    integrate.refresh()
    print(*said, sep="\n")
    return OK


def _completion(args: argparse.Namespace) -> int:
    from gigahall.desktop.written import completion_script

    print(completion_script(args.shell, build_parser()), end="")
    return OK
