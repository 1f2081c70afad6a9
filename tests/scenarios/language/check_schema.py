"""Holds scenarios/scenario.schema.json honest: what the parser takes validates, and what it refuses
for a reason that a schema can state does not.

usage: check_schema.py SCHEMA SOURCE_ROOT
"""
import json
import pathlib
import re
import sys

import jsonschema


def main(schema_path: str, root: str) -> int:
    schema = json.loads(pathlib.Path(schema_path).read_text(encoding="utf-8"))
    jsonschema.Draft7Validator.check_schema(schema)
    scenario = jsonschema.Draft7Validator(schema)
    operation = jsonschema.Draft7Validator(
        {"$ref": "#/definitions/own_operation", "definitions": schema["definitions"]})
    source = pathlib.Path(root)
    corpus = source / "tests/scenarios/language/corpus"
    faults = []
    judged = {"good": 0, "bad": 0}

    def expect_good(name, validator, document):
        judged["good"] += 1
        faults.extend(f"{name}: {error.json_path}: {error.message[:200]}"
                      for error in validator.iter_errors(document))

    for path in [*sorted((corpus / "good").glob("*.json")),
                 *sorted((source / "scenarios/catalog").glob("*.json"))]:
        expect_good(path.name, scenario, json.loads(path.read_text(encoding="utf-8")))
    for path in sorted((source / "scenarios/operations").glob("*.json")):
        for document in json.loads(path.read_text(encoding="utf-8"))["operations"]:
            expect_good(f"{path.name} {document['name']}", operation, document)
    text = (source / "docs/scenarios.md").read_text(encoding="utf-8")
    for number, block in enumerate(re.findall(r"^```json scenario\n(.*?)^```", text, re.M | re.S)):
        expect_good(f"docs/scenarios.md block {number + 1}", scenario, json.loads(block))
    for path in sorted((corpus / "bad").glob("*.json")):
        judged["bad"] += 1
        if scenario.is_valid(json.loads(path.read_text(encoding="utf-8"))):
            faults.append(f"{path.name}: the schema takes what the parser refuses")

    print(f"{judged['good']} good and {judged['bad']} bad documents, {len(faults)} faults")
    for fault in faults:
        print(fault)
    return 1 if faults or judged["good"] < 20 or judged["bad"] < 20 else 0


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
