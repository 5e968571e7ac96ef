"""The report of a solved scene: `document` puts tables, plots and pictures in order and has them written."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from typing import Literal

from gigahall.report import balance, charts, html, limits, outages, pdf, sources, tables
from gigahall.report.case import Case
from gigahall.report.page import Chart, Figure, Page, Pair, Picture, Piece, Prose, Section
from gigahall.report.text import clean, count, grouped, named, opening, scientific, short, spanned, value
from gigahall.scene.record import Record
from gigahall.session.losses import Loss
from gigahall.session.results import Results
from gigahall.units import System, format_value

FIRST_RATINGS = 9
MOST_TITLE, MOST_LEAD = 160, 420
"""Letters of title and description on the first page; longer ones stand whole in a section of their own."""


def document(
    records: Mapping[str, Record],
    results: Results,
    lost: Sequence[Loss],
    pictures: Mapping[str, bytes],
    form: Literal["pdf", "html"],
    *,
    prepared: datetime | None = None,
    system: System = "SI",
) -> bytes:
    """The bytes of a report.

    Args:
        records: the scene by id.
        results: its settled results.
        lost: the loss of each element worth losing; without them the report has no table of losses.
        pictures: PNG files by name: "inlet", "iso", "plan", "load"; those missing are left out.
        form: "pdf" (A4) or "html" (one self-contained file).
        prepared: the date printed; now without.
        system: units of everything shown.
    """
    page = compose(Case(records, results, lost, system), pictures, prepared or datetime.now())
    return pdf.write(page, pictures) if form == "pdf" else html.write(page, pictures)


def compose(case: Case, pictures: Mapping[str, bytes], prepared: datetime) -> Page:
    """The page both writers set."""
    found = limits.standings(case)
    return Page(
        title=opening(case.scene.title, MOST_TITLE, 3) or "Untitled scene",
        lead=opening(case.scene.description, MOST_LEAD, 5),
        facts=_facts(case, prepared),
        caveat=sources.air_error(case),
        figures=_figures(case, limits.worst_loading(found)),
        verdict=limits.verdict(case),
        first=_first(case, pictures, found),
        sections=tuple(section for section in _sections(case, pictures, found) if section.pieces),
        footer=_footer(case, prepared),
    )


def _facts(case: Case, prepared: datetime) -> tuple[Pair, ...]:
    ambient = case.ambient
    wet = f", {case.words(ambient.wet_bulb_c, 'degC')} wet bulb"
    models = ", ".join(filter(None, (sources.short_model(case, name) for name in case.results.models if name != "air")))
    return (
        Pair("Scene", f"{count(len(case.it), 'rack')} in {count(len({e.hall for e in case.it}), 'hall')}"),
        Pair("Outdoors", f"{case.words(ambient.dry_bulb_c, 'degC')}{wet}"),
        Pair("Grid and IT load", f"{value(ambient.grid_voltage_frac, 'frac')} volts, {value(case.scene.it_load_frac, 'frac')} IT"),
        Pair("Solvers", models or "–"),
        Pair("Prepared", f"{prepared.day} {prepared:%b %Y, %H:%M}"),
    )


def _figures(case: Case, one_lost: limits.Worst | None) -> tuple[Figure, ...]:
    figures = case.results.key_figures

    def figure(name: str, key: str, unit: str, where: str = "", *, element: str = "") -> Figure:
        number = figures.get(key)
        text, shown = format_value(float(number) if number is not None else None, unit, case.system)
        at = str(figures.get(element, "")) if element else ""
        tone = case.tones.get((at, "air.inlet_max_c" if unit == "degC" else "power.loading_frac"), "") if at else ""
        if key in case.results.unavailable:
            return Figure(name, "–", "", f"not available: {short(case.results.unavailable[key], 60)}", "warn")
        return Figure(name, text, shown, short(case.name(at), 22) if at else where, tone)

    found = [
        figure("IT load", "it_w", "W", _dark(case)),
        figure("Facility", "facility_w", "W", f"losses {value(float(figures.get('loss_w', 0.0)), 'W')}"),
        _pue(figures, figure("PUE", "pue", "1", "facility by IT")),
        figure("Worst inlet", "worst_inlet_c", "degC", element="worst_inlet_element"),
        figure("Worst load", "worst_loading_frac", "frac", element="worst_loading_element"),
    ]
    if one_lost is not None:
        text, unit = format_value(one_lost.value, "frac")
        where = f"{short(case.name(one_lost.element), 14)} without {short(one_lost.lost, 14)}"
        return (*found, Figure("Worst, one lost", text, unit, where, "bad" if one_lost.ratio > 1.0 else "warn" if one_lost.ratio > 0.8 else ""))
    return (*found, _balance(case))


def _pue(figures: Mapping[str, float | str], figure: Figure) -> Figure:
    """With three decimals, where there is one."""
    return replace(figure, number=f"{float(figures['pue']):.3f}") if "pue" in figures else figure


def _balance(case: Case) -> Figure:
    open_w = case.results.open_w
    if not open_w:
        return Figure("Energy balance", "closed", "", "heat out equals power in")
    text, unit = format_value(open_w, "W")
    return Figure("Energy balance", text, unit, "without a way out", "bad")


def _dark(case: Case) -> str:
    dark = int(float(case.results.key_figures.get("racks_dark", 0.0)))
    return f"{count(dark, 'rack')} dark" if dark else "every rack supplied"


def _first(case: Case, pictures: Mapping[str, bytes], found: Sequence[limits.Standing]) -> tuple[Piece, ...]:
    pieces: list[Piece] = list(_present(_out(case)))
    if "inlet" in pictures:
        pieces.append(Picture("inlet", "Air temperature and rack inlets", inlet_words(case)))
    if found:
        pieces.append(limits.rating_table(case, found, "Nearest to their limits", FIRST_RATINGS))
    return tuple(pieces)


def _out(case: Case) -> Prose | None:
    """What is switched off: every number of the report is of the scene without it."""
    out = [e.name for e in case.elements if not e.in_service]
    return Prose(f"Out of service: {spanned(out, most=8)}.", "warn") if out else None


def inlet_words(case: Case) -> str:
    """Where the racks stand to their inlet limits, in one or two sentences."""
    rows = charts.inlets(case)
    if not rows:
        return "No rack has a solved air inlet."
    worst = max(rows, key=lambda r: r.most)
    over = sum(1 for r in rows if r.error is not None and r.most > r.error)
    above = sum(1 for r in rows if r.warn is not None and r.most > r.warn)
    if over:
        head = f"{count(over, 'rack inlet')} above the allowable limit"
    elif above:
        head = f"{count(above, 'rack inlet')} above the recommended limit, none above the allowable one"
    else:
        head = "Every rack inlet is within its recommended limit"
    return f"{head}. The warmest is {named(worst.name)} at {case.words(worst.most, 'degC')}."


def _sections(case: Case, pictures: Mapping[str, bytes], found: Sequence[limits.Standing]) -> list[Section]:
    return [
        Section("Pictures", _pictures(pictures), on_new_page=True),
        Section("Limits", _limit_pieces(case, found), on_new_page=True),
        Section("Loss of one element", _present(outages.loss_table(case))),
        Section("Racks", (*tables.racks(case), *_present(charts.inlet_chart(case)))),
        Section("Power", _power_pieces(case, pictures, found)),
        Section("Coolant", tuple(tables.coolant(case))),
        Section("Air and halls", tuple(tables.air(case))),
        Section("Balances", (*_present(balance.use_table(case)), balance.balance_table(case))),
        Section("About this scene", _about(case)),
        Section("Models and data", (*_present(sources.ideal(case)), *_present(sources.models(case)), *sources.data(case))),
    ]


def _about(case: Case) -> tuple[Piece, ...]:
    """Title and description where the first page holds only their beginning."""
    whole = ((case.scene.title, MOST_TITLE, 3), (case.scene.description, MOST_LEAD, 5))
    return tuple(Prose(clean(text)) for text, limit, lines in whole if opening(text, limit, lines) != clean(text))


def _pictures(pictures: Mapping[str, bytes]) -> tuple[Piece, ...]:
    known = (
        Picture("plan", "Plan", "Seen from above, with the systems in their colours."),
        Picture("iso", "Site", "Equipment, pipes and busways in their colours."),
    )
    return tuple(picture for picture in known if picture.name in pictures)


def _limit_pieces(case: Case, found: Sequence[limits.Standing]) -> tuple[Piece, ...]:
    pieces: list[Piece] = list(limits.violation_tables(case)) or [Prose("No limit is violated and no set point is missed.", "ok")]
    if found:
        pieces.append(limits.rating_table(case, found, "Ratings and limits, the most used of each kind first"))
    return tuple(pieces)


def _power_pieces(case: Case, pictures: Mapping[str, bytes], found: Sequence[limits.Standing]) -> tuple[Piece, ...]:
    pieces: list[Piece] = []
    if "load" in pictures:
        pieces.append(Picture("load", "Load of power equipment", "Share of the rating in use."))
    return (*pieces, *_present(charts.loading_chart(case, found)), *tables.power(case), *_present(_use_chart(case)))


def _use_chart(case: Case) -> Chart | None:
    return charts.use_chart(balance.uses(case))


def _present(*pieces: Piece | None) -> tuple[Piece, ...]:
    return tuple(piece for piece in pieces if piece is not None)


def _footer(case: Case, prepared: datetime) -> tuple[str, ...]:
    found, seconds = case.results.balances, case.results.timing.get("solve_s")
    words = [
        f"Energy balance {scientific(found.get('energy_frac', 0.0))}", f"power {scientific(found.get('power_pu', 0.0))} pu",
        f"mass {balance.mass_words(case)}",
    ]
    if seconds is not None:
        words.append(f"solved in {grouped(seconds * 1e3, 0)} ms" if seconds < 1.0 else f"solved in {seconds:.1f} s")
    words.append(f"{case.results.state}, {prepared.day} {prepared:%b %Y, %H:%M}")
    return (" · ".join(words), "Amber: above the continuous rating or the recommended value. Red: above the rating or the allowable value.")
