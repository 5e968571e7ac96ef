"""Equipment: one file per kind, holding its record, ports, parts of the networks, limits and shape.

A record's fields say unit, range, label and what they affect; forms, files, tooltips and report columns come from that.
Kinds contribute data (`parts/`), never equations: `compile` joins the parts of a scene and `solve` works on arrays.
`registry.py` is the one list of kinds, `catalogue.py` loads real equipment with the source of every value, `rating.py`
turns rating data into exchangers, `bodies/` draws, `placing.py` and `joining.py` say what may stand and join where,
`adding.py` and `wiring.py` where one more would stand and what joins the nearest.
May import scene, physics, units and paths. Rejected: plug-in discovery and kind switches elsewhere; one explicit tuple
is easier to read and to test. Read first: rack_liquid.py, then kind.py.
"""
