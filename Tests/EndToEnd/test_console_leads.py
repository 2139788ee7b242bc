"""The leads desk in a real Chromium: people and rules by form, a lead that appears by itself, claiming from the pool, follow-up and stage, and that every
page of the area fits a phone and speaks English."""

import re

import pytest
from playwright.sync_api import expect

from support.people import mobile, unique
from test_console import Tab, admin, shop, tab  # noqa: F401  (fixtures)

PAGES = ["/leads", "/leads?view=mine", "/leads?view=pool", "/leads?view=waiting", "/leads?view=quarantine", "/lead-pools", "/salespeople", "/salespeople?tab=leaves", "/salespeople?tab=hours", "/assignment"]


def button(scope, name, exact=True):
    return scope.get_by_role("button", name=name, exact=exact)


@pytest.fixture
def me(shop, admin):
    """The signed-in account as a salesperson who is online."""
    api, account = shop["api"], admin["account"]
    found = next((each for each in api.get("/api/salespeople")["items"] if each["account"] == account["id"]), None)
    return found or api.post("/api/salespeople", {"name": "林薇", "account": account["id"], "capacity": 50})


def customer(shop, name):
    """A new customer's number; each test has its own, because one customer has one open lead."""
    user = unique("lead")
    shop["source"].deliver({"type": "identify", "messageId": unique("m"), "userId": user, "identifiers": [{"kind": "phone", "value": mobile()}], "traits": {"name": name}})
    return shop["api"].get("/api/search", q=user)["customers"][0]["id"]


def lead_of(shop, name, person=None, **more):
    body = {"customer": str(customer(shop, name)), "product": "春茶礼盒", "region": "广州", **more}
    return shop["api"].post("/api/leads", {**body, "salesperson": person["id"]} if person else body)


def pool(shop):
    pools = shop["api"].get("/api/lead-pools")["items"]
    if not pools:
        shop["api"].post("/api/lead-pools", {"name": "华南公海", "claimCap": 10, "blockDays": 0, "recycleDays": 0})
        pools = shop["api"].get("/api/lead-pools")["items"]
    return pools[0]


def test_people_and_rules_by_form(tab, shop):
    page, api = tab.page, shop["api"]
    name, rule = unique("周"), unique("其余线索")
    tab.go("/salespeople")
    button(page.locator("main"), "添加销售").first.click()
    dialog = page.get_by_role("document", name="添加销售")
    dialog.get_by_label("姓名").fill(name)
    dialog.get_by_label("手上最多").fill("15")
    button(dialog, "添加").click()
    expect(page.locator("main table tbody tr", has_text=name)).to_contain_text("0 / 15")
    made = next(each for each in api.get("/api/salespeople")["items"] if each["name"] == name)
    assert made["capacity"] == 15 and made["weight"] == 1000

    tab.go("/assignment")
    button(page.locator("main"), "新建规则").first.click()
    drawer = page.get_by_role("dialog", name="新建规则")
    drawer.get_by_label("规则名称").fill(rule)
    drawer.get_by_role("radio", name=re.compile("谁最空给谁")).click()
    drawer.get_by_label("响应时限（SLA）").fill("20")
    button(drawer, "创建规则").click()
    expect(page.locator(".assign-card", has_text=rule)).to_contain_text("20 分钟内联系")
    saved = next(each for each in api.get("/api/assign-policies")["items"] if each["name"] == rule)
    assert saved["mode"] == "balanced" and saved["slaMinutes"] == 20 and saved["conditions"] == {}
    button(page.locator(".assign-card", has_text=rule), "停用").click()
    expect(page.locator(".assign-card", has_text=rule)).to_contain_text("已停用")
    assert not next(each for each in api.get("/api/assign-policies")["items"] if each["name"] == rule)["active"]
    tab.clean("people and rules")


def test_a_lead_appears_by_itself(tab, shop, me):
    page = tab.page
    tab.go("/leads?view=mine")
    expect(page.locator(".leads-live")).to_contain_text("实时更新")
    name = unique("陈")
    lead_of(shop, name, me)
    # nobody touches the page
    expect(page.locator(".q-notification").first).to_contain_text("有一条新线索分给你", timeout=8000)
    row = page.locator("main table tbody tr", has_text=name)
    expect(row).to_contain_text("待联系")
    expect(row.locator(".lead-clock")).to_contain_text("剩 ")
    tab.clean("live")


def test_claim_from_the_pool_on_a_phone(tab, shop, me):
    page, api = tab.page, shop["api"]
    pool(shop)
    name = unique("李")
    lead = lead_of(shop, name, me)
    assert api.post(f"/api/leads/{lead['id']}/hand-back", {"reason": "晚上再打"})["state"] == "pooled"
    page.set_viewport_size({"width": 390, "height": 844})
    tab.go("/leads?view=pool")
    card = page.locator(".leads-card", has_text=name)
    button(card, "领取").click()
    expect(page.locator(".q-notification").first).to_contain_text("归你了", timeout=8000)
    page.wait_for_url(re.compile("view=mine"))  # to where the work goes on
    expect(page.locator(".leads-card", has_text=name)).to_contain_text("待联系")
    after = api.get(f"/api/leads/{lead['id']}")
    assert after["owner"] == me["id"] and after["assignments"][0]["mode"] == "claim"
    assert page.evaluate("document.documentElement.scrollWidth - window.innerWidth") <= 0
    tab.clean("claim")


def test_follow_up_stage_and_reason(tab, shop, me):
    page, api = tab.page, shop["api"]
    name = unique("何")
    lead = lead_of(shop, name, me)
    tab.go(f"/leads/{lead['id']}")
    expect(page.locator(".lead-why-text")).to_contain_text("由人工指定给")
    expect(page.locator(".lead-limit-time")).to_contain_text("剩 ")
    form = page.locator("#follow-up")
    form.get_by_label("内容").fill("想先看样品，周五到店")
    button(form, "明天 10:00").click()
    button(form, "保存跟进").click()
    expect(page.locator(".lead-story")).to_contain_text("想先看样品，周五到店")
    expect(page.locator(".lead-path .now")).to_have_text("已联系")
    now = api.get(f"/api/leads/{lead['id']}")
    assert now["state"] == "contacted" and now["repliedAt"] and now["nextAt"]
    button(page.locator(".lead-path"), "有效线索").click()
    expect(page.locator(".lead-path .now")).to_have_text("有效线索")
    button(page.locator(".lead-path"), "成交").click()
    dialog = page.get_by_role("document", name=re.compile("成交了"))
    dialog.get_by_label(re.compile("成交金额")).fill("1288")
    button(dialog, "记为成交").click()
    expect(page.locator(".lead-path .now")).to_have_text("成交")
    done = api.get(f"/api/leads/{lead['id']}")
    assert done["state"] == "won" and done["valueFen"] == 128_800
    tab.clean("follow-up and stage")


@pytest.mark.parametrize("language", ["zh-Hans", "en"])
@pytest.mark.parametrize("width", [390, 1024])
def test_pages_fit_and_speak(tab, shop, me, language, width):
    lead = lead_of(shop, "Grace Long-Name-Without-Any-Break", me)
    tab.page.set_viewport_size({"width": width, "height": 844})
    tab.context.add_init_script(f"localStorage.setItem('lianlu.prefs', JSON.stringify({{ locale: '{language}' }}))")
    for path in [*PAGES, f"/leads/{lead['id']}"]:
        tab.go(path)
        tab.page.wait_for_timeout(250)
        tab.clean(f"{path} at {width} in {language}")
        wide = tab.page.evaluate("document.documentElement.scrollWidth - window.innerWidth")
        assert wide <= 0, f"{path} is {wide} px wider than {width}"
        shown = re.findall(r"(?<![\w./@-])(?:leads?|pools|sales|assign)\.[a-z][A-Za-z]+", tab.page.inner_text("main"))
        assert not shown, (path, shown)
        if language == "en":
            text = tab.page.inner_text("main h1")
            assert not re.search(r"[\u4e00-\u9fff]", text), text
