"""Inference: arrays in, arrays out. Knows numpy, scipy and numba, no tables and no record."""
