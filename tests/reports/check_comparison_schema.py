"""check_comparison_schema.py SCHEMA GOLDEN_DIR: the schema is draft-07, every golden comparison*.json
is valid against it, and it refuses documents that are wrong in typical ways."""

import copy
import json
import pathlib
import sys

import jsonschema


def main():
    schema = json.loads(pathlib.Path(sys.argv[1]).read_text(encoding="utf-8"))
    jsonschema.Draft7Validator.check_schema(schema)
    validator = jsonschema.Draft7Validator(schema)
    golden = sorted(pathlib.Path(sys.argv[2]).glob("comparison*.json"))
    failures = [] if len(golden) >= 3 else ["golden comparisons are missing"]
    for path in golden:
        for error in validator.iter_errors(json.loads(path.read_text(encoding="utf-8"))):
            where = "/".join(str(step) for step in error.absolute_path)
            failures.append(f"{path.name}#/{where}: {error.message}")
    document = json.loads(golden[0].read_text(encoding="utf-8"))
    damages = {
        "no outcome": lambda d: d.pop("outcome"),
        "an unknown key": lambda d: d.update(extra=1),
        "another version": lambda d: d.update(schema_version=2),
        "an unknown outcome": lambda d: d.update(outcome="fine"),
        "an exit code of another command": lambda d: d.update(exit_code=99),
        "a metric without a tolerance": lambda d: d["metrics"][0].pop("tolerance"),
        "an unknown metric": lambda d: d["metrics"][0].update(name="p59"),
        "half an interval": lambda d: d["metrics"][0].update(ci95=[1.0]),
        "a third arm": lambda d: d["rounds"].append(
            {"arm": "c", "pilot": False, "unusable": None, "figures": {}}),
    }
    for name, change in damages.items():
        damaged = copy.deepcopy(document)
        change(damaged)
        if validator.is_valid(damaged):
            failures.append(f"the schema accepts {name}")
    for failure in failures:
        print(failure)
    return 1 if failures else 0


if __name__ == "__main__":
    sys.exit(main())
