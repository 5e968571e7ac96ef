"""From a scene to the arrays of the solvers and back: the only place beside `kinds` where elements and networks meet.

The parts that the kinds of a scene contribute are joined at connected ports (`power_table.py`, `coolant_plant.py`,
`air_hall.py`), solved, and read back as columns by element id. What is dark, what trips and why is decided here before
anything is solved, from what is joined and open. An edit lowers its own rows or its own hall anew; all else is kept.

May import kinds, scene, solve and physics. Read `coolant.py` first, then `power.py` and `air.py`: each names its parts.
"""
