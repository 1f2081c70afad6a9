"""Loads of every shape against a target that writes down what it is asked."""

import pathlib
import tempfile
import unittest

from harness import operation, result_of, sark_bench, scenario, write_scenario
from scripted_target import ScriptedTarget


def http(name, path, **more):
    return {"name": name, "http": {"path": path, "expect": {"status": 200}}, **more}


KEY = {"k": {"integer": {"min": 0, "max": 999}}}


class LoadShapesTest(unittest.TestCase):
    def setUp(self):
        self.directory = tempfile.TemporaryDirectory(prefix="sark-e2e-")
        self.addCleanup(self.directory.cleanup)
        self.target = ScriptedTarget()
        self.addCleanup(self.target.close)

    def run_load(self, load, *options, target=None, **keys):
        document = scenario({"web": load}, thresholds={"errors": ["rate<=1"]}, **keys)
        path = write_scenario(self.directory.name, document)
        done = sark_bench("run", path, "--url", (target or self.target).url, "--out", self.directory.name,
                          "--quiet", *options)
        self.assertTrue((pathlib.Path(self.directory.name) / "result.json").exists(), done)
        return result_of(self.directory.name)

    def asked(self):
        return [path for path in self.target.paths if path is not None]

    def test_a_replay_asks_what_the_trace_says_in_its_order(self):
        lines = [(0.02 * i, "read" if i % 3 else "write", (i * 37) % 1000) for i in range(60)]
        trace = "time,operation,key\n" + "".join(f"{t:.2f},{op},{key}\n" for t, op, key in lines)
        (pathlib.Path(self.directory.name) / "day.csv").write_text(trace)
        load = {"executor": "replay", "file": "day.csv", "speed": 2, "connections": 1, "timeout": "5s",
                "operations": [http("read", "/read/${k}", parameters=KEY),
                               http("write", "/write/${k}", parameters=KEY)]}
        # The warm-up has nothing to send: a trace has no rate of its own.
        result = self.run_load(load, warmup="500ms")
        self.assertEqual(self.asked(), [f"/{op}/{key}" for _, op, key in lines])
        self.assertEqual(result["load"]["planned"], 60)
        self.assertEqual(operation(result, "read")["outcomes"]["ok"], 40)
        self.assertEqual(operation(result, "write")["outcomes"]["ok"], 20)
        (pathlib.Path(self.directory.name) / "day.csv").unlink()
        again = sark_bench("report", self.directory.name)
        self.assertIn(again.code, (0, 122), "a report needs the trace no more: " + repr(again))

    def test_a_bad_trace_is_refused_before_anything_is_sent(self):
        (pathlib.Path(self.directory.name) / "day.csv").write_text("time,operation\n1,read\n0.5,read\n")
        load = {"executor": "replay", "file": "day.csv", "operations": [http("read", "/")]}
        path = write_scenario(self.directory.name, scenario({"web": load}))
        done = sark_bench("run", path, "--url", self.target.url, "--out", self.directory.name)
        self.assertEqual(done.code, 104, done)
        self.assertIn("day.csv:3: the time 0.5 lies before that of the line above", done.err)
        self.assertEqual(self.asked(), [])

    def test_operations_come_at_their_own_rates(self):
        load = {"executor": "constant-arrival-rate", "duration": "4s", "connections": 8, "timeout": "5s",
                "operations": [http("often", "/often", rate=150), http("seldom", "/seldom", rate=50)]}
        result = self.run_load(load)
        self.assertEqual(result["load"]["planned"], 800)
        # The draw is the same in every run of this seed; 4 standard deviations are 49.
        self.assertAlmostEqual(self.asked().count("/often"), 600, delta=49)
        self.assertEqual(self.asked().count("/often") + self.asked().count("/seldom"), 800)

    def test_a_time_scale_shortens_a_ramp_and_keeps_its_rates(self):
        load = {"executor": "ramping-arrival-rate", "start_rate": 100, "connections": 8, "timeout": "5s",
                "stages": [{"duration": "10s", "target": 100}, {"duration": "20s", "target": 300}],
                "operations": [http("get", "/")]}
        result = self.run_load(load, "--time-scale", "0.1", warmup="0s")
        self.assertEqual(result["load"]["planned"], 100 + 400)
        self.assertEqual(len(self.asked()), 500)
        stages = result["scenario"]["load"]["web"]["stages"]
        self.assertEqual([stage["duration"] for stage in stages], ["1s", "2s"])

    def test_phases_jump_from_rate_to_rate(self):
        load = {"executor": "phased-arrival-rate", "rates": {"calm": 20, "spike": 300}, "connections": 8,
                "timeout": "5s", "operations": [http("get", "/")]}
        result = self.run_load(load, phases=[{"name": "calm", "duration": "2s"},
                                             {"name": "spike", "duration": "1s"}])
        self.assertEqual(result["load"]["planned"], 340)
        self.assertEqual([row["ok"] for row in result["timeseries"]][-1:], [300])

    def test_what_finds_no_connection_is_dropped_and_counts_as_a_miss(self):
        target = ScriptedTarget(stall_at=50, stall=1.0)
        self.addCleanup(target.close)
        load = {"executor": "constant-arrival-rate", "rate": 100, "duration": "3s", "connections": 1,
                "timeout": "5s", "overflow": "drop", "operations": [http("get", "/")]}
        result = self.run_load(load, target=target)
        books = result["load"]
        self.assertEqual(books["planned"], 300)
        self.assertEqual(books["planned"], books["completed"] + books["abandoned"])
        self.assertEqual(target.requests, books["completed"])
        self.assertGreater(books["abandoned"], 80, "about 100 came due during the stall")
        # Nobody waited for the stalled connection: only the one request in it was slow.
        get = operation(result, "get")
        self.assertGreater(get["response_ms"]["max"], 900)
        self.assertLess(get["response_ms"]["p50"], 500)
        self.assertIsNone(get["response_ms"]["p95"], "a third of the arrivals are misses")

    def test_users_ramp_up_and_down(self):
        load = {"executor": "ramping-vus", "think_time": "50ms", "timeout": "5s",
                "stages": [{"duration": "3s", "target": 8}, {"duration": "3s", "target": 8},
                           {"duration": "3s", "target": 0}],
                "operations": [http("get", "/")]}
        result = self.run_load(load)
        seconds = [row["ok"] for row in result["timeseries"]]
        rise, top, fall = (sum(seconds[begin:begin + 3]) for begin in (0, 3, 6))
        self.assertGreater(top, rise)
        self.assertGreater(top, fall)
        self.assertEqual(result["load"]["abandoned"], 0)

    def test_a_dry_run_shows_the_shape(self):
        load = {"executor": "ramping-vus", "think_time": {"exponential": "1s"},
                "stages": [{"duration": "10s", "target": 8}, {"duration": "20s", "target": 0}],
                "operations": [http("get", "/")]}
        path = write_scenario(self.directory.name, scenario({"web": load}))
        done = sark_bench("run", path, "--dry-run", "--time-scale", "0.1")
        self.assertIn(done.code, (0, 122), done)  # 122: the host was busy
        self.assertIn("time scale 0.1", done.prose)
        self.assertIn("up to 8 users for 3 s, think time 1000 ms on average", done.prose)
        self.assertIn("users: 0, to 8 in 1 s, to 0 in 2 s", done.prose)
        self.assertEqual(self.asked(), [])


if __name__ == "__main__":
    unittest.main()
