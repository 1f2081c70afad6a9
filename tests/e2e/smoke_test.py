"""The first thing that a stranger runs, whole: smoke with its files, its schema and its page in a browser."""

import json
import os
import pathlib
import re
import subprocess
import tempfile
import time
import unittest
import xml.etree.ElementTree

import jsonschema

from harness import ROOT, operation, result_of, sark_bench, smoke_on_a_quiet_machine

CHROMIUM = ["chromium", "--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run",
            "--disable-dev-shm-usage", "--disable-background-networking", "--disable-component-update", "--disable-sync",
            "--host-resolver-rules=MAP * ~NOTFOUND", "--enable-logging=stderr", "--virtual-time-budget=10000"]

# A neighbour of this machine may make any run doubtful; nothing that smoke itself does may.
REASONS_OF_THE_HOST = {"wake_lag", "generator_stalled", "foreign_cpu", "steal", "shares_host", "throttled",
                       "host_stalled", "backlog_at_begin"}


def browse(page, *options):
    """(DOM after the page's scripts ran, console errors)."""
    with tempfile.TemporaryDirectory(prefix="sark-chromium-", ignore_cleanup_errors=True) as profile:
        done = subprocess.run([*CHROMIUM, f"--user-data-dir={profile}", *options, f"file://{page}"],
                              capture_output=True, text=True, timeout=120, check=True)
    errors = [line for line in done.stderr.splitlines() if "CONSOLE" in line]
    return done.stdout, errors


class SmokeTest(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        directory = tempfile.TemporaryDirectory(prefix="sark-e2e-smoke-")
        cls.addClassCleanup(directory.cleanup)
        cls.directory = pathlib.Path(directory.name)
        begin = time.monotonic()
        cls.done = smoke_on_a_quiet_machine(cls.directory, "--quiet", "--format", "json,html,md,junit")
        print(f"smoke took {time.monotonic() - begin:.1f} s", flush=True)
        cls.result = result_of(cls.directory)

    def test_it_is_quiet_and_ends_with_its_verdicts_code(self):
        self.assertEqual((self.done.out, self.done.err), ("", ""))
        self.assertEqual(self.done.code, self.result["verdict"]["exit_code"])

    def test_the_result_validates_against_the_published_schema(self):
        schema = json.loads((ROOT / "reports/result.schema.json").read_text())
        jsonschema.Draft7Validator.check_schema(schema)
        jsonschema.Draft7Validator(schema).validate(self.result)

    def test_the_run_is_complete_and_doubted_for_the_hosts_sake_only(self):
        self.assertLessEqual({reason["code"] for reason in self.result["validity"]["reasons"]},
                             REASONS_OF_THE_HOST, self.result["validity"])
        self.assertEqual(self.result["run"]["status"], "completed")
        load = self.result["load"]
        self.assertEqual(load["planned"], load["completed"] + load["abandoned"])
        for each in self.result["operations"]:
            self.assertEqual(each["outcomes"]["ok"], each["count"], each["name"])

    def test_every_row_of_its_profiles_is_there(self):
        judged = {row["id"] for row in self.result["judgements"]}
        rows = 0
        for profile in ("api", "v2-database"):
            for row in json.loads((ROOT / f"reports/sla/{profile}.json").read_text())["rows"]:
                self.assertIn(row["id"], judged)
                rows += 1
        self.assertGreater(rows, 15)
        verdicts = [row["verdict"] for row in self.result["judgements"]]
        self.assertGreater(verdicts.count("pass"), 8, self.result["judgements"])

    def test_the_other_files_tell_the_same(self):
        junit = xml.etree.ElementTree.parse(self.directory / "junit.xml").getroot()
        profiles = {row["profile"] for row in self.result["judgements"]}
        cases = [case for case in junit.iter("testcase") if case.get("classname") in profiles]
        self.assertEqual(len(cases), len(self.result["judgements"]))
        failures = [case for case in cases if case.find("failure") is not None]
        self.assertGreaterEqual(len(failures), sum(row["verdict"] == "fail" for row in self.result["judgements"]))
        self.assertIn(self.result["run"]["id"], (self.directory / "summary.md").read_text())
        hlog = (self.directory / "latency.hlog").read_text().splitlines()
        self.assertTrue(all(line.startswith("#") or "HISTFAAA" in line or line.startswith('"') for line in hlog))
        series = (self.directory / "timeseries.csv").read_text().splitlines()
        self.assertGreater(len(series), 10)

    def test_a_report_can_be_redone_without_measuring(self):
        again = self.directory / "again"
        done = sark_bench("report", self.directory, "--format", "console,json", "--out", again)
        self.assertEqual(done.code, self.done.code, done)
        redone = result_of(again)
        for key in ("load", "operations", "judgements", "verdict", "validity"):
            self.assertEqual(redone[key], self.result[key], key)
        self.assertLessEqual(max(map(len, done.out.splitlines()[:-3])), 80, done.out)

    def test_the_page_draws_itself_offline_in_a_real_browser(self):
        page = self.directory / "report.html"
        dom, errors = browse(page, "--dump-dom")
        self.assertEqual(errors, [])
        self.assertIn('data-rendered="true"', dom[:4000])
        self.assertNotIn("data-error=", dom[:4000])
        self.assertLess(page.stat().st_size, 1_000_000)
        evaluate = operation(self.result, "api.policy_evaluate")
        text = re.sub(r"<script.*?</script>", "", dom, flags=re.S)
        for row in self.result["judgements"]:
            self.assertIn(row["id"].replace("<", "&lt;").replace(">", "&gt;"), text)
        self.assertRegex(text, rf"{evaluate['response_ms']['p95']:.1f}")
        self.assertIn(self.result["validity"]["verdict"], text)
        picture = self.directory / "report.png"
        browse(page, f"--screenshot={picture}", "--window-size=1200,2400")
        self.assertGreater(picture.stat().st_size, 20_000)
        if keep := os.environ.get("SARK_KEEP_SCREENSHOT"):
            pathlib.Path(keep).write_bytes(picture.read_bytes())


if __name__ == "__main__":
    unittest.main()
