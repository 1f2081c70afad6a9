"""Which programs a comparison needs, where they are, and which Debian packages bring them."""

import dataclasses
import glob
import os
import re
import shutil

from process import CannotMeasure, run

PACKAGES = {
    "wrk": "wrk",
    "h2load": "nghttp2-client",
    "hey": "hey",
    "ab": "apache2-utils",
    "nginx": "nginx-light",
    "pgbench": "postgresql-contrib",
    "psql": "postgresql-client",
    "initdb": "postgresql",
    "postgres": "postgresql",
    "redis-benchmark": "redis-tools",
    "redis-server": "redis-server",
    "sysbench": "sysbench",
}
# How each tells its version, where it does.
VERSION = {
    "wrk": ["-v"], "h2load": ["--version"], "ab": ["-V"], "nginx": ["-v"], "pgbench": ["--version"],
    "psql": ["--version"], "postgres": ["--version"], "redis-benchmark": ["--version"], "redis-server": ["--version"],
    "sysbench": ["--version"],
}
OF_POSTGRES = {"pgbench", "psql", "initdb", "postgres"}


@dataclasses.dataclass(frozen=True)
class Missing:
    programs: tuple

    def __str__(self):
        packages = sorted({PACKAGES[name] for name in self.programs})
        return (f"missing: {', '.join(self.programs)}\n"
                f"  apt-get install --no-install-recommends {' '.join(packages)}")


def postgres_directories(pattern="/usr/lib/postgresql/*/bin"):
    """Debian's versioned directories, newest first: what is on PATH there is a Perl wrapper, whose CPU time
    would be counted."""
    def version(path):
        return [int(part) for part in re.findall(r"\d+", path)]
    return sorted(glob.glob(pattern), key=version, reverse=True)


def find(name):
    """The path of a program; absent when it is not installed."""
    if name in OF_POSTGRES:
        for directory in postgres_directories():
            if os.access(f"{directory}/{name}", os.X_OK):
                return f"{directory}/{name}"
    return shutil.which(name, path=os.environ.get("PATH", os.defpath) + ":/usr/sbin:/usr/local/sbin")


def missing(names, look=find):
    """What is not installed of `names`; absent when everything is."""
    absent = tuple(sorted(name for name in names if look(name) is None))
    return Missing(absent) if absent else None


def path_of(name):
    path = find(name)
    if path is None:
        raise CannotMeasure(str(Missing((name,))))
    return path


def version_of(name):
    """e.g. "wrk 4.1.0"; the bare name where the program does not say."""
    if name not in VERSION:
        return name
    done = run([path_of(name), *VERSION[name]], 10)
    number = re.search(r"\d+\.\d+(\.\d+)*", done.out + done.err)
    return f"{name} {number[0]}" if number else name
