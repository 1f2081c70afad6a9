"""What docs/ci.md tells a pipeline to do is done here, step by step, in a git repository with two revisions of
a small service; and ab of revisions by itself, with what goes wrong there."""

import contextlib
import json
import os
import pathlib
import re
import signal
import subprocess
import tempfile
import unittest

from harness import ROOT, SARK_BENCH, clean_environment, finish, free_port, sark_bench, wait_until

GUIDE = (ROOT / "docs/ci.md").read_text()

SERVER = """#!/usr/bin/env python3
import http.server, sys, time

class Handler(http.server.BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def do_GET(self):
        time.sleep(DELAY)
        self.send_response(200)
        self.send_header("Content-Length", "2")
        self.end_headers()
        self.wfile.write(b"ok")

    def log_message(self, *_):
        pass

class Server(http.server.ThreadingHTTPServer):
    request_queue_size = 64

Server(("127.0.0.1", int(sys.argv[2])), Handler).serve_forever()
"""
SCENARIO = {
    "name": "page", "drain": "5s",
    "load": {"web": {"executor": "constant-arrival-rate", "rate": 200, "duration": "1s", "connections": 16,
                     "operations": [{"name": "page", "http": {"path": "/"}}]}}}


def blocks(language):
    return re.findall(rf"```{language}\n(.*?)```", GUIDE, re.S)


def literal(block, key):
    """The text below the first line that ends in `key` and '|'."""
    lines = block.splitlines()
    begin = next(i for i, line in enumerate(lines) if line.rstrip().endswith(key + "|"))
    indent = len(lines[begin + 1]) - len(lines[begin + 1].lstrip())
    text = []
    for line in lines[begin + 1:]:
        if line.strip() and len(line) - len(line.lstrip()) < indent:
            break
        text.append(line[indent:])
    return "\n".join(text)


class Repository:
    """A service of two revisions: `fast` and, on it, `slow`; a third, `broken`, does not build."""

    def __init__(self, directory):
        self.path = pathlib.Path(directory)
        self.git("init", "--quiet")
        (self.path / "perf").mkdir()
        (self.path / "perf/page.json").write_text(json.dumps(SCENARIO))
        (self.path / "server.in").write_text(SERVER)
        build = self.path / "build.sh"
        build.write_text('#!/bin/sh\nset -e\nsed "s/DELAY/$(cat delay)/" server.in > server\nchmod +x server\n')
        build.chmod(0o755)
        for tag, delay in (("fast", "0.002"), ("slow", "0.020")):
            (self.path / "delay").write_text(delay)
            self.commit(tag)
        build.write_text("#!/bin/sh\necho the compiler is on strike >&2\nexit 3\n")
        self.commit("broken")

    def git(self, *arguments):
        identity = {f"GIT_{who}_{what}": value for who in ("AUTHOR", "COMMITTER")
                    for what, value in (("NAME", "tester"), ("EMAIL", "tester@example.org"))}
        done = subprocess.run(["git", *arguments], cwd=self.path, capture_output=True, text=True, check=True,
                              env=clean_environment(GIT_CONFIG_GLOBAL="/dev/null", **identity))
        return done.stdout.strip()

    def commit(self, tag):
        self.git("add", "--all")
        self.git("commit", "--quiet", "--message", tag)
        self.git("tag", tag)

    def worktrees(self):
        return len(self.git("worktree", "list").splitlines())


class CiTest(unittest.TestCase):
    def setUp(self):
        directory = tempfile.TemporaryDirectory(prefix="sark-e2e-ci-")
        self.addCleanup(directory.cleanup)
        (pathlib.Path(directory.name) / "repository").mkdir()
        (pathlib.Path(directory.name) / "tmp").mkdir()
        self.temporary = pathlib.Path(directory.name) / "tmp"
        self.repository = Repository(pathlib.Path(directory.name) / "repository")
        self.summary = self.repository.path / "summary.md"

    def environment(self, **extra):
        path = f"{os.path.dirname(SARK_BENCH)}:{os.environ['PATH']}"
        return clean_environment(PATH=path, TMPDIR=str(self.temporary), GATE_ROUND="1s", **{"GATE_TIME": "6s", **extra})

    def shell(self, script, **extra):
        return subprocess.run(["bash", "-e", "-o", "pipefail", "-c", script], cwd=self.repository.path, text=True,
                              env=self.environment(**extra), capture_output=True, timeout=220, check=False)

    def nothing_is_left(self):
        self.assertEqual(self.repository.worktrees(), 1)
        self.assertEqual(list(self.temporary.glob("sark-revision-*")), [])

    def gave_a_verdict(self, done):
        self.assertIn(done.returncode, (120, 121, 122), done)
        result = json.loads((self.repository.path / "performance/comparison.json").read_text())
        self.assertEqual(result["exit_code"], done.returncode)
        self.assertEqual(result["scenario"], "page")
        self.assertGreater(len(result["rounds"]), 4)
        for name in ("comparison.html", "comparison.md", "junit.xml"):
            self.assertTrue((self.repository.path / "performance" / name).exists(), name)
        self.nothing_is_left()
        return result

    def test_the_steps_for_github_actions_come_from_two_revisions_to_a_verdict(self):
        workflow = next(block for block in blocks("yaml") if "runs-on" in block)
        gate = literal(workflow[workflow.index("- name: Gate"):], "run: ")
        self.assertIn("sark-bench ab", gate)
        done = self.shell(gate, BASE=self.repository.git("rev-parse", "fast"),
                          CANDIDATE=self.repository.git("rev-parse", "slow"), GITHUB_ACTIONS="true",
                          GITHUB_STEP_SUMMARY=str(self.summary), GATE_TIME="150s")
        result = self.gave_a_verdict(done)
        if result["outcome"] != "regressed":  # only a host that disturbed it may keep it from saying so
            self.assertTrue(result["disturbances"], done)
        self.assertRegex(result["a"], "^revision=[0-9a-f]{40}$")
        self.assertRegex(done.stdout, r"(?m)^::(error|warning) title=page")
        self.assertIn("| metric | A | B |", self.summary.read_text())
        self.assertTrue((self.repository.path / "performance/bencher.json").exists())

    def test_the_steps_for_gitlab(self):  # in six seconds, which decide nothing
        job = next(block for block in blocks("yaml") if "CI_COMMIT_SHA" in block)
        gate = literal(job[job.index("  script:"):], "- ")
        self.assertIn("sark-bench ab", gate)
        done = self.shell(gate, CI_MERGE_REQUEST_DIFF_BASE_SHA=self.repository.git("rev-parse", "fast"),
                          CI_COMMIT_SHA=self.repository.git("rev-parse", "slow"))
        self.gave_a_verdict(done)
        self.assertNotIn("::", done.stdout)

    def test_the_steps_with_a_baseline(self):
        scenario = dict(SCENARIO, warmup="0s")
        (self.repository.path / "perf/page.json").write_text(json.dumps(scenario))
        self.repository.git("checkout", "--quiet", "fast")
        (self.repository.path / "perf/page.json").write_text(json.dumps(scenario))
        self.assertEqual(self.shell("./build.sh").returncode, 0)
        port = free_port()
        server = subprocess.Popen([self.repository.path / "server", "--port", str(port)])
        self.addCleanup(server.wait)
        self.addCleanup(server.kill)
        wait_until(lambda: self.shell(f"exec 3<>/dev/tcp/127.0.0.1/{port}").returncode == 0, "the server")
        measure, keep = blocks("sh")
        run, compare = measure.strip().splitlines()
        extra = {"TARGET": f"http://127.0.0.1:{port}", "REPEAT": "3"}
        ran = self.shell(run, **extra)
        if ran.returncode != 0:  # only a host that made a run invalid may keep it from going on
            found = [json.loads(path.read_text()) for path in self.repository.path.glob("nightly/*/result.json")]
            self.assertIn("invalid", [one["validity"]["verdict"] for one in found], ran)
            return
        kept = self.shell(keep)
        self.assertIn(kept.returncode, (0, 122), kept)  # 122: the host made a run invalid
        if kept.returncode == 122:
            return
        compared = self.shell(compare)
        self.assertIn(compared.returncode, (0, 121), compared)  # the same runs cannot differ
        self.assertIn("on both sides", " ".join(compared.stdout.split()))

    def ab(self, *arguments):
        return sark_bench("ab", "perf/page.json", *arguments, "--command", "./server --port {port}", "--round", "1s",
                          "--out", "out", cwd=self.repository.path, env=self.environment())

    def test_a_revision_that_is_none_is_told(self):
        for revision in ("v99", "--all", "-"):
            done = self.ab("--a", "revision=fast", "--b", f"revision={revision}", "--build", "./build.sh")
            self.assertEqual(done.code, 104, done)
            self.assertIn("no revision", done.err)
        self.nothing_is_left()

    def test_a_build_that_fails_is_told_with_its_last_words(self):
        done = self.ab("--a", "revision=fast", "--b", "revision=broken", "--build", "./build.sh")
        self.assertEqual(done.code, 100, done)
        self.assertIn("the compiler is on strike", done.err)
        self.assertIn("arm B (revision=broken)", done.err)
        self.nothing_is_left()

    def test_no_repository_and_no_command_are_told(self):
        done = self.ab("--a", "revision=fast", "--b", "revision=slow", "--repo", self.temporary)
        self.assertEqual(done.code, 104, done)
        done = sark_bench("ab", "perf/page.json", "--b", "revision=slow", cwd=self.repository.path)
        self.assertEqual(done.code, 104, done)
        self.assertIn("--command", done.err)

    def test_a_signal_during_the_build_leaves_nothing(self):
        mark = self.temporary / "building"
        process = subprocess.Popen(
            [SARK_BENCH, "ab", "perf/page.json", "--a", "revision=fast", "--b", "revision=slow", "--build",
             f"touch {mark}; exec sleep 60", "--command", "./server --port {port}"], cwd=self.repository.path,
            env=self.environment(), stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
        with contextlib.ExitStack() as stack:
            stack.callback(process.kill)
            wait_until(mark.exists, "the build to begin")
            process.send_signal(signal.SIGTERM)
            done = finish(process)
        self.assertEqual(done.code, 105, done)
        self.nothing_is_left()


if __name__ == "__main__":
    unittest.main()
