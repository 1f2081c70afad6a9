"""Stands in for scipy where compare.py imports it: 240 MB of packages for two functions that it never
calls about one repetition."""
