"""Every shipped statement against a real database of few rows, and the scenarios made of them."""

import json
import pathlib
import tempfile
import unittest

from harness import Postgres, ROOT, operation, result_of, sark_bench, scenario, write_scenario

ROWS = {"users": 60, "teams": 4, "servers": 40, "tools_per_server": 3, "resources": 400, "capabilities_per_resource": 2,
        "principals": 20, "federation_nodes": 5, "cost_rows": 300, "audit_rows": 3000}
SYSTEMS = ["sark_api", "sark_v2", "sark_audit", "sark_app", "mcp_gw"]
SCENARIOS = ("database_targets", "v2_lookups", "v2_variants", "app_queries", "app_tps", "audit_queries", "registry_queries",
             "gateway", "gateway_core", "cost_hot_row", "connect_per_query")
# Whatever a neighbour of this machine does to the figures: the run was made and judged.
JUDGED = (0, 99, 121, 122)


def shipped():
    """Operations of PostgreSQL by the file that ships them."""
    files = {}
    for name in ("postgres", "app", "audit", "registry", "gateway"):
        document = json.loads((ROOT / f"scenarios/operations/{name}.json").read_text())
        files[name] = [each["name"] for each in document["operations"]]
    # The audit trail may live in another database, so it has loads of its own.
    files["audit"] += [name for name in files["postgres"] if name.startswith("audit.")]
    files["postgres"] = [name for name in files["postgres"] if not name.startswith("audit.")]
    return files


def load_of(names, rate):
    return {"executor": "constant-arrival-rate", "rate": rate, "duration": "2s", "connections": 4, "timeout": "5s",
            "operations": [{"use": name} for name in names]}


class DatabaseOperationsTest(unittest.TestCase):
    def assert_right(self, result, name):
        """No answer was wrong. A busy host may keep some from being asked, or answered in time."""
        for each in result["operations"]:
            for outcome in ("wrong_answer", "refused", "connection", "protocol"):
                self.assertEqual(each["outcomes"][outcome], 0, (name, each["name"], each["outcomes"]))

    @classmethod
    def setUpClass(cls):
        cls.postgres = Postgres()
        cls.addClassCleanup(cls.postgres.close)
        cls.dsn = cls.postgres.dsn()
        directory = tempfile.TemporaryDirectory(prefix="sark-e2e-")
        cls.addClassCleanup(directory.cleanup)
        cls.directory = pathlib.Path(directory.name)
        cls.out = cls.directory / "out"

    def run_load(self, load, *options, **environment):
        document = scenario({"statements": load}, thresholds={"errors": ["rate<=1"]},
                            environment={"systems": SYSTEMS, "dataset": ROWS, **environment})
        path = write_scenario(self.directory, document)
        done = sark_bench("run", path, "--dsn", self.dsn, "--out", self.out, "--quiet", *options)
        self.assertIn(done.code, JUDGED, done)
        return result_of(self.out)

    def test_1_every_statement_answers_as_expected(self):
        for name, operations in shipped().items():
            result = self.run_load(load_of(operations, 20 * len(operations)))
            self.assert_right(result, name)
            for each in result["operations"]:
                self.assertGreater(each["outcomes"]["ok"], 0, each["name"])
            self.assertEqual({each["name"] for each in result["operations"]}, set(operations))

    def test_2_every_scenario_of_them_is_valid_and_runs(self):
        for name in SCENARIOS:
            self.assertEqual(sark_bench("validate", name).code, 0, name)
            # Whole, with its shares and loads, on this database; its rows and its rate are cut down.
            done = sark_bench("run", name, "--dsn", self.dsn, "--out", self.out, "--quiet", "--time-scale", "0.03",
                              "-R", "100", "--set", "environment.dataset=" + json.dumps(ROWS))
            self.assertIn(done.code, JUDGED, (name, done))
            result = result_of(self.out)
            self.assertEqual(result["run"]["status"], "completed", name)
            self.assert_right(result, name)

    def test_3_the_targets_are_filled_in(self):
        done = sark_bench("run", "database_targets", "--dsn", self.dsn, "--out", self.out, "--quiet", "-T", "4s",
                          "--format", "json,md", "--set", "environment.dataset=" + json.dumps(ROWS))
        self.assertIn(done.code, JUDGED, done)
        rows = {row["id"]: row for row in result_of(self.out)["judgements"] if row["profile"] == "v2-database"}
        for number in range(1, 10):
            self.assertGreater(rows[f"S000-SLA-0{number}"]["samples"], 0)
        self.assertNotEqual(rows["S000-SLA-01"]["operation"], rows["S000-SLA-08"]["operation"])
        slow = rows["S000-SLA-10"]  # of the store, which may not tell
        self.assertIn(slow["verdict"], ("pass", "fail", "no_data"), slow)
        self.assertEqual(slow["actual"] is None, slow["verdict"] == "no_data", slow)
        summary = (self.out / "summary.md").read_text()
        for row in ("S000-SLA-07-summary", "S000-SLA-10"):
            self.assertIn(row, summary)

    def test_4_every_row_of_the_gateway_is_judged(self):
        done = sark_bench("run", "gateway", "--dsn", self.dsn, "--out", self.out, "--quiet", "-T", "3s",
                          "--set", "environment.dataset=" + json.dumps(ROWS))
        self.assertIn(done.code, JUDGED, done)
        rows = {row["id"]: row for row in result_of(self.out)["judgements"] if row["profile"] == "gateway"}
        for number in range(1, 6):
            self.assertGreater(rows[f"S004-SLA-0{number}"]["samples"], 0)

    def test_5_a_wrong_answer_is_noticed(self):
        self.postgres.sql(Postgres.database, "DELETE FROM sark_app.api_keys; UPDATE mcp_gw.circuit_breakers SET "
                                             "state = 'open'; DELETE FROM sark_v2.federation_nodes")
        names = ["app.api_key", "gw.open_breakers", "v2.federation_lookup", "app.user_by_id"]
        result = self.run_load(load_of(names, 40), "--keep-data")
        for name in names[:3]:
            each = operation(result, name)
            self.assertGreater(each["outcomes"]["wrong_answer"], 0, each)
            self.assertEqual(each["outcomes"]["ok"], 0, each)
        self.assertEqual(operation(result, "app.user_by_id")["outcomes"]["wrong_answer"], 0)


if __name__ == "__main__":
    unittest.main()
