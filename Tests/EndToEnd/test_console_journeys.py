"""Journeys in the console, in a real Chromium: a flow is built by clicking, what is missing is shown and fixed, its text goes round, it is published, a real
customer goes through it, and the sandbox shows what it received. The server under test is its own sandbox."""

import json
import re
from datetime import datetime, timedelta, timezone

import pytest
import requests
from playwright.sync_api import expect

from support.api import Api, eventually
from support.people import mobile, unique
from support.server import Server
from test_console import Tab, admin, tab  # noqa: F401  (fixtures)


@pytest.fixture(scope="module")
def shop():
    server = Server(verb="sandbox").start()
    api = server.api
    stand_in = next(each for each in api.get("/api/sandbox")["items"] if each["name"] == "aliyun_sms")
    credentials = stand_in["credentials"]
    # any path does for the stand-in
    account = api.post("/api/channels", {"kind": "sms_aliyun", "name": "沙箱短信", "values": {
        "accessKeyId": credentials["accessKeyId"], "accessKeySecret": credentials["accessKeySecret"], "signName": credentials["signName"], "baseURL": stand_in["address"] + "/v1"}})
    template = api.post("/api/templates", {
        "name": "加购提醒", "account": account["id"], "purpose": "transactional", "quiet": "ignore", "text": "您选的商品还在购物车里", "code": credentials["templateCode"], "params": [{"name": "product", "value": "春茶"}]})
    source = api.source("segment", "web")
    people = []
    for number in range(2):
        user, phone = unique("jc"), mobile()
        people.append((user, phone))
        source.deliver(
            {"type": "identify", "messageId": unique("m"), "userId": user, "identifiers": [{"kind": "phone", "value": phone}], "traits": {"name": f"林小茶{number}"}},
            {"type": "track", "event": "add_to_cart", "messageId": unique("m"), "userId": user, "properties": {"product": "春茶"}})
    yield {"server": server, "api": api, "source": source, "people": people, "token": server.login_token(), "template": template}
    server.discard()


def button(scope, name, exact=True):
    return scope.get_by_role("button", name=name, exact=exact)


def saved(page):
    expect(page.locator(".journey-head")).to_contain_text(re.compile("已保存 |草稿已保存"), timeout=8000)


def shut(page):
    """Esc closes the drawer, once no menu is open."""
    expect(page.locator(".q-menu")).to_have_count(0)
    page.keyboard.press("Escape")
    expect(page.locator(".drawer")).to_have_count(0)


def insert(page, at, name):
    page.locator(".journey-plus").nth(at).click()
    page.locator(".journey-option", has_text=name).first.click()
    expect(page.locator(".q-menu")).to_have_count(0)


def draft(shop, seconds=1):
    """Waits, looks at the customer, sends."""
    return {
        "entry": {"type": "event", "event": "add_to_cart"}, "entryMode": {"mode": "after_exit"}, "goal": {"event": "Order Completed", "exits": True}, "start": "wait_for_event_1",
        "nodes": [
            {"id": "wait_for_event_1", "type": "wait_for_event", "event": "Order Completed", "seconds": seconds, "matched": "", "timeout": "condition_1"},
            {"id": "condition_1", "type": "condition", "rule": {"all": [{"orders": "count", "op": "gte", "value": 1}]}, "yes": "tag_1", "no": "send_1"},
            {"id": "tag_1", "type": "tag", "tag": "老客", "on": True, "next": ""},
            {"id": "send_1", "type": "send", "template": shop["template"]["id"], "next": ""},
        ]}


def make(shop, name, **more):
    return shop["api"].post("/api/journeys", {"name": name, "draft": {**draft(shop), **more}})


def test_build_by_clicking_fix_and_publish(tab, shop):
    page, api = tab.page, shop["api"]
    page.goto("/journeys")
    button(page.locator("main"), "新建流程").click()
    dialog = page.get_by_role("document", name="新建流程")
    dialog.get_by_role("radio", name=re.compile("空白流程")).click()
    dialog.get_by_label("流程名称").fill("点出来的流程")
    button(dialog, "创建并编辑").click()
    page.wait_for_url(re.compile(r"/journeys/\d+"))
    number = int(re.search(r"/journeys/(\d+)", page.url).group(1))
    expect(page.locator(".journey-incomplete")).to_contain_text("还有 2 处需要补全")

    # the entry
    page.locator("#step-entry .journey-open").click()
    drawer = page.get_by_role("dialog", name="进入条件")
    drawer.get_by_role("radio", name=re.compile("事件触发")).click()
    drawer.get_by_label("哪个事件").click()
    page.get_by_role("option", name=re.compile("add_to_cart")).click()
    shut(page)

    # three steps: send, wait before it, a condition behind it
    insert(page, 0, "发送消息")
    expect(page.locator("#step-send_1")).to_contain_text("选择消息模板")
    shut(page)
    insert(page, 0, "等待一段时间")
    page.get_by_label("等多久").first.fill("2")
    expect(page.locator("#step-wait_1")).to_contain_text("等待 2 天")
    shut(page)
    insert(page, 2, "条件判断")
    shut(page)
    expect(page.locator(".journey-branch")).to_have_count(2)

    # undo, redo, delete with the key
    page.keyboard.press("Control+z")
    expect(page.locator(".journey-branch")).to_have_count(0)
    page.keyboard.press("Control+Shift+z")
    expect(page.locator(".journey-branch")).to_have_count(2)
    page.locator("#step-condition_1 .journey-open").click()
    page.get_by_role("dialog", name="条件判断").locator("h2").click()
    page.keyboard.press("Delete")
    expect(page.locator("#step-condition_1")).to_have_count(0)
    saved(page)

    # what is missing keeps it from being published, and the dialog leads there
    button(page.locator(".journey-head"), "发布").click()
    dialog = page.locator(".dialog")
    expect(dialog).to_contain_text("还有 1 处需要补全")
    dialog.locator(".journey-problems button").click()
    drawer = page.get_by_role("dialog", name="发送消息")
    drawer.get_by_label("消息模板").click()
    page.get_by_role("option", name=re.compile("加购提醒")).click()
    expect(drawer).to_contain_text("您选的商品还在购物车里")
    button(drawer, "完成").click()
    expect(page.locator(".journey-incomplete")).to_have_count(0)
    saved(page)
    button(page.locator(".journey-head"), "发布").click()
    expect(dialog).to_contain_text("2 个步骤，其中发送 1 次")
    button(dialog, "发布").click()
    expect(page.locator(".journey-head")).to_contain_text("运行中")
    expect(page.locator(".journey-head")).to_contain_text("第 1 版")
    found = api.get(f"/api/journeys/{number}")
    nodes = {node["id"]: node for node in found["draft"]["nodes"]}
    assert found["state"] == "published" and found["draft"]["start"] == "wait_1", found
    assert nodes["wait_1"]["minutes"] == 2880 and nodes["wait_1"]["next"] == "send_1" and nodes["send_1"]["next"] == "" and len(nodes) == 2, nodes

    # pause and resume from here
    button(page.locator(".journey-head"), "暂停").click()
    button(page.locator(".dialog"), "暂停").click()
    expect(page.locator(".journey-head")).to_contain_text("已暂停")
    button(page.locator(".journey-head"), "恢复").click()
    button(page.locator(".dialog"), "恢复").click()
    expect(page.locator(".journey-head")).to_contain_text("运行中")
    tab.clean("built by clicking")


def test_branches_move_copy_and_the_text_goes_round(tab, shop):
    page, api = tab.page, shop["api"]
    number = make(shop, "文本流程")["id"]
    page.goto(f"/journeys/{number}")
    # a copy stands behind its step; it can be moved to another branch
    button(page.locator("#step-send_1"), "“发送消息”的操作").click()
    page.locator(".journey-option", has_text="复制").click()
    expect(page.locator("#step-send_2")).to_be_visible()
    shut(page)
    button(page.locator("#step-send_2"), "“发送消息”的操作").click()
    page.locator(".journey-option", has_text="移动到").click()
    page.locator(".journey-branch.yes .journey-put").last.click()
    saved(page)
    now = {node["id"]: node for node in eventually(lambda: next((d["nodes"] for d in [api.get(f"/api/journeys/{number}")["draft"]] if any(n.get("next") == "send_2" for n in d["nodes"])), None))}
    assert now["tag_1"]["next"] == "send_2" and now["send_1"]["next"] == "" and now["send_2"]["next"] == "", now

    page.get_by_role("tab", name="文本").click()
    field = page.get_by_label("流程文本")
    text = field.input_value()
    assert json.loads(text) == api.get(f"/api/journeys/{number}")["draft"]
    field.fill(text.replace('"nodes": [', '"nodes": [,', 1))
    button(page.locator("main"), "应用").click()
    expect(page.locator("main .field-hint.bad")).to_contain_text(re.compile(r"第 \d+ 行第 \d+ 列不是有效的 JSON"))
    # what the server refuses is applied, and shown with its line and its step
    loop = json.loads(text)
    next(node for node in loop["nodes"] if node["id"] == "tag_1")["next"] = "condition_1"
    loop["nodes"] = [node for node in loop["nodes"] if node["id"] != "send_2"]
    field.fill(json.dumps(loop, ensure_ascii=False, indent=2))
    button(page.locator("main"), "应用").click()
    expect(page.locator("main .field-hint.bad")).to_contain_text("又没有等待")
    field.fill(text.replace('"老客"', '"回头客"'))
    button(page.locator("main"), "应用").click()
    expect(page.locator("main")).to_contain_text("与流程一致")
    page.get_by_role("tab", name="流程", exact=True).click()
    expect(page.locator("#step-tag_1")).to_contain_text("打上“回头客”")
    saved(page)
    tab.forgive()  # the error under a field is an alert by nature
    tab.clean("the text")


def test_a_customer_goes_through_and_the_sandbox_shows_it(tab, shop):
    page, api = tab.page, shop["api"]
    user, phone = shop["people"][0]
    made = make(shop, "真人走一遍")
    api.post(f"/api/journeys/{made['id']}/publish")
    shop["source"].deliver({"type": "track", "event": "add_to_cart", "messageId": unique("m"), "userId": user, "properties": {"product": "春茶"}})
    counts = eventually(lambda: next((each for each in [api.get(f"/api/journeys/{made['id']}")["counts"]] if each.get("send_1", {}).get("accepted")), None), 30)
    assert counts["condition_1"]["no"] == 1

    page.goto(f"/journeys/{made['id']}")
    expect(page.locator("#step-entry")).to_contain_text("1 人进入")
    expect(page.locator(".journey-branch.no > .journey-port")).to_contain_text("1")
    expect(page.locator("#step-send_1 .journey-figures .good")).to_have_text("1")
    expect(page.locator("#step-tag_1")).to_contain_text("还没有人走到")
    page.get_by_role("tab", name=re.compile("执行记录")).click()
    row = page.locator("main table tbody tr").first
    expect(row).to_contain_text("林小茶0")
    expect(row).to_contain_text("走完")
    row.locator("td").nth(3).click()
    drawer = page.locator(".drawer")
    for words in ("进入流程", "超时", "订单数大于等于 1", "（实际：0）", "交给发送", "服务商已受理"):
        expect(drawer).to_contain_text(words)
    # the step that sent leads to its message
    message = api.get("/api/messages")["items"][0]["id"]
    drawer.get_by_role("link", name=f"消息 {message}").first.click()
    page.wait_for_url(f"**message={message}*")
    expect(page.locator(".drawer")).to_contain_text("您选的商品还在购物车里")
    page.go_back()
    expect(page.locator(".drawer")).to_contain_text("交给发送")
    shut(page)
    page.get_by_role("tab", name="版本").click()
    expect(page.locator("main table tbody tr")).to_contain_text("第 1 版")

    page.goto("/sandbox-platforms?platform=aliyun_sms")
    row = page.locator("main table tbody tr", has_text=phone).first
    expect(row).to_contain_text("接受")
    row.locator("td").nth(2).click()
    expect(page.locator(".drawer")).to_contain_text(phone)
    shut(page)
    # a fault shows where it came from, and can be switched off
    page.get_by_label("故障").click()
    page.get_by_role("option", name=re.compile("密钥失效")).click()
    expect(page.locator(".sandbox-platform.on")).to_contain_text("密钥失效")
    assert next(each for each in api.get("/api/sandbox")["items"] if each["name"] == "aliyun_sms")["fault"] == "revoked"
    channel = next(each for each in api.get("/api/channels")["items"] if each["kind"] == "sms_aliyun")
    api.post(f"/api/channels/{channel['id']}/test", {"receiver": phone, "code": "SMS_100001"})
    expect(page.locator("main table tbody tr").first).to_contain_text("故障开关：密钥失效", timeout=10_000)
    button(page.locator("main"), "恢复正常").click()
    expect(page.locator(".sandbox-platform.on")).not_to_contain_text("密钥失效")
    tab.clean("the sandbox")


def test_test_run_shows_the_way(tab, shop):
    page, api = tab.page, shop["api"]
    number = make(shop, "测试走一遍")["id"]
    page.goto(f"/journeys/{number}")
    button(page.locator(".journey-head"), "测试").click()
    drawer = page.get_by_role("dialog", name="测试")
    drawer.get_by_label("用哪位客户").fill(shop["people"][1][0])
    drawer.get_by_role("button", name="林小茶1").click()
    button(drawer, "开始测试").click()
    expect(drawer).to_contain_text("走完", timeout=15_000)
    expect(drawer).to_contain_text("服务商已受理", timeout=15_000)
    expect(page.locator("#step-send_1")).to_have_class(re.compile("passed"))
    expect(page.locator("#step-tag_1")).to_have_class(re.compile("apart"))
    assert api.get(f"/api/journeys/{number}/runs")["items"][0]["test"] is True
    tab.clean("the test")


def test_two_people_edit_and_mass_needs_approval(tab, shop):
    page, api = tab.page, shop["api"]
    made = make(shop, "两人同时改", entry={"type": "schedule", "cron": "0 10 * * 2", "zone": "Asia/Shanghai", "rule": {"all": [{"orders": "count", "op": "gte", "value": 1}]}})
    page.goto(f"/journeys/{made['id']}")
    expect(page.locator("#step-entry")).to_contain_text("每周二 10:00")
    theirs = {**made["draft"], "holdout": 1000}
    api.call("PUT", f"/api/journeys/{made['id']}/draft", json={"draft": theirs, "revision": made["revision"]})
    page.locator("#step-tag_1 .journey-open").click()
    page.get_by_label(re.compile("^备注名")).fill("老客记号")
    expect(page.locator("main")).to_contain_text("有人在你之后保存了这个流程", timeout=8000)
    shut(page)
    button(page.locator("main"), "用我的覆盖").click()
    button(page.locator(".dialog"), "用我的覆盖").click()
    saved(page)
    nodes = api.get(f"/api/journeys/{made['id']}")["draft"]["nodes"]
    assert next(node for node in nodes if node["id"] == "tag_1")["name"] == "老客记号"
    tab.forgive()  # the conflict is a 409 by nature
    button(page.locator(".journey-head"), "发布").click()
    expect(page.locator(".dialog")).to_contain_text("另一位有审批权限的同事批准")
    button(page.locator(".dialog"), "提交审批").click()
    expect(page.locator(".journey-head")).to_contain_text("待审批")
    expect(page.locator("main")).to_contain_text("申请人不能批自己的")
    expect(button(page.locator("main"), "批准发布")).to_have_count(0)
    button(page.locator("main"), "撤回申请").click()
    button(page.locator(".dialog"), "撤回").click()
    expect(page.locator(".journey-head")).to_contain_text("草稿")
    tab.clean("two people")


def test_versions_show_what_changed_and_come_back(tab, shop):
    page, api = tab.page, shop["api"]
    made = make(shop, "版本来回")
    path = f"/api/journeys/{made['id']}"
    api.post(f"{path}/publish")
    changed = json.loads(json.dumps(made["draft"], ensure_ascii=False).replace("老客", "熟客"))
    assert changed != made["draft"]
    api.call("PUT", f"{path}/draft", json={"draft": changed, "revision": made["revision"]})
    api.post(f"{path}/publish")
    versions = api.get(f"{path}/versions")["items"]
    assert [(each["version"], each["state"], each["nodes"]) for each in versions] == [(2, "current", 4), (1, "earlier", 4)], versions
    assert versions[0]["entry"] == {"type": "event", "event": "add_to_cart"} and versions[0]["publishedBy"].startswith("api_key:"), versions
    assert api.get(f"{path}/versions/1")["definition"] == made["draft"]

    page.goto(f"/journeys/{made['id']}?tab=versions")
    rows = page.locator("main table tbody tr")
    expect(rows).to_have_count(2)
    expect(rows.first).to_contain_text("当前")
    rows.first.locator("td").nth(1).click()
    drawer = page.locator(".drawer")
    expect(drawer.locator(".journey-diff .minus")).to_have_count(1)
    expect(drawer.locator(".journey-diff .minus")).to_contain_text("老客")
    expect(drawer.locator(".journey-diff .plus")).to_contain_text("熟客")
    button(drawer, "与当前草稿比较").click()
    expect(drawer).to_contain_text("没有变化")
    expect(button(drawer, "恢复为草稿")).to_be_disabled()
    shut(page)
    rows.nth(1).locator("td").nth(1).click()
    button(drawer, "恢复为草稿").click()
    button(page.locator(".dialog"), "恢复为草稿").click()
    expect(drawer).to_have_count(0)
    page.get_by_role("tab", name="流程", exact=True).click()
    expect(page.locator("#step-tag_1")).to_contain_text("打上“老客”")
    now = api.get(path)
    assert now["draft"] == made["draft"] and now["version"] == 2 and now["revision"] == made["revision"] + 2, now
    assert api.raw("POST", f"{path}/versions/1/restore", json={"revision": made["revision"]}).status_code == 409
    assert api.raw("POST", f"{path}/versions/7/restore").status_code == 404
    tab.clean("versions")


def test_the_approved_version_goes_on_while_the_next_waits(tab, shop):
    page, api = tab.page, shop["api"]
    schedule = {"type": "schedule", "cron": "0 10 * * 2", "zone": "Asia/Shanghai", "rule": {"all": []}}
    made = make(shop, "重新发布", entry=schedule)
    path = f"/api/journeys/{made['id']}"
    api.post(f"{path}/publish")
    key = api.post("/api/api-keys", {"name": unique("key"), "role": "admin"})["value"]
    second = Api(api.url, key)
    assert second.post(f"{path}/approve")["version"] == 1
    api.call("PUT", f"{path}/draft", json={"draft": {**made["draft"], "holdout": 500}, "revision": made["revision"]})
    asked = api.post(f"{path}/publish")
    assert (asked["state"], asked["version"], asked["pending"]) == ("published", 1, 2), asked
    page.goto("/journeys")
    row = page.locator("main table tbody tr", has_text="重新发布")
    expect(row).to_contain_text("运行中")
    expect(row).to_contain_text("新版待审批")
    page.goto(f"/journeys/{made['id']}")
    expect(page.locator("main")).to_contain_text("在此之前第 1 版照常运行")
    expect(page.locator(".journey-head")).to_contain_text("运行中")
    assert second.post(f"{path}/approve")["version"] == 2
    assert [each["approvedBy"].split(":")[0] for each in api.get(f"{path}/versions")["items"]] == ["api_key", "api_key"]
    # a pause outlives an approval, and whoever approves is told so
    api.post(f"{path}/state", {"state": "paused"})
    api.call("PUT", f"{path}/draft", json={"draft": {**made["draft"], "holdout": 600}, "revision": api.get(path)["revision"]})
    api.post(f"{path}/publish")
    page.goto(f"/journeys/{made['id']}")
    button(page.locator("main"), "批准发布").click()
    expect(page.locator(".dialog")).to_contain_text("批准后不会自动恢复")
    button(page.locator(".dialog"), "批准发布").click()
    expect(page.locator(".journey-head")).to_contain_text("第 3 版")
    expect(page.locator(".journey-head")).to_contain_text("已暂停")
    assert (api.get(path)["state"], api.get(path)["version"]) == ("paused", 3)
    tab.clean("the approved version")


def test_the_list_says_everything_in_one_request(tab, shop):
    page, api = tab.page, shop["api"]
    made = make(shop, "列表一行", goal={"event": "Order Completed"})
    found = next(each for each in api.get("/api/journeys")["items"] if each["id"] == made["id"])
    assert found["entry"] == {"type": "event", "event": "add_to_cart"} and found["hasGoal"] is True and found["failure"] is None, found
    assert found["counts"] == {"entered": 0, "running": 0, "finished": 0, "goal": 0, "sent": 0}, found
    asked = []
    page.on("request", lambda request: asked.append(request.url) if re.search(r"/api/journeys/\d+", request.url) else None)
    page.goto("/journeys")
    expect(page.locator("main table tbody tr", has_text="列表一行")).to_contain_text("add_to_cart")
    page.wait_for_timeout(500)
    assert asked == []
    tab.clean("the list")


def test_a_moment_that_passed_during_a_pause_is_asked_about(tab, shop):
    page, api = tab.page, shop["api"]
    at = (datetime.now(timezone.utc) + timedelta(seconds=2)).strftime("%Y-%m-%dT%H:%M:%SZ")
    made = make(shop, "只群发一次", entry={"type": "schedule", "at": at, "rule": {"all": []}})
    path = f"/api/journeys/{made['id']}"
    other = {"Authorization": "Bearer " + api.post("/api/api-keys", {"name": "second", "role": "admin"})["value"]}
    assert api.post(path + "/publish")["state"] == "pending"
    assert requests.post(api.url + path + "/approve", headers=other, timeout=10).json()["state"] == "published"
    api.post(path + "/state", {"state": "paused"})
    eventually(lambda: api.get(path)["missedAt"], 15)
    page.goto(f"/journeys/{made['id']}")
    expect(page.locator("main .notice.warn")).to_contain_text("在暂停期间已过")
    button(page.locator(".journey-head"), "恢复").click()
    button(page.locator(".dialog"), "恢复").click()
    dialog = page.locator(".dialog", has_text="进入时间已过")
    expect(dialog).to_contain_text("恢复也不会补发")
    tab.forgive()  # the 409 that asks
    button(dialog, "不补发，继续").click()
    expect(page.locator(".journey-head")).to_contain_text("运行中")
    found = api.get(path)
    assert found["state"] == "published" and found["missedAt"] is None and "entered" not in found["counts"].get("journey", {}), found
    tab.clean("the moment that passed")


def test_what_cannot_be_read_is_said_before_it_is_published(shop):
    api = shop["api"]
    def wrong(**change):
        answer = api.post("/api/journeys/validate", {**draft(shop), **change})
        assert answer["ok"] is False and answer["hint"], answer
        return answer["message"]
    for schedule, place in (({"cron": "61 10 * * *"}, "entry.cron"), ({"cron": "0 10 30 2 *"}, "entry.cron"), ({"cron": "0 10 * * *", "zone": "Mars/Base"}, "entry.zone")):
        assert wrong(entry={"type": "schedule", "rule": {"all": []}, **schedule}).startswith(place), schedule
    large = {"id": "c", "type": "condition", "rule": {"trait": "a", "op": "in", "value": ["x" * 400] * 300}, "yes": "", "no": ""}
    assert wrong(nodes=[large], start="c").startswith("nodes[0].rule"), "a rule that is too large is an answer, not a 413"
    assert any(check["name"] == "journeys" and check["status"] == "ok" for check in api.get("/api/health")["checks"])


@pytest.mark.parametrize("language", ["zh-Hans", "zh-Hant", "en"])
@pytest.mark.parametrize("width", [390, 1024])
def test_pages_fit_and_speak(tab, shop, language, width):
    number = make(shop, "Fits")["id"]
    tab.page.set_viewport_size({"width": width, "height": 844})
    tab.context.add_init_script(f"localStorage.setItem('lianlu.prefs', JSON.stringify({{ locale: '{language}' }}))")
    for path in ("/journeys", f"/journeys/{number}", f"/journeys/{number}?tab=runs", f"/journeys/{number}?tab=versions", f"/journeys/{number}?tab=text", "/sandbox-platforms"):
        tab.go(path)
        tab.page.wait_for_timeout(250)
        tab.clean(f"{path} at {width} in {language}")
        wide = tab.page.evaluate("document.documentElement.scrollWidth - window.innerWidth")
        assert wide <= 0, f"{path} is {wide} px wider than {width}"
        text = tab.page.inner_text("main")
        assert not re.search(r"(?<![\w/])(?:journeys?|sandbox)\.[a-z]\w*", text), text
        if language == "en":
            head = tab.page.inner_text("main h1") + tab.page.inner_text("main [role=tablist]" if "/journeys/" in path else "main .page-head")
            assert not re.search(r"[\u4e00-\u9fff]", head), head
