"""What may be wrong with a run, provoked for real: each time the run says so itself."""

import os
import re
import subprocess
import sys
import tempfile
import unittest

from harness import (ROOT, Postgres, SARK_BENCH, clean_environment, result_of, sark_bench, scenario, write_scenario)
from scripted_target import ScriptedTarget

TARGET = """
import sys, time
sys.path.insert(0, sys.argv[1])
from scripted_target import ScriptedTarget
print(ScriptedTarget().url, flush=True)
time.sleep(60)
"""
BURNER = "import time\nend = time.monotonic() + 30\nwhile time.monotonic() < end: pass\n"


def web(executor, path="/", **keys):
    load = {"executor": executor, "timeout": "3s",
            "operations": [{"name": "web.get", "http": {"path": path, "expect": {"status": 200}}}]}
    return {"web": {**load, **keys}}


def reason(result, code):
    return next((one for one in result["validity"]["reasons"] if one["code"] == code), None)


class ValidityTest(unittest.TestCase):
    def setUp(self):
        self.directory = tempfile.TemporaryDirectory(prefix="sark-e2e-")
        self.addCleanup(self.directory.cleanup)

    def run_against(self, url, document):
        path = write_scenario(self.directory.name, document)
        done = sark_bench("run", path, "--url", url, "--out", self.directory.name, "--format", "console,json")
        return done, result_of(self.directory.name)

    def start(self, *command):
        process = subprocess.Popen([*map(str, command)], stdout=subprocess.PIPE, stderr=subprocess.DEVNULL,
                                   text=True, env=clean_environment())

        def end():
            process.kill()
            process.wait()
            process.stdout.close()
        self.addCleanup(end)
        return process

    def test_fifty_connections_to_eight_handler_threads_of_ours_are_all_served(self):
        postgres = Postgres()
        self.addCleanup(postgres.close)
        self.assertEqual(sark_bench("migrate", "up", "--dsn", postgres.dsn()).code, 0)
        server = self.start(SARK_BENCH, "serve", "--threads", 8, "--port", 0, "--dsn", postgres.dsn())
        url = re.search(r"http://\S+", server.stdout.readline()).group()
        _, result = self.run_against(url, scenario(web("constant-vus", "/health", vus=50, duration="5s"), drain="3s"))
        load = result["loads"][0]
        self.assertEqual(load["starving_connections"], 0, load)
        self.assertGreater(min(load["completions_per_connection"]), 0)
        self.assertEqual(sum(operation["failed"] for operation in result["operations"]), 0)

    def test_fifty_keep_alive_connections_to_eight_threads_starve_and_it_is_said(self):
        target = ScriptedTarget(room=8)
        self.addCleanup(target.close)
        document = scenario(web("constant-vus", "/health", vus=50, duration="6s"), drain="3s",
                            thresholds={"http_req_duration": ["p(95)<10s"]})
        done, result = self.run_against(target.url, document)
        load = result["loads"][0]
        # 8 threads serve 8 connections for as long as these ask; a slow machine may let one go.
        self.assertGreaterEqual(load["starving_connections"], 30, load)
        self.assertGreater(max(load["completions_per_connection"]), 100)
        self.assertGreater(load["concurrency"]["in_flight_mean"], 40, load["concurrency"])
        starving = reason(result, "starving_connections")
        self.assertEqual(starving["severity"], "valid", "it is the target's fault")
        self.assertIn("of 50 connections starved", starving["message"])
        self.assertIn("connections starved", result["verdict"]["summary"])
        self.assertIn("starving_connections", done.out)
        # Most are starved for longer than an operation may take, the rest is never answered at all.
        failed = sum(operation["failed"] for operation in result["operations"])
        self.assertGreaterEqual(failed, 30)

    def test_a_queue_of_the_warm_up_is_said_to_have_poisoned_the_window(self):
        target = ScriptedTarget(stall_at=100, stall=1.5)
        self.addCleanup(target.close)
        # The stall begins half a second before the window does.
        document = scenario(web("constant-arrival-rate", rate=100, duration="5s", connections=2), warmup="1500ms",
                            thresholds={"errors": ["rate<0.5"]})
        _, result = self.run_against(target.url, document)
        self.assertGreater(result["loads"][0]["backlog_at_begin"], 20, result["loads"])
        self.assertEqual(reason(result, "backlog_at_begin")["severity"], "suspect")

    def test_a_busy_neighbour_of_a_given_target_is_noticed(self):
        target = self.start(sys.executable, "-c", TARGET, ROOT / "tests" / "e2e")
        url = target.stdout.readline().strip()
        cpus = len(os.sched_getaffinity(0))
        for _ in range(cpus):
            self.start(sys.executable, "-c", BURNER)
        document = scenario(web("constant-arrival-rate", rate=50, duration="6s", connections=2),
                            thresholds={"errors": ["rate<0.5"]})
        _, result = self.run_against(url, document)
        self.assertIsNotNone(result["environment"]["cpu_cores"]["others"], "the target listens here: it is found")
        found = reason(result, "foreign_cpu")
        self.assertEqual(found["severity"], "suspect", "its helpers could be among them")

    def test_the_calibration_and_the_probe_are_in_the_result(self):
        target = ScriptedTarget()
        self.addCleanup(target.close)
        document = scenario(web("constant-arrival-rate", rate=50, duration="2s", connections=2),
                            thresholds={"errors": ["rate<0.5"]})
        done, result = self.run_against(target.url, document)
        generator = result["generator"]
        self.assertGreater(generator["calibration"]["clock_cost_ns"], 0)
        self.assertGreater(generator["calibration"]["wait_lateness_ms"]["samples"], 0)
        self.assertGreater(generator["host_lag_ms"]["samples"], 0)
        self.assertIn("clock reading", done.prose)
        # Little's law holds between two independent accounts of the same operations.
        concurrency = result["loads"][0]["concurrency"]
        self.assertAlmostEqual(concurrency["in_flight_s"], concurrency["service_s"],
                               delta=concurrency["edge_s"] + 0.05 * concurrency["service_s"] + 0.01)


if __name__ == "__main__":
    unittest.main()
