"""Measures the sides of a row in turns, so that what the machine does to one it does to the other."""

import dataclasses
import statistics
import time

from host import Watch
from intervals import median_of
from process import CannotMeasure
from rows import Figure

BESIDE_ROUNDS = 2
IDLE_RUNS = 3


@dataclasses.dataclass
class Measured:
    """What came of a row: per round the reading and the disturbance of each side, by side. `repeated` rounds are
    among neither. `trouble` is why it has no (or fewer) rounds."""
    row: object
    readings: list = dataclasses.field(default_factory=list)
    disturbances: list = dataclasses.field(default_factory=list)
    idle_cpu_s: dict = dataclasses.field(default_factory=dict)
    repeated: int = 0
    trouble: str = ""

    def side(self, name, figure):
        """The figures of one side over the rounds, in their order; rounds without it left out."""
        return [reading[name].figures[figure] for reading in self.readings
                if name in reading and figure in reading[name].figures]

    def figures(self, line):
        """One figure per round that has all it needs."""
        found = []
        for reading in self.readings:
            ours = figure_of(reading, line.ours, line.of)
            if line.figure is Figure.value and ours is not None:
                found.append(ours)
                continue
            other = figure_of(reading, line.other, line.of)
            if ours is None or other is None:
                continue
            if line.figure is Figure.difference:
                found.append(ours - other)
            elif other > 0:
                found.append(ours / other)
        return found

    def median(self, line):
        return median_of(self.figures(line))

    def loud(self, sides):
        """The disturbances of those sides' measurements that doubt what was measured."""
        return [by_side[side] for by_side in self.disturbances for side in sides
                if side in by_side and by_side[side].is_loud()]


class Spare:
    """Seconds left for measuring rounds again that other programs disturbed. What a round measured has no say in it."""

    def __init__(self, seconds):
        self._left = seconds

    def spend(self, seconds):
        """False when there is not that much left."""
        if seconds > self._left:
            return False
        self._left -= seconds
        return True


def figure_of(readings, side, figure):
    return readings[side].figures.get(figure) if side in readings else None


def order_of(names, number):
    """ABBA: every second round backwards."""
    return list(names) if number % 2 == 0 else list(reversed(names))


def add_cpu_per_operation(reading, idle_cpu_s):
    """Client CPU of the operations alone: the whole process less what it costs to start and to report."""
    reading.figures["cpu_us"] = max(reading.cpu_s - idle_cpu_s, 0.0) / reading.figures["operations"] * 1e6


def prepare(row, running):
    for side in row.sides.values():
        if hasattr(side, "prepare"):
            side.prepare(running)


def idle_costs(row, running):
    return {name: statistics.median(row.sides[name].idle(running) for _ in range(IDLE_RUNS)) for name in row.costs}


def measure_round(row, number, running, seconds, idle_cpu_s):
    """(readings, disturbances) by side."""
    names = [name for name in row.sides if number < BESIDE_ROUNDS or name not in row.beside]
    readings, disturbances = {}, {}
    for name in order_of(names, number):
        watch = Watch(service.pid for service in running.values())
        reading = row.sides[name].measure(running, seconds)
        disturbances[name] = watch.end(reading.cpu_s)
        if name in idle_cpu_s:
            add_cpu_per_operation(reading, idle_cpu_s[name])
        readings[name] = reading
    return readings, disturbances


def is_loud(disturbances, beside):
    return any(disturbance.is_loud() for side, disturbance in disturbances.items() if side not in beside)


def compare(row, running, rounds, seconds, spare, tell=lambda text: None):
    """All rounds of a row; up to half as many are measured again while there is time to spare. What cannot be
    measured ends the row, not the program, and is said in `trouble`."""
    measured = Measured(row)
    try:
        prepare(row, running)
        measured.idle_cpu_s = idle_costs(row, running)
        while (number := len(measured.readings)) < rounds:
            tell(f"{row.name}: round {number + 1} of {rounds}")
            began = time.monotonic()
            readings, disturbances = measure_round(row, number, running, seconds, measured.idle_cpu_s)
            if (measured.repeated < rounds // 2 and is_loud(disturbances, row.beside)
                    and spare.spend(time.monotonic() - began)):
                tell(f"{row.name}: once more, another program was busy")
                measured.repeated += 1
                continue
            measured.readings.append(readings)
            measured.disturbances.append(disturbances)
    except CannotMeasure as trouble:
        measured.trouble = str(trouble)
    return measured
