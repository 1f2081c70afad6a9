"""What the machine did besides: CPU of programs that are neither the measured one nor its target, steal, load."""

import contextlib
import dataclasses
import os
import pathlib
import platform
import time

TICKS_PER_SECOND = os.sysconf("SC_CLK_TCK")
CPUS = os.cpu_count() or 1
# More than this beside a measurement doubts its figures (PEERS: rows were quoted below it).
FOREIGN_CORES_MAX = 0.06 * CPUS
STEAL_SHARE_MAX = 0.02


def machine_cpu(text):
    """(busy, steal, total) seconds since boot from the text of /proc/stat."""
    words = text.split("\n", 1)[0].split()
    if words[:1] != ["cpu"] or len(words) < 9:
        raise ValueError("not /proc/stat")
    user, nice, system, idle, iowait, irq, softirq, steal = (int(word) / TICKS_PER_SECOND for word in words[1:9])
    busy = user + nice + system + irq + softirq
    return busy, steal, busy + idle + iowait + steal


def process_cpu(stat):
    """CPU seconds of a process and of the children that it has buried, from the text of /proc/PID/stat."""
    fields = stat.rsplit(")", 1)[1].split()
    return sum(int(field) for field in fields[11:15]) / TICKS_PER_SECOND


def tree_cpu(pid):
    """CPU seconds of `pid` and everything below it; what has ended is counted by whoever buried it."""
    total = 0.0
    with contextlib.suppress(OSError):
        total += process_cpu(pathlib.Path(f"/proc/{pid}/stat").read_text())
        for task in pathlib.Path(f"/proc/{pid}/task").iterdir():
            for child in (task / "children").read_text().split():
                total += tree_cpu(int(child))
    return total


@dataclasses.dataclass(frozen=True)
class Disturbance:
    """What shared the machine with one measurement."""
    foreign_cores: float
    steal_share: float
    load_1m: float

    def is_loud(self):
        return self.foreign_cores > FOREIGN_CORES_MAX or self.steal_share > STEAL_SHARE_MAX


class Watch:
    """Looks at the machine before and after one measurement. `service_pids` are the target's roots."""

    def __init__(self, service_pids):
        self._pids = list(service_pids)
        self._begin = self._look()

    def _look(self):
        busy, steal, total = machine_cpu(pathlib.Path("/proc/stat").read_text())
        services = sum(tree_cpu(pid) for pid in self._pids)
        return time.monotonic(), busy, steal, total, services, sum(os.times()[:2])

    def end(self, client_cpu_s):
        """`client_cpu_s`: what the measured program used, which has been waited for."""
        begin, now = self._begin, self._look()
        wall, busy, steal, total, services, own = (after - before for after, before in zip(now, begin))
        foreign = (busy - client_cpu_s - services - own) / wall
        return Disturbance(max(foreign, 0.0), steal / total if total else 0.0, os.getloadavg()[0])


def describe():
    """The machine in one line."""
    model = "unknown CPU"
    with contextlib.suppress(OSError):
        for line in pathlib.Path("/proc/cpuinfo").read_text().splitlines():
            if line.startswith("model name"):
                model = line.split(":", 1)[1].strip()
                break
    memory = os.sysconf("SC_PHYS_PAGES") * os.sysconf("SC_PAGE_SIZE") / 2**30
    return f"{CPUS} x {model}, {memory:.0f} GiB, {platform.system()} {platform.release()}"
