"""Rounds become medians, intervals and verdicts; and the table says what doubts them."""

import itertools
import random
import unittest

import peers_modules  # noqa: F401

import comparison
import intervals
import table
from comparison import Measured, Spare, compare
from host import Disturbance
from peers import Reading
from process import CannotMeasure
from rows import Figure, Line, Row, at_least, at_most

QUIET = Disturbance(0.01, 0.0, 0.2)
LOUD = Disturbance(1.0, 0.0, 2.0)


class Side:
    """Answers with the figures given, one after another."""

    needs = frozenset()

    def __init__(self, label, figures, log=None):
        self.label, self._figures, self._log = label, itertools.cycle(figures), log

    def measure(self, _running, _seconds):
        if self._log is not None:
            self._log.append(self.label)
        figure = next(self._figures)
        if isinstance(figure, Exception):
            raise figure
        return Reading({"rate": figure, "operations": 1000.0}, 0.01, 10.0)

    def idle(self, _running):
        return 0.004


RATE = Line("max rate", "rate", "/s", at_least(1.0))


def row(ours, peer, *lines, **options):
    return Row("row", None, {"ours": ours, "peer": peer}, lines or (RATE,), **options)


def measured(ours, peer, line=RATE, disturbance=QUIET):
    """A row whose rounds have these figures."""
    found = Measured(row(Side("ours", [1]), Side("them", [1]), line))
    for one, other in zip(ours, peer):
        found.readings.append({"ours": Reading({"rate": one}, 1, 1), "peer": Reading({"rate": other}, 1, 1)})
        found.disturbances.append({"ours": QUIET, "peer": disturbance})
    return found


class IntervalTest(unittest.TestCase):
    def test_the_narrowest_ranks_that_cover_95_percent(self):
        # 1 - 2 P(B < l), B binomial(n, 1/2): David and Nagaraja, Order Statistics, 7.1.
        self.assertEqual([intervals.rank(count) for count in (1, 5, 6, 8, 9, 10, 20)], [1, 1, 1, 1, 2, 2, 6])
        self.assertAlmostEqual(intervals.coverage(5, 1), 0.9375)
        self.assertAlmostEqual(intervals.coverage(10, 2), 0.978516, 6)

    def test_it_covers_the_median_as_often_as_it_says(self):
        draw = random.Random(1)
        hits = 0
        for _ in range(4000):
            found = intervals.median_of([draw.lognormvariate(0.0, 1.0) for _ in range(10)])
            hits += found.low <= 1.0 <= found.high
        self.assertAlmostEqual(hits / 4000, intervals.coverage(10, 2), delta=0.01)

    def test_order_does_not_matter_and_the_median_is_between(self):
        found = intervals.median_of([3.0, 1.0, 2.0, 5.0, 4.0])
        self.assertEqual((found.value, found.low, found.high, found.count), (3.0, 1.0, 5.0, 5))

    def test_no_figures_have_no_median(self):
        self.assertIsNone(intervals.median_of([]))

    def test_one_figure_covers_nothing(self):
        self.assertEqual(intervals.median_of([2.0]).coverage, 0.0)


class RoundsTest(unittest.TestCase):
    def setUp(self):
        self.disturbances = itertools.repeat(QUIET)
        test = self

        class Watch:
            def __init__(self, _pids):
                pass

            def end(self, _cpu_s):
                return next(test.disturbances)
        self._watch, comparison.Watch = comparison.Watch, Watch
        self.addCleanup(setattr, comparison, "Watch", self._watch)

    def test_sides_take_turns_abba(self):
        log = []
        compare(row(Side("A", [1], log), Side("B", [1], log)), {}, 4, 1, Spare(0))
        self.assertEqual("".join(log), "ABBAABBA")

    def test_ratios_are_of_the_same_round(self):
        found = compare(row(Side("ours", [10, 30, 100]), Side("them", [10, 10, 50])), {}, 3, 1, Spare(0))
        self.assertEqual(found.figures(RATE), [1.0, 3.0, 2.0])
        self.assertEqual(found.median(RATE).value, 2.0)

    def test_a_difference_and_a_value_need_no_peer(self):
        alone = Line("p50", "rate", "ms", at_most(5, "ms"), Figure.value, other=None)
        apart = Line("p50", "rate", "ms", at_most(5, "ms"), Figure.difference)
        found = compare(row(Side("ours", [7]), Side("them", [3]), alone, apart), {}, 2, 1, Spare(0))
        self.assertEqual((found.figures(alone), found.figures(apart)), ([7, 7], [4, 4]))

    def test_start_up_cost_is_taken_off_the_cpu_time(self):
        found = compare(row(Side("ours", [1]), Side("them", [1]), costs=("ours",)), {}, 1, 1, Spare(0))
        self.assertAlmostEqual(found.readings[0]["ours"].figures["cpu_us"], (0.01 - 0.004) / 1000 * 1e6)
        self.assertNotIn("cpu_us", found.readings[0]["peer"].figures)

    def test_what_is_only_beside_is_measured_in_the_first_rounds(self):
        log = []
        beside = Row("row", None, {"ours": Side("A", [1], log), "peer": Side("B", [1], log),
                                   "other": Side("C", [1], log)}, (RATE,), beside=frozenset({"other"}))
        compare(beside, {}, 4, 1, Spare(0))
        self.assertEqual(log.count("C"), comparison.BESIDE_ROUNDS)

    def test_a_disturbed_round_is_measured_again_while_there_is_time(self):
        self.disturbances = itertools.chain([LOUD], itertools.repeat(QUIET))
        found = compare(row(Side("ours", [1, 2]), Side("them", [1, 2])), {}, 2, 1, Spare(60))
        self.assertEqual((found.repeated, len(found.readings), found.loud(["ours", "peer"])), (1, 2, []))

    def test_no_row_repeats_more_than_half_of_its_rounds(self):
        self.disturbances = itertools.repeat(LOUD)
        found = compare(row(Side("ours", [1]), Side("them", [1])), {}, 5, 1, Spare(3600))
        self.assertEqual((found.repeated, len(found.readings), len(found.loud(["ours", "peer"]))), (2, 5, 10))

    def test_without_time_it_stays_and_is_known(self):
        self.disturbances = itertools.chain([LOUD], itertools.repeat(QUIET))
        found = compare(row(Side("ours", [1]), Side("them", [1])), {}, 2, 1, Spare(0))
        self.assertEqual((found.repeated, len(found.readings), found.loud(["ours", "peer"])), (0, 2, [LOUD]))

    def test_a_side_that_cannot_be_measured_ends_its_row_and_says_why(self):
        found = compare(row(Side("ours", [1]), Side("them", [2, CannotMeasure("wrk: gone")])), {}, 5, 1, Spare(0))
        self.assertEqual((found.trouble, len(found.readings)), ("wrk: gone", 1))


class TableTest(unittest.TestCase):
    def test_a_line_per_bound_with_ratio_interval_and_verdict(self):
        text = table.text([measured([110.0, 120.0, 130.0, 140.0, 150.0], [100.0] * 5)], ["a machine"])
        head, _, line = [[cell.strip() for cell in row.split("|")[1:-1]] for row in text.splitlines()[:3]]
        self.assertEqual(head, list(table.HEAD))
        self.assertEqual(line, ["max rate", "130 /s", "them 100 /s", "1.30 [1.10..1.50]", ">= 1 x", "yes"])
        self.assertIn("- a machine", text)
        self.assertIn("93.8% with 5 rounds", text)

    def test_all_lines_are_as_wide_as_the_head(self):
        text = table.text([measured([1.0], [2.0]), measured([123456.0] * 9, [7.0] * 9)], [])
        self.assertEqual(len({len(line) for line in text.splitlines() if line.startswith("|")}), 1)

    def test_the_median_decides_and_the_interval_doubts(self):
        lower, upper = at_most(1.0), at_least(1.0)
        for figures, bound, expected in (
                ([0.7, 0.8, 0.9, 0.9, 0.95], lower, "yes"), ([0.7, 0.8, 0.9, 0.9, 1.2], lower, "yes, interval spans the bound"),
                ([1.1, 1.2, 1.3, 1.4, 1.5], lower, "no"), ([1.0] * 5, lower, "yes"), ([1.0] * 5, upper, "yes"),
                ([0.8, 0.9, 0.95, 1.1, 1.2], upper, "no, interval spans the bound"), ([1.3], upper, "yes, one round"),
                ([], upper, "not measured"), ([1.0], None, "-")):
            self.assertEqual(table.verdict(intervals.median_of(figures), bound), expected, figures)

    def test_a_disturbed_line_is_marked_and_explained(self):
        text = table.text([measured([2.0] * 5, [1.0] * 5, disturbance=LOUD)], [])
        self.assertIn("max rate †", text)
        self.assertIn("† 5 of 10 measurements shared the machine", text)
        self.assertNotIn("†", table.text([measured([2.0] * 5, [1.0] * 5)], []))

    def test_what_was_not_measured_is_said_and_is_no_pass(self):
        found = measured([], [])
        found.trouble = "pgbench ended with 1: no such table"
        self.assertIn("NOT MEASURED: row: pgbench ended with 1", table.text([found], []))
        self.assertIsNone(table.all_met([found]))

    def test_one_missed_bound_is_a_miss_and_information_decides_nothing(self):
        good = measured([2.0] * 5, [1.0] * 5)
        bad = measured([0.5] * 5, [1.0] * 5)
        information = measured([0.5] * 5, [1.0] * 5, Line("max rate", "rate", "/s", None))
        self.assertTrue(table.all_met([good, information]))
        self.assertFalse(table.all_met([good, bad]))

    def test_a_fixed_reference_is_told_apart_from_what_was_measured(self):
        line = Line("record", "rate", "ns", at_most(1.4, "ns"), Figure.value, other=None, reference="somebody 2.7 ns *")
        text = table.text([measured([1.2] * 5, [0.0] * 5, line)], [])
        self.assertIn("somebody 2.7 ns *", text)
        self.assertIn(table.FIXED_REFERENCE, text)

    def test_numbers_have_three_digits_and_their_unit(self):
        self.assertEqual([table.number(value, "x") for value in (128364.92, 99.96, 7.456, 0.0305)],
                         ["128,365 x", "100.0 x", "7.46 x", "0.030 x"])


if __name__ == "__main__":
    unittest.main()
