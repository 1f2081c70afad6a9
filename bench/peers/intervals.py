"""Medians with intervals that assume nothing of the distribution."""

import dataclasses
import math
import statistics

WANTED = 0.95


@dataclasses.dataclass(frozen=True)
class Median:
    """Of `count` figures; low..high are two of them, which hold the median with the probability `coverage`."""
    value: float
    low: float
    high: float
    count: int

    @property
    def coverage(self):
        return coverage(self.count, rank(self.count))


def coverage(count, low_rank):
    """P(the median lies between the figures of rank `low_rank` from below and from above), independent figures:
    1 - 2 P(B < low_rank), B binomial(count, 1/2)."""
    return 1 - 2 * sum(math.comb(count, below) for below in range(low_rank)) / 2**count


def rank(count):
    """The narrowest pair of ranks that covers 95 %, or the extremes where even they do not."""
    best = 1
    while best + 1 <= count // 2 and coverage(count, best + 1) >= WANTED:
        best += 1
    return best


def median_of(figures):
    """Absent without figures; of one figure the interval is that figure, and covers nothing."""
    if not figures:
        return None
    ordered = sorted(figures)
    at = rank(len(ordered))
    return Median(statistics.median(ordered), ordered[at - 1], ordered[-at], len(ordered))
