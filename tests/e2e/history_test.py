"""Runs over time: from directories of result.json to change points, a page and an exit code. Nothing is measured: the
runs are one shipped result with other dates and figures."""

import copy
import datetime
import json
import os
import pathlib
import random
import re
import shutil
import tempfile
import unittest

import jsonschema

from harness import ROOT, operation, sark_bench
from smoke_test import browse

GOLDEN = json.loads((ROOT / "tests/golden/result.json").read_text())
FIRST = datetime.datetime(2026, 1, 5, 3, 0, tzinfo=datetime.timezone.utc)
SLOWED, SPED_UP = "v2.resource_by_id", "v2.cost_insert"


def run_of_day(day, noise, slower=False):
    """The golden run on another day; `slower` exchanges what two operations of one load measured."""
    run = copy.deepcopy(GOLDEN)
    started = FIRST + datetime.timedelta(days=day)
    run["run"]["id"] = started.strftime("%Y%m%dT%H%M%SZ-") + f"{day:04x}"
    run["run"]["started_at"] = started.strftime("%Y-%m-%dT%H:%M:%S.000Z")
    run["tool"]["revision"] = f"c0ffee{day:02}"
    for load in run["loads"]:
        load["achieved_rate"] *= 1 + noise.gauss(0, 0.01)
    run["environment"]["cpu_cores"]["services"] *= 1 + noise.gauss(0, 0.02)
    if slower:
        one, other = operation(run, SLOWED), operation(run, SPED_UP)
        for key in ("histogram", "exact", "batches"):
            one[key], other[key] = other[key], one[key]
    return run


class HistoryTest(unittest.TestCase):
    def setUp(self):
        directory = tempfile.TemporaryDirectory(prefix="sark-e2e-history-")
        self.addCleanup(directory.cleanup)
        self.directory = pathlib.Path(directory.name)

    def write(self, runs):
        for run in runs:
            place = self.directory / "runs" / run["run"]["scenario"] / run["run"]["id"]
            place.mkdir(parents=True)
            (place / "result.json").write_text(json.dumps(run))

    def runs(self, days, slower_from=1000):
        noise = random.Random(5)
        return [run_of_day(day, noise, day >= slower_from) for day in range(days)]

    def history(self, *options):
        return sark_bench("history", self.directory / "runs", "--out", self.directory / "out", *options)

    def document(self):
        document = json.loads((self.directory / "out/history.json").read_text())
        schema = json.loads((ROOT / "reports/history.schema.json").read_text())
        jsonschema.Draft7Validator.check_schema(schema)
        jsonschema.Draft7Validator(schema).validate(document)
        return document

    def course(self, document, name, metric):
        return next(one for one in document["scenarios"][0]["courses"]
                    if (one["operation"], one["metric"]) == (name, metric))

    def test_a_planted_change_is_found_at_its_place_and_gates(self):
        self.write(self.runs(26, slower_from=18))
        done = self.history("--gate", "--format", "console,json,md,html")
        self.assertEqual(done.code, 120, done)
        self.assertLessEqual(max(map(len, done.out.split("wrote ")[0].splitlines())), 80, done.out)
        document = self.document()
        self.assertEqual((document["outcome"], document["exit_code"]), ("regressed", 120))
        p95 = self.course(document, SLOWED, "p95")
        self.assertEqual([change["run"] for change in p95["changes"]], [18])
        self.assertAlmostEqual(p95["changes"][0]["change"], 38.076415 / 7.651327, places=3)
        self.assertEqual(p95["regression"]["kind"], "regression")
        better = self.course(document, SPED_UP, "p95")
        self.assertEqual([change["kind"] for change in better["changes"]], ["better"])
        self.assertIsNone(better["regression"])
        for metric in ("throughput", "cpu_per_op"):
            course = self.course(document, "", metric)
            self.assertEqual(len(course["figures"]), 26)
            self.assertEqual(course["changes"], [], metric)
        self.assertIn("c0ffee18", done.out)
        self.assertIn("c0ffee18", (self.directory / "out/history.md").read_text())
        self.assertEqual(self.history().code, 0, "without --gate it only shows")
        self.assertEqual(self.history("--gate", "--last", "7").code, 0, "it began eight runs ago")
        self.assertEqual(self.history("--gate", "--tolerance", "900%").code, 0)
        self.page()

    def page(self):
        page = self.directory / "out/history.html"
        dom, errors = browse(page, "--dump-dom")
        self.assertEqual(errors, [])
        self.assertIn('data-rendered="true"', dom[:4000])
        self.assertNotIn("data-error=", dom[:4000])
        text = re.sub(r"<script.*?</script>", "", dom, flags=re.S)
        for words in ("regression +397.6 %", "c0ffee18", "Environment A", "availability under test", SLOWED):
            self.assertIn(words, text)
        self.assertGreaterEqual(dom.count("<canvas"), 5)
        picture = self.directory / "history.png"
        browse(page, f"--screenshot={picture}", "--window-size=1200,2400")
        self.assertGreater(picture.stat().st_size, 20_000)
        if keep := os.environ.get("SARK_KEEP_SCREENSHOT"):
            shutil.copy(picture, keep)

    def test_a_flat_history_passes_and_names_what_it_leaves_out(self):
        runs = self.runs(24)
        runs[7]["environment"]["cpu_cores"]["others"] = 1.9
        runs[9]["run"].update(status="interrupted", status_reason="stopped on request", stopped_early=True)
        self.write(runs)
        broken = self.directory / "runs/broken"
        broken.mkdir()
        (broken / "result.json").write_text('{"schema_version": 1, ')
        shutil.copytree(self.directory / "runs/unit" / runs[3]["run"]["id"], self.directory / "runs/again")
        done = self.history("--gate", "--format", "console,json")
        self.assertEqual(done.code, 0, done)
        document = self.document()
        self.assertEqual([change for course in document["scenarios"][0]["courses"] for change in course["changes"]], [])
        self.assertEqual([(one["id"], one["reason"].split(":")[0]) for one in document["scenarios"][0]["left_out"]],
                         [(runs[7]["run"]["id"], "invalid"), (runs[9]["run"]["id"], "interrupted")])
        self.assertEqual(len(document["scenarios"][0]["runs"]), 22)
        self.assertEqual([one["path"] for one in document["unreadable"]], [str(broken / "result.json")])
        self.assertEqual(document["copies"], 1)
        for words in ("foreign_cpu", "not readable:", "is not JSON", runs[9]["run"]["id"]):
            self.assertIn(words, " ".join(done.out.split()))

    def test_another_machine_or_service_is_shown_and_is_no_regression(self):
        runs = self.runs(40, slower_from=20)
        for run in runs[20:]:
            run["environment"]["services"]["postgresql"] = "16.4, unix socket"
        self.write(runs)
        done = self.history("--gate", "--format", "console,json")
        self.assertEqual(done.code, 0, done)
        scenario = self.document()["scenarios"][0]
        self.assertEqual([change["run"] for change in scenario["environment_changes"]], [20])
        self.assertEqual(scenario["environment_changes"][0]["differences"],
                         [{"what": "service", "where": "postgresql", "before": "15.20", "after": "16.4"}])
        self.assertIn("15.20 -> 16.4", " ".join(done.out.split()))

    def test_too_few_runs_and_an_invalid_newest_run_do_not_pass_a_gate(self):
        self.write(self.runs(4))
        done = self.history("--gate")
        self.assertEqual(done.code, 121, done)
        newest = self.runs(5)[4]
        newest["environment"]["cpu_cores"]["others"] = 1.9
        self.write([newest])
        done = self.history("--gate")
        self.assertEqual(done.code, 122, done)
        self.assertIn(newest["run"]["id"], done.out.replace("\n", ""))

    def test_availability_counts_requests_of_thirty_days(self):
        self.write(self.runs(40))
        self.assertEqual(self.history("--format", "json").code, 0)
        availability = self.document()["scenarios"][0]["availability"]
        self.assertEqual(availability["runs"], 31)
        each = GOLDEN["load"]["planned"]
        failed = sum(one["failed"] for one in GOLDEN["operations"])
        self.assertEqual((availability["requests"], availability["failed"]), (31 * each, 31 * failed))
        self.assertEqual(availability["verdict"], "fail")
        self.assertAlmostEqual(availability["budget_spent"], failed / each / 0.0005)

    def test_tables_of_a_given_database_that_grow_raise_an_alert(self):
        runs = self.runs(32)
        for day, run in enumerate(runs):
            run["environment"].update(managed=False, services={"postgresql": "15.20, host=db dbname=sark"})
            run["evidence"]["postgres"]["table_bytes:sark_audit.events"] = 5e7 * (1 + 0.01 * day)
            run["evidence"]["postgres"]["table_bytes:sark_api.servers"] = 5e7
        self.write(runs)
        done = self.history("--format", "console,json")
        self.assertEqual(done.code, 0, done)
        growth = self.document()["scenarios"][0]["table_growth"]
        self.assertEqual(growth["verdict"], "warn")
        self.assertEqual([one["table"] for one in growth["tables"] if one["alert"]], ["sark_audit.events"])
        self.assertIn("sark_audit.events", done.out)

    def test_bad_usage_is_told_in_one_line(self):
        (self.directory / "runs").mkdir()
        for options, words in (((), "result.json"), (("--format", "pdf"), "pdf"),
                               (("--tolerance", "p59=1%"), "p95"), (("--last", "0"), "--last")):
            done = self.history(*options)
            self.assertEqual(done.code, 104, (options, done))
            self.assertIn(words, done.err, options)
        self.write(self.runs(1))
        done = self.history("--scenario", "unti")
        self.assertEqual(done.code, 104, done)
        self.assertIn("unit", done.err)
        done = sark_bench("history", self.directory / "missing")
        self.assertEqual(done.code, 104, done)


if __name__ == "__main__":
    unittest.main()
