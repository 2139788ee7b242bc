"""The native API: an outcome for each event, NDJSON and JSON, traits, tags, consent, timelines without gaps."""

import datetime
import gzip
import json

import pytest
import requests

from support.api import iso, now
from support.people import identifiers, mobile, unique

pytestmark = pytest.mark.engines("sqlite", "postgres")


def post(server, key, body, content_type, **headers):
    return requests.post(
        server.url + "/api/ingest/events", data=body, headers={"Authorization": f"Bearer {key}", "Content-Type": content_type, **headers}, timeout=30)


def test_an_outcome_for_each_event(api, server):
    source = api.source()
    user, repeated = unique("n"), unique("m")
    events = [
        {"type": "track", "event": "Good", "messageId": repeated, "userId": user, "properties": {"n": 1}},
        {"type": "track", "event": "Nobody", "messageId": unique("m")},
        {"type": "track", "messageId": unique("m"), "userId": user},
        {"type": "dance", "event": "X", "messageId": unique("m"), "userId": user},
        "not an object",
        {"type": "track", "event": "Good", "messageId": repeated, "userId": user, "properties": {"n": 1}},
        {"type": "track", "event": "Good", "messageId": unique("m"), "userId": user, "time": "last Tuesday"},
    ]
    answer = api.ingest(source.key, events)
    assert answer.status_code == 200, answer.text
    body = answer.json()
    results = [result["result"] for result in body["results"]]
    assert [result["index"] for result in body["results"]] == list(range(len(events)))
    assert results[0] == "ok" and results[5] in ("ok", "duplicate"), body
    assert results[1:5] == ["rejected"] * 4, body
    assert all(result.get("reason") for result in body["results"] if result["result"] == "rejected"), body
    assert body["accepted"] + body["rejected"] == len(events)
    entry = source.settle(len(events))
    bad_time = results[6] == "rejected"
    assert (entry["stored"], entry["duplicate"], entry["rejected"]) == (1 if bad_time else 2, 1, 5 if bad_time else 4), entry


@pytest.mark.parametrize("shape", ["ndjson", "array", "wrapped", "single", "gzip ndjson", "beacon"])
def test_shapes_of_a_body(api, server, shape):
    source = api.source()
    user = unique("shape")
    events = [{"type": "track", "event": "Shape", "messageId": unique("m"), "userId": user, "properties": {"n": n}} for n in range(1 if shape == "single" else 5)]
    lines = "\n".join(json.dumps(event, ensure_ascii=False) for event in events) + "\n"
    if shape == "ndjson":
        answer = post(server, source.key, lines.encode(), "application/x-ndjson")
    elif shape == "gzip ndjson":
        answer = post(server, source.key, gzip.compress(lines.encode()), "application/x-ndjson", **{"Content-Encoding": "gzip"})
    elif shape == "array":
        answer = post(server, source.key, json.dumps(events), "application/json")
    elif shape == "single":
        answer = post(server, source.key, json.dumps(events[0]), "application/json")
    elif shape == "beacon":
        answer = requests.post(f"{server.url}/api/ingest/events", params={"key": source.key}, data=json.dumps({"events": events}), headers={"Content-Type": "text/plain;charset=UTF-8"})
    else:
        answer = post(server, source.key, json.dumps({"events": events}), "application/json; charset=utf-8")
    assert answer.status_code == 200, answer.text
    assert [result["result"] for result in answer.json()["results"]] == ["ok"] * len(events)
    source.settle(len(events))
    assert sorted(event["properties"]["n"] for event in api.timeline(api.lookup(user)["id"])) == list(range(len(events)))


def test_ties_in_time_are_not_lost_between_pages(api):
    source = api.source()
    user, moment = unique("tie"), iso(now())
    source.deliver(*[
        {"type": "track", "event": "Tied", "messageId": unique("m"), "userId": user, "time": moment, "properties": {"n": n}} for n in range(200)])
    for limit in (7, 50, 200):
        events = api.timeline(api.lookup(user)["id"], limit=limit)
        assert sorted(event["properties"]["n"] for event in events) == list(range(200))


def test_traits_tags_consent(api):
    source = api.source()
    user = unique("prof")
    start = now() - datetime.timedelta(hours=1)

    def event(seconds, **fields):
        return {"messageId": unique("m"), "userId": user, "time": iso(start + datetime.timedelta(seconds=seconds)), **fields}

    source.deliver(
        event(1, type="identify", traits={"city": "深圳", "level": 1}),
        event(3, type="identify", traits={"set": {"level": 3}, "setOnce": {"origin": "first"}, "add": {"points": 10}, "append": {"likes": "tea"}}),
        event(2, type="identify", traits={"set": {"level": 2}, "setOnce": {"origin": "earlier"}, "add": {"points": 5}, "append": {"likes": "coffee"}}),
        event(4, type="identify", traits={"set": {"gone": 1}}),
        event(5, type="identify", traits={"unset": ["gone"]}),
        event(6, type="consent", purpose="marketing_sms", granted=True),
        event(7, type="consent", consent={"marketing_sms": False, "profiling": True}))
    customer = api.lookup(user)
    traits = customer["traits"]
    assert traits["city"] == "深圳" and traits["level"] == 3 and traits["points"] == 15 and "gone" not in traits, traits
    assert traits["origin"] == "earlier", "set once: the earliest event time wins"
    assert sorted(traits["likes"]) == ["coffee", "tea"], traits
    newest = {}
    for entry in sorted(customer["consent"], key=lambda entry: entry["time"]):
        newest[entry["purpose"]] = entry["granted"]
    assert newest == {"marketing_sms": False, "profiling": True}, customer["consent"]

    name = unique("标签")
    api.post(f"/api/customers/{customer['id']}/tags", {"add": [name]})
    assert name in [tag["name"] for tag in api.lookup(user)["tags"]]
    assert any(item["id"] == customer["id"] for item in api.get("/api/customers", tag=name)["items"])
    api.post(f"/api/customers/{customer['id']}/tags", {"remove": [name]})
    assert name not in [tag["name"] for tag in api.lookup(user)["tags"]]
    api.patch(f"/api/customers/{customer['id']}/traits", {"set": {"note": "由人填写"}, "unset": ["city"]})
    traits = api.lookup(user)["traits"]
    assert traits["note"] == "由人填写" and "city" not in traits


def test_search_by_any_identifier_name_and_tag(api):
    source = api.source()
    user, phone, email = unique("find"), mobile(), unique("find") + "@example.com"
    surname = "欧阳" + unique("")[1:7]
    source.deliver(
        {"type": "identify", "messageId": unique("m"), "userId": user, "identifiers": [
            {"kind": "phone", "value": phone}, {"kind": "email", "value": email}, {"kind": "unionid", "value": unique("uni"), "scope": "wx-open-1"}],
         "traits": {"name": f"{surname}小明"}})
    customer = api.lookup(user)
    for query in (user, phone, email, surname, user[:9], surname[1:6]):
        found = api.get("/api/search", q=query)["customers"]
        assert customer["id"] in [item["id"] for item in found], f"{query} finds {found}"
    listed = api.get("/api/customers", q=phone)["items"]
    assert [item["id"] for item in listed] == [customer["id"]]


def test_scopes_keep_open_ids_apart(api):
    source = api.source()
    one, two, openid = unique("a"), unique("b"), unique("openid")
    for user, scope in ((one, "wx-app-1"), (two, "wx-app-2")):
        source.send({"type": "identify", "messageId": unique("m"), "userId": user, "identifiers": [{"kind": "openid", "scope": scope, "value": openid}]})
    source.settle()
    assert api.lookup(openid, "openid", "wx-app-1")["id"] == api.lookup(one)["id"]
    assert api.lookup(openid, "openid", "wx-app-2")["id"] == api.lookup(two)["id"]
    assert api.lookup(one)["id"] != api.lookup(two)["id"]
    assert {("openid", openid)} <= identifiers(api.lookup(one))


def test_a_revoked_key_and_a_paused_source_take_nothing(api, server):
    source = api.source()
    user = unique("rev")
    source.deliver({"type": "track", "event": "Before", "messageId": unique("m"), "userId": user})
    api.delete(f"/api/keys/{source.key_id}")
    answer = api.ingest(source.key, [{"type": "track", "event": "After", "messageId": unique("m"), "userId": user}])
    assert answer.status_code == 401 and answer.json()["error"]["code"] == "unknown_key", answer.text
    assert source.ledger()["stored"] == 1
    paused = api.source()
    api.patch(f"/api/sources/{paused.id}", {"status": "paused"})
    answer = api.ingest(paused.key, [{"type": "track", "event": "Paused", "messageId": unique("m"), "userId": user}])
    body = answer.json()
    assert answer.status_code in (401, 403) or body["results"][0]["result"] == "rejected", answer.text
    assert paused.settle()["stored"] == 0


def test_live_shows_accepted_and_rejected_as_they_arrive(api, server):
    import threading

    source = api.source()
    seen, opened = {}, threading.Event()
    marketer = api.post("/api/api-keys", {"name": "live", "role": "marketer"})["value"]

    def listen():
        with requests.get(
                server.url + "/api/live", params={"source": source.id}, headers={"Authorization": f"Bearer {marketer}"}, stream=True, timeout=20) as stream:
            assert stream.headers["Content-Type"].startswith("text/event-stream")
            opened.set()
            name = None
            for line in stream.iter_lines(chunk_size=1):
                if line.startswith(b"event:"):
                    name = line[6:].strip().decode()
                elif line.startswith(b"data:"):
                    seen.setdefault(name, []).append(json.loads(line[5:]))
                    if {"accepted", "rejected", "stats"} <= set(seen):
                        return

    thread = threading.Thread(target=listen, daemon=True)
    thread.start()
    assert opened.wait(10), "the stream does not open"
    phone = mobile()
    api.ingest(source.key, [
        {"type": "track", "event": "Live One", "messageId": unique("m"), "userId": unique("live"), "identifiers": [{"kind": "phone", "value": phone}]},
        {"type": "track", "messageId": unique("m"), "userId": unique("live")}])
    thread.join(15)
    assert {"accepted", "rejected", "stats"} <= set(seen), seen
    assert seen["accepted"][0]["name"] == "Live One" and seen["rejected"][0]["reason"], seen
    assert phone not in json.dumps(seen["accepted"][0]["identifiers"]), "phone numbers are masked"
