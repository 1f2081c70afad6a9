"""serve with an audit spool and a SIEM: nothing acknowledged is lost, whoever is killed."""

import gzip
import http.server
import json
import pathlib
import re
import shutil
import signal
import tempfile
import threading
import unittest
import urllib.request

from harness import Postgres, clean_environment, finish, sark_bench, start_sark_bench, wait_until

EVENTS = "sark_audit.audit_events"


class Collector(http.server.BaseHTTPRequestHandler):
    """Takes NDJSON as a SIEM does."""

    taken = []
    tokens = set()

    def do_POST(self):
        body = self.rfile.read(int(self.headers["Content-Length"]))
        if self.headers.get("Content-Encoding") == "gzip":
            body = gzip.decompress(body)
        self.tokens.add(self.headers.get("Authorization"))
        self.taken.extend(json.loads(line)["event_id"] for line in body.splitlines())
        self.send_response(200)
        self.send_header("Content-Length", "0")
        self.end_headers()

    def log_message(self, *_):
        pass


class AuditTest(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.postgres = Postgres()
        cls.addClassCleanup(cls.postgres.close)
        done = sark_bench("migrate", "up", "--dsn", cls.postgres.dsn(), "--system", "sark_api",
                          "--system", "sark_audit")
        assert done.code == 0, done

    def setUp(self):
        self.directory = pathlib.Path(tempfile.mkdtemp(prefix="sark-e2e-audit-"))
        self.addCleanup(shutil.rmtree, self.directory, ignore_errors=True)
        self.postgres.sql("bench", f"TRUNCATE {EVENTS}")

    def serve(self, *options, **env):
        """Starts the API; its process and address."""
        process = start_sark_bench("serve", "--port", "0", *options,
                                   env=clean_environment(SARK_BENCH_DSN=self.postgres.dsn(), **env))
        self.addCleanup(process.stderr.close)
        self.addCleanup(process.stdout.close)
        self.addCleanup(process.wait)
        self.addCleanup(process.kill)
        line = process.stdout.readline()
        self.assertIn("listening on ", line, process.poll())
        return process, line.split()[-1]

    def spool(self):
        return ("--audit-ack", "spool", "--audit-spool", self.directory / "spool")

    @staticmethod
    def decide(address, number):
        """Asks for a decision; the id of its audit event."""
        body = json.dumps({"user_id": f"00000000-0000-4000-8000-{number:012d}", "action": "tool:invoke",
                           "tool": "tool-1"}).encode()
        request = urllib.request.Request(address + "/api/v1/policy/evaluate", body,
                                         {"Content-Type": "application/json"})
        with urllib.request.urlopen(request, timeout=60) as answer:
            return json.load(answer)["audit_id"]

    def rows(self):
        return self.postgres.sql("bench", f"SELECT event_id FROM {EVENTS}").split()

    def metric(self, address, name):
        with urllib.request.urlopen(address + "/metrics", timeout=60) as answer:
            text = answer.read().decode()
        found = re.search(rf"^{re.escape(name)} (\S+)$", text, re.MULTILINE)
        self.assertIsNotNone(found, f"{name} in\n{text}")
        return float(found[1])

    def test_acknowledged_decisions_outlive_a_killed_server_and_a_dead_database(self):
        process, address = self.serve(*self.spool(), "--pool-timeout", "1")
        acknowledged = [self.decide(address, n) for n in range(20)]
        self.postgres.stop()
        acknowledged += [self.decide(address, n) for n in range(20, 25)]
        self.assertEqual(self.metric(address, "sark_audit_events_accepted_total"), 25)
        process.send_signal(signal.SIGKILL)
        process.wait()
        self.assertTrue(all(acknowledged), acknowledged)
        self.postgres.start()
        process, address = self.serve(*self.spool(), "--audit-flush-interval", "0.05")
        wait_until(lambda: len(self.rows()) >= 25, "the spool to be delivered")
        self.assertEqual(sorted(self.rows()), sorted(acknowledged))
        self.assertGreater(self.metric(address, "sark_audit_spool_recovered_total"), 4)
        process.send_signal(signal.SIGTERM)
        done = finish(process)
        self.assertEqual(done.code, 0, done)
        self.assertIn("events of before are delivered now", done.err)

    def test_two_servers_do_not_share_a_spool(self):
        self.serve(*self.spool())
        done = sark_bench("serve", "--port", "0", *self.spool(),
                          env=clean_environment(SARK_BENCH_DSN=self.postgres.dsn()))
        self.assertNotEqual(done.code, 0, done)
        self.assertIn("belongs to another process", done.err)

    def test_options_that_do_not_go_together_are_one_clear_error(self):
        for options, where in ((("--audit-ack", "spool"), "--audit-spool"),
                               (("--audit-spool", "/tmp/x"), "--audit-ack"),
                               (("--audit-ack", "disk"), "--audit-ack"),
                               (("--siem-spill", "/tmp/x"), "--siem-url"),
                               (("--siem-url", "ftp://x"), "HTTP collector")):
            done = sark_bench("serve", "--port", "0", *options,
                              env=clean_environment(SARK_BENCH_DSN=self.postgres.dsn()))
            self.assertEqual(done.code, 104, (options, done))
            self.assertIn(where, done.err)

    def test_level_database_answers_when_the_row_is_there(self):
        _, address = self.serve("--audit-ack", "database")
        self.assertEqual([self.decide(address, 1)], self.rows())

    def test_every_event_reaches_the_siem(self):
        Collector.taken.clear()
        server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Collector)
        thread = threading.Thread(target=server.serve_forever)
        thread.start()
        self.addCleanup(thread.join)
        self.addCleanup(server.server_close)
        self.addCleanup(server.shutdown)
        process, address = self.serve("--siem-url", f"http://127.0.0.1:{server.server_port}/in",
                                      SARK_BENCH_SIEM_TOKEN="quite-secret")
        ids = [self.decide(address, n) for n in range(130)]
        wait_until(lambda: self.metric(address, "siem_events_sent_total") >= 100, "a batch to be sent")
        process.send_signal(signal.SIGTERM)
        done = finish(process)
        self.assertEqual(set(Collector.taken), set(ids))  # one that was slow to answer is told again
        self.assertEqual(Collector.tokens, {"Bearer quite-secret"})
        self.assertNotIn("quite-secret", done.out + done.err)
        self.assertNotIn("quite-secret", " ".join(map(str, process.args)))


if __name__ == "__main__":
    unittest.main()
