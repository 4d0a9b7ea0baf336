"""Holds recorded requests and answers, and our lists of values, to the service model that botocore ships.

Usage: check_service_model.py <folder that SIMULATOR_RECORD named> <JSON of scripts/enumerations.ts>

A request must be valid where the action sent it, and an answer where the simulator gave it with status 200. Requests of
other clients are left out: tests send wrong ones on purpose.
"""
import json
import re
import sys
from collections import Counter
from pathlib import Path
from urllib.parse import parse_qsl

import botocore.session
from botocore.parsers import QueryParser
from botocore.validate import ParamValidator

SERVICES = {"AmazonEC2ContainerServiceV20141113": "ecs", "Logs_20140328": "logs"}
# What tests invent on purpose: members that the SDK does not know, a stop code of the future, an error with status 200,
# and a short subject of a token.
INVENTED = "|".join(
    [
        'Unknown parameter in .*: "invented',
        'Missing required parameter in .*trustedExecutionConfiguration: "isolationMode"',
        "stopCode is 'Novelty'",
        'answer to RunTask: Unknown parameter in input: "(__type|message)"',
        "SubjectFromWebIdentityToken, value: 3,",
    ]
)

session = botocore.session.get_session()
models = {name: session.get_service_model(name) for name in ("ecs", "logs", "sts")}


def mistakes(value, shape, path=""):
    """What botocore's own validation finds, and values that an enumeration lacks."""
    report = ParamValidator().validate(value, shape)
    found = [line for line in report.generate_report().split("\n") if line]
    return found + list(foreign_values(value, shape, path))


def foreign_values(value, shape, path):
    if value is None:
        return
    if shape.type_name == "structure" and isinstance(value, dict):
        for name, member in shape.members.items():
            if name in value:
                yield from foreign_values(value[name], member, f"{path}.{name}")
    elif shape.type_name == "list" and isinstance(value, list):
        for item in value:
            yield from foreign_values(item, shape.member, f"{path}[]")
    elif shape.type_name == "map" and isinstance(value, dict):
        for item in value.values():
            yield from foreign_values(item, shape.value, f"{path}{{}}")
    elif shape.type_name == "string" and shape.enum and value not in shape.enum:
        yield f"{path} is {value!r}, which is none of {', '.join(shape.enum)}"


def read_form(body):
    """A request of the query protocol as the members of its shape: `Tags.member.1.Key` becomes `Tags[0].Key`."""
    members = {}
    for name, value in parse_qsl(body):
        if name in ("Action", "Version"):
            continue
        place, *path = name.split(".")
        if not path:
            members[place] = int(value) if place == "DurationSeconds" else value
            continue
        _, index, *key = path
        items = members.setdefault(place, [])
        while len(items) < int(index):
            items.append({})
        if key:
            items[int(index) - 1][key[0]] = value
        else:
            items[int(index) - 1] = value
    return members


def check(exchange):
    sent_by_the_action = "ecs-run-task/" in (exchange.get("userAgent") or "")
    answered = exchange["status"] == 200
    service, _, operation = (exchange.get("target") or f"sts.{exchange['operation']}").partition(".")
    service = SERVICES.get(service, service)
    if not (sent_by_the_action or answered):
        return []
    model = models[service].operation_model(operation)
    found = []
    if sent_by_the_action:
        counts["requests"] += 1
        request = read_form(exchange["request"]) if service == "sts" else json.loads(exchange["request"])
        found += [f"request of {operation}: {line}" for line in mistakes(request, model.input_shape)]
    if answered:
        counts["answers"] += 1
        answer = read_xml(exchange["answer"], model) if service == "sts" else json.loads(exchange["answer"])
        found += [f"answer to {operation}: {line}" for line in mistakes(answer, model.output_shape)]
    return [line for line in found if not re.search(INVENTED, line)]


def read_xml(body, model):
    response = {"status_code": 200, "headers": {}, "body": body.encode()}
    answer = QueryParser().parse(response, model.output_shape)
    answer.pop("ResponseMetadata")
    return answer


def check_enumerations(ours):
    """Every value that we list must be in the model, and every value of the model in our list."""
    for name, values in ours.items():
        service, _, shape = name.partition(".")
        theirs = models[service].shape_for(shape).enum
        counts["enumerations"] += 1
        for value in sorted(set(values) ^ set(theirs)):
            yield f"{name}: {value} is in {'our list' if value in values else 'the model'} alone"


counts = Counter()
problems = Counter()
for file in sorted(Path(sys.argv[1]).glob("*.jsonl")):
    for line in file.open():
        exchange = json.loads(line)
        if exchange["operation"] != "GetIdToken" and exchange["operation"]:
            problems.update(check(exchange))
if len(sys.argv) > 2:
    problems.update(check_enumerations(json.loads(Path(sys.argv[2]).read_text())))
for problem, times in problems.most_common():
    print(f"{times} times: {problem}")
summary = ", ".join(f"{counts[what]} {what}" for what in ("requests", "answers", "enumerations"))
print(f"botocore {botocore.__version__}: {summary}, {sum(problems.values())} not valid")
if not counts["requests"] or not counts["answers"]:
    sys.exit("Nothing was recorded.")
sys.exit(1 if problems else 0)
