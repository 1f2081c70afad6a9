"""Help, lists, validation and dry runs: everything that starts no service."""

import json
import pathlib
import re
import subprocess
import tempfile
import unittest

from harness import ROOT, SARK_BENCH, clean_environment, sark_bench, scenario, write_scenario

COMMANDS = ("run", "list", "validate", "report", "serve", "migrate", "seed", "db", "doctor")


class HelpTest(unittest.TestCase):
    def test_every_command_explains_itself_with_examples(self):
        for command in COMMANDS:
            done = sark_bench(command, "--help")
            self.assertEqual(done.code, 0, done)
            self.assertIn("Examples:", done.out, command)
            self.assertIn(f"sark-bench {command}", done.prose, command)

    def test_the_program_lists_its_commands_and_exit_codes(self):
        done = sark_bench("--help")
        self.assertEqual(done.code, 0)
        for command in COMMANDS:
            self.assertRegex(done.out, rf"(?m)^  {command}\b")
        for code in ("0", "1", "99", "100", "104", "105", "120", "121", "122", "123"):
            self.assertRegex(done.out, rf"\b{code}\b")

    def test_the_version_is_that_of_the_build_system(self):
        version = re.search(r"project\(sark-bench VERSION (\S+)", (ROOT / "CMakeLists.txt").read_text())[1]
        done = sark_bench("--version")
        self.assertEqual(done.code, 0)
        self.assertTrue(done.out.startswith(f"sark-bench {version}"), done)

    def test_wrong_usage_says_so(self):
        for arguments in ((), ("launch",), ("run",), ("run", "smoke", "--rat", "5"), ("serve", "--port", "70000")):
            done = sark_bench(*arguments)
            self.assertEqual(done.code, 104, (arguments, done))
            self.assertIn("sark-bench: error:", done.err, arguments)


    def test_an_unknown_command_is_named_with_the_nearest_one(self):
        done = sark_bench("rn", "smoke")
        self.assertEqual(done.code, 104, done)
        self.assertIn('there is no command "rn"', done.err)
        self.assertIn('did you mean "run"?', done.err)
        self.assertIn("A subcommand is required", sark_bench().err)

    def test_an_empty_address_is_refused_instead_of_a_private_service_taken(self):
        for option in ("--dsn", "--redis", "--url"):
            done = sark_bench("run", "smoke", "--dry-run", option, "")
            self.assertEqual(done.code, 104, (option, done))
            self.assertIn(f"{option}: is empty", done.err)
        unset = clean_environment(SARK_BENCH_DSN="", SARK_BENCH_REDIS="")
        self.assertEqual(sark_bench("run", "smoke", "--dry-run", env=unset).code, 0)

    def test_a_plan_needs_no_stores_behind_an_api_that_is_given(self):
        self.assertIn("needs: PostgreSQL Redis HTTP API;", sark_bench("run", "spike", "--dry-run").out)
        done = sark_bench("run", "spike", "--dry-run", "--url", "http://127.0.0.1:8000")
        self.assertIn("needs: HTTP API;", done.out, done)

    def test_data_cannot_be_kept_in_a_private_database(self):
        done = sark_bench("run", "v2_lookups", "--keep-data")
        self.assertEqual(done.code, 104, done)
        self.assertIn("--keep-data: there are no data to keep", done.err)
        self.assertNotIn("starting", done.out + done.err)

    def test_no_format_at_all_is_refused(self):
        done = sark_bench("run", "smoke", "--dry-run", "--format", ",")
        self.assertEqual(done.code, 104, done)
        self.assertIn("--format: names no format", done.err)

    def test_a_negative_seed_is_refused(self):
        done = sark_bench("run", "smoke", "--dry-run", "--seed", "-1")
        self.assertEqual(done.code, 104, done)
        self.assertIn("-1 is not between 0 and 18446744073709551615", done.err)


class LostStreamTest(unittest.TestCase):
    def lost(self, redirection, *arguments):
        """The exit code of a program of which a stream goes nowhere."""
        return subprocess.run(["bash", "-c", f'exec "$@" {redirection}', "bash", SARK_BENCH, *arguments],
                              env=clean_environment(), stdout=subprocess.DEVNULL, stderr=subprocess.PIPE,
                              stdin=subprocess.DEVNULL, timeout=120, check=False)

    def test_a_full_or_closed_stderr_ends_nothing(self):
        for redirection in ("2>/dev/full", "2>&-", "0<&- 1>&- 2>&-"):
            self.assertEqual(self.lost(redirection, "validate", "nosuch.json").returncode, 104, redirection)
            self.assertEqual(self.lost(redirection, "validate", "smoke").returncode, 0, redirection)

    def test_output_without_room_is_no_defect_of_ours(self):
        for arguments in (("list",), ("--help",), ("run", "smoke", "--dry-run"), ("plan", "pools", "--pods", "4")):
            done = self.lost("1>/dev/full", *arguments)
            self.assertEqual(done.returncode, 1, (arguments, done))
            self.assertEqual(done.stderr.decode().splitlines(),
                             ["sark-bench: error: stdout: cannot write all of the output: No space left on device",
                              "  free some space where the output goes"], arguments)


class ListTest(unittest.TestCase):
    def test_it_shows_scenarios_operations_and_profiles(self):
        done = sark_bench("list")
        self.assertEqual(done.code, 0)
        for word in ("smoke", "policy_evaluation", "server_registration", "load_moderate", "v2_lookups",
                     "audit_ingest", "api.policy_evaluate", "v2.resource_by_id", "v2-database", "api", "sla"):
            self.assertIn(word, done.out)

    def test_every_listed_scenario_is_valid_and_can_be_planned(self):
        listed = sark_bench("list", "scenarios").out.splitlines()[1:]
        names = [line.split()[0] for line in listed if line.strip()]
        self.assertGreaterEqual(len(names), 6)
        for name in names:
            self.assertEqual(sark_bench("validate", name).code, 0, name)
            plan = sark_bench("run", name, "--dry-run")
            self.assertEqual(plan.code, 0, plan)
            self.assertIn(f"scenario {name}", plan.prose)


class OverrideTest(unittest.TestCase):
    def plan(self, *options):
        with tempfile.TemporaryDirectory() as directory:
            loads = {name: {"executor": "constant-arrival-rate", "rate": rate, "duration": "10s", "connections": 3,
                            "operations": [{"name": f"{name}.op", "postgres": {"sql": "SELECT 1"}}]}
                     for name, rate in (("one", 100), ("two", 300))}
            path = write_scenario(directory, scenario(loads, thresholds={"errors": ["rate<0.1"]}))
            return sark_bench("run", path, "--dry-run", *options)

    def test_a_total_rate_keeps_the_shares(self):
        done = self.plan("-R", "40")
        self.assertIn("(10/s on average)", done.prose, done)
        self.assertIn("(30/s on average)", done.prose, done)

    def test_one_load_can_be_given_its_rate(self):
        done = self.plan("--rate", "one=7")
        self.assertIn("(7/s on average)", done.prose, done)
        self.assertIn("(300/s on average)", done.prose, done)

    def test_duration_connections_threads_and_seed(self):
        done = self.plan("-T", "4s", "-c", "9", "-j", "2", "--seed", "77")
        for words in ("over 4 s", "9 connections", "2 threads", "seed 77"):
            self.assertIn(words, done.out, done)

    def test_set_reaches_any_key_and_is_checked_like_the_file(self):
        self.assertIn("(55/s on average)", self.plan("--set", "load.two.rate=55").out)
        done = self.plan("--set", "load.two.rat=55")
        self.assertEqual(done.code, 104, done)
        self.assertIn("/load/two/rat", done.err)
        self.assertEqual(self.plan("--set", "load.two.rate=-1").code, 104)
        self.assertEqual(self.plan("-R", "three=5").code, 104)
        self.assertEqual(self.plan("-T", "soon").code, 104)


class ProfileTest(unittest.TestCase):
    def test_an_unknown_profile_is_a_fault_of_the_file_or_of_the_option(self):
        with tempfile.TemporaryDirectory() as directory:
            load = {"one": {"executor": "constant-arrival-rate", "rate": 5, "duration": "10s",
                            "operations": [{"name": "one.op", "postgres": {"sql": "SELECT 1"}}]}}
            path = write_scenario(directory, scenario(load, sla=["apii"]))
            done = sark_bench("validate", path)
            self.assertEqual(done.code, 104, done)
            self.assertIn("/sla: there is no SLA profile 'apii'", done.err)
            self.assertNotIn(": ok", done.out)
            done = sark_bench("run", path, "--dry-run", "--sla", "api,slaa")
            self.assertEqual(done.code, 104, done)
            self.assertIn("--sla: there is no SLA profile 'slaa'", done.err)
            self.assertEqual(sark_bench("run", path, "--dry-run", "--sla", "api").code, 0)


class ReportTest(unittest.TestCase):
    def test_a_missing_or_foreign_result_is_named(self):
        done = sark_bench("report", "/nonexistent/run")
        self.assertEqual(done.code, 104, done)
        self.assertIn("/nonexistent/run", done.err)
        with tempfile.TemporaryDirectory() as directory:
            (pathlib.Path(directory) / "result.json").write_text(json.dumps({"hello": 1}))
            self.assertNotEqual(sark_bench("report", directory).code, 0)


class ServeTest(unittest.TestCase):
    def test_without_a_database_it_says_what_to_give(self):
        done = sark_bench("serve")
        self.assertEqual(done.code, 104, done)
        self.assertIn("--dsn", done.err)


if __name__ == "__main__":
    unittest.main()
