"""What is compared: the rows of the table, each with its bound."""

import dataclasses
import enum

import peers
from ours import Benchmarks, SarkBench, SarkBenchInTurns
from services import KINDS

CONNECTIONS = 50
PACED_RATE = 5000
PIPELINING_CLIENTS = 8


class Figure(enum.Enum):
    """What a round's two readings are made into."""
    ratio = enum.auto()       # ours / other
    difference = enum.auto()  # ours - other
    value = enum.auto()       # ours


@dataclasses.dataclass(frozen=True)
class Bound:
    at_least: bool
    limit: float
    unit: str = "x"

    def is_met_by(self, value):
        return value >= self.limit if self.at_least else value <= self.limit

    def __str__(self):
        return f"{'>=' if self.at_least else '<='} {self.limit:g} {self.unit}"


@dataclasses.dataclass(frozen=True)
class Line:
    """One line of the table: a figure of our side beside the same of another side of its row."""
    work: str
    of: str
    unit: str
    bound: Bound | None
    figure: Figure = Figure.ratio
    ours: str = "ours"
    other: str | None = "peer"
    reference: str = ""  # fixed text in the peer's column, where the peer cannot run beside us


@dataclasses.dataclass(frozen=True)
class Row:
    """Sides that are measured in turns against the same services."""
    name: str
    service: str | None
    sides: dict
    lines: tuple
    paced: bool = False  # needs longer slices: few operations per second
    costs: tuple = ()    # sides whose start-up cost is measured and taken off, for CPU per operation
    beside: frozenset = frozenset()  # sides that no line compares; measured in the first rounds only

    @property
    def needs(self):
        """Programs, by name."""
        service = KINDS[self.service].needs if self.service else set()
        return service.union(*(side.needs for side in self.sides.values()))


def at_least(limit):
    return Bound(True, limit)


def at_most(limit, unit="x"):
    return Bound(False, limit, unit)


def http_rows(build):
    yield Row("http-max", "nginx",
              {"ours": SarkBench(build, "http_max"), "peer": peers.Wrk(CONNECTIONS),
               "ab": peers.Ab(CONNECTIONS), "hey": peers.Hey(CONNECTIONS)},
              (Line(f"HTTP/1.1 keep-alive, {CONNECTIONS} connections, 1 thread: max rate", "rate", "/s", at_least(1.0)),),
              beside=frozenset({"ab", "hey"}))
    what = f"HTTP at {PACED_RATE}/s, open loop"
    yield Row("http-paced", "nginx",
              {"ours": SarkBench(build, "http_paced"), "peer": peers.H2load(CONNECTIONS, PACED_RATE),
               "in_turns": SarkBenchInTurns(build, "http_paced"),
               "unloaded": SarkBench(build, "http_unloaded", label="sark-bench, 1 connection, closed loop"),
               "hey": peers.Hey(CONNECTIONS, PACED_RATE)},
              (Line(f"{what}, evenly spaced: client CPU per request", "cpu_us", "us", at_most(1.0)),
               Line(f"{what}, {CONNECTIONS} at once every {1000 * CONNECTIONS // PACED_RATE} ms as h2load sends them: "
                    "the same", "cpu_us", "us", at_most(1.0), ours="in_turns"),
               Line(f"{what}: p50 response minus unloaded p50", "p50_ms", "ms", at_most(0.05, "ms"),
                    Figure.difference, other="unloaded")),
              paced=True, costs=("ours", "peer", "in_turns"), beside=frozenset({"hey"}))


def select_rows(build):
    for clients in (8, 20):
        for threads in (1, 2):
            what = f"point SELECT, {clients} connections, {threads} thread{'s' if threads > 1 else ''}"
            sides = {"ours": SarkBench(build, "select", {"vus": clients}, threads),
                     "peer": peers.Pgbench(clients, threads)}
            beside = frozenset()
            if (clients, threads) == (8, 1):
                sides["sysbench"] = peers.Sysbench(clients)
                beside = frozenset({"sysbench"})
            yield Row(f"select-{clients}x{threads}", "postgres", sides,
                      (Line(f"{what}: TPS", "rate", "/s", at_least(1.0)),
                       Line(f"{what}: client CPU per operation", "cpu_us", "us", at_most(1.0))),
                      costs=("ours", "peer"), beside=beside)


def pipeline_rows(build):
    for depth in (10, 50):
        what = f"point SELECT pipelined {depth} deep, {PIPELINING_CLIENTS} connections"
        yield Row(f"pipeline-{depth}", "postgres",
                  {"ours": SarkBench(build, "select_pipelined", {"pipeline": depth}),
                   "peer": peers.Pgbench(PIPELINING_CLIENTS, depth=depth),
                   "each": SarkBench(build, "select_pipelined", {"pipeline": depth, "sync": None})},
                  (Line(f"{what}, one sync per pipeline", "rate", "/s", at_least(1.0)),
                   Line(f"{what}, our default: one sync per request", "rate", "/s", None, ours="each")))


def lag_rows(build):
    for rate in (1000, 2000):
        what = f"open loop at {rate}/s: schedule lag"
        yield Row(f"lag-{rate}", "postgres",
                  {"ours": SarkBench(build, "select_paced", {"rate": rate}),
                   "peer": peers.Pgbench(8, rate=rate)},
                  tuple(Line(f"{what} {name}", f"lag_{name}_ms", "ms", at_most(0.5)) for name in ("p50", "p99", "max")),
                  paced=True)


def redis_rows(build):
    for test in ("get", "set"):
        for depth in (1, 16):
            yield Row(f"{test}-{depth}", "redis",
                      {"ours": SarkBench(build, f"redis_{test}", {"pipeline": depth} if depth > 1 else {}),
                       "peer": peers.RedisBenchmark(test, CONNECTIONS, depth)},
                      (Line(f"{test.upper()}, {CONNECTIONS} connections, depth {depth}", "rate", "/s", at_least(1.0)),))


def own_rows(build):
    yield Row("histogram", None,
              {"ours": Benchmarks(build, ["histogram_loop_alone", "histogram_record"])},
              (Line("one record, uncontended", "histogram_record/threads:1", "ns", at_most(1.4, "ns"), Figure.value,
                    other=None, reference="HdrHistogram_c 2.7 ns *"),
               Line("one record, 2 threads at once, each", "histogram_record/threads:2", "ns", at_most(1.5, "ns"),
                    Figure.value, other=None, reference="one shared, atomic: 22 ns *"),
               Line("of which the loop and its table look-up", "histogram_loop_alone", "ns", None, Figure.value,
                    other=None)))
    yield Row("in-process", None,
              {"ours": Benchmarks(build, ["in_process_operation/1"])},
              (Line("in-process operation, empty body, closed loop: whole engine",
                    "in_process_operation/1/iterations:5/manual_time:op", "ns", at_most(60, "ns"), Figure.value,
                    other=None),))


def rows(build):
    """All of them, in the order of the table."""
    return [*http_rows(build), *select_rows(build), *pipeline_rows(build), *lag_rows(build), *redis_rows(build),
            *own_rows(build)]
