"""Templates write valid scenes: unique names, connected, without collisions, equal at every call."""

import pytest

from gigahall.kinds import placing
from gigahall.kinds.registry import kind_of
from gigahall.scene.document import Document
from gigahall.scene.record import Connection, Element, Scene
from gigahall.session import headless
from gigahall.storage import scene_file
from gigahall.templates.builder import Builder
from gigahall.templates.large_hall import large_hall
from gigahall.templates.parameters import Choice
from gigahall.templates.registry import BY_NAME, TEMPLATES

every = pytest.mark.parametrize("template", TEMPLATES, ids=lambda template: template.name)


@every
def test_each_call_writes_the_same(template):
    assert scene_file.encode(template.make()) == scene_file.encode(template.make())


@every
def test_descriptions_speak_to_users(template):
    """What it is and what to try; what is published, estimated or differs by hand stands in docs/samples.md."""
    words = next(record for record in template.make() if isinstance(record, Scene)).description
    assert len(words) <= 600
    assert not [word for word in ("hand calculation", "hand estimate", "Published", "estimated", " not ") if word in words]


@every
def test_ids_and_names_are_unique(template):
    records = template.make()
    ids = [record.id for record in records]
    names = [record.name for record in records if isinstance(record, Element)]
    assert len(set(ids)) == len(ids) and len(set(names)) == len(names)


@every
def test_every_connection_joins_ports_that_exist(template):
    records = {record.id: record for record in template.make()}
    for record in records.values():
        if isinstance(record, Connection):
            for end in (record.a, record.b):
                key, _, port = end.partition(".")
                element = records[key]
                assert isinstance(element, Element)
                assert port in {p.name for p in kind_of(element).ports(element)}, end


@every
def test_every_element_stands_in_a_hall_of_the_scene_or_outdoors(template):
    records = {record.id: record for record in template.make()}
    for record in records.values():
        if isinstance(record, Element) and record.hall:
            assert kind_of(records[record.hall]).is_room


@every
def test_a_document_takes_it(template):
    document = Document(template.make())
    assert document.elements()
    assert isinstance(document.records["scene"], Scene)


@pytest.mark.parametrize(("racks", "units", "transformers"), [(16, 1, 4), (64, 1, 8), (80, 2, 12), (448, 7, 56)])
def test_large_hall_grows_by_whole_units(racks, units, transformers):
    """A deployment unit has a group of four lineups for every two scalable units."""
    kinds = [kind_of(record).name for record in large_hall(racks) if isinstance(record, Element)]
    assert kinds.count("rack_liquid") == racks
    assert kinds.count("rack_air") == racks // 16 * 11
    assert kinds.count("hall") == units
    assert kinds.count("transformer") == transformers


@pytest.mark.parametrize("racks", [-16, 0, 8, 100])
def test_large_hall_refuses_parts_of_a_unit(racks):
    with pytest.raises(ValueError, match="whole number"):
        large_hall(racks)


@pytest.mark.parametrize("racks", [400, 768, 1552])
def test_blocks_of_the_large_hall_keep_out_of_each_other(racks):
    """Rooms, plant and yards: what stands in one block stands in nothing of the next."""
    elements = [record for record in large_hall(racks) if isinstance(record, Element)]
    outdoors = [element for element in elements if kind_of(element).category != "IT"]  # racks stand in rooms
    assert placing.Floor(()).refusal(outdoors) == ""
    rooms = [placing.footprint(element) for element in elements if kind_of(element).is_room]
    assert not [(a, b) for k, a in enumerate(rooms) for b in rooms[k + 1:] if a.overlaps(b, 0.02)]


def test_placement_rule_of_the_large_hall():
    """rack(c, d, s, r, k): x = 7.8 + 13.8 c + 0.6 k + 0.3, y = 1.8 + 28.8 d + 7.2 s + 2.1 + 3.0 r; support 6.6 further; blocks
    163.8 apart."""
    at = {record.id: record.at_m for record in large_hall(448) if isinstance(record, Element)}
    assert at["D1-S1-A01"] == pytest.approx((8.1, 3.9, 0.0))
    assert at["D1-S1-B08"] == pytest.approx((12.3, 6.9, 0.0))
    assert at["D1-S1-N01"] == pytest.approx((14.7, 3.9, 0.0))
    assert at["D2-S1-A01"] == pytest.approx((21.9, 3.9, 0.0))
    assert at["D3-S1-A01"] == pytest.approx((8.1, 32.7, 0.0))
    assert at["D6-S4-B08"] == pytest.approx((26.1, 1.8 + 57.6 + 21.6 + 5.1, 0.0))
    assert at["D7-S1-A01"] == pytest.approx((171.9, 3.9, 0.0))


def test_the_builder_refuses_what_does_not_fit():
    b = Builder("Test", "")
    b.add("white_space_slab", "room")
    with pytest.raises(ValueError, match="twice"):
        b.add("white_space_slab", "room")
    with pytest.raises(ValueError, match="no port"):
        b.join("room.feed_1", "room.feed_2")
    with pytest.raises(KeyError):
        b.join("nobody.a", "room.b")


def test_names_and_templates_agree():
    assert set(BY_NAME) == {"superpod-gb300", "air-hall", "four-panels", "tower-hall", "large-hall", "empty"}
    assert all(template.title and template.line for template in TEMPLATES)


def test_a_template_cannot_join_supply_and_return() -> None:
    b = Builder("", "")
    for line in ("supply", "return"):
        b.add("header_sch40_nps6", f"H-{line}", system="TCS", line=line)
    with pytest.raises(ValueError, match="supply\\) does not fit"):
        b.join("H-supply.tap", "H-return.tap")


VARIANTS = [
    (template.name, {parameter.name: str(value)})
    for template in TEMPLATES if template.name != "large-hall" for parameter in template.parameters
    for value in ([choice for choice, _ in parameter.choices] if isinstance(parameter, Choice) else [parameter.least, parameter.most])
] + [
    ("large-hall", {"racks": "32", **one})
    for one in ({"item": "gb200_nvl72"}, {"containment": "none"}, {"redundancy": "N"})
] + [
    ("air-hall", {"rows": "4", "racks": "10", "item": "rack_12kw", "containment": "cold"}),
    ("air-hall", {"rows": "4", "racks": "4", "redundancy": "N"}),
    ("superpod-gb300", {"racks": "3", "support": "2", "item": "gb200_nvl72", "containment": "none", "redundancy": "N"}),
]


def collisions(document):
    """Those that the sample scene has are its own."""
    floor = placing.Floor(document.elements())
    return {reason for element in document.elements() if "would stand in" in (reason := floor.refusal([element]))}


@pytest.mark.parametrize(("name", "values"), VARIANTS, ids=lambda value: str(value).replace(" ", ""))
def test_every_choice_changes_what_is_built_and_nothing_collides(name, values):
    template = BY_NAME[name]
    records = template.build(values)
    document = Document(records)
    assert scene_file.decode(scene_file.encode(records)).notes == ()
    elements = document.elements()
    assert len({element.name for element in elements}) == len(elements)
    assert collisions(document) <= collisions(Document(template.make()))
    defaults = {parameter.name: str(parameter.default) for parameter in template.parameters}
    if any(defaults[key] != value for key, value in values.items()):
        assert [r for r in records if not isinstance(r, Scene)] != [r for r in template.make() if not isinstance(r, Scene)]
    free = [end for element in elements for port in kind_of(element).ports(element)
            if port.direction == "input" and not port.many and kind_of(element).category == "IT" and element.item != "empty_blanked"
            for end in [f"{element.id}.{port.name}"] if not any(end in (j.a, j.b) for j in document.connections_of(element.id))]
    assert free == []


def test_what_a_template_cannot_vary_is_refused_in_words():
    with pytest.raises(ValueError, match="varies racks, support, item, containment, redundancy, not rows"):
        BY_NAME["superpod-gb300"].build({"rows": "4"})
    with pytest.raises(ValueError, match="Racks in a row: 40 is not between 4 and 10"):
        BY_NAME["air-hall"].build({"racks": "40"})
    with pytest.raises(ValueError, match="Compute racks: 17 is not between 16 and 3072 in steps of 16"):
        BY_NAME["large-hall"].build({"racks": "17"})
    with pytest.raises(ValueError, match="Rows: '3' is none of 2, 4"):
        BY_NAME["air-hall"].build({"rows": "3"})


@pytest.mark.parametrize("values", [{"rows": "4", "item": "rack_10kw", "containment": "cold"}, {"racks": "5", "redundancy": "N"}])
def test_a_varied_air_hall_has_a_solution_without_errors(values):
    records = BY_NAME["air-hall"].build({"item": "rack_6kw", **values})
    results = headless.solved({record.id: record for record in records})
    assert results.state == "settled"
    assert [problem.code for problem in results.problems if problem.severity == "error"] == []


@every
def test_all_stands_in_the_room_it_names(template):
    records = {record.id: record for record in template.make()}
    placed = [e for e in records.values() if isinstance(e, Element) and e.hall]
    assert [e.id for e in placed if not placing.is_in(e, records[e.hall])] == []
