"""The files for other tools, read by those tools: HdrHistogram's HistogramLogProcessor (Java) and
Google Benchmark's compare.py; CSV and JSON by Python's own readers.

The numbers are those of result.json to the last bit. One difference is meant: HdrHistogram knows only
the bucket of its greatest value, result.json the value itself, so no quantile of ours is above it.
"""

import csv
import json
import os
import pathlib
import subprocess
import tempfile
import unittest

from harness import ROOT, operation, result_of, sark_bench, scenario, write_scenario
from scripted_target import ScriptedTarget

HDR_JAR = "/usr/share/java/hdrhistogram.jar"
COMPARE = "/usr/share/benchmark/compare.py"
EVERY_FILE_FORMAT = "json,hlog,csv,html,md,junit,hgrm,k6,locust,gbench,prom,bmf,github-benchmark"


def names_of(directory):
    return sorted(str(path.relative_to(directory)) for path in pathlib.Path(directory).rglob("*") if path.is_file())


class Table:
    """A percentile distribution text: rows of (value, quantile, count), and what stands below them."""

    def __init__(self, text):
        lines = [line for line in text.splitlines() if line and not line.startswith(("#[Overall", "#[StartTime"))]
        self.header = lines[0].split()
        rows = [line.split() for line in lines[1:] if not line.startswith("#")]
        self.values = [float(row[0]) for row in rows]
        self.positions = [row[1:] for row in rows]  # as text: quantile, count and 1/(1-quantile)
        self.notes = {}
        for line in lines:
            if line.startswith("#[") and "=" in line:
                for part in line.strip("#[]").split(","):
                    name, _, value = part.partition("=")
                    self.notes[name.strip()] = value.strip()

    def at(self, quantile):
        """The steps meet every quantile we ask for, unless all samples were counted before it."""
        return next(v for v, p in zip(self.values, self.positions) if float(p[0]) >= quantile)


class HistogramLog:
    """A .hlog through HistogramLogProcessor; values in whole nanoseconds."""

    def __init__(self, path, scratch):
        self.path, self.scratch, self.seen = path, pathlib.Path(scratch), {}

    def _process(self, *options):
        done = subprocess.run(["java", "-cp", HDR_JAR, "org.HdrHistogram.HistogramLogProcessor", "-i", self.path,
                               "-outputValueUnitRatio", "1.0", *options], capture_output=True, text=True,
                              timeout=60, check=False)
        if done.returncode != 0 or done.stderr:
            raise AssertionError(f"HistogramLogProcessor: {done.stderr}")
        return done.stdout

    def tags(self):
        return set(self._process("-listtags").splitlines()[1:])

    def read(self, tag=None):
        """(percentile table, interval rows) of a tag."""
        if tag not in self.seen:
            self.seen[tag] = self._read(tag)
        return self.seen[tag]

    def _read(self, tag):
        out = self.scratch / "processed"
        options = ["-tag", tag] if tag else []
        self._process("-csv", "-o", out, *options)
        intervals = list(csv.DictReader(line for line in out.read_text().splitlines() if not line.startswith("#")))
        self._process("-o", out, *options)
        return Table(out.with_name("processed.hgrm").read_text()), intervals


def compare(old, new, *options):
    """Google Benchmark's comparison of two files, as the JSON that it dumps."""
    with tempfile.NamedTemporaryFile(suffix=".json") as dump:
        environment = {**os.environ, "PYTHONPATH": str(pathlib.Path(__file__).parent / "interop")}
        done = subprocess.run(["/usr/bin/python3", COMPARE, "--no-color", "--dump_to_json", dump.name, *options,
                               "benchmarks", old, new], env=environment, capture_output=True, text=True,
                              timeout=60, check=False)
        if done.returncode != 0:
            raise AssertionError(f"compare.py: {done.stdout}{done.stderr}")
        return {row["name"]: row["measurements"][0] for row in json.load(dump)}


class FilesOfARun:
    """What holds for the files of any run; the subclasses say which run."""

    directory = None

    @classmethod
    def read(cls):
        cls.result = result_of(cls.directory)
        cls.log = HistogramLog(cls.directory / "latency.hlog", cls.scratch.name)

    def samples_of(self, op, clock):
        return self.log.read({"response": op["name"], "service": f"{op['name']}/service"}[clock])

    def clocks(self):
        """(operation, clock) whose quantiles are those of one histogram: no failures rank behind it."""
        for op in self.result["operations"]:
            for clock in ("response", "service"):
                if op["exact"][clock] and (clock == "service" or op["failed"] == 0):
                    yield op, clock

    def test_the_log_has_a_tag_for_each_operation_and_load(self):
        wanted = {"[NO TAG (default)]", "generator/wake_lag"}
        wanted |= {f"load/{load['name']}" for load in self.result["loads"]}
        for op in self.result["operations"]:
            wanted |= {op["name"], f"{op['name']}/failed", f"{op['name']}/service"}
            if op.get("server_time"):
                wanted.add(f"{op['name']}/server")
        self.assertEqual(self.log.tags(), wanted)

    def test_java_reads_the_percentiles_of_result_json_from_the_log(self):
        compared = 0
        for op, clock in self.clocks():
            table, intervals = self.samples_of(op, clock)
            greatest = op["exact"][clock]["max_ns"]
            theirs = {"p50": float(intervals[-1]["Total_50%"]), "p90": float(intervals[-1]["Total_90%"]),
                      "p95": table.at(0.95), "p99": float(intervals[-1]["Total_99%"]),
                      "p99_9": float(intervals[-1]["Total_99.9%"])}
            for name, nanoseconds in theirs.items():
                ours = op[f"{clock}_ms"][name]
                if ours is not None:
                    self.assertEqual(ours, min(nanoseconds, greatest) / 1e6, (op["name"], clock, name))
                    compared += 1
            self.assertEqual(int(intervals[-1]["Total_Count"]), op[f"{clock}_ms"]["samples"])
        self.assertGreater(compared, 5)

    def test_the_percentile_text_is_javas_of_the_log_line_by_line(self):
        for op, clock in self.clocks():
            table, _ = self.samples_of(op, clock)
            text = (self.directory / "hgrm" / f"{op['load']}.{op['name']}.{clock}.hgrm").read_text()
            ours = Table(text)
            greatest = op["exact"][clock]["max_ns"]
            self.assertEqual(ours.header, table.header)
            self.assertEqual(ours.positions, table.positions)
            self.assertEqual(ours.values, [min(value, greatest) / 1e6 for value in table.values])
            for note in ("Total count", "Buckets", "SubBuckets"):
                self.assertEqual(ours.notes[note], table.notes[note])
            for q, name in ((0.5, "p50"), (0.9, "p90"), (0.95, "p95")):
                if op[f"{clock}_ms"][name] is not None:
                    self.assertEqual(ours.at(q), op[f"{clock}_ms"][name])

    def test_intervals_of_the_loads_add_up_to_the_untagged_whole(self):
        _, whole = self.log.read()
        parts = 0
        for load in self.result["loads"]:
            _, intervals = self.log.read(f"load/{load['name']}")
            parts += int(intervals[-1]["Total_Count"])
        ok = sum(slice_["ok"] for slice_ in self.result["timeseries"])
        self.assertEqual((int(whole[-1]["Total_Count"]), parts), (ok, ok))

    def test_failures_have_a_tag_of_their_own(self):
        for op in self.result["operations"]:
            table, _ = self.log.read(f"{op['name']}/failed")
            self.assertEqual(int(table.notes["Total count"]), op["failed"])

    def test_locusts_columns_hold_the_numbers_of_result_json(self):
        with open(self.directory / "locust_stats.csv", newline="") as file:
            rows = {row["Name"]: row for row in csv.DictReader(file)}
        columns = {"Median Response Time": "p50", "50%": "p50", "90%": "p90", "95%": "p95", "99%": "p99",
                   "99.9%": "p99_9", "Average Response Time": "mean", "Min Response Time": "min",
                   "Max Response Time": "max"}
        for op in self.result["operations"]:
            row = rows[op["name"]]
            self.assertEqual((int(row["Request Count"]), int(row["Failure Count"])), (op["count"], op["failed"]))
            for column, name in columns.items():
                value = None if row[column] == "N/A" else float(row[column])
                self.assertEqual(value, op["response_ms"][name], (op["name"], column))
        self.assertEqual(int(rows["Aggregated"]["Request Count"]), sum(o["count"] for o in self.result["operations"]))
        self.assertEqual(rows["Aggregated"]["Type"], "")

    def test_k6s_summary_holds_the_numbers_of_result_json(self):
        metrics = json.loads((self.directory / "k6_summary.json").read_text())["metrics"]
        older = json.loads((self.directory / "k6_summary_export.json").read_text())["metrics"]
        durations = {"http": "http_req_duration", "postgres": "pg_stmt_duration", "redis": "redis_cmd_duration",
                     "core": "core_call_duration"}
        columns = {"avg": "mean", "min": "min", "med": "p50", "max": "max", "p(90)": "p90", "p(95)": "p95",
                   "p(99)": "p99", "p(99.9)": "p99_9"}
        for op in self.result["operations"]:
            name = f"{durations[op['driver']]}{{operation:{op['name']}}}"
            self.assertEqual(metrics[name]["type"], "trend")
            for column, ours in columns.items():
                self.assertEqual(metrics[name]["values"].get(column), op["response_ms"][ours], (name, column))
                self.assertEqual(older[name].get(column), op["response_ms"][ours], (name, column))
        judged = {row["id"]: row["verdict"] == "pass" for row in self.result["judgements"]
                  if row["profile"] == "thresholds"}
        found = {f"{name}: {text}": mark["ok"] for name, metric in metrics.items()
                 for text, mark in metric.get("thresholds", {}).items()}
        crossed = {f"{name}: {text}": mark for name, metric in older.items()
                   for text, mark in metric.get("thresholds", {}).items()}
        self.assertEqual(found, judged)
        self.assertEqual(crossed, {id_: not ok for id_, ok in judged.items()})
        self.assertTrue(judged)

    def test_google_benchmarks_compare_reads_the_numbers_of_result_json(self):
        path = self.directory / "google_benchmark.json"
        compared = compare(path, path)
        wanted = {}
        for op in self.result["operations"]:
            for statistic in ("mean", "p50", "p95", "p99"):
                if op["response_ms"][statistic] is not None:
                    wanted[f"{op['name']}_{statistic}"] = op["response_ms"][statistic] * 1e6
        self.assertEqual({name: row["real_time"] for name, row in compared.items()}, wanted)
        self.assertTrue(all(row["time"] == 0.0 for row in compared.values()))

    def test_every_file_can_be_made_again_from_result_json(self):
        with tempfile.TemporaryDirectory(prefix="sark-e2e-") as again:
            done = sark_bench("report", self.directory, "--format", EVERY_FILE_FORMAT, "--out", again, *self.profiles)
            self.assertEqual(done.code, self.result["verdict"]["exit_code"], done)
            self.assertEqual(names_of(again), names_of(self.directory))
            for name in names_of(again):
                self.assertEqual((pathlib.Path(again) / name).read_bytes(), (self.directory / name).read_bytes(), name)


class RunOnScriptTest(FilesOfARun, unittest.TestCase):
    """A run of ours: two loads against a target of the test's own."""

    profiles = ()

    @classmethod
    def setUpClass(cls):
        cls.scratch = tempfile.TemporaryDirectory(prefix="sark-e2e-")
        cls.addClassCleanup(cls.scratch.cleanup)
        cls.directory = pathlib.Path(cls.scratch.name) / "run"
        target = ScriptedTarget()
        cls.addClassCleanup(target.close)
        request = {"path": "/", "expect": {"status": 200, "contains": '"ok"'}}
        load = {"executor": "constant-arrival-rate", "duration": "4s", "connections": 2, "timeout": "5s"}
        document = scenario(
            {"web": {**load, "rate": 300, "operations": [{"name": "target.get", "http": request},
                                                         {"name": "target.list", "http": request}]},
             "side": {**load, "rate": 60, "operations": [{"name": "target.side", "http": request}]}},
            thresholds={"http_req_duration{operation:target.get}": ["p(95)<5s"], "errors": ["rate<0.5"],
                        "http_req_duration{load:side}": ["avg<0.001ms"]})
        path = write_scenario(cls.scratch.name, document)
        done = sark_bench("run", path, "--url", target.url, "--out", cls.directory, "--quiet", "--format",
                          EVERY_FILE_FORMAT)
        if not (cls.directory / "google_benchmark.json").exists():
            raise AssertionError(f"the run left no files: {done}")
        cls.read()

    def test_compare_sees_a_slower_run(self):
        old = self.directory / "google_benchmark.json"
        document = json.loads(old.read_text())
        for entry in document["benchmarks"]:
            entry["real_time"] *= 2
        new = pathlib.Path(self.scratch.name) / "slower.json"
        new.write_text(json.dumps(document))
        for row in compare(old, new).values():
            self.assertAlmostEqual(row["time"], 1.0)


class GoldenRunTest(FilesOfARun, unittest.TestCase):
    """The run that the unit tests made up: failures, abandoned operations, one that never ran."""

    profiles = ("--sla", "api,v2-database,sla")

    @classmethod
    def setUpClass(cls):
        cls.scratch = tempfile.TemporaryDirectory(prefix="sark-e2e-")
        cls.addClassCleanup(cls.scratch.cleanup)
        cls.directory = pathlib.Path(cls.scratch.name) / "run"
        done = sark_bench("report", ROOT / "tests/golden/result.json", "--format", EVERY_FILE_FORMAT, "--out",
                          cls.directory, *cls.profiles)
        if done.code != 99:
            raise AssertionError(done)
        cls.read()

    def test_an_operation_that_never_ran_is_an_empty_histogram_and_no_number(self):
        table, intervals = self.log.read("v2.federation_lookup")
        self.assertEqual(table.values, [])
        self.assertEqual(int(intervals[-1]["Total_Count"]), 0)
        text = (self.directory / "hgrm/postgres.v2.federation_lookup.response.hgrm").read_text()
        self.assertEqual(Table(text).values, [])
        self.assertEqual(Table(text).notes["Max"], "N/A")

    def test_the_percentile_text_ranks_failures_behind_every_answer(self):
        op = operation(self.result, "api.register")
        ours = Table((self.directory / "hgrm/http.api.register.response.hgrm").read_text())
        self.assertEqual(int(ours.notes["Total count"]), op["count"])
        self.assertEqual(ours.at(0.5), op["response_ms"]["p50"])
        self.assertEqual(ours.at(0.9), op["response_ms"]["p90"])
        self.assertIsNone(op["response_ms"]["p95"])
        self.assertLess(float(ours.positions[-1][0]), 0.95)


class FormatsTest(unittest.TestCase):
    def test_an_unknown_format_is_refused_before_anything_runs(self):
        for command in (("run", "smoke"), ("report", ROOT / "tests/golden/result.json")):
            done = sark_bench(*command, "--format", "console,hgrm,pdf")
            self.assertEqual(done.code, 104, done)
            self.assertIn("unknown format 'pdf'", done.err)
            self.assertIn("hgrm,k6,locust,gbench", done.err)

    def test_help_and_documentation_name_every_format(self):
        listed = sark_bench("run", "--help").out
        documented = (ROOT / "docs/formats.md").read_text()
        for name in ("console", *EVERY_FILE_FORMAT.split(",")):
            self.assertRegex(listed.split("--format", 1)[1], rf"\b{name}\b")
            self.assertIn(f"`{name}`", documented)


if __name__ == "__main__":
    unittest.main()
