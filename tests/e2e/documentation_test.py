"""What the documents show is what the program does."""

import json
import re
import tempfile
import unittest

from harness import (Postgres, ROOT, operation, result_of, sark_bench, smoke_on_a_quiet_machine,
                     write_scenario)
from scripted_target import ScriptedTarget

README = (ROOT / "README.md").read_text()

SENTENCE = r"(PASS|FAIL|INVALID|INCONCLUSIVE): .*\(exit \d+, \w+\)"


def console_blocks(text):
    """(command, output lines) of every ```console block."""
    for block in re.findall(r"```console\n(.*?)```", text, re.S):
        for part in re.split(r"(?m)^\$ ", block)[1:]:
            command, _, output = part.partition("\n")
            yield command, output.splitlines()


def shape(line):
    """A line without what differs from run to run: figures, verdict words, spacing, ids."""
    line = re.sub(r"\b(pass|warn|fail|inconclusive|no data|no_data|valid|suspect|invalid)\b", "V", line, flags=re.I)
    line = re.sub(r"\d{8}T\d{6}Z-[0-9a-f]{4}", "ID", line)
    line = re.sub(r"-?\d[\d.,]*", "0", line)
    return re.sub(r"[\s…]+", " ", line).strip()


class ReadmeTest(unittest.TestCase):
    def test_it_is_short_and_shows_both_commands(self):
        self.assertLessEqual(len(README.splitlines()), 200)
        commands = [command for command, _ in console_blocks(README)]
        self.assertIn("script/run smoke", commands)
        self.assertIn("script/test", commands)

    def test_every_exit_code_is_documented(self):
        for code in re.findall(r"= (\d+),", (ROOT / "reports/exit_code.hpp").read_text()):
            self.assertRegex(README, rf"\| {code} \|")

    def test_the_output_shown_for_smoke_is_what_it_prints(self):
        shown = next(output for command, output in console_blocks(README) if command == "script/run smoke")
        with tempfile.TemporaryDirectory(prefix="sark-e2e-") as directory:
            done = smoke_on_a_quiet_machine(directory)
        printed = {shape(line) for line in (done.out + done.err).splitlines()}
        report = [line for line in shown if line.strip() and not line.startswith(("wrote", "[", "…", "PASS"))
                  and "shares_host" not in line]
        self.assertGreater(len(report), 15)
        # The verdict is the machine's to give; its sentence is ours.
        self.assertRegex("\n".join(shown), SENTENCE)
        self.assertRegex(" ".join(done.out.split()), SENTENCE)
        for line in report:
            self.assertIn(shape(line), printed, f"README shows {line!r}\n{done}")

    def test_every_other_command_shown_runs(self):
        for command, output in console_blocks(README):
            if not command.startswith("sark-bench ") or "my.json" in command:
                continue  # my.json is the scenario shown: the last test runs it
            done = sark_bench(*command.split()[1:])
            self.assertEqual(done.code, 0, (command, done))
            printed = {shape(line) for line in done.out.splitlines()}
            for line in filter(str.strip, output):
                self.assertIn(shape(line), printed, command)

    def test_the_scenario_shown_measures_somebodys_own_database_and_endpoint(self):
        postgres, target = Postgres(), ScriptedTarget()
        self.addCleanup(postgres.close)
        self.addCleanup(target.close)
        postgres.sql(Postgres.database, "CREATE TABLE orders AS SELECT generate_series(1, 100000) AS id; "
                     "ALTER TABLE orders ADD PRIMARY KEY (id)")
        with tempfile.TemporaryDirectory(prefix="sark-e2e-") as directory:
            path = write_scenario(directory, json.loads(re.search(r"```json\n(.*?)```", README, re.S)[1]))
            done = sark_bench("run", path, "--dsn", postgres.dsn(), "--url", target.url, "-T", "6s",
                              "--out", directory)
            # 121: too few samples for p99 in this short a run; 99 and 122: a busy host.
            self.assertIn(done.code, (0, 99, 121, 122), done)
            result = result_of(directory)
        for name in ("orders.by_id", "orders.page"):
            each = operation(result, name)
            self.assertEqual(each["outcomes"]["ok"], each["count"], each)
            self.assertGreater(each["count"], 200)


class CommandDocumentsTest(unittest.TestCase):
    """docs/capacity.md and docs/planning.md; the long example of the former is held against a search by
    capacity_test."""

    def test_every_option_they_name_exists(self):
        for name, commands in (("capacity", [("capacity",)]),
                               ("planning", [("plan",), ("plan", "pools"), ("plan", "replicas"), ("capacity",)])):
            known = "".join(sark_bench(*command, "--help").out for command in commands)
            # The programs that both documents' measurements come from.
            known += "".join((ROOT / f"bench/capacity/{program}").read_text()
                             for program in ("model", "model_check.cpp", "repeats"))
            text = (ROOT / f"docs/{name}.md").read_text()
            for option in sorted(set(re.findall(r"(?<![\w-])--[a-z][a-z-]+", text))):
                self.assertRegex(known, rf"{option}\b", f"docs/{name}.md names {option}")

    def test_every_option_of_capacity_is_documented(self):
        text = (ROOT / "docs/capacity.md").read_text()
        search = sark_bench("capacity", "--help").out
        for option in ("--sla", "--threshold", "--from", "--to", "--step", "--step-warmup", "--resolution", "--max-time",
                       "--no-curve", "--repeat"):
            self.assertIn(option, search)
            self.assertIn(option, text)

    def test_the_plans_that_are_shown_are_what_is_printed(self):
        shown = list(console_blocks((ROOT / "docs/planning.md").read_text()))
        self.assertGreaterEqual(len(shown), 2)
        for command, output in shown:
            done = sark_bench(*command.split()[1:])
            self.assertEqual(done.code, 0, (command, done))
            # Nothing is measured for these plans: they come out the same everywhere.
            printed = [line.rstrip() for line in done.out.splitlines()]
            self.assertEqual(list(filter(None, output)), list(filter(None, printed)), command)


if __name__ == "__main__":
    unittest.main()
