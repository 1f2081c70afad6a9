"""check_schema.py SCHEMA GOLDEN_DIR: the schema is draft-07, every golden result*.json is valid
against it, and it refuses documents that are wrong in typical ways."""

import copy
import json
import pathlib
import sys

import jsonschema


def refused(validator, document, change):
    damaged = copy.deepcopy(document)
    change(damaged)
    return not validator.is_valid(damaged)


def main():
    schema = json.loads(pathlib.Path(sys.argv[1]).read_text(encoding="utf-8"))
    jsonschema.Draft7Validator.check_schema(schema)
    validator = jsonschema.Draft7Validator(schema)
    golden = sorted(pathlib.Path(sys.argv[2]).glob("result*.json"))
    failures = [] if len(golden) >= 2 else ["golden results are missing"]
    for path in golden:
        document = json.loads(path.read_text(encoding="utf-8"))
        for error in validator.iter_errors(document):
            where = "/".join(str(step) for step in error.absolute_path)
            failures.append(f"{path.name}#/{where}: {error.message}")
    document = json.loads(golden[0].read_text(encoding="utf-8"))
    damages = {
        "no verdict": lambda d: d.pop("verdict"),
        "an unknown key": lambda d: d.update(extra=1),
        "another version": lambda d: d.update(schema_version=2),
        "an unknown outcome": lambda d: d["verdict"].update(outcome="fine"),
        "an unknown row verdict": lambda d: d["judgements"][0].update(verdict="ok"),
        "a latency of zero length": lambda d: d["operations"][0]["response_ms"].update(p99="0"),
        "a negative count": lambda d: d["operations"][0].update(count=-1),
        "an outcome without a name": lambda d: d["operations"][0]["outcomes"].update(odd=1),
        "half an interval": lambda d: d["operations"][0].update(error_ci95=[0.1]),
    }
    for name, change in damages.items():
        if not refused(validator, document, change):
            failures.append(f"the schema accepts {name}")
    for failure in failures:
        print(failure)
    return 1 if failures else 0


if __name__ == "__main__":
    sys.exit(main())
