"""What `doctor` says of a database, a Redis and this machine, and that it changes none of them."""

import hashlib
import json
import pathlib
import re
import subprocess
import tempfile
import unittest

from harness import Postgres, Redis, clean_environment, sark_bench

PASSWORDS = (Postgres.password, Redis.password)


def document_of(done):
    return json.loads(done.out)


def answers_of(document, title):
    """Answers by name of the patient whose title begins so."""
    patient = next(each for each in document["examinations"] if each["title"].startswith(title))
    return {answer["name"]: answer for answer in patient["answers"]}


class DoctorTest(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.postgres = Postgres()
        cls.redis = Redis()
        cls.addClassCleanup(cls.redis.close)
        cls.addClassCleanup(cls.postgres.close)
        for arguments in (("migrate", "up"), ("seed", "--servers", "20", "--resources", "30", "--users", "20")):
            done = sark_bench(*arguments, "--dsn", cls.postgres.dsn())
            if done.code != 0:
                raise AssertionError(done)

    def dump(self):
        """The database as pg_dump writes it, without the key that it draws anew each time."""
        done = subprocess.run([f"{self.postgres.bindir}/pg_dump", "--dbname", self.postgres.dsn(), "--create"],
                              env=clean_environment(), capture_output=True, text=True, check=True)
        return hashlib.sha256(re.sub(r"(?m)^\\(un)?restrict .*$", "", done.stdout).encode()).hexdigest()

    def silent_about_passwords(self, done):
        for password in PASSWORDS:
            self.assertNotIn(password, done.out + done.err)
        return done

    def test_this_machine_alone_is_fit(self):
        done = sark_bench("doctor")
        self.assertIn(done.code, (0, 100), done)  # 100: a machine with one core
        self.assertIn("Can a private PostgreSQL be started?", done.prose)
        self.assertIn("Nothing was changed.", done.prose)

    def test_a_migrated_database_and_a_redis_are_answered_and_unchanged(self):
        before = self.dump()
        done = self.silent_about_passwords(sark_bench(
            "doctor", "--dsn", self.postgres.dsn(), "--redis", self.redis.url, "--format", "json", "--verbose"))
        self.assertEqual(done.code, 99, done)  # a default server logs no slow query and limits no statement
        self.assertEqual(self.dump(), before)
        document = document_of(done)
        self.assertEqual(document["exit_code"], 99)
        self.assertFalse(document["statement_statistics_reset"])
        answers = answers_of(document, "Database")
        self.assertEqual(answers["all_indexes"]["answer"], "yes", answers["all_indexes"])
        self.assertEqual(answers["slow_log"]["answer"], "no")
        self.assertEqual(answers["performance_tests"]["answer"], "unknown")
        for name, answer in answers.items():
            self.assertNotIn("SQLSTATE", answer["why"], name)
            if answer["answer"] == "no":
                self.assertTrue(answer["mend"], name)
        self.assertEqual(answers_of(document, "Redis")["redis_memory"]["answer"], "no")
        self.assertEqual(self.postgres.sql("bench", "SHOW default_transaction_read_only"), "off")

    def test_markdown_and_console_say_the_same(self):
        console = self.silent_about_passwords(sark_bench("doctor", "--dsn", self.postgres.dsn(), "--verbose"))
        markdown = self.silent_about_passwords(sark_bench("doctor", "--dsn", self.postgres.dsn(), "--format", "md"))
        self.assertEqual((console.code, markdown.code), (99, 99), console)
        self.assertIn("Is autovacuum enabled? it is on", console.prose)
        self.assertRegex(markdown.out, r"\| S000-CHK-01\.8 \| Is autovacuum enabled\? \| yes \|")
        self.assertIn("log_min_duration_statement", console.prose)

    def test_a_server_set_up_well_has_fewer_faults(self):
        self.postgres.sql("postgres", "CREATE DATABASE tuned")
        self.postgres.sql("postgres", "ALTER DATABASE tuned SET log_min_duration_statement = 100")
        self.postgres.sql("postgres", "ALTER DATABASE tuned SET statement_timeout = '30s'")
        done = sark_bench("doctor", "--dsn", self.postgres.dsn(database="tuned"), "--format", "json")
        answers = answers_of(document_of(done), "Database")
        for name in ("slow_log", "slow_log_limit", "statement_timeout", "unused_indexes"):
            self.assertEqual(answers[name]["answer"], "yes", answers[name])

    def test_a_locked_table_does_not_hold_it_up(self):
        self.postgres.sql("postgres", "CREATE DATABASE locked")
        self.postgres.sql("locked", "CREATE TABLE held (a integer)")
        env = clean_environment(PGPASSWORD=self.postgres.password)
        holder = subprocess.Popen(
            ["psql", "-h", "127.0.0.1", "-p", str(self.postgres.port), "-U", self.postgres.user, "-d", "locked", "-qAtX"],
            env=env, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
        try:
            holder.stdin.write("BEGIN; LOCK TABLE held IN ACCESS EXCLUSIVE MODE; SELECT 'held';\n")
            holder.stdin.flush()
            self.assertEqual(holder.stdout.readline().strip(), "held")
            done = sark_bench("doctor", "--dsn", self.postgres.dsn(database="locked"), "--format", "json", timeout=60)
        finally:
            holder.communicate("ROLLBACK;\n", timeout=30)
        self.assertEqual(done.code, 99, done)
        self.assertEqual(answers_of(document_of(done), "Database")["table_sizes"]["answer"], "yes")

    def test_an_ordinary_role_is_told_what_it_may_not_see(self):
        self.postgres.sql("bench", "CREATE ROLE plain LOGIN PASSWORD 'plain-and-secret'")
        dsn = self.postgres.dsn(password="plain-and-secret").replace("user=tester", "user=plain")
        done = sark_bench("doctor", "--dsn", dsn, "--format", "json")
        self.assertEqual(done.code, 99, done)
        self.assertNotIn("plain-and-secret", done.out + done.err)
        answers = answers_of(document_of(done), "Database")
        self.assertEqual(answers["connection_use"]["answer"], "unknown")
        self.assertIn("pg_read_all_stats", answers["connection_use"]["mend"])

    def test_a_run_says_whether_the_performance_tests_pass(self):
        golden = pathlib.Path(__file__).resolve().parents[1] / "golden/result.json"
        with tempfile.TemporaryDirectory(prefix="sark-e2e-doctor-") as directory:
            (pathlib.Path(directory) / "result.json").write_text(golden.read_text())
            done = sark_bench("doctor", "--dsn", self.postgres.dsn(), "--format", "json", "--run", directory)
            self.assertIn(done.code, (0, 99), done)
            answer = answers_of(document_of(done), "Database")["performance_tests"]
            self.assertIn(json.loads(golden.read_text())["run"]["scenario"], answer["why"])
        missing = sark_bench("doctor", "--dsn", self.postgres.dsn(), "--run", "/nowhere")
        self.assertEqual(missing.code, 104, missing)

    def test_statement_statistics_are_reset_only_where_they_are_and_only_when_asked(self):
        refused = sark_bench("doctor", "--reset-pgss")
        self.assertEqual(refused.code, 104, refused)
        self.assertIn("--dsn", refused.err)
        self.postgres.sql("postgres", "CREATE DATABASE bare")
        nothing = self.silent_about_passwords(
            sark_bench("doctor", "--dsn", self.postgres.dsn(database="bare"), "--reset-pgss"))
        self.assertEqual(nothing.code, 104, nothing)
        self.assertIn("pg_stat_statements is not installed", nothing.err)
        self.assertIn("Nothing was changed.", nothing.prose)

    def test_services_that_do_not_answer_are_a_100(self):
        for arguments in (("--dsn", "host=127.0.0.1 port=1 dbname=x password=" + Postgres.password),
                          ("--dsn", self.postgres.dsn(password="wrong")),
                          ("--redis", "127.0.0.1:1"),
                          ("--redis", f"127.0.0.1:{self.redis.port}")):
            done = sark_bench("doctor", *arguments)
            self.assertEqual(done.code, 100, (arguments, done))
            self.assertIn("NO", done.out)
            self.assertNotIn(Postgres.password, done.out + done.err)

    def test_what_is_written_wrongly_is_a_104(self):
        for arguments in (("--dsn", "not a connection string"), ("--format", "xml"),
                          ("--dsn", self.postgres.dsn(), "--host-memory", "lots"),
                          ("--dsn", "host=192.0.2.1 dbname=x"), ("--redis", "192.0.2.1:6379")):
            done = sark_bench("doctor", *arguments)
            self.assertEqual(done.code, 104, (arguments, done))

    def test_the_list_is_what_the_documentation_has(self):
        page = (pathlib.Path(__file__).resolve().parents[2] / "docs/doctor.md").read_text()
        listed = sark_bench("doctor", "--list", "--format", "md")
        self.assertEqual(listed.code, 0, listed)
        self.assertTrue(page.endswith(listed.out))


if __name__ == "__main__":
    unittest.main()
