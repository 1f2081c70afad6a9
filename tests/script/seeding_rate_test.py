"""What sark-bench and psql print of a load becomes seconds, ratios and a verdict."""

import subprocess
import sys
import unittest

from peers_modules import ROOT

sys.path.insert(0, str(ROOT / "bench/seeding"))

import load_rate  # noqa: E402

SEEDED = """sark_v2.resources                   50000 rows      0.50 s     100321 rows/s
sark_v2.federation_nodes               50 rows      0.00 s          0 rows/s
"""
TIMED = "Time: 250.500 ms\nTime: 61234.000 ms (01:01.234)\n"


def rounds(ours, theirs):
    made = load_rate.Rounds({"a.b": 1000})
    for mine, other in zip(ours, theirs):
        made.add("seed", {"a.b": mine})
        made.add("psql", {"a.b": other})
    return made


class ReadingTest(unittest.TestCase):
    def test_the_rate_tells_more_than_the_seconds(self):
        seconds = load_rate.seeded_seconds(SEEDED)
        self.assertAlmostEqual(seconds["sark_v2.resources"], 50000 / 100321)
        self.assertEqual(seconds["sark_v2.federation_nodes"], 0.0)

    def test_a_load_that_names_no_table_is_no_reading(self):
        with self.assertRaises(ValueError):
            load_rate.seeded_seconds("already seeded with this dataset; nothing to do\n")

    def test_psql_times_one_copy_after_the_other(self):
        self.assertEqual(load_rate.copied_seconds(TIMED, ["a.b", "c.d"]), {"a.b": 0.2505, "c.d": 61.234})

    def test_a_copy_without_its_time_is_no_reading(self):
        with self.assertRaises(ValueError):
            load_rate.copied_seconds(TIMED, ["a.b", "c.d", "e.f"])


class RatioTest(unittest.TestCase):
    def test_it_is_the_median_of_the_rounds(self):
        made = rounds([1, 1, 1, 1, 2], [2, 3, 4, 5, 1])
        ratio = made.ratio("seed", None)
        self.assertEqual((ratio.value, ratio.low, ratio.high), (3, 0.5, 5))

    def test_the_bound_is_held_by_the_median(self):
        self.assertTrue(load_rate.is_met(rounds([1] * 5, [0.8] * 5), "seed"))
        self.assertFalse(load_rate.is_met(rounds([1] * 5, [0.79] * 5), "seed"))

    def test_the_table_has_a_row_for_all_together(self):
        text = load_rate.table_text(rounds([1] * 5, [2] * 5), ["seed"])
        self.assertIn("| **together** | 1,000 | 500 | 1,000 | 2.00 [2.00..2.00] |", text)
        self.assertIn("covers 93.8 %", text)


class ProgramTest(unittest.TestCase):
    def program(self, *words):
        return subprocess.run([sys.executable, ROOT / "bench/seeding/run", *words], capture_output=True, text=True,
                              check=False, timeout=60, stdin=subprocess.DEVNULL)

    def test_too_few_rounds_and_rows_are_refused(self):
        for words in (["--rounds", "4"], ["--rows", "100"], ["--rows", "many"], ["now"]):
            self.assertEqual(self.program(*words).returncode, 104, words)

    def test_a_missing_build_is_named(self):
        done = self.program("--build", "/nonexistent")
        self.assertEqual(done.returncode, 100)
        self.assertIn("not built: /nonexistent/cli/sark-bench", done.stderr)


if __name__ == "__main__":
    unittest.main()
