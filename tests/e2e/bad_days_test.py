"""Everything that goes wrong on somebody's bad day: a clear error, its exit code, nothing lost."""

import contextlib
import glob
import json
import os
import pathlib
import resource
import signal
import socket
import tempfile
import time
import unittest

from harness import (Postgres, Redis, clean_environment, descendants, finish, is_alive, result_of,
                     sark_bench, scenario, start_sark_bench, wait_for_signal_watch, wait_until, write_scenario)
from scripted_target import ScriptedTarget


def sql_load(rate=50, duration="3s", sql="SELECT 1"):
    return {"db": {"executor": "constant-arrival-rate", "rate": rate, "duration": duration, "connections": 4,
                   "timeout": "2s", "operations": [{"name": "test.one", "postgres": {"sql": sql}}]}}


def redis_load(rate=50, duration="3s"):
    return {"cache": {"executor": "constant-arrival-rate", "rate": rate, "duration": duration,
                      "connections": 4, "timeout": "2s",
                      "operations": [{"name": "test.ping", "redis": {"command": ["PING"]}}]}}


ERRORS = {"errors": ["rate<0.01"]}


class BadDay(unittest.TestCase):
    def setUp(self):
        self.directory = tempfile.TemporaryDirectory(prefix="sark-e2e-")
        self.addCleanup(self.directory.cleanup)
        self.out = f"{self.directory.name}/out"

    def write(self, loads, **keys):
        keys.setdefault("thresholds", ERRORS)
        return write_scenario(self.directory.name, scenario(loads, **keys))

    def assert_fails(self, done, code, *words):
        self.assertEqual(done.code, code, done)
        for word in words:
            self.assertIn(word, done.err, done)

    def wait_for_line(self, process, words):
        """Blocks until the program says this on stderr."""
        for line in process.stderr:
            if words in line:
                break
        else:
            self.fail(f"ended before it said {words}: {finish(process)}")

    def wait_for_load(self, process):
        """Blocks until the run's progress is shown, and gives it the time for some operations."""
        self.wait_for_line(process, "ops/s")
        time.sleep(1)


class InputTest(BadDay):
    def test_a_typo_names_its_place_and_the_right_word(self):
        path = self.write(sql_load())
        document = json.loads(path.read_text())
        document["load"]["db"]["conections"] = 3
        path.write_text(json.dumps(document))
        done = sark_bench("run", path)
        self.assert_fails(done, 104, "/load/db/conections", "connections", str(path))

    def test_a_missing_file_is_named(self):
        self.assert_fails(sark_bench("run", "./no-such.json"), 104, "no-such.json")

    def test_an_unknown_scenario_suggests_the_nearest(self):
        self.assert_fails(sark_bench("run", "smok"), 104, "smok", "smoke")

    def test_an_unknown_operation_suggests_the_nearest(self):
        path = self.write({"db": {"executor": "constant-arrival-rate", "rate": 1, "duration": "1s",
                                  "operations": [{"use": "v2.resource_by_ids"}]}})
        self.assert_fails(sark_bench("run", path), 104, "v2.resource_by_ids", "v2.resource_by_id")

    def test_broken_json_names_line_and_column(self):
        path = pathlib.Path(self.directory.name) / "broken.json"
        path.write_text('{"name": "x",\n  "load": }')
        self.assert_fails(sark_bench("run", path), 104, "broken.json:2:")

    def test_an_unknown_profile_is_refused_before_anything_runs(self):
        self.assert_fails(sark_bench("run", "smoke", "--sla", "goldn", "--dry-run"), 104, "goldn")

    def test_an_output_directory_that_cannot_be_made_is_refused_before_anything_runs(self):
        blocker = pathlib.Path(self.directory.name) / "file"
        blocker.write_text("")
        self.assert_fails(sark_bench("run", "smoke", "--out", blocker / "out"), 104, str(blocker))

    def test_bad_sql_names_the_operation(self):
        path = self.write(sql_load(sql="SELEC 1"))
        self.assert_fails(sark_bench("run", path), 104, "test.one", "syntax error")


class ServiceTest(BadDay):
    @classmethod
    def setUpClass(cls):
        cls.postgres = Postgres()
        cls.addClassCleanup(cls.postgres.close)

    def test_a_wrong_password_is_unavailable_and_never_shown(self):
        path = self.write(sql_load())
        done = sark_bench("run", path, "--dsn", self.postgres.dsn(password="hunter2-wrong"))
        self.assert_fails(done, 100, "password authentication failed")
        self.assertNotIn("hunter2", done.out + done.err)

    def test_nobody_listening_is_unavailable(self):
        path = self.write(sql_load())
        done = sark_bench("run", path, "--dsn", "host=127.0.0.1 port=1 user=x dbname=x password=s3cr3t")
        self.assert_fails(done, 100, "127.0.0.1")
        self.assertNotIn("s3cr3t", done.out + done.err)
        path = self.write(redis_load())
        self.assert_fails(sark_bench("run", path, "--redis", "127.0.0.1:1"), 100, "127.0.0.1:1")

    def test_passwords_reach_no_output_file_or_argument_list(self):
        redis = Redis()
        self.addCleanup(redis.close)
        path = self.write({**sql_load(duration="6s"), **redis_load(duration="6s")})
        process = start_sark_bench("run", path, "--dsn", self.postgres.dsn(), "--out", self.out,
                                   env=clean_environment(SARK_BENCH_REDIS=redis.url))
        self.wait_for_load(process)
        arguments = " ".join(line for _, line in descendants(process.pid))
        done = finish(process)
        self.assertIn(done.code, (0, 122), done)  # 122: the host was busy
        written = "".join(p.read_text(errors="replace") for p in pathlib.Path(self.out).iterdir())
        for secret in (Postgres.password, Redis.password):
            self.assertNotIn(secret, done.out + done.err + written + arguments)

    def test_somebody_elses_database_is_not_seeded(self):
        self.postgres.sql("postgres", "CREATE DATABASE theirs")
        self.postgres.sql("theirs", "CREATE TABLE customers (id int); INSERT INTO customers VALUES (1)")
        dsn = self.postgres.dsn(database="theirs")
        for command in (("migrate", "up"), ("migrate", "down"), ("seed",)):
            done = sark_bench(*command, "--dsn", dsn)
            self.assertEqual(done.code, 104, done)
            self.assertIn("theirs", done.err)
        done = sark_bench("run", "v2_lookups", "--dsn", dsn, "-T", "1s")
        self.assertEqual(done.code, 104, done)
        self.assertEqual(self.postgres.sql("theirs", "SELECT count(*) FROM customers"), "1")
        self.assertEqual(self.postgres.sql("theirs", "SELECT count(*) FROM pg_namespace WHERE nspname ~ '^sark'"), "0")

    def test_a_remote_target_needs_leave(self):
        path = self.write(sql_load())
        done = sark_bench("run", path, "--dsn", "host=198.51.100.7 user=x dbname=x connect_timeout=2")
        self.assert_fails(done, 104, "198.51.100.7", "--allow-remote")
        self.assert_fails(sark_bench("run", path, "--redis", "198.51.100.7:6379"), 104, "--allow-remote")
        self.assert_fails(sark_bench("run", path, "--url", "http://198.51.100.7"), 104, "--allow-remote")
        self.assert_fails(sark_bench("seed", "--dsn", "host=198.51.100.7 dbname=x"), 104, "--allow-remote")

    def test_a_port_in_use_is_unavailable(self):
        with socket.create_server(("127.0.0.1", 0)) as taken:
            port = taken.getsockname()[1]
            self.postgres.sql("postgres", "DROP DATABASE IF EXISTS served")
            self.postgres.sql("postgres", "CREATE DATABASE served")
            dsn = self.postgres.dsn(database="served")
            self.assertEqual(sark_bench("migrate", "up", "--dsn", dsn).code, 0)
            redis = Redis()
            self.addCleanup(redis.close)
            done = sark_bench("serve", "--dsn", dsn, "--redis", redis.url, "--port", port)
            self.assert_fails(done, 100, str(port), "another program may use the port")

    def test_missing_servers_say_how_to_get_them(self):
        empty = clean_environment(SARK_BENCH_REDIS_SERVER=f"{self.directory.name}/none", SARK_BENCH_PG_BINDIR=f"{self.directory.name}/none")
        self.assert_fails(sark_bench("run", self.write(sql_load()), env=empty), 100, "PostgreSQL", "postgresql")
        self.assert_fails(sark_bench("run", self.write(redis_load()), env=empty), 100, "Redis", "redis-server")

    def test_a_database_that_dies_mid_run_keeps_what_was_measured(self):
        own = Postgres()
        self.addCleanup(own.close)
        path = self.write(sql_load(duration="12s"))
        process = start_sark_bench("run", path, "--dsn", own.dsn(), "--out", self.out)
        self.wait_for_load(process)
        own.stop()
        done = finish(process)
        self.assertIn(done.code, (99, 122), done)  # 122: the host was busy
        result = result_of(self.out)
        outcomes = result["operations"][0]["outcomes"]
        self.assertGreater(outcomes["ok"], 0)
        self.assertGreater(outcomes["refused"] + outcomes["connection"], 0)
        self.assertEqual(result["load"]["planned"], result["load"]["completed"] + result["load"]["abandoned"])


class ManagedServiceTest(BadDay):
    def kill_service(self, loads, word):
        process = start_sark_bench("run", self.write(loads), "--out", self.out)
        self.wait_for_load(process)
        victim = next(pid for pid, line in descendants(process.pid) if word in line)
        os.kill(victim, signal.SIGKILL)
        return finish(process)

    def test_a_managed_database_that_dies_aborts_the_run_with_what_was_measured(self):
        done = self.kill_service(sql_load(duration="20s"), "/postgres")
        self.assert_fails(done, 100, "PostgreSQL")
        result = result_of(self.out)
        self.assertEqual(result["run"]["status"], "aborted")
        self.assertGreater(result["operations"][0]["outcomes"]["ok"], 0)

    def test_a_managed_api_that_dies_aborts_the_run_with_what_was_measured(self):
        done = self.kill_service({"web": {"executor": "constant-arrival-rate", "rate": 50, "duration": "20s",
                                          "connections": 4, "operations": [{"use": "api.health"}]}}, " serve ")
        self.assert_fails(done, 100, "API")
        result = result_of(self.out)
        self.assertEqual(result["run"]["status"], "aborted")
        self.assertGreater(result["operations"][0]["outcomes"]["ok"], 0)

    def test_a_managed_redis_that_dies_aborts_the_run_with_what_was_measured(self):
        done = self.kill_service(redis_load(duration="20s"), "redis-server")
        self.assert_fails(done, 100, "Redis")
        self.assertEqual(result_of(self.out)["run"]["status"], "aborted")


class SignalTest(BadDay):
    def interrupt(self, number):
        process = start_sark_bench("run", self.write(sql_load(duration="30s")), "--out", self.out)
        self.wait_for_load(process)
        children = [pid for pid, _ in descendants(process.pid)]
        process.send_signal(number)
        done = finish(process)
        wait_until(lambda: not any(map(is_alive, children)), "children to be gone")
        return done

    def assert_partial_result(self):
        result = result_of(self.out)
        self.assertEqual(result["run"]["status"], "interrupted")
        self.assertGreater(result["load"]["completed"], 0)
        self.assertLess(result["run"]["measured_s"], 29)
        self.assertEqual(result["load"]["planned"], result["load"]["completed"] + result["load"]["abandoned"])
        self.assertNotEqual(result["verdict"]["outcome"], "pass")

    def test_one_interrupt_drains_and_keeps_a_partial_result(self):
        done = self.interrupt(signal.SIGINT)
        self.assertEqual(done.code, 105, done)
        self.assert_partial_result()

    def test_sigterm_is_an_interrupt(self):
        done = self.interrupt(signal.SIGTERM)
        self.assertEqual(done.code, 105, done)
        self.assert_partial_result()

    def test_two_interrupts_do_not_wait_for_the_drain(self):
        target = ScriptedTarget(stall_at=20, stall=600)
        self.addCleanup(target.close)
        loads = {"web": {"executor": "constant-arrival-rate", "rate": 50, "duration": "30s", "connections": 2,
                         "timeout": "10m", "operations": [{"name": "target.get", "http": {"path": "/"}}]}}
        path = self.write(loads, drain="10m")
        process = start_sark_bench("run", path, "--url", target.url, "--out", self.out)
        self.wait_for_load(process)
        process.send_signal(signal.SIGINT)
        self.wait_for_line(process, "stopping; keeping what is done")
        time.sleep(1)
        self.assertIsNone(process.poll(), "the first interrupt drains")
        process.send_signal(signal.SIGINT)
        done = finish(process)
        self.assertEqual(done.code, 105, done)
        self.assertEqual(result_of(self.out)["run"]["status"], "interrupted")

    def test_an_interrupt_during_preparation_leaves_nothing(self):
        process = start_sark_bench("run", "smoke")
        wait_for_signal_watch(process)
        process.send_signal(signal.SIGINT)
        done = finish(process)
        self.assertEqual(done.code, 105, done)

    def test_sigkill_leaves_no_service_and_the_next_start_removes_the_directory(self):
        with tempfile.TemporaryDirectory(prefix="sark-e2e-") as temporary:
            os.chmod(temporary, 0o755)
            environment = clean_environment(TMPDIR=temporary)
            process = start_sark_bench("run", self.write(sql_load(duration="30s")), env=environment)
            self.wait_for_load(process)
            children = [pid for pid, _ in descendants(process.pid)]
            self.assertTrue(children)
            process.kill()
            process.communicate()
            wait_until(lambda: not any(map(is_alive, children)), "orphans to die")
            left = glob.glob(f"{temporary}/sark-bench-*")
            self.assertTrue(left)
            done = sark_bench("run", self.write(sql_load(duration="1s")), "--quiet", "--out", self.out,
                              env=environment)
            self.assertIn(done.code, (0, 122), done)  # 122: this machine was not quiet
            self.assertEqual(glob.glob(f"{temporary}/sark-bench-*"), [])


class DiskTest(BadDay):
    def test_a_full_disk_keeps_the_result_elsewhere(self):
        def limit_files():
            signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
            resource.setrlimit(resource.RLIMIT_FSIZE, (4096, 4096))
        target = ScriptedTarget()
        self.addCleanup(target.close)
        loads = {"web": {"executor": "constant-arrival-rate", "rate": 50, "duration": "1s", "connections": 2,
                         "operations": [{"name": "target.get", "http": {"path": "/"}}]}}
        done = sark_bench("run", self.write(loads), "--url", target.url, "--out", self.out,
                          preexec_fn=limit_files, env=clean_environment(TMPDIR=self.directory.name))
        self.assertEqual(done.code, 1, done)
        self.assertIn("File too large", done.err)
        self.assertIn("target.get", done.out)  # the console report is still there

    @unittest.skipUnless(os.getuid() == 0, "mounting a small file system needs root")
    def test_a_full_file_system_is_named_and_the_files_go_to_the_temporary_directory(self):
        small = f"{self.directory.name}/small"
        os.mkdir(small)
        if os.system(f"mount -t tmpfs -o size=16k tmpfs {small} 2>/dev/null") != 0:
            self.fail("cannot mount a tmpfs")
        self.addCleanup(os.system, f"umount {small}")
        target = ScriptedTarget()
        self.addCleanup(target.close)
        loads = {"web": {"executor": "constant-arrival-rate", "rate": 50, "duration": "1s", "connections": 2,
                         "operations": [{"name": "target.get", "http": {"path": "/"}}]}}
        rescue = f"{self.directory.name}/rescue"
        os.mkdir(rescue)
        done = sark_bench("run", self.write(loads), "--url", target.url, "--out", f"{small}/out",
                          env=clean_environment(TMPDIR=rescue))
        self.assertEqual(done.code, 1, done)
        self.assertIn("No space left on device", done.err)
        kept = glob.glob(f"{rescue}/sark-bench-*/result.json")
        self.assertEqual(len(kept), 1, done)
        with contextlib.closing(open(kept[0], encoding="utf-8")) as file:
            self.assertEqual(json.load(file)["load"]["completed"], 50)


if __name__ == "__main__":
    unittest.main()
