"""docs/coverage.json has every row of the requirements once, with a proof that exists; the rendered page is fresh."""

import collections
import json
import pathlib
import re
import subprocess
import sys
import unittest

ROOT = pathlib.Path(__file__).resolve().parents[2]

# How many rows the requirements have of each kind, numbered from 01.
ROWS = {
    "S000": {"SLA": 11, "TBL": 5, "IDX": 6, "MV": 1, "CAGG": 2, "TS": 2, "PART": 1, "VAC": 1, "QRY": 7, "CFG": 3,
             "CACHE": 2, "MON": 5, "TRB": 3, "CHK": 1},
    "S001": {"SLA": 20, "DB": 1, "TBL": 8, "IDX": 7, "CAGG": 3, "TS": 1, "COL": 1, "VAC": 1, "QRY": 13, "WF": 1,
             "POOL": 5, "FRM": 1, "CFG": 1, "MON": 10, "PRM": 5, "OPS": 1},
    "S002": {"SLA": 13, "CLM": 9, "IDX": 2, "CLI": 1, "POOL": 4, "RC": 4, "PRO": 3, "MON": 5, "TRB": 5, "LT": 4},
    "S003": {"SLA": 33, "LT": 1, "MET": 9, "GRF": 3, "CFG": 1, "IDX": 4, "QRY": 2, "POOL": 1, "TS": 1, "CAGG": 1,
             "CACHE": 5, "REDIS": 1, "API": 5, "OPA": 2, "NET": 2, "HPA": 1, "GAP": 1},
    "S004": {"SLA": 14, "CLM": 1, "TBL": 8, "IDX": 3, "FN": 3, "VW": 3, "QRY": 5, "CB": 1, "CLI": 1, "MIG": 1,
             "MNT": 1, "NXT": 1},
}


def every_id():
    ids = [f"{seed}-{kind}-{number:02}" for seed, kinds in ROWS.items() for kind, count in kinds.items()
           for number in range(1, count + 1)]
    return ids + [f"X-{number:02}" for number in range(1, 22)] + [f"E-{number:02}" for number in range(1, 25)]


def tests_of_the_tree():
    names = set()
    for path in (ROOT / "tests").rglob("*_test.cpp"):
        for suite, name in re.findall(r"TEST(?:_F|_P)?\(\s*(\w+),\s*(\w+)\)", path.read_text()):
            names.add(f"{suite}.{name}")
    for path in (ROOT / "tests/e2e").glob("*_test.py"):
        for suite, body in re.findall(r"(?ms)^class (\w+)\(.*?\):\n(.*?)(?=^\S|\Z)", path.read_text()):
            names.update(f"{suite}.{name}" for name in re.findall(r"def (test_\w+)", body))
    return names


class CoverageTest(unittest.TestCase):
    def setUp(self):
        self.rows = json.loads((ROOT / "docs/coverage.json").read_text())

    def test_every_row_is_there_once_and_no_other(self):
        found = collections.Counter(row["id"] for row in self.rows)
        self.assertEqual(sorted(found.elements()), sorted(every_id()))

    def test_every_status_comes_with_what_it_needs(self):
        for row in self.rows:
            self.assertEqual(set(row), {"id", "status", "proof", "reason"}, row)
            self.assertIn(row["status"], ("works", "skipped", "doc", "open"), row)
            self.assertTrue(row["proof"] if row["status"] == "works" else row["reason"], row)

    def test_every_proof_is_a_test_that_exists_or_a_command(self):
        known = tests_of_the_tree()
        for row in self.rows:
            for proof in filter(None, row["proof"].split(", ")):
                self.assertTrue(proof.startswith("sark-bench ") or proof in known, f"{row['id']}: {proof}")

    def test_scenarios_and_profiles_of_the_commands_exist(self):
        for row in self.rows:
            for scenario in re.findall(r"sark-bench run (\w+)", row["proof"]):
                self.assertTrue((ROOT / f"scenarios/catalog/{scenario}.json").exists(), row)
            for profile in re.findall(r"--sla ([\w-]+)", row["proof"]):
                self.assertTrue((ROOT / f"reports/sla/{profile}.json").exists(), row)

    def test_the_page_is_fresh(self):
        done = subprocess.run([sys.executable, ROOT / "script/coverage", "--check"], capture_output=True, text=True,
                              check=False)
        self.assertEqual((done.returncode, done.stderr), (0, ""))


if __name__ == "__main__":
    unittest.main()
