"""The claims as a user measures them: chosen by name or row, told and written, ended early."""

import json
import pathlib
import signal
import tempfile
import unittest

from harness import Postgres, clean_environment, finish, sark_bench, start_sark_bench

VERDICTS = {"confirmed", "smaller", "not_reproduced", "reversed"}


class ClaimsTest(unittest.TestCase):
    def setUp(self):
        directory = tempfile.TemporaryDirectory(prefix="sark-e2e-")
        self.addCleanup(directory.cleanup)
        self.out = pathlib.Path(directory.name) / "out"

    def small(self, *names):
        return ("claims", *names, "--quick", "--scale", "0.02", "--time", "100ms", "--out", self.out)

    def test_the_list_names_every_claim_with_its_rows(self):
        done = sark_bench("claims", "--list")
        self.assertEqual(done.code, 0, done)
        for word in ("v2.metadata_containment", "app.keyset", "gw.api_key", "S001-QRY-13", "S004-SLA-05",
                     "api.list_cached", "S002-CLM-09", "S003-API-02"):
            self.assertIn(word, done.out)

    def test_claims_are_measured_and_written(self):
        done = sark_bench(*self.small("S001-QRY-04", "v2.rare_protocol", "v2.protocol_stats_cached",
                                      "registry.connect_each", "S002-CLM-05", "api.connect_each"))
        self.assertEqual(done.code, 0, done)
        report = json.loads((self.out / "claims.json").read_text())
        found = {claim["name"]: claim for claim in report["claims"]}
        self.assertEqual(set(found), {"app.exists", "app.exists_distinct", "v2.rare_protocol",
                                      "v2.protocol_stats_cached", "registry.connect_each", "api.list_cached",
                                      "api.connect_each"})
        for claim in found.values():
            self.assertIn(claim["verdict"], VERDICTS, claim)
            low, high = claim["ci95"]
            self.assertLessEqual(low, claim["measured"])
            self.assertGreaterEqual(high, claim["measured"])
            self.assertTrue(claim["answers"]["as_declared"], claim)
            self.assertIn(claim["name"], done.out)
        self.assertTrue(found["app.exists"]["answers"]["found"].startswith("NOT equivalent"))
        self.assertGreater(found["app.exists"]["a"]["rows"], found["app.exists"]["b"]["rows"])
        self.assertIn("Node Type", json.dumps(found["v2.rare_protocol"]["b"]["plan"]))
        # Opening a connection costs more than not opening one, on any machine.
        self.assertGreater(found["registry.connect_each"]["measured"], 0)
        cached, connecting = found["api.list_cached"], found["api.connect_each"]
        for side in (cached["a"], cached["b"]):
            self.assertEqual((side["statements"], side["plan"]), (["GET /api/v1/servers/?limit=50"], None))
        self.assertIn("serve --threads 16 --response-cache=true", cached["b"]["state"])
        self.assertEqual((connecting["compared_as"], connecting["claimed"]["saving_ms"]), ("difference_ms", 10))
        self.assertIn("a connection opened for each", connecting["a"]["state"])
        text = (self.out / "claims.md").read_text()
        self.assertIn("| S001-QRY-04 | app.exists |", text)
        self.assertIn("7 claims in", done.prose)

    def test_where_there_is_no_redis_the_claims_that_need_one_say_so(self):
        done = sark_bench(*self.small("api.list_cached", "v2.protocol_stats_cached", "api.connect_each"),
                          env=clean_environment(SARK_BENCH_REDIS_SERVER="/nowhere/redis-server"))
        self.assertEqual(done.code, 0, done)
        claims = {claim["name"]: claim for claim in json.loads((self.out / "claims.json").read_text())["claims"]}
        for name in ("api.list_cached", "v2.protocol_stats_cached"):
            self.assertEqual(claims[name]["verdict"], "not_measured")
            self.assertIn("Redis", claims[name]["reason"])
        self.assertIn(claims["api.connect_each"]["verdict"], VERDICTS)
        self.assertIn("not_measured", done.out)

    def test_a_given_database_is_used_and_keeps_its_indexes(self):
        postgres = Postgres()
        self.addCleanup(postgres.close)
        done = sark_bench(*self.small("app.email_lower", "app.partial_index"), "--dsn", postgres.dsn(), "--quiet")
        self.assertEqual((done.code, done.out), (0, ""), done)
        names = postgres.sql(Postgres.database, "SELECT indexname FROM pg_indexes WHERE schemaname = 'sark_app'")
        self.assertIn("idx_users_email_lower", names)
        self.assertNotIn("idx_servers_all", names)

    def test_wrong_usage_says_so(self):
        for arguments in (("claims", "app.keysett"), ("claims", "--time", "soon"), ("claims", "--scale", "0"),
                          ("claims", "--fast")):
            done = sark_bench(*arguments)
            self.assertEqual(done.code, 104, (arguments, done))
            self.assertIn("sark-bench: error:", done.err, arguments)
        self.assertIn("app.keyset", sark_bench("claims", "app.keysett").err)

    def test_a_database_that_is_not_there_is_unavailable(self):
        done = sark_bench(*self.small("app.keyset"), "--dsn", "host=127.0.0.1 port=1 dbname=none password=geheim")
        self.assertEqual(done.code, 100, done)
        self.assertNotIn("geheim", done.err + done.out)

    def test_ctrl_c_keeps_what_was_measured(self):
        process = start_sark_bench("claims", "app.*", "--quick", "--scale", "0.02", "--time", "2s", "--out", self.out)
        line = ""
        while not line.startswith("app."):
            line = process.stdout.readline()
            self.assertTrue(line, "it ended before its first claim")
        process.send_signal(signal.SIGINT)
        done = finish(process)
        self.assertEqual(done.code, 105, done)
        report = json.loads((self.out / "claims.json").read_text())
        self.assertTrue(report["interrupted"])
        self.assertGreaterEqual(len(report["claims"]), 1)


if __name__ == "__main__":
    unittest.main()
