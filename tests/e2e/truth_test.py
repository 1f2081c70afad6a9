"""The instrument against truth: targets whose behaviour is known."""

import os
import signal
import tempfile
import time
import unittest

from harness import disturbed, finish, operation, result_of, sark_bench, scenario, start_sark_bench, write_scenario
from scripted_target import ScriptedTarget


def http_load(rate, duration, connections=1, contains='"ok"'):
    return {"web": {"executor": "constant-arrival-rate", "rate": rate, "duration": duration,
                    "connections": connections, "timeout": "5s",
                    "operations": [{"name": "target.get",
                                    "http": {"path": "/", "expect": {"status": 200, "contains": contains}}}]}}


class TruthTest(unittest.TestCase):
    def setUp(self):
        self.directory = tempfile.TemporaryDirectory(prefix="sark-e2e-")
        self.addCleanup(self.directory.cleanup)

    def run_against(self, target, document, *options):
        path = write_scenario(self.directory.name, document)
        done = sark_bench("run", path, "--url", target.url, "--out", self.directory.name, "--quiet", *options)
        return done, result_of(self.directory.name)

    def test_a_stall_of_one_second_raises_a_hundred_responses_and_one_service_time(self):
        target = ScriptedTarget(stall_at=150, stall=1.0)
        self.addCleanup(target.close)
        document = scenario(http_load(100, "5s"), thresholds={"errors": ["rate<0.01"]})
        done, result = self.run_against(target, document)
        get = operation(result, "target.get")
        self.assertEqual(get["outcomes"]["ok"], 500, done)
        # 100 arrivals came due during the stall and waited for what was left of it: half of them
        # more than 0.5 s. The queue behind them drains in a few milliseconds.
        self.assertGreater(get["response_ms"]["p90"], 400, get["response_ms"])
        self.assertGreater(get["response_ms"]["max"], 900)
        # Exactly the one in flight saw it as service time.
        self.assertGreater(get["service_ms"]["max"], 900)
        if not disturbed(result):
            self.assertLess(get["response_ms"]["p50"], 100, get["response_ms"])
            self.assertLess(get["service_ms"]["p95"], 500)
            self.assertNotEqual(result["validity"]["verdict"], "invalid", result["validity"])
        self.assertGreater(result["load"]["overdue"], 80)
        self.assertIn(done.code, (0, 122), done)  # 122: the host was busy

    def test_a_fast_wrong_answer_is_no_pass(self):
        target = ScriptedTarget(body=b'{"error":"cached page of another"}')
        self.addCleanup(target.close)
        document = scenario(http_load(200, "5s", 4), thresholds={"http_req_duration": ["p(95)<1000ms"]})
        done, result = self.run_against(target, document)
        get = operation(result, "target.get")
        self.assertEqual(get["outcomes"]["wrong_answer"], 1000)
        self.assertEqual(get["outcomes"]["ok"], 0)
        self.assertIsNone(get["response_ms"]["p95"])
        self.assertIn(done.code, (99, 122), done)  # 122: the host was busy

    def test_a_starved_generator_is_invalid_although_every_latency_is_fine(self):
        target = ScriptedTarget()
        self.addCleanup(target.close)
        document = scenario(http_load(100, "6s", 4), thresholds={"http_req_duration": ["p(99)<60s"]})
        path = write_scenario(self.directory.name, document)
        process = start_sark_bench("run", path, "--url", target.url, "--out", self.directory.name, "--quiet")
        time.sleep(1.5)
        for _ in range(6):  # the generator gets half of the time, the target all of it
            os.kill(process.pid, signal.SIGSTOP)
            time.sleep(0.35)
            os.kill(process.pid, signal.SIGCONT)
            time.sleep(0.35)
        done = finish(process)
        result = result_of(self.directory.name)
        self.assertEqual(result["validity"]["verdict"], "invalid", result["validity"])
        self.assertTrue(all(row["verdict"] in ("pass", "inconclusive") for row in result["judgements"]))
        self.assertEqual(done.code, 122, done)

    def test_connections_that_are_never_served_are_misses(self):
        target = ScriptedTarget(stall_at=1, stall=4.0)
        self.addCleanup(target.close)
        document = scenario(http_load(50, "2s", 2), thresholds={"errors": ["rate<0.01"]}, drain="1s")
        document["load"]["web"]["timeout"] = "1s"
        done, result = self.run_against(target, document)
        load = result["load"]
        self.assertEqual(load["planned"], load["completed"] + load["abandoned"])
        self.assertGreater(load["abandoned"], 50)
        self.assertIn(done.code, (99, 122), done)  # 122: the host was busy

    def test_the_target_sees_as_many_requests_as_were_planned(self):
        target = ScriptedTarget()
        self.addCleanup(target.close)
        counts = []
        for threads in (1, 2):
            before = target.requests
            document = scenario(http_load(300, "3s", 8), thresholds={"errors": ["rate<0.01"]})
            done, result = self.run_against(target, document, "-j", threads)
            self.assertIn(done.code, (0, 122), done)  # 122: the host was busy
            counts.append(target.requests - before)
            self.assertEqual(result["load"]["completed"], 900)
        self.assertEqual(counts, [900, 900])

    def test_the_same_seed_asks_the_same_questions_at_any_number_of_threads(self):
        target = ScriptedTarget()
        self.addCleanup(target.close)
        loads = http_load(200, "2s", 8)
        loads["web"]["poisson"] = True
        key = {"key": {"integer": {"min": 1, "max": 10000}, "distribution": "zipfian", "theta": 0.9}}
        loads["web"]["operations"] = [
            {"name": name, "weight": weight, "parameters": key, "http": {"path": f"/{name}?key=${{key}}"}}
            for name, weight in (("often", 5), ("seldom", 1))]
        asked = []
        for threads, seed in ((1, 3), (2, 3), (8, 3), (1, 4)):
            target.paths.clear()
            self.run_against(target, scenario(loads, thresholds={"errors": ["rate<0.01"]}), "-j", threads,
                             "--seed", seed)
            asked.append(sorted(filter(None, target.paths)))
        self.assertGreater(len(asked[0]), 300)
        self.assertGreater(len(set(asked[0])), 100)
        self.assertEqual(asked[0], asked[1])
        self.assertEqual(asked[0], asked[2])
        self.assertNotEqual(asked[0], asked[3], "another seed asks something else")

    def test_a_run_without_an_ok_answer_invents_no_statistic(self):
        target = ScriptedTarget()
        target.close()  # the port is closed: every connection is refused
        document = scenario(http_load(50, "2s"), thresholds={"http_req_duration": ["p(95)<10ms"]})
        path = write_scenario(self.directory.name, document)
        done = sark_bench("run", path, "--url", target.url, "--out", self.directory.name, "--quiet")
        self.assertEqual(done.code, 100, done)
        self.assertIn(target.url.removeprefix("http://"), done.err)


if __name__ == "__main__":
    unittest.main()
