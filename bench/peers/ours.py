"""Our sides: sark-bench with a scenario file of this folder, and the Google Benchmark suite."""

import copy
import json
import pathlib
import tempfile

import outputs
from peers import GRACE_SECONDS, Reading, succeeded
from process import CannotMeasure, run

HERE = pathlib.Path(__file__).resolve().parent
ROOT = HERE.parents[1]
# 0 pass, 99 a threshold failed, 121 too little measured to judge, 122 the generator was the limit: all measured.
ENDED_WITH_A_RESULT = {0, 99, 121, 122}


class Build:
    """A build directory with the programs to measure."""

    def __init__(self, directory):
        self.sark_bench = pathlib.Path(directory) / "cli/sark-bench"
        self.benchmarks = pathlib.Path(directory) / "bench/sark_benchmarks"

    def version(self):
        return run([self.sark_bench, "--version"], 10).out.strip()


def unbuilt(executables):
    """Which of our programs have not been built; empty when all are there."""
    absent = sorted({str(path) for path in executables if not path.is_file()})
    return f"not built: {', '.join(absent)}\n  script/build release" if absent else ""


def load_of(document):
    """The one load of a scenario of this folder."""
    (load,) = document["load"].values()
    return load


def changed(document, changes):
    """A copy with keys of its load set, or removed where the value is None."""
    document = copy.deepcopy(document)
    load = load_of(document)
    for key, value in changes.items():
        load.pop(key, None)
        if value is not None:
            load[key] = value
    return document


def idling(document):
    """The same with next to nothing to do: what starting, sampling and reporting cost."""
    load = load_of(document)
    connections = load.get("vus", load.get("connections", 1))
    return changed(document, {"executor": "constant-arrival-rate", "rate": 1, "duration": "1s", "vus": None,
                              "poisson": None, "file": None, "connections": connections})


class SarkBench:
    """A scenario file, with changes to its load."""

    needs = frozenset()

    def __init__(self, build, scenario, changes=None, threads=1, label="sark-bench"):
        self.label = label
        self.executable = build.sark_bench
        self._document = changed(json.loads((HERE / f"{scenario}.json").read_text()), changes or {})
        self._document["threads"] = threads

    def _write(self, document, directory, _seconds):
        """What a run reads."""
        (directory / "scenario.json").write_text(json.dumps(document))

    def _run(self, document, running, seconds):
        with tempfile.TemporaryDirectory(prefix="sark-peers-") as directory:
            file, out = pathlib.Path(directory) / "scenario.json", pathlib.Path(directory) / "out"
            self._write(document, file.parent, seconds)
            command = [self.executable, "run", file, "--out", out, "--format", "json", "--quiet",
                       *target_options(running)]
            done = run(command, seconds + GRACE_SECONDS)
            if done.code not in ENDED_WITH_A_RESULT:
                succeeded(self.label, done)
            try:
                return done, (out / "result.json").read_text()
            except OSError as error:
                raise CannotMeasure(f"sark-bench left no result: {done.err.strip()[:300]}") from error

    def measure(self, running, seconds):
        document = changed(self._document, {"duration": f"{seconds}s"})
        done, text = self._run(document, running, seconds)
        return Reading(outputs.result_json(text), done.cpu_s, done.rss_mb,
                       json.loads(text)["validity"]["verdict"])

    def idle(self, running):
        return self._run(idling(self._document), running, 1)[0].cpu_s


class SarkBenchInTurns(SarkBench):
    """The same requests as a scenario of one operation at an even rate, but sent as clients do whose timers were
    started together: a request on every connection at once, then nothing until their next turn."""

    def __init__(self, build, scenario, label="sark-bench"):
        super().__init__(build, scenario, label=label)
        load = load_of(self._document)
        self._per_turn = load["connections"]
        self._turns_per_second = load["rate"] / self._per_turn
        self._document = changed(self._document, {"executor": "replay", "file": "turns.csv", "rate": None})

    def _write(self, document, directory, seconds):
        super()._write(document, directory, seconds)
        (operation,) = load_of(document)["operations"]
        turns = (f"{turn / self._turns_per_second:.6f},{operation['name']}\n" * self._per_turn
                 for turn in range(round(seconds * self._turns_per_second)))
        (directory / "turns.csv").write_text("time,operation\n" + "".join(turns))


def target_options(running):
    options = []
    if "nginx" in running:
        options += ["--url", running["nginx"].url.rstrip("/")]
    if "postgres" in running:
        options += ["--dsn", running["postgres"].dsn, "--keep-data"]
    if "redis" in running:
        options += ["--redis", f"unix:{running['redis'].socket}"]
    return options


class Benchmarks:
    """Cases of the Google Benchmark suite."""

    needs = frozenset()
    label = "sark_benchmarks"

    def __init__(self, build, cases):
        self.executable = build.benchmarks
        self._cases = cases

    def measure(self, _running, seconds):
        command = [self.executable, f"--benchmark_filter=^({'|'.join(self._cases)})(/|$)",
                   f"--benchmark_min_time={seconds / 5:g}", "--benchmark_format=json"]
        done = succeeded(self.label, run(command, seconds * len(self._cases) + 2 * GRACE_SECONDS))
        return Reading(outputs.google_benchmark(done.out), done.cpu_s, done.rss_mb)
