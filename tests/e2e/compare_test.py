"""Runs made apart: from two run directories or a baseline to a verdict and each of its exit codes. Nothing is
measured: the runs are made of one result.json by editing it."""

import copy
import json
import pathlib
import tempfile
import unittest

from harness import ROOT, sark_bench
from smoke_test import browse

GOLDEN = json.loads((ROOT / "tests/golden/result.json").read_text())
TOLERANT = {"p95": "50%", "p99": "50%", "errors": "2%"}
LOAD = "http"


class CompareTest(unittest.TestCase):
    def setUp(self):
        directory = tempfile.TemporaryDirectory(prefix="sark-e2e-compare-")
        self.addCleanup(directory.cleanup)
        self.place = pathlib.Path(directory.name)

    def make(self, number, change=lambda result: None, folder="runs"):
        """A run directory whose run started `number` minutes into the day."""
        result = copy.deepcopy(GOLDEN)
        result["scenario"]["tolerance"] = TOLERANT
        result["run"]["id"] = f"20261121T08{number:02d}00Z-{number:04x}"
        result["run"]["started_at"] = f"2026-11-21T08:{number:02d}:00.000Z"
        change(result)
        place = self.place / folder / str(number)
        place.mkdir(parents=True)
        (place / "result.json").write_text(json.dumps(result))
        return place

    def several(self, folder="base"):
        for number in range(1, 6):
            self.make(number, folder=folder)
        return self.place / folder

    def compare(self, *arguments):
        return sark_bench("compare", *arguments, cwd=self.place)

    def test_the_same_runs_are_no_regression(self):
        base = self.several()
        done = self.compare(base, self.make(10), "--gate", "--out", "out")
        self.assertEqual(done.code, 0, done)
        self.assertIn("NO REGRESSION", done.prose)
        result = json.loads((self.place / "out/comparison.json").read_text())
        self.assertEqual(result["outcome"], "no_regression")
        self.assertEqual(len(result["runs"]), 6)
        self.assertEqual(result["metrics"][0]["tolerance"], 0.5, "the scenario's own")
        for name in ("comparison.md", "junit.xml"):
            self.assertTrue((self.place / "out" / name).exists())
        page, errors = browse(self.place / "out/comparison.html", "--dump-dom")
        self.assertEqual(errors, [])
        self.assertIn('data-rendered="true"', page)
        self.assertLess(len((self.place / "out/comparison.html").read_bytes()), 1_000_000)

    def slower(self, result):
        """Half as many answers in the same time."""
        for load in result["loads"]:
            load["achieved_rate"] /= 2

    def test_a_slower_candidate_regresses_with_a_gate_only(self):
        base, candidate = self.several(), self.make(10, self.slower)
        gated = self.compare(base, candidate, "--gate")
        self.assertEqual(gated.code, 120, gated)
        self.assertIn("throughput -50.0 %", gated.prose)
        plain = self.compare(base, candidate)
        self.assertEqual(plain.code, 0, plain)
        self.assertIn("REGRESSED", plain.out)

    def test_one_run_against_one_is_inconclusive(self):
        done = self.compare(self.make(1), self.make(2), "--gate")
        self.assertEqual(done.code, 121, done)
        self.assertIn("measure A again", " ".join(done.out.split()))

    def test_an_invalid_run_is_never_compared(self):
        def stolen(result):
            result["environment"]["cpu_cores"]["steal"] = 10.0
        for gate in ((), ("--gate",)):
            with self.subTest(gate=gate):
                folder = "gated" if gate else "plain"
                done = self.compare(self.make(1, folder=folder), self.make(10, stolen, folder), *gate)
                self.assertEqual(done.code, 122, done)
                self.assertIn("steal", done.out)

    def test_another_machine_scenario_or_service_is_refused_by_name(self):
        def machine(result):
            result["environment"]["facts"]["cpu_model"] = "Another CPU"

        def scenario(result):
            result["scenario"]["load"][LOAD]["connections"] = 5

        def service(result):
            result["environment"]["services"]["postgresql"] = "16.1, unix socket"

        base = self.make(1)
        for number, (change, words) in enumerate(((machine, "cpu_model"), (scenario, "/load/http/connections"),
                                                  (service, "postgresql"))):
            candidate = self.make(10 + number, change)
            done = self.compare(base, candidate)
            self.assertEqual(done.code, 123, done)
            self.assertIn(words, done.out)
            allowed = self.compare(base, candidate, "--allow-different")
            self.assertEqual(allowed.code, 0, allowed)
            self.assertIn(words, allowed.out)

    def test_bad_usage_is_told_with_a_way_out(self):
        run = self.make(1)
        for arguments, words in (((run, "nothing"), "baseline set"),
                                 ((run, run, "--tolerance", "p59=1%"), "p95"),
                                 ((run, run, "--format", "pdf"), "otava"),
                                 ((run,), "cand")):
            done = self.compare(*arguments)
            self.assertEqual(done.code, 104, done)
            self.assertIn(words, done.err)
        (run / "result.json").write_text("{}")
        done = self.compare(run, run)
        self.assertEqual(done.code, 104, done)

    def test_a_baseline_lives_from_set_to_prune(self):
        base = self.several()
        done = sark_bench("baseline", "set", base, "--name", "main", "--tag", "v1", cwd=self.place)
        self.assertEqual(done.code, 0, done)
        candidate = self.make(20)
        for word in ("main", "v1", "baselines/main"):
            done = self.compare(word, candidate, "--gate")
            self.assertEqual(done.code, 0, done)
        self.assertEqual(sark_bench("baseline", "set", candidate, "--name", "main", cwd=self.place).code, 0)
        listed = sark_bench("baseline", "list", cwd=self.place)
        self.assertEqual(len(listed.out.splitlines()), 6, listed)
        self.assertIn("[v1]", listed.out)
        pruned = sark_bench("baseline", "prune", "--keep", "0", cwd=self.place)
        self.assertEqual(pruned.code, 0, pruned)
        self.assertEqual(pruned.out.count("removed:"), 1, "those with a tag stay")
        self.assertEqual(len(sark_bench("baseline", "list", cwd=self.place).out.splitlines()), 5)
        self.assertTrue((candidate / "result.json").exists(), "the run itself is not touched")

    def test_an_invalid_or_different_run_becomes_no_baseline(self):
        def stolen(result):
            result["environment"]["cpu_cores"]["steal"] = 10.0

        def scenario(result):
            result["scenario"]["load"][LOAD]["connections"] = 5

        done = sark_bench("baseline", "set", self.make(1, stolen), "--name", "main", cwd=self.place)
        self.assertEqual(done.code, 122, done)
        self.assertEqual(sark_bench("baseline", "set", self.make(2), "--name", "main", cwd=self.place).code, 0)
        done = sark_bench("baseline", "set", self.make(3, scenario), "--name", "main", cwd=self.place)
        self.assertEqual(done.code, 123, done)
        self.assertIn("/load/http/connections", done.err)
        done = sark_bench("baseline", "set", self.make(4), "--name", "../out", cwd=self.place)
        self.assertEqual(done.code, 104, done)

    def test_files_for_other_tools_come_from_a_run(self):
        for number in (1, 2, 2):
            run = self.make(number) if not (self.place / "runs" / str(number)).exists() else \
                self.place / "runs" / str(number)
            sark_bench("report", run, "--format", "bmf,github-benchmark,otava", "--out", run)
        bencher = json.loads((run / "bencher.json").read_text())
        self.assertGreater(bencher["unit"]["throughput"]["value"], 0)
        smaller = json.loads((run / "github_benchmark_smaller.json").read_text())
        self.assertIn("unit p95", [entry["name"] for entry in smaller])
        history = (self.place / "runs/otava.unit.csv").read_text().splitlines()
        self.assertEqual(len(history), 3, "a line for each run, once")
        self.assertTrue(history[0].startswith("time,run,revision,outcome,unit.p50"))


if __name__ == "__main__":
    unittest.main()
