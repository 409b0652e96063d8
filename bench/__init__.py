"""Measurements: ratios in one run against a named peer or limit. `python -m bench` runs them all."""
