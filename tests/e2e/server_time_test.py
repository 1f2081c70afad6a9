"""What answers tell of the server, from the real core's header to the report: its own time and its cache."""

import json
import pathlib
import tempfile
import unittest

from harness import operation, result_of, sark_bench, scenario, write_scenario
from scripted_target import ScriptedTarget

LOAD = {"executor": "constant-arrival-rate", "rate": 150, "duration": "4s", "connections": 4, "timeout": "5s"}
SERVER_ROWS = ("S003-SLA-23", "S003-SLA-24", "S003-SLA-25")
# A histogram knows a value to 0.1 %, and Server-Timing has three decimals.
RESOLUTION, ROUNDING_MS = 1.002, 0.002


def rows_of(result, profile):
    return {row["id"]: row for row in result["judgements"] if row["profile"] == profile}


class ToldByServersTest(unittest.TestCase):
    def run_scenario(self, document, *options):
        directory = tempfile.TemporaryDirectory(prefix="sark-e2e-")
        self.addCleanup(directory.cleanup)
        path = pathlib.Path(directory.name)
        done = sark_bench("run", write_scenario(path, document), "--out", path / "out", *options)
        self.assertIn(done.code, (0, 99, 121, 122), done)
        return done, result_of(path / "out"), path / "out"

    def test_the_reference_core_tells_its_own_time_of_every_answer(self):
        done, result, out = self.run_scenario(scenario(
            {"api": {**LOAD, "operations": [{"use": "api.list", "weight": 2}, {"use": "api.list_uncached"}]}},
            warmup="1s", environment={"dataset": {"users": 40, "servers": 20, "resources": 20},
                                      "api": {"options": {"response-cache": True}}},
            thresholds={"http_server_duration": ["p(95)<5s"]}, sla=["sla", "api"]))
        for name in ("api.list", "api.list_uncached"):
            one = operation(result, name)
            ok = one["outcomes"]["ok"]
            self.assertGreater(ok, 50, done)
            told, service = one["server_time"]["ms"], one["service_ms"]
            self.assertEqual(told["samples"], ok, name)
            self.assertGreater(told["min"], 0, name)
            self.assertEqual(one["cache"]["hits"] + one["cache"]["misses"], ok, name)
            # Answer by answer the server's part lies within the client's, and so do these.
            self.assertLessEqual(told["max"], service["max"] + ROUNDING_MS, name)
            if ok == one["count"]:
                for statistic in ("min", "mean", "p50", "p95"):
                    if told[statistic] is not None:
                        self.assertLessEqual(told[statistic], service[statistic] * RESOLUTION + ROUNDING_MS,
                                             (name, statistic))
        self.assertEqual(operation(result, "api.list_uncached")["cache"]["hits"], 0)
        self.assertGreater(operation(result, "api.list")["cache"]["hit_share"], 0.9)
        self.assertIn("the server's own time", done.prose)
        threshold = rows_of(result, "thresholds")["http_server_duration: p(95)<5s"]
        self.assertEqual(threshold["verdict"], "pass", done)
        rows = rows_of(result, "sla")
        for name in SERVER_ROWS:
            self.assertEqual(rows[name]["metric"], "server", name)
            self.assertTrue(rows[name]["measured_at"].startswith("server"), rows[name])
            self.assertNotIn("upper bound", rows[name]["reason"])
        for name in ("S002-SLA-09", "S002-SLA-10"):
            self.assertFalse(rows_of(result, "api")[name]["decides"], done)
        again = sark_bench("report", out)
        self.assertIn("the server's own time", again.prose, again)

    def test_a_target_that_tells_nothing_is_bounded_by_the_clients_clock(self):
        target = ScriptedTarget()
        self.addCleanup(target.close)
        done, result, _ = self.run_scenario(scenario(
            {"api": {**LOAD, "duration": "2s", "operations": [
                {"name": "api.thing", "http": {"method": "GET", "path": "/"}}]}}, sla=["sla"]), "--url", target.url)
        one = operation(result, "api.thing")
        self.assertGreater(one["outcomes"]["ok"], 0, done)
        self.assertNotIn("server_time", one)
        self.assertNotIn("cache", one)
        self.assertNotIn("server's own time, ms", done.prose)
        for name in SERVER_ROWS:
            row = rows_of(result, "sla")[name]
            self.assertNotEqual(row["verdict"], "fail", row)
            if row["actual"] is not None:
                self.assertIn("no answer told the server's own time", row["reason"])
                self.assertIn("upper bound", row["measured_at"])


if __name__ == "__main__":
    unittest.main()
