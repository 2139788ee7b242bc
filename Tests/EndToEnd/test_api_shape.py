"""What every caller relies on: errors, lists, roles, masking, audit, health, metrics, settings."""

import json
import re

import pytest
import requests

from support.people import mobile, unique


def explained(answer, status):
    assert answer.status_code == status, (answer.status_code, answer.text[:300])
    body = answer.json()
    assert set(body["error"]) >= {"code", "message", "hint"} and re.fullmatch(r"[a-z_]+", body["error"]["code"]), body
    assert body.get("requestId"), body


def test_errors_everywhere(api, server):
    explained(api.raw("GET", "/api/nothing-here"), 404)
    explained(api.raw("GET", "/api/customers/999999999999"), 404)
    explained(api.raw("GET", "/api/customers/lookup", params={"kind": "user_id", "value": unique("ghost")}), 404)
    explained(api.raw("GET", "/api/customers/lookup"), 400)
    explained(requests.get(server.url + "/api/ledger"), 401)
    explained(requests.get(server.url + "/api/ledger", headers={"Authorization": "Bearer wrong"}), 401)
    explained(api.raw("POST", "/api/analyse/trend", data="{", headers={"Content-Type": "application/json"}), 400)
    explained(api.raw("POST", "/api/sources", json={"name": "", "channel": "moon", "kind": "x"}), 400)
    explained(api.raw("GET", "/api/customers", params={"limit": "many"}), 400)
    explained(api.raw("GET", "/api/customers", params={"after": "%%%nonsense"}), 400)
    assert api.raw("DELETE", "/api/ledger").status_code in (404, 405)


def test_health_ready_metrics(api, server):
    assert requests.get(server.url + "/healthz").status_code == 200
    assert requests.get(server.url + "/readyz").json()["status"] == "ready"
    health = api.get("/api/health")
    assert health["status"] == "ok" and health["checks"] and health["process"]["residentBytes"] > 0, health
    metrics = api.raw("GET", "/metrics")
    assert metrics.status_code == 200
    for line in metrics.text.splitlines():
        assert line.startswith("#") or re.fullmatch(r"[a-zA-Z_:][a-zA-Z0-9_:]*(\{.*\})? -?[0-9.eE+naifNI-]+", line), line


def test_lists_page_without_gaps(api):
    source = api.source()
    users = [unique("page") for _ in range(23)]
    source.deliver(*[{"type": "identify", "messageId": unique("m"), "userId": user} for user in users])
    found = api.all("/api/customers", limit=5)
    ids = [item["id"] for item in found]
    assert len(ids) == len(set(ids)), "a customer came twice while paging"
    shown = {entry["value"] for item in found for entry in item["identifiers"]}
    assert set(users) <= shown


@pytest.fixture(scope="module")
def keys(server):
    """An API key for each role."""
    return {role: server.api.post("/api/api-keys", {"name": f"test {role}", "role": role})["value"] for role in ("admin", "marketer", "sales", "analyst")}


def as_role(server, key, method, path, **arguments):
    return requests.request(method, server.url + path, headers={"Authorization": f"Bearer {key}"}, timeout=30, **arguments)


def test_roles(api, server, keys):
    source = api.source()
    user, phone = unique("role"), mobile()
    source.deliver({"type": "identify", "messageId": unique("m"), "userId": user, "identifiers": [{"kind": "phone", "value": phone}]})
    customer = api.lookup(user)["id"]
    merge = {"from": {"kind": "user_id", "value": user}, "into": {"kind": "user_id", "value": unique("ghost")}, "reason": "x"}
    allowed = {
        ("GET", "/api/users"): "admin", ("GET", "/api/audit"): "admin", ("GET", "/api/api-keys"): "admin",
        ("POST", "/api/customers/merge"): "admin marketer", ("POST", "/api/analyse/trend"): "admin marketer analyst",
    }
    trend = {"event": "X", "from": "2026-11-01", "to": "2026-11-02", "interval": "day", "measure": "count"}
    for (method, path), roles in allowed.items():
        for role, key in keys.items():
            answer = as_role(server, key, method, path, json=merge if "merge" in path else trend if "trend" in path else None)
            if role in roles.split():
                assert answer.status_code not in (401, 403), (role, method, path, answer.text)
            else:
                explained(answer, 403)
    masked = as_role(server, keys["analyst"], "GET", f"/api/customers/{customer}").text
    assert phone not in masked and phone[:3] + "****" + phone[-4:] in masked, masked
    revealed = as_role(server, keys["analyst"], "GET", f"/api/customers/{customer}", params={"reveal": "true"})
    assert revealed.status_code == 403 or phone not in revealed.text
    assert phone not in as_role(server, keys["marketer"], "GET", f"/api/customers/{customer}").text
    assert phone in as_role(server, keys["marketer"], "GET", f"/api/customers/{customer}", params={"reveal": "true"}).text
    assert any("reveal" in json.dumps(entry) for entry in api.get("/api/audit", limit=20)["items"]), "a reveal is audited"
    # Masking does not apply to an admin's API key.
    assert phone in api.raw("GET", f"/api/customers/{customer}").text


def test_the_organisation_bounds_what_sales_see(api, server):
    nodes = api.get("/api/organisation")["nodes"]
    root = nodes[0]["id"] if nodes else api.post("/api/organisation", {"parent": None, "kind": "brand", "name": "品牌", "code": unique("B")})["id"]
    region = api.post("/api/organisation", {"parent": root, "kind": "region", "name": "华南", "code": unique("R")})["id"]
    store = api.post("/api/organisation", {"parent": region, "kind": "store", "name": "深圳店", "code": unique("S")})["id"]
    other = api.post("/api/organisation", {"parent": root, "kind": "region", "name": "华北", "code": unique("R")})["id"]
    key = api.post("/api/api-keys", {"name": "sales", "role": "sales", "node": region})["value"]
    source = api.source()
    mine, theirs = unique("own"), unique("not")
    source.deliver(*[{"type": "identify", "messageId": unique("m"), "userId": user} for user in (mine, theirs)])
    mine_id, theirs_id = api.lookup(mine)["id"], api.lookup(theirs)["id"]
    api.call("PUT", f"/api/customers/{mine_id}/organisation", json={"nodes": [store]})
    api.call("PUT", f"/api/customers/{theirs_id}/organisation", json={"nodes": [other]})
    listed = as_role(server, key, "GET", "/api/customers").json()["items"]
    assert [item["id"] for item in listed] == [mine_id], listed
    assert as_role(server, key, "GET", f"/api/customers/{mine_id}").status_code == 200
    explained(as_role(server, key, "GET", f"/api/customers/{theirs_id}"), 404)
    explained(as_role(server, key, "GET", f"/api/customers/{theirs_id}/timeline"), 404)
    explained(as_role(server, key, "GET", "/api/customers/lookup", params={"kind": "user_id", "value": theirs}), 404)
    assert theirs not in as_role(server, key, "GET", "/api/search", params={"q": theirs}).text


def test_sessions(fresh):
    """First-run set-up, sign in, CSRF header, wrong passwords limited, sign out."""
    server = fresh()
    url = server.url
    assert requests.get(url + "/api/setup").json()["needed"] is True
    body = {"token": server.login_token(), "name": "站长", "email": "Owner@Example.com", "password": "correct horse battery"}
    assert requests.post(url + "/api/setup", json={**body, "token": "wrong"}).status_code in (400, 401, 403)
    session = requests.Session()
    answer = session.post(url + "/api/setup", json=body)
    assert answer.status_code in (200, 201), answer.text
    cookie = answer.headers["Set-Cookie"]
    assert "lianlu_session" in cookie and "HttpOnly" in cookie and "SameSite=Strict" in cookie
    assert requests.get(url + "/api/setup").json()["needed"] is False
    assert requests.post(url + "/api/setup", json=body).status_code in (401, 403, 409)
    assert session.get(url + "/api/session").json()["account"]["role"] == "admin"
    refused = session.post(url + "/api/sources", json={"name": "x", "channel": "web", "kind": "segment"})
    assert refused.status_code == 403, "a write with the cookie needs X-Lianlu-CSRF"
    made = session.post(url + "/api/sources", json={"name": "x", "channel": "web", "kind": "segment"}, headers={"X-Lianlu-CSRF": "1"})
    assert made.status_code in (200, 201), made.text
    session.delete(url + "/api/session", headers={"X-Lianlu-CSRF": "1"})
    assert session.get(url + "/api/session").status_code == 401
    assert session.post(url + "/api/session", json={"email": "owner@example.com", "password": "correct horse battery"}).status_code == 200
    statuses = [requests.post(url + "/api/session", json={"email": "owner@example.com", "password": f"wrong {n}"}).status_code for n in range(7)]
    assert statuses[:5] == [401] * 5 and statuses[-1] == 429, statuses


def test_settings_round_trip(api):
    before = api.get("/api/settings")
    assert before["timeZone"] == "Asia/Shanghai" and before["dedupeDays"] >= 7, before
    api.patch("/api/settings", {"name": "测试品牌"})
    assert api.get("/api/settings")["name"] == "测试品牌"
    explained(api.raw("PATCH", "/api/settings", json={"timeZone": "Mars/Olympus"}), 400)
    api.patch("/api/settings", {"name": before["name"]})


def test_dictionary(api):
    source = api.source()
    event = unique("Dict")
    source.deliver({"type": "track", "event": event, "messageId": unique("m"), "userId": "d", "properties": {"colour": "red", "n": 3}})
    entry = next(item for item in api.get("/api/dictionary/events")["items"] if item["name"] == event)
    assert entry["events30d"] == 1, entry
    api.patch(f"/api/dictionary/events/{event}", {"displayName": {"zh-Hans": "事件", "en": "Event"}})
    assert next(item for item in api.get("/api/dictionary/events")["items"] if item["name"] == event)["displayName"]["zh-Hans"] == "事件"
    properties = {item["name"]: item for item in api.get("/api/dictionary/properties", event=event)["items"]}
    assert properties["n"]["type"] in ("number", "integer") and properties["colour"]["samples"] == ["red"], properties
