"""A run's page in a real browser, from a result.json prepared by hand: nothing is measured."""

import json
import os
import pathlib
import re
import subprocess
import tempfile
import unittest

from browser import Browser
from harness import ROOT, result_of, sark_bench, wait_until
from page_checks import BLANK_CHARTS, CONTRAST, STRUCTURE, TABLES


def prepared_result():
    """The golden run, in which every row verdict occurs, with phases and one operation whose requests waited."""
    result = json.loads((ROOT / "tests/golden/result.json").read_text())
    # Its service times become those of a quicker operation: response and service time part.
    slow, quick = result["operations"][0], result["operations"][1]
    slow["histogram"]["service"] = quick["histogram"]["service"]
    slow["exact"]["service"] = quick["exact"]["service"]
    result["loads"][0]["overdue"] = 1234
    length = result["run"]["measured_s"]
    result["phases"] = [{"name": name, "start_s": length * begin, "length_s": length * share, "operations": []}
                        for name, begin, share in (("ramp", 0, 0.25), ("peak", 0.25, 0.5), ("cool", 0.75, 0.25))]
    result["evidence"] = {
        "postgres": {"blks_hit": 98765, "blks_read": 1235, "xact_commit": 12345, "xact_rollback": 3,
                     "temp_files": 2, "temp_bytes": 5000000, "deadlocks": 0, "wal_bytes": 7000000},
        "redis": {"keyspace_hits": 900, "keyspace_misses": 100, "evicted_keys": 0},
        "core": {'sark_cache_hits_total{cache_name="l1"}': 750, 'sark_cache_misses_total{cache_name="l1"}': 250}}
    return result


def number(value):
    """A number as every report prints it (reports/format.cpp)."""
    if value is None:
        return "–"
    size = abs(value)
    if size == 0:
        return "0"
    if size < 0.0005:
        return f"{value:.1e}"
    for limit, digits in ((0.9995, 3), (9.995, 2), (99.95, 1)):
        if size < limit:
            return f"{value:.{digits}f}"
    return f"{value:.0f}"


def quantile(latency, name, failed_from):
    """A quantile with its interval; "failed" where it lies among the failures."""
    value, interval = latency[name], latency["ci95"].get(name)
    if value is None:
        return "failed" if failed_from(name) else "–"
    if interval is None:
        return number(value)
    return f"{number(value)} [{number(interval[0])}..{number(interval[1]) if interval[1] is not None else 'fail'}]"


def words(text):
    return " ".join(text.split()).replace("-", "")


def pixels_of(pdf, page):
    """(width, height, RGB bytes) of a page of a PDF, drawn small."""
    done = subprocess.run(["pdftoppm", "-r", "40", "-f", str(page), "-l", str(page), pdf], capture_output=True, check=True)
    header = re.match(rb"P6\s+(\d+)\s+(\d+)\s+255\s", done.stdout)
    return int(header[1]), int(header[2]), done.stdout[header.end():]


class ReportPageTest(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        directory = tempfile.TemporaryDirectory(prefix="sark-e2e-report-page-")
        cls.addClassCleanup(directory.cleanup)
        cls.directory = pathlib.Path(directory.name)
        (cls.directory / "result.json").write_text(json.dumps(prepared_result()))
        out = cls.directory / "out"
        cls.done = sark_bench("report", cls.directory, "--sla", "api,v2-database,sla", "--format", "json,html", "--out", out)
        cls.page = out / "report.html"
        cls.result = result_of(out)
        cls.browser = Browser()
        cls.addClassCleanup(cls.browser.close)

    def setUp(self):
        self.browser.open(self.page)

    def keep(self, name, content):
        """Leaves what was made where somebody can look at it."""
        if keep := os.environ.get("SARK_KEEP_SCREENSHOT"):
            (pathlib.Path(keep) / name).write_bytes(content)

    def tables(self):
        return self.browser.evaluate(TABLES)

    def test_every_chart_is_drawn_without_a_word_on_the_console(self):
        for dark in (False, True):
            self.browser.open(self.page, dark=dark)
            self.assertEqual(self.browser.evaluate("document.documentElement.dataset.rendered"), "true")
            self.assertGreaterEqual(self.browser.evaluate("document.querySelectorAll('canvas').length"), 7)
            self.assertEqual(self.browser.evaluate(BLANK_CHARTS), [])
            self.assertEqual(self.browser.console, [])
            self.keep("dark.png" if dark else "light.png", self.browser.screenshot())

    def test_the_exit_code_is_the_verdicts(self):
        self.assertEqual(self.done.code, self.result["verdict"]["exit_code"], self.done)

    def test_a_reader_who_changes_the_theme_gets_other_charts(self):
        draw = "document.getElementById('heatmap-0').toDataURL()"
        light = self.browser.evaluate(draw)
        self.browser.call("Emulation.setEmulatedMedia", features=[{"name": "prefers-color-scheme", "value": "dark"}])
        redrawn = wait_until(lambda: self.browser.evaluate(draw) != light, "the charts to follow the theme")
        self.assertTrue(redrawn)

    def test_latencies_and_counts_are_those_of_the_result(self):
        rows = next(rows for caption, rows in self.tables().items() if caption.startswith("Response time"))
        self.assertEqual(len(rows), len(self.result["operations"]))
        for operation, row in zip(self.result["operations"], rows):
            response, service = operation["response_ms"], operation["service_ms"]
            # Failures rank behind every answer: what lies beyond the answers' share is failed.
            answered = 1 - (operation["error_ratio"] or 0)
            needed = {"p50": 30, "p95": 200, "p99": 1000, "p99_9": 10000}
            failed = lambda name: (operation["count"] >= needed[name] and  # noqa: E731
                                   float("0." + name[1:].replace("_", "")) > answered)
            self.assertEqual(row, [
                operation["name"], operation["load"], f"{operation['count']:,}", f"{operation['failed']:,}",
                *(quantile(response, name, failed) for name in ("p50", "p95", "p99", "p99_9")),
                number(response["max"]),
                *(quantile(service, name, lambda _: False) for name in ("p50", "p99"))])

    def test_outcomes_and_loads_are_those_of_the_result(self):
        tables = self.tables()
        for operation, row in zip(self.result["operations"], tables["How every planned operation ended."]):
            outcomes = [f"{count:,}" for count in (*operation["outcomes"].values(), operation["abandoned"])]
            self.assertEqual(row[:-2], [operation["name"], *outcomes])
        books = next(rows for caption, rows in tables.items() if caption.startswith("planned ="))
        for load, row in zip(self.result["loads"], books):
            self.assertEqual(row[5:], [f"{load[key]:,}" for key in
                                       ("planned", "started", "completed", "abandoned", "dropped", "overdue")])

    def test_every_judged_row_is_there_with_its_verdict_and_its_figure(self):
        tables, judged = self.tables(), 0
        for row in self.result["judgements"]:
            threshold = row["profile"] == "thresholds"
            if row["decides"]:
                head = row["id"] if threshold else f"{row['id']} {row['title']}"
                cells = next(cells for cells in tables[row["profile"]] if cells[0] == head)
                self.assertEqual([cells[1], cells[8], cells[9]], [row["verdict"], f"{row['samples']:,}", row["reason"]])
                if row["actual"] is not None and row["unit"] == "ms":
                    self.assertEqual(cells[4], number(row["actual"]) + " ms")
                judged += 1
            if row["decides"] or row["verdict"] == "no_data":
                target = next(cells for cells in tables["Targets of " + row["profile"]]
                              if row["id"] in (cells[0], cells[1]))
                self.assertEqual(target[-1], row["verdict"])
        self.assertGreater(judged, 15)

    def test_the_charts_hold_what_the_result_holds(self):
        data = self.browser.evaluate("charts.data")
        for load in data["loads"]:
            slices = [one for one in self.result["timeseries"] if one["load"] == load["name"]]
            for ours, theirs in (("p50", "p50_ms"), ("p99", "p99_ms"), ("ok_per_s", "ok_per_s")):
                self.assertEqual(len(load[ours]), len(slices))
                for drawn, one in zip(load[ours], slices):
                    if one[theirs] is None:
                        self.assertIsNone(drawn)
                    else:
                        self.assertAlmostEqual(drawn, one[theirs], delta=1e-5 * abs(one[theirs]))
        for heatmap in data["heatmaps"]:
            ok = sum(one["ok"] for one in self.result["timeseries"] if one["load"] == heatmap["load"])
            self.assertEqual(sum(map(sum, heatmap["counts"])), ok)

    def test_the_verdict_and_waiting_are_said_in_words(self):
        text = self.browser.evaluate("document.querySelector('main').innerText")
        self.assertLess(text.index(self.result["verdict"]["summary"]), text.index("Target and actual"))
        self.assertRegex(text, r"api\.list: at p[\d.]+ response time is .* but service time .*: 1,234 of .* arrivals")
        self.assertIn("(coordinated omission)", text)
        self.assertIn("98.8 %", text)  # blocks found in shared_buffers
        self.assertIn("75.0 %", text)  # look-ups answered by the L1 cache

    def test_the_heatmap_has_a_legend_and_answers_the_pointer(self):
        legend = self.browser.evaluate(
            "[...document.querySelectorAll('#heatmap-0-legend li')].map((item) => item.textContent)")
        self.assertEqual(len(legend), len(self.browser.evaluate("charts.data.heatmaps[0].level_floors")))
        self.assertTrue(legend[-1].endswith("and more"))
        box = self.browser.evaluate("""(() => {
          const canvas = document.getElementById('heatmap-0');
          canvas.scrollIntoView({block: 'center', behavior: 'instant'});
          const {x, y, width, height} = canvas.getBoundingClientRect();
          return {x: x + width / 2, y: y + height / 2};
        })()""")
        self.browser.point(box["x"], box["y"])
        said = wait_until(lambda: self.browser.evaluate("document.getElementById('heatmap-0-cell').textContent"),
                          "the cell below the pointer to be told")
        self.assertRegex(said, r"^\d+ to \d+ s, [\d.]+ to [\d.]+ ms: [\d,]+ answers$")

    def test_text_can_be_read_in_both_themes(self):
        for dark in (False, True):
            self.browser.open(self.page, dark=dark)
            self.browser.evaluate("document.querySelectorAll('details').forEach((one) => { one.open = true; })")
            self.assertEqual(self.browser.evaluate(CONTRAST), [], "dark" if dark else "light")

    def test_assistive_technology_finds_its_way(self):
        for width in (1200, 390):
            self.browser.open(self.page, width=width)
            # Until the page itself was told of each.
            self.browser.evaluate("""Promise.all([...document.querySelectorAll('details:not([open])')].map((one) =>
              new Promise((done) => { one.addEventListener('toggle', done, {once: true}); one.open = true; })
            )).then(() => null)""")
            self.assertEqual(self.browser.evaluate(STRUCTURE), [])

    def focused(self):
        return self.browser.evaluate(
            "(document.activeElement.textContent || '').trim() || document.activeElement.tagName")

    def test_the_keyboard_reaches_everything_in_order(self):
        self.browser.press("Tab", 9)
        self.assertEqual(self.focused(), "Skip to the results")
        seen = self.browser.evaluate("""(() => {
          const {left, top} = document.activeElement.getBoundingClientRect();
          return left >= 0 && top >= 0 && getComputedStyle(document.activeElement).outlineStyle !== 'none';
        })()""")
        self.assertTrue(seen, "the skip link is not to be seen while it has the focus")
        heads = self.browser.evaluate("[...document.querySelectorAll('h2')].map((head) => head.textContent)")
        for head in heads:
            self.browser.press("Tab", 9)
            self.assertEqual(self.focused(), head)
        self.browser.evaluate("document.querySelector('.skip').focus()")
        self.browser.press("Enter", 13, "\r")
        self.assertEqual(self.browser.evaluate("document.activeElement.id"), "main")
        self.browser.evaluate("document.querySelector('summary').focus()")
        self.browser.press("Enter", 13, "\r")
        self.assertTrue(self.browser.evaluate("document.querySelector('details').open"))

    def test_a_table_is_sorted_from_the_keyboard_and_says_so(self):
        table = "[...document.querySelectorAll('table')].find((one) => one.caption.textContent.startsWith('Response'))"
        self.browser.evaluate(f"{table}.querySelectorAll('th button')[0].focus()")
        for order in ("descending", "ascending"):
            self.browser.press("Enter", 13, "\r")
            counts = self.browser.evaluate(
                f"[...{table}.tBodies[0].rows].map((row) => Number(row.cells[2].textContent.replaceAll(',', '')))")
            self.assertEqual(counts, sorted(counts, reverse=order == "descending"))
            self.assertEqual(self.browser.evaluate(f"{table}.querySelector('[aria-sort]').ariaSort"), order)

    def test_a_telephone_needs_no_sideways_scrolling(self):
        self.browser.open(self.page, width=390, height=844)
        self.assertLessEqual(self.browser.evaluate("document.documentElement.scrollWidth"), 390)
        self.assertEqual(self.browser.evaluate(BLANK_CHARTS), [])
        self.keep("narrow.png", self.browser.screenshot())

    def test_the_contents_stay_in_sight_and_nothing_glides_for_those_who_mind(self):
        self.browser.open(self.page, reduced_motion=True)
        self.assertEqual(self.browser.evaluate("getComputedStyle(document.documentElement).scrollBehavior"), "auto")
        self.browser.evaluate("document.querySelector('a[href=\"#environment\"]').click()")
        top = self.browser.evaluate("document.querySelector('nav').getBoundingClientRect().top")
        self.assertEqual(top, 0)
        self.assertGreater(self.browser.evaluate("window.scrollY"), 1000)

    def test_it_prints_on_a4_in_light_colours_with_everything_unfolded(self):
        self.browser.open(self.page, dark=True)
        pdf = self.directory / "report.pdf"
        pdf.write_bytes(self.browser.pdf())
        self.keep("print.pdf", pdf.read_bytes())
        info = subprocess.run(["pdfinfo", pdf], capture_output=True, text=True, check=True).stdout
        width, height = map(float, re.search(r"Page size:\s+([\d.]+) x ([\d.]+)", info).groups())
        self.assertAlmostEqual(width, 595.3, delta=1.5)
        self.assertAlmostEqual(height, 841.9, delta=1.5)
        pages = int(re.search(r"Pages:\s+(\d+)", info)[1])
        self.assertLess(pages, 20)
        # A hyphen at the end of a line is lost, so none counts.
        first, whole = (words(subprocess.run(["pdftotext", *limit, pdf, "-"], capture_output=True, text=True,
                                             check=True).stdout) for limit in (["-l", "1"], []))
        self.assertIn(words(self.result["verdict"]["summary"]), first)
        self.assertIn("The measurement is suspect", first)
        for unfolded in ("xact_commit", "S003-SLA-30"):
            self.assertIn(words(unfolded), whole)
        self.assertNotIn("Skip to the results", whole)
        self.assertEqual(len(re.findall(rf"\d+ / {pages}\b", whole)), pages)
        for page in (1, 2):
            across, down, colours = pixels_of(pdf, page)
            bright = sum(colours) / len(colours)
            self.assertGreater(bright, 200, f"page {page} of {across} x {down} is dark")
        # On the screen it is as it was.
        self.assertFalse(self.browser.evaluate("'printing' in document.documentElement.dataset"))
        self.assertEqual(self.browser.evaluate("document.querySelectorAll('details[open]').length"), 0)

    def test_no_table_is_wider_than_the_paper(self):
        self.browser.open(self.page, width=703)  # 186 mm, A4 without its margins
        self.browser.call("Emulation.setEmulatedMedia", media="print")
        self.addCleanup(self.browser.call, "Emulation.setEmulatedMedia", media="")
        wide = self.browser.evaluate("""(() => {
          document.querySelectorAll('details').forEach((one) => { one.open = true; });
          return [...document.querySelectorAll('table')].filter(
            (table) => table.getBoundingClientRect().right > document.body.getBoundingClientRect().right + 1)
            .map((table) => table.caption.textContent);
        })()""")
        self.assertEqual(wide, [])

    def test_the_page_is_one_small_file_that_asks_nobody_for_anything(self):
        self.assertLess(self.page.stat().st_size, 1_000_000)
        self.assertEqual(self.browser.evaluate("performance.getEntriesByType('resource').length"), 0)

    def test_a_page_whose_charts_fail_says_so_and_keeps_its_tables(self):
        broken = self.directory / "broken.html"
        broken.write_text(self.page.read_text().replace("charts.show(() => {", "charts.show(() => { throw Error('x');"))
        self.browser.open(broken)
        self.assertFalse(self.browser.evaluate("document.getElementById('chart-error').hidden"))
        self.assertGreater(len(self.tables()), 8)


if __name__ == "__main__":
    unittest.main()
