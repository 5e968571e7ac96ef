"""The register of findings: every code with its words, meaning, topic, source and cure. The documentation is made from it.

Words are templates over the facts of a finding; `{value}` and `{limit}` are its own. A sentence is the element's name, a
colon and the words.
"""

from __future__ import annotations

import string
from dataclasses import dataclass
from functools import cache
from typing import Literal

Severity = Literal["error", "warning", "info"]
Topic = Literal["Limit", "Set point", "Supply", "Coolant", "Air", "Power", "Not solved", "State", "Layout"]


@dataclass(frozen=True, slots=True)
class Code:
    """One kind of finding.

    `is_state` marks what others follow from: an element lost, off, shut or without supply; `is_out` what stands still.
    """

    name: str
    severity: Severity
    topic: Topic
    words: str
    meaning: str
    cure: str = ""
    source: str = ""
    is_state: bool = False
    is_out: bool = False


@cache
def slots(template: str) -> frozenset[str]:
    """The names in braces of a template."""
    return frozenset(name for _text, name, _spec, _conversion in string.Formatter().parse(template) if name)


_POWER, _COOLANT, _AIR = "power network", "coolant network", "room air"

_CODES = (
    # -------------------------------------------------------------- limits and set points
    Code("limit-above", "error", "Limit", "{label} {value}, limit {limit}",
         "A result is above a rating or an allowable value."),
    Code("limit-below", "error", "Limit", "{label} {value}, at least {limit}",
         "A result is below the least value it may have."),
    Code("set-point-temperature", "error", "Set point", "{limit_of_unit}, {miss} short",
         "A unit at its limit does not hold its temperature.", source="set point of the unit"),
    Code("set-point-flow", "error", "Set point", "{limit_of_unit}, {miss} short of its flow",
         "A pump, valve or fan at its limit moves less than its set point.", source="set point of the unit"),
    Code("set-point-pressure", "error", "Set point", "{limit_of_unit}, {miss} short of its pressure",
         "A pump at full speed does not hold its pressure difference.", source="set point of the unit"),
    Code("set-point-airflow", "error", "Set point", "{limit_of_unit}, {value} of {limit}",
         "A fan at its limit moves less air than its set point.", source="set point of the unit"),
    Code("set-point-plenum", "error", "Set point", "{limit_of_unit}, floor plenum at {value} of {limit}",
         "Fans at full speed do not hold the pressure under the raised floor.", source="set point of the unit"),
    # -------------------------------------------------------------- states others follow from
    Code("out-of-service", "info", "State", "out of service", "The element is switched off.",
         "Put it back in service", "in-service switch", is_state=True),
    Code("switch-open", "info", "State", "open", "A breaker is open by its own setting.", source="switch position", is_state=True),
    Code("valve-shut", "info", "State", "shut: it is told to hold no flow", "A valve lets nothing through by its own setting.",
         source="valve position", is_state=True),
    Code("pump-stopped", "info", "State", "told to stand still", "A pump holds no speed or no flow by its own set point.",
         source="set point of the pump", is_state=True),
    Code("fans-stopped", "info", "State", "its fans are told to move nothing", "An air unit holds no airflow by its own set point.",
         source="set point of the unit", is_state=True),
    Code("no-feed", "error", "Supply", "no live feed, dark at 0 W", "No supply reaches a load.",
         "Restore or connect a feed", _POWER, is_state=True, is_out=True),
    Code("no-supply", "error", "Supply", "no supply", "A part of the distribution is dead although something hangs on it.",
         "Restore what feeds it", _POWER, is_state=True, is_out=True),
    Code("battery-carries", "error", "Supply", "input lost, its battery carries the load for {time}",
         "A UPS without input runs on its battery.", "Restore its input", _POWER, is_state=True),
    Code("battery-idle", "error", "Supply", "input lost, nothing hangs on it", "A UPS without input and without load.",
         "Restore its input", _POWER, is_state=True),
    Code("taken-over", "info", "State", "{carriers} took over its {loads}",
         "What a lost element fed, moved or cooled goes on from others, as a redundant design has it.", source=_POWER),
    Code("supply-taken-over", "info", "State", "no supply, {carriers} took over its {loads}",
         "All that hung on a dead part of the distribution goes on from others.", source=_POWER, is_state=True, is_out=True),
    Code("battery-taken-over", "info", "State", "input lost, its battery carries the load for {time}, then {carriers} its {loads}",
         "A UPS without input whose loads all have another live feed.", source=_POWER, is_state=True),
    Code("tie-closed", "info", "State", "closed: one of its sides had lost its supply", "A standby tie closed by itself.",
         source=_POWER),
    Code("set-runs", "info", "State", "started: a supply of its group or bus is lost", "A standby generator started.", source=_POWER),
    Code("no-coolant-flow", "error", "Supply", "no coolant flow, tripped at 0 W", "Equipment that needs coolant has none and trips.",
         "Restore a pump or a CDU of its loop", _COOLANT, is_state=True, is_out=True),
    Code("coil-uncooled", "error", "Supply", "no coolant takes its heat, fans stopped", "An air unit whose coil nothing cools stops.",
         "Restore its coolant flow or the chillers of its loop", _COOLANT, is_state=True, is_out=True),
    Code("no-way-out", "error", "Supply", "the heat of its loop has no way out, tripped at 0 W",
         "Coolant flows, but no cooler, chiller or source that works takes its heat.",
         "Restore or connect a heat exchanger, cooler or chiller", _COOLANT, is_state=True, is_out=True),
    Code("no-condenser", "error", "Supply", "its condenser has no flow that is cooled, tripped at 0 W",
         "A water-cooled chiller stops when its condenser's loop stops or has no way out for the heat.",
         "Restore or connect the pump and the tower of its condenser", _COOLANT, is_state=True, is_out=True),
    Code("against-flow", "error", "Supply", "it stands the wrong way round, nothing flows through it",
         "A pump or check valve lets coolant through one way only, and that is against the loop.", "Turn it round", _COOLANT,
         is_state=True),
    Code("pump-shut-path", "warning", "Coolant", "it turns against a shut path and draws {draw}",
         "A pump runs and nothing can flow.", "Open its path, or switch it off", _COOLANT),
    Code("pump-outdone", "warning", "Coolant", "at rest behind its check valve: it cannot match the pressure of {others}",
         "A pump beside stronger ones moves nothing.", "Switch it off, or give it the head of those beside it", _COOLANT),
    Code("pumps-disagree", "warning", "Coolant",
         "at rest behind its check valve: told to hold {own}, but {others} at {theirs} on the same header",
         "Controls that hold different pressures on one header: the highest holds its own.", source=_COOLANT),
    Code("npsh-lost", "error", "Coolant", "NPSH available {npsh}: its suction would stand at {stands}, coolant boils at {boils}",
         "The pressure before a pump is below what its coolant boils at: it cavitates, and no such pressure exists.",
         "Set the expansion vessel at its suction, fill to a higher pressure, or shorten the way to it", _COOLANT),
    Code("coolant-boils", "error", "Coolant", "its return at {hot} boils at {boils}, it stands at {stands}",
         "Coolant leaves equipment hotter than it stays liquid at.", "Give it more flow or less heat", _COOLANT),
    # -------------------------------------------------------------- power
    Code("circulating-current", "warning", "Power",
         "the voltages of {sources} differ by {apart}: {amps} ({apparent}) circulate between them",
         "Sources or transformers of different voltage feed one bus; the difference drives a current through both.",
         "Set them to one voltage or open a breaker between them", _POWER),
    Code("no-rating", "info", "Power", "no rating known, its {value} are not judged",
         "A conductor carries current and neither a rating nor a size with a known rating was given.",
         "Type its rated current, or a size of its table", _POWER),
    # -------------------------------------------------------------- coolant
    Code("no-pressure-reference", "info", "Coolant", "its loop has no pressure reference, {assumed} assumed at its inlet",
         "A loop without vessel or ideal source has no pressure level of its own.", "Place an expansion vessel in its loop", _COOLANT),
    Code("reference-lost", "warning", "Coolant", "nothing holds the pressure of its loop any more: how high it stands is not known",
         "All vessels of a loop are lost.", "Restore an expansion vessel of its loop", _COOLANT),
    Code("two-coolants", "warning", "Coolant", "{other} names another coolant for the same loop, {used} is used",
         "Elements of one loop name different coolants.", "Name one coolant in the whole loop", _COOLANT),
    Code("below-freezing", "warning", "Coolant", "{coolant} at {coldest}, it freezes at {freezes}",
         "A loop runs colder than its coolant's freeze point.", "Fill the loop with a coolant for lower temperatures", _COOLANT),
    # -------------------------------------------------------------- room air
    Code("inlet-blocked", "error", "Air", "its air inlet is blocked", "Something solid stands at an air inlet.",
         "Leave the face open to the room", _AIR),
    Code("outlet-blocked", "error", "Air", "its air outlet is blocked", "Something solid stands at an air outlet.",
         "Leave the face open to the room", _AIR),
    Code("inlet-at-ceiling", "info", "Air", "its air inlet is blocked; its air is drawn at the ceiling",
         "A unit whose inlet is blocked draws its air where it can.", "Leave the inlet open to the room", _AIR),
    Code("no-raised-floor", "error", "Air", "it blows under the floor, but the hall has no raised floor",
         "A downflow unit stands in a hall with a slab floor.", "Give the hall a raised floor, or use a unit that blows to the front", _AIR),
    Code("no-open-tiles", "info", "Air", "it blows under a floor without open tiles", "No tile lets the air out of the floor plenum.",
         "Place perforated tiles in front of the racks", _AIR),
    Code("no-fan-unit", "error", "Air", "{heat} of heat in its air and no running fan unit",
         "A hall with heat in its air has nothing that moves and cools it.",
         "Place a CRAH or fan wall, or supply the one there with power and coolant", _AIR, is_state=True),
    Code("air-hardly-renewed", "error", "Air", "it breathes air that is hardly renewed", "An inlet is far above any plausible temperature.",
         "Let cooled air reach its inlet", _AIR),
    Code("sealed-space", "error", "Air", "it moves {surplus} more air {way} a sealed space; the difference passes through its walls",
         "Fans move air into or out of a space that has no opening.", "Open the space, or balance what is blown in and drawn out", _AIR),
    Code("tight-leak", "info", "Air", "said to be tight, but has to pass {flow}", "A containment said to be tight has to let air through.",
         source=_AIR),
    Code("no-room", "error", "Layout", "it stands in no room: what air it breathes and warms is not known",
         "Equipment that warms or moves air stands in no hall.", "Move it into a hall, or place one around it", _AIR),
    Code("outside-room", "error", "Layout", "it stands outside {room}: it cools and warms nothing there",
         "An element names a hall it does not stand in.", "Move it into its hall, or name the one it stands in", _AIR),
    Code("idle-above-rated", "error", "Layout", "its idle power of {idle} is above its rated power of {rated}",
         "A rack draws more idle than rated: one of the two is wrong.", "Correct one of the two", "its own data"),
    Code("rating-beyond-reach", "error", "Layout",
         "its rating of {rated} contradicts its own flows and temperatures, which move {most} at most",
         "An exchanger is rated for more heat than its streams carry at their temperatures: one of the values is wrong.",
         "Correct the rating, a flow or a temperature", "its own data"),
    # -------------------------------------------------------------- no solution
    Code("unsolved-heat", "error", "Not solved", "nothing cools {heat} in its air; no steady temperature",
         "Heat in a room that no unit cools: its temperature rises without end.", "Run an air unit in its room", _AIR),
    Code("unsolved-air", "error", "Not solved", "it breathes air that nothing cools; no steady temperature",
         "The air around equipment is renewed by nothing that cools.", "Run an air unit in its room", _AIR),
    Code("unsolved-coolant", "error", "Not solved", "nothing takes {heat} of its loop, no steady temperature",
         "A loop takes up more heat than its chillers can give off.", "Add or restore a chiller", _COOLANT),
    Code("unsolved-passes", "error", "Not solved", "room air and coolant do not settle, {moved} from pass to pass",
         "Room air and coolant do not agree on a common state.", "Give its loop more chiller capacity than its rooms give off", _AIR),
    Code("unsolved-network", "error", "Not solved", "{load} of its network not carried, {reason}", "A part of the power network has no load flow.",
         "Reduce the load behind it, or feed it by a stronger or shorter path", _POWER),
    Code("unsolved-load", "error", "Not solved", "its network cannot carry its {load}, no solution",
         "The load hangs on a part of the power network that has no load flow.", "See the weakest element of its network", _POWER),
    Code("unsolved-ring", "error", "Not solved", "it feeds itself through another UPS, {load} hang on it", "UPS feed each other in a ring.",
         "Open one joint of the ring", _POWER),
    Code("unsolved-sources", "error", "Not solved",
         "{sources} hold different voltages on one bus with no impedance between: no current is a solution for its {load}",
         "Two ideal voltages stand on one bus.", "Part the sources or set them to one voltage", _POWER),
    Code("unsolved-figures", "error", "Not solved", "its load is not a finite number of watts", "A load has no finite power.",
         "Correct its power", _POWER),
    Code("unsolved-stage", "error", "Not solved", "{stage}: {reason}", "A solver gave up; the healthy rest is solved.",
         "Undo the last change and tell us what the scene was", "solver"),
    Code("unsolved-balance", "error", "Not solved", "heat in and heat out differ by {missing}",
         "The balance of the whole scene does not close.", "Undo the last change and tell us what the scene was", "energy balance"),
)  # fmt: skip

CODES: dict[str, Code] = {code.name: code for code in _CODES}
