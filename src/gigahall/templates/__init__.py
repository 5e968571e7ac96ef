"""Scenes the program can write by itself: the sample halls, the large hall of any size, and starting points for new work.

May import kinds, scene, physics, units. Read builder.py first (the words a template is written in), then
superpod_gb300.py.
"""
