"""The lint finds what it promises to find, and nothing in a clean tree."""

import pathlib
import subprocess
import sys
import tempfile
import unittest

LINT = pathlib.Path(__file__).resolve().parents[2] / "script/lint"

CASES = {
    "an include against the direction": ("core/a.cpp", '#include "workloads/x.hpp"\n', "may not include"),
    "migrations may not see scenarios": ("migrations/a.cpp", '#include "scenarios/x.hpp"\n', "may not include"),
    "pqxx outside its home": ("core/registry/a.cpp", "#include <pqxx/pqxx>\n", "belongs in"),
    "a load-side library outside the drivers": ("workloads/engine/a.cpp", "#include <libpq-fe.h>\n", "belongs in"),
    "a heavy header in a header": ("reports/a.hpp", "#include <nlohmann/json.hpp>\n", "in the .cpp"),
    "a file of two nouns": ("core/a.cpp", "// line\n" * 401, "401 lines"),
    "sleeping": ("core/a.cpp", "void f() { std::this_thread::sleep_for(x); }\n", "deadline"),
    "a promise": ("core/a.cpp", "// TODO later\n", "do it"),
    "a test that skips": ("tests/a.cpp", "void f() { GTEST_SKIP(); }\n", "runs or does not exist"),
    "naked new": ("core/a.cpp", "auto* p = new Thing();\n", "make_unique"),
}


def lint(files):
    with tempfile.TemporaryDirectory(prefix="sark-lint-") as directory:
        for name, text in files.items():
            path = pathlib.Path(directory) / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(text)
        return subprocess.run([sys.executable, LINT, directory], capture_output=True, text=True, check=False)


class LintTest(unittest.TestCase):
    def test_each_fault_is_found_and_its_mend_named(self):
        for what, (name, text, advice) in CASES.items():
            done = lint({name: text, "CMakeLists.txt": pathlib.PurePath(name).name})
            self.assertEqual(done.returncode, 1, what)
            self.assertIn(name, done.stderr, what)
            self.assertIn(advice, done.stderr, what)

    def test_a_source_that_nothing_builds_is_found(self):
        done = lint({"core/forgotten.cpp": "\n", "CMakeLists.txt": ""})
        self.assertEqual(done.returncode, 1)
        self.assertIn("no CMakeLists.txt builds it", done.stderr)

    def test_what_is_made_here_is_not_judged_where_git_cannot_tell(self):
        done = lint({"build/release/embedded.cpp": "auto* p = new Thing();\n", "CMakeLists.txt": ""})
        self.assertEqual((done.returncode, done.stderr), (0, ""))

    def test_a_clean_tree_passes(self):
        done = lint({"workloads/a.cpp": '#include "core/x.hpp"\n', "CMakeLists.txt": "a.cpp"})
        self.assertEqual((done.returncode, done.stderr), (0, ""))


if __name__ == "__main__":
    unittest.main()
