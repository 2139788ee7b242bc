"""The product API as a test sees it, and the ledger that must add up whenever it is looked at."""

import datetime
import json
import threading
import time
import uuid

import requests

REASONS_NEVER = {"", "unknown", "other"}


class ApiError(AssertionError):
    def __init__(self, answer):
        self.status = answer.status_code
        try:
            self.error = answer.json().get("error", {})
        except ValueError:
            self.error = {}
        super().__init__(f"{answer.request.method} {answer.request.url} → {answer.status_code} {answer.text[:600]}")


class Api:
    def __init__(self, url, key):
        self.url = url
        self.key = key
        self.local = threading.local()
        self.last = {}
        self.lock = threading.Lock()

    @property
    def session(self):
        if not hasattr(self.local, "session"):
            self.local.session = requests.Session()
            self.local.session.headers["Authorization"] = f"Bearer {self.key}"
            self.local.session.trust_env = False
        return self.local.session

    def raw(self, method, path, **arguments):
        arguments.setdefault("timeout", 30)
        return self.session.request(method, self.url + path, **arguments)

    def call(self, method, path, **arguments):
        answer = self.raw(method, path, **arguments)
        if answer.status_code >= 400:
            raise ApiError(answer)
        return answer.json() if answer.content else None

    def get(self, path, **params):
        return self.call("GET", path, params={k: v for k, v in params.items() if v is not None})

    def post(self, path, body=None, **arguments):
        return self.call("POST", path, json=body if body is not None else {}, **arguments)

    def patch(self, path, body):
        return self.call("PATCH", path, json=body)

    def delete(self, path):
        return self.call("DELETE", path)

    def all(self, path, **params):
        """Every item of a list, page by page; no item twice."""
        items, after = [], None
        for _ in range(1000):
            page = self.get(path, after=after, **params)
            items += page["items"]
            after = page.get("next")
            if not after:
                return items
        raise AssertionError(f"{path} never ends")

    # -- ledger

    def ledger(self, source=None):
        """The ledger, or one source's part of it; asserts on every look that it adds up and never runs backwards."""
        with self.lock:
            book = self.get("/api/ledger")
            check_ledger(book)
            self._check_monotone(book)
        if source is None:
            return book
        for entry in book["sources"]:
            if str(entry["id"]) == str(source):
                return entry
        return {"received": 0, "stored": 0, "duplicate": 0, "rejected": 0, "pending": 0, "reasons": {}}

    def _check_monotone(self, book):
        for entry in [{"id": None, **book}, *book["sources"]]:
            key = str(entry["id"])
            before = self.last.get(key)
            if before:
                for name in ("received", "stored", "duplicate", "rejected"):
                    assert entry[name] >= before[name], f"{name} of source {key} fell from {before[name]} to {entry[name]}"
            self.last[key] = {name: entry[name] for name in ("received", "stored", "duplicate", "rejected")}

    def settle(self, source=None, received=None, timeout=30):
        """Waits until nothing is pending (and at least `received` arrived); the ledger then."""
        deadline = time.monotonic() + timeout
        while True:
            entry = self.ledger(source)
            if entry["pending"] == 0 and (received is None or entry["received"] >= received):
                return entry
            assert time.monotonic() < deadline, f"still pending after {timeout} s: {entry}"
            time.sleep(0.02)

    # -- customers

    def lookup(self, value, kind="user_id", scope=None):
        return self.get("/api/customers/lookup", kind=kind, value=value, scope=scope)

    def known(self, value, kind="user_id", scope=None):
        answer = self.raw("GET", "/api/customers/lookup", params={k: v for k, v in {"kind": kind, "value": value, "scope": scope}.items() if v is not None})
        assert answer.status_code in (200, 404), answer.text
        return answer.status_code == 200

    def timeline(self, customer, limit=50, **filters):
        """All of one customer's events, newest first, page by page."""
        events, before = [], None
        for _ in range(10_000):
            page = self.get(f"/api/customers/{customer}/timeline", limit=limit, before=before, **filters)
            assert len(page["events"]) <= limit
            events += page["events"]
            before = page.get("next")
            if not before:
                break
        ids = [event["id"] for event in events]
        assert len(ids) == len(set(ids)), "an event came twice while paging"
        times = [event["time"] for event in events]
        assert times == sorted(times, reverse=True), "the timeline is not newest first"
        return events

    def trend(self, event, start, end, interval="day", measure="count", **more):
        return self.post("/api/analyse/trend", {"event": event, "from": start, "to": end, "interval": interval, "measure": measure, **more})

    def merge(self, source, target, reason="test"):
        return self.post("/api/customers/merge", {"from": source, "into": target, "reason": reason})["customers"]

    def unbind(self, identifier, reason="test"):
        return self.post("/api/customers/unbind", {"identifier": identifier, "reason": reason})["customers"]

    # -- sources

    def source(self, kind="native", channel="server", key_kind="server", origins=None):
        """A new source with a key; an object with id and key."""
        made = self.post("/api/sources", {"name": f"{kind} {uuid.uuid4().hex[:8]}", "channel": channel, "kind": kind})
        body = {"kind": key_kind, "label": "test"}
        if origins is not None:
            body["origins"] = origins
        key = self.post(f"/api/sources/{made['id']}/keys", body)
        return Source(self, made["id"], key["value"], key["id"])

    def ingest(self, key, events, **arguments):
        """Posts events to the native API with a source key."""
        headers = {"Authorization": f"Bearer {key}", **arguments.pop("headers", {})}
        return requests.post(self.url + "/api/ingest/events", json={"events": events}, headers=headers, timeout=30, **arguments)

    def export_events(self, **params):
        """The behavioural store, row by row."""
        params = {"format": "ndjson", **params}
        with self.raw("GET", "/api/export/events", params=params, stream=True, timeout=300) as answer:
            if answer.status_code >= 400:
                raise ApiError(answer)
            for line in answer.iter_lines(chunk_size=1 << 16):
                if line:
                    row = json.loads(line)
                    row.setdefault("messageId", row.get("message_id"))
                    yield row


class Source:
    def __init__(self, api, number, key, key_id):
        self.api, self.id, self.key, self.key_id = api, number, key, key_id

    def ledger(self):
        return self.api.ledger(self.id)

    def settle(self, received=None, timeout=30):
        return self.api.settle(self.id, received, timeout)

    def send(self, *events):
        """Native API; asserts that every event was taken."""
        answer = self.api.ingest(self.key, list(events))
        assert answer.status_code == 200, answer.text
        body = answer.json()
        bad = [r for r in body["results"] if r["result"] not in ("ok", "duplicate")]
        assert not bad, bad
        return body["results"]

    def deliver(self, *events):
        """Native API; returns once everything is visible."""
        results = self.send(*events)
        self.settle()
        return results


def check_ledger(book):
    """received = stored + duplicate + rejected + pending, in total and for each source, and the reasons explain the rejected."""
    def one(entry, name):
        for field in ("received", "stored", "duplicate", "rejected", "pending"):
            assert isinstance(entry[field], int) and entry[field] >= 0, f"{name}: {field} is {entry[field]!r}"
        total = entry["stored"] + entry["duplicate"] + entry["rejected"] + entry["pending"]
        assert entry["received"] == total, f"{name}: received {entry['received']} ≠ {total}: {entry}"
        assert sum(entry["reasons"].values()) == entry["rejected"], f"{name}: reasons do not explain the rejected: {entry}"
        assert not REASONS_NEVER & set(entry["reasons"]), entry["reasons"]

    one(book, "ledger")
    for entry in book["sources"]:
        one(entry, f"source {entry['id']}")
    for field in ("received", "stored", "duplicate", "rejected", "pending"):
        assert book[field] == sum(entry[field] for entry in book["sources"]), f"{field} is not the sum of its sources"


def iso(moment):
    """ISO 8601 in UTC with milliseconds."""
    return moment.astimezone(datetime.timezone.utc).isoformat(timespec="milliseconds").replace("+00:00", "Z")


def instant(text):
    return datetime.datetime.fromisoformat(text.replace("Z", "+00:00"))


def now():
    return datetime.datetime.now(datetime.timezone.utc)


def eventually(check, timeout=15, pause=0.05):
    """Calls `check` until it returns something true; its last failure otherwise."""
    deadline = time.monotonic() + timeout
    while True:
        failure = None
        try:
            value = check()
            if value:
                return value
        except AssertionError as error:
            failure = error
        if time.monotonic() >= deadline:
            raise failure or AssertionError(f"not so after {timeout} s")
        time.sleep(pause)
