"""The loop in the console, in a real Chromium: origin → page from a template → edit, undo, reorder → publish → links in bulk → a visitor comes and
leaves a phone number → it shows up. And what happens when two people edit one page, and that every page of the area is clean on a phone and in English."""

import base64
import re

import pytest
from playwright.sync_api import expect

from support.people import mobile
from test_console import Tab, admin, shop, tab  # noqa: F401  (fixtures)

PHONE = "Mozilla/5.0 (iPhone; CPU iPhone OS 17_5 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Mobile/15E148 MicroMessenger/8.0.49"
PICTURE = base64.b64decode("iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==")
PAGES = ["/", "/landing-pages", "/links", "/origins", "/slots", "/analyse/origins", "/spend", "/feedback"]


def button(scope, name, exact=True):
    return scope.get_by_role("button", name=name, exact=exact)


def saved(page):
    expect(page.locator(".lpage-head")).to_contain_text(re.compile("已保存 |草稿已保存"), timeout=8000)


def create_origin(page, name):
    page.goto("/origins")
    button(page.locator("main"), "新建来源渠道").first.click()
    dialog = page.get_by_role("document", name="新建来源渠道")
    dialog.get_by_label("名称").fill(name)
    dialog.get_by_label("负责人").fill("林薇")
    button(dialog, "创建").click()
    expect(page.get_by_role("dialog", name=name)).to_be_visible()


def create_page(page, name, slug):
    page.goto("/landing-pages")
    button(page.locator("main"), "新建落地页").first.click()
    dialog = page.get_by_role("document", name="新建落地页")
    dialog.get_by_role("radio", name=re.compile("预约留资")).click()
    dialog.get_by_label("名称").fill(name)
    dialog.get_by_label("地址").fill(slug)
    button(dialog, "创建并编辑").click()
    page.wait_for_url(re.compile(r"/landing-pages/\d+"))
    expect(page.locator(".lpage-block-name")).to_have_count(4)
    return int(re.search(r"/landing-pages/(\d+)", page.url).group(1))


def preview(page):
    return page.frame_locator(".lpage-preview iframe.front")


def test_from_origin_to_lead(tab, shop, chromium):
    page, api = tab.page, shop["api"]
    create_origin(page, "腾讯广告")
    drawer = page.get_by_role("dialog", name="腾讯广告")
    button(drawer, "添加规则").click()
    drawer.get_by_label("utm_campaign 等于").last.fill("spring_tea")
    drawer.get_by_label("成本说明").fill("日预算 3,000 元")
    button(drawer, "保存").click()
    expect(page.locator(".q-notification")).to_contain_text("已保存")
    origin = next(each for each in api.get("/api/origins")["items"] if each["name"] == "腾讯广告")
    assert origin["rules"] == [{"field": "utm_campaign", "value": "spring_tea"}] and origin["costNote"] == "日预算 3,000 元"
    number = create_page(page, "春茶预约", "spring-tea-loop")

    # edit: the preview follows, undo and redo work, the draft is saved by itself
    expect(preview(page).locator("h1")).to_have_text("免费预约，专人接待")
    page.locator(".lpage-block-name", has_text="头图标题").click()
    title = page.locator(".lpage-pane").get_by_label(re.compile("^标题")).first
    title.fill("今年春茶，先尝后买")
    expect(preview(page).locator("h1")).to_have_text("今年春茶，先尝后买", timeout=8000)
    saved(page)
    page.keyboard.press("Control+z")
    expect(title).to_have_value("免费预约，专人接待")
    page.keyboard.press("Control+Shift+z")
    expect(title).to_have_value("今年春茶，先尝后买")
    # reorder with the keyboard: the form goes above the text
    handle = page.locator(".drag-item", has_text="表单").locator(".drag-handle")
    handle.focus()
    handle.press("ArrowUp")
    expect(page.locator(".lpage-block-name")).to_have_text([re.compile("头图标题"), re.compile("表单"), re.compile("图文说明"), re.compile("常见问题")])
    # a click on a block in the preview chooses it
    preview(page).locator("details summary").first.click()
    expect(page.locator(".lpage-pane h2")).to_have_text("常见问题")
    saved(page)
    draft = api.get(f"/api/pages/{number}")["draft"]
    assert [block["type"] for block in draft["blocks"]] == ["hero", "form", "text", "faq"]
    assert draft["blocks"][0]["title"] == "今年春茶，先尝后买"

    # what is not complete cannot be published, and the dialog leads there
    page.locator(".lpage-block-name", has_text="头图标题").click()
    title.fill("")
    saved(page)
    button(page.locator(".lpage-head"), "发布").click()
    dialog = page.locator(".dialog")
    expect(dialog).to_contain_text("还有 1 处需要补全")
    dialog.locator(".lpage-problems button").click()
    title.fill("今年春茶，先尝后买")
    saved(page)
    button(page.locator(".lpage-head"), "发布").click()
    expect(dialog).to_contain_text("第一次发布")
    button(dialog, "发布").click()
    expect(page.locator(".lpage-head")).to_contain_text("已发布 · 第 1 版")

    # a second version says what changed
    page.locator(".lpage-block-name", has_text="图文说明").click()
    page.locator(".lpage-pane").get_by_label(re.compile("^标题")).first.fill("为什么先尝")
    saved(page)
    expect(page.locator(".lpage-head")).to_contain_text("有未发布的修改")
    button(page.locator(".lpage-head"), "发布").click()
    expect(dialog.locator(".lpage-changes li")).to_have_count(1)
    expect(dialog.locator(".lpage-changes li")).to_contain_text("图文说明")
    button(dialog, "发布").click()
    expect(page.locator(".lpage-head")).to_contain_text("已发布 · 第 2 版")

    # links in bulk, under the origin
    page.goto(f"/links?page={number}")
    button(page.locator("main"), "批量创建").first.click()
    dialog = page.get_by_role("document", name="批量创建")
    dialog.get_by_label("名称，每行一条").fill("朋友圈-素材1\n朋友圈-素材2\n视频号-素材1")
    dialog.get_by_label(re.compile("来源渠道")).click()
    page.get_by_role("option", name=re.compile("腾讯广告")).click()
    button(dialog, "创建 3 条").click()
    expect(dialog.locator("tbody tr")).to_have_count(3)
    address = dialog.locator("tbody tr code").first.inner_text()
    button(dialog, "完成").click()
    expect(page.locator("main table tbody tr")).to_have_count(3)

    # a visitor comes with a click id and leaves a phone number
    visitor = chromium.new_context(user_agent=PHONE, viewport={"width": 390, "height": 844}, locale="zh-CN")
    try:
        seen = visitor.new_page()
        seen.goto(address + "?gdt_vid=wx0loop1234567890")
        expect(seen.locator("h1")).to_have_text("今年春茶，先尝后买")
        expect(seen.locator("section h2", has_text="为什么先尝")).to_be_visible()
        seen.wait_for_timeout(2300)  # machines are quicker
        seen.fill("input[type=tel]", mobile())
        seen.fill("input[autocomplete=name]", "陈春")
        seen.check("input[name=_consent]")
        seen.click("form button")
        expect(seen.locator("body")).to_contain_text("已收到", timeout=8000)
    finally:
        visitor.close()

    # it shows: form on the page, click on the link with its ad id, clicks of the origin
    page.goto(f"/landing-pages/{number}?tab=submissions")
    expect(page.locator("main table tbody tr")).to_have_count(1, timeout=8000)
    expect(page.locator("main table tbody tr")).to_contain_text("有效")
    page.goto(f"/links?page={number}")
    page.locator("main table tbody tr", has_text="朋友圈-素材").filter(has_text=address.rsplit("/", 1)[1]).locator("strong").first.click()
    expect(page.locator(".drawer")).to_contain_text("wx0loop1234567890", timeout=8000)
    page.goto("/origins")
    expect(page.locator("main table tbody tr", has_text="腾讯广告")).to_contain_text("1")
    tab.clean("the loop")


def test_two_people_edit_one_page(tab, shop):
    page, api = tab.page, shop["api"]
    number = create_page(page, "两人同时改", "two-editors")
    page.locator(".lpage-block-name", has_text="头图标题").click()
    title = page.locator(".lpage-pane").get_by_label(re.compile("^标题")).first
    now = api.get(f"/api/pages/{number}")
    content = now["draft"]
    content["blocks"][0]["title"] = "别人改的"
    api.call("PUT", f"/api/pages/{number}/draft", json={"content": content, "revision": now["revision"]})
    title.fill("我改的")
    expect(page.locator("main")).to_contain_text("有人在你之后保存了这一页", timeout=8000)
    assert api.get(f"/api/pages/{number}")["draft"]["blocks"][0]["title"] == "别人改的"
    # leaving and coming back keeps mine in this tab only; here I decide
    button(page.locator("main"), "用我的覆盖").click()
    button(page.locator(".dialog"), "用我的覆盖").click()
    saved(page)
    assert api.get(f"/api/pages/{number}")["draft"]["blocks"][0]["title"] == "我改的"
    tab.forgive()  # the conflict is a 409 by nature


def test_experiment_splits_and_ends(tab, shop):
    page, api = tab.page, shop["api"]
    number = create_page(page, "测试页", "ab-console")
    page.goto(f"/landing-pages/{number}?tab=experiment")
    button(page.locator("main"), "开始 A/B 测试").click()
    expect(page.locator(".lpage-variants")).to_be_visible()
    page.locator(".lpage-block-name", has_text="头图标题").click()
    page.locator(".lpage-pane").get_by_label(re.compile("^标题")).first.fill("方案二的标题")
    expect(preview(page).locator("h1")).to_have_text("方案二的标题", timeout=8000)
    saved(page)
    draft = api.get(f"/api/pages/{number}")["draft"]
    assert draft["variantB"][0]["title"] == "方案二的标题" and draft["blocks"][0]["title"] != "方案二的标题"
    button(page.locator(".lpage-variants"), "方案 A").click()
    expect(preview(page).locator("h1")).to_have_text("免费预约，专人接待", timeout=8000)
    page.get_by_role("tab", name="A/B 测试").click()
    button(page.locator("main"), "结束测试").click()
    button(page.locator(".dialog"), "保留方案 B").click()
    page.get_by_role("tab", name="编辑").click()
    saved(page)
    expect(preview(page).locator("h1")).to_have_text("方案二的标题", timeout=8000)
    draft = api.get(f"/api/pages/{number}")["draft"]
    assert "variantB" not in draft and draft["blocks"][0]["title"] == "方案二的标题"
    tab.clean("the experiment")


def test_pictures_rich_text_and_dragging(tab, shop):
    page, api = tab.page, shop["api"]
    number = create_page(page, "素材页", "picture-page")
    button(page.locator("main"), "添加区块").click()
    page.locator(".lpage-palette-item", has_text="整幅图片").click()
    expect(page.locator(".lpage-pane h2")).to_have_text("图片")
    page.set_input_files(".lpage-pane input[type=file]", {"name": "tea.png", "mimeType": "image/png", "buffer": PICTURE})
    expect(preview(page).locator("img[src^='/media/']")).to_be_visible(timeout=8000)
    # rich text: typed, made bold, never markup of one's own
    page.locator(".lpage-block-name", has_text="图文说明").click()
    text = page.locator(".lpage-rich-text")
    text.press("Control+a")
    text.press("Delete")
    text.type("<b>不是标签</b> 加粗这句")
    for _ in range(4):
        text.press("Shift+ArrowLeft")
    button(page.locator(".lpage-rich"), "加粗").click()
    expect(preview(page).locator(".rich b")).to_have_text("加粗这句", timeout=8000)
    expect(preview(page).locator(".rich")).to_contain_text("＜b>不是标签＜/b>")
    # drag the first block below the last
    first = page.locator(".lpage-blocks .drag-handle").first.bounding_box()
    last = page.locator(".lpage-blocks .drag-item").last.bounding_box()
    page.mouse.move(first["x"] + 8, first["y"] + 8)
    page.mouse.down()
    page.mouse.move(first["x"] + 8, last["y"] + last["height"] - 2, steps=6)
    page.mouse.up()
    expect(page.locator(".lpage-block-name").last).to_contain_text("头图标题")
    # the desktop's width, and what is removed can be brought back
    page.locator(".lpage-preview-bar button").nth(1).click()
    expect(page.locator(".preview-frame.desktop")).to_be_visible()
    page.locator(".lpage-block-name", has_text="常见问题").click()
    button(page.locator(".lpage-properties header"), "删除").click()
    expect(page.locator(".lpage-block-name", has_text="常见问题")).to_have_count(0)
    button(page.locator(".q-notification"), "撤销").click()
    expect(page.locator(".lpage-block-name", has_text="常见问题")).to_have_count(1)
    saved(page)
    draft = api.get(f"/api/pages/{number}")["draft"]
    assert [block["type"] for block in draft["blocks"]][-1] == "hero"
    tab.clean("pictures and dragging")


@pytest.mark.parametrize("language", ["zh-Hans", "en"])
@pytest.mark.parametrize("width", [390, 1024])
def test_pages_fit_and_speak(tab, shop, language, width):
    tab.page.set_viewport_size({"width": width, "height": 844})
    tab.context.add_init_script(f"localStorage.setItem('lianlu.prefs', JSON.stringify({{ locale: '{language}' }}))")
    for path in PAGES:
        tab.go(path)
        tab.page.wait_for_timeout(250)
        tab.clean(f"{path} at {width} in {language}")
        wide = tab.page.evaluate("document.documentElement.scrollWidth - window.innerWidth")
        assert wide <= 0, f"{path} is {wide} px wider than {width}"
        if language == "en":
            text = tab.page.inner_text("main h1, main .page-head")
            assert not re.search(r"[\u4e00-\u9fff]", text), text
