"""What the peers printed is read as it was meant; what is no answer is refused. The samples are real."""

import json
import unittest

from peers_modules import ROOT, sample

import outputs
from process import CannotMeasure


class OutputsTest(unittest.TestCase):
    def test_http_clients(self):
        self.assertEqual(outputs.wrk(sample("wrk.txt")), {"operations": 256879, "rate": 128364.92})
        self.assertEqual(outputs.h2load(sample("h2load.txt")), {"operations": 10000, "rate": 5000.0})
        self.assertEqual(outputs.hey(sample("hey.txt")), {"operations": 10000, "rate": 4988.9525})
        self.assertEqual(outputs.ab(sample("ab.txt")), {"operations": 276136, "rate": 138067.72})

    def test_pgbench_counts_transactions_or_the_statements_in_them(self):
        self.assertEqual(outputs.pgbench(sample("pgbench.txt")), {"operations": 109132, "rate": 54921.755672})
        pipelined = outputs.pgbench(sample("pgbench_two_threads.txt"), 10)
        self.assertEqual(pipelined["operations"], 205920)
        self.assertAlmostEqual(pipelined["rate"], 215783.46205)

    def test_schedule_lag_is_the_last_column_by_nearest_rank(self):
        lags = sorted(int(line.split()[6]) for line in sample("pgbench_lag.txt").splitlines())
        self.assertEqual(len(lags), 200)
        self.assertEqual(outputs.pgbench_log(sample("pgbench_lag.txt")),
                         {"lag_p50_ms": lags[99] / 1000, "lag_p99_ms": lags[197] / 1000, "lag_max_ms": lags[-1] / 1000})
        self.assertEqual(outputs.pgbench_log("0 1 2 0 4 5 70\n")["lag_p99_ms"], 0.07)

    def test_redis_benchmark_and_sysbench(self):
        self.assertEqual(outputs.redis_benchmark(sample("redis-benchmark.txt")), {"rate": 116099.06})
        self.assertEqual(outputs.sysbench(sample("sysbench.txt")), {"operations": 175679, "rate": 87368.03})

    def test_google_benchmark_gives_cpu_nanoseconds_and_the_engines_own_figure(self):
        figures = outputs.google_benchmark(sample("google_benchmark.json"))
        self.assertAlmostEqual(figures["histogram_record/threads:2"], 2.361, 3)
        self.assertAlmostEqual(figures["in_process_operation/1/iterations:5/manual_time:op"], 75.11, 2)

    def test_our_own_result(self):
        document = json.loads((ROOT / "tests/golden/result.json").read_text())
        document["operations"][0]["failed"] = 0
        figures = outputs.result_json(json.dumps(document))
        self.assertEqual((figures["operations"], figures["rate"]), (7652, 382.6))
        self.assertEqual((figures["lag_p50_ms"], figures["p50_ms"]), (0.044031, 2.502655))

    def test_a_quantile_that_was_not_reported_is_absent_not_zero(self):
        document = json.loads((ROOT / "tests/golden/result.json").read_text())
        document["operations"][0]["failed"] = 0
        document["generator"]["wake_lag_ms"]["p99"] = None
        self.assertNotIn("lag_p99_ms", outputs.result_json(json.dumps(document)))


class RefusalTest(unittest.TestCase):
    READERS = {"wrk": outputs.wrk, "h2load": outputs.h2load, "hey": outputs.hey, "ab": outputs.ab,
               "pgbench": outputs.pgbench, "redis-benchmark": outputs.redis_benchmark, "sysbench": outputs.sysbench}

    def test_garbled_output_is_refused_and_names_the_tool(self):
        for tool, read in self.READERS.items():
            for text in ("", "Segmentation fault\n", '"rps"\n', sample(f"{tool}.txt")[:60]):
                with self.assertRaisesRegex(CannotMeasure, tool, msg=text):
                    read(text)

    def test_output_of_another_tool_is_refused(self):
        for tool, read in self.READERS.items():
            other = "wrk.txt" if tool != "wrk" else "hey.txt"
            with self.assertRaises(CannotMeasure, msg=tool):
                read(sample(other))

    def test_answers_with_the_wrong_status_are_refused(self):
        for tool in ("wrk", "h2load", "hey", "ab"):
            with self.assertRaisesRegex(CannotMeasure, "failed requests", msg=tool):
                self.READERS[tool](sample(f"{tool}_503.txt"))

    def test_a_target_that_is_not_there_is_refused(self):
        with self.assertRaises(CannotMeasure):
            outputs.hey(sample("hey_refused.txt"))

    def test_socket_errors_are_refused(self):
        text = sample("wrk.txt") + "  Socket errors: connect 0, read 3, write 0, timeout 0\n"
        with self.assertRaisesRegex(CannotMeasure, "read 3"):
            outputs.wrk(text)
        self.assertIn("rate", outputs.wrk(sample("wrk.txt") + "  Socket errors: connect 0, read 0, write 0, timeout 0\n"))

    def test_failed_transactions_are_refused(self):
        text = sample("pgbench.txt").replace("failed transactions: 0", "failed transactions: 2")
        with self.assertRaisesRegex(CannotMeasure, "failed transactions: 2"):
            outputs.pgbench(text)

    def test_a_log_without_lags_is_refused(self):
        for text in ("", "0 1 2 0 4 5\n", "0 1 2 0 4 5 skipped\n"):
            with self.assertRaises(CannotMeasure, msg=text):
                outputs.pgbench_log(text)

    def test_our_own_failures_are_refused(self):
        text = (ROOT / "tests/golden/result.json").read_text()
        with self.assertRaisesRegex(CannotMeasure, "2 of 2002 operations failed"):
            outputs.result_json(text)
        for text in ("", "[]", "{}", '{"loads": []}'):
            with self.assertRaisesRegex(CannotMeasure, "result.json", msg=text):
                outputs.result_json(text)

    def test_benchmarks_that_failed_are_refused(self):
        document = json.loads(sample("google_benchmark.json"))
        document["benchmarks"][0] |= {"error_occurred": True, "error_message": "no room"}
        for text in (json.dumps(document), "", "{}", '{"benchmarks": [{"name": "x"}]}'):
            with self.assertRaises(CannotMeasure, msg=text[:40]):
                outputs.google_benchmark(text)


if __name__ == "__main__":
    unittest.main()
