"""The peers as sides of a comparison: how each is asked for the work, and what it cost."""

import dataclasses
import pathlib
import tempfile

import outputs
import programs
import services
from process import CannotMeasure, run

GRACE_SECONDS = 30


@dataclasses.dataclass
class Reading:
    """One measurement of one side: figures by name (docs/peers.md), its CPU time and memory."""
    figures: dict
    cpu_s: float
    rss_mb: float
    remark: str = ""


def measured(done, figures):
    return Reading(figures, done.cpu_s, done.rss_mb)


def succeeded(label, done):
    if done.code != 0:
        raise CannotMeasure(f"{label} ended with {done.code}: {(done.err or done.out).strip()[:300]}")
    return done


class Peer:
    """What all of them are: a program with a label, run against the services of a row. `seconds` are whole ones,
    because most of them know no others."""

    def __init__(self, program, label=None):
        self.label = label or program
        self.needs = {program}
        self._program = program

    def _run(self, arguments, seconds, cwd=None):
        return succeeded(self.label,
                         run([programs.path_of(self._program), *arguments], seconds + GRACE_SECONDS, cwd=cwd))


class Wrk(Peer):
    def __init__(self, connections, threads=1):
        super().__init__("wrk")
        self._options = [f"-t{threads}", f"-c{connections}"]

    def measure(self, running, seconds):
        done = self._run([*self._options, f"-d{seconds}s", running["nginx"].url], seconds)
        return measured(done, outputs.wrk(done.out))


class H2load(Peer):
    def __init__(self, connections, rate):
        super().__init__("h2load", "h2load --h1 --rps")
        self._connections = connections
        self._options = ["--h1", "-t1", f"-c{connections}"]
        self._rate = f"--rps={rate // connections}"

    def measure(self, running, seconds):
        done = self._run([*self._options, f"-D{seconds}", self._rate, running["nginx"].url], seconds)
        return measured(done, outputs.h2load(done.out))

    def idle(self, running):
        return self._run([*self._options, f"-n{self._connections}", running["nginx"].url], 1).cpu_s


class Hey(Peer):
    def __init__(self, connections, rate=None):
        super().__init__("hey")
        self._options = ["-c", connections] + ([] if rate is None else ["-q", rate // connections])

    def measure(self, running, seconds):
        done = self._run([*self._options, "-z", f"{seconds}s", running["nginx"].url], seconds)
        return measured(done, outputs.hey(done.out))


class Ab(Peer):
    def __init__(self, connections):
        super().__init__("ab", "ab -k")
        self._options = ["-k", "-q", "-c", connections, "-n", 100_000_000]

    def measure(self, running, seconds):
        # -t sets -n as well, so -n comes after it.
        done = self._run(["-t", seconds, *self._options, running["nginx"].url], seconds)
        return measured(done, outputs.ab(done.out))


class Pgbench(Peer):
    """Point selects, prepared; `depth` of them in a pipeline with one sync when more than 1; at `rate` per second in
    an open loop (Poisson) when given."""

    def __init__(self, clients, threads=1, depth=1, rate=None):
        super().__init__("pgbench", "pgbench" + (" \\startpipeline" if depth > 1 else " -S")
                         + ("" if rate is None else " -R"))
        self._options = ["-n", "-M", "prepared", "-c", clients, "-j", threads]
        self._depth = depth
        self._rate = rate

    def _script(self, directory):
        if self._depth == 1:
            return ["-S"]
        one = (f"\\set aid random(1, {services.ACCOUNTS})\n"
               "SELECT abalance FROM pgbench_accounts WHERE aid = :aid;\n")
        script = pathlib.Path(directory) / "pipeline.sql"
        script.write_text("\\startpipeline\n" + one * self._depth + "\\endpipeline\n")
        return ["-f", script]

    def measure(self, running, seconds):
        with tempfile.TemporaryDirectory(prefix="sark-peers-") as directory:
            options = [*self._options, *self._script(directory), "-T", seconds]
            if self._rate is not None:
                options += ["-R", self._rate, "-l", "--log-prefix=lag"]
            done = self._run([*options, *running["postgres"].client_options()], seconds, cwd=directory)
            figures = outputs.pgbench(done.out, self._depth)
            if self._rate is not None:
                logs = sorted(pathlib.Path(directory).glob("lag.*"))
                figures |= outputs.pgbench_log("".join(log.read_text() for log in logs))
            return measured(done, figures)

    def idle(self, running):
        with tempfile.TemporaryDirectory(prefix="sark-peers-") as directory:
            return self._run([*self._options, *self._script(directory), "-t", 1,
                              *running["postgres"].client_options()], 1, cwd=directory).cpu_s


class Sysbench(Peer):
    """Its own table and its own point select, so only information; one thread per connection."""

    rows = 100_000

    def __init__(self, threads):
        super().__init__("sysbench", "sysbench oltp_point_select")
        self._threads = threads

    def _options(self, postgres):
        return ["oltp_point_select", "--db-driver=pgsql", f"--pgsql-host={postgres.socket_directory}",
                f"--pgsql-port={postgres.port}", f"--pgsql-user={postgres.user}", "--pgsql-password=",
                f"--pgsql-db={postgres.database}", "--tables=1", f"--table-size={self.rows}",
                f"--threads={self._threads}"]

    def prepare(self, running):
        self._run([*self._options(running["postgres"]), "prepare"], 60)

    def measure(self, running, seconds):
        done = self._run([*self._options(running["postgres"]), f"--time={seconds}", "run"], seconds)
        return measured(done, outputs.sysbench(done.out))


class RedisBenchmark(Peer):
    def __init__(self, test, connections, depth):
        super().__init__("redis-benchmark", f"redis-benchmark -P {depth}")
        self._per_second = 100_000 if depth == 1 else 1_000_000  # it takes a number, not a duration
        self._options = ["-t", test, "-c", connections, "-P", depth, "-d", services.VALUE_BYTES,
                         "-r", services.REDIS_KEYS, "--csv"]

    def measure(self, running, seconds):
        number = round(self._per_second * seconds)
        done = self._run(["-s", running["redis"].socket, *self._options, "-n", number], seconds)
        return measured(done, {"operations": float(number)} | outputs.redis_benchmark(done.out))
