"""Why operations failed, from a target that fails to result.json, console, summary and page."""

import pathlib
import re
import tempfile
import unittest

from harness import operation, result_of, sark_bench, scenario, write_scenario
from scripted_target import ScriptedTarget

BUSY = b'{"error": "upstream is away",\r\n "trace": "\x1b[31m' + b"a" * 300 + b'"}'


class FailingTarget(ScriptedTarget):
    """Every third request to /part is refused."""

    def answer(self, path):
        if path == "/part" and self.requests % 3 == 0:
            return "503 Service Unavailable", BUSY
        return super().answer(path)


class FailureCausesTest(unittest.TestCase):
    def setUp(self):
        directory = tempfile.TemporaryDirectory(prefix="sark-e2e-")
        self.addCleanup(directory.cleanup)
        self.path = pathlib.Path(directory.name)
        self.target = FailingTarget()
        self.addCleanup(self.target.close)

    def run_load(self, *operations):
        load = {"executor": "constant-arrival-rate", "rate": 60, "duration": "3s", "connections": 4,
                "operations": [{"name": name, "http": http} for name, http in operations]}
        out = self.path / "out"
        done = sark_bench("run", write_scenario(self.path, scenario({"api": load})), "--out", out,
                          "--url", self.target.url)
        return done, result_of(out), out

    def test_a_status_that_nobody_expects_is_told_wherever_failures_are(self):
        done, result, out = self.run_load(("api.part", {"path": "/part"}))
        one = operation(result, "api.part")
        refused = one["outcomes"]["refused"]
        self.assertGreater(refused, 20, done)
        cause, *others = [c for c in one["failure_causes"] if c["outcome"] == "refused"]
        self.assertEqual(others, [], one)
        self.assertEqual((cause["kind"], cause["count"]), ("status 503", refused))
        self.assertTrue(cause["example"].startswith('{"error": "upstream is away", "trace": "?[31maaa'), cause)
        self.assertLessEqual(len(cause["example"]), 120)
        self.assertIn(f'{refused} refused, status 503: {{"error": "upstream is away", "trace"', done.prose)
        for line in done.out.splitlines():
            self.assertLessEqual(len(line), 80, line)
        summary = (out / "summary.md").read_text()
        self.assertRegex(summary, rf"\| refused \| status 503 \| .*upstream is away.* \| {refused} \| ")
        page = (out / "report.html").read_text()
        self.assertIn("<h3>Failures</h3>", page)
        self.assertIn("status 503", page)
        for text in (done.out, summary, page):
            self.assertNotIn("\x1b[31m", text)
        again = sark_bench("report", out)
        self.assertIn("refused, status 503: ", again.prose, again)

    def test_an_expectation_that_is_not_met_is_told_apart(self):
        _, result, _ = self.run_load(("api.text", {"path": "/", "expect": {"contains": "paid"}}))
        one = operation(result, "api.text")
        wrong = one["outcomes"]["wrong_answer"]
        self.assertGreater(wrong, 20)
        self.assertIn({"outcome": "wrong_answer", "kind": "body without paid", "example": '{"ok":true}',
                       "count": wrong}, one["failure_causes"])

    def test_a_run_in_which_nothing_failed_tells_nothing(self):
        done, result, out = self.run_load(("api.good", {"path": "/"}))
        one = operation(result, "api.good")
        if one["outcomes"]["ok"] == one["count"]:
            self.assertNotIn("failure_causes", one)
            self.assertIsNone(re.search(r"(?m)^failed ", done.out), done)
            self.assertNotIn("### Failures", (out / "summary.md").read_text())
            self.assertNotIn("<h3>Failures</h3>", (out / "report.html").read_text())


if __name__ == "__main__":
    unittest.main()
