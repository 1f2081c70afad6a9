"""Starts the built sark-bench and services of the tests' own, and reads what came out."""

import contextlib
import glob
import json
import os
import pathlib
import pwd
import random
import re
import shutil
import signal
import socket
import subprocess
import tempfile
import time

ROOT = pathlib.Path(__file__).resolve().parents[2]
SARK_BENCH = os.environ["SARK_BENCH"]


class Finished:
    """A finished sark-bench: exit code and everything that it printed."""

    def __init__(self, code, out, err):
        self.code, self.out, self.err = code, out, err

    @property
    def prose(self):
        """What it printed with every line break as a space: sentences break wherever their figures push them."""
        return " ".join(self.out.split())

    def __repr__(self):
        return f"exit {self.code}\n--- stdout\n{self.out}\n--- stderr\n{self.err}"


def clean_environment(**extra):
    """The environment without anything that would reach into sark-bench."""
    kept = {k: v for k, v in os.environ.items()
            if not re.match(r"(SARK_(BENCH_|JWT_SECRET|TOKEN|API_KEY)|POSTGRES_|DATABASE_|PG[A-Z]+$|REDIS_|VALKEY_|CACHE_|ENABLE_RESPONSE_CACHE)", k)}
    kept.update(extra)
    return kept


def sark_bench(*arguments, timeout=120, env=None, cwd=None, preexec_fn=None):
    done = subprocess.run([SARK_BENCH, *map(str, arguments)], capture_output=True, text=True,
                          timeout=timeout, env=env or clean_environment(), cwd=cwd,
                          stdin=subprocess.DEVNULL, preexec_fn=preexec_fn, check=False)
    return Finished(done.returncode, done.stdout, done.stderr)


def start_sark_bench(*arguments, env=None):
    """Starts it in the background; read with finish()."""
    return subprocess.Popen([SARK_BENCH, *map(str, arguments)], stdout=subprocess.PIPE,
                            stderr=subprocess.PIPE, text=True, stdin=subprocess.DEVNULL,
                            env=env or clean_environment())


def finish(process, timeout=120):
    out, err = process.communicate(timeout=timeout)
    return Finished(process.returncode, out, err)


def wait_for_signal_watch(process):
    """Until the program waits for signals itself; before that, it would simply die of one."""
    def waits():
        status = pathlib.Path(f"/proc/{process.pid}/status").read_text()
        return int(re.search(r"(?m)^SigBlk:\s+([0-9a-f]+)", status)[1], 16) >> (signal.SIGINT - 1) & 1
    wait_until(waits, "the program to wait for signals")


def wait_until(condition, what, seconds=120):
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline:
        value = condition()
        if value:
            return value
        time.sleep(0.05)
    raise AssertionError(f"waited {seconds} s for {what}")


def result_of(directory):
    return json.loads((pathlib.Path(directory) / "result.json").read_text())


def disturbed(result):
    """Whether other programs or the hypervisor took the CPU, which may make any run invalid."""
    return bool({"foreign_cpu", "steal", "throttled", "host_stalled"} &
                {reason["code"] for reason in result["validity"]["reasons"]})


def operation(result, name):
    return next(op for op in result["operations"] if op["name"] == name)


def smoke_on_a_quiet_machine(directory, *options):
    """Runs smoke into `directory`, up to three times: a neighbour that takes the CPU makes a run invalid
    or slow, as it should, and says nothing about the program. The last run counts."""
    for _ in range(3):
        done = sark_bench("run", "smoke", "--out", directory, *options, timeout=150)
        if done.code == 0:
            break
        print(f"smoke ended with {done.code}: {result_of(directory)['verdict']['summary']}", flush=True)
    return done


def descendants(pid):
    """(pid, command line) of every process below pid."""
    found, frontier = [], [pid]
    while frontier:
        parent = frontier.pop()
        for path in glob.glob(f"/proc/{parent}/task/*/children"):
            with contextlib.suppress(OSError):
                for child in map(int, pathlib.Path(path).read_text().split()):
                    with contextlib.suppress(OSError):
                        line = pathlib.Path(f"/proc/{child}/cmdline").read_bytes().replace(b"\0", b" ")
                        found.append((child, line.decode(errors="replace")))
                    frontier.append(child)
    return found


def is_alive(pid):
    """A zombie is not alive."""
    try:
        return pathlib.Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()[0] != "Z"
    except OSError:
        return False


_reserved = []  # what keeps the ports of this process from other tests


def free_port():
    """A port of loopback that nobody else takes: the kernel gives none of this range by itself, and no other test is
    given the same one while this process lives."""
    lowest = int(pathlib.Path("/proc/sys/net/ipv4/ip_local_port_range").read_text().split()[0])
    for port in random.sample(range(10_240, max(lowest, 20_480)), 1_000):
        claim = socket.socket(socket.AF_UNIX)
        with contextlib.suppress(OSError), socket.socket() as probe:
            claim.bind(f"\0sark-bench-e2e-port-{port}")  # an abstract name: it goes with its process
            probe.bind(("127.0.0.1", port))
            _reserved.append(claim)
            return port
        claim.close()
    raise AssertionError("no free port")


def scenario(loads, **keys):
    """A scenario document without SLA rows, quick to run."""
    document = {"name": "test", "description": "a test", "warmup": "0s", "drain": "5s", "load": loads}
    document.update(keys)
    return document


def write_scenario(directory, document):
    path = pathlib.Path(directory) / "scenario.json"
    path.write_text(json.dumps(document))
    return path


class Postgres:
    """A PostgreSQL of the test's own on loopback TCP with password authentication."""

    user, password, database = "tester", "correct-horse-battery", "bench"

    def __init__(self, max_connections=100):
        self.max_connections = max_connections
        self.directory = tempfile.mkdtemp(prefix="sark-e2e-pg-")
        self.port = free_port()
        initdb = sorted(glob.glob("/usr/lib/postgresql/*/bin/initdb"),
                        key=lambda path: int(path.split("/")[4]))[-1]
        self.bindir = os.path.dirname(initdb)
        self.data = f"{self.directory}/data"
        pwfile = f"{self.directory}/pw"
        pathlib.Path(pwfile).write_text(self.password)
        if os.getuid() == 0:
            owner = pwd.getpwnam("postgres")
            for path in (self.directory, pwfile):
                os.chown(path, owner.pw_uid, owner.pw_gid)
        self._run("initdb", "-D", self.data, "-U", self.user, "--pwfile", pwfile, "-A", "scram-sha-256",
                  "--no-sync", "-E", "UTF8", "--locale=C")
        self.start()
        self.sql("postgres", f"CREATE DATABASE {self.database}")

    def start(self):
        self._run("pg_ctl", "-D", self.data, "-w", "-t", "120", "-l", f"{self.directory}/log", "-o",
                  f"-c listen_addresses=127.0.0.1 -c port={self.port} "
                  f"-c unix_socket_directories={self.directory} -c fsync=off "
                  f"-c max_connections={self.max_connections}", "start")

    def _run(self, program, *arguments):
        command = [f"{self.bindir}/{program}", *arguments]
        if os.getuid() == 0:
            command = ["setpriv", "--reuid", "postgres", "--regid", "postgres", "--init-groups", *command]
        subprocess.run(command, check=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
                       cwd=self.directory)

    def dsn(self, password=None, database=None):
        return (f"host=127.0.0.1 port={self.port} user={self.user} dbname={database or self.database} "
                f"password={password or self.password}")

    def sql(self, database, text):
        env = clean_environment(PGPASSWORD=self.password)
        done = subprocess.run(["psql", "-h", "127.0.0.1", "-p", str(self.port), "-U", self.user, "-d", database,
                               "-AtX", "-v", "ON_ERROR_STOP=1", "-c", text], env=env, capture_output=True,
                              text=True, check=True)
        return done.stdout.strip()

    def stop(self, mode="immediate"):
        with contextlib.suppress(subprocess.CalledProcessError):
            self._run("pg_ctl", "-D", self.data, "-m", mode, "-w", "stop")

    def close(self):
        self.stop()
        shutil.rmtree(self.directory, ignore_errors=True)


class Redis:
    """A Redis of the test's own on loopback TCP with a password."""

    password = "staple-secret-word"

    def __init__(self):
        self.port = free_port()
        self.process = subprocess.Popen(
            ["redis-server", "--port", str(self.port), "--bind", "127.0.0.1", "--save", "", "--appendonly", "no",
             "--requirepass", self.password], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        wait_until(self._answers, "Redis to listen")

    def _answers(self):
        with contextlib.suppress(OSError), socket.create_connection(("127.0.0.1", self.port), 1):
            return True
        return False

    @property
    def url(self):
        return f"redis://:{self.password}@127.0.0.1:{self.port}"

    def close(self):
        self.process.send_signal(signal.SIGKILL)
        self.process.wait()
