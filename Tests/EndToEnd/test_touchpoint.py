"""Touchpoints with a real Chromium: an ad click through a link, the landing page, its form; what strangers try; slots."""

import hashlib
import hmac
import http.server
import re
import socketserver
import threading
import time

import pytest
import requests

from support.api import eventually
from support.people import mobile, unique

PHONE_AGENT = "Mozilla/5.0 (iPhone; CPU iPhone OS 17_5 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Mobile/15E148 MicroMessenger/8.0.49"


def make_page(api, change=None, name=None):
    """A published page made from the starter, maybe changed."""
    page = api.post("/api/pages", {"name": name or unique("落地页")})
    if change:
        content = page["draft"]
        change(content)
        saved = api.call("PUT", f"/api/pages/{page['id']}/draft", json={"content": content, "revision": page["revision"]})
        assert saved["problems"] == [], saved
        page["revision"] = saved["revision"]
    return api.post(f"/api/pages/{page['id']}/publish", {"revision": page["revision"]})


def make_origin(api, **more):
    return api.post("/api/origins", {"name": unique("来源"), "kind": "ad", "platform": "tencent_ads", **more})


def make_link(api, **more):
    return api.post("/api/links", {"name": unique("推广链接"), **more})


@pytest.fixture
def phone(chromium):
    """Opens phone-sized tabs whose agent is no headless browser's."""
    made = []

    def make(**more):
        context = chromium.new_context(**{"user_agent": PHONE_AGENT, "viewport": {"width": 390, "height": 844}, "locale": "zh-CN", **more})
        made.append(context)
        tab = context.new_page()
        tab.problems = []
        tab.on("pageerror", lambda error: tab.problems.append(str(error)))
        tab.on("console", lambda message: tab.problems.append(message.text) if message.type == "error" else None)
        return tab

    yield make
    for context in made:
        context.close()


def fill(tab, number, wait=2.2):
    time.sleep(wait)
    tab.fill("input[type=tel]", number)
    tab.fill("input[name=f_name]", "李先生")
    tab.check("input[name=_consent]")


def submissions(api, page, **more):
    return api.get(f"/api/pages/{page['id']}/submissions", **more)["items"]


def test_an_ad_click_becomes_a_customer_with_a_phone(api, phone):
    origin = make_origin(api)
    page = make_page(api)
    link = make_link(api, origin=origin["id"], page=page["id"], utm={"source": "gdt", "campaign": "双十二"})
    tab, number = phone(), mobile()
    click = unique("wx0click")
    tab.goto(f"{link['address']}?gdt_vid={click}&adgroup_id=778899&aid=__AID__")
    tab.wait_for_function("() => window.lianlu && window.lianlu.version")
    assert "一杯好茶" in tab.inner_text("h1")
    visitor = tab.evaluate("lianlu.anonymousId()")
    assert visitor == next(c["value"] for c in tab.context.cookies() if c["name"] == "lianlu_id"), "the page's visitor is another one than the link's"
    fill(tab, number)
    tab.check("input[name=_marketing]")
    tab.click("section.form button")
    tab.wait_for_selector(".done")
    assert "已收到" in tab.inner_text(".done")
    assert number not in tab.url and "phone" not in tab.url, "personal data in the address"
    assert not tab.problems, tab.problems

    customer = eventually(lambda: api.known(visitor, "anonymous_id") and len(submissions(api, page)) == 1 and api.lookup(visitor, "anonymous_id"))
    kinds = {entry["kind"] for entry in customer["identifiers"]}
    assert {"anonymous_id", "phone"} <= kinds, customer["identifiers"]
    assert api.lookup(number, "phone")["id"] == customer["id"], "phone and visitor are two customers"
    eventually(lambda: {"$link_clicked", "$page", "$form_submitted"} <= {e["name"] for e in api.timeline(customer["id"])})
    events = {event["name"]: event for event in api.timeline(customer["id"])}
    sent = events["$form_submitted"]["properties"]
    assert (sent["quality"], sent["page"], sent["link"], sent["origin"]) == ("ok", page["id"], link["id"], origin["code"]), sent
    assert sent["answers"] == {"name": "李先生"} and number not in str(sent), sent
    assert sent["noticeVersion"] == "2026-11"
    customer = api.lookup(visitor, "anonymous_id")
    assert {customer["firstTouch"]["origin"], customer["lastTouch"]["origin"]} == {origin["code"]}, (customer["firstTouch"], customer["lastTouch"])

    clicks = api.get("/api/clicks", link=link["id"])["items"]
    assert len(clicks) == 1, clicks
    assert (clicks[0]["platform"], clicks[0]["clickId"], clicks[0]["origin"]) == ("tencent_ads", click, origin["id"])
    assert clicks[0]["campaign"] == {"adgroupId": "778899"}, "macros that were not replaced say nothing"
    assert str(clicks[0]["customer"]) == customer["id"]
    assert api.get(f"/api/links/{link['id']}")["clicks"] == 1
    assert [(s["quality"], s["link"]) for s in submissions(api, page)] == [("ok", link["id"])]
    consent = {c["purpose"]: c["granted"] for c in customer["consent"]}
    assert consent.get("marketing_sms") is True, customer["consent"]


@pytest.mark.engines("sqlite", "postgres")
def test_the_form_works_without_javascript(api, phone):
    page = make_page(api)
    tab, number = phone(java_script_enabled=False), mobile()
    tab.goto(page["address"])
    fill(tab, number)
    tab.click("section.form button")
    assert "已收到" in tab.inner_text(".done")
    eventually(lambda: len(submissions(api, page, quality="ok")) == 1)
    assert api.lookup(number, "phone")


def visit(url, session=None, **arguments):
    session = session or requests.Session()
    session.trust_env = False
    return session.get(url, headers={"User-Agent": PHONE_AGENT}, timeout=20, **arguments)


def post_form(page, html, session, **fields):
    token = re.search(r'name="_token" value="([^"]+)"', html).group(1)
    body = {"_token": token, "_form": "form", "_consent": "1", **fields}
    return session.post(page["address"] + "/form", data=body, headers={"User-Agent": PHONE_AGENT}, timeout=20)


def test_suspicious_forms_look_taken_but_are_set_aside(api):
    page = make_page(api)

    def attempt(wait=2.1, **fields):
        session = requests.Session()
        html = visit(page["address"], session).text
        time.sleep(wait)
        answer = post_form(page, html, session, **fields)
        assert answer.status_code == 200 and "已收到" in answer.text, answer.text[:300]
        return html, session

    attempt(wait=0, f_phone=mobile())
    attempt(f_phone=mobile(), _website="http://spam.example")
    attempt(f_phone="13888888888")
    number = mobile()
    for _ in range(4):
        html, session = attempt(f_phone=number)
    post_form(page, html, session, f_phone=mobile())  # the same token again
    rows = eventually(lambda: len(submissions(api, page)) >= 7 and submissions(api, page))
    assert len(rows) == 7, "the same token counted twice"
    assert sorted(reason for row in rows for reason in row["reasons"]) == ["honeypot", "implausible_phone", "too_fast", "too_many_from_phone"], rows
    assert sum(row["quality"] == "ok" for row in rows) == 3


def test_mistakes_come_back_with_what_was_typed(api):
    page = make_page(api)
    session = requests.Session()
    html = visit(page["address"], session).text
    time.sleep(2.1)
    answer = post_form(page, html, session, f_phone="123", f_name='"><script>alert(1)</script>')
    assert answer.status_code == 400 and "正确的手机号" in answer.text
    assert "<script>alert" not in answer.text and "&quot;&gt;&lt;script&gt;" in answer.text
    answer = post_form(page, answer.text, session, f_phone=mobile(), _consent="")
    assert answer.status_code == 400 and "同意" in answer.text
    answer = session.post(page["address"] + "/form", data={"_token": "made.up", "_form": "form"}, headers={"User-Agent": PHONE_AGENT}, timeout=20)
    assert answer.status_code == 400 and "重新填写" in answer.text
    token = re.search(r'name="_token" value="([^"]+)"', html).group(1)
    answer = session.post(page["address"] + "/form", json={"_token": token, "_form": "form", "f_phone": mobile(), "_consent": "1"}, headers={"User-Agent": PHONE_AGENT, "Accept": "application/json"}, timeout=20)
    assert answer.json()["ok"] is True and "已收到" in answer.json()["text"]


EVIL = '"><img src=x onerror="window.hacked=1"><script>window.hacked=1</script><svg onload=window.hacked=1>\'`{{7*7}}</title></style>'


def test_nothing_that_is_written_becomes_markup(api, phone):
    def poison(content):
        short = EVIL[:20]
        content["root"].update(title=EVIL[:80], description=EVIL, footer=EVIL, color="#112233")
        for block in content["blocks"]:
            if block["type"] == "hero":
                block.update(title=EVIL[:60], subtitle=EVIL, button=short)
            if block["type"] == "text":
                block.update(title=EVIL[:60], text=EVIL + '<a href="javascript:window.hacked=1">x</a><b onclick="window.hacked=1">fett</b><p style="color:red">p<ul><li>l</p>')
            if block["type"] == "form":
                block.update(title=EVIL[:60], consent=EVIL, thanks=EVIL, submit=short, marketing=EVIL)
                block["fields"].append({"name": "x", "label": EVIL[:40], "kind": "select", "options": [EVIL, "</select><script>window.hacked=1</script>"]})
            if block["type"] == "faq":
                block["items"] = [{"question": EVIL[:120], "answer": EVIL}]
            if block["type"] == "features":
                block["items"] = [{"title": EVIL[:30], "text": EVIL}]

    page = make_page(api, poison, name=EVIL[:60])
    tab = phone()
    tab.goto(page["address"] + "?x=%22%3E%3Cscript%3Ewindow.hacked=1%3C/script%3E#<script>")
    tab.wait_for_function("() => window.lianlu && window.lianlu.version")
    for element in tab.query_selector_all("a, button, summary, b"):
        if element.is_visible() and element.evaluate("e => !e.href || e.href.includes('#')"):
            element.hover()
    assert tab.evaluate("window.hacked") is None
    assert tab.query_selector_all("svg, img[src=x], [onclick], [style*=red], a[href^=javascript]") == []
    assert tab.inner_text(".rich b") == "fett"
    time.sleep(2.2)
    tab.fill("input[type=tel]", mobile())
    tab.check("input[name=_consent]")
    tab.click("section.form button")
    tab.wait_for_selector(".done")
    assert tab.evaluate("window.hacked") is None and tab.query_selector_all("svg, img[src=x]") == []


def test_a_page_cannot_be_published_with_dangerous_addresses(api):
    page = api.post("/api/pages", {"name": unique("坏页面")})
    content = page["draft"]
    content["blocks"] = [
        {"id": "i", "type": "image", "url": "javascript:alert(1)"},
        {"id": "c", "type": "consult", "label": "咨询", "target": "https://evil.example/kfid/x"},
        {"id": "d", "type": "consult", "label": "咨询", "target": "data:text/html,<script>"},
        {"id": "v", "type": "video", "url": "http://media.example/x.mp4"},
        {"id": "h", "type": "html", "html": "<script>alert(1)</script>"},
        {"id": "t", "type": "text", "text": "好", "onclick": "x"},
        {"id": "q", "type": "faq", "items": [{"question": "问", "answer": ""}]},
    ]
    saved = api.call("PUT", f"/api/pages/{page['id']}/draft", json={"content": content, "revision": page["revision"]})
    found = {(p["block"], p["field"]) for p in saved["problems"]}
    assert found == {("i", "url"), ("c", "target"), ("d", "target"), ("v", "url"), ("h", "type"), ("t", "onclick"), ("q", "items[0].answer")}, saved["problems"]
    answer = api.raw("POST", f"/api/pages/{page['id']}/publish", json={"revision": saved["revision"]})
    assert answer.status_code == 400, answer.text
    stale = api.raw("PUT", f"/api/pages/{page['id']}/draft", json={"content": content, "revision": page["revision"]})
    assert stale.status_code == 409, stale.text
    preview = api.post(f"/api/pages/{page['id']}/preview", {})
    shown = requests.get(api.url + preview["url"], timeout=20)
    assert shown.status_code == 200 and shown.text.count('class="broken"') == 7 and "frame-ancestors 'self'" in shown.headers["Content-Security-Policy"]
    assert requests.get(api.url + preview["url"][:-2] + "aa", timeout=20).status_code == 404


def test_links_lead_to_what_was_stored_and_nowhere_else(api):
    link = make_link(api, url="https://shop.example/sale?from=lianlu#top", utm={"source": "gdt"})
    answer = visit(f"{link['address']}?gdt_vid=abc&url=https://evil.example&next=//evil.example", allow_redirects=False)
    assert answer.status_code == 302
    assert answer.headers["Location"] == "https://shop.example/sale?from=lianlu&gdt_vid=abc&url=https://evil.example&next=//evil.example&utm_source=gdt#top"
    bare = make_link(api, url="https://shop.example")
    answer = visit(f"{bare['address']}?@evil.example/&.evil.example", allow_redirects=False)
    assert answer.headers["Location"].startswith("https://shop.example/?"), answer.headers["Location"]
    answer = visit(f"{bare['address']}?a=b%0d%0aSet-Cookie:%20x=1", allow_redirects=False)
    assert "x=1" not in answer.headers.get("Set-Cookie", "")
    for url in ("javascript:alert(1)", "//evil.example", "/path", "https://user@evil.example/", "https://", "data:text/html,x", "https://a b/"):
        assert api.raw("POST", "/api/links", json={"name": "x", "url": url}).status_code == 400, url
    for path in ("/l/nothing-here", "/p/nothing-here", "/l/https:%2F%2Fevil.example", "/l/%2e%2e%2fapi"):
        answer = visit(api.url + path, allow_redirects=False)
        assert answer.status_code == 404 and "Location" not in answer.headers, path
    api.patch(f"/api/links/{bare['id']}", {"active": False})
    assert visit(bare["address"], allow_redirects=False).status_code == 404


def test_machines_get_the_page_but_count_for_nothing(api):
    page = make_page(api)
    link = make_link(api, page=page["id"])
    for agent in ("Mozilla/5.0 (compatible; Baiduspider/2.0)", "facebookexternalhit/1.1", "curl/8.0", "WhatsApp/2.23"):
        answer = requests.get(link["address"] + "?gdt_vid=bot", headers={"User-Agent": agent}, timeout=20)
        assert answer.status_code == 200 and "一杯好茶" in answer.text and "Set-Cookie" not in answer.headers
    session = requests.Session()
    session.head(link["address"], headers={"User-Agent": PHONE_AGENT}, timeout=20)
    visit(link["address"])
    eventually(lambda: api.get(f"/api/links/{link['id']}")["clicks"] == 1)
    time.sleep(0.5)
    assert api.get(f"/api/links/{link['id']}")["clicks"] == 1


def test_a_page_is_small_and_strict(api, phone):
    page = make_page(api)
    answer = visit(page["address"])
    assert len(answer.content) <= 60_000, len(answer.content)
    scripts = [requests.get(api.url + path, timeout=20) for path in ("/sdk/lianlu.js", "/sdk/page.js")]
    assert sum(len(script.content) for script in scripts) <= 20 << 10
    policy = answer.headers["Content-Security-Policy"]
    assert "default-src 'none'" in policy and "unsafe" not in policy and "frame-ancestors 'none'" in policy
    nonce = re.search(r"script-src 'nonce-([a-z2-7]+)'", policy).group(1)
    assert re.findall(r"<(?:script|style)(?! nonce=\"" + nonce + ")", answer.text) == []
    assert not re.search(r"\son\w+=|\sstyle=", answer.text)
    for width in (390, 1440):
        tab = phone(viewport={"width": width, "height": 900})
        tab.goto(page["address"])
        assert tab.evaluate("document.documentElement.scrollWidth") <= width, "the page scrolls sideways"
        assert not tab.problems, tab.problems


def test_pictures_are_known_by_their_bytes(api):
    png = bytes.fromhex("89504e470d0a1a0a0000000d49484452000000010000000108060000001f15c4890000000d49444154789c6360000002000100ffff03000006000557bfabd40000000049454e44ae426082")
    made = api.call("POST", "/api/pages/images", data=png, headers={"Content-Type": "image/svg+xml"})
    answer = requests.get(api.url + made["url"], timeout=20)
    assert (answer.status_code, answer.headers["Content-Type"], answer.headers["X-Content-Type-Options"]) == (200, "image/png", "nosniff")
    for bad in (b"<svg xmlns='http://www.w3.org/2000/svg' onload='alert(1)'/>", b"<html>", b"GIF8", b""):
        assert api.raw("POST", "/api/pages/images", data=bad).status_code in (400, 415), bad
    assert api.raw("POST", "/api/pages/images", data=b"\x89PNG\r\n\x1a\n" + b"0" * (3 << 20)).status_code == 413
    for name in ("..%2foperational.sqlite", "key", "a.png", ".png"):
        assert requests.get(f"{api.url}/media/{name}", timeout=20).status_code == 404


def test_an_experiment_shows_and_counts_both_variants(api, phone):
    key = unique("hero")

    def split(content):
        content["experiment"] = {"key": key, "split": 5000}
        content["variantB"] = [dict(block, title="乙版标题") if block["type"] == "hero" else block for block in content["blocks"]]

    page = make_page(api, split)
    seen = {}
    for _ in range(12):
        tab = phone()
        tab.goto(page["address"])
        tab.wait_for_function("() => window.lianlu && window.lianlu.version")
        variant = "B" if tab.inner_text("h1") == "乙版标题" else "A"
        tab.reload()
        assert (tab.inner_text("h1") == "乙版标题") == (variant == "B"), "the visitor saw another variant"
        seen.setdefault(variant, []).append(tab)
        if len(seen) == 2:
            break
    assert len(seen) == 2, "twelve visitors and one variant"
    tab = seen["B"][0]
    fill(tab, mobile())
    tab.click("section.form button")
    tab.wait_for_selector(".done")
    # A made-up exposure under the page's public key counts for nothing.
    seen["A"][0].evaluate("key => { lianlu.track('$exposure', {experiment: key, variant: 'B', token: 'aaaa'}); lianlu.flush(); }", key)

    def result():
        arms = {arm["key"]: arm for arm in api.get(f"/api/pages/{page['id']}/experiments")["items"][0]["variants"]}
        return arms["A"]["exposed"] == len(seen["A"]) and arms["B"]["exposed"] == len(seen["B"]) and arms["B"]["converted"] == 1 and arms

    arms = eventually(result)
    assert arms["A"]["converted"] == 0 and arms["B"]["interval"][0] < arms["B"]["rate"]


def test_origins_are_a_tree_and_rules_name_them(api):
    root = make_origin(api, name=unique("腾讯广告"))
    made = api.post("/api/origins/bulk", {"parent": root["id"], "kind": "campaign", "rows": "名称,code\n" + "\n".join(f"计划 {n},{unique('c')}" for n in range(3))})
    assert made["created"] == 3
    child = made["items"][0]
    utm = unique("utm")
    api.patch(f"/api/origins/{child['id']}", {"rules": [{"field": "utm_source", "value": utm}]})
    taken = api.raw("PATCH", f"/api/origins/{root['id']}", json={"rules": [{"field": "utm_source", "value": utm}]})
    assert taken.status_code == 409, taken.text
    assert api.raw("PATCH", f"/api/origins/{root['id']}", json={"parent": child["id"]}).status_code == 400, "a tree with a ring"
    link = make_link(api, origin=child["id"], url="https://shop.example/")
    assert api.raw("DELETE", f"/api/origins/{child['id']}").status_code == 409
    listed = {origin["id"]: origin for origin in api.get("/api/origins")["items"]}
    assert (listed[root["id"]]["links"], listed[root["id"]]["linksBelow"]) == (0, 1)
    assert listed[child["id"]]["path"] == f"{root['name']} / {child['name']}"
    assert api.get("/api/links", origin=root["id"])["items"][0]["id"] == link["id"]
    # An event without any link of ours lands on it too.
    user = unique("utm-visitor")
    source = api.source("native", "web")
    eventually(lambda: source.deliver({"type": "page", "userId": user, "messageId": unique("m"), "context": {"page": {"url": f"https://shop.example/?utm_source={utm}"}}}) and api.lookup(user)["lastTouch"] and child["code"] in str(api.lookup(user)["lastTouch"]))


SHOP = """<!doctype html><meta charset="utf-8"><title>店</title><div id="banner" data-lianlu-slot="{banner}"></div>
<script async src="{server}/sdk/lianlu.js" data-key="{key}" data-slots="{popup}" data-wait="{wait}"></script>"""


@pytest.fixture
def shop(api, server):
    """Somebody else's site with our script; (address, source, set its slots)."""
    source = api.source("browser", "web", key_kind="browser", origins=[])
    names = {"popup": "", "banner": "", "wait": "5000"}

    class Handler(http.server.BaseHTTPRequestHandler):
        def do_GET(self):
            body = SHOP.format(server=server.url, key=source.key, **names).encode()
            self.send_response(200)
            self.send_header("Content-Type", "text/html")
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *_):
            pass

    class Listener(socketserver.ThreadingMixIn, http.server.HTTPServer):
        daemon_threads = True

    listener = Listener(("127.0.0.1", 0), Handler)
    threading.Thread(target=listener.serve_forever, args=(0.05,), daemon=True).start()
    yield f"http://127.0.0.1:{listener.server_address[1]}", source, names
    listener.shutdown()
    listener.server_close()


def test_slots_show_what_is_meant_for_the_visitor(api, shop, phone):
    address, source, names = shop
    popup, banner = unique("popup"), unique("banner")
    names.update(popup=popup, banner=banner)
    slot = api.post("/api/slots", {"key": popup, "name": "首页弹窗", "kind": "popup"})
    api.post("/api/slots", {"key": banner, "name": "横幅", "kind": "inline", "fallback": {"title": "默认横幅"}})
    content = api.post(f"/api/slots/{slot['id']}/contents", {"name": "新客券", "content": {"title": "<b>新客</b>立减 20", "text": "首单可用", "button": "去看看", "url": "/sale"}, "cap": 1})
    assert api.raw("POST", f"/api/slots/{slot['id']}/contents", json={"content": {"title": "x", "url": "javascript:alert(1)"}}).status_code == 400
    tab = phone()
    tab.goto(address)
    tab.wait_for_selector("[data-lianlu-popup]")
    assert "<b>新客</b>立减 20" in tab.inner_text("[data-lianlu-popup]"), "text was taken for markup"
    assert "默认横幅" in tab.inner_text("#banner")
    tab.click("[data-lianlu-popup] a")
    tab.wait_for_url(address + "/sale")

    def figures():
        now = api.get(f"/api/slots/{slot['id']}")["contents"][0]
        return (now["shown"], now["clicked"]) == (1, 1)

    eventually(figures)
    names = {event["name"] for event in api.timeline(api.lookup(tab.evaluate("lianlu.anonymousId()"), "anonymous_id")["id"])}
    assert {"$slot_shown", "$slot_clicked"} <= names
    # The cap: this visitor does not see it again, another does.
    tab.goto(address)
    tab.wait_for_function("() => document.querySelector('#banner').innerText.includes('默认')")
    tab.wait_for_timeout(300)
    assert tab.query_selector("[data-lianlu-popup]") is None
    decided = requests.post(f"{api.url}/api/decide", params={"key": source.key}, json={"anonymousId": unique("new"), "slots": [popup, "nothing"]}, timeout=20).json()["decisions"]
    assert [(d["reason"], d["contentId"]) for d in decided] == [("everyone", content["id"]), ("unknown_slot", None)]
    # Made-up showings count for nothing.
    tab.evaluate("id => { lianlu.track('$slot_shown', {slot: 'x', content: id, token: '1.1.1.aaaa'}); lianlu.flush(); }", content["id"])
    tab.wait_for_timeout(800)
    assert figures()


def test_rules_look_at_the_visitor_alone_until_the_user_is_verified(api):
    source = api.source("browser", "web", key_kind="browser", origins=[])
    secret = api.post(f"/api/sources/{source.id}/identify-secret")["secret"]
    key, user, visitor, tag, event = unique("slot"), unique("user"), unique("visitor"), unique("高频"), unique("加购")
    slot = api.post("/api/slots", {"key": key, "name": key, "kind": "inline", "fallback": {"title": "默认"}})
    assert api.raw("POST", f"/api/slots/{slot['id']}/contents", json={"content": {"title": "x"}, "rule": {"tga": "x"}}).status_code == 400
    api.post(f"/api/slots/{slot['id']}/contents", {"name": "会员", "content": {"title": "会员专享"}, "rule": {"tag": tag}, "priority": 2})
    api.post(f"/api/slots/{slot['id']}/contents", {"name": "加购", "content": {"title": "别忘了购物车"}, "rule": {"event": event, "op": "gte", "count": 2, "within": "1h"}, "priority": 1})
    server_source = api.source()
    server_source.deliver(
        {"type": "identify", "userId": user, "anonymousId": visitor, "messageId": unique("m")},
        {"type": "tag", "userId": user, "messageId": unique("m"), "tag": tag},
    )

    def decide(**who):
        answer = requests.post(f"{api.url}/api/decide", params={"key": source.key}, json={"anonymousId": visitor, "slots": [key], **who}, timeout=20)
        return answer.json()["decisions"][0]["content"]["title"]

    assert decide() == "默认", "a stranger with this browser learned what the customer is"
    assert decide(userId=user) == "默认", "anybody may claim to be somebody"
    assert decide(userId=user, userHash="0" * 64) == "默认"
    assert decide(userId=user, userHash=hmac.new(secret.encode(), user.encode(), hashlib.sha256).hexdigest()) == "会员专享"
    server_source.deliver(*[{"type": "track", "event": event, "anonymousId": visitor, "messageId": unique("m")} for _ in range(2)])
    eventually(lambda: decide() == "别忘了购物车")


def test_a_pop_up_opens_on_a_landing_page_under_its_strict_policy(api, phone):
    key = unique("popup")
    slot = api.post("/api/slots", {"key": key, "name": "落地页弹窗", "kind": "popup"})
    api.post(f"/api/slots/{slot['id']}/contents", {"name": "挽留", "content": {"title": "再看看？", "text": "留下电话，送试喝装", "button": "知道了"}})
    page = make_page(api, lambda content: content["root"].update(slots=[key]))
    tab = phone()
    tab.goto(page["address"])
    tab.wait_for_selector("[data-lianlu-popup]")
    assert tab.evaluate("getComputedStyle(document.querySelector('[data-lianlu-popup]')).position") == "fixed"
    assert tab.evaluate("document.activeElement.getAttribute('aria-label')").endswith("Close")
    tab.keyboard.press("Escape")
    assert tab.query_selector("[data-lianlu-popup]") is None
    assert not tab.problems, tab.problems


def test_slots_fall_back_when_nobody_answers(shop, phone):
    address, source, names = shop
    names.update(wait="")
    tab = phone()
    tab.route("**/api/decide*", lambda route: None)
    tab.goto(address)
    tab.wait_for_function("() => window.lianlu && window.lianlu.version")
    took = tab.evaluate("""() => new Promise(done => { const from = performance.now();
        lianlu.slot('hangs', {into: document.querySelector('#banner'), fallback: {title: '兜底'}, done: decision => done([performance.now() - from, decision.reason, document.querySelector('#banner').innerText])}); })""")
    assert took[0] < 400 and took[1] == "default" and "兜底" in took[2], took


def test_permissions(api, server):
    key = api.post("/api/api-keys", {"name": unique("sales"), "role": "sales"})["value"]
    for method, path in (("GET", "/api/origins"), ("POST", "/api/pages"), ("GET", "/api/slots")):
        assert requests.request(method, api.url + path, headers={"Authorization": f"Bearer {key}"}, json={}, timeout=20).status_code == 403, path
    actions = {entry["action"] for entry in api.get("/api/audit", limit=200)["items"]}
    assert {"page.publish", "link.create", "origin.create"} <= actions, actions
