"""Two arms compared: from two commands of somebody's own service to a verdict and its exit code."""

import json
import pathlib
import re
import signal
import tempfile
import threading
import unittest
import xml.etree.ElementTree

import jsonschema

from harness import ROOT, finish, sark_bench, start_sark_bench, write_scenario

# Somebody's service in two versions: the second argument is how long a request takes.
SERVICE = """
import http.server, sys, time

class Handler(http.server.BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def do_GET(self):
        time.sleep(float(sys.argv[2]))
        self.send_response(200)
        self.send_header("Content-Length", "2")
        self.end_headers()
        self.wfile.write(b"ok")

    def log_message(self, *_):
        pass

class Server(http.server.ThreadingHTTPServer):
    request_queue_size = 64  # with the default of 5, the 16 connections of a round wait for a SYN sent again

Server(("127.0.0.1", int(sys.argv[1])), Handler).serve_forever()
"""


class AbTest(unittest.TestCase):
    def setUp(self):
        directory = tempfile.TemporaryDirectory(prefix="sark-e2e-ab-")
        self.addCleanup(directory.cleanup)
        self.directory = pathlib.Path(directory.name)
        (self.directory / "service.py").write_text(SERVICE)
        self.scenario = write_scenario(self.directory, {
            "name": "page", "description": "one page of a service", "drain": "5s",
            "load": {"web": {"executor": "constant-arrival-rate", "rate": 200, "duration": "1s", "connections": 16,
                             "operations": [{"name": "page", "http": {"path": "/"}}]}},
            "thresholds": {"errors": ["rate<0.01"]}})

    def arguments(self, delay_a, delay_b, *options):
        def command(delay):
            return f"command=exec python3 {self.directory}/service.py {{port}} {delay}"
        return ["ab", self.scenario, "--a", command(delay_a), "--b", command(delay_b), "--out",
                self.directory / "out", *options]

    def result(self):
        files = self.directory / "out"
        return json.loads((files / "comparison.json").read_text()) if files.exists() else None

    def compare(self, delay_a, delay_b, *options):
        done = sark_bench(*self.arguments(delay_a, delay_b, "--round", "1s", "--round-warmup", "100ms", *options),
                          timeout=280)
        return done, self.result()

    def test_a_service_five_times_as_slow_is_a_regression(self):
        done, result = self.compare(0.005, 0.025, "--max-time", "200s")
        if result["outcome"] != "regressed":  # only a host that disturbed it may keep it from saying so
            self.assertTrue(result["disturbances"], done)
            self.assertIn(done.code, (121, 122), done)
            return
        self.assertEqual(done.code, 120, done)
        p95, p99 = (next(metric for metric in result["metrics"] if metric["name"] == name) for name in ("p95", "p99"))
        self.assertIn("regressed", (p95["verdict"], p99["verdict"]), done)
        # Four times as slow were it not for what the host adds to both.
        self.assertGreater(p95["change"], 0.3)
        self.assertGreater(p95["b"], p95["a"])
        self.assertIn("REGRESSED", done.out)
        arms = "".join(each["arm"] for each in result["rounds"])
        blocks = {arms[i:i + 4] for i in range(0, len(arms), 4)}
        self.assertEqual(blocks, {"abba", "baab"}, "a coin decides the order")
        suite = xml.etree.ElementTree.parse(self.directory / "out/junit.xml").getroot()
        self.assertGreater(int(suite.get("failures")), 0)
        self.assertIn("regressed", (self.directory / "out/comparison.md").read_text())

    def test_two_of_a_kind_are_no_regression_where_much_is_tolerated(self):
        done, result = self.compare(0.001, 0.001, "--tolerance", "1000%", "--max-time", "150s")
        if result["outcome"] != "no_regression":  # only a host that disturbed it may keep it from saying so
            self.assertTrue(result["disturbances"], done)
            self.assertIn(done.code, (121, 122), done)
            return
        self.assertEqual(done.code, 0, done)
        self.assertIn("B is not worse than A by more than is tolerated", done.prose)
        verdicts = {metric["name"]: metric["verdict"] for metric in result["metrics"]}
        self.assertEqual((verdicts["p95"], verdicts["errors"]), ("held", "held"), verdicts)
        self.assertEqual(xml.etree.ElementTree.parse(self.directory / "out/junit.xml").getroot().get("failures"), "0")

    def test_a_generator_that_stands_still_half_the_time_says_nothing_of_the_arms(self):
        process = start_sark_bench(*self.arguments(0.001, 0.001, "--round", "1s", "--round-warmup", "100ms",
                                                   "--max-time", "250s"))
        over = threading.Event()

        def stop_and_go():
            while not over.is_set():
                for what in (signal.SIGSTOP, signal.SIGCONT):
                    process.send_signal(what)
                    over.wait(0.1)
            process.send_signal(signal.SIGCONT)
        thread = threading.Thread(target=stop_and_go)
        thread.start()
        self.addCleanup(thread.join)
        self.addCleanup(over.set)
        told = next((line for line in process.stderr if re.search(r"block 0/\d+, [1-9]\d* discarded", line)), None)
        process.send_signal(signal.SIGINT)  # it would go on until the time is up
        done = finish(process)
        self.assertIsNotNone(told, done)
        result = self.result()
        self.assertEqual(done.code, 122, done)
        self.assertEqual((result["outcome"], result["blocks"]["used"]), ("invalid", 0), done)
        self.assertIn("blocks were disturbed: nothing can be said", done.prose)
        self.assertTrue(set(result["disturbances"]) & {"generator_stalled", "wake_lag", "host_stalled"}, result)

    def test_too_little_time_is_inconclusive_and_says_what_to_do(self):
        done, result = self.compare(0.001, 0.001, "--max-time", "5s")
        self.assertEqual(done.code, 121, done)
        self.assertEqual(result["blocks"]["planned"], 0)
        self.assertIn("--max-time", done.out)

    def test_bad_settings_are_told_before_anything_starts(self):
        for options, words in ((("--b", "url"), "KEY=VALUE"),
                               (("--tolerance", "p59=5%"), "p95"),
                               (("--tolerance", "-1"), "tolerance"),
                               (("--max-time", "soon"), "--max-time"),
                               (("--b", "url=http://127.0.0.1:1", "command=true"), "either"),
                               (("--b", "load.web.rte=5"), "rate"),
                               (("--round", "500ms"), "--round 500ms"),
                               (("--round-warmup", "soon"), "--round-warmup soon"),
                               (("--out", "/dev/null/out"), "--out")):
            done = sark_bench("ab", self.scenario, *options)
            self.assertEqual(done.code, 104, (options, done))
            self.assertIn(words, done.err, options)

    def test_a_target_that_dies_at_once_is_unavailable_with_its_last_words(self):
        done = sark_bench("ab", self.scenario, "--a", "command=echo cannot find my libraries; exit 3",
                          "--b", "command=true")
        self.assertEqual(done.code, 100, done)
        self.assertIn("cannot find my libraries", done.err)
        self.assertIn("arm A (command=", done.err)

    def test_a_target_that_dies_meanwhile_is_unavailable_and_what_was_measured_is_kept(self):
        service = f"exec timeout 8 python3 {self.directory}/service.py {{port}} 0.001"
        done = sark_bench("ab", self.scenario, "--a", "command=" + service, "--b", "command=" + service, "--out",
                          f"{self.directory}/out", "--max-time", "10m", "--round", "1s", "--round-warmup", "200ms")
        self.assertEqual(done.code, 100, done)
        self.assertIn("ended before it was decided: arm ", done.prose)
        self.assertGreaterEqual(len(self.result()["rounds"]), 1)
        schema = json.loads((ROOT / "reports/comparison.schema.json").read_text())
        jsonschema.Draft7Validator(schema).validate(self.result())

    def test_arms_that_both_answer_wrongly_do_not_pass_and_are_not_measured_for_long(self):
        done, result = self.compare(0.001, 0.001, "--max-time", "10m", "--set",
                                    "load.web.operations.0.http.expect.status=418")
        self.assertEqual(done.code, 121, done)
        self.assertIn("100 % of A's operations failed", done.prose)
        self.assertEqual({one["pilot"] for one in result["rounds"]}, {True})


if __name__ == "__main__":
    unittest.main()
