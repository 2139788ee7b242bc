"""The browser SDK on somebody else's page in a real Chromium: page views, clicks, identify, offline, leaving."""

import http.server
import socketserver
import threading

import pytest

from support.api import eventually
from support.people import unique

PAGE = """<!doctype html><meta charset="utf-8"><title>茶铺</title>
<script>window.lianlu = window.lianlu || []; lianlu.push(['page']);</script>
<script async src="{server}/sdk/lianlu.js" data-key="{key}" data-autocapture></script>
<h1>茶铺</h1><button id="buy" data-lianlu="立即购买">立即购买</button><a href="/next">下一页</a>"""


@pytest.fixture
def page(api, server, chromium):
    """A shop's page on its own origin with a browser key; (tab, source)."""

    class Handler(http.server.BaseHTTPRequestHandler):
        def do_GET(self):
            body = PAGE.format(server=server.url, key=source.key).encode()
            self.send_response(200)
            self.send_header("Content-Type", "text/html")
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *_):
            pass

    class Listener(socketserver.ThreadingMixIn, http.server.HTTPServer):
        daemon_threads = True

    shop = Listener(("127.0.0.1", 0), Handler)
    threading.Thread(target=shop.serve_forever, args=(0.05,), daemon=True).start()
    origin = f"http://127.0.0.1:{shop.server_address[1]}"
    source = api.source("browser", "web", key_kind="browser", origins=[origin])
    context = chromium.new_context()
    tab = context.new_page()
    problems = []
    tab.on("pageerror", lambda error: problems.append(str(error)))
    tab.goto(origin + "/?utm_source=weibo&utm_medium=cpc&utm_campaign=双十一&gdt_vid=abc123")
    tab.wait_for_function("() => window.lianlu && window.lianlu.version")
    yield tab, source
    assert not problems, problems
    context.close()
    shop.shutdown()
    shop.server_close()


def stored(source, count):
    eventually(lambda: source.settle()["stored"] >= count, 15)
    entry = source.settle()
    assert (entry["stored"], entry["rejected"]) == (count, 0), entry


def visitor(api, tab):
    return api.timeline(api.lookup(tab.evaluate("lianlu.anonymousId()"), "anonymous_id")["id"])


def test_page_click_and_track(api, page):
    tab, source = page
    stored(source, 1)
    tab.click("#buy")
    tab.evaluate("lianlu.track('Quiz Done', {score: 7, 题目: '茶'})")
    stored(source, 3)
    events = {event["name"]: event for event in visitor(api, tab)}
    assert set(events) == {"$page", "$click", "Quiz Done"}, set(events)
    assert events["Quiz Done"]["properties"]["score"] == 7
    assert events["$click"]["properties"]["name"] == "立即购买"
    customer = api.lookup(tab.evaluate("lianlu.anonymousId()"), "anonymous_id")
    assert customer["firstTouch"] and "weibo" in str(customer["firstTouch"]), customer["firstTouch"]


def test_offline_events_arrive_later(api, page):
    tab, source = page
    stored(source, 1)
    tab.context.set_offline(True)
    tab.evaluate("for (let n = 0; n < 30; n++) lianlu.track('While Away', {n})")
    tab.wait_for_timeout(800)
    assert source.settle()["stored"] == 1
    tab.context.set_offline(False)
    tab.evaluate("window.dispatchEvent(new Event('online'))")
    stored(source, 31)
    assert sorted(event["properties"]["n"] for event in visitor(api, tab) if event["name"] == "While Away") == list(range(30))


def test_nothing_is_lost_when_leaving_at_once(api, page):
    tab, source = page
    stored(source, 1)
    mine = tab.evaluate("lianlu.anonymousId()")
    tab.evaluate("for (let n = 0; n < 10; n++) lianlu.track('Parting', {n}); location.href = '/next'")
    tab.wait_for_function("() => window.lianlu && window.lianlu.version && location.pathname === '/next'")
    assert tab.evaluate("lianlu.anonymousId()") == mine, "the visitor became somebody else"
    stored(source, 12)
    assert sorted(event["properties"]["n"] for event in visitor(api, tab) if event["name"] == "Parting") == list(range(10))


def test_identify_is_a_claim(api, page):
    tab, source = page
    known = unique("known")
    api.source().deliver({"type": "identify", "messageId": unique("m"), "userId": known, "traits": {"tier": "gold"}})
    tab.evaluate("(user) => lianlu.identify(user, {tier: 'platinum'})", known)
    stored(source, 2)
    assert api.lookup(known)["traits"]["tier"] == "gold", "a public page changed a trusted trait"
