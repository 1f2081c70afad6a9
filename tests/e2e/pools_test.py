"""Server profiles, PgBouncer, a read replica, sweeps, and what happens to a database meanwhile."""

import json
import os
import pathlib
import signal
import tempfile
import unittest

from harness import Postgres, descendants, finish, result_of, sark_bench, start_sark_bench, wait_until

SCENARIO = {
    "name": "small",
    "warmup": "200ms",
    "environment": {
        "systems": ["sark_v2"],
        "dataset": {"users": 10, "servers": 10, "resources": 200, "principals": 10, "cost_rows": 100,
                    "audit_rows": 100},
    },
    "load": {
        "lookups": {
            "executor": "constant-arrival-rate",
            "rate": 50,
            "duration": "2s",
            "connections": 4,
            "operations": [{"use": "v2.resource_by_id"}],
        },
    },
}


class PoolsTest(unittest.TestCase):
    def setUp(self):
        folder = tempfile.TemporaryDirectory(prefix="sark-pools-")
        self.addCleanup(folder.cleanup)
        self.folder = pathlib.Path(folder.name)

    def scenario(self, **members):
        document = json.loads(json.dumps(SCENARIO))
        for key, value in members.items():
            if key == "environment":
                document["environment"].update(value)
            elif key == "load":
                document["load"]["lookups"].update(value)
            else:
                document[key] = value
        path = self.folder / "small.json"
        path.write_text(json.dumps(document))
        return path

    def run_scenario(self, *options, **members):
        out = self.folder / "out"
        done = sark_bench("run", self.scenario(**members), "--out", out, *options)
        # A busy host may make any run invalid; it is measured and written all the same.
        self.assertIn(done.code, (0, 121, 122), done)
        return done, result_of(out)

    def settings(self, result):
        return {one["setting"]: one for one in result["environment"]["settings"]}

    def test_profiles_are_listed_and_applied_with_their_source(self):
        listed = sark_bench("list", "profiles")
        self.assertEqual(listed.code, 0)
        for name in ("pg-v2-16gb", "pg-primary-8gb", "pg-enterprise-32gb"):
            self.assertIn(name, listed.out)
        done, result = self.run_scenario("--pg-profile", "pg-primary-8gb", "--set",
                                         "environment.pg_settings.jit=off")
        self.assertIn("profile pg-primary-8gb", done.prose)
        settings = self.settings(result)
        self.assertEqual(settings["postgresql.effective_io_concurrency"]["value"], "200")
        self.assertEqual(settings["postgresql.effective_io_concurrency"]["source"], "profile pg-primary-8gb")
        self.assertEqual(settings["postgresql.jit"], {"setting": "postgresql.jit", "value": "off",
                                                      "source": "scenario"})
        self.assertEqual(result["environment"]["facts"]["postgresql.profile"], "pg-primary-8gb")

    def test_an_unknown_profile_is_refused_with_the_nearest(self):
        done = sark_bench("run", self.scenario(), "--pg-profile", "pg-primary-8bg")
        self.assertEqual(done.code, 104)
        self.assertIn('did you mean "pg-primary-8gb"', done.err)

    def test_a_given_server_is_compared_with_the_profile_and_left_alone(self):
        postgres = Postgres()
        self.addCleanup(postgres.close)
        postgres.sql("postgres", "CREATE DATABASE given")
        _, result = self.run_scenario("--dsn", postgres.dsn(database="given"), "--pg-profile", "pg-v2-16gb")
        source = self.settings(result)["postgresql.effective_cache_size"]["source"]
        self.assertIn("profile pg-v2-16gb has 12GB", source)
        self.assertNotIn(Postgres.password, json.dumps(result))
        for option in ("environment.pgbouncer=true", "environment.replica=true"):
            refused = sark_bench("run", self.scenario(), "--dsn", postgres.dsn(database="given"), "--set", option)
            self.assertEqual(refused.code, 104, refused)
            self.assertIn("managed PostgreSQL", refused.err)

    def test_arms_differ_in_a_server_setting(self):
        out = self.folder / "ab"
        done = sark_bench("ab", self.scenario(), "--a", "pg.jit=on", "--b", "pg.jit=off", "--round", "1s",
                          "--round-warmup", "100ms", "--max-time", "12s", "--out", out)
        self.assertIn(done.code, (0, 120, 121, 122), done)
        comparison = json.loads((out / "comparison.json").read_text())
        self.assertIn("pg.jit=off", json.dumps(comparison))

    def test_arms_differ_in_their_indexes_and_in_their_datas_skew(self):
        out = self.folder / "ab"
        done = sark_bench("ab", self.scenario(), "--a", "index_set=none", "--b", "index_set=composite",
                          "environment.dataset.owner_theta=1.2", "--round", "1s", "--round-warmup", "100ms",
                          "--max-time", "9s", "--out", out)
        self.assertIn(done.code, (0, 120, 121, 122), done)
        comparison = json.dumps(json.loads((out / "comparison.json").read_text()))
        self.assertIn("index_set=none", comparison)
        self.assertIn("environment.dataset.owner_theta=1.2", comparison)

    def test_arms_cannot_have_two_index_sets_in_one_given_database(self):
        # Before anything starts, so there need be no database.
        refused = sark_bench("ab", self.scenario(), "--dsn", "host=127.0.0.1 dbname=given", "--a", "index_set=none",
                             "--b", "index_set=composite")
        self.assertEqual(refused.code, 104, refused)
        self.assertIn("one index set at a time", refused.err)

    def test_a_run_without_indexes_says_so_and_expects_none(self):
        load = {"operations": [{"use": "v2.resources_by_protocol",
                                "plan": {"expect": "index_scan idx_resources_protocol"}}]}
        _, result = self.run_scenario("--set", "environment.index_set=none", load=load)
        self.assertEqual(self.settings(result)["postgresql.index_set.sark_v2"]["value"], "none")
        expected = [row for row in result["judgements"] if row["metric"] == "plan"]
        self.assertEqual([row["verdict"] for row in expected], ["skipped"])
        self.assertIn("has no idx_resources_protocol", expected[0]["reason"])

    def test_pgbouncer_carries_the_load_and_dies_with_the_run(self):
        done, result = self.run_scenario(environment={"pgbouncer": {"default_pool_size": 2}},
                                         load={"connections": 20})
        self.assertIn("transaction mode", result["environment"]["services"]["pgbouncer"])
        self.assertEqual(result["operations"][0]["failed"], 0, done)
        process = start_sark_bench("run", self.scenario(environment={"pgbouncer": True}, load={"duration": "60s"}),
                                   "--quiet")
        bouncers = wait_until(lambda: [pid for pid, line in descendants(process.pid) if "pgbouncer" in line],
                              "PgBouncer")
        process.send_signal(signal.SIGKILL)
        finish(process)
        wait_until(lambda: not any(pathlib.Path(f"/proc/{pid}/cmdline").exists() and
                                   pathlib.Path(f"/proc/{pid}/cmdline").read_bytes() for pid in bouncers),
                   "PgBouncer to die with its parent")

    def test_a_prepared_statement_is_refused_in_transaction_mode(self):
        done = sark_bench("validate", self.scenario(environment={"pgbouncer": True}, load={"prepared": True}))
        self.assertEqual(done.code, 104)
        self.assertIn("/load/lookups/prepared", done.out + done.err)

    def test_a_replica_takes_the_reads_and_its_lag_is_in_the_result(self):
        done, result = self.run_scenario(environment={"replica": True}, load={"replica": True, "duration": "5s"})
        self.assertEqual(result["operations"][0]["failed"], 0, done)
        self.assertGreaterEqual(result["evidence"]["replica"]["samples"], 1)
        self.assertIn("streaming", result["environment"]["services"]["postgresql (replica)"])
        refused = sark_bench("run", self.scenario(load={"replica": True}))
        self.assertEqual(refused.code, 104, refused)
        self.assertIn("--read-dsn", refused.err)

    def test_what_happens_meanwhile_is_in_every_report(self):
        done, result = self.run_scenario(meanwhile=[
            {"at": "300ms", "run": "create_index", "table": "sark_v2.resources", "on": "(lower(name))"},
            {"at": "500ms", "run": "pg_dump"},
            {"name": "wrong", "at": "500ms", "run": "sql", "sql": "SELECT nonsense"},
        ], load={"duration": "8s"})
        outcomes = {one["name"]: one["outcome"] for one in result["meanwhile"]}
        self.assertEqual(outcomes["create_index"], "done", result["meanwhile"])
        self.assertEqual(outcomes["wrong"], "failed")
        for one in result["meanwhile"]:
            self.assertGreaterEqual(one["begin_s"], one["planned_s"])
            self.assertEqual(one["loads"][0]["load"], "lookups")
        self.assertIn("meanwhile create_index: done", done.prose)
        again = sark_bench("report", self.folder / "out" / "result.json", "--format", "md")
        self.assertIn("Meanwhile", again.out + (self.folder / "out" / "summary.md").read_text())

    def test_a_sweep_measures_every_point_in_every_round(self):
        out = self.folder / "sweep"
        done = sark_bench("sweep", self.scenario(), "--over", "load.lookups.connections=1,2", "--over",
                          "pg.jit=on,off", "--rounds", "2", "--round", "1s", "--round-warmup", "100ms", "--out", out)
        self.assertIn(done.code, (0, 121, 122), done)
        sweep = json.loads((out / "sweep.json").read_text())
        self.assertEqual([point["name"] for point in sweep["points"]],
                         ["connections=1, jit=on", "connections=1, jit=off", "connections=2, jit=on",
                          "connections=2, jit=off"])
        self.assertEqual(sweep["environments"], 2)
        for point in sweep["points"]:
            self.assertEqual(point["rounds_used"] + point["rounds_discarded"], 2)
            self.assertIsNone(point["figures"]["p95"]["ci95"])
            self.assertIsNone(point["figures"]["pool_wait"]["median"])
        self.assertIn("| point |", (out / "sweep.md").read_text())
        self.assertIn("connections=2, jit=off", done.out)

    def test_a_sweep_takes_the_scenarios_points_and_shows_the_pool(self):
        out = self.folder / "sweep"
        path = self.folder / "api.json"
        document = {**SCENARIO, "environment": {"dataset": SCENARIO["environment"]["dataset"]},
                    "load": {"api": {"executor": "constant-arrival-rate", "rate": 50, "duration": "1s", "connections": 4,
                                     "operations": [{"use": "api.list"}]}},
                    "sweep": [{"name": name, "set": {"environment.pool.pool_size": size}}
                              for name, size in (("two", 2), ("four", 4))]}
        path.write_text(json.dumps(document))
        done = sark_bench("sweep", path, "--rounds", "1", "--round", "1s", "--round-warmup", "200ms", "--out", out)
        self.assertIn(done.code, (0, 121, 122), done)
        points = {point["name"]: point for point in json.loads((out / "sweep.json").read_text())["points"]}
        for name, size in (("two", 2), ("four", 4)):
            if points[name]["rounds_used"]:
                self.assertEqual(points[name]["pool_size"], size)
                self.assertIsNotNone(points[name]["figures"]["pool_wait"]["median"])
                self.assertGreater(points[name]["figures"]["pool_use"]["median"], 0)

    def test_a_server_that_dies_meanwhile_is_unavailable_and_what_was_measured_is_kept(self):
        out = self.folder / "sweep"
        process = start_sark_bench("sweep", self.scenario(), "--over", "load.lookups.connections=1,2", "--rounds", "50",
                                   "--round", "1s", "--round-warmup", "100ms", "--out", out)
        next(line for line in process.stderr if line.startswith("round 1/"))
        server = next(pid for pid, line in descendants(process.pid) if "postgres -D" in line)
        os.kill(server, signal.SIGKILL)
        done = finish(process)
        self.assertEqual(done.code, 100, done)
        sweep = json.loads((out / "sweep.json").read_text())
        self.assertEqual((sweep["exit_name"], sweep["interrupted"]), ("unavailable", False))
        self.assertRegex(sweep["summary"], r", ended after \d+ of 100: point connections=[12]: .*PostgreSQL")
        self.assertEqual(sweep["points"][0]["rounds_used"] + sweep["points"][0]["rounds_discarded"] > 0, True)
        self.assertIn("ended after", done.prose)
        self.assertIn("sark-bench: error: point connections=", done.err)

    def test_what_is_no_sweep_is_refused(self):
        for over in ("load.lookups.connections", "load.lookups.connections=1,1", "load.lookups.nothing=1,2"):
            done = sark_bench("sweep", self.scenario(), "--over", over)
            self.assertEqual(done.code, 104, done)
        self.assertEqual(sark_bench("sweep", self.scenario()).code, 104)


if __name__ == "__main__":
    unittest.main()
