"""`lianlu demo`: what `make run` starts has real people on every page, and prints the way in."""

import collections
import csv
import datetime
import gzip
import zoneinfo

import pytest
import requests

from support.api import eventually, now
from support.server import ROOT

DATA = ROOT / ".deps/demo/ecom.csv.gz"


@pytest.mark.skipif(not DATA.exists(), reason="the demo data is fetched by scripts/setup.sh")
def test_demo_has_everybody_once(fresh):
    with gzip.open(DATA, "rt") as file:
        rows = list(csv.DictReader(file))
    users = {next(value for name, value in row.items() if name and "user" in name.lower()) for row in rows}
    server = fresh(verb="demo")
    api = server.api
    shops = {"官网商城", "H5 商城", "品牌 App"}

    def feeds(book):
        return [source for source in book["sources"] if source["name"] in shops]

    book = eventually(lambda: (lambda b: b if b["pending"] == 0 and sum(s["stored"] for s in feeds(b)) >= len(rows) else None)(api.ledger()), 120, 0.5)
    assert book["rejected"] == 0 and all(s["duplicate"] == 0 for s in feeds(book)), book
    eventually(server.login_token, 60, 0.5)  # after the loop was walked
    people = api.all("/api/customers", limit=500)
    visitors = {str(click["customer"]) for click in api.all("/api/clicks", limit=500)}
    shoppers = [person for person in people if person["id"] not in visitors]
    assert len(shoppers) == len(users) == 600 and len(visitors) == 30, (len(shoppers), len(users), len(visitors))
    origins = collections.Counter(person["origin"] for person in people)
    assert len([origin for origin in origins if origin]) >= 5, origins
    # The demo lives in Shanghai, where tomorrow begins at 16:00 UTC.
    today = now().astimezone(zoneinfo.ZoneInfo("Asia/Shanghai")).date()
    start = (today - datetime.timedelta(days=365)).isoformat()
    overview = api.get("/api/overview", **{"from": start, "to": str(today), "interval": "week"})
    current = overview["current"]
    assert current["events"] >= len(rows) and current["customers"] == 630, current
    assert len(overview["topEvents"]) >= 5 and len(overview["topOrigins"]) >= 5, overview
    # The loop was walked: leads with owners, an SMS, conversions told to the sandbox, spend and a return for origins.
    leads = api.get("/api/leads", limit=200)["items"]
    assert len(leads) >= 20 and {"assigned", "won", "pooled"} <= {lead["state"] for lead in leads}, collections.Counter(l["state"] for l in leads)
    eventually(lambda: {"form_submitted", "order_paid"} <= {c["stage"] for c in api.get("/api/media/conversions", limit=200)["items"] if c["state"] == "ok"}, 30)
    assert api.get("/api/media/ledger")["holds"]
    eventually(lambda: [m for m in api.get("/api/messages", limit=200)["items"] if m["state"] in ("accepted", "delivered")], 30)
    taken = {platform["name"]: platform["accepted"] for platform in api.get("/api/sandbox")["items"]}
    assert taken["tencent_ads"] and taken["ocean_engine"] and taken["aliyun_sms"] and taken["wecom_robot"], taken
    # Customers carry tags, and one conflict waits for somebody.
    tags = {tag["name"]: tag["customers"] for tag in api.get("/api/tags")["items"]}
    assert tags["金卡会员"] == 12 and tags["银卡会员"] == 48 and tags["偏好护肤"] and tags["高频付费"], tags
    conflicts = api.get("/api/conflicts", status="open")["items"]
    assert len(conflicts) == 1, conflicts
    rows_of = {row["code"]: row for row in api.get("/api/quality/origins")["items"]}
    assert rows_of["tencent"]["leads"] and rows_of["tencent"]["roi"] is not None and rows_of["direct"]["costFen"] is None
    stored = {source["name"]: source["stored"] for source in feeds(api.ledger())}
    # Starting it again adds nothing.
    assert server.stop() == 0
    server.start()
    eventually(server.login_token, 60, 0.5)
    assert {source["name"]: source["stored"] for source in feeds(api.settle())} == stored
    assert len(api.get("/api/leads", limit=200)["items"]) == len(leads)
    assert requests.get(server.url + "/api/setup").status_code == 200
