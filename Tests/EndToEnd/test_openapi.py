"""openapi.yaml against the running server: what it describes answers, with the fields it calls required."""

import pytest
import yaml

from support.people import unique
from support.server import ROOT

DOCUMENT = yaml.safe_load((ROOT / "openapi.yaml").read_text())
SAMPLES = {"q": "nobody", "kind": "user_id", "interval": "day", "from": "2026-11-01", "to": "2026-11-02", "format": "ndjson", "filename": "x.csv", "measure": "count"}
STREAMS = {"/api/live", "/api/leads/stream"}


def simple_reads():
    """GETs without a parameter in the path."""
    return sorted(path for path, entry in DOCUMENT["paths"].items() if "get" in entry and "{" not in path and path.startswith("/api/") and path not in STREAMS)


def resolve(node):
    while isinstance(node, dict) and "$ref" in node:
        target = DOCUMENT
        for part in node["$ref"].removeprefix("#/").split("/"):
            target = target[part]
        node = target
    return node


def required(schema):
    """All names a JSON object must have by this schema."""
    schema = resolve(schema)
    names = set(schema.get("required", []))
    for part in schema.get("allOf", []):
        names |= required(part)
    return names


@pytest.mark.parametrize("path", simple_reads())
def test_reads_answer_as_described(api, path):
    operation = DOCUMENT["paths"][path]["get"]
    params = {}
    for parameter in map(resolve, operation.get("parameters", [])):
        if parameter["in"] == "query" and (parameter.get("required") or parameter["name"] in ("from", "to", "interval")):
            params[parameter["name"]] = SAMPLES.get(parameter["name"], "1")
    if path == "/api/customers/lookup":
        user = unique("openapi")
        api.source().deliver({"type": "identify", "messageId": unique("m"), "userId": user})
        params["value"] = user
    if path == "/api/session":
        return  # an API key is no session
    answer = api.raw("GET", path, params=params)
    assert answer.status_code == 200, answer.text[:300]
    content = resolve(operation["responses"]["200"]).get("content", {})
    if "application/json" in content and answer.headers["Content-Type"].startswith("application/json"):
        missing = required(content["application/json"]["schema"]) - set(answer.json())
        assert not missing, f"{path} lacks {missing}"
