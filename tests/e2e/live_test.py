"""What happens while a run goes on: live figures, thresholds that end it, phases, repeats, pushes."""

import json
import pathlib
import signal
import tempfile
import time
import unittest

import jsonschema

import push_gateway
from harness import (ROOT, finish, free_port, operation, result_of, sark_bench, scenario, start_sark_bench, wait_until,
                     write_scenario)
from scripted_target import ScriptedTarget
from terminal import TerminalRun

FINE = (0, 121, 122)  # passed, or the host did not let it be judged


def web(rate=100, duration="6s", connections=4, name="web"):
    return {name: {"executor": "constant-arrival-rate", "rate": rate, "duration": duration,
                   "connections": connections, "timeout": "5s",
                   "operations": [{"name": "target.get",
                                   "http": {"path": "/", "expect": {"status": 200, "contains": '"ok"'}}}]}}


class LiveTest(unittest.TestCase):
    def setUp(self):
        self.directory = tempfile.TemporaryDirectory(prefix="sark-e2e-")
        self.addCleanup(self.directory.cleanup)
        self.out = pathlib.Path(self.directory.name) / "out"
        self.target = ScriptedTarget()
        self.addCleanup(self.target.close)

    def arguments(self, loads=None, **keys):
        keys.setdefault("thresholds", {"errors": ["rate<0.01"]})
        path = write_scenario(self.directory.name, scenario(loads or web(), **keys))
        return ["run", path, "--url", self.target.url, "--out", self.out]


class ViewTest(LiveTest):
    def check_screen(self, run):
        self.assertEqual(run.screen.overflows, 0, run.raw)
        self.assertEqual(run.screen.unknown, [], run.raw)
        self.assertEqual(run.before, run.after, "the terminal is as it was")

    def test_a_block_is_redrawn_in_place_with_a_row_per_load(self):
        loads = {**web(name="first"), **web(50, name="second")}
        run = TerminalRun(*self.arguments(loads, warmup="3s"))
        code = run.finish()
        self.assertIn(code, FINE, run.out)
        self.check_screen(run)
        shown = run.screen.text()
        self.assertGreater(run.raw.count("rate/s"), 5, "it was drawn again and again")
        self.assertEqual(shown.count("rate/s"), 1, shown)
        self.assertRegex(shown, r"test .*\[=+.*\] +\d+ s of 9 s")
        for load in ("first", "second"):
            self.assertRegex(shown, rf"(?m)^{load} +\d+ +[\d.]+ +[\d.]+ +0 +\d+ +\d+$")
        self.assertIn("warm-up", run.raw)
        self.assertNotIn("\x1b[31m", run.raw, "no error, no red")

    def test_it_never_exceeds_a_small_terminal(self):
        loads = {}
        for number in range(6):
            loads.update(web(20, "3s", name=f"a-load-with-a-long-name-{number}"))
        run = TerminalRun(*self.arguments(loads), columns=40, rows=6)
        self.assertIn(run.finish(), FINE)
        self.check_screen(run)
        shown = run.screen.text()
        self.assertIn("and 4 more loads", shown)
        self.assertEqual(shown.count("rate/s"), 1, shown)
        self.assertTrue(all(len(line) < 40 for line in shown.splitlines()), shown)

    def test_errors_are_red_unless_the_user_wants_no_colour(self):
        self.target.body = b"another page"
        for environment, red in (({}, True), ({"NO_COLOR": "1"}, False)):
            run = TerminalRun(*self.arguments(web(100, "5s")), **environment)
            self.assertIn(run.finish(), (99, 122))
            self.check_screen(run)
            self.assertEqual("\x1b[31m" in run.raw, red)
            self.assertEqual(run.screen.colours > 0, red)
            self.assertRegex(run.screen.text(), r"(?m)^web +\d+ +fail +fail +[1-9]\d*")

    def test_an_interrupt_leaves_the_terminal_in_order(self):
        run = TerminalRun(*self.arguments(web(100, "60s")))
        wait_until(lambda: "rate/s" in run.raw, "the block")
        run.process.send_signal(signal.SIGINT)
        self.assertEqual(run.finish(), 105)
        self.check_screen(run)
        self.assertIn("stopping; keeping what is done", run.screen.text())
        self.assertEqual(result_of(self.out)["run"]["status"], "interrupted")

    def test_without_a_terminal_there_are_plain_lines(self):
        done = sark_bench(*self.arguments(web(100, "12s")))
        self.assertIn(done.code, FINE, done)
        self.assertNotIn("\x1b", done.err)
        lines = [line for line in done.err.splitlines() if line.startswith("[")]
        # At the first tick and five seconds after the one before; a busy host may delay them all.
        self.assertIn(len(lines), (2, 3), done.err)
        self.assertRegex(lines[1], r"^\[ +\d+s/12s\] +\d+ ops/s  p50 [\d.]+ ms  p99 [\d.]+ ms  \d+ done  0 failed")

    def test_a_dumb_terminal_gets_plain_lines_too(self):
        run = TerminalRun(*self.arguments(web(100, "4s")), TERM="dumb")
        self.assertIn(run.finish(), FINE)
        self.assertNotIn("\x1b", run.raw)
        self.assertIn("ops/s", run.raw)

    def test_quiet_is_quiet(self):
        run = TerminalRun(*self.arguments(web(100, "2s")), "--quiet")
        self.assertIn(run.finish(), FINE)
        self.assertEqual((run.raw, run.out), ("", ""))


class RepeatTest(LiveTest):
    def test_every_repeat_is_a_run_and_the_figures_stand_side_by_side(self):
        done = sark_bench(*self.arguments(web(100, "3s"), seed=11), "--repeat", 3, "--format", "console,json")
        results = [result_of(self.out / str(number)) for number in (1, 2, 3)]
        self.assertEqual([result["run"]["seed"] for result in results], [11, 12, 13])
        self.assertEqual(len({result["run"]["id"] for result in results}), 3)
        repeats = json.loads((self.out / "repeats.json").read_text())
        jsonschema.validate(repeats, json.loads((ROOT / "reports/repeats.schema.json").read_text()))
        self.assertEqual([run["id"] for run in repeats["runs"]], [result["run"]["id"] for result in results])
        p95 = next(one for one in repeats["figures"]
                   if (one["name"], one["statistic"]) == ("web/target.get", "p95"))
        values = [operation(result, "target.get")["response_ms"]["p95"] for result in results]
        self.assertEqual(p95["values"], values)
        self.assertEqual([p95["min"], p95["median"], p95["max"]], sorted(values))
        self.assertAlmostEqual(p95["spread"], (max(values) - min(values)) / sorted(values)[1])
        row = next(one for one in repeats["figures"] if one["about"] == "row")
        self.assertEqual(row["name"], "errors: rate<0.01")
        self.assertEqual(row["verdicts"], [result["judgements"][0]["verdict"] for result in results])
        severity = [122, 99, 121, 0]
        worst = min((result["verdict"]["exit_code"] for result in results), key=severity.index)
        self.assertEqual((done.code, repeats["exit_code"]), (worst, worst), done)
        self.assertRegex(done.out, r"web/target.get +p95 +[\d.]+ ms +[\d.]+ ms +[\d.]+ ms")
        self.assertIn("worst of 3 runs", done.prose)
        self.assertTrue(all(len(line) <= 80 for line in done.out.splitlines() if "wrote" not in line), done.out)

    def test_an_interrupt_keeps_the_runs_there_are(self):
        process = start_sark_bench(*self.arguments(web(100, "3s")), "--repeat", 20, "--format", "console,json")
        wait_until(lambda: (self.out / "2" / "result.json").exists(), "two runs")
        time.sleep(0.5)
        process.send_signal(signal.SIGINT)
        done = finish(process)
        self.assertEqual(done.code, 105, done)
        repeats = json.loads((self.out / "repeats.json").read_text())
        self.assertGreaterEqual(len(repeats["runs"]), 2)
        self.assertLess(len(repeats["runs"]), 20)
        self.assertEqual(repeats["runs"][0]["status"], "completed")
        self.assertIn(f"{len(repeats['runs'])} runs", done.prose)

    def test_a_count_that_makes_no_sense_is_refused(self):
        for count in ("0", "101", "many"):
            done = sark_bench(*self.arguments(), "--repeat", count)
            self.assertEqual(done.code, 104, done)
            self.assertIn("--repeat", done.err)


class PushTest(LiveTest):
    def totals(self, samples, name):
        counts = {}
        for (metric, labels), value in samples.items():
            if metric == name:
                key = dict(labels)
                counts[(key["load"], key["operation"], key["outcome"])] = value
        return counts

    def test_the_gateway_gets_the_figures_as_they_grow_and_those_of_the_result(self):
        gateway = push_gateway.PushGateway()
        self.addCleanup(gateway.close)
        done = sark_bench(*self.arguments(web(200, "12s"), warmup="1s"), "--push-gateway", gateway.url,
                          "--format", "console,json,prom")
        self.assertIn(done.code, FINE, done)
        self.assertGreaterEqual(len(gateway.pushes), 3, "two on the way, one at the end")
        self.assertEqual({path for path, _ in gateway.pushes}, {"/metrics/job/sark-bench/scenario/test"})
        answered = []
        for _, text in gateway.pushes:
            samples = push_gateway.parse(text)
            counts = self.totals(samples, "sark_bench_operations_total")
            answered.append(counts[("web", "target.get", "ok")])
        self.assertEqual(answered, sorted(answered), "counters never go back")
        self.assertGreater(answered[0], 0)
        result = result_of(self.out)
        expected = {("web", "target.get", outcome): count
                    for outcome, count in operation(result, "target.get")["outcomes"].items()}
        expected[("web", "target.get", "abandoned")] = operation(result, "target.get")["abandoned"]
        self.assertEqual(counts, expected)
        self.assertEqual(gateway.pushes[-1][1], (self.out / "metrics.prom").read_text())
        self.assertTrue(any("recent_response_seconds" in text and 'quantile="0.99"' in text
                            for _, text in gateway.pushes[:-1]))
        code = next(value for (name, _), value in samples.items() if name == "sark_bench_exit_code")
        self.assertEqual(code, done.code)

    def test_a_dead_gateway_is_one_warning_and_no_failure(self):
        url = f"http://127.0.0.1:{free_port()}"
        done = sark_bench(*self.arguments(web(100, "7s")), "--push-gateway", url)
        self.assertIn(done.code, FINE, done)
        self.assertEqual(done.err.count("warning"), 1, done)
        self.assertIn(url, done.err)

    def test_a_gateway_that_refuses_is_named_with_its_status(self):
        gateway = push_gateway.PushGateway(status=400)
        self.addCleanup(gateway.close)
        done = sark_bench(*self.arguments(web(100, "2s")), "--push-gateway", gateway.url)
        self.assertIn(done.code, FINE, done)
        self.assertIn("status 400", done.err)

    def test_figures_go_to_no_other_machine_unasked(self):
        done = sark_bench(*self.arguments(), "--push-gateway", "http://203.0.113.9:9091")
        self.assertEqual(done.code, 104, done)
        self.assertIn("--allow-remote 203.0.113.9", done.err)
        self.assertIn("--push-gateway", done.err)
        self.assertFalse(self.out.joinpath("result.json").exists())


class AbortTest(LiveTest):
    def test_a_threshold_that_fails_ends_the_run_and_stays_failed(self):
        self.target.body = b"another page"
        thresholds = {"errors": [{"threshold": "rate<0.05", "abortOnFail": True, "delayAbortEval": "2s"}],
                      "iterations": ["count>1"]}
        done = sark_bench(*self.arguments(web(100, "60s"), thresholds=thresholds))
        self.assertIn(done.code, (99, 122), done)
        self.assertIn("ended early: errors: rate<0.05 failed after", done.err)
        result = result_of(self.out)
        self.assertEqual(result["run"]["status"], "aborted")
        self.assertLess(result["run"]["measured_s"], 59, "it did not wait for the plan's end")
        self.assertIn("errors: rate<0.05", result["run"]["status_reason"])
        breach = result["run"]["breach"]
        self.assertGreaterEqual(breach["at_s"], 2.0)
        self.assertEqual(breach["actual"], 1.0)
        row = result["judgements"][breach["threshold"]]
        self.assertEqual((row["verdict"], row["ended_run_at_s"]), ("fail", breach["at_s"]))
        again = sark_bench("report", self.out, "--format", "console")
        self.assertEqual(again.code, done.code, again)

    def test_a_threshold_that_holds_lets_the_run_end_in_its_time(self):
        thresholds = {"errors": [{"threshold": "rate<0.05", "abortOnFail": True}],
                      "http_req_duration": [{"threshold": "p(50)<4s", "abortOnFail": True, "window": "2s"}]}
        done = sark_bench(*self.arguments(web(100, "3s"), thresholds=thresholds))
        self.assertIn(done.code, FINE, done)
        result = result_of(self.out)
        self.assertEqual((result["run"]["status"], result["run"]["breach"]), ("completed", None))

    def test_a_window_sees_what_the_whole_run_hides(self):
        target = ScriptedTarget(stall_at=700, stall=6.0)
        self.addCleanup(target.close)
        self.target.url = target.url
        # The stall's queue: 600 of 1,300 by its end, so that p(50) of all is still fine.
        thresholds = {"http_req_duration": [{"threshold": "p(50)<500ms", "abortOnFail": True, "window": "2s"}]}
        done = sark_bench(*self.arguments({"web": {**web(100, "60s", 1)["web"], "timeout": "10s"}},
                                          thresholds=thresholds, drain="12s"))
        self.assertIn(done.code, (99, 122), done)
        result = result_of(self.out)
        self.assertEqual(result["run"]["status"], "aborted", done)
        self.assertLess(result["run"]["measured_s"], 59)
        self.assertRegex(result["run"]["breach"]["reason"], r"over the latest 2 s")


class PhaseTest(LiveTest):
    def test_phases_are_measured_and_judged_apart(self):
        target = ScriptedTarget(stall_at=250, stall=1.0)  # in the second phase
        self.addCleanup(target.close)
        self.target.url = target.url
        arguments = self.arguments(
            web(100, "6s", 1), phases=[{"name": "steady", "duration": "2s"}, {"name": "hit", "duration": "2s"},
                                       {"name": "recovery", "duration": "2s"}],
            thresholds={"http_req_duration{phase:hit}": ["p(75)>100ms"],
                        "iterations{phase:steady}": ["count>150"]})
        done = sark_bench(*arguments)
        self.assertIn(done.code, FINE, done)
        result = result_of(self.out)
        self.assertEqual([phase["name"] for phase in result["phases"]], ["steady", "hit", "recovery"])
        steady, hit, recovery = (phase["operations"][0] for phase in result["phases"])
        self.assertEqual([one["ok"] for one in (steady, hit, recovery)], [200, 200, 200])
        self.assertGreater(hit["response_ms"]["max"], 900)
        self.assertLess(steady["response_ms"]["p50"], hit["response_ms"]["p95"])
        self.assertTrue(all(row["verdict"] == "pass" for row in result["judgements"]), result["judgements"])
        for phase in ("steady", "hit", "recovery"):
            self.assertIn(f"phase {phase}: 2.0 s", done.prose)
        self.assertEqual(sark_bench("report", self.out, "--format", "console").code, done.code)


if __name__ == "__main__":
    unittest.main()
