"""Plans: from a capacity result, or stated figures, to pods, pools, PgBouncer, memory and storage."""

import contextlib
import json
import os
import pathlib
import pwd
import socket
import subprocess
import tempfile
import unittest

import jsonschema

from harness import Postgres, Redis, ROOT, clean_environment, free_port, sark_bench, wait_until
from smoke_test import browse

GOLDEN = json.loads((ROOT / "tests/golden/result.json").read_text())


def capacity(**changes):
    """What a plan reads of a capacity result; the histogram is one that sark-bench wrote."""
    document = {
        "schema_version": 1, "scenario": "policy_evaluation", "started_at": "2026-01-31T12:00:00Z", "outcome": "found",
        "holds_per_s": 1800.0, "breaks_per_s": 2000.0, "confirmed": True, "knee_per_s": 1500.0,
        "usl": {"lambda": 500.0, "alpha": 0.2, "beta": 0.0, "accepted": True, "reason": "", "peak_per_s": None},
        "operations": [{"name": "api.list", "load": "main", "driver": "http", "share": 1.0,
                        "service_time": GOLDEN["operations"][0]["histogram"]["service"]}],
        "paced": [{"rate": rate, "windows": 3, "p95_low_ms": 1.0, "p95_high_ms": 2.0,
                   "response_time": GOLDEN["operations"][0]["histogram"]["service"]} for rate in (180.0, 1800.0)],
        "random_arrivals": True, "machine": {"cpus": 2, "shares_host": True}}
    document.update(changes)
    return document


class PlanTest(unittest.TestCase):
    def setUp(self):
        directory = tempfile.TemporaryDirectory(prefix="sark-e2e-plan-")
        self.addCleanup(directory.cleanup)
        self.directory = pathlib.Path(directory.name)

    def write(self, name, document):
        path = self.directory / name
        path.write_text(document if isinstance(document, str) else json.dumps(document))
        return path

    def plan(self, *options):
        """(finished, plan.json) of a plan that must succeed."""
        done = sark_bench("plan", *options, "--out", self.directory / "out")
        self.assertEqual(done.code, 0, done)
        document = json.loads((self.directory / "out/plan.json").read_text())
        schema = json.loads((ROOT / "reports/plan.schema.json").read_text())
        jsonschema.Draft7Validator.check_schema(schema)
        jsonschema.Draft7Validator(schema).validate(document)
        return done, document


class PoolsTest(unittest.TestCase):
    def test_the_documents_example_is_140(self):
        done = sark_bench("plan", "pools", "--pods", 4, "--pool-size", 20, "--max-overflow", 10, "--reserved", 20)
        self.assertEqual(done.code, 0, done)
        self.assertEqual(done.out.splitlines()[0], "140")

    def test_the_documents_table_is_reproduced(self):
        done = sark_bench("plan", "pools", "--table")
        self.assertEqual(done.code, 0, done)
        rows = [line.split() for line in done.out.splitlines()]
        for row in (["Low", "<", "100", "req/s", "10", "5", "60", "100"],
                    ["Medium", "100-500", "req/s", "20", "10", "120", "200"],
                    ["High", "500-1000", "req/s", "30", "15", "180", "250"],
                    ["Very", "High", ">", "1000", "req/s", "40", "20", "240", "300"]):
            self.assertIn(row, rows, done)

    def test_every_contradiction_is_flagged_with_both_figures(self):
        done = sark_bench("plan", "pools")
        text = " ".join(done.out.split())
        self.assertGreaterEqual(text.count("X-05"), 7, done)
        for figure in ("260", "1500", "300", "143 %", "30 %"):
            self.assertIn(figure, text)

    def test_what_does_not_fit_says_so(self):
        done = sark_bench("plan", "pools", "--pods", 7)
        self.assertEqual(done.code, 0, done)
        self.assertEqual(done.out.splitlines()[0], "230")
        self.assertIn("DOES NOT FIT", done.prose)
        self.assertIn("PgBouncer: yes", done.prose)

    def test_pods_that_cannot_be_are_refused(self):
        for options in (("--pods", "-4"), ("--pods", "0"), ("--pods", "many"), ("--max-connections", "0")):
            done = sark_bench("plan", "pools", *options)
            self.assertEqual(done.code, 104, (options, done))
            self.assertIn("error", done.err)


class PlanFilesTest(PlanTest):
    def test_a_phase_becomes_a_plan_in_four_files(self):
        done, plan = self.plan("--phase", 4, "--capacity", self.write("capacity.json", capacity()),
                               "--db-time", "0.2ms", "--db-cores", 8)
        self.assertEqual(plan["replicas"]["steady"], 6)
        self.assertTrue(plan["pgbouncer"]["needed"])
        self.assertLessEqual({4, 10, 50, plan["replicas"]["pods"]}, {row["pods"] for row in plan["model"]["rows"]})
        self.assertTrue(plan["model"]["rows"][0]["overloaded"])
        self.assertIsNotNone(plan["model"]["rows"][-1]["p95_ms"])
        self.assertTrue(any(one["id"] == "X-05" and one["touches"] for one in plan["contradictions"]))
        for figure in plan["inputs"]:
            self.assertTrue(figure["source"], figure)
        out = self.directory / "out"
        self.assertEqual((out / "pgbouncer.ini").read_text(), plan["pgbouncer"]["settings"]["ini"])
        markdown, page = (out / "plan.md").read_text(), (out / "plan.html").read_text()
        for text in (done.out, markdown, page):
            for line in plan["headlines"]:
                self.assertIn(line.split(":")[0] + ":", text)
        dom, errors = browse(out / "plan.html", "--dump-dom")
        self.assertEqual(errors, [])
        self.assertIn('data-rendered="true"', dom)

    def test_stated_figures_and_a_day_of_ones_own(self):
        day = self.write("day.csv", "time,rate\n00:00,500\n09:00,2000\n12:00,2000\n23:59,100\n")
        _, plan = self.plan("--rate", 2000, "--servers", 300, "--audit-events", 400, "--per-pod", 450,
                            "--service-time", "4ms", "--day", day)
        self.assertEqual(plan["replicas"]["steady"], 5)
        self.assertEqual(plan["replicas"]["day"], str(day))
        self.assertTrue(plan["model"]["simulated"])
        self.assertEqual(next(f for f in plan["inputs"] if f["name"] == "one pod holds")["origin"], "stated")

    def test_doubtful_capacity_lowers_confidence(self):
        doubtful = capacity(confirmed=False, breaks_per_s=None, outcome="holds_throughout")
        doubtful["usl"].update(accepted=False, reason="residuals of 30 %")
        done, plan = self.plan("--phase", 3, "--capacity", self.write("c.json", doubtful))
        codes = {finding["code"] for finding in plan["findings"]}
        self.assertLessEqual({"capacity_unconfirmed", "capacity_open", "capacity_usl_refused"}, codes)
        self.assertFalse(plan["confident"])
        self.assertIn("residuals of 30 %", " ".join(done.out.split()))

    def test_a_target_beyond_the_autoscaler_does_not_fit(self):
        done, plan = self.plan("--phase", 4, "--per-pod", 100)
        self.assertEqual(plan["verdict"], "does not fit")
        self.assertIn("DOES NOT FIT", done.prose)

    def test_the_autoscalers_day_alone(self):
        done = sark_bench("plan", "replicas", "--phase", 3, "--per-pod", 900, "--max-replicas", 10, "--day", "spike")
        self.assertEqual(done.code, 0, done)
        self.assertIn("most pods", done.prose)
        self.assertIn("in breach", done.prose)

    def test_bad_input_is_one_clear_error(self):
        good = self.write("good.json", capacity())
        day = self.write("bad.csv", "time,rate\n0,1\n5,-3\n")
        for options, words in (
                (("--phase", 2, "--per-pod", 100), "there is no phase 2"),
                (("--phase", 3), "nothing says what one pod holds"),
                (("--per-pod", 100), "no target"),
                (("--rate", 100, "--per-pod", 100), "--audit-events"),
                (("--phase", 1, "--rate", 5, "--per-pod", 100), "give one of the two"),
                (("--phase", 1, "--capacity", self.directory / "absent.json"), "cannot read"),
                (("--phase", 1, "--capacity", self.write("a.json", "{")), "a.json"),
                (("--phase", 1, "--capacity", self.write("b.json", capacity(holds_per_s=None))), "no rate that holds"),
                (("--phase", 1, "--capacity", good, "--day", day), "bad.csv:3"),
                (("--phase", 1, "--capacity", good, "--day", "weekend"), "weekend"),
                (("--phase", 1, "--capacity", good, "--db-time", "2ms"), "--db-cores"),
                (("--phase", 1, "--capacity", good, "--startup", "soon"), "--startup"),
                (("--phase", 1, "--capacity", good, "--min-replicas", 9, "--max-replicas", 3), "min"),
                (("--phase", 1, "--capacity", good, "--max-replicas", -1), "--max-replicas"),
                (("--phase", 1, "--per-pod", -5), "--per-pod"),
                (("--phase", 1, "--per-pod", 100, "--pgbouncer-auth-file", "a b"), "pgbouncer.ini")):
            done = sark_bench("plan", *options, "--out", self.directory / "none")
            self.assertEqual(done.code, 104, (options, done))
            self.assertIn(words, " ".join(done.err.split()), options)
            self.assertFalse((self.directory / "none").exists())

    def test_a_directory_that_cannot_be_made_is_named_and_the_files_go_to_the_temporary_directory(self):
        place = self.write("file", "")
        rescue = self.directory / "rescue"
        rescue.mkdir()
        done = sark_bench("plan", "--phase", 1, "--per-pod", 100, "--out", place / "below",
                          env=clean_environment(TMPDIR=str(rescue)))
        self.assertEqual(done.code, 1, done)
        self.assertIn("below", done.err)
        self.assertEqual(len(list(rescue.glob("sark-bench-*/plan.json"))), 1, done)


class PlanServicesTest(PlanTest):
    """What real services say: sizes of rows and entries, and PgBouncer of its configuration."""

    @classmethod
    def setUpClass(cls):
        cls.postgres = Postgres()
        cls.addClassCleanup(cls.postgres.close)
        cls.postgres.sql("postgres", "CREATE DATABASE sark")
        cls.redis = Redis()
        cls.addClassCleanup(cls.redis.close)

    def test_sizes_are_measured_and_say_where(self):
        dsn = self.postgres.dsn()
        for command in (("migrate", "up", "--system", "sark_api"),
                        ("seed", "--servers", 1000, "--audit-rows", 20000)):
            done = sark_bench(*command, "--dsn", dsn)
            self.assertEqual(done.code, 0, done)
        with socket.create_connection(("127.0.0.1", self.redis.port), 60) as connection:
            lines = [f"AUTH {self.redis.password}"]
            lines += [f"SET policy:decision:user{i}:read:tool:0 {'x' * 120}" for i in range(200)]
            connection.sendall("".join(line + "\r\n" for line in lines).encode())
            answers = b""
            while answers.count(b"\r\n") < len(lines):
                more = connection.recv(65536)
                self.assertTrue(more, answers)
                answers += more
            self.assertEqual(answers, b"+OK\r\n" * len(lines))
        _, plan = self.plan("--phase", 3, "--per-pod", 900, "--dsn", dsn, "--redis", self.redis.url)
        rows = {table["name"]: table["bytes_per_row"] for table in plan["storage"]["tables"]}
        for name in ("audit_events", "mcp_servers", "mcp_tools"):
            self.assertEqual(rows[name]["origin"], "measured", rows)
            self.assertIn(f"sark_api.{name}", rows[name]["source"])
            self.assertGreater(rows[name]["value"], 50)
            self.assertLess(rows[name]["value"], 5000)
        decisions = plan["redis"]["kinds"][0]["bytes_per_entry"]
        self.assertEqual(decisions["origin"], "measured")
        self.assertGreater(decisions["value"], 150)
        everything = "".join(path.read_text() for path in (self.directory / "out").iterdir())
        self.assertNotIn(self.postgres.password, everything)
        self.assertNotIn(self.redis.password, everything)

    def test_a_database_without_our_tables_is_refused(self):
        done = sark_bench("plan", "--phase", 1, "--per-pod", 100, "--dsn", self.postgres.dsn(database="sark"),
                          "--out", self.directory / "none")
        self.assertEqual(done.code, 104, done)
        self.assertIn("no table of ours", done.err)

    def test_a_server_that_is_away_is_unavailable(self):
        done = sark_bench("plan", "--phase", 1, "--per-pod", 100, "--redis", f"127.0.0.1:{free_port()}",
                          "--out", self.directory / "none")
        self.assertEqual(done.code, 100, done)

    def bouncer(self, ini):
        """PgBouncer with this configuration; it refuses to run as root."""
        command = ["pgbouncer", ini]
        if os.getuid() == 0:
            command = ["setpriv", "--reuid", "postgres", "--regid", "postgres", "--clear-groups", *command]
        process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True,
                                   env=clean_environment(PATH=os.environ["PATH"] + ":/usr/sbin"))

        def stop():
            process.kill()
            process.communicate()
        self.addCleanup(stop)
        return process

    def test_pgbouncer_starts_with_the_generated_file_and_keeps_the_timeout(self):
        port = free_port()
        users = self.write("users.txt", f'"{self.postgres.user}" "{self.postgres.password}"\n')
        self.plan("--phase", 4, "--per-pod", 900, "--pgbouncer-listen", f"127.0.0.1:{port}",
                  "--pgbouncer-server", f"127.0.0.1:{self.postgres.port}", "--pgbouncer-auth-file", users)
        ini = self.directory / "out/pgbouncer.ini"
        if os.getuid() == 0:
            owner = pwd.getpwnam("postgres")
            for path in (self.directory, self.directory / "out", users, ini):
                os.chown(path, owner.pw_uid, owner.pw_gid)
        process = self.bouncer(ini)

        def listening():
            self.assertIsNone(process.poll(), "PgBouncer ended: is its configuration valid?")
            with contextlib.suppress(OSError), socket.create_connection(("127.0.0.1", port), 1):
                return True
            return False
        wait_until(listening, "PgBouncer to listen")
        # The application asks for a timeout of its own at start-up, which PgBouncer would refuse (E-08).
        shown = subprocess.run(
            ["psql", "-h", "127.0.0.1", "-p", str(port), "-U", self.postgres.user, "-d", "sark", "-AtXc",
             "SHOW statement_timeout"], capture_output=True, text=True, check=True, timeout=60,
            env=clean_environment(PGPASSWORD=self.postgres.password, PGOPTIONS="-c statement_timeout=5s"))
        self.assertEqual(shown.stdout.strip(), "30s")


if __name__ == "__main__":
    unittest.main()
