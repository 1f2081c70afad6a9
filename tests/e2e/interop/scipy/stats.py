"""What compare.py imports, and must not need for our files."""


def mannwhitneyu(*_arguments, **_options):
    raise AssertionError("compare.py found repetitions in a file that has none")


def gmean(*_arguments):
    raise AssertionError("compare.py found iterations in a file that has aggregates alone")
