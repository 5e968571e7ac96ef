"""What trips or stands still for want of coolant, as findings: what it is due to first, and what would restore it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace

from gigahall.compile.coolant_causes import Causes, is_stopped
from gigahall.compile.coolant_lower import Lowered
from gigahall.compile.coolant_plant import Compiled
from gigahall.compile.coolant_reach import Reach
from gigahall.kinds.finding import Amount, Change, Cure, Fact, Finding, Named, find
from gigahall.kinds.parts.coolant import Pump
from gigahall.kinds.registry import kind_of
from gigahall.kinds.restoring import due_to
from gigahall.solve.coolant.paths import Paths

FLOW = "coolant.flow_m3_s"


def trips(
    plants: Sequence[Compiled], known: Reach, why: Causes, running: frozenset[str], draw_w: Mapping[str, float]
) -> tuple[Finding, ...]:
    """A row for everything in service that misses its coolant, and for every pump that moves nothing."""
    codes = (
        ("no-coolant-flow", known.no_flow), ("no-way-out", known.no_way), ("coil-uncooled", known.uncooled),
        ("no-condenser", known.halted),
    )  # fmt: skip
    lowered = {key: item for compiled in plants for key, item in compiled.lowered.items()}
    found = [
        _due(find(code, key, quantity=FLOW, value=0.0), why, lowered)
        for code, keys in codes for key in sorted(keys & running)
    ]
    for compiled, ways in zip(plants, known.paths, strict=True):
        found += _pumps(compiled, ways, known, why, draw_w, lowered)
    found += [find("against-flow", key) for key in sorted(why.backwards)]
    return tuple(found)


def _due(found: Finding, why: Causes, lowered: Mapping[str, Lowered]) -> Finding:
    """With the elements it is due to, and the edit that puts the first of them back."""
    due = why.of.get(found.element, ())

    def put_back(key: str) -> tuple[Change, ...]:
        return kind_of(lowered[key].element).put_back(lowered[key].element)

    if due and due[0] in why.backwards:
        lost = tuple(key for key in due if key not in why.backwards or put_back(key))
        turned = Named(tuple(key for key in due if key in why.backwards))
        words = "Turn {due} round and restore {lost}" if lost else "Turn {due} round"
        return replace(found, causes=due).with_cure(words, due=turned, lost=Named(lost))
    return due_to(found, due, found.element in why.together, put_back)


def _pumps(
    compiled: Compiled, ways: Paths, known: Reach, why: Causes, draw_w: Mapping[str, float], lowered: Mapping[str, Lowered]
) -> Iterator[Finding]:
    """Pumps in service that move nothing: outdone by stronger ones beside them, or against a shut path."""
    for b in compiled.plant.pumps.branch:
        place = compiled.places[b]
        key = place.element
        if key not in known.resting or key in why.backwards or ways.circuit[b] >= 0 or is_stopped(lowered[key]):
            continue
        part = place.row.part
        assert isinstance(part, Pump)
        if _is_passed_by(compiled, ways, key, part, known.closed):
            yield _outdone(compiled, ways, int(b), part)
        else:
            draw = Amount(draw_w.get(key, 0.0), "W")
            yield _due(find("pump-shut-path", key, quantity=FLOW, value=0.0, draw=draw), why, lowered)


def _is_passed_by(compiled: Compiled, ways: Paths, key: str, part: Pump, closed: frozenset[str]) -> bool:
    """Does coolant flow from its suction to its discharge another way? Pipes and valves in which it stands lead to where it does."""
    ends = [
        compiled.node_of[key, port] for side, inlet, outlet in compiled.lowered[key].parts.sides if side == part.side
        for port in (inlet, outlet)
    ]
    touching = [_circuits_at(compiled, ways, end, closed | {key}) for end in ends]
    return len(touching) == 2 and bool(touching[0] & touching[1])


def _circuits_at(compiled: Compiled, ways: Paths, start: int, closed: frozenset[str]) -> set[int]:
    """Circuits that touch a node, or what is joined to it over open elements in which nothing flows."""
    found: set[int] = set()
    seen, rest = {start}, [start]
    at: dict[int, list[int]] = {}
    for b, place in enumerate(compiled.places):
        for node in (place.tail, place.head):
            at.setdefault(node, []).append(b)
    while rest:
        for b in at[rest.pop()]:
            place = compiled.places[b]
            if ways.circuit[b] >= 0:
                found.add(int(ways.circuit[b]))
            elif place.element not in closed:
                rest += {place.tail, place.head} - seen
                seen |= {place.tail, place.head}
    return found


def _outdone(compiled: Compiled, ways: Paths, branch: int, part: Pump) -> Finding:
    """The pumps of its loop that run, and whether they are told to hold something else."""
    loop = compiled.plant.loop_of_branch
    beside = [int(b) for b in compiled.plant.pumps.branch if loop[b] == loop[branch] and ways.circuit[b] >= 0]
    group = compiled.lowered[compiled.places[branch].element].element.group
    mates = [b for b in beside if group and compiled.lowered[compiled.places[b].element].element.group == group]
    others = Named(tuple(dict.fromkeys(compiled.places[b].element for b in mates or beside)))
    held = [p.hold_value for b in mates or beside if isinstance(p := compiled.places[b].row.part, Pump) and p.hold == "dp"]
    key = compiled.places[branch].element
    if part.hold == "dp" and held and max(held) > part.hold_value:
        facts: dict[str, Fact] = {"own": Amount(part.hold_value, "Pa"), "others": others, "theirs": Amount(max(held), "Pa")}
        return find("pumps-disagree", key, quantity=FLOW, value=0.0, causes=others.ids, cure=Cure("Give them one set point"), facts=facts)
    return find("pump-outdone", key, quantity=FLOW, value=0.0, causes=others.ids, others=others)

