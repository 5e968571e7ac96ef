"""Problems by cause: nothing is lost in the tree, and what is worst comes first."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from gigahall.kinds.finding import Cure, SetField, find
from gigahall.session.alarms import ordered
from gigahall.session.tree import by_cause, flat

KEYS = ("A", "B", "C", "D", "E", "F")
ROWS = st.lists(
    st.builds(
        lambda code, key, causes: find(code, key, causes=tuple(causes)),
        st.sampled_from(("out-of-service", "no-feed", "no-supply", "coil-uncooled", "no-coolant-flow")),
        st.sampled_from(KEYS),
        st.lists(st.sampled_from(KEYS), max_size=3),
    ),
    max_size=25,
)


@given(ROWS)
def test_every_row_is_in_the_tree_once(rows) -> None:
    problems = ordered(rows)
    for nodes in (by_cause(problems), flat(problems)):
        told = [id(finding) for node in nodes for finding in node.findings()]
        assert sorted(told) == sorted(map(id, problems))
        assert sum(1 + node.below for node in nodes) == len(problems)
    ranks = [node.rank for node in by_cause(problems)]
    assert ranks == sorted(ranks)


@given(ROWS)
def test_what_follows_counts_problems_and_notes_only_where_there_is_nothing_else(rows) -> None:
    for node in by_cause(ordered(rows)):
        after = [finding for finding in node.findings() if finding is not node.finding]
        worse = [finding for finding in after if finding.severity != "info"]
        assert node.follow == (len(worse) or len(after))


def test_a_switch_stands_above_what_it_brought_about() -> None:
    back_on = Cure("Put it back in service", (SetField("CDU-1", "in_service", True),))
    racks = [find("no-coolant-flow", f"R{n}", causes=("CDU-1",), cure=back_on) for n in range(8)]
    problems = ordered([*racks, find("out-of-service", "CDU-1"), find("limit-above", "X", severity="warning", value=2.0, limit=1.0, label="Load")])
    first, second = by_cause(problems)
    assert first.finding.element == "CDU-1" and first.below == 8 and first.rank == 0
    [racks_row] = first.children
    assert len(racks_row.likes) == 7, "equal rows fold"
    assert second.finding.element == "X"
