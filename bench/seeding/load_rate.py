"""What `sark-bench seed` and psql's \\copy said, and the table made of it."""

import dataclasses
import re
import statistics

from intervals import coverage, median_of, rank

BOUND = 0.8
SEEDED = re.compile(r"^(\w+\.\w+) +(\d+) rows +([\d.]+) s +(\d+) rows/s$", re.MULTILINE)
TIMED = re.compile(r"^Time: ([\d.]+) ms", re.MULTILINE)


def seeded_seconds(text):
    """Seconds by table from what `sark-bench seed` prints; ValueError when it prints none."""
    tables = {}
    for table, rows, seconds, rate in SEEDED.findall(text):
        # The rate is known to more digits than the seconds.
        tables[table] = int(rows) / int(rate) if int(rate) > 0 else float(seconds)
    if not tables:
        raise ValueError("sark-bench seed named no table")
    return tables


def copied_seconds(text, tables):
    """Seconds by table from psql's \\timing, one line for each \\copy; ValueError when there are not as many."""
    times = TIMED.findall(text)
    if len(times) != len(tables):
        raise ValueError(f"psql timed {len(times)} of {len(tables)} copies")
    return {table: float(ms) / 1000 for table, ms in zip(tables, times)}


@dataclasses.dataclass
class Rounds:
    """Seconds by table and arm, one reading a round."""
    rows: dict                                      # by table
    seconds: dict = dataclasses.field(default_factory=dict)  # arm -> [ {table: s} ]

    def add(self, arm, seconds):
        self.seconds.setdefault(arm, []).append(seconds)

    def rates(self, arm, table):
        """Rows per second of each round; of all tables together where `table` is None."""
        tables = [table] if table else list(self.rows)
        return [sum(self.rows[one] for one in tables) / sum(seconds[one] for one in tables)
                for seconds in self.seconds[arm]]

    def ratio(self, arm, table, other="psql"):
        """The median of the rounds' ratios of rates, with its interval."""
        return median_of([mine / theirs for mine, theirs in zip(self.rates(arm, table), self.rates(other, table))])


def cell(value):
    return f"{value:,.0f}"


def table_text(rounds, arms):
    """Markdown: a row for each table and one for all together."""
    head = ["table", "rows", "psql rows/s"] + [words for arm in arms for words in (f"{arm} rows/s", "ratio [interval]")]
    lines = ["| " + " | ".join(head) + " |", "|---|" + "---:|" * (len(head) - 1)]
    for table in [*rounds.rows, None]:
        count = rounds.rows[table] if table else sum(rounds.rows.values())
        line = [table or "**together**", cell(count), cell(statistics.median(rounds.rates("psql", table)))]
        for arm in arms:
            ratio = rounds.ratio(arm, table)
            line += [cell(statistics.median(rounds.rates(arm, table))),
                     f"{ratio.value:.2f} [{ratio.low:.2f}..{ratio.high:.2f}]"]
        lines.append("| " + " | ".join(line) + " |")
    count = len(rounds.seconds["psql"])
    lines += ["", f"{count} rounds in turns; the interval covers {100 * coverage(count, rank(count)):.1f} %."]
    return "\n".join(lines) + "\n"


def is_met(rounds, arm):
    return rounds.ratio(arm, None).value >= BOUND
