"""What stands around the API's routes, from both sides: `serve` that asks who is there, and runs that say so."""

import contextlib
import json
import pathlib
import re
import subprocess
import tempfile
import unittest
import urllib.error
import urllib.request

from harness import (Postgres, Redis, clean_environment, finish, operation, result_of, sark_bench, scenario,
                     start_sark_bench, wait_until, write_scenario)

SECRET = "correct-horse-battery-staple-of-32-bytes"
KEY = "sark_sk_test_abcdefgh_0123456789abcdef0123456789abcdef"
LOAD = {"executor": "constant-arrival-rate", "rate": 20, "duration": "2s", "connections": 2, "timeout": "5s"}
SMALL = {"dataset": {"users": 40, "servers": 20, "resources": 20}}


class GuardsTest(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.postgres = Postgres()
        cls.addClassCleanup(cls.postgres.close)
        cls.redis = Redis()
        cls.addClassCleanup(cls.redis.close)
        cls.environment = clean_environment(SARK_BENCH_DSN=cls.postgres.dsn(), SARK_BENCH_REDIS=cls.redis.url)
        for command in (["migrate", "up"], ["seed", "--servers", "20", "--users", "40", "--resources", "20"]):
            done = sark_bench(*command, env=cls.environment)
            assert done.code == 0, done

    def setUp(self):
        directory = tempfile.TemporaryDirectory(prefix="sark-e2e-")
        self.addCleanup(directory.cleanup)
        self.directory = pathlib.Path(directory.name)
        self.secret = self.directory / "secret"
        self.secret.write_text(SECRET + "\n")

    def serve(self, *options):
        server = start_sark_bench("serve", *options, env=self.environment)

        def stop():
            server.terminate()
            return finish(server)
        self.addCleanup(stop)
        return re.search(r"http://\S+", server.stdout.readline())[0]

    def get(self, url, **headers):
        request = urllib.request.Request(url, headers={k.replace("_", "-"): v for k, v in headers.items()})
        try:
            with urllib.request.urlopen(request, timeout=60) as response:
                return response.status, dict(response.headers), response.read()
        except urllib.error.HTTPError as error:
            return error.code, dict(error.headers), error.read()

    @contextlib.contextmanager
    def servers_locked(self):
        """Nobody reads the servers meanwhile."""
        database = self.postgres
        psql = subprocess.Popen(["psql", "-h", "127.0.0.1", "-p", str(database.port), "-U", database.user, "-d",
                                 database.database, "-AtqX"], env=clean_environment(PGPASSWORD=database.password),
                                stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
        try:
            psql.stdin.write("BEGIN; LOCK TABLE sark_api.mcp_servers; SELECT 'locked';\n")
            psql.stdin.flush()
            self.assertEqual(psql.stdout.readline().strip(), "locked")
            yield
        finally:
            psql.communicate()  # ends its input, and so the transaction

    def reads_and_writes(self):
        return write_scenario(self.directory, scenario(
            {"mixed": {**LOAD, "operations": [{"use": "api.list"}, {"use": "api.register"},
                                              {"use": "api.policy_evaluate"}]}}, environment=SMALL))

    def run_against(self, url, *options):
        out = self.directory / "out"
        done = sark_bench("run", self.reads_and_writes(), "--url", url, "--keep-data", "--out", out, *options,
                          env=clean_environment())
        return done, out

    def test_a_run_says_who_it_is_and_a_stranger_is_refused(self):
        url = self.serve("--jwt-secret-file", self.secret)
        admin = self.postgres.sql(Postgres.database, "SELECT id FROM sark_api.users WHERE is_admin AND is_active LIMIT 1")
        done, out = self.run_against(url, "--jwt-secret-file", self.secret, "--jwt-subject", admin.strip())
        self.assertIn(done.code, (0, 121, 122), done)  # few samples; a busy host
        result = result_of(out)
        for name in ("api.list", "api.register", "api.policy_evaluate"):
            outcomes = operation(result, name)["outcomes"]
            self.assertGreater(outcomes["ok"], 0, (name, outcomes))
            self.assertEqual(outcomes["wrong_answer"], 0, (name, outcomes))
        for text in (done.out, done.err, (out / "result.json").read_text()):
            self.assertNotIn(SECRET, text)
            self.assertNotIn("Bearer ey", text)
        stranger, out = self.run_against(url)
        self.assertEqual(operation(result_of(out), "api.list")["outcomes"]["ok"], 0, stranger)

    def test_an_own_server_is_closed_and_opened_by_the_same_secret(self):
        out = self.directory / "out"
        done = sark_bench("run", self.reads_and_writes(), "--jwt-secret-file", self.secret, "--out", out)
        self.assertIn(done.code, (0, 121, 122), done)
        self.assertGreater(operation(result_of(out), "api.register")["outcomes"]["ok"], 0, done)

    def test_an_api_key_is_shown_from_a_file(self):
        self.postgres.sql(Postgres.database, "DELETE FROM sark_api.api_keys; INSERT INTO sark_api.api_keys (user_id, "
                          "name, key_prefix, key_hash) SELECT id, 'e2e', 'abcdefgh', 'sha256:' || "
                          f"encode(sha256('{KEY}'), 'hex') FROM sark_api.users WHERE is_admin AND is_active LIMIT 1")
        url = self.serve("--api-keys", "true")
        (self.directory / "key").write_text(KEY)
        done, out = self.run_against(url, "--api-key-file", self.directory / "key")
        self.assertIn(done.code, (0, 121, 122), done)
        self.assertGreater(operation(result_of(out), "api.register")["outcomes"]["ok"], 0, done)
        self.assertEqual(self.get(url + "/api/v1/servers/", X_API_Key=KEY[:-1] + "0")[0], 401)

    def test_a_token_that_ends_before_the_run_is_refused(self):
        url = self.serve("--jwt-secret-file", self.secret)
        token = self.directory / "token"
        # {"alg":"HS256","typ":"JWT"} . {"exp":1} . nothing
        token.write_text("eyJhbGciOiJIUzI1NiIsInR5cCI6IkpXVCJ9.eyJleHAiOjF9.AA\n")
        done, _ = self.run_against(url, "--token-file", token)
        self.assertEqual(done.code, 104, done)
        self.assertIn("expires", done.err)
        missing, _ = self.run_against(url, "--token-file", self.directory / "missing")
        self.assertEqual(missing.code, 104, missing)

    def test_a_short_secret_is_refused(self):
        self.secret.write_text("short")
        done = sark_bench("serve", "--jwt-secret-file", self.secret, env=self.environment)
        self.assertEqual(done.code, 104, done)
        self.assertNotIn("short\n", done.err)

    def test_a_request_has_a_time_limit(self):
        url = self.serve("--request-timeout", "0.5")
        with self.servers_locked():
            status, headers, body = self.get(url + "/api/v1/servers/?limit=3")
        self.assertEqual(status, 504)
        self.assertEqual(json.loads(body), {"detail": "The request was not answered in time"})
        self.assertIn("app;dur=", headers["Server-Timing"])
        self.assertIn(b"sark_http_request_timeouts_total 1\n", self.get(url + "/metrics")[2])
        wait_until(lambda: self.get(url + "/api/v1/servers/?limit=3")[0] == 200, "the server to go on")
        none = sark_bench("serve", "--request-timeout", "0", env=self.environment)
        self.assertEqual(none.code, 104, none)

    def test_the_gateway_shows_a_key_of_its_own(self):
        (self.directory / "gateway").write_text(SECRET[::-1])
        url = self.serve("--jwt-secret-file", self.secret, "--gateway-key-file", self.directory / "gateway")
        event = json.dumps({"event_type": "tool_invoke", "decision": "allow", "reason": "r",
                            "timestamp": 1_700_000_000, "gateway_request_id": "g"}).encode()

        def log(**headers):
            request = urllib.request.Request(url + "/api/v1/gateway/audit", event, {
                "Content-Type": "application/json", **{k.replace("_", "-"): v for k, v in headers.items()}})
            try:
                with urllib.request.urlopen(request, timeout=30) as response:
                    return response.status
            except urllib.error.HTTPError as error:
                return error.code

        self.assertEqual(log(X_Gateway_Api_Key=SECRET[::-1]), 201)
        self.assertEqual(log(X_Gateway_Api_Key=SECRET), 401)
        self.assertEqual(log(), 401)
        self.assertEqual(self.get(url + "/api/v1/servers/", X_Gateway_Api_Key=SECRET[::-1])[0], 401)
        (self.directory / "gateway").write_text("guessable")
        weak = sark_bench("serve", "--gateway-key-file", self.directory / "gateway", env=self.environment)
        self.assertEqual(weak.code, 104, weak)
        self.assertNotIn("guessable", weak.err)

    def test_two_servers_share_a_cache_and_forget_together(self):
        first = self.serve("--response-cache", "true")
        second = self.serve("--response-cache", "true")
        status, headers, body = self.get(first + "/api/v1/servers/?limit=3")
        self.assertEqual((status, headers["X-Cache"], headers["X-Cache-TTL"]), (200, "MISS", "30"))
        status, headers, again = self.get(second + "/api/v1/servers/?limit=3")
        self.assertEqual((headers["X-Cache"], again), ("HIT", body))
        new = json.dumps({"name": "e2e", "transport": "http", "endpoint": "http://e"}).encode()
        request = urllib.request.Request(second + "/api/v1/servers/", new, {"Content-Type": "application/json"})
        with urllib.request.urlopen(request, timeout=60) as response:
            self.assertEqual(response.status, 201)
        self.assertNotEqual(self.get(second + "/api/v1/servers/?limit=3")[2], body)
        wait_until(lambda: self.get(first + "/api/v1/servers/?limit=3")[2] != body,
                   "the first server to learn of the write")

    def test_a_denial_that_is_an_outage_is_told_apart(self):
        out = self.directory / "out"
        document = scenario({"asked": {**LOAD, "operations": [
            {"name": "api.own", "http": {"method": "GET", "path": "/health/",
                                         "expect": {"contains": "status", "failure": "healthy"}}}]}},
            environment=SMALL)
        done = sark_bench("run", write_scenario(self.directory, document), "--url", self.serve(), "--keep-data",
                          "--out", out)
        outcomes = operation(result_of(out), "api.own")["outcomes"]
        self.assertGreater(outcomes["failed_closed"], 0, done)
        self.assertEqual(outcomes["ok"], 0, done)

    def test_the_doctor_names_where_an_api_differs(self):
        url = self.serve("--jwt-secret-file", self.secret)
        done = sark_bench("doctor", "--url", url, "--format", "json", "--jwt-secret-file", self.secret)
        self.assertIn(done.code, (0, 99), done)
        answers = {answer["name"]: answer for examination in json.loads(done.out)["examinations"]
                   for answer in examination["answers"]}
        self.assertEqual(answers["api_authentication"]["answer"], "yes", done)
        self.assertEqual(answers["api_trailing_slash"]["answer"], "yes", done)
        self.assertEqual(answers["api_gzip"]["answer"], "yes", done)
        self.assertEqual(answers["api_response_cache"]["answer"], "no", done)
        stranger = sark_bench("doctor", "--url", url, "--verbose")
        self.assertIn("--token-file", stranger.prose)
        nobody = sark_bench("doctor", "--url", "http://127.0.0.1:1")
        self.assertEqual(nobody.code, 100, nobody)
        self.assertEqual(sark_bench("doctor", "--url", "nonsense").code, 104)


if __name__ == "__main__":
    unittest.main()
