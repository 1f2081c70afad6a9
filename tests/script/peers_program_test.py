"""bench/peers/run as somebody calls it who has not read its documentation; and the processes it starts."""

import contextlib
import glob
import json
import os
import pathlib
import signal
import subprocess
import sys
import tempfile
import time
import unittest

from peers_modules import ROOT, RUN

import host
import ours
import process
import programs
import rows
from process import CannotMeasure


def peers_run(*arguments, **environment):
    return subprocess.run([sys.executable, RUN, *map(str, arguments)], capture_output=True, text=True, check=False,
                          timeout=60, stdin=subprocess.DEVNULL, env={**os.environ, **environment})


def command_line(path):
    """Of a process that may be gone by now."""
    with contextlib.suppress(OSError):
        return pathlib.Path(path).read_text(errors="replace")
    return ""


class ProgramTest(unittest.TestCase):
    def test_it_lists_its_rows(self):
        done = peers_run("--list")
        self.assertEqual(done.returncode, 0, done.stderr)
        self.assertEqual(len(done.stdout.splitlines()), 16)

    def test_an_unknown_row_is_refused_with_the_nearest(self):
        done = peers_run("--only", "http-mx")
        self.assertEqual(done.returncode, 104)
        self.assertIn('no row "http-mx" (did you mean "http-max"?)', done.stderr)

    def test_bad_options_are_refused(self):
        for options in (["--rounds", "0"], ["--rounds", "many"], ["--slow"], ["now"]):
            self.assertEqual(peers_run(*options).returncode, 104, options)

    def test_what_is_missing_is_named_with_its_packages_before_anything_starts(self):
        done = peers_run("--only", "http-max", "--build", "/nonexistent", PATH="/nonexistent")
        self.assertEqual((done.returncode, done.stdout), (100, ""))
        self.assertIn("not built: /nonexistent/cli/sark-bench", done.stderr)
        self.assertIn("script/build release", done.stderr)
        self.assertRegex(done.stderr, r"missing: ab, hey,.* wrk\n  apt-get install .*apache2-utils hey.* wrk\n")


class MissingTest(unittest.TestCase):
    def test_each_program_has_a_package(self):
        build = ours.Build("/nonexistent")
        for row in rows.rows(build):
            self.assertEqual(row.needs - programs.PACKAGES.keys(), set(), row.name)

    def test_packages_are_named_once(self):
        lacking = programs.missing({"initdb", "postgres", "wrk"}, look=lambda name: None)
        self.assertEqual(str(lacking), "missing: initdb, postgres, wrk\n"
                                       "  apt-get install --no-install-recommends postgresql wrk")

    def test_nothing_is_missing_where_all_is_there(self):
        self.assertIsNone(programs.missing({"wrk"}, look=lambda name: f"/usr/bin/{name}"))

    def test_postgres_directories_are_sorted_by_version_not_by_letter(self):
        with tempfile.TemporaryDirectory() as directory:
            for version in ("9.6", "15", "14"):
                (pathlib.Path(directory) / version / "bin").mkdir(parents=True)
            found = programs.postgres_directories(f"{directory}/*/bin")
        self.assertEqual([pathlib.Path(path).parent.name for path in found], ["15", "14", "9.6"])


class ScenarioTest(unittest.TestCase):
    def test_every_scenario_has_one_load_without_warm_up(self):
        files = sorted((ROOT / "bench/peers").glob("*.json"))
        self.assertTrue(files)
        for file in files:
            document = json.loads(file.read_text())
            self.assertEqual((len(document["load"]), document["warmup"]), (1, "0s"), file.name)

    def test_changes_set_and_remove_keys_and_leave_the_original_alone(self):
        document = {"load": {"x": {"vus": 8, "sync": "batch"}}}
        self.assertEqual(ours.changed(document, {"vus": 20, "sync": None}), {"load": {"x": {"vus": 20}}})
        self.assertEqual(document, {"load": {"x": {"vus": 8, "sync": "batch"}}})

    def test_idling_keeps_the_connections_and_drops_the_work(self):
        idle = ours.load_of(ours.idling({"load": {"x": {"executor": "constant-vus", "vus": 20, "duration": "9s"}}}))
        self.assertEqual(idle, {"executor": "constant-arrival-rate", "rate": 1, "duration": "1s", "connections": 20})


class ProcessTest(unittest.TestCase):
    def test_output_exit_code_and_cost_are_kept_apart(self):
        done = process.run(["sh", "-c", "echo out; echo err >&2; exit 3"], 30)
        self.assertEqual((done.code, done.out, done.err), (3, "out\n", "err\n"))
        self.assertGreater(done.rss_mb, 0)

    def test_a_program_that_is_not_there(self):
        with self.assertRaisesRegex(CannotMeasure, "/nonexistent/wrk: No such file"):
            process.run(["/nonexistent/wrk"], 1)

    def test_a_program_that_does_not_end_is_ended(self):
        mark = f"1000.{os.getpid()}{time.monotonic_ns()}"  # on nobody else's command line
        with self.assertRaisesRegex(CannotMeasure, "sh did not end within 0.2 s"):
            process.run(["sh", "-c", f"exec sleep {mark}"], 0.2)
        self.assertEqual([path for path in glob.glob("/proc/[0-9]*/cmdline") if mark in command_line(path)], [])

    def test_stop_ends_even_what_does_not_listen(self):
        child = subprocess.Popen(["sh", "-c", "trap '' TERM; echo ready; while :; do read x; done"],
                                 stdin=subprocess.PIPE, stdout=subprocess.PIPE)
        self.addCleanup(child.stdout.close)
        self.addCleanup(child.stdin.close)
        child.stdout.readline()
        process.stop(child, signal.SIGTERM, timeout=0.1)
        self.assertEqual(child.returncode, -signal.SIGKILL)


class HostTest(unittest.TestCase):
    def test_the_machines_cpu_time(self):
        ticks = host.TICKS_PER_SECOND
        text = f"cpu  {10 * ticks} {ticks} {4 * ticks} {80 * ticks} {2 * ticks} 0 {ticks} {2 * ticks} 0 0\ncpu0 1 2 3\n"
        self.assertEqual(host.machine_cpu(text), (16, 2, 100))

    def test_garbage_is_not_the_machines_cpu_time(self):
        for text in ("", "cpu 1 2\n", "intr 1 2 3 4 5 6 7 8 9\n"):
            with self.assertRaises(ValueError, msg=text):
                host.machine_cpu(text)

    def test_a_process_counts_its_dead_children_whatever_its_name(self):
        ticks = host.TICKS_PER_SECOND
        stat = f"7 (a) b (c) S 1 7 7 0 -1 0 0 0 0 0 {ticks} {2 * ticks} {3 * ticks} {4 * ticks} 20 0 1 0"
        self.assertEqual(host.process_cpu(stat), 10)

    def test_a_process_that_is_gone_costs_nothing(self):
        self.assertEqual(host.tree_cpu(2**31 - 1), 0.0)

    def test_loud_is_said_of_other_programs_and_of_steal(self):
        self.assertFalse(host.Disturbance(host.FOREIGN_CORES_MAX, host.STEAL_SHARE_MAX, 9.0).is_loud())
        self.assertTrue(host.Disturbance(host.FOREIGN_CORES_MAX * 1.1, 0.0, 0.0).is_loud())
        self.assertTrue(host.Disturbance(0.0, host.STEAL_SHARE_MAX * 1.1, 0.0).is_loud())


if __name__ == "__main__":
    unittest.main()
