"""The highest rate that holds: against a server of known capacity, its page, and its ways to end."""

import json
import pathlib
import re
import signal
import tempfile
import threading
import time
import unittest

import jsonschema

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


class CapacityTest(unittest.TestCase):
    def setUp(self):
        directory = tempfile.TemporaryDirectory(prefix="sark-e2e-capacity-")
        self.addCleanup(directory.cleanup)
        self.directory = pathlib.Path(directory.name)
        self.target = OneAtATime()
        self.addCleanup(self.target.close)
        self.scenario = write_scenario(self.directory, {
            "name": "counter", "description": "one counter, one clerk", "drain": "5s",
            "load": {"web": {"executor": "constant-arrival-rate", "rate": 100, "poisson": True, "duration": "1s",
                             "connections": 8, "operations": [{"name": "page", "http": {"path": "/"}}]}}})

    def capacity(self, *options, **more):
        done = sark_bench("capacity", self.scenario, "--url", self.target.url, "--step", "1s", "--step-warmup",
                          "300ms", "--out", self.directory / "out", *options, **more)
        file = self.directory / "out/capacity.json"
        result = json.loads(file.read_text()) if file.exists() else None
        if result:
            schema = json.loads((ROOT / "reports/capacity.schema.json").read_text())
            jsonschema.Draft7Validator(schema).validate(result)
        return done, result

    def test_what_holds_is_possible_and_the_page_says_so(self):
        done, result = self.capacity("--threshold", "page:p(95)<100ms", "--threshold", "rate<0.05",
                                     "--resolution", "0.25", "--max-time", "40s", timeout=110)
        self.assertIn(done.code, (0, 121, 122), done)  # a busy host may leave it open, never call it wrong
        self.assertEqual(done.code, result["exit_code"])
        self.assertEqual({row["measure"] for row in result["sla"]}, {"response", "errors"})
        if result["holds_per_s"] is not None:
            self.assertLess(result["holds_per_s"], 1 / SERVICE_TIME, "no more is possible, whatever the host")
        for step in result["steps"]:
            if step["achieved_per_s"] is not None:
                self.assertLess(step["achieved_per_s"], 1.05 / SERVICE_TIME, step)
            if step["verdict"] == "holds":
                self.assertLess(step["rate"], 1.02 / SERVICE_TIME, step)
        if done.code == 0:
            self.assertTrue(result["confirmed"])
            self.assertGreater(result["breaks_per_s"], result["holds_per_s"])
            self.assertIn(result["steps"][-1]["kind"], ("concurrency", "confirm", "curve"))
            self.assertEqual([each["name"] for each in result["operations"]], ["page"])
            self.assertRegex(result["operations"][0]["service_time"], "^HISTF")
        self.assertIn(f"(exit {done.code}", done.prose)
        self.assertLessEqual(max(map(len, done.out.split("\nwrote ")[0].splitlines())), 80, done.out)
        self.assertIn("page: p(95)<100ms", (self.directory / "out/capacity.md").read_text().replace("\\", "")
                      .replace("op_duration{operation:page}", "page").replace("&lt;", "<"))
        self.check_page(result)

    def check_page(self, result):
        page = self.directory / "out/capacity.html"
        dom, errors = browse(page, "--dump-dom")
        self.assertEqual(errors, [])
        self.assertIn('data-rendered="true"', dom[:4000])
        text = re.sub(r"<script.*?</script>", "", dom, flags=re.S)
        self.assertIn(result["summary"].split(";")[0][:60], text)
        self.assertEqual(text.count("<canvas"), 3)
        self.assertLess(page.stat().st_size, 1_000_000)

    def test_a_limit_below_the_service_time_never_holds(self):
        done, result = self.capacity("--threshold", "p(95)<2ms", "--from", "20", "--max-time", "30s")
        if result["outcome"] != "never_holds":  # only a host that disturbed it may keep it from saying so
            self.assertIn(done.code, (121, 122), done)
            return
        self.assertEqual(done.code, 99, done)
        self.assertEqual(result["outcome"], "never_holds")
        self.assertIsNone(result["holds_per_s"])
        self.assertEqual(result["breaks_per_s"], 20)
        self.assertIn("NEVER HOLDS", done.prose)

    def test_interrupted_it_says_what_it_knows(self):
        process = start_sark_bench("capacity", self.scenario, "--url", self.target.url, "--step", "1s", "--threshold",
                                   "p(95)<100ms", "--out", self.directory / "out", "--format", "console,json")
        for line in process.stderr:
            if line.startswith("search"):
                break
        process.send_signal(signal.SIGINT)
        done = finish(process)
        self.assertEqual(done.code, 105, done)
        result = json.loads((self.directory / "out/capacity.json").read_text())
        self.assertEqual(result["outcome"], "interrupted")
        self.assertGreaterEqual(len(result["steps"]), 1)
        self.assertIn("so far", result["summary"])
        self.assertFalse((self.directory / "out/capacity.html").exists())

    def test_too_little_time_is_inconclusive(self):
        done, result = self.capacity("--threshold", "p(95)<100ms", "--max-time", "1s", "--quiet")
        self.assertEqual(done.code, 121, done)
        self.assertEqual((done.out, done.err), ("", ""))
        self.assertIn("--max-time", result["summary"])

    def test_bad_usage_is_told_before_anything_is_measured(self):
        for options, words in (((), "threshold"),
                               (("--threshold", "p(95)"), "compares nothing"),
                               (("--threshold", "pag:p(95)<5ms"), "page"),
                               (("--threshold", "avg<5ms"), "rate could hold"),
                               (("--sla", "nonsense"), "nonsense"),
                               (("--threshold", "p(95)<5ms", "--from", "9", "--to", "5"), "--from"),
                               (("--threshold", "p(95)<5ms", "--step", "soon"), "--step"),
                               (("--threshold", "p(95)<5ms", "--format", "pdf"), "pdf"),
                               (("--threshold", "p(95)<5ms", "--set", "load.web.executor=constant-vus"), "rate")):
            done = sark_bench("capacity", self.scenario, "--url", self.target.url, *options)
            self.assertEqual(done.code, 104, (options, done))
            self.assertIn(words, done.err, options)
        self.assertEqual(self.target.requests, 0)


if __name__ == "__main__":
    unittest.main()
