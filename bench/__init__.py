"""Measurements, one JSON line per figure; ratios within one run count, absolute figures belong to the machine."""
