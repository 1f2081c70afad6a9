"""Why a run was slow: plans and what is expected of them, what the stores say, and the switch that asks nothing."""

import copy
import json
import pathlib
import tempfile
import unittest

from harness import Postgres, result_of, sark_bench, scenario, write_scenario
from smoke_test import browse

BY_KEY = {"name": "my.by_key", "parameters": {"user": {"key": "user"}},
          "postgres": {"sql": "SELECT username FROM sark_app.users WHERE id = $1", "arguments": ["${user}"],
                       "expect": {"rows": 1}},
          "plan": {"expect": "index_scan users_pkey"}}
WHOLE = {"name": "my.whole", "parameters": {"n": {"integer": {"min": 0, "max": 9}}},
         "postgres": {"sql": "SELECT count(*) FROM sark_app.users WHERE length(username) > $1", "arguments": ["${n}"],
                      "expect": {"rows": 1}},
         "plan": {"expect": "seq_scan users"}}
WRITE = {"name": "my.write", "parameters": {"id": {"unique": "uuid"}, "user": {"key": "user"}},
         "postgres": {"sql": "INSERT INTO sark_app.sessions (id, user_id, access_token_jti, refresh_token_hash, ip_address,"
                             " user_agent, expires_at) VALUES ($1::uuid, $2, $1::text, $1::text, '127.0.0.1', 'x', now())",
                      "arguments": ["${id}", "${user}"], "expect": {"rows": 1}}}
# Whatever a neighbour does to the figures.
JUDGED = (0, 99, 121, 122)


def document(*operations):
    load = {"executor": "constant-arrival-rate", "rate": 300, "connections": 2, "operations": list(operations)}
    return scenario({"db": load}, phases=[{"name": "first", "duration": "3s"}, {"name": "second", "duration": "3s"}],
                    thresholds={"errors": ["rate<=1"]},
                    environment={"systems": ["sark_app"], "dataset": {"users": 5000}})


class EvidenceTest(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        directory = tempfile.TemporaryDirectory(prefix="sark-e2e-evidence-")
        cls.addClassCleanup(directory.cleanup)
        cls.place = pathlib.Path(directory.name)
        cls.done = sark_bench("run", write_scenario(cls.place, document(BY_KEY, WHOLE, WRITE)), "--sla",
                              "database-goals,v2-database", "--out", cls.place / "run")
        if cls.done.code not in JUDGED:
            raise AssertionError(cls.done)
        cls.result = result_of(cls.place / "run")
        cls.server = cls.result["evidence"]["server"]

    def plan(self, operation):
        return next(plan for plan in self.server["plans"] if plan["operation"] == operation)

    def rows(self, result, metric):
        return [row for row in result["judgements"] if row["metric"] == metric]

    def test_every_operation_has_its_plan(self):
        self.assertTrue(self.server["collected"])
        self.assertEqual([plan["absent"] for plan in self.server["plans"]], ["", "", ""])
        self.assertEqual(self.plan("my.by_key")["indexes"], ["users_pkey"])
        self.assertEqual(self.plan("my.by_key")["shape"], "Index Scan on sark_app.users using users_pkey")
        self.assertIn("Seq Scan on sark_app.users", self.plan("my.whole")["shape"])
        self.assertIn("ModifyTable", self.plan("my.write")["shape"])
        self.assertEqual(len({plan["hash"] for plan in self.server["plans"]}), 3)

    def test_what_is_expected_of_a_plan_is_judged(self):
        rows = self.rows(self.result, "plan")
        self.assertEqual([(row["operation"], row["verdict"]) for row in rows],
                         [("my.by_key", "pass"), ("my.whole", "pass")])

    def test_a_plan_that_is_not_as_expected_fails_the_run_and_is_shown(self):
        wrong = copy.deepcopy(self.result)
        wrong["scenario"]["load"]["db"]["operations"][1]["plan"]["expect"] = "index_scan users_pkey"
        place = self.place / "wrong"
        place.mkdir()
        (place / "result.json").write_text(json.dumps(wrong))
        done = sark_bench("report", place / "result.json", "--format", "console")
        # A run that the host spoiled stays invalid, whatever its rows say.
        self.assertIn(done.code, (99, 122), done)
        self.assertIn("index_scan users_pkey", done.prose)
        self.assertIn("the plan is: Aggregate > Seq Scan on sark_app.users", done.prose)

    def test_statements_are_named_by_their_operation_and_tables_by_their_use(self):
        whole, first, second = self.server["windows"]
        self.assertEqual((whole["phase"], first["phase"], second["phase"]), ("", "first", "second"))
        identifiers = {statement["id"] for statement in whole["statements"]}
        self.assertIn(self.plan("my.by_key")["statement"], identifiers)
        users = next(table for table in whole["tables"] if table["name"] == "sark_app.users")
        self.assertGreater(users["seq_scans"], 0)
        self.assertGreater(users["index_scans"], 0)
        self.assertGreater(whole["postgres"]["xact_commit"], 0)
        for ours in whole["statements"]:
            self.assertNotIn("sark-bench evidence", ours["text"])

    def test_activity_is_sampled(self):
        activity = self.server["activity"]
        self.assertGreater(activity["samples"], 0)
        self.assertEqual(len({len(column) for column in activity["slices"].values()}), 1)
        self.assertGreaterEqual(max(activity["slices"]["clients"]), 2)

    def test_rows_of_a_profile_are_judged_by_the_stores(self):
        by_id = {row["id"]: row for row in self.result["judgements"]}
        for number in ("08", "09", "18"):
            self.assertIn(by_id[f"S001-SLA-{number}"]["verdict"], ("pass", "warn", "fail"), by_id)
        self.assertIn(by_id["S000-SLA-10"]["verdict"], ("pass", "fail"))
        self.assertIsNotNone(by_id["S000-SLA-10"]["actual"])
        # A busy host may leave fewer than the ten samples that it takes.
        self.assertIn(by_id["S001-SLA-06"]["verdict"], ("pass", "inconclusive"))
        self.assertEqual(by_id["S001-SLA-05"]["verdict"], "no_data")
        self.assertIn("no pool", by_id["S001-SLA-05"]["reason"])

    def test_the_page_and_the_summary_tell_it(self):
        page, errors = browse(self.place / "run/report.html", "--dump-dom")
        self.assertEqual(errors, [])
        self.assertIn('data-rendered="true"', page)
        summary = (self.place / "run/summary.md").read_text()
        for title in ("Plans", "Statements", "Tables", "Phases in the database", "Waits"):
            self.assertIn(f"### {title}", summary)
            self.assertIn(f"<h3>{title}</h3>", page)
        self.assertIn("busiest", self.done.out)

    def test_no_evidence_asks_nothing(self):
        done = sark_bench("run", write_scenario(self.place, document(BY_KEY)), "--no-evidence", "--quiet", "--out",
                          self.place / "without")
        self.assertIn(done.code, JUDGED, done)
        evidence = result_of(self.place / "without")["evidence"]
        self.assertEqual((evidence["postgres"], evidence["redis"], evidence["core"]), ({}, {}, {}))
        server = evidence["server"]
        self.assertFalse(server["collected"])
        self.assertEqual((server["plans"], server["windows"], server["activity"]), ([], [], None))
        row = self.rows(result_of(self.place / "without"), "plan")[0]
        self.assertEqual((row["verdict"], row["decides"]), ("no_data", False))

    def test_another_plan_is_told_by_compare_and_history(self):
        other = copy.deepcopy(self.result)
        other["run"]["id"] = "20991231T000000Z-ffff"
        other["run"]["started_at"] = "2099-12-31T00:00:00.000Z"
        plan = other["evidence"]["server"]["plans"][0]
        plan.update(hash="0" * 16, nodes=[{"type": "Seq Scan", "relation": "sark_app.users", "index": "", "depth": 0}])
        place = self.place / "course" / "other"
        place.mkdir(parents=True)
        (place / "result.json").write_text(json.dumps(other))
        (self.place / "course" / "one").mkdir()
        (self.place / "course" / "one" / "result.json").write_text(json.dumps(self.result))
        done = sark_bench("compare", self.place / "run", place, cwd=self.place)
        self.assertIn("plan changed: my.by_key: A Index Scan", done.prose)
        self.assertNotIn("plan changed: my.whole", done.prose)
        same = sark_bench("compare", self.place / "run", self.place / "course/one", cwd=self.place)
        self.assertNotIn("plan changed", same.prose)
        done = sark_bench("history", self.place / "course", cwd=self.place)
        if self.result["validity"]["verdict"] != "invalid":
            self.assertIn("plan changed since 20991231T000000Z-ffff: my.by_key: Seq Scan", done.prose)

    def test_a_bad_expectation_is_bad_usage(self):
        bad = document({**BY_KEY, "plan": {"expect": "index_scn users_pkey"}})
        done = sark_bench("validate", write_scenario(self.place, bad))
        self.assertEqual(done.code, 104, done)
        self.assertIn("/load/db/operations/0/plan/expect", done.out + done.err)
        self.assertIn("index_scan", done.out + done.err)


class GivenServerTest(unittest.TestCase):
    def test_what_a_given_server_does_not_tell_is_absent_with_the_reason(self):
        postgres = Postgres()
        self.addCleanup(postgres.close)
        with tempfile.TemporaryDirectory(prefix="sark-e2e-evidence-") as place:
            done = sark_bench("run", write_scenario(place, document(BY_KEY)), "--dsn", postgres.dsn(), "--quiet",
                              "--out", f"{place}/out")
            self.assertIn(done.code, JUDGED, done)
            server = result_of(f"{place}/out")["evidence"]["server"]
            self.assertEqual(server["plans"][0]["indexes"], ["users_pkey"])
            self.assertIn("managed", server["absent"]["plans under load"])
            self.assertIn("pg_stat_statements", server["absent"])
            self.assertNotIn(postgres.password, pathlib.Path(f"{place}/out/result.json").read_text())


if __name__ == "__main__":
    unittest.main()
