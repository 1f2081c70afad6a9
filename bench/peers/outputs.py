"""Reads what the peers print. Figures by name; CannotMeasure when a figure is not there or requests failed: a peer
that is quick at failing is nothing to be compared with."""

import csv
import io
import json
import math
import re

from process import CannotMeasure


def figure(tool, text, pattern):
    """The number that the pattern's group matches."""
    found = re.search(pattern, text, re.MULTILINE)
    try:
        return float(found[1])
    except (TypeError, ValueError) as error:
        said = " ".join(text.split())[:200] or "nothing"
        raise CannotMeasure(f"{tool} printed something else than expected: {said}") from error


def refuse_failures(tool, text, patterns):
    """Each pattern's group is a number of failures; a pattern that is not there is none of them."""
    for pattern in patterns:
        for found in re.finditer(pattern, text, re.MULTILINE):
            if int(found[1]) > 0:
                raise CannotMeasure(f"{tool}: failed requests: {found[0].strip()}")


def wrk(text):
    refuse_failures("wrk", text, [r"Non-2xx or 3xx responses: (\d+)",
                                  r"Socket errors: connect (\d+)", r"Socket errors:.* read (\d+)",
                                  r"Socket errors:.* write (\d+)", r"Socket errors:.* timeout (\d+)"])
    return {"operations": figure("wrk", text, r"^\s*(\d+) requests in "),
            "rate": figure("wrk", text, r"^Requests/sec:\s*([\d.]+)")}


def h2load(text):
    refuse_failures("h2load", text, [r"(\d+) failed", r"(\d+) errored", r"(\d+) timeout", r"(\d+) [345]xx"])
    return {"operations": figure("h2load", text, r"^requests:.* (\d+) succeeded"),
            "rate": figure("h2load", text, r"^finished in .*, ([\d.]+) req/s")}


def hey(text):
    refuse_failures("hey", text, [r"^\s*\[(?!200)\d+\]\s+(\d+) responses", r"^\s*\[(\d+)\]\s+(?:Get|Post) "])
    return {"operations": figure("hey", text, r"^\s*\[200\]\s+(\d+) responses"),
            "rate": figure("hey", text, r"^\s*Requests/sec:\s*([\d.]+)")}


def ab(text):
    refuse_failures("ab", text, [r"^Failed requests:\s*(\d+)", r"^Non-2xx responses:\s*(\d+)"])
    return {"operations": figure("ab", text, r"^Complete requests:\s*(\d+)"),
            "rate": figure("ab", text, r"^Requests per second:\s*([\d.]+)")}


def pgbench(text, statements=1):
    """Of a script with that many statements, each of which counts."""
    refuse_failures("pgbench", text, [r"^number of failed transactions: (\d+)"])
    return {"operations": statements * figure("pgbench", text, r"actually processed: (\d+)"),
            "rate": statements * figure("pgbench", text, r"^tps = ([\d.]+)")}


def nearest_rank(ordered, quantile):
    return ordered[max(math.ceil(quantile * len(ordered)), 1) - 1]


def pgbench_log(text):
    """Schedule lag of each transaction in a log made with -R: its seventh column, in microseconds."""
    lags = []
    for line in text.splitlines():
        words = line.split()
        if len(words) != 7 or not words[6].isdigit():
            raise CannotMeasure(f"pgbench logged something else than a transaction: {line[:100]}")
        lags.append(int(words[6]) / 1000)
    if not lags:
        raise CannotMeasure("pgbench logged no transaction")
    lags.sort()
    return {"lag_p50_ms": nearest_rank(lags, 0.5), "lag_p99_ms": nearest_rank(lags, 0.99), "lag_max_ms": lags[-1]}


def redis_benchmark(text):
    """--csv with a header, one test."""
    rows = list(csv.DictReader(io.StringIO(text)))
    try:
        return {"rate": float(rows[0]["rps"])}
    except (IndexError, KeyError, TypeError, ValueError) as error:
        raise CannotMeasure(f"redis-benchmark printed no CSV: {' '.join(text.split())[:200] or 'nothing'}") from error


def sysbench(text):
    refuse_failures("sysbench", text, [r"^\s*ignored errors:\s*(\d+)", r"^\s*reconnects:\s*(\d+)"])
    return {"operations": figure("sysbench", text, r"^\s*queries:\s*(\d+)"),
            "rate": figure("sysbench", text, r"^\s*queries:\s*\d+\s*\(([\d.]+) per sec")}


def result_json(text):
    """sark-bench's own. Its verdict on itself is not asked: at full speed the generator is meant to be busy."""
    try:
        result = json.loads(text)
        load, operation = result["loads"][0], result["operations"][0]
        lag, response = result["generator"]["wake_lag_ms"], operation["response_ms"]
        failed, completed = operation["failed"], load["completed"]
        figures = {"operations": float(completed), "rate": load["achieved_rate"], "p50_ms": response["p50"],
                   "lag_p50_ms": lag["p50"], "lag_p99_ms": lag["p99"], "lag_max_ms": lag["max"],
                   "overdue": float(load["overdue"])}
    except (ValueError, KeyError, IndexError, TypeError) as error:
        raise CannotMeasure(f"result.json is not as its schema says: {error!r}") from error
    if failed or not completed:
        raise CannotMeasure(f"sark-bench: {failed} of {operation['count']} operations failed: {operation['outcomes']}")
    return {name: value for name, value in figures.items() if value is not None}


def google_benchmark(text):
    """Nanoseconds of CPU per iteration by benchmark; what the engine's own clock says as `benchmark:op`."""
    to_ns = {"ns": 1, "us": 1e3, "ms": 1e6, "s": 1e9}
    figures = {}
    try:
        for row in json.loads(text)["benchmarks"]:
            if row.get("error_occurred"):
                raise CannotMeasure(f"{row['name']}: {row['error_message']}")
            figures[row["name"]] = row["cpu_time"] * to_ns[row["time_unit"]]
            if "cpu_ns_per_op" in row:
                figures[row["name"] + ":op"] = row["cpu_ns_per_op"]
    except (ValueError, KeyError, TypeError) as error:
        raise CannotMeasure(f"the benchmarks printed no JSON: {error!r}") from error
    return figures
