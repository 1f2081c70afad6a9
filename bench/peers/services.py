"""Private targets: nginx, PostgreSQL and Redis in a temporary directory, tied to this process and ended by pid."""

import contextlib
import os
import pathlib
import pwd
import signal
import socket
import subprocess
import time

import programs
from process import CannotMeasure, die_with_parent, run, stop

START_SECONDS = 30
PGBENCH_SCALE = 10
ACCOUNTS = 100_000 * PGBENCH_SCALE
REDIS_KEYS = 100_000
VALUE_BYTES = 32

NGINX_CONF = """
daemon off;
master_process off;
worker_processes 1;
pid {directory}/nginx.pid;
error_log {directory}/nginx.log error;
events {{ worker_connections 4096; }}
http {{
    access_log off;
    keepalive_timeout 600s;
    keepalive_requests 1000000000;
    default_type application/json;
    client_body_temp_path {directory}/body;
    proxy_temp_path {directory}/proxy;
    fastcgi_temp_path {directory}/fastcgi;
    uwsgi_temp_path {directory}/uwsgi;
    scgi_temp_path {directory}/scgi;
    server {{
        listen 127.0.0.1:{port} backlog=1024;
        location / {{ return 200 '{body}'; }}
    }}
}}
"""
NGINX_BODY = '{"status":"ok","answer":"yes !"}'

# Nothing but the point select should matter: everything in memory, nothing written behind its back.
POSTGRES_SETTINGS = {
    "listen_addresses": "", "max_connections": "100", "shared_buffers": "512MB", "fsync": "off",
    "synchronous_commit": "off", "full_page_writes": "off", "autovacuum": "off", "jit": "off",
    "checkpoint_timeout": "1h", "max_wal_size": "4GB", "bgwriter_lru_maxpages": "0",
    "max_parallel_workers_per_gather": "0", "logging_collector": "off", "ssl": "off",
}


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def wait_until_it_accepts(process, address, family, log):
    """Until `address` accepts connections. CannotMeasure with the end of its log when it does not."""
    deadline = time.monotonic() + START_SECONDS
    name = pathlib.Path(process.args[0]).name
    while time.monotonic() < deadline and process.poll() is None:
        with contextlib.suppress(OSError), socket.socket(family) as probe:
            probe.connect(address)
            return
        time.sleep(0.02)
    said = log.read_text(errors="replace").strip().splitlines()[-5:] if log.exists() else []
    raise CannotMeasure("\n  ".join([f"{name} did not start", *said]))


class Nginx:
    """One worker that answers every request with the same 32 bytes, on loopback TCP."""

    needs = {"nginx"}

    def __init__(self, directory):
        self._directory = pathlib.Path(directory) / "nginx"
        self._directory.mkdir()
        port = free_port()
        self.url = f"http://127.0.0.1:{port}/"
        conf = self._directory / "nginx.conf"
        conf.write_text(NGINX_CONF.format(directory=self._directory, port=port, body=NGINX_BODY))
        log = self._directory / "output.log"
        with log.open("wb") as output:
            self._process = subprocess.Popen(
                [programs.path_of("nginx"), "-p", str(self._directory), "-c", str(conf),
                 "-e", str(self._directory / "nginx.log")],
                stdin=subprocess.DEVNULL, stdout=output, stderr=output, preexec_fn=die_with_parent())
        with ended_if_it_fails(self):
            wait_until_it_accepts(self._process, ("127.0.0.1", port), socket.AF_INET, log)

    @property
    def pid(self):
        return self._process.pid

    def close(self):
        stop(self._process, signal.SIGTERM)


def service_account():
    """Whom PostgreSQL runs as, which refuses root: absent when we are not root."""
    if os.getuid() != 0:
        return None
    for name in ("postgres", "nobody"):
        with contextlib.suppress(KeyError):
            return pwd.getpwnam(name)
    raise CannotMeasure("PostgreSQL does not run as root, and there is no user postgres or nobody")


class Postgres:
    """A cluster with pgbench's tables, on a unix socket in a directory that only its owner may enter."""

    needs = {"initdb", "postgres", "pgbench"}
    user, database, port = "peers", "postgres", 5432
    settings = POSTGRES_SETTINGS

    def __init__(self, directory):
        self.socket_directory = pathlib.Path(directory) / "postgres"
        self.socket_directory.mkdir(mode=0o700)
        self._account = service_account()
        self._data = self.socket_directory / "data"
        self._log = self.socket_directory / "postgres.log"
        if self._account:
            os.chown(self.socket_directory, self._account.pw_uid, self._account.pw_gid)
        self._initialise()
        command = [programs.path_of("postgres"), "-D", str(self._data),
                   "-c", f"unix_socket_directories={self.socket_directory}", "-p", str(self.port)]
        for name, value in self.settings.items():
            command += ["-c", f"{name}={value}"]
        with self._log.open("wb") as output:
            self._process = self._start(command, output)
        with ended_if_it_fails(self):
            wait_until_it_accepts(self._process, f"{self.socket_directory}/.s.PGSQL.{self.port}",
                                  socket.AF_UNIX, self._log)
            self._fill()

    def _start(self, command, output):
        identity = {}
        if self._account:
            identity = {"user": self._account.pw_uid, "group": self._account.pw_gid, "extra_groups": []}
        return subprocess.Popen(command, stdin=subprocess.DEVNULL, stdout=output, stderr=output,
                                cwd=self.socket_directory, preexec_fn=die_with_parent(signal.SIGQUIT), **identity)

    def _initialise(self):
        with self._log.open("wb") as output:
            process = self._start([programs.path_of("initdb"), "-D", str(self._data), "-U", self.user, "-A", "trust",
                                   "-E", "UTF8", "--locale=C", "--no-sync", "--no-instructions"], output)
            code = process.wait(120)
        if code != 0:
            raise CannotMeasure("initdb failed: " + self._log.read_text(errors="replace")[-500:])

    def _fill(self):
        self.until_it_answers([programs.path_of("pgbench"), "-i", "-q", "-s", PGBENCH_SCALE, *self.client_options()])

    @staticmethod
    def until_it_answers(command):
        """Runs the server's first client: it accepts connections a moment before it answers them."""
        done = None
        for _ in range(50):
            done = run(command, 120)
            if done.code == 0:
                return
            if "starting up" not in done.err:
                break
            time.sleep(0.05)
        raise CannotMeasure(f"{pathlib.Path(command[0]).name} failed: {done.err.strip()[-500:]}")

    def client_options(self):
        """How libpq's own programs reach it."""
        return ["-h", self.socket_directory, "-p", self.port, "-U", self.user, self.database]

    @property
    def dsn(self):
        return (f"host={self.socket_directory} port={self.port} user={self.user} dbname={self.database} "
                "sslmode=disable gssencmode=disable")

    @property
    def pid(self):
        return self._process.pid

    def close(self):
        stop(self._process, signal.SIGINT)


class Redis:
    """Without persistence, every key present, on a unix socket."""

    needs = {"redis-server"}

    def __init__(self, directory):
        home = pathlib.Path(directory) / "redis"
        home.mkdir(mode=0o700)
        self.socket = home / "redis.sock"
        log = home / "redis.log"
        with log.open("wb") as output:
            self._process = subprocess.Popen(
                [programs.path_of("redis-server"), "--port", "0", "--unixsocket", str(self.socket), "--save", "",
                 "--appendonly", "no", "--dir", str(home)],
                stdin=subprocess.DEVNULL, stdout=output, stderr=output, preexec_fn=die_with_parent())
        with ended_if_it_fails(self):
            wait_until_it_accepts(self._process, str(self.socket), socket.AF_UNIX, log)
            self._fill()

    def _fill(self):
        """The keys that redis-benchmark -r draws from, so that no GET of either side misses."""
        with socket.socket(socket.AF_UNIX) as connection:
            connection.settimeout(START_SECONDS)
            connection.connect(str(self.socket))
            replies = connection.makefile("rb")
            value = b"x" * VALUE_BYTES
            for first in range(0, REDIS_KEYS, 1000):
                keys = [b"key:%012d" % number for number in range(first, first + 1000)]
                connection.sendall(b"".join(b"*3\r\n$3\r\nSET\r\n$%d\r\n%s\r\n$%d\r\n%s\r\n" % (len(key), key,
                                   len(value), value) for key in keys))
                for _ in keys:
                    if replies.readline() != b"+OK\r\n":
                        raise CannotMeasure("redis-server refused a SET")

    @property
    def pid(self):
        return self._process.pid

    def close(self):
        stop(self._process, signal.SIGTERM)


@contextlib.contextmanager
def ended_if_it_fails(service):
    try:
        yield
    except BaseException:
        service.close()
        raise


KINDS = {"nginx": Nginx, "postgres": Postgres, "redis": Redis}


@contextlib.contextmanager
def started(names, directory):
    """The services of those names by name; all ended at the end, whatever happens."""
    with contextlib.ExitStack() as stack:
        running = {}
        for name in sorted(names):
            running[name] = KINDS[name](directory)
            stack.callback(running[name].close)
        yield running
