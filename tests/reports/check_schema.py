"""check_schema.py SCHEMA GOLDEN_DIR: the schema is draft-07, every golden document of its kind is valid against it, and
it refuses documents that are wrong in typical ways."""

import copy
import json
import pathlib
import sys

import jsonschema

# By the schema's name: which golden documents there are at least, and what must be refused.
KINDS = {
    "result": (2, {
        "no verdict": lambda d: d.pop("verdict"),
        "an unknown key": lambda d: d.update(extra=1),
        "another version": lambda d: d.update(schema_version=2),
        "an unknown outcome": lambda d: d["verdict"].update(outcome="fine"),
        "an unknown row verdict": lambda d: d["judgements"][0].update(verdict="ok"),
        "a latency of zero length": lambda d: d["operations"][0]["response_ms"].update(p99="0"),
        "a negative count": lambda d: d["operations"][0].update(count=-1),
        "an outcome without a name": lambda d: d["operations"][0]["outcomes"].update(odd=1),
        "half an interval": lambda d: d["operations"][0].update(error_ci95=[0.1]),
    }),
    "comparison": (3, {
        "no outcome": lambda d: d.pop("outcome"),
        "an unknown key": lambda d: d.update(extra=1),
        "another version": lambda d: d.update(schema_version=2),
        "an unknown outcome": lambda d: d.update(outcome="fine"),
        "an exit code of another command": lambda d: d.update(exit_code=99),
        "a metric without a tolerance": lambda d: d["metrics"][0].pop("tolerance"),
        "an unknown metric": lambda d: d["metrics"][0].update(name="p59"),
        "half an interval": lambda d: d["metrics"][0].update(ci95=[1.0]),
        "a third arm": lambda d: d["rounds"].append({"arm": "c", "pilot": False, "unusable": None, "figures": {}}),
    }),
    "capacity": (2, {
        "no interval": lambda d: d.pop("breaks_per_s"),
        "an unknown key": lambda d: d.update(extra=1),
        "another version": lambda d: d.update(schema_version=2),
        "an unknown outcome": lambda d: d.update(outcome="good"),
        "a negative rate": lambda d: d.update(holds_per_s=-1),
        "an SLA of nothing": lambda d: d.update(sla=[]),
        "a law without its points": lambda d: d["usl"].pop("points"),
        "an unknown verdict of a step": lambda d: d["steps"][0].update(verdict="maybe"),
        "an operation without its histogram": lambda d: d["operations"][0].pop("service_time"),
        "a histogram that is none": lambda d: d["operations"][0].update(alone_service_time="x"),
    }),
}


def main():
    path = pathlib.Path(sys.argv[1])
    kind = path.name.removesuffix(".schema.json")
    least, damages = KINDS[kind]
    schema = json.loads(path.read_text(encoding="utf-8"))
    jsonschema.Draft7Validator.check_schema(schema)
    validator = jsonschema.Draft7Validator(schema)
    golden = sorted(pathlib.Path(sys.argv[2]).glob(f"{kind}*.json"))
    failures = [] if len(golden) >= least else [f"of the golden {kind} documents some are missing"]
    for one in golden:
        for error in validator.iter_errors(json.loads(one.read_text(encoding="utf-8"))):
            where = "/".join(str(step) for step in error.absolute_path)
            failures.append(f"{one.name}#/{where}: {error.message}")
    document = json.loads(golden[0].read_text(encoding="utf-8"))
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
