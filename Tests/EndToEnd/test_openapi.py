"""openapi.yaml against a running server full of data: requests and answers must be as it describes them, nothing more and nothing less."""

import re

import pytest
import requests

from support.api import Api, eventually, now
from support.document import Document, Documented
from support.loop import order
from support.people import mobile, unique
from support.server import ROOT, Server

DOCUMENT = Document()
DATA = ROOT / ".deps/demo/ecom.csv.gz"
STREAMS = {"/api/live", "/api/leads/stream"}
SPAN = {"from": "2026-01-01", "to": str(now().date())}
NEEDED = {
    "/api/customers/lookup": {"kind": "phone", "value": "13800000000"}, "/api/search": {"q": "李"},
    "/api/export/events": {"from": str(now().date()), "to": str(now().date()), "format": "csv"}, "/api/export/customers": {"format": "csv"},
    "/api/overview": {**SPAN, "interval": "week"}, "/api/quality/origins": SPAN, "/api/quality/overview": SPAN, "/api/orders": SPAN, "/api/products/categories": SPAN, "/api/media/spend": SPAN,
}
PIXEL = bytes.fromhex("89504e470d0a1a0a0000000d49484452000000010000000108060000001f15c4890000000d49444154789c6360606060000000050001a5f645400000000049454e44ae426082")


@pytest.fixture(scope="module")
def server():
    """`lianlu demo` with its sandbox, where its data is there; an empty deployment with a sandbox otherwise."""
    instance = Server(verb="demo" if DATA.exists() else "sandbox").start()
    try:
        if DATA.exists():
            eventually(instance.login_token, 120, 0.5)  # after the loop was walked
        yield instance
        assert instance.alive(), instance.last_words()
    finally:
        instance.discard()


@pytest.fixture(scope="module")
def api(server):
    return Documented(server.api, DOCUMENT)


@pytest.fixture(scope="module")
def person(server, api):
    """A customer with a phone, an order and a tag."""
    source, user, phone = server.api.source(), unique("openapi"), mobile()
    source.deliver(
        {"type": "identify", "messageId": unique("m"), "userId": user, "traits": {"name": "李女士"}, "identifiers": [{"kind": "phone", "value": phone}]},
        order(unique("O"), 12800, userId=user))
    found = api.get("/api/customers/lookup", kind="user_id", value=user)
    return {"id": found["id"], "number": found["number"], "user": user, "phone": phone, "source": source}


def reads(parameters):
    return sorted(path for (method, path) in DOCUMENT.operations if method == "GET" and path.startswith("/api/") and path not in STREAMS and ("{" in path) == parameters)


def test_reads(api, person, server):
    wrong = []
    for path in reads(False):
        params = dict(NEEDED.get(path, {}))
        if path == "/api/customers/lookup":
            params = {"kind": "user_id", "value": person["user"]}
        try:
            answer = api.get(path, **params)
            following = isinstance(answer, dict) and answer.get("next")
            if following and len(answer["items"]) < 100:
                api.get(path, **params, after=following)
        except AssertionError as error:
            wrong.append(str(error))
    for path, params in [
        ("/api/leads", {"view": "pool"}), ("/api/leads", {"view": "waiting"}), ("/api/leads", {"view": "quarantine"}), ("/api/leads", {"view": "mine"}),
        ("/api/customers", {"segment": "known", "sort": "events", "channel": "h5"}), ("/api/origins", {"archived": "true"}), ("/api/pages", {"archived": "true"}),
        ("/api/conflicts", {"status": "open"}), ("/api/media/conversions", {"state": "ok,rejected", "stage": "form_submitted", **SPAN}),
        ("/api/media/conversions", {"state": "suppressed"}), ("/api/media/ledger", {"account": 1}), ("/api/quality/origins", {"window": 30}),
    ]:
        if path == "/api/media/ledger" and not DATA.exists():
            continue
        try:
            api.get(path, **params)
        except AssertionError as error:
            wrong.append(str(error))
    assert not wrong, "\n".join(wrong)


def test_reads_of_one(api, person, server):
    """Each GET with a parameter, for some of the things there are."""
    wrong = []
    lists = {
        "/api/customers/{id}": [person["id"], *[one["id"] for one in api.get("/api/customers", limit=3)["items"]]],
        "/api/sandbox/{platform}": [one["name"] for one in api.get("/api/sandbox")["items"]],
        "/api/imports/{id}": [], "/api/media/spend/{id}": [one["id"] for one in api.get("/api/media/spend", limit=2)["items"]],
        "/api/journey-runs/{id}": [run["id"] for journey in api.get("/api/journeys")["items"] for run in api.get(f"/api/journeys/{journey['id']}/runs", limit=3)["items"]],
    }
    for path in reads(True):
        if path.count("{") > 1:
            continue
        base = re.match(r".*?\{[^}]+\}", path).group()
        if base not in lists:
            lists[base] = [one["id"] for one in api.get(base.rsplit("/", 1)[0])["items"][:6]]
        for one in lists[base]:
            try:
                api.call("GET", path.replace(re.search(r"\{[^}]+\}", path).group(), str(one)))
            except AssertionError as error:
                wrong.append(str(error))
    assert not wrong, "\n".join(wrong)


def test_customers(api, person, server):
    path = f"/api/customers/{person['id']}"
    api.patch(path + "/traits", {"set": {"city": "上海"}, "unset": ["note"]})
    api.post(path + "/tags", {"add": [unique("标签")], "remove": []})
    api.post(path + "/consent", {"purpose": "marketing", "granted": True, "evidence": "电话"})
    node = api.get("/api/organisation")["nodes"]
    root = node[0]["id"] if node else api.post("/api/organisation", {"parent": None, "kind": "brand", "name": "品牌", "code": unique("B")}, 201)["id"]
    part = api.post("/api/organisation", {"parent": root, "kind": "region", "name": "华南", "code": unique("R")}, 201)["id"]
    api.patch(f"/api/organisation/{part}", {"name": "华南区"})
    api.put(path + "/organisation", {"nodes": [part]})
    api.get(path)
    other = unique("other")
    person["source"].deliver({"type": "identify", "messageId": unique("m"), "userId": other})
    api.post("/api/customers/merge", {"from": {"kind": "user_id", "value": other}, "into": {"kind": "user_id", "value": person["user"]}, "reason": "同一人"})
    api.get(path)
    api.get(path + "/graph", reveal="true")
    api.post("/api/customers/unbind", {"identifier": {"kind": "user_id", "value": other}, "reason": "看错了"})
    gone = server.api.lookup(other)["id"]
    api.post(f"/api/customers/{gone}/erasure", {"reason": "客户要求"}, 202)
    api.get("/api/erasures")
    tag = api.post("/api/tags", {"name": unique("标签"), "group": "测试", "description": ""}, 201)
    api.patch(f"/api/tags/{tag['id']}", {"description": "测试"})
    api.delete(f"/api/tags/{tag['id']}")
    api.post("/api/analyse/trend", {"event": None, **SPAN, "interval": "week", "measure": "customers", "where": [{"property": "$channel", "op": "in", "value": ["web", "server"]}], "breakdown": {"property": "$origin", "limit": 3}, "compare": True})
    name = api.get("/api/dictionary/events")["items"][0]["name"]
    api.patch("/api/dictionary/events/" + requests.utils.quote(name, safe=""), {"displayName": {"zh-Hans": "事件", "en": None}, "description": "", "hidden": False})
    api.call("GET", "/api/customers/999999999", status=404)


def test_imports(api):
    file = "会员编号,手机号,姓名\r\nM1,13800001111,王女士\r\nM2,不是号码,\r\n".encode()
    made = api.call("POST", "/api/imports", params={"filename": "会员.csv"}, data=file, headers={"Content-Type": "application/octet-stream"}, status=201)
    plan = {"target": made["suggestion"]["target"], "mapping": made["suggestion"]["mapping"], "options": {"channel": "store"}}
    path = f"/api/imports/{made['id']}"
    api.post(path + "/preview", plan)
    api.post(path + "/start", plan)
    eventually(lambda: api.get(path)["status"] in ("done", "failed"))
    api.get(path + "/refused.csv")
    api.get("/api/imports")
    other = api.call("POST", "/api/imports", params={"filename": "a.csv"}, data=file, headers={"Content-Type": "application/octet-stream"}, status=201)
    api.post(f"/api/imports/{other['id']}/cancel", status=409)  # only running ones


def test_touchpoints(api, person, server):
    made = api.post("/api/origins", {"name": unique("来源"), "kind": "ad", "platform": "tencent_ads", "costModel": "cpc", "rules": [{"field": "utm_source", "value": unique("utm")}]}, 201)
    api.post("/api/origins/bulk", {"parent": made["id"], "kind": "campaign", "rows": "夏季\n冬季"}, 201)
    below = api.post("/api/origins/bulk", {"items": [{"name": unique("单项")}]}, 201)["items"][0]
    api.patch(f"/api/origins/{below['id']}", {"owner": "王", "archived": True})
    api.delete(f"/api/origins/{below['id']}")
    page = api.post("/api/pages", {"name": unique("页面")}, 201)
    path = f"/api/pages/{page['id']}"
    api.post("/api/pages/validate", {"content": {**page["draft"], "blocks": [{"id": "x", "type": "hero"}]}})
    content = {**page["draft"], "experiment": {"key": unique("exp"), "split": 5000}, "variantB": page["draft"]["blocks"]}
    saved = api.put(path + "/draft", {"content": content, "revision": page["revision"]})
    api.put(path + "/draft", {"content": content, "revision": page["revision"]}, 409)
    api.post(path + "/preview", {"version": None, "variant": "B"}, 201)
    page = api.post(path + "/publish", {"revision": saved["revision"]})
    api.patch(path, {"name": unique("页面")})
    api.put(path + "/published", {"version": None})
    api.put(path + "/published", {"version": 1})
    api.call("POST", "/api/pages/images", data=PIXEL, headers={"Content-Type": "application/octet-stream"}, status=201)
    link = api.post("/api/links", {"name": unique("链接"), "origin": made["id"], "page": page["id"], "utm": {"source": "a"}}, 201)
    api.post("/api/links/bulk", {"origin": made["id"], "names": ["一", "二"], "pages": [page["id"]]}, 201)
    api.patch(f"/api/links/{link['id']}", {"name": "改名", "active": True})
    visitor = Documented(Api(server.url, "none"), DOCUMENT)
    visitor.api.session.headers.pop("Authorization")
    shown = visitor.call("GET", f"/l/{link['slug']}")
    visitor.call("GET", f"/p/{page['slug']}")
    visitor.call("GET", "/l/nothing-here", status=404)
    token = re.search(r'name="_token" value="([^"]+)"', shown.text).group(1)
    visitor.call("POST", f"/p/{page['slug']}/form", {"_token": token, "_form": "form", "_consent": "1", "f_phone": mobile(), "f_name": "李"}, headers={"Accept": "application/json"})
    visitor.call("POST", f"/p/{page['slug']}/form", {"_token": token, "_form": "form", "f_phone": "1"}, status=400, headers={"Accept": "application/json"})
    eventually(lambda: api.get(path + "/submissions", quality="quarantine")["items"] or api.get(path + "/submissions")["items"])
    for one in ("", "/versions", "/submissions", "/experiments"):
        api.get(path + one)
    api.get("/api/clicks", limit=5)
    slot = api.post("/api/slots", {"key": unique("slot"), "name": "弹窗", "kind": "popup", "fallback": {"title": "默认"}}, 201)
    api.patch(f"/api/slots/{slot['id']}", {"active": True, "fallback": None})
    content = api.post(f"/api/slots/{slot['id']}/contents", {"name": "内容", "priority": 1, "rule": None, "content": {"title": "欢迎", "url": "/x"}, "cap": 3, "capDays": 7, "startsAt": now().isoformat(), "endsAt": None}, 201)
    api.patch(f"/api/slot-contents/{content['id']}", {"active": True, "targetedOnly": False})
    api.get(f"/api/slots/{slot['id']}")
    browser = server.api.source("browser", "web", "browser", origins=[])
    visitor.call("POST", "/api/decide", {"anonymousId": "a1", "slots": [slot["key"], "nothing"]}, params={"key": browser.key})
    visitor.call("POST", "/api/decide", {"anonymousId": "a1", "slots": ["x"]}, params={"key": "wrong"}, status=401)
    api.delete(f"/api/slot-contents/{content['id']}")
    api.delete(f"/api/slots/{slot['id']}")


def test_leads(api, person, server):
    credentials = {one["name"]: one for one in api.get("/api/sandbox")["items"]}
    seller = api.post("/api/salespeople", {"name": "王芳", "phone": "13900000000", "regions": [], "capacity": 50}, 201)
    api.patch(f"/api/salespeople/{seller['id']}", {"weight": 900, "calendar": None})
    pool = unique("公海")
    number = api.post("/api/lead-pools", {"name": pool, "claimCap": 5, "blockDays": 0}, 201)["id"]
    assert api.put(f"/api/lead-pools/{number}", {"name": pool, "claimCap": 9, "blockDays": 0, "recycleDays": 30})["claimCap"] == 9
    for path, body in [("lead-pools", {"name": "无"}), ("sales-calendars", {"name": "无", "weekly": [[]] * 7}), ("assign-policies", {"name": "无"})]:
        api.put(f"/api/{path}/999999", body, 404)
    api.call("DELETE", "/api/sales-leaves/999999", status=404)
    api.post("/api/assign-policies", {"name": "无", "pool": 999999}, 400)
    api.call("GET", "/api/leads", params={"state": "nothing"}, status=400)
    hours = [[[0, 1440]]] * 7
    calendar = api.post("/api/sales-calendars", {"name": "全天", "zone": "Asia/Shanghai", "weekly": hours, "exceptions": {"2026-12-25": []}}, 201)
    api.put(f"/api/sales-calendars/{calendar['id']}", {"name": "全天", "weekly": hours})
    policy = api.post("/api/assign-policies", {"name": unique("规则"), "priority": 900, "conditions": {"source": ["manual"]}, "mode": "round_robin", "pool": number, "slaMinutes": 30}, 201)
    api.put(f"/api/assign-policies/{policy['id']}", {"name": "规则", "priority": 1, "conditions": {"source": ["manual"]}, "mode": "balanced", "pool": number, "active": True})
    leave = api.post("/api/sales-leaves", {"salesperson": seller["id"], "from": "2027-01-01", "to": "2027-01-02", "cover": None}, 201)
    assert leave in api.get("/api/sales-leaves")["items"]
    api.delete(f"/api/sales-leaves/{leave['id']}")
    lead = api.post("/api/leads", {"customer": person["number"], "product": "茶", "region": "上海", "note": "回电", "salesperson": seller["id"]}, 201)
    path = f"/api/leads/{lead['id']}"
    api.post(path + "/reassign", {"salesperson": seller["id"], "reason": "就近"})
    api.post(path + "/follow-ups", {"kind": "call", "text": "已联系", "nextAt": "2027-01-01"})
    api.post(path + "/stage", {"stage": "qualified", "valueFen": 500000})
    api.post(path + "/stage", {"stage": "new"}, 409)
    api.get(path, reveal="true")
    api.post(path + "/hand-back", {"reason": "太远"})
    api.post(path + "/claim", status=403)
    # A salesperson with an account claims it.
    made = api.post("/api/users", {"name": "李强", "email": unique("li") + "@example.com", "role": "sales", "node": None, "locale": "zh-Hans"}, 201)
    mine = Documented(Api(server.url, "none"), DOCUMENT)
    mine.api.session.headers.update({"X-Lianlu-CSRF": "1"})
    mine.api.session.headers.pop("Authorization")
    mine.post("/api/session/token", {"token": made["loginLink"].rsplit("=", 1)[1]})
    mine.get("/api/session")
    mine.patch("/api/session/account", {"locale": "en", "password": "correct horse battery"})
    api.post("/api/salespeople", {"name": "李强", "account": made["account"]["id"]}, 201)
    mine.put("/api/salespeople/me/presence", {"presence": "online"})
    mine.get("/api/leads", view="pool", pool=number)
    mine.post(path + "/claim")
    mine.get("/api/salespeople")
    mine.get(path)
    mine.call("GET", "/api/users", status=403)
    mine.call("DELETE", "/api/session")
    mine.post("/api/session", {"email": made["account"]["email"], "password": "correct horse battery"})
    api.patch(f"/api/users/{made['account']['id']}", {"status": "disabled"})
    # What is in use stays; then all of it goes.
    api.put(f"/api/salespeople/{seller['id']}/presence", {"presence": "busy"})
    api.call("DELETE", f"/api/assign-policies/{policy['id']}", status=409)
    api.call("DELETE", f"/api/lead-pools/{number}", status=409)
    api.put(f"/api/assign-policies/{policy['id']}", {"name": "规则", "priority": 1, "mode": "balanced", "active": False})
    api.delete(f"/api/assign-policies/{policy['id']}")
    api.delete(f"/api/sales-calendars/{calendar['id']}")
    api.delete(f"/api/lead-pools/{number}")
    spare = api.post("/api/salespeople", {"name": unique("张")}, 201)
    api.delete(f"/api/salespeople/{spare['id']}")
    assert credentials


def test_journeys_and_messages(api, person, server):
    credentials = {one["name"]: one["credentials"] for one in api.get("/api/sandbox")["items"]}["aliyun_sms"]
    values = {name: credentials[name] for name in ("accessKeyId", "accessKeySecret", "signName")}
    channel = api.post("/api/channels", {"kind": "sms_aliyun", "name": unique("短信"), "values": {**values, "baseURL": server.url + "/sandbox/aliyun_sms"}, "perMinute": 0}, 201)
    api.patch(f"/api/channels/{channel['id']}", {"name": unique("短信"), "active": True})
    api.post(f"/api/channels/{channel['id']}/test", {"receiver": "13900000000", "code": "SMS_100001"})
    policy = api.get("/api/message-policy")
    api.put("/api/message-policy", {"quietStart": 1320})
    changed = api.put("/api/message-policy", {"perDay": 5})
    assert changed["perDay"] == 5 and changed["quietStart"] == 1320, "what is left out stays"
    api.put("/api/message-policy", policy)
    draft = {"name": unique("模板"), "account": channel["id"], "purpose": "transactional", "quiet": "ignore", "text": "{{ customer.name }}您好", "code": "SMS_100001", "params": [{"name": "name", "value": "{{ customer.name | default: \"您\" }}"}]}
    template = api.post("/api/templates", draft, 201)
    api.patch(f"/api/templates/{template['id']}", {"text": "您好，{{ customer.name | default: \"您\" }}"})
    api.post("/api/templates/preview", {"draft": draft, "customer": person["number"], "variables": {}})
    api.post("/api/templates/preview", {"draft": draft, "customer": None})
    sent = api.post(f"/api/templates/{template['id']}/test", {"customer": person["number"]}, 202)
    eventually(lambda: api.get(f"/api/messages/{sent['id']}")["state"] in ("accepted", "delivered", "failed", "not_sent"))
    api.post(f"/api/messages/{sent['id']}/resolve", {"sent": True}, 409)
    api.get("/api/messages", channel="sms", customer=person["number"], limit=5)
    definition = {"entry": {"type": "event", "event": "add_to_cart"}, "start": "wait", "nodes": [{"id": "wait", "type": "wait", "seconds": 3600, "next": "send"}, {"id": "send", "type": "send", "template": template["id"], "next": ""}]}
    assert api.post("/api/journeys/validate", definition)["ok"]
    assert not api.post("/api/journeys/validate", {"entry": {}})["ok"]
    journey = api.post("/api/journeys", {"name": unique("流程"), "draft": definition}, 201)
    path = f"/api/journeys/{journey['id']}"
    api.put(path + "/draft", {"draft": definition, "revision": journey["revision"], "name": "流程"})
    api.put(path + "/draft", {"draft": definition, "revision": journey["revision"]}, 409)
    run = api.post(path + "/test", {"customer": person["number"], "context": {"name": "茶"}}, 202)
    api.get(f"/api/journey-runs/{run['id']}")
    api.post(path + "/publish", {"moveRuns": True})
    api.post(path + "/publish")
    api.get(path, version=1)
    assert [one["version"] for one in api.get(path + "/versions")["items"]] == [2, 1]
    assert api.get(path + "/versions/1")["definition"]["start"] == "wait"
    api.call("GET", path + "/versions/9", status=404)
    restored = api.post(path + "/versions/1/restore")
    api.post(path + "/versions/1/restore", {"revision": restored["revision"] - 1}, 409)
    api.post(path + "/approve", status=409)
    api.post(path + "/state", {"state": "paused"})
    assert api.get(path)["missedAt"] is None
    api.post(path + "/state", {"state": "published", "passOver": True})
    api.post(path + "/state", {"state": "ended"})
    api.get(path + "/runs", state="done", customer=person["number"])
    mass = api.post("/api/journeys", {"name": unique("群发"), "draft": {**definition, "entry": {"type": "schedule", "at": "2030-01-01T10:00:00+08:00", "rule": {"all": []}}}}, 201)
    assert api.post(f"/api/journeys/{mass['id']}/publish")["state"] == "pending"
    api.post(f"/api/journeys/{mass['id']}/approve", status=403)
    api.post(f"/api/journeys/{mass['id']}/state", {"state": "draft"})
    api.post("/api/audiences/preview", {"rule": {"all": []}})
    api.delete(f"/api/templates/{template['id']}")


def test_media(api, server):
    credentials = {one["name"]: one["credentials"] for one in api.get("/api/sandbox")["items"]}["tencent_ads"]
    account = api.post("/api/media/accounts", {"platform": "tencent_ads", "name": unique("腾讯"), "externalId": credentials["externalId"], "token": credentials["token"], "settings": {"userActionSetId": credentials["userActionSetId"], "baseURL": server.url + "/sandbox/tencent_ads"}}, 201)
    path = f"/api/media/accounts/{account['id']}"
    api.patch(path, {"name": unique("腾讯"), "origin": None, "windowDays": 30, "holdMinutes": 5})
    api.post(path + "/test", {"clickId": "gdt-1"})
    rows = api.get(path + "/mappings")["items"][0]["rows"]
    api.post(path + "/mappings", {"rows": rows, "note": "同上"}, 201)
    api.get(path + "/readiness")
    api.post("/api/media/conversions/replay", {"account": account["id"], "states": ["rejected"], "from": "2026-11-01", "to": "2026-11-02", "dryRun": True})
    settings = api.get("/api/media/settings")
    api.patch("/api/media/settings", {"grossMarginPercent": 45.5})
    api.patch("/api/media/settings", settings)
    row = {"platform": "tencent_ads", "account": "A1", "campaign": unique("C"), "campaignName": "夏季", "date": "2026-11-01", "costFen": 12300, "clicks": 5, "accounting": "click_time"}
    api.post("/api/media/spend", {"rows": [row]})
    api.post("/api/media/spend", {"rows": [{**row, "costFen": 100}]})
    found = next(one for one in api.get("/api/media/spend", platform="tencent_ads", account="A1")["items"] if one["campaign"] == row["campaign"])
    assert api.get(f"/api/media/spend/{found['id']}/revisions")["items"]
    api.call("POST", "/api/media/spend/import", params={"dryRun": "true", "platform": "tencent_ads"}, data="日期,计划名称,消耗\n2026-11-01,夏季,1.23\n坏,夏季,1\n".encode(), headers={"Content-Type": "text/csv"})
    total = api.get("/api/media/ledger", account=account["id"])
    assert [one["account"] for one in total["items"]] == [account["id"]] and total["total"]["eligible"] == 0, total
    api.call("GET", "/api/media/ledger", params={"account": 99999}, status=404)
    everything = api.get("/api/media/conversions", limit=500)["items"]
    if everything:
        middle = sorted(one["occurredAt"] for one in everything)[len(everything) // 2]
        later = {one["id"] for one in api.get("/api/media/conversions", **{"from": middle}, limit=500)["items"]}
        assert later == {one["id"] for one in everything if one["occurredAt"] >= middle}, "from is inclusive"
        earlier = {one["id"] for one in api.get("/api/media/conversions", to=middle, limit=500)["items"]}
        assert earlier == {one["id"] for one in everything if one["occurredAt"] < middle}, "an instant as to is exclusive"
    api.put("/api/sandbox/tencent_ads/fault", {"fault": "throttled"})
    api.put("/api/sandbox/tencent_ads/fault", {"fault": "none"})
    api.put("/api/sandbox/aliyun_sms/push-address", {"address": ""})
    api.call("POST", "/api/sandbox/tencent_ads/replies", {"phone": "13900000000", "text": "R"}, status=404)
    hook = {one["name"]: one for one in api.get("/api/sandbox")["items"]}["aliyun_sms"]["pushAddress"]
    assert "/hooks/messages/" in hook  # found by itself
    assert api.put("/api/sandbox/aliyun_sms/push-address", {"address": hook})["pushAddress"] == hook
    assert api.post("/api/sandbox/aliyun_sms/replies", {"phone": "13800138000", "text": "R"})["taken"]


def test_products(api, person):
    category = unique("类")
    line = {"product_id": unique("P"), "name": "茶", "price": 1, "quantity": 2, "category": category}
    person["source"].deliver({"type": "track", "event": "Order Placed", "messageId": unique("m"), "userId": person["user"], "properties": {"order_id": unique("O"), "total": 2, "products": [line]}})
    found = api.get("/api/products", category=category)["items"]
    assert [(one["externalId"], one["category"]) for one in found] == [(line["product_id"], category)], found
    assert all(one["category"] == "" for one in api.get("/api/products", uncategorised="true", limit=5)["items"])
    plain = {one["category"]: one for one in api.get("/api/products/categories")["items"]}
    assert (plain[category]["products"], plain[category]["orders"]) == (1, None), plain
    sold = {one["category"]: one for one in api.get("/api/products/categories", **{"from": SPAN["from"]})["items"]}
    assert (sold[category]["orders"], sold[category]["quantity"]) == (1, 2), sold


def test_organisation_and_operations(api, server):
    source = api.post("/api/sources", {"name": unique("源"), "channel": "web", "kind": "native"}, 201)
    path = f"/api/sources/{source['id']}"
    api.patch(path, {"name": unique("源"), "status": "active"})
    key = api.post(path + "/keys", {"kind": "server", "label": "一"}, 201)
    api.post(path + "/keys", {"kind": "browser", "origins": ["https://example.com"]}, 201)
    api.post(path + "/identify-secret", status=201)
    api.delete(path + "/identify-secret")
    assert next(one for one in api.get("/api/sources")["items"] if one["id"] == source["id"])["lastEventAt"] is None
    events = {"events": [{"type": "track", "event": "x", "userId": "u", "messageId": unique("m")}, {"type": "track", "userId": "u"}]}
    api.call("POST", "/api/ingest/events", events, headers={"Authorization": f"Bearer {key['value']}"})
    api.call("POST", "/api/ingest/events", events, headers={"Authorization": "Bearer wrong"}, status=401)
    assert next(one for one in api.get("/api/sources")["items"] if one["id"] == source["id"])["lastEventAt"]
    api.delete(f"/api/keys/{key['id']}")
    other = api.post("/api/sources", {"name": unique("源"), "channel": "web", "kind": "segment"}, 201)
    api.delete(f"/api/sources/{other['id']}")
    made = api.post("/api/api-keys", {"name": unique("程序"), "role": "analyst", "node": None}, 201)
    api.get("/api/api-keys")
    api.delete(f"/api/api-keys/{made['id']}")
    node = api.post("/api/organisation", {"parent": (api.get("/api/organisation")["nodes"] or [{"id": None}])[0]["id"], "kind": "region" if api.get("/api/organisation")["nodes"] else "brand", "name": "空", "code": unique("X")}, 201)
    api.delete(f"/api/organisation/{node['id']}")
    user = api.post("/api/users", {"name": "张", "email": unique("z") + "@example.com", "role": "admin"}, 201)
    api.post(f"/api/users/{user['account']['id']}/login-link")
    api.get("/api/users")
    api.patch("/api/settings", {"name": api.get("/api/settings")["name"]})
    for path in ("/healthz", "/readyz", "/metrics", "/sdk/lianlu.js", "/sdk/page.js"):
        api.call("GET", path)
    tag = api.call("GET", "/sdk/lianlu.js").headers["ETag"]
    api.call("GET", "/sdk/lianlu.js", headers={"If-None-Match": tag})
    api.call("POST", "/api/backup", {"folder": "/tmp/nowhere"}, status=403)
    api.get("/api/audit", action="source", limit=5)


@pytest.mark.parametrize("path, kinds", [("/api/live", {"stats", "accepted", "rejected", "missed"}), ("/api/leads/stream", {"ready"})])
def test_streams(api, path, kinds):
    with api.api.raw("GET", path, stream=True) as answer:
        api.document.find("GET", path)
        assert answer.status_code == 200 and answer.headers["Content-Type"].startswith("text/event-stream")
        for line in answer.iter_lines():
            if line.startswith(b"event: "):
                assert line.decode()[7:] in kinds
                break


def test_a_first_account(fresh):
    server = fresh()
    visitor = Documented(Api(server.url, "none"), DOCUMENT)
    visitor.api.session.headers.pop("Authorization")
    assert visitor.get("/api/setup")["needed"]
    body = {"token": server.login_token(), "name": "站长", "email": "owner@example.com", "password": "correct horse battery", "timeZone": "Asia/Shanghai", "locale": "zh-Hans"}
    visitor.post("/api/setup", {**body, "token": "wrong"}, 401)
    visitor.post("/api/setup", body)
    visitor.call("DELETE", "/api/session", headers={"X-Lianlu-CSRF": "1"})


def test_most_operations_were_called(api):
    """Last in the file: what nobody called above is listed here, so that a new route gets a test."""
    left = {
        (method, path) for method, path in DOCUMENT.operations
        if path.startswith("/api/") and path not in STREAMS and (method, path) not in api.seen and (method, path) not in ELSEWHERE}
    assert not left, sorted(left)


# Called above by somebody else than `api`, or what needs a situation of its own.
ELSEWHERE = {
    ("GET", "/api/setup"), ("POST", "/api/setup"), ("POST", "/api/session"), ("DELETE", "/api/session"), ("POST", "/api/session/token"), ("PATCH", "/api/session/account"),
    ("POST", "/api/leads/{id}/claim"), ("PUT", "/api/salespeople/me/presence"), ("POST", "/api/decide"), ("OPTIONS", "/api/decide"),
    ("POST", "/api/conflicts/{id}/decision"), ("POST", "/api/media/conversions/{id}/cancel"), ("POST", "/api/media/conversions/{id}/resolve"),
}
