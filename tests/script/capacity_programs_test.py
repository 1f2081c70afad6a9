"""bench/capacity's scripts as somebody calls them, a stand-in for sark-bench, and the clerks that a search may ask."""

import pathlib
import re
import subprocess
import tempfile
import time
import unittest
import urllib.request

CAPACITY = pathlib.Path(__file__).resolve().parents[2] / "bench/capacity"
TABLE = """searching
| repeat | holds |
|---:|---:|
| 1 | 1930/s |

{confirmed} of 10 confirmed: 1850/s to 2020/s, middle 1930/s, spread {spread} % of it.
"""


def run(*words):
    return subprocess.run([str(word) for word in words], capture_output=True, text=True, timeout=60, check=False,
                          stdin=subprocess.DEVNULL)


class StandIn(unittest.TestCase):
    def stand_in(self, script):
        """A program that writes its arguments to `said` and does what `script` says."""
        directory = tempfile.TemporaryDirectory(prefix="sark-script-capacity-")
        self.addCleanup(directory.cleanup)
        self.said = pathlib.Path(directory.name) / "said"
        program = pathlib.Path(directory.name) / "program"
        program.write_text(f'#!/bin/sh\necho "$@" >"{self.said}"\n{script}\n')
        program.chmod(0o755)
        return program

    def searched(self, confirmed, spread):
        return self.stand_in(f"cat <<'END'\n{TABLE.format(confirmed=confirmed, spread=spread)}END")


class RepeatsTest(StandIn):
    def test_ten_that_agree_pass(self):
        done = run(CAPACITY / "repeats", self.searched(10, 8.9))
        self.assertEqual(done.returncode, 0, done.stderr)
        self.assertIn("All agree within 10 %.", done.stdout)
        self.assertIn("| 1 | 1930/s |", done.stderr, "the table is shown")
        self.assertIn("capacity policy_evaluation --repeat 10 ", self.said.read_text())

    def test_too_wide_a_spread_and_an_open_search_fail(self):
        for confirmed, spread in ((10, 10.1), (9, 1.0)):
            done = run(CAPACITY / "repeats", self.searched(confirmed, spread))
            self.assertEqual(done.returncode, 99)
            self.assertIn("They do not all agree", done.stdout)

    def test_a_search_that_prints_no_table_fails(self):
        self.assertEqual(run(CAPACITY / "repeats", self.stand_in("exit 100")).returncode, 99)

    def test_unknown_options_are_refused(self):
        for script in ("repeats", "model"):
            done = run(CAPACITY / script, "--slow")
            self.assertEqual(done.returncode, 104, script)
            self.assertIn("usage: ", done.stderr)

    def test_sleeping_clerks_serve_the_search_and_are_gone_after_it(self):
        program = self.searched(10, 0.0)
        done = run(CAPACITY / "repeats", "--sleeping", "--quick", program)
        self.assertEqual(done.returncode, 99, "ten of five are not five of five")
        url = re.search(r"--url (\S+)", self.said.read_text()).group(1)
        self.assertIn("sleeping_clerks.json --repeat 5 ", self.said.read_text())
        with self.assertRaises(OSError):
            urllib.request.urlopen(url, timeout=10)


class ModelTest(StandIn):
    def test_the_search_s_file_goes_to_the_check_and_its_verdict_comes_back(self):
        check = self.stand_in("exit 99")
        checked = self.said
        done = run(CAPACITY / "model", "--quick", self.stand_in("exit 121"), check)
        self.assertEqual(done.returncode, 99, done.stderr)
        self.assertRegex(checked.read_text(), r"^\S+/capacity\.json \S+/program --scenario \S+ --quick$")

    def test_the_server_that_waits_is_checked_unless_the_busy_one_is_asked_for(self):
        for words, server, options in (([], "waiting_server", ""),
                                       (["--busy"], "one_server", " --shares 0.125,0.2 --seconds 2.5 --rounds 10")):
            check = self.stand_in("exit 0")
            checked = self.said
            done = run(CAPACITY / "model", *words, self.stand_in("exit 0"), check)
            self.assertEqual(done.returncode, 0, done.stderr)
            self.assertIn(f"/{server}.json ", self.said.read_text(), "what is searched")
            self.assertRegex(checked.read_text(), rf"/{server}\.json{options}$")

    def test_a_search_on_a_noisy_machine_ends_it(self):
        done = run(CAPACITY / "model", self.stand_in("exit 122"), self.stand_in("exit 0"))
        self.assertEqual(done.returncode, 122)
        self.assertFalse(self.said.exists(), "nothing was checked")


class ClerksTest(unittest.TestCase):
    def start(self, *words):
        clerks = subprocess.Popen([CAPACITY / "sleeping_clerks", *words], stdout=subprocess.PIPE, text=True)
        self.addCleanup(clerks.stdout.close)
        self.addCleanup(clerks.wait)
        self.addCleanup(clerks.kill)
        return clerks.stdout.readline().split()[-1]

    def test_no_clerk_is_faster_than_his_service_takes(self):
        url = self.start("1", "5")
        begun = time.monotonic()
        for _ in range(10):
            with urllib.request.urlopen(url, timeout=30) as answer:
                self.assertEqual((answer.status, answer.read()), (200, b"ok"))
        self.assertGreaterEqual(time.monotonic() - begun, 0.05)

    def test_bad_numbers_are_refused(self):
        for words in (["0"], ["some"], ["8", "-1"], ["8", "4", "2"]):
            done = run(CAPACITY / "sleeping_clerks", *words)
            self.assertEqual((done.returncode, done.stdout), (104, ""), words)


if __name__ == "__main__":
    unittest.main()
