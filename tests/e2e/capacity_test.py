"""The highest rate that holds: against a server of known capacity, its page, and its ways to end."""

import html
import json
import pathlib
import re
import signal
import tempfile
import threading
import time
import unittest

import jsonschema

from documentation_test import shape
from harness import ROOT, finish, sark_bench, start_sark_bench, write_scenario
from scripted_target import ScriptedTarget
from smoke_test import browse

SERVICE_TIME = 0.004


class OneAtATime(ScriptedTarget):
    """Takes 4 ms for every request and serves one at a time: nobody gets more than 250 a second from it."""

    def __init__(self):
        super().__init__()
        self.turn = threading.Lock()

    def serve(self, path):
        if path is None:
            return
        with self.turn:
            time.sleep(SERVICE_TIME)


def read_result(directory):
    result = json.loads((directory / "capacity.json").read_text())
    schema = json.loads((ROOT / "reports/capacity.schema.json").read_text())
    jsonschema.Draft7Validator(schema).validate(result)
    return result


class Bench:
    """A server of known capacity, a scenario that asks it for 100 pages a second, and a place for what comes out.
    Torn down with `owner`, a test or a class of tests."""

    def __init__(self, owner, cleanup=None):
        cleanup = cleanup or owner.addCleanup
        directory = tempfile.TemporaryDirectory(prefix="sark-e2e-capacity-")
        cleanup(directory.cleanup)
        self.directory = pathlib.Path(directory.name)
        self.target = OneAtATime()
        cleanup(self.target.close)
        self.scenario = write_scenario(self.directory, {
            "name": "counter", "description": "one counter, one clerk", "drain": "5s",
            "load": {"web": {"executor": "constant-arrival-rate", "rate": 100, "poisson": True, "duration": "1s",
                             "connections": 8, "operations": [{"name": "page", "http": {"path": "/"}}]}}})

    def arguments(self, *options):
        return ("capacity", self.scenario, "--url", self.target.url, *options)

    def capacity(self, *options, **more):
        """(finished, capacity.json) of a search in short steps; None where it wrote none."""
        done = sark_bench(*self.arguments("--step", "1s", "--step-warmup", "300ms", "--out", self.directory / "out"),
                          *options, **more)
        file = self.directory / "out/capacity.json"
        return done, read_result(self.directory / "out") if file.exists() else None


class FoundTest(unittest.TestCase):
    """One whole search and what becomes of it. A busy host may leave it open, or disturb it: what it says must be
    possible all the same, and every form must say the same."""

    @classmethod
    def setUpClass(cls):
        cls.bench = Bench(cls, cls.addClassCleanup)
        # Four of five in time: that takes fewer operations to tell than nineteen of twenty.
        cls.done, cls.result = cls.bench.capacity("--threshold", "page:p(80)<100ms", "--threshold", "rate<0.2",
                                                  "--resolution", "0.25", "--max-time", "90s", timeout=150)
        cls.out = cls.bench.directory / "out"

    def test_its_end_is_one_that_a_busy_host_may_cause(self):
        self.assertIn(self.done.code, (0, 121, 122), self.done)
        self.assertEqual(self.done.code, self.result["exit_code"])
        self.assertIn(f"(exit {self.done.code}", self.done.prose)
        self.assertLessEqual(max(map(len, self.done.out.split("\nwrote ")[0].splitlines())), 80, self.done.out)

    def test_what_holds_is_possible(self):
        self.assertEqual({row["measure"] for row in self.result["sla"]}, {"response", "errors"})
        # More than the target serves cannot hold for long; in a window of a second chance may ask for 50 less, and
        # what waits then for up to 100 ms are 25 more.
        possible = 1.3 / SERVICE_TIME
        if self.result["holds_per_s"] is not None:
            self.assertLess(self.result["holds_per_s"], possible, "no more is possible, whatever the host")
        if None not in (self.result["holds_per_s"], self.result["breaks_per_s"]):
            self.assertLess(self.result["holds_per_s"], self.result["breaks_per_s"])
        for step in self.result["steps"]:
            if step["achieved_per_s"] is not None:
                # Answers of just before a window may be read in it: no more than there are connections.
                late = 16 * step["windows"] / step["measured_s"]
                self.assertLessEqual(step["achieved_per_s"], 1.01 / SERVICE_TIME + late, step)
            if step["verdict"] == "holds":
                self.assertLess(step["rate"], possible, step)

    def test_a_found_capacity_is_confirmed_and_has_what_a_plan_needs(self):
        if self.done.code != 0:
            self.assertNotEqual(self.result["outcome"], "found")
            return
        holds = self.result["holds_per_s"]
        self.assertTrue(self.result["confirmed"])
        self.assertIn(("confirm", holds, "holds"),
                      [(step["kind"], step["rate"], step["verdict"]) for step in self.result["steps"]])
        self.assertEqual([each["name"] for each in self.result["operations"]], ["page"])
        self.assertRegex(self.result["operations"][0]["service_time"], "^HISTF")

    def test_a_search_with_time_left_draws_the_curve_and_asks_as_users(self):
        users = [step for step in self.result["steps"] if step["kind"] == "concurrency"]
        if self.done.code != 0 or self.result["elapsed_s"] > 85:
            return  # no time was left
        self.assertEqual([step["concurrency"] for step in users], [1, 2, 3, 4, 8, 16])
        self.assertTrue([step for step in self.result["steps"] if step["kind"] == "curve"])
        fit = self.result["usl_fits"][0]
        self.assertEqual(fit["over"], "concurrency")
        measured = [step for step in users if step["windows"] > 0]
        self.assertEqual([point["concurrency"] for point in fit["points"]],
                         [step["concurrency"] for step in measured])
        if len(measured) == len(users):
            self.assertIsNotNone(fit["lambda"], fit)
            self.assertTrue(fit["accepted"] or fit["reason"], fit)
            self.assertRegex(self.result["operations"][0]["alone_service_time"], "^HISTF")

    def test_console_and_markdown_state_interval_knee_law_and_residuals(self):
        markdown = (self.out / "capacity.md").read_text().replace("\\", "").replace("&lt;", "<")
        for text in (self.done.prose, " ".join(markdown.split())):
            self.assertRegex(text, r"[\[(](\d[\d.]*/s|\?), (\d[\d.]*/s|\?)[\])]: ")
            self.assertRegex(text, r"The knee is at \d|No knee: ")
            for over in ("concurrency", "rate"):
                self.assertRegex(text, rf"[sS]calability over {over}: (X\(N\) = .* residuals [\d.]+ %|not fitted, )")
        self.assertIn("p(80)<100ms", markdown)

    def test_the_page_draws_three_charts_without_an_error(self):
        page = self.out / "capacity.html"
        dom, errors = browse(page, "--dump-dom")
        self.assertEqual(errors, [])
        self.assertIn('data-rendered="true"', dom[:4000])
        text = re.sub(r"<script.*?</script>", "", dom, flags=re.S)
        self.assertIn(html.escape(self.result["summary"].split(";")[0][:60], quote=False), text)
        self.assertEqual(text.count("<canvas"), 3)
        self.assertLess(page.stat().st_size, 1_000_000)

    def test_the_documents_example_has_the_lines_of_this_search(self):
        shown = (ROOT / "docs/capacity.md").read_text().split("## An example")[1]
        printed = {shape(line) for line in self.done.out.splitlines()}
        prose = shape(self.done.prose)
        lines = [line[4:] for line in shown.splitlines() if line.startswith("    ")]
        for head in ("step ", "in flight "):
            line = next(line for line in lines if line.startswith(head))
            if head == "step " or self.result["usl"]["accepted"]:
                self.assertIn(shape(line), printed, self.done)
        for line in lines:
            if line.startswith("SLA "):
                self.assertIn(shape(line), printed, self.done)
        kinds = {line.split()[0] for line in self.done.out.splitlines() if re.search(r"^\w+ +[\d.]+(/s| users?) ", line)}
        rows = {line.split()[0] for line in lines if re.search(r"^\w+ +[\d.]+(/s| users?) ", line)}
        self.assertEqual(rows, {"search", "again", "confirm", "curve", "users"})
        self.assertLessEqual(kinds, rows, "a kind of step that the document does not show")
        if self.done.code == 0:
            for text in (shape(" ".join(lines)), prose):  # what lies between the ends may be named before the exit code
                self.assertIn(shape("FOUND: [1/s, 2/s]: the SLA holds up to 1/s and breaks at 2/s"), text)
                self.assertIn(shape("(exit 0, 3 s)"), text)

    def test_a_plan_rests_on_the_figures_of_the_search(self):
        """The real file, not one made for the test: what a plan reads must be in it."""
        file = self.out / "capacity.json"
        place = self.bench.directory / "plan"
        done = sark_bench("plan", "--rate", 2000, "--servers", 300, "--audit-events", 400, "--capacity", file,
                          "--out", place)
        if self.result["holds_per_s"] is None:
            self.assertEqual(done.code, 104, done)
            self.assertIn("no rate that holds", " ".join(done.err.split()))
            return
        self.assertEqual(done.code, 0, done)
        plan = json.loads((place / "plan.json").read_text())
        inputs = {figure["name"]: figure for figure in plan["inputs"]}
        source = f"capacity run of counter, {self.result['started_at']}"
        holds, breaks = self.result["holds_per_s"], self.result["breaks_per_s"]
        expected = {"one pod holds": holds, "one pod saturates at": breaks or holds}
        usl, paced = self.result["usl"], self.result["paced"]
        if usl["accepted"] and not paced:  # the law is for what was not measured at its rate
            expected |= {"requests of one user at a time (lambda)": usl["lambda"],
                         "contention (alpha)": usl["alpha"], "coherency (beta)": usl["beta"]}
        for name, value in expected.items():
            self.assertAlmostEqual(inputs[name]["value"], value, places=6, msg=name)
            self.assertEqual(inputs[name]["origin"], "measured", name)
            self.assertIn(source, inputs[name]["source"], name)
        if paced:
            times = [f"p95 of an answer at {each['rate']:.4g}/s" for each in paced]
        else:
            times = ["service time of a request where a pod holds, mean"]
            if all(each["alone_service_time"] for each in self.result["operations"]):
                times.append("service time of a request alone, mean")
        for name in times:
            self.assertGreaterEqual(inputs[name]["value"], 1e3 * SERVICE_TIME, "nobody is served faster")
            self.assertIn(source, inputs[name]["source"], name)
        self.assertEqual(plan["replicas"]["steady"], -(-2000 // holds))
        self.assertTrue(plan["model"]["simulated"])
        self.assertIn(source, plan["model"]["pods"])
        codes = {finding["code"] for finding in plan["findings"]}
        self.assertEqual("capacity_unconfirmed" in codes, not self.result["confirmed"])
        self.assertEqual("capacity_open" in codes, breaks is None)
        self.assertEqual("capacity_usl_refused" in codes, not usl["accepted"])
        self.assertIn(source, done.prose)


class EndsTest(unittest.TestCase):
    def setUp(self):
        self.bench = Bench(self)

    def test_a_limit_below_the_service_time_never_holds(self):
        done, result = self.bench.capacity("--threshold", "p(95)<2ms", "--from", "20", "--max-time", "30s")
        if result["outcome"] != "never_holds":  # only a host that disturbed it may keep it from saying so
            self.assertIn(done.code, (121, 122), done)
            return
        self.assertEqual(done.code, 99, done)
        self.assertEqual(result["outcome"], "never_holds")
        self.assertIsNone(result["holds_per_s"])
        self.assertEqual(result["breaks_per_s"], 20)
        self.assertIn("NEVER HOLDS", done.prose)

    def test_interrupted_it_says_what_it_knows(self):
        process = start_sark_bench(*self.bench.arguments("--step", "1s", "--threshold", "p(95)<100ms", "--out",
                                                         self.bench.directory / "out", "--format", "console,json"))
        for line in process.stderr:
            if line.startswith("search"):
                break
        process.send_signal(signal.SIGINT)
        done = finish(process)
        self.assertEqual(done.code, 105, done)
        result = json.loads((self.bench.directory / "out/capacity.json").read_text())
        self.assertEqual(result["outcome"], "interrupted")
        self.assertGreaterEqual(len(result["steps"]), 1)
        self.assertIn("so far", result["summary"])
        self.assertFalse((self.bench.directory / "out/capacity.html").exists())

    def test_a_limit_that_never_holds_draws_no_curve(self):
        done, result = self.bench.capacity("--threshold", "p(95)<2ms", "--from", "20", "--max-time", "60s")
        self.assertFalse([step for step in result["steps"] if step["kind"] in ("curve", "concurrency")], done)
        self.assertNotIn("curve ", done.err)

    def search_until_it_dies(self, *options):
        """Its target goes away after the first step that was measured."""
        process = start_sark_bench(*self.bench.arguments("--threshold", "p(95)<100ms", "--step", "1s", "--step-warmup",
                                                         "300ms", "--out", self.bench.directory / "out", *options))
        told = next(line for line in process.stderr if line.startswith("search"))
        self.bench.target.close()
        done = finish(process)
        return told, done, self.bench.directory / "out"

    def test_a_target_that_dies_meanwhile_is_unavailable_and_what_was_measured_is_kept(self):
        told, done, out = self.search_until_it_dies()
        self.assertEqual(done.code, 100, done)
        result = read_result(out)
        self.assertEqual((result["exit_code"], result["outcome"]), (100, "inconclusive"))
        self.assertIn("ended before it was decided: ", done.prose)
        self.assertIn("so far", result["summary"])
        self.assertIn(f"{result['steps'][0]['rate']:.0f}/s", told)
        self.assertIn("ended before it was decided: ", (out / "capacity.html").read_text())
        self.assertIn("sark-bench: error: ", done.err)

    def test_a_target_that_dies_among_repeats_ends_them_and_they_are_told(self):
        _, done, out = self.search_until_it_dies("--repeat", "3")
        self.assertEqual(done.code, 100, done)
        self.assertEqual(read_result(out / "1")["exit_code"], 100)
        self.assertFalse((out / "2").exists(), "it was gone by then")
        self.assertRegex(done.out, r"\| 1 \| .*\| inconclusive \|")

    def test_too_little_time_is_inconclusive(self):
        done, result = self.bench.capacity("--threshold", "p(95)<100ms", "--max-time", "1s", "--quiet")
        self.assertEqual(done.code, 121, done)
        self.assertEqual((done.out, done.err), ("", ""))
        self.assertIn("--max-time", result["summary"])

    def test_bad_usage_is_told_before_anything_is_measured(self):
        for options, words in (((), "threshold"),
                               (("--threshold", "p(95)"), "compares nothing"),
                               (("--threshold", "pag:p(95)<5ms"), "error: --threshold pag:p(95)<5ms: "),
                               (("--threshold", "avg<5ms"), "rate could hold"),
                               (("--sla", "nonsense"), "nonsense"),
                               (("--threshold", "p(95)<5ms", "--from", "9", "--to", "5"), "--from"),
                               (("--threshold", "p(95)<5ms", "--step", "soon"), "--step"),
                               (("--threshold", "p(95)<5ms", "--format", "pdf"), "pdf"),
                               (("--threshold", "p(95)<5ms", "--set", "load.web.executor=constant-vus"), "rate")):
            done = sark_bench(*self.bench.arguments(*options))
            self.assertEqual(done.code, 104, (options, done))
            self.assertIn(words, done.err, options)
        self.assertEqual(self.bench.target.requests, 0)


if __name__ == "__main__":
    unittest.main()
