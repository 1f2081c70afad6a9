"""Faults that befall the services while a load goes on: what the run sees, counts and leaves behind."""

import os
import signal
import tempfile
import unittest

from harness import (Redis, descendants, finish, is_alive, operation, result_of, sark_bench, scenario,
                     start_sark_bench, wait_until, write_scenario)

DATASET = {"users": 50, "servers": 50, "tools_per_server": 2, "audit_rows": 100}


def load(rate, operation_name, duration="12s", connections=8):
    return {"executor": "constant-arrival-rate", "rate": rate, "duration": duration,
            "connections": connections, "timeout": "4s", "operations": [{"use": operation_name}]}


def fault(name, at, service, kind, length, **keys):
    return {"name": name, "at": at, "run": "fault", "service": service, "fault": kind, "length": length, **keys}


def happening(result, name):
    return next(one for one in result["meanwhile"] if one["name"] == name)


def recoveries(result, name):
    return {one["load"]: one["recovered_s"] for one in happening(result, name)["loads"]}


class FaultsTest(unittest.TestCase):
    def run_scenario(self, document, *options, codes=(0, 99, 121, 122)):
        with tempfile.TemporaryDirectory() as directory:
            path = write_scenario(directory, document)
            done = sark_bench("run", path, "--out", directory, "--format", "console,json,html,md", *options)
            self.assertIn(done.code, codes, done)
            result = result_of(directory) if done.code in codes else None
            pages = "".join((open(os.path.join(directory, name), encoding="utf-8").read())
                            for name in ("report.html", "summary.md"))
            return done, result, pages

    def test_stores_that_go_down_come_back_and_the_loads_with_them(self):
        document = scenario(
            {"api": load(40, "api.detail", "24s"), "policy": load(40, "api.policy_evaluate", "24s")},
            environment={"systems": ["sark_api", "sark_audit"], "dataset": DATASET,
                         "pool": {"pool_size": 4, "max_overflow": 0, "timeout": "1s"},
                         "api": {"options": {"l1-entries": 0}}},
            meanwhile=[fault("database", "2s", "postgres", "down", "2s"),
                       fault("redis", "14s", "redis", "down", "1500ms")],
            thresholds={"recovery_time{load:api}": ["max<30s"], "recovery_time{load:policy}": ["max<30s"]})
        done, result, pages = self.run_scenario(document)
        for name in ("database", "redis"):
            self.assertEqual(happening(result, name)["outcome"], "done", done)
            self.assertIn("answered again after", happening(result, name)["detail"])
            self.assertEqual(set(recoveries(result, name)), {"api", "policy"})
        for name, seconds in recoveries(result, "database").items():
            self.assertIsNotNone(seconds, f"{name}: {done}")
        # The database was away: details were refused, and nothing was taken for an answer.
        self.assertGreater(operation(result, "api.detail")["outcomes"]["refused"], 0, done)
        # Redis was away: counted in its own class, and decided without it.
        self.assertGreater(result["evidence"]["core"]['sark_cache_errors_total{cache_name="l2"}'], 0)
        rows = [row for row in result["judgements"] if row["id"].startswith("recovery_time")]
        self.assertEqual([row["verdict"] for row in rows], ["pass", "pass"], done)
        self.assertIn("recovered within", done.prose)
        self.assertIn("recovered within", pages)

    def test_a_pool_without_connections_and_an_opa_that_fails_are_told_apart(self):
        document = scenario(
            {"api": load(40, "api.detail", "16s", 16), "policy": load(30, "api.policy_evaluate", "16s", 4)},
            environment={"systems": ["sark_api", "sark_audit"], "dataset": DATASET,
                         "pool": {"pool_size": 2, "max_overflow": 0, "timeout": "200ms"},
                         "opa": {"delay": "1ms", "breaker": "500ms"},
                         "api": {"options": {"l1-entries": 0, "l2-ttl": 0}}},
            meanwhile=[{"name": "locked", "at": "1s", "run": "lock", "table": "sark_api.mcp_servers", "length": "2s"},
                       fault("opa", "5s", "opa", "errors", "2s")],
            thresholds={"recovery_time": ["max<30s"]})
        done, result, pages = self.run_scenario(document)
        core = result["evidence"]["core"]
        self.assertGreater(core['sark_db_pool_timeouts_total{pool="primary"}'], 0, done)
        self.assertGreaterEqual(core["sark_opa_circuit_breaker_opened_total"], 1, done)
        self.assertGreater(core["sark_opa_circuit_breaker_refused_total"], 0, done)
        self.assertGreater(operation(result, "api.policy_evaluate")["outcomes"]["failed_closed"], 0, done)
        self.assertEqual(happening(result, "locked")["outcome"], "done", done)
        self.assertIsNotNone(recoveries(result, "locked")["api"], done)
        self.assertIsNotNone(recoveries(result, "opa")["policy"], done)
        for words in ("pool exhausted", "OPA breaker opened", "slow queries"):
            self.assertIn(words, pages)

    def test_somebody_elses_redis_is_never_stopped(self):
        document = scenario({"cache": load(10, "redis.get", "3s", 1)},
                            meanwhile=[fault("redis", "1s", "redis", "down", "1s")])
        redis = Redis()
        self.addCleanup(redis.close)
        with tempfile.TemporaryDirectory() as directory:
            done = sark_bench("run", write_scenario(directory, document), "--out", directory, "--redis", redis.url)
        self.assertEqual(done.code, 104, done)
        self.assertIn("befalls only services that the run has started", " ".join(done.err.split()))
        self.assertIsNone(redis.process.poll())

    def test_a_killed_run_leaves_no_service_standing_still(self):
        document = scenario({"database": load(10, "v2.resource_by_id", "60s", 2)},
                            environment={"dataset": {"resources": 100, "principals": 10, "cost_rows": 10,
                                                     "audit_rows": 10}},
                            meanwhile=[fault("stall", "0s", "postgres", "stall", "50s")])
        with tempfile.TemporaryDirectory() as directory:
            process = start_sark_bench("run", write_scenario(directory, document), "--out", directory)

            def stopped():
                return [pid for pid, _ in descendants(process.pid) if state_of(pid) == "T"]

            wait_until(stopped, "PostgreSQL standing still")
            children = [pid for pid, _ in descendants(process.pid)]
            process.send_signal(signal.SIGKILL)
            finish(process)
            wait_until(lambda: not any(is_alive(pid) for pid in children), "every service gone")


def state_of(pid):
    try:
        with open(f"/proc/{pid}/stat", encoding="utf-8") as stat:
            return stat.read().rsplit(")", 1)[1].split()[0]
    except OSError:
        return ""


if __name__ == "__main__":
    unittest.main()
