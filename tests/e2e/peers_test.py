"""bench/peers/run for real, with one row of those whose peers every build machine has: redis-benchmark."""

import glob
import json
import os
import pathlib
import subprocess
import sys
import tempfile
import unittest

import harness

RUN = harness.ROOT / "bench/peers/run"
BUILD = pathlib.Path(harness.SARK_BENCH).resolve().parents[1]


class PeersTest(unittest.TestCase):
    def test_one_row_against_a_real_redis(self):
        with tempfile.TemporaryDirectory(prefix="sark-e2e-") as directory:
            readings = pathlib.Path(directory) / "readings.json"
            done = subprocess.run([sys.executable, RUN, "--quick", "--rounds", "1", "--only", "get-1", "--build", BUILD,
                                   "--json", readings], capture_output=True, text=True, timeout=100, check=False,
                                  stdin=subprocess.DEVNULL, env={**os.environ, "TMPDIR": directory})
            # Which side is quicker is not for a test to say: 0 and 99 are both a table.
            self.assertIn(done.returncode, (0, 99), done.stderr)
            self.assertIn("GET, 50 connections, depth 1", done.stdout)
            self.assertIn("one round", done.stdout)
            (row,) = json.loads(readings.read_text())["rows"]
            self.assertIsNone(row["trouble"])
            self.assertEqual(set(row["rounds"][0]), {"ours", "peer"})
            for side in row["rounds"][0].values():
                self.assertGreater(side["figures"]["rate"], 0)
                self.assertGreater(side["cpu_s"], 0)
            self.assertEqual(glob.glob(f"{directory}/sark-peers-*"), [])


if __name__ == "__main__":
    unittest.main()
