"""How the console lies on the screen, in a real Chromium: no page overflows sideways on a phone, a small laptop or a desk, in 简体 or English, with names that are long;
and no page shows the name of a text instead of the text."""

import re

import pytest

from support.api import eventually, now
from support.loop import Loop, cart_journey, order
from support.people import mobile, unique
from support.server import Server
from test_console import CONSOLE, Tab, admin, pages  # noqa: F401  (fixtures)

LONG = "华南大区二零二六年春季新品上市全渠道整合营销推广活动第一阶段"
ENGLISH = "Spring launch of the whole brand in all channels, first stage of four"
KEYS = set(re.findall(r"^  '([^']+)': ", (CONSOLE / "i18n/zh-Hans.js").read_text(), re.M))
MEASURE = """() => ({
  over: document.documentElement.scrollWidth - innerWidth,
  widest: [...document.querySelectorAll('main *, .drawer *, .topbar *')].filter((each) => {
    if (each.getBoundingClientRect().right <= innerWidth + 1) return false;
    for (let up = each.parentElement; up; up = up.parentElement) if (/auto|scroll|hidden|clip/.test(getComputedStyle(up).overflowX) && up !== document.body && up !== document.documentElement) return false;
    return true;
  }).slice(0, 3).map((each) => `${each.tagName}.${each.className} ${each.innerText?.slice(0, 40)}`),
  // what scrolls sideways by itself: on a phone only tabs, code and the flow of a journey may
  inside: [...document.querySelectorAll('main *, .drawer *')].filter((each) => each.scrollWidth > each.clientWidth + 1 && /auto|scroll/.test(getComputedStyle(each).overflowX)
    && !each.closest('.tabs, pre, code, .json, textarea, .journey-canvas, .preview-device, .lpage-preview, .chart-table') && each.clientWidth > 0).slice(0, 3).map((each) => `${each.className} ${each.scrollWidth}>${each.clientWidth}`),
  text: document.body.innerText,
})"""


@pytest.fixture(scope="module")
def shop():
    """Everything a brand has, a little of each, called by long names."""
    server = Server(verb="sandbox").start()
    api = server.api
    platforms = {each["name"]: each for each in api.get("/api/sandbox")["items"]}

    class Own:
        credentials = {name: each["credentials"] for name, each in platforms.items()}
        address = staticmethod(lambda name: platforms[name]["address"])

    loop = Loop(server, Own)
    brand = api.get("/api/organisation")["nodes"][0]
    region = api.post("/api/organisation", {"kind": "region", "name": LONG, "code": "region-with-a-long-code", "parent": brand["id"]})
    api.post("/api/organisation", {"kind": "store", "name": ENGLISH, "code": "south", "parent": region["id"]})
    sms, robot = loop.sms(), loop.robot()
    template = loop.template(sms)
    account = loop.ads()
    page = loop.page()
    link, origin = loop.link(page, name=LONG)
    loop.sales("欧阳娜娜", "Maximilian Featherstonehaugh", channels=[robot["id"]])
    api.post("/api/lead-pools", {"name": LONG, "claimCap": 10})
    journey = loop.journey(cart_journey(template), name=LONG[:20])
    api.post("/api/slots", {"key": "home", "name": LONG, "kind": "popup"})
    api.post("/api/media/spend", {"rows": [
        {"platform": "tencent_ads", "account": "10001", "campaign": f"cmp-{day}", "campaignName": ENGLISH, "date": str(now().date()), "costFen": 123_456_789 * (day + 1), "impressions": 9_876_543, "clicks": 87_654} for day in range(3)]})
    source = api.source("native", "web")
    events = []
    for number in range(3):
        user = unique("layout")
        events += [
            {"type": "identify", "messageId": unique("m"), "userId": user, "identifiers": [{"kind": "phone", "value": mobile()}, {"kind": "email", "value": f"{unique('a.very.long.address')}@example.com"}], "traits": {"name": ENGLISH[:40] if number else LONG[:20], "城市": "广州"}},
            {"type": "track", "event": "add_to_cart", "messageId": unique("m"), "userId": user, "properties": {"name": ENGLISH}},
            order(unique("ORDER-2026"), 1_234_567_89, userId=user)]
    source.deliver(*events)
    customer = api.lookup(user)
    api.post(f"/api/customers/{customer['id']}/tags", {"add": [LONG, ENGLISH]})
    session = loop.click(link, unique("wx0layout"))
    loop.form(session, page, mobile(), f_name=ENGLISH[:40])
    lead = eventually(lambda: api.get("/api/leads")["items"], 20)[0]
    eventually(lambda: api.get("/api/media/conversions")["items"], 20)
    yield {
        "server": server, "api": api, "token": server.login_token(),
        "more": [
            f"/customers/{customer['id']}", f"/customers/{customer['id']}?tab=profile", f"/customers/{customer['id']}?tab=identity", f"/customers/{customer['id']}?tab=orders", f"/customers?open={customer['id']}",
            f"/leads/{lead['id']}", "/leads?view=waiting", f"/journeys/{journey['id']}", f"/journeys/{journey['id']}?tab=runs", f"/landing-pages/{page['id']}", f"/landing-pages/{page['id']}?tab=submissions",
            f"/feedback?open={account['id']}", f"/feedback?open={account['id']}&part=mapping", "/feedback?tab=log", f"/analyse/origins?open={origin['id']}", "/analyse/origins?view=tree", f"/links?open={link['id']}", f"/origins?open={origin['id']}",
            f"/sources?open={source.id}", "/users?tab=roles", "/?tab=activity", "/salespeople?tab=leaves", "/salespeople?tab=hours", "/imports?tab=export", "/analyse/trend?event=add_to_cart&measure=count",
        ]}
    server.discard()


def go(page, path):
    """To another page without loading the console again."""
    page.evaluate("(path) => { history.pushState(null, '', path); dispatchEvent(new PopStateEvent('popstate')); }", path)
    page.wait_for_selector("main", timeout=8000)
    page.wait_for_function("() => !document.querySelector('.skeleton')", timeout=8000)


def test_no_page_overflows_and_no_key_shows(shop, admin, chromium):  # noqa: F811
    wrong = []
    for language in ("zh-Hans", "en"):
        tab = Tab(chromium, shop["server"].url, locale="zh-CN", timezone_id="Asia/Shanghai", storage_state=admin["state"], reduced_motion="reduce")
        tab.context.add_init_script(f"localStorage.setItem('lianlu.prefs', JSON.stringify({{ locale: '{language}' }}))")
        tab.go("/")
        for path in [path for _, path in pages()] + shop["more"]:
            for width in (1440, 390) if language == "zh-Hans" else (1440, 1280, 390):  # English is the wider one
                tab.page.set_viewport_size({"width": width, "height": 844})
                if width == 1440:
                    go(tab.page, path)
                tab.page.wait_for_timeout(30)
                found = tab.page.evaluate(MEASURE)
                if found["over"] > 0 or found["widest"] or (width == 390 and found["inside"]):
                    tab.page.wait_for_timeout(500)  # a table may still be about to become cards
                    found = tab.page.evaluate(MEASURE)
                where = f"{path} at {width} in {language}"
                if found["over"] > 0 or found["widest"]:
                    wrong.append(f"{where} is {found['over']} px too wide: {found['widest']}")
                if width == 390 and found["inside"]:
                    wrong.append(f"{where} scrolls sideways: {found['inside']}")
                keys = sorted(set(re.findall(r"[a-z][\w-]*(?:\.[\w$-]+)+", found["text"])) & KEYS)
                if keys:
                    wrong.append(f"{where} shows the names of texts: {keys}")
        tab.clean(f"layout in {language}")
        tab.close()
    assert not wrong, "\n".join(wrong)
