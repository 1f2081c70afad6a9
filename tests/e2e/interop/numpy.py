"""Stands in for numpy where compare.py imports it. It needs an array only to find that there is no
geometric mean: our entries are all aggregates, which it leaves out of one."""


class array(list):  # noqa: N801 - numpy's name
    def any(self):
        return any(self)
