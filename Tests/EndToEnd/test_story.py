"""The story of the loop, end to end over real HTTP and a real Chromium: an ad click → landing page → form → lead, assigned and told → cart → SMS → order
from another source → conversion told back once → all of it on one timeline. The outside is the sandbox, a process of its own."""

import re
import time

import pytest
import requests

from support.api import eventually, instant, now
from support.loop import PHONE_AGENT, Loop, Sandbox, cart_journey, minutes_ago, order
from support.people import mobile, unique


@pytest.fixture(scope="module")
def sandbox():
    instance = Sandbox()
    yield instance
    instance.discard()


@pytest.fixture
def loop(fresh, sandbox):
    made = Loop(fresh(env={"LIANLU_ALLOW_PRIVATE_CALLS": "1"}), sandbox)
    made.daytime()
    return made


def events(api, customer):
    return {event["name"]: event for event in api.timeline(customer)}


def test_from_one_click_to_one_conversion(loop, sandbox, chromium):
    api = loop.api
    robot, sms = loop.robot(), loop.sms()
    template = loop.template(sms)
    account = loop.ads()
    page = loop.page()
    link, origin = loop.link(page)
    people = loop.sales("王芳", "李强", channels=[robot["id"]])
    journey = loop.journey(cart_journey(template, seconds=2))
    site = api.source("segment", "h5", key_kind="browser", origins=[])
    shop = api.source("native", "server")
    click, phone, product = unique("wx0story"), mobile(), unique("春茶")

    # 1. The click, the page, the browser SDK on it.
    context = chromium.new_context(user_agent=PHONE_AGENT, viewport={"width": 390, "height": 844}, locale="zh-CN")
    tab = context.new_page()
    problems = []
    tab.on("pageerror", lambda error: problems.append(str(error)))
    tab.goto(f"{link['address']}?gdt_vid={click}&adgroup_id=778899")
    tab.wait_for_function("() => window.lianlu && window.lianlu.version")
    visitor = tab.evaluate("lianlu.anonymousId()")

    # 2. Browses, adds to cart, leaves a phone number.
    tab.evaluate("name => lianlu.track('add_to_cart', { name, product_id: 'P1', price: 199 })", product)
    time.sleep(2.2)
    started = time.monotonic()
    tab.fill("input[type=tel]", phone)
    tab.fill("input[name=f_name]", "李先生")
    tab.check("input[name=_consent]")
    tab.check("input[name=_marketing]")
    tab.click("section.form button")
    tab.wait_for_selector(".done")
    assert not problems, problems

    # 3. A lead with an owner and a reason in words; the robot was told.
    lead = eventually(lambda: next(iter(api.get("/api/leads")["items"]), None), 10)
    assert lead["state"] == "assigned" and lead["owner"] in [p["id"] for p in people], lead
    told = eventually(lambda: [e for e in sandbox.log("wecom_robot", accepted=True) if f"/leads/{lead['id']}" in e["summary"]["text"]], 10)
    print(f"form → robot told: {time.monotonic() - started:.2f} s")
    assert len(told) == 1 and phone not in told[0]["summary"]["text"], told
    detail = api.get(f"/api/leads/{lead['id']}")
    explanation = detail["assignments"][0]["explanation"]
    assert explanation["winner"] == lead["owner"] and len(explanation["candidates"]) == len(people), explanation
    customer = api.lookup(phone, "phone")
    assert api.lookup(visitor, "anonymous_id")["id"] == customer["id"] and lead["customer"] == customer["id"]
    assert lead["origin"] == origin["code"] and lead["originName"] == origin["name"] and lead["pageName"] == page["name"], lead

    # 4. Frequent payers with a full cart and no order get an SMS. The first cart found no tag: it says so and sends nothing.
    first = eventually(lambda: [r for r in api.get(f"/api/journeys/{journey['id']}/runs")["items"] if r["state"] == "done"], 20)
    steps = api.get(f"/api/journey-runs/{first[0]['id']}")["steps"]
    assert [s["kind"] for s in steps if s["node"] == "tagged"] == ["no"] and not sandbox.log("aliyun_sms"), steps
    api.post(f"/api/customers/{customer['id']}/tags", {"add": ["高频付费"]})
    tab.goto(page["address"])
    tab.wait_for_function("() => window.lianlu && window.lianlu.version")
    tab.evaluate("name => lianlu.track('add_to_cart', { name, product_id: 'P1', price: 199 })", product)
    message = eventually(lambda: [e for e in sandbox.log("aliyun_sms", accepted=True) if product in e["summary"]["params"]], 20)
    assert len(message) == 1 and message[0]["summary"]["phone"] == phone, message
    sent = eventually(lambda: [m for m in api.get("/api/messages", customer=customer["id"])["items"] if m["state"] == "accepted"])
    assert len(sent) == 1 and sent[0]["cause"].startswith(f"journey:{journey['id']}/"), sent
    assert sent[0]["customerName"] == api.get(f"/api/leads/{lead['id']}")["customerName"] == "李先生", sent

    # 5. The order comes from another source, known by the phone alone; it is a conversion, told back once.
    number = unique("A")
    shop.deliver(order(number, 19_900, userId=unique("member"), identifiers=[{"kind": "phone", "value": phone}]))
    customer = eventually(lambda: (lambda c: c if any(o["externalId"] == number for o in api.get(f"/api/customers/{c['id']}/orders")["items"]) else None)(api.lookup(phone, "phone")))
    eventually(lambda: {c["stage"] for c in loop.conversions(account=account["id"]) if c["state"] == "ok"} >= {"form_submitted", "order_paid"}, 20)
    mine = [a for a in sandbox.counted() if a.get("trace", {}).get("click_id") == click]
    assert sorted(a["action_type"] for a in mine) == ["PURCHASE", "RESERVATION"], mine
    bought = next(a for a in mine if a["action_type"] == "PURCHASE")
    assert bought["action_param"]["value"] == 19_900 and "user_id" not in bought, "click id only, in fen"
    loop.ledger_holds()

    # The salesperson works the lead: what people set by hand is held first.
    api.post(f"/api/leads/{lead['id']}/follow-ups", {"kind": "call", "text": "已电话联系"})
    api.post(f"/api/leads/{lead['id']}/stage", {"stage": "qualified"})
    held = eventually(lambda: [c for c in loop.conversions(account=account["id"]) if c["stage"] == "lead_qualified"])
    assert [(c["state"], c["customerName"]) for c in held] == [("held", "李先生")], held
    cancelled = api.post(f"/api/media/conversions/{held[0]['id']}/cancel")
    assert cancelled["state"] == "suppressed"
    loop.ledger_holds()
    # Who sees another part of the organisation only sees none of it.
    root = next(node for node in api.get("/api/organisation")["nodes"] if node["kind"] == "brand")
    part = api.post("/api/organisation", {"parent": root["id"], "kind": "region", "name": unique("区"), "code": unique("r")})
    elsewhere = {"Authorization": "Bearer " + api.post("/api/api-keys", {"name": "part", "role": "analyst", "node": part["id"]})["value"]}
    assert requests.get(api.url + "/api/media/conversions", headers=elsewhere, timeout=10).json()["items"] == []
    assert requests.get(f"{api.url}/api/media/conversions/{held[0]['id']}", headers=elsewhere, timeout=10).status_code == 404

    # 6. Everything is on one timeline, in order, and in analysis.
    wanted = {
        "$link_clicked", "add_to_cart", "$form_submitted", "$lead_created", "$lead_assigned", "$journey_entered", "$message_accepted",
        "Order Completed", "$conversion_reported", "$lead_stage_changed"}
    eventually(lambda: wanted <= set(events(api, customer["id"])))
    seen = events(api, customer["id"])
    assert product in str(seen["add_to_cart"]["properties"])
    why = seen["$lead_assigned"]["properties"]
    assert why["reason"] == "new" and why["free"] >= 1 and why["capacity"] >= 1 and why["mode"], why
    assert phone not in str([e["properties"] for e in api.timeline(customer["id"])]), "the phone number is in an event's properties"
    order_of = [instant(seen[name]["time"]) for name in ("$link_clicked", "$form_submitted", "$lead_assigned", "$message_accepted")]
    assert order_of == sorted(order_of), order_of
    series = api.trend("$message_accepted", minutes_ago(600).isoformat(), now().isoformat(), measure="customers")["series"]
    assert sum(sum(s["values"]) for s in series) == 1, series
    quality = api.get("/api/quality/origins")["items"]
    row = next(q for q in quality if q["origin"] == origin["id"])
    assert (row["clicks"], row["leads"], row["validLeads"], row["firstOrders"], row["netRevenueFen"]) == (1, 1, 1, 1, 19_900), row
    context.close()


def test_an_ocean_engine_click_goes_back_to_ocean_engine(loop, sandbox):
    account, page = loop.ads("ocean_engine"), loop.page()
    link, _ = loop.link(page, platform="ocean_engine")
    loop.sales("王芳")
    click, phone = unique("ocean"), mobile()
    loop.form(loop.click(link, click, "clickid"), page, phone)
    told = eventually(lambda: [e for e in sandbox.log("ocean_engine", accepted=True) if e["summary"]["callback"] == click], 20)
    assert [e["summary"]["event"] for e in told] == ["form"], told
    # An answer that never arrives is no reason to send again: there is no repeat recognition. A person decides.
    sandbox.fault("ocean_engine", "lost")
    try:
        shop = loop.api.source("native", "server")
        shop.deliver(order(unique("A"), 5_000, userId=unique("m"), identifiers=[{"kind": "phone", "value": phone}]))
        eventually(lambda: [c for c in loop.conversions(account=account["id"]) if c["state"] == "unknown"], 60)
    finally:
        sandbox.fault("ocean_engine", "none")
    unknown = next(c for c in loop.conversions(account=account["id"]) if c["state"] == "unknown")
    time.sleep(1)
    assert len([e for e in sandbox.log("ocean_engine") if e["summary"].get("callback") == click and e["summary"]["event"] == "active_pay"]) == 1
    done = loop.api.post(f"/api/media/conversions/{unknown['id']}/resolve", {"outcome": "received"})
    assert done["state"] == "ok"
    loop.ledger_holds()


def test_a_hanging_destination_leaves_the_others_at_full_speed_and_shows_in_health(loop, sandbox):
    api = loop.api
    tencent, _, page = loop.ads(), loop.ads("ocean_engine"), loop.page()
    link, _ = loop.link(page)
    other, _ = loop.link(page, platform="ocean_engine")
    loop.sales("王芳")
    sandbox.fault("tencent_ads", "hanging")
    try:
        loop.form(loop.click(link, unique("wx0hang")), page, mobile())
        eventually(lambda: [c for c in loop.conversions(account=tencent["id"]) if c["state"] in ("sending", "unknown")], 10)
        click = unique("ocean")
        begun = time.monotonic()
        loop.form(loop.click(other, click, "clickid"), page, mobile())
        eventually(lambda: [e for e in sandbox.log("ocean_engine", accepted=True) if e["summary"]["callback"] == click], 10)
        assert time.monotonic() - begun < 10
        health = eventually(lambda: (lambda h: h if any(d["late"] for d in h["destinations"]) else None)(api.get("/api/health")), 60)
        late = next(d for d in health["destinations"] if d["late"])
        assert late["queue"] == f"ads.{tencent['id']}", health["destinations"]
        assert any(c["name"] == "destinations" and c["status"] == "degraded" for c in health["checks"])
    finally:
        sandbox.fault("tencent_ads", "none")


def test_receipts_and_answers_of_the_sms_provider(loop, sandbox):

    api = loop.api
    sms = loop.sms()
    template = loop.template(sms, purpose="transactional", quiet="ignore")
    source, phone = api.source("native", "server"), mobile()
    source.deliver({"type": "identify", "messageId": unique("m"), "userId": unique("u"), "identifiers": [{"kind": "phone", "value": phone}], "consent": {"marketing_sms": True}})
    customer = api.lookup(phone, "phone")
    sent = api.post(f"/api/templates/{template['id']}/test", {"customer": int(customer["id"])})
    message = eventually(lambda: (lambda m: m if m["state"] == "accepted" else None)(api.get(f"/api/messages/{sent['id']}")))
    hook = next(c for c in api.get("/api/channels")["items"] if c["id"] == sms["id"])["hook"]
    biz = next(t["text"] for t in message["tries"] if t["code"] == "accepted")

    def push(address, body):
        return requests.post(address, json=body, timeout=10)

    for _ in range(2):  # pushed twice, counted once
        answer = push(hook, [{"phone_number": phone, "success": True, "biz_id": biz, "report_time": "2026-11-27 10:00:00"}])
        assert answer.status_code == 200 and answer.json() == {"code": 0, "msg": "成功"}, answer.text
    assert api.get(f"/api/messages/{sent['id']}")["state"] == "delivered"
    assert push(hook, [{"phone_number": phone, "content": "ｒ ", "sign_name": "链路"}]).status_code == 200
    eventually(lambda: {c["purpose"]: c["granted"] for c in api.lookup(phone, "phone")["consent"]}.get("marketing_sms") is False)
    assert push(hook[:-3] + "aaa", [{"phone_number": phone, "content": "R"}]).status_code == 404
    assert push(hook, {"what": 1}).status_code == 400
    eventually(lambda: {"$message_delivered", "$unsubscribed"} <= {e["name"] for e in api.timeline(customer["id"])})
    assert len([e for e in api.timeline(customer["id"]) if e["name"] == "$message_delivered"]) == 1


def test_secrets_are_never_logged(loop, sandbox):
    loop.ads(), loop.sms(), loop.robot()
    page = loop.page()
    link, _ = loop.link(page)
    loop.sales("王芳", channels=[c["id"] for c in loop.api.get("/api/channels")["items"] if c["medium"] == "robot"])
    for fault in ("revoked", "broken"):
        for platform in ("tencent_ads", "wecom_robot", "aliyun_sms"):
            sandbox.fault(platform, fault)
        loop.form(loop.click(link, unique("wx0log")), page, mobile())
    for platform in ("tencent_ads", "wecom_robot", "aliyun_sms"):
        sandbox.fault(platform, "none")
    eventually(lambda: loop.conversions() and all(c["attempts"] > 0 for c in loop.conversions()), 20)
    secrets = [sandbox.credentials["tencent_ads"]["token"], sandbox.credentials["aliyun_sms"]["accessKeySecret"], sandbox.credentials["wecom_robot"]["key"]]
    log = loop.server.log.read_text(errors="replace")
    answers = str([loop.api.get(path) for path in ("/api/channels", "/api/media/accounts", "/api/media/conversions", "/api/staff-notices", "/api/audit", "/api/health")])
    for secret in secrets:
        assert secret not in log and secret not in answers, secret
    assert not re.search(r"1[3-9]\d{9}", log), "a phone number is in the log"


def test_an_open_desk_does_not_hold_up_a_stop(loop):

    stream = requests.get(loop.server.url + "/api/leads/stream", headers={"Authorization": f"Bearer {loop.api.key}"}, stream=True, timeout=20)
    assert next(stream.iter_lines()) is not None
    begun = time.monotonic()
    assert loop.server.stop() == 0
    assert time.monotonic() - begun < 10
    stream.close()
