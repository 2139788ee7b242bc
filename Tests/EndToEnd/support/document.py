"""openapi.yaml as a test reads it: every request and answer that goes through `Documented` must be as it is described."""

import re

import yaml

from .server import ROOT

METHODS = {"get", "post", "put", "patch", "delete", "options"}
TYPES = {
    "object": dict, "array": list, "string": str, "boolean": bool, "null": type(None),
    "integer": int, "number": (int, float),
}


class Document:
    def __init__(self, path=ROOT / "openapi.yaml"):
        self.tree = yaml.safe_load(path.read_text())
        self.operations = {
            (method.upper(), path): operation
            for path, entry in self.tree["paths"].items() for method, operation in entry.items() if method in METHODS}
        # A path without parameters comes before one with them: /api/customers/lookup is not /api/customers/{id}.
        self.patterns = sorted(
            ((re.compile("".join("[^/]+" if part.startswith("{") else ".*" if part == "**" else re.escape(part) for part in re.split(r"(\{[^}]+\}|\*\*)", path)) + "$"), path) for path in self.tree["paths"]),
            key=lambda entry: (entry[1].count("{"), "**" in entry[1]))

    def resolve(self, node):
        while isinstance(node, dict) and "$ref" in node:
            target = self.tree
            for part in node["$ref"].removeprefix("#/").split("/"):
                target = target[part]
            node = target
        return node

    def find(self, method, path):
        """The template of a path and its operation."""
        for pattern, template in self.patterns:
            if pattern.match(path) and (method, template) in self.operations:
                return template, self.operations[method, template]
        raise AssertionError(f"not in openapi.yaml: {method} {path}")

    def parameters(self, template, operation):
        return [self.resolve(one) for one in self.tree["paths"][template].get("parameters", []) + operation.get("parameters", [])]

    # -- schemas

    def flat(self, schema):
        """Properties and required names of an object's schema with all its parts; None instead of properties when it is open."""
        schema = self.resolve(schema)
        properties, required, isOpen = dict(schema.get("properties", {})), set(schema.get("required", [])), not schema.get("properties")
        for part in schema.get("allOf", []):
            more, names = self.flat(part)
            required |= names
            if more is not None:
                # A later part says more of the same property.
                properties.update({name: one for name, one in more.items() if name not in properties or properties[name] != one})
                isOpen = False
        return (None if isOpen else properties), required

    def problems(self, value, schema, place=""):
        """What is not as described; empty when all is. An object with properties has no others, unless additionalProperties says so."""
        schema = self.resolve(schema)
        if "anyOf" in schema or "oneOf" in schema:
            tries = [self.problems(value, one, place) for one in schema.get("anyOf") or schema["oneOf"]]
            return [] if any(not found for found in tries) else [f"{place}: none of the alternatives: {min(tries, key=len)}"]
        found = []
        if "const" in schema and value != schema["const"]:
            found.append(f"{place} is {value!r}, not {schema['const']!r}")
        if "enum" in schema and value not in schema["enum"]:
            found.append(f"{place} is {value!r}, not one of {schema['enum']}")
        kinds = schema.get("type")
        if kinds:
            kinds = [kinds] if isinstance(kinds, str) else kinds
            if not any(isinstance(value, TYPES[kind]) and not (isinstance(value, bool) and kind in ("integer", "number")) for kind in kinds):
                return found + [f"{place} is {value!r:.120}, not {' or '.join(kinds)}"]
        if isinstance(value, str):
            if schema.get("format") == "date-time" and not re.fullmatch(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?(Z|[+-]\d\d:\d\d)", value):
                found.append(f"{place} is {value!r}, no instant")
            if "pattern" in schema and not re.search(schema["pattern"], value):
                found.append(f"{place} is {value!r}, not like {schema['pattern']}")
        if isinstance(value, (int, float)) and not isinstance(value, bool):
            if value < schema.get("minimum", value) or value > schema.get("maximum", value):
                found.append(f"{place} is {value}, out of range")
        if isinstance(value, list) and "items" in schema:
            for index, one in enumerate(value):
                found += self.problems(one, schema["items"], f"{place}[{index}]")
        if isinstance(value, dict):
            properties, required = self.flat(schema)
            found += [f"{place}.{name} is missing" for name in sorted(required - set(value))]
            more = schema.get("additionalProperties", properties is None)
            for name, one in value.items():
                if properties and name in properties:
                    found += self.problems(one, properties[name], f"{place}.{name}")
                elif isinstance(more, dict):
                    found += self.problems(one, more, f"{place}.{name}")
                elif not more:
                    found.append(f"{place}.{name} is not described ({one!r:.60})")
        return found


class Documented:
    """Calls the API and holds each request and answer against the document."""

    def __init__(self, api, document):
        self.api, self.document, self.seen = api, document, set()

    def call(self, method, path, body=None, status=None, **arguments):
        template, operation = self.document.find(method, path)
        place = f"{method} {template}"
        resolve = self.document.resolve
        known = {one["name"]: one for one in self.document.parameters(template, operation) if one["in"] == "query"}
        for name, value in (arguments.get("params") or {}).items():
            assert name in known, f"{place}: the parameter {name} is not described"
            schema = resolve(known[name].get("schema", {}))
            assert "enum" not in schema or value in schema["enum"], f"{place}: {name} cannot be {value!r}"
        content = resolve(operation.get("requestBody", {})).get("content", {})
        if body is not None:
            assert "application/json" in content, f"{place}: a JSON body is not described"
            wrong = self.document.problems(body, content["application/json"].get("schema", {}), "body")
            assert not wrong, f"{place}: " + "; ".join(wrong[:10])
            arguments["json"] = body
        answer = self.api.raw(method, path, **arguments)
        self.check(place, operation, answer)
        if status is None:
            assert answer.status_code < 400, f"{place}: {answer.status_code} {answer.text[:300]}"
        else:
            assert answer.status_code == status, f"{place}: {answer.status_code} {answer.text[:300]}"
        self.seen.add((method, template))
        return answer.json() if answer.headers.get("Content-Type", "").startswith("application/json") and answer.content else answer

    def check(self, place, operation, answer):
        status = answer.status_code
        responses = operation["responses"]
        described = responses.get(str(status)) or (responses.get("default") if status >= 400 else None)
        assert described is not None, f"{place}: the status {status} is not described, only {', '.join(responses)}"
        content = self.document.resolve(described).get("content", {})
        kind = answer.headers.get("Content-Type", "").split(";")[0]
        if not content:
            assert not answer.content, f"{place}: {status} has a body that is not described: {answer.text[:200]}"
            return
        accepted = next((one for one in content if one in (kind, "*/*") or (one.endswith("/*") and kind.startswith(one[:-1]))), None)
        assert accepted, f"{place}: {status} is {kind}, not {', '.join(content)}"
        if kind == "application/json":
            wrong = self.document.problems(answer.json(), content[accepted].get("schema", {}), "answer")
            assert not wrong, f"{place} {status}: " + "; ".join(wrong[:20])

    def get(self, path, **params):
        return self.call("GET", path, params=params or None)

    def post(self, path, body=None, status=None):
        return self.call("POST", path, body, status)

    def put(self, path, body, status=None):
        return self.call("PUT", path, body, status)

    def patch(self, path, body, status=None):
        return self.call("PATCH", path, body, status)

    def delete(self, path):
        return self.call("DELETE", path)
