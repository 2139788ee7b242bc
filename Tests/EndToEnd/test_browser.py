"""Browser keys are public: bound to origins, and what they claim about people is weak."""

import pytest
import json

import requests

from support.people import identifiers, mobile, unique

ORIGIN = "https://shop.example.com"


def beacon(server, key, events, origin=ORIGIN, content_type="text/plain;charset=UTF-8"):
    headers = {"Content-Type": content_type}
    if origin:
        headers["Origin"] = origin
    return requests.post(f"{server.url}/api/ingest/events", params={"key": key}, data=json.dumps({"events": events}), headers=headers)


def test_cors_lets_the_origin_in_and_others_not(api, server):
    source = api.source("browser", "web", key_kind="browser", origins=[ORIGIN])
    event = {"type": "track", "event": "From Page", "messageId": unique("m"), "anonymousId": unique("b")}
    preflight = requests.options(
        f"{server.url}/api/ingest/events", params={"key": source.key},
        headers={"Origin": ORIGIN, "Access-Control-Request-Method": "POST", "Access-Control-Request-Headers": "content-type"})
    assert preflight.status_code in (200, 204), preflight.text
    assert preflight.headers["Access-Control-Allow-Origin"] in (ORIGIN, "*")
    assert "content-type" in preflight.headers["Access-Control-Allow-Headers"].lower()
    answer = beacon(server, source.key, [event])
    assert answer.status_code == 200 and answer.headers["Access-Control-Allow-Origin"] in (ORIGIN, "*"), answer.text
    assert source.settle(1)["stored"] == 1

    for origin in ("https://evil.example.net", "https://shop.example.com.evil.net", "null"):
        answer = beacon(server, source.key, [{**event, "messageId": unique("m")}], origin=origin)
        refused = answer.status_code == 403 or (answer.status_code == 200 and answer.json()["results"][0]["result"] == "rejected")
        assert refused, (origin, answer.status_code, answer.text)
    assert source.settle()["stored"] == 1


def test_claims_of_a_browser_are_weak(api, server):
    """Anybody can write any phone into a web page: it never joins two customers, and never shows somebody else's data."""
    trusted = api.source()
    victim, phone = unique("victim"), mobile()
    trusted.deliver({"type": "identify", "messageId": unique("m"), "userId": victim, "identifiers": [{"kind": "phone", "value": phone, "verified": True}], "traits": {"vip": True}})
    public = api.source("browser", "web", key_kind="browser", origins=[ORIGIN])
    attacker = unique("attacker")
    answer = beacon(server, public.key, [
        {"type": "identify", "messageId": unique("m"), "anonymousId": attacker, "userId": victim, "identifiers": [{"kind": "phone", "value": phone, "verified": True}],
         "traits": {"vip": False, "evil": 1}}])
    assert answer.status_code == 200, answer.text
    public.settle(1)
    owner = api.lookup(victim)
    assert owner["traits"]["vip"] is True, "a browser's claim changed a trusted trait"
    strengths = {entry["value"]: entry["strength"] for entry in owner["identifiers"]}
    assert strengths[victim] == "strong"
    # A second browser that claims another account does not pull the two accounts together.
    other = unique("other")
    trusted.deliver({"type": "identify", "messageId": unique("m"), "userId": other})
    beacon(server, public.key, [{"type": "identify", "messageId": unique("m"), "anonymousId": attacker, "userId": other}])
    public.settle(2)
    assert api.lookup(other)["id"] != api.lookup(victim)["id"]
    assert ("user_id", other) not in identifiers(api.lookup(victim))


def test_a_browser_key_opens_nothing_else(api, server):
    source = api.source("browser", "web", key_kind="browser", origins=[ORIGIN])
    for path in ("/api/customers", "/api/ledger", "/api/sources", "/api/export/events"):
        answer = requests.get(server.url + path, headers={"Authorization": f"Bearer {source.key}"})
        assert answer.status_code in (401, 403), (path, answer.status_code)


def test_the_sdk_is_served_small(server, api):
    answer = requests.get(server.url + "/sdk/lianlu.js")
    assert answer.status_code == 200 and "javascript" in answer.headers["Content-Type"]
    assert 500 < len(answer.content) < 30_000
