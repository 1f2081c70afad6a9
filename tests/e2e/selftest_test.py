"""`sark-bench selftest` on whatever machine this is: it may doubt a noisy one, but never its own books."""

import json
import signal
import unittest

from harness import finish, sark_bench, start_sark_bench, wait_for_signal_watch


class SelftestTest(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.done = sark_bench("selftest", "--quick", "--format", "json")
        cls.result = json.loads(cls.done.out)
        cls.checks = {check["name"]: check for check in cls.result["checks"]}

    def test_it_ends_with_its_verdicts_code_and_says_why(self):
        verdict = self.result["verdict"]
        self.assertIn(self.done.code, (0, 122), self.done)
        self.assertEqual(self.done.code, verdict["exit_code"])
        self.assertEqual(verdict["outcome"], "trusted" if self.done.code == 0 else "doubtful")
        self.assertEqual(verdict["doubts"] == [], self.done.code == 0, verdict)

    def test_the_books_balance_on_any_machine(self):
        books = [check for name, check in self.checks.items() if name.endswith(" books")]
        self.assertEqual(len(books), 5, self.checks.keys())
        for check in books:
            self.assertTrue(check["passed"], check)

    def test_a_stall_of_one_second_is_seen_on_any_machine(self):
        check = self.checks["stall p99 of response"]
        self.assertTrue(check["passed"], check)
        self.assertGreater(check["measured"], 850)

    def test_no_target_answered_sooner_than_its_script(self):
        for name in ("constant", "bimodal", "lognormal"):
            self.assertTrue(self.checks[f"{name} script"]["passed"], self.checks[f"{name} script"])

    def test_no_quantile_is_below_the_truth(self):
        for name in ("constant", "bimodal", "lognormal"):
            for quantile in ("p50", "p95", "p99"):
                check = self.checks[f"{name} {quantile}"]
                self.assertGreaterEqual(check["measured"], check["at_least"], check)

    def test_it_says_what_the_host_is_fit_for(self):
        host = self.result["host"]
        self.assertGreaterEqual(host["cpus"], 1)
        self.assertGreater(host["clock_cost_ns"], 0)
        self.assertGreater(host["highest_rate_tried"], 0)
        lateness = host["wait_lateness_ms"]
        self.assertLessEqual(lateness["p50"], lateness["max"])
        low, high = host["rate_with_wake_lag_p99_below_0_1_ms"], host["rate_with_wake_lag_p99_below_1_ms"]
        if low is not None and high is not None:
            self.assertGreater(low, 0)
            self.assertGreater(high, 0)


class SelftestCommandTest(unittest.TestCase):
    def test_ctrl_c_ends_it(self):
        process = start_sark_bench("selftest")
        wait_for_signal_watch(process)
        process.send_signal(signal.SIGINT)
        done = finish(process)
        self.assertEqual(done.code, 105, done)

    def test_an_unknown_format_is_refused(self):
        done = sark_bench("selftest", "--format", "xml")
        self.assertEqual(done.code, 104, done)


if __name__ == "__main__":
    unittest.main()
