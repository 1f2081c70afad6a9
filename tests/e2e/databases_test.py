"""The databases' commands: set up, switch indexes, export, maintain, and leave alone what is not ours."""

import pathlib
import subprocess
import tempfile
import unittest

from harness import Postgres, clean_environment, finish, sark_bench, start_sark_bench, wait_until


class DatabasesTest(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.postgres = Postgres()
        cls.addClassCleanup(cls.postgres.close)

    def database(self, name):
        self.postgres.sql("postgres", f"CREATE DATABASE {name}")
        return self.postgres.dsn(database=name)

    def indexes(self, database):
        return int(self.postgres.sql(database, "SELECT count(*) FROM pg_indexes WHERE indexname ~ '^idx_' "
                                               "AND schemaname = 'mcp_gw'"))

    def test_setup_in_its_documented_words(self):
        dsn = self.database("setup")
        first = sark_bench("db", "init", "--dsn", dsn)
        self.assertEqual(first.code, 0, first)
        self.assertEqual(self.indexes("setup"), 0)
        dry = sark_bench("db", "optimize", "--dry-run", "--dsn", dsn)
        self.assertEqual(dry.code, 0, dry)
        self.assertIn("CREATE INDEX CONCURRENTLY idx_mcp_servers_tenant_status", dry.prose)
        self.assertEqual(self.indexes("setup"), 0)
        done = sark_bench("db", "setup", "--full", "--dsn", dsn)
        self.assertEqual(done.code, 0, done)
        self.assertEqual(self.indexes("setup"), 14)
        self.assertNotEqual(self.postgres.sql("setup", "SELECT count(*) FROM sark_v2.resources"), "0")
        self.assertNotIn(Postgres.password, first.out + dry.out + done.out + done.err)
        again = sark_bench("db", "setup", "--full", "--dsn", dsn)
        self.assertEqual(again.code, 0, again)
        self.assertIn("there before", again.prose)
        kept = sark_bench("db", "maintain", "--dsn", dsn)
        self.assertEqual(kept.code, 0, kept)
        self.assertNotEqual(self.postgres.sql("setup", "SELECT count(*) FROM sark_v2.daily_cost_summary"), "0")

    def test_index_sets_are_switched_and_switching_again_does_nothing(self):
        dsn = self.database("switched")
        self.assertEqual(sark_bench("migrate", "up", "--dsn", dsn, "--index-set", "lean").code, 0)
        self.assertEqual(self.indexes("switched"), 11)
        for name, count in (("none", 0), ("composite", 14), ("seed", 11)):
            done = sark_bench("migrate", "--index-set", name, "--system", "mcp_gw", "--dsn", dsn)
            self.assertEqual(done.code, 0, done)
            self.assertEqual(self.indexes("switched"), count, name)
            again = sark_bench("migrate", "--index-set", name, "--system", "mcp_gw", "--dsn", dsn)
            self.assertNotRegex(again.out, "created|dropped")

    def test_a_killed_command_leaves_no_statement_running(self):
        dsn = self.database("abandoned")
        self.assertEqual(sark_bench("migrate", "up", "--system", "sark_v2", "--dsn", dsn).code, 0)

        def dropping():
            return int(self.postgres.sql("abandoned", "SELECT count(*) FROM pg_stat_activity WHERE wait_event_type = "
                                                      "'Lock' AND query ~ '^DROP INDEX CONCURRENTLY'"))

        writer = subprocess.Popen(self.psql("abandoned"), stdin=subprocess.PIPE, text=True,
                                  env=clean_environment(PGPASSWORD=Postgres.password))
        try:
            writer.stdin.write("BEGIN; LOCK TABLE sark_v2.resources IN ROW EXCLUSIVE MODE;\n")
            writer.stdin.flush()
            wait_until(lambda: self.postgres.sql("abandoned", "SELECT count(*) FROM pg_locks WHERE relation = "
                                                              "'sark_v2.resources'::regclass AND mode = 'RowExclusiveLock'") != "0", "the lock")
            switching = start_sark_bench("migrate", "--index-set", "none", "--system", "sark_v2", "--dsn", dsn)
            wait_until(lambda: dropping() == 1, "an index that waits for the writer")
            switching.kill()
            finish(switching)
            wait_until(lambda: dropping() == 0, "the end of the statement")
        finally:
            writer.communicate()
        again = sark_bench("migrate", "--index-set", "none", "--system", "sark_v2", "--dsn", dsn)
        self.assertEqual(again.code, 0, again)

    def psql(self, database):
        return ["psql", "-X", "-q", "-h", "127.0.0.1", "-p", str(self.postgres.port), "-U", Postgres.user, "-d", database]

    def test_psql_runs_what_is_exported(self):
        self.database("exported")
        with tempfile.TemporaryDirectory(prefix="sark-export-") as directory:
            folder = pathlib.Path(directory) / "sql"
            done = sark_bench("migrate", "--export", folder)
            self.assertEqual(done.code, 0, done)
            subprocess.run([*self.psql("exported"), "-f", folder / "mcp_gw.sql"], check=True, capture_output=True,
                           env=clean_environment(PGPASSWORD=Postgres.password))
            self.assertEqual(self.indexes("exported"), 14)
            self.assertEqual(sark_bench("migrate", "--export", folder).code, 104, "it is not empty any more")

    def test_what_needs_timescaledb_is_skipped_with_the_reason(self):
        dsn = self.database("plain")
        unmade = sark_bench("db", "compress", "--dsn", dsn)
        self.assertEqual(unmade.code, 104, unmade)
        self.assertEqual(sark_bench("migrate", "up", "--system", "sark_audit", "--dsn", dsn).code, 0)
        done = sark_bench("db", "compress", "--dsn", dsn)
        self.assertEqual(done.code, 0, done)
        self.assertIn("S001-SLA-17 skipped: compression needs TimescaleDB under the Timescale licence", done.prose)

    def test_wrong_usage_says_so(self):
        for arguments in (("migrate",), ("migrate", "down", "--index-set", "lean"), ("migrate", "--index-set", "most"),
                          ("migrate", "up", "--export", "x"), ("db",), ("db", "optimise"),
                          ("migrate", "--index-set", "lean")):
            done = sark_bench(*arguments)
            self.assertEqual(done.code, 104, (arguments, done))
            self.assertIn("sark-bench: error:", done.err, arguments)

    def test_somebody_elses_database_is_left_alone(self):
        dsn = self.database("theirs")
        self.postgres.sql("theirs", "CREATE TABLE customers (id int)")
        before = self.postgres.sql("theirs", "SELECT count(*) FROM pg_class")
        for arguments in (("db", "init"), ("db", "seed"), ("db", "optimize"), ("db", "setup", "--full"),
                          ("db", "maintain"), ("migrate", "--index-set", "none")):
            done = sark_bench(*arguments, "--dsn", dsn)
            self.assertEqual(done.code, 104, (arguments, done))
        self.assertEqual(self.postgres.sql("theirs", "SELECT count(*) FROM pg_class"), before)

    def test_an_unmigrated_system_is_named(self):
        dsn = self.database("partly")
        self.assertEqual(sark_bench("migrate", "up", "--system", "sark_v2", "--dsn", dsn).code, 0)
        done = sark_bench("migrate", "--index-set", "lean", "--system", "mcp_gw", "--dsn", dsn)
        self.assertEqual(done.code, 104, done)
        self.assertIn("schema mcp_gw is not migrated", done.err)


if __name__ == "__main__":
    unittest.main()
