"""Runs shipped scenarios as they are, only shorter, slower and on fewer rows, and says what must hold of each."""

import json
import tempfile
import unittest

from database_operations_test import SCENARIOS as OF_STATEMENTS
from harness import ROOT, operation, result_of, sark_bench

# Run whole by the test of the same name, or of the phases.
OF_OTHER_TESTS = {*OF_STATEMENTS, "smoke", "phase1"}

# Whatever a neighbour of this machine does to the figures: the run was made and judged.
JUDGED = (0, 99, 121, 122)
RATE_MAX = 150
USERS_MAX = 20
ROWS_MAX = {"users": 1000, "teams": 20, "servers": 200, "tools_per_server": 5, "resources": 500,
            "capabilities_per_resource": 3, "principals": 100, "federation_nodes": 10, "cost_rows": 500,
            "audit_rows": 500}
SECONDS = 2
FAULT_SECONDS = 6  # time to hurt and to recover

# What may go wrong while a service is hurt, or because the scenario asks for more than is allowed.
EXPECTED_FAILURES = {
    "fault_database_down": {"refused", "failed_closed", "timeout"},
    "fault_downstream": {"failed_closed"},
    "fault_pool_exhaustion": {"refused", "timeout"},
    "fault_redis_stall": {"failed_closed", "timeout"},
    "fault_slow_opa": {"failed_closed", "timeout"},
    "http_clients": {"failed_closed"},  # an OPA that a busy host keeps from answering within a second
    "rate_limit": {"refused"},
}
# With so few users the limit must be low and its window short, and the cache has its answer from the warm-up.
MORE_OPTIONS = {
    "rate_limit": ["environment.api.options.rate-limit-address=50", "environment.api.options.rate-limit-window=1",
                   "warmup=60s"],
}


def catalog():
    """The shipped scenarios' documents by name."""
    return {path.stem: json.loads(path.read_text()) for path in sorted((ROOT / "scenarios/catalog").glob("*.json"))}


def has_faults(document):
    return any(one["run"] in ("fault", "lock") for one in document.get("meanwhile", []))


def needs_own_services(document):
    """A run changes the settings of a server, or puts something before or behind it, only where it has started it."""
    keys = {"pg_settings", "pg_profile", "redis_settings", "pgbouncer", "replica", "settings_profile"}
    return bool(keys & set(document["environment"])) or has_faults(document)


def seconds(text):
    """"1m30s" in seconds."""
    total, number = 0.0, ""
    units = {"h": 3600, "m": 60, "s": 1, "ms": 0.001}
    while text:
        digits = len(text) - len(text.lstrip("0123456789."))
        number, text = text[:digits], text[digits:]
        letters = len(text) - len(text.lstrip("hms"))
        total += float(number) * units[text[:letters]]
        text = text[letters:]
    return total


def length(document):
    lengths = [sum(seconds(phase["duration"]) for phase in document.get("phases", []))]
    for load in document["load"].values():
        lengths.append(seconds(load["duration"]) if "duration" in load else 0)
        lengths.append(sum(seconds(stage["duration"]) for stage in load.get("stages", [])))
    return max(lengths)


def less(load):
    """(path, value) of what makes a load small, its shape kept."""
    if "vus" in load:
        yield "vus", min(load["vus"], USERS_MAX)
    if load["executor"].endswith("-vus"):
        yield "think_time", "100ms"
    most = USERS_MAX if load["executor"] == "ramping-vus" else RATE_MAX
    if "rate" in load:
        yield "rate", min(load["rate"], most)
    if "bursts" in load:
        yield "bursts.rate", most
    if "rates" in load:
        yield "rates", {phase: min(rate, most) for phase, rate in load["rates"].items()}
    if "stages" in load:
        peak = max(stage["target"] for stage in load["stages"])
        share = min(1, most / peak)
        yield "stages", [{**stage, "target": round(stage["target"] * share)} for stage in load["stages"]]
        if "start_rate" in load:
            yield "start_rate", max(1, round(load["start_rate"] * share))


def options(name, document):
    wanted = FAULT_SECONDS if has_faults(document) else SECONDS
    sets = [f"environment.dataset.{key}={min(rows, ROWS_MAX[key])}"
            for key, rows in document["environment"]["dataset"].items()]
    for load_name, load in document["load"].items():
        sets += [f"load.{load_name}.{path}={json.dumps(value)}" for path, value in less(load)]
    sets += MORE_OPTIONS.get(name, [])
    yield from ("--time-scale", min(1, wanted / length(document)))
    for one in sets:
        yield from ("--set", one)


def names_of_operations(document):
    return {one.get("name", one.get("use")) for load in document["load"].values() for one in load["operations"]}


class ShippedScenarios(unittest.TestCase):
    """Gets a test for every scenario that is handed to add_tests()."""

    services = ()  # options that say which services to use

    def run_shipped(self, name, document):
        with tempfile.TemporaryDirectory(prefix="sark-e2e-") as directory:
            done = sark_bench("run", name, *options(name, document), *self.services, "--out", directory,
                              "--format", "json", "--quiet", timeout=150)
            self.assertIn(done.code, JUDGED, done)
            return result_of(directory)

    def assert_held(self, name, document, result):
        statuses = {"completed"} | ({"aborted"} if "abortOnFail" in json.dumps(document) else set())
        self.assertIn(result["run"]["status"], statuses)
        self.assertEqual({one["name"] for one in result["operations"]}, names_of_operations(document))
        unexpected = {"wrong_answer", "refused", "connection", "protocol", "failed_closed"}
        for one in result["operations"]:
            self.assertGreater(one["outcomes"]["ok"], 0, one["name"])
            wrong = {outcome: one["outcomes"][outcome] for outcome in unexpected - EXPECTED_FAILURES.get(name, set())}
            self.assertFalse(any(wrong.values()), (one["name"], one["outcomes"]))
        happened = [(one["name"], one["outcome"]) for one in result.get("meanwhile", [])]
        self.assertEqual(len(happened), len(document.get("meanwhile", [])))
        self.assertTrue(all(outcome == "done" for _, outcome in happened), result.get("meanwhile"))
        check = CHECKS.get(name)
        if check:
            check(self, result)


def add_tests(case, wanted):
    """A test of `case` for every scenario of the catalog that `wanted(document)` and that no other test runs."""
    def of(name, document):
        return lambda self: self.assert_held(name, document, self.run_shipped(name, document))
    for name, document in catalog().items():
        if name not in OF_OTHER_TESTS and wanted(document):
            setattr(case, f"test_{name}", of(name, document))


def outcome(result, name, kind):
    return operation(result, name)["outcomes"][kind]


def was_refused(name):
    return lambda case, result: case.assertGreater(outcome(result, name, "refused"), 0)


def was_denied(case, result):
    case.assertGreater(outcome(result, "api.policy_evaluate", "failed_closed"), 0)


def redis_was_missed(case, result):
    case.assertGreater(result["evidence"]["core"]['sark_cache_errors_total{cache_name="l2"}'], 0)


def packed_is_smaller(case, result):
    def bytes_each(name):
        one = operation(result, name)
        return one["bytes_received"] / one["count"]
    case.assertLess(bytes_each("gzip.packed"), bytes_each("gzip.plain") / 2)


def limit_was_kept(case, result):
    was_refused("rate_limit.asked_anew")(case, result)
    case.assertEqual(outcome(result, "rate_limit.cached", "refused"), 0)
    case.assertGreater(result["evidence"]["core"]['sark_rate_limited_total{by="address"}'], 0)


# What else shows that a scenario did what its name says.
CHECKS = {
    "fault_database_down": was_refused("api.detail"),
    "fault_downstream": was_denied,
    "fault_pool_exhaustion": was_refused("api.detail"),
    "fault_redis_down": redis_was_missed,
    "fault_slow_opa": was_denied,
    "gzip": packed_is_smaller,
    "rate_limit": limit_was_kept,
}
