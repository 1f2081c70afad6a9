"""The phases of seed 003, the settings profiles and the layers, made short."""

import json
import pathlib
import tempfile
import unittest

from harness import result_of, sark_bench

SMALL = ("--set", "environment.dataset.users=50", "--set", "environment.dataset.servers=50",
         "--set", "environment.dataset.teams=5")


class PhasesTest(unittest.TestCase):
    def test_a_phase_is_judged_row_by_row_with_its_place_of_measurement(self):
        with tempfile.TemporaryDirectory() as directory:
            done = sark_bench("run", "phase1", "--out", directory, "--duration", "6s", "--set", "warmup=1s",
                              "--set", "load.audit.rate=5", *SMALL)
            self.assertIn(done.code, (0, 99, 121, 122), done)
            result = result_of(directory)
        rows = {row["id"]: row for row in result["judgements"] if row["profile"] == "phase1"}
        self.assertEqual(sorted(rows), [f"S003-SLA-{number:02d}" for number in (1, 4, 7, 10, 13, 16, 19)])
        for name, row in rows.items():
            self.assertTrue(row["measured_at"], name)
        # 500 events per second were offered, and the target is 1,000: that is no miss, and no pass.
        self.assertEqual(rows["S003-SLA-10"]["verdict"], "inconclusive", done)
        self.assertGreater(rows["S003-SLA-10"]["actual"], 50, done)
        self.assertGreater(rows["S003-SLA-16"]["actual"], 0, done)
        self.assertLessEqual(rows["S003-SLA-16"]["actual"], 1, done)

    def test_every_phase_validates_and_keeps_to_its_rates(self):
        for phase, requests, events in ((1, 100, 1_000), (3, 5_000, 5_000), (4, 10_000, 10_000)):
            catalog = pathlib.Path(__file__).resolve().parents[2] / "scenarios/catalog"
            document = json.loads((catalog / f"phase{phase}.json").read_text())
            loads = document["load"]
            self.assertEqual(loads["policy"]["rate"] + loads["api"]["rate"], requests)
            # Every decision writes an event of its own; a batch holds a hundred.
            offered = loads["policy"]["rate"] + loads["audit"]["rate"] * 100
            self.assertGreater(offered, events)
            self.assertLessEqual(offered, events * 1.1)
            self.assertEqual(sark_bench("validate", catalog / f"phase{phase}.json").code, 0)

    def test_settings_profiles_are_listed_and_an_unknown_one_is_refused(self):
        listed = sark_bench("list", "profiles")
        for name in ("high-traffic", "low-latency", "development"):
            self.assertIn(name, listed.out)
        done = sark_bench("serve", "--dsn", "host=/nowhere dbname=none", "--profile", "high-trafic")
        self.assertEqual(done.code, 104, done)
        self.assertIn("high-traffic", done.err)

    def test_high_traffic_says_what_it_breaks(self):
        done = sark_bench("serve", "--dsn", "host=/nowhere dbname=none", "--profile", "high-traffic")
        self.assertNotEqual(done.code, 0)
        self.assertIn("longer than the max_staleness of 300 s", " ".join(done.err.split()))

    def test_layers_are_one_table_in_every_form(self):
        with tempfile.TemporaryDirectory() as directory:
            done = sark_bench("sweep", "layers", "--rounds", "1", "--round", "2s", "--round-warmup", "200ms",
                              "--rate", "60", "--out", directory)
            self.assertIn(done.code, (0, 122), done)
            path = pathlib.Path(directory)
            table = json.loads((path / "sweep.json").read_text())["layers"]
            forms = [done.out, (path / "sweep.md").read_text(), (path / "sweep.html").read_text()]
        self.assertEqual([row["name"] for row in table["rows"]], ["core", "HTTP", "Redis", "PostgreSQL"])
        measured = [row for row in table["rows"] if row["mean_ms"] is not None]
        if len(measured) == 4:
            self.assertAlmostEqual(sum(row["added_ms"] for row in measured), measured[-1]["mean_ms"], places=6)
            self.assertIn("takes most", table["sentence"])
        for form in forms:
            self.assertIn("facts from PostgreSQL", form)


if __name__ == "__main__":
    unittest.main()
