"""What deploy/ gives an operator: a real Prometheus loads it and every expression finds the API's metrics."""

import contextlib
import json
import pathlib
import re
import shutil
import signal
import subprocess
import tempfile
import unittest
import urllib.error
import urllib.parse
import urllib.request

from harness import (Postgres, Redis, clean_environment, finish, free_port, sark_bench, start_sark_bench, wait_until,
                     write_scenario)

DEPLOY = pathlib.Path(__file__).resolve().parents[2] / "deploy"
RULES = DEPLOY / "prometheus/sark_rules.yml"
POSTGRES_RULES = DEPLOY / "prometheus/postgres_rules.yml"


def promtool(*arguments):
    return subprocess.run(["promtool", *map(str, arguments)], capture_output=True, text=True, check=False)


def dashboard_expressions(name="sark_performance"):
    """Every expression of a dashboard, over seconds instead of Grafana's own interval."""
    dashboard = json.loads((DEPLOY / f"grafana/{name}.json").read_text())
    for panel in dashboard["panels"]:
        for target in panel["targets"]:
            yield panel["title"], target["expr"].replace("$__rate_interval", "30s")


class RedisConfigurationTest(unittest.TestCase):
    """deploy/redis/redis.conf (S003-REDIS-01)."""

    CONFIGURATION = (DEPLOY / "redis/redis.conf").read_text()

    @contextlib.contextmanager
    def redis(self, configuration, maxmemory="100mb"):
        """A Redis that is started with a configuration; what it was told, if it ends instead."""
        with tempfile.TemporaryDirectory(prefix="sark-e2e-redis-") as directory:
            path = pathlib.Path(directory) / "redis.conf"
            path.write_text(configuration)
            port = free_port()
            with subprocess.Popen(
                    ["redis-server", path, "--port", str(port), "--bind", "127.0.0.1", "--dir", directory,
                     "--maxmemory", maxmemory], stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True) as process:
                try:
                    wait_until(lambda: process.poll() is not None or self.answers(port), "Redis to listen or to end")
                    yield port, process
                finally:
                    process.kill()

    @staticmethod
    def answers(port):
        return subprocess.run(["redis-cli", "-p", str(port), "ping"], capture_output=True, text=True,
                              check=False).stdout == "PONG\n"

    @staticmethod
    def doctor(port):
        """What the doctor says of its settings."""
        done = sark_bench("doctor", "--redis", f"127.0.0.1:{port}", "--format", "json")
        patient = next(each for each in json.loads(done.out)["examinations"] if each["title"].startswith("Redis"))
        return next(answer for answer in patient["answers"] if answer["name"] == "redis_settings")

    def test_a_real_redis_starts_with_it_and_is_as_documented(self):
        with self.redis(self.CONFIGURATION) as (port, process):
            self.assertIsNone(process.poll())
            self.assertEqual(self.doctor(port)["answer"], "yes", self.doctor(port))
            subprocess.run(["redis-cli", "-p", str(port), "config", "set", "timeout", "5"], check=True,
                           capture_output=True)
            self.assertEqual(self.doctor(port)["answer"], "no")

    def test_a_comment_behind_a_setting_ends_it(self):
        seeds_own = self.CONFIGURATION.replace('save ""', 'save ""  # Disable RDB snapshots')
        self.assertNotEqual(seeds_own, self.CONFIGURATION)
        with self.redis(seeds_own) as (_, process):
            self.assertNotEqual(process.wait(120), 0)


class RulesTest(unittest.TestCase):
    def test_promtool_accepts_the_configuration_and_its_rules(self):
        done = promtool("check", "config", DEPLOY / "prometheus/prometheus.yml")
        self.assertEqual(done.returncode, 0, done)

    def test_every_alert_fires_on_the_trouble_it_names_and_not_without(self):
        done = promtool("test", "rules", RULES.with_name("sark_rules_test.yml"))
        self.assertEqual(done.returncode, 0, done)

    def test_every_postgres_rule_gives_the_figure_of_its_inputs(self):
        done = promtool("test", "rules", POSTGRES_RULES.with_name("postgres_rules_test.yml"))
        self.assertEqual(done.returncode, 0, done)
        tested = POSTGRES_RULES.with_name("postgres_rules_test.yml").read_text()
        for name in re.findall(r"record: (\S+)", POSTGRES_RULES.read_text()):
            self.assertIn(f"expr: {name}", tested)

    def test_a_postgres_rule_without_its_sums_fails_its_test(self):
        with tempfile.TemporaryDirectory(prefix="sark-e2e-rules-") as directory:
            for name in ("sark_rules.yml", "postgres_rules.yml", "postgres_rules_test.yml"):
                shutil.copy(RULES.with_name(name), directory)
            rules = pathlib.Path(directory) / "postgres_rules.yml"
            rules.write_text(rules.read_text().replace("sum by (instance) (pg_stat_activity_count)",
                                                       "pg_stat_activity_count"))
            self.assertNotEqual(promtool("test", "rules", f"{directory}/postgres_rules_test.yml").returncode, 0)

    def test_every_panel_of_the_postgres_dashboard_shows_a_recorded_figure(self):
        recorded = set(re.findall(r"record: (\S+)", RULES.read_text() + POSTGRES_RULES.read_text()))
        shown = [expression for _, expression in dashboard_expressions("sark_postgres")]
        self.assertEqual(len(shown), 5)
        self.assertLessEqual(set(shown), recorded)

    def test_every_quantile_is_of_one_histogram_and_of_metrics_that_exist(self):
        texts = [path.read_text() for path in (RULES, POSTGRES_RULES)]
        texts += [expression for name in ("sark_performance", "sark_postgres")
                  for _, expression in dashboard_expressions(name)]
        quantiles = 0
        for text in texts:
            for argument in re.findall(r"histogram_quantile\([^,]+, ([^)]*\))", text):
                self.assertRegex(argument, r"^sum by \(le\b")
                quantiles += 1
            self.assertNotIn("pg_stat_statements_mean_time_bucket", text)
        self.assertGreater(quantiles, 8)

    def test_an_alert_that_never_fires_fails_its_test(self):
        with tempfile.TemporaryDirectory(prefix="sark-e2e-rules-") as directory:
            for name in ("sark_rules.yml", "sark_rules_test.yml"):
                shutil.copy(RULES.with_name(name), directory)
            rules = pathlib.Path(directory) / "sark_rules.yml"
            rules.write_text(rules.read_text().replace("ratio5m > 0.05", "ratio5m > 5"))
            self.assertNotEqual(promtool("test", "rules", f"{directory}/sark_rules_test.yml").returncode, 0)


class ScrapeTest(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.stack = contextlib.ExitStack()
        cls.directory = pathlib.Path(cls.stack.enter_context(
            tempfile.TemporaryDirectory(prefix="sark-e2e-deploy-", ignore_cleanup_errors=True)))
        try:
            cls.start_api()
            cls.start_prometheus()
            cls.load()
        except BaseException:
            cls.stack.close()
            raise

    @classmethod
    def tearDownClass(cls):
        cls.stack.close()

    @classmethod
    def start_api(cls):
        postgres, redis = Postgres(), Redis()
        cls.stack.callback(postgres.close)
        cls.stack.callback(redis.close)
        dsn = postgres.dsn()
        for arguments in (("migrate", "up"), ("seed", "--servers", "50", "--resources", "50", "--users", "40")):
            done = sark_bench(*arguments, "--dsn", dsn)
            if done.code != 0:
                raise AssertionError(done)
        api = start_sark_bench("serve", "--port", "0",
                               env=clean_environment(SARK_BENCH_DSN=dsn, SARK_BENCH_REDIS=redis.url))
        cls.stack.callback(lambda: (api.send_signal(signal.SIGTERM), finish(api)))
        cls.url = re.search(r"http://\S+", api.stdout.readline())[0]

    @classmethod
    def start_prometheus(cls):
        """The shipped configuration, with the API's own port and a scrape each second."""
        text = (DEPLOY / "prometheus/prometheus.yml").read_text()
        for shipped, here in (("127.0.0.1:8000", cls.url.removeprefix("http://")),
                              ("scrape_interval: 5s", "scrape_interval: 1s"),
                              ("evaluation_interval: 15s", "evaluation_interval: 1s")):
            if shipped not in text:
                raise AssertionError(f"the configuration no longer has {shipped}")
            text = text.replace(shipped, here)
        (cls.directory / "prometheus.yml").write_text(text)
        shutil.copy(RULES, cls.directory)
        shutil.copy(POSTGRES_RULES, cls.directory)
        port = free_port()
        cls.prometheus = f"http://127.0.0.1:{port}"
        process = subprocess.Popen(
            ["prometheus", f"--config.file={cls.directory}/prometheus.yml", f"--web.listen-address=127.0.0.1:{port}",
             f"--storage.tsdb.path={cls.directory}/data"], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        cls.stack.callback(lambda: (process.terminate(), process.wait(120)))
        wait_until(lambda: cls.ready("/-/ready"), "Prometheus to be ready")

    @classmethod
    def ready(cls, path):
        with contextlib.suppress(OSError, urllib.error.URLError):
            return urllib.request.urlopen(cls.prometheus + path, timeout=5).status == 200
        return False

    @classmethod
    def load(cls):
        """A few seconds of the API's own operations, so that every metric moves."""
        scenario = write_scenario(cls.directory, {
            "name": "traffic", "description": "some of everything", "drain": "5s",
            "load": {"api": {"executor": "constant-arrival-rate", "rate": 50, "duration": "5s", "connections": 4,
                             "operations": [{"use": use} for use in ("api.health", "api.list", "api.policy_evaluate")]}}})
        done = sark_bench("run", scenario, "--url", cls.url, "--quiet", "--out", cls.directory / "out")
        if done.code not in (0, 121, 122):
            raise AssertionError(done)

    def query(self, expression):
        address = f"{self.prometheus}/api/v1/query?" + urllib.parse.urlencode({"query": expression})
        return json.loads(urllib.request.urlopen(address, timeout=60).read())["data"]["result"]

    def test_every_expression_of_the_dashboard_finds_its_metrics(self):
        for title, expression in dashboard_expressions():
            with self.subTest(panel=title, expression=expression):
                wait_until(lambda: self.query(expression), f"{title}: {expression}")

    def test_every_recording_rule_has_a_value(self):
        names = re.findall(r"record: (\S+)", RULES.read_text())
        self.assertGreater(len(names), 5)
        for name in names:
            with self.subTest(rule=name):
                wait_until(lambda: self.query(name), name)

    def test_every_metric_of_an_alert_is_exposed(self):
        exposed = urllib.request.urlopen(f"{self.url}/metrics", timeout=60).read().decode()
        names = set(re.findall(r"\bsark_[a-z_]+(?=[{\[)])", RULES.read_text()))
        self.assertGreater(len(names), 8)
        for name in sorted(names):
            with self.subTest(metric=name):
                self.assertRegex(exposed, rf"(?m)^{name}[{{ ]")


if __name__ == "__main__":
    unittest.main()
