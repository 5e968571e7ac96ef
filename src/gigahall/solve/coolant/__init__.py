"""Coolant networks over arrays: flow of each hydraulically closed loop, then heat through all loops that exchange heat.

`network.py` holds the arrays, `laws.py` the pressure laws, `hydraulics.py` the flow of one loop, `devices.py` what moves
heat (with the ideal controls), `transport.py` one Newton step on temperatures, `plant.py` everything together. Read them
in this order. Arrays in, arrays and an Outcome out: no ids, no files, no Qt. May import physics.

Decided: flows and temperatures are solved alternately, but each Newton step on the temperatures knows how the flows
answer to the control valves (the response columns), so that the pair converges like one Newton. A control is inverted
inside its device (the valve position that meets the set point, or fully open), which leaves monotone equations in the
temperatures only. Rejected: control positions as unknowns with complementarity conditions (cycles between active sets),
and relaxation between loops (slow where coolers or chillers are at their limit).
"""
