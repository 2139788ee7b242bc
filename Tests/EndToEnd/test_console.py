"""The console in a real Chromium: one-time login, every page in three languages without an error or a CSP violation, live events, a customer, a merge."""

import re

import pytest
from playwright.sync_api import expect

from support.people import mobile, unique
from support.server import ROOT, Server

CONSOLE = ROOT / "Sources/Web/Console"
BUILT = ROOT / ".deps/console/index.html"
WATCH = """
window.__violations = [];
document.addEventListener('securitypolicyviolation', (event) => window.__violations.push(event.violatedDirective + ' ' + event.blockedURI));
"""


def pages():
    """Addresses of every page that exists and needs no parameter."""
    found = re.findall(r"name: '([\w-]+)', path: '([^']+)', page: '([\w-]+)'", (CONSOLE / "routes.js").read_text())
    return [(name, path) for name, path, page in found if ":" not in path and name not in ("login", "setup") and (CONSOLE / "pages" / page / "index.jsx").exists()]


@pytest.fixture(scope="module")
def shop():
    """A server with a few people in it and nobody who may sign in yet."""
    if not BUILT.exists():
        pytest.fail("the console is not built; run scripts/console.sh")
    server = Server().start()
    api = server.api
    source = api.source("segment", "web")
    events = []
    people = []
    for number in range(12):
        user, phone = unique("con"), mobile()
        people.append((user, phone))
        events.append({"type": "identify", "messageId": unique("m"), "userId": user, "identifiers": [{"kind": "phone", "value": phone}], "traits": {"name": f"陈{number}"}})
        events += [{"type": "track", "event": "Console Event", "messageId": unique("m"), "userId": user, "properties": {"n": n}} for n in range(8)]
    source.deliver(*events)
    yield {"server": server, "api": api, "source": source, "people": people, "token": server.login_token()}
    server.discard()


class Tab:
    """A browser tab that remembers everything that went wrong in it."""

    def __init__(self, browser, url, **options):
        self.context = browser.new_context(base_url=url, viewport={"width": 1280, "height": 900}, **options)
        self.context.add_init_script(WATCH)
        self.page = self.context.new_page()
        self.errors = []
        self.expected = set()
        self.page.on("console", lambda message: self.errors.append(f"console: {message.text}") if message.type == "error" else None)
        self.page.on("pageerror", lambda error: self.errors.append(f"exception: {error}"))
        self.page.on("response", self.answered)

    def answered(self, response):
        if response.status >= 400:
            self.errors.append(f"{response.status} {response.request.method} {response.url}")

    def go(self, path):
        self.page.goto(path)
        self.settle()

    def settle(self):
        try:
            self.page.wait_for_selector("main", timeout=8000)
            self.page.wait_for_function("() => !document.querySelector('.skeleton')", timeout=8000)
        except Exception:
            raise AssertionError(f"{self.page.url} is still loading after 8 s: {self.errors}")

    def clean(self, where):
        violations = self.page.evaluate("window.__violations")
        assert not violations, (where, violations)
        assert not self.errors, (where, self.errors)
        failed = self.page.locator("main [role=alert]").all_inner_texts()
        assert not failed, (where, failed)
        text = self.page.inner_text("body")
        keys = re.findall(r"(?<![\w./@-])(?:nav|overview|customers?|sources|ledger|live|trend|common|account|setup|login)\.[a-z][A-Za-z]+(?![\w./-])", text)
        assert not keys, f"{where} shows the names of texts: {keys[:5]}"
        assert len(text.strip()) > 40, f"{where} is blank"

    def forgive(self):
        self.errors.clear()

    def close(self):
        self.context.close()


@pytest.fixture(scope="module")
def admin(shop, chromium):
    """Comes through the one-time login of the first start and sets the house up; the session is kept."""
    tab = Tab(chromium, shop["server"].url, locale="zh-CN", timezone_id="Asia/Shanghai")
    page = tab.page
    page.goto(f"/login?token={shop['token']}")
    page.wait_for_url("**/setup**", timeout=10_000)
    page.wait_for_selector("input[type=email]")
    tab.forgive()  # "nobody is signed in" is a 401 by nature
    page.fill("input[autocomplete=name]", "站长")
    page.fill("input[type=email]", "owner@example.com")
    for field in page.locator("input[type=password]").all():
        field.fill("correct horse battery")
    with page.expect_response(lambda answer: answer.url.endswith("/api/setup") and answer.request.method == "POST") as made:
        page.click("button[type=submit]")
    assert made.value.ok, made.value.text()
    page.wait_for_timeout(300)
    state = tab.context.storage_state()
    page.goto("/")
    tab.settle()
    tab.clean("after set-up")
    tab.close()
    account = shop["api"].get("/api/users")["items"][0]
    assert account["email"] == "owner@example.com" and account["role"] == "admin"
    return {"state": state, "account": account}


@pytest.fixture
def tab(shop, admin, chromium):
    instance = Tab(chromium, shop["server"].url, locale="zh-CN", timezone_id="Asia/Shanghai", storage_state=admin["state"])
    yield instance
    instance.close()


def speak(tab, locale):
    """Chooses the language as the account menu does."""
    tab.page.goto("/")
    tab.page.evaluate("(locale) => localStorage.setItem('lianlu.prefs', JSON.stringify({...JSON.parse(localStorage.getItem('lianlu.prefs') ?? '{}'), locale}))", locale)


@pytest.mark.parametrize("locale", ["zh-Hans", "zh-Hant", "en"])
def test_every_page_loads_clean(tab, locale):
    speak(tab, locale)
    texts = {}
    for name, path in pages():
        tab.go(path)
        tab.page.wait_for_timeout(150)
        tab.clean(f"{path} in {locale}")
        texts[name] = tab.page.inner_text("body")
    word = {"zh-Hans": "设置", "zh-Hant": "設定", "en": "Settings"}[locale]
    assert word in texts["overview"] and tab.page.evaluate("document.documentElement.lang") == locale
    assert tab.page.inner_text("h1"), "a page without a title"


def test_what_the_server_records_has_a_name():
    """No code on the screen: each entry of the audit log, each event of our own on a timeline and each health check is named in the catalogues."""
    swift = "\n".join(path.read_text() for path in (ROOT / "Sources").rglob("*.swift"))
    named = set(re.findall(r"^  '([^']+)': ", (CONSOLE / "i18n/zh-Hans.js").read_text(), re.M))
    actions = set(re.findall(r'audit\(\s*"([a-z_]+(?:\.[a-z_]+)+)"', swift))
    events = set(re.findall(r'"(\$(?:lead|journey|message|conversion|link|form|slot|webhook)_[a-z_]+|\$exposure|\$unsubscribed)"', swift)) - {"$message_"}
    assert len(actions) > 40 and len(events) > 20, (len(actions), len(events))
    checks = set(re.findall(r'status: "(?:down|degraded)",\s*code: "([a-z_]+)"', (ROOT / "Sources/Web/Routes/Ledger/HealthRoutes.swift").read_text()))
    assert len(checks) >= 12, checks
    missing = sorted({f"action.{name}" for name in actions} - named) + sorted({f"event.{name}" for name in events} - named) + sorted({f"check.says.{code}" for code in checks} - named)
    assert not missing, missing


def test_a_timeline_speaks_words(tab, shop):
    """What this system did with somebody is said in words, with the way to look further."""
    (user, _), api, page = shop["people"][7], shop["api"], tab.page
    customer = api.lookup(user)
    person = api.post("/api/salespeople", {"name": "周航", "capacity": 5})
    lead = api.post("/api/leads", {"customer": customer["id"], "product": "春茶礼盒", "salesperson": person["id"]})
    spoken = {
        "zh-Hans": ("线索分配", "查看线索", "由人工指定给周航"), "zh-Hant": ("線索分配", "查看線索", "由人工指定給周航"),
        "en": ("Lead assigned", "See the lead", "Given to 周航 by hand")}
    for locale, words in spoken.items():
        speak(tab, locale)
        tab.go(f"/customers/{customer['id']}")
        row = page.locator(".event", has_text=words[0])
        expect(row).to_contain_text("周航", timeout=8000)
        expect(page.locator(".timeline")).not_to_contain_text("$lead")
        row.locator(".event-row").click()
        # The reason is stored in parts and said in the reader's language.
        expect(row).to_contain_text(words[2])
        page.get_by_role("link", name=words[1]).first.click()
        page.wait_for_url(f"**/leads/{lead['id']}")
    speak(tab, "zh-Hans")
    tab.clean("timeline in words")


def test_a_login_link_works_once(shop, admin, chromium):
    link = shop["api"].post(f"/api/users/{admin['account']['id']}/login-link")["link"]
    path = "/" + link.split("/", 3)[3] if "://" in link else link
    first = Tab(chromium, shop["server"].url, locale="zh-CN")
    first.page.goto(path)
    first.page.wait_for_selector("nav", timeout=10_000)
    assert first.page.evaluate("() => fetch('/api/session').then((answer) => answer.status)") == 200
    first.close()
    second = Tab(chromium, shop["server"].url, locale="zh-CN")
    second.page.goto(path)
    second.page.wait_for_selector("input[type=password]", timeout=10_000)
    assert second.page.evaluate("() => fetch('/api/session').then((answer) => answer.status)") == 401
    second.close()


def test_a_salesperson_begins_at_the_leads(shop, admin, chromium):
    account = shop["api"].post("/api/users", {"name": "柳青", "email": f"{unique('sales')}@example.com", "role": "sales"})["account"]
    link = shop["api"].post(f"/api/users/{account['id']}/login-link")["link"]
    tab = Tab(chromium, shop["server"].url, locale="zh-CN")
    tab.page.goto("/" + link.split("/", 3)[3])
    tab.page.wait_for_url("**/leads", timeout=10_000)
    expect(tab.page.locator("h1")).to_have_text("线索")
    tab.close()


def test_overview_shows_numbers(tab):
    tab.go("/?tab=activity")
    tab.page.wait_for_selector("canvas, svg", timeout=8000)
    text = tab.page.inner_text("main, body >> nth=0")
    numbers = re.findall(r"\d+", text.replace(",", ""))
    assert "12" in numbers and "96" in numbers, f"12 customers and 96 events are not on the overview: {text[:800]}"
    tab.clean("overview")


def test_live_shows_an_event_arriving(tab, shop):
    tab.go("/live")
    name = unique("Arriving")
    tab.page.wait_for_timeout(500)
    shop["source"].send({"type": "track", "event": name, "messageId": unique("m"), "userId": shop["people"][0][0]})
    tab.page.get_by_text(name).first.wait_for(timeout=8000)
    shop["api"].ingest(shop["source"].key, [{"type": "dance", "event": "X", "messageId": unique("m"), "userId": "u"}])
    tab.page.wait_for_timeout(500)
    tab.clean("live")


def test_a_customer_opens_with_the_phone_masked(tab, shop):
    user, phone = shop["people"][1]
    customer = shop["api"].lookup(user)
    tab.go("/customers")
    expect(tab.page.get_by_text("陈1", exact=False).first).to_be_visible(timeout=8000)
    tab.go(f"/customers/{customer['id']}")
    expect(tab.page.get_by_text(user).first).to_be_visible(timeout=8000)
    masked = phone[:3] + "****" + phone[-4:]
    for shown in ("Console Event", masked):
        expect(tab.page.get_by_text(shown).first).to_be_visible(timeout=8000)
    assert phone not in tab.page.inner_text("body"), "the phone is not masked"
    tab.clean("customer")


def test_a_merge_by_hand(tab, shop):
    """Customer → merge → find the other by id → reason → done; both ids are one customer then, and the page says so."""
    (left, _), (right, _) = shop["people"][3], shop["people"][4]
    api, page = shop["api"], tab.page
    tab.go(f"/customers/{api.lookup(left)['id']}")
    page.get_by_role("button", name="合并客户").first.click()
    dialog = page.locator(".q-dialog").last
    dialog.locator("input").first.fill(right)
    dialog.locator(".merge-hits button").first.click()
    expect(dialog.locator("input").last).to_be_visible(timeout=8000)
    dialog.locator("input, textarea").last.fill("客户来电确认")
    dialog.get_by_role("button", name="确认合并").click()
    expect(page.get_by_text("已合并").first).to_be_visible(timeout=8000)
    assert api.lookup(left)["id"] == api.lookup(right)["id"]
    tab.settle()
    tab.clean("merge")


def test_search_finds_anybody(tab, shop):
    user, phone = shop["people"][2]
    tab.go("/")
    tab.page.keyboard.press("Control+k")
    tab.page.wait_for_timeout(300)
    tab.page.keyboard.type(phone, delay=5)
    tab.page.get_by_text("陈2", exact=False).first.wait_for(timeout=8000)
    tab.clean("search")


def test_nothing_breaks_on_a_phone(shop, admin, chromium):
    tab = Tab(chromium, shop["server"].url, locale="zh-CN", storage_state=admin["state"])
    tab.page.set_viewport_size({"width": 390, "height": 844})
    for name, path in pages():
        tab.go(path)
        width = tab.page.evaluate("document.documentElement.scrollWidth")
        assert width <= 392, f"{path} is {width} px wide on a phone"
    tab.clean("phone")
    tab.close()
