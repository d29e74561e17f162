"""Benchmarks: how fast Seedbrief is, run by hand with ``make bench``; results are in RESULTS.md.

They are not below tests/ because they are not tests: nothing fails, they take minutes to hours, and what they measure
is published. Tests only share the invented project (``corpus``).
"""
