"""Solves a scene and keeps it solved: the stage graph, the worker, alarms, scenarios, results. Headless, no Qt.

May import compile, storage, kinds, scene, solve, physics, units. Read plant.py first (how the stages of one solve follow
each other), then session.py (the worker thread that follows a document), results.py (what a solve says). jobs.py runs long
work in processes of its own.
"""
