"""The loop as tests set it up: a sandbox of outside platforms in a process of its own, and accounts of ours that talk to it."""

import datetime
import re
import time

import requests

from .api import eventually, now
from .people import unique
from .server import Server

PHONE_AGENT = "Mozilla/5.0 (iPhone; CPU iPhone OS 17_5 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Mobile/15E148 MicroMessenger/8.0.49"


class Sandbox:
    """Stand-ins of outside platforms; they outlive the server under test, as the real ones would."""

    def __init__(self):
        self.server = Server(verb="sandbox").start()
        self.api = self.server.api
        self.credentials = {p["name"]: p["credentials"] for p in self.api.get("/api/sandbox")["items"]}

    def address(self, platform):
        return f"{self.server.url}/sandbox/{platform}"

    def log(self, platform, accepted=None):
        """What a platform received, oldest first."""
        items = self.api.get(f"/api/sandbox/{platform}", limit=500)["items"][::-1]
        return [item for item in items if accepted is None or item["accepted"] == accepted]

    def fault(self, platform, fault):
        self.api.call("PUT", f"/api/sandbox/{platform}/fault", json={"fault": fault})

    def counted(self):
        """Conversions Tencent Ads counted, by our id and type: each must be there once."""
        found = []
        seen = set()
        for entry in self.log("tencent_ads", accepted=True):
            for action in entry["summary"].get("actions", []):
                key = (action["action_type"], action["outer_action_id"])
                if key not in seen:
                    seen.add(key)
                    found.append(action)
        return found

    def discard(self):
        self.server.discard()


class Loop:
    """A server with everything of the story set up."""

    def __init__(self, server, sandbox):
        self.server, self.sandbox, self.api = server, sandbox, server.api

    def daytime(self):
        """Puts the deployment into a time zone where it is about noon, so that quiet hours are not now."""
        ahead = 12 - now().hour
        zone = f"Etc/GMT{'-' if ahead >= 0 else '+'}{abs(ahead)}" if ahead else "Etc/UTC"
        self.api.patch("/api/settings", {"timeZone": zone})

    def sms(self, perMinute=0):
        credentials = self.sandbox.credentials["aliyun_sms"]
        return self.api.post("/api/channels", {
            "kind": "sms_aliyun", "name": unique("阿里云"), "perMinute": perMinute,
            "values": {"accessKeyId": credentials["accessKeyId"], "accessKeySecret": credentials["accessKeySecret"], "signName": credentials["signName"], "baseURL": self.sandbox.address("aliyun_sms")}})

    def robot(self):
        return self.api.post("/api/channels", {
            "kind": "wecom_robot", "name": unique("企微群"),
            "values": {"key": self.sandbox.credentials["wecom_robot"]["key"], "baseURL": self.sandbox.address("wecom_robot")}})

    def template(self, channel, **more):
        return self.api.post("/api/templates", {
            "name": unique("加购提醒"), "account": channel["id"], "purpose": "marketing", "text": "{{ customer.name | default: \"您\" }}，您选的{{ event.name | default: \"商品\" }}还在购物车里，拒收请回复R",
            "code": "SMS_100001", "params": [{"name": "product", "value": "{{ event.name | default: \"商品\" }}"}], **more})

    def ads(self, platform="tencent_ads"):
        credentials = self.sandbox.credentials[platform]
        if platform == "tencent_ads":
            return self.api.post("/api/media/accounts", {
                "platform": platform, "name": unique("腾讯广告"), "externalId": credentials["externalId"], "token": credentials["token"],
                "settings": {"userActionSetId": credentials["userActionSetId"], "baseURL": self.sandbox.address(platform)}})
        return self.api.post("/api/media/accounts", {
            "platform": platform, "name": unique("巨量引擎"), "externalId": credentials["externalId"], "settings": {"baseURL": self.sandbox.address(platform)}})

    def sales(self, *names, channels=(), mode="round_robin", **policy):
        people = [self.api.post("/api/salespeople", {"name": name, "channels": list(channels), "phone": "13900000000"}) for name in names]
        self.api.post("/api/assign-policies", {"name": unique("规则"), "mode": mode, **policy})
        return people

    def page(self):
        made = self.api.post("/api/pages", {"name": unique("落地页")})
        return self.api.post(f"/api/pages/{made['id']}/publish", {"revision": made["revision"]})

    def link(self, page=None, **origin):
        made = self.api.post("/api/origins", {"name": unique("来源"), "kind": "ad", "platform": "tencent_ads", **origin})
        return self.api.post("/api/links", {"name": unique("推广链接"), "origin": made["id"], **({"page": page["id"]} if page else {})}), made

    def journey(self, draft, name="加购未下单"):
        made = self.api.post("/api/journeys", {"name": unique(name), "draft": draft})
        return self.api.post(f"/api/journeys/{made['id']}/publish")

    def click(self, link, click, parameter="gdt_vid"):
        """An ad click without a browser; returns the session with its cookies."""
        session = requests.Session()
        session.trust_env = False
        session.headers["User-Agent"] = PHONE_AGENT
        answer = session.get(link["address"], params={parameter: click}, timeout=20)
        assert answer.status_code == 200, answer.status_code
        session.html = answer.text
        return session

    def form(self, session, page, phone, wait=2.1, **fields):
        """Fills the form of the page like a person who needs two seconds."""
        time.sleep(wait)
        token = re.search(r'name="_token" value="([^"]+)"', session.html).group(1)
        body = {"_token": token, "_form": "form", "_consent": "1", "_marketing": "1", "f_phone": phone, "f_name": "李先生", **fields}
        return session.post(page["address"] + "/form", data=body, timeout=20)

    def conversions(self, **filters):
        return self.api.get("/api/media/conversions", limit=200, **filters)["items"]

    def ledger_holds(self):
        """eligible = ok + rejected + suppressed + expired + in flight, for each account."""
        for account in self.api.get("/api/media/ledger")["items"]:
            assert account["holds"], account

    def settled(self, timeout=30):
        return eventually(lambda: all(c["state"] in ("ok", "rejected", "suppressed", "expired") for c in self.conversions()), timeout)


def cart_journey(template, seconds=1, tag="高频付费"):
    """Added to cart, not ordered within the time, tagged frequent payer → message."""
    return {
        "entry": {"type": "event", "event": "add_to_cart"}, "entryMode": {"mode": "after_exit"}, "goal": {"event": "Order Completed", "exits": True},
        "start": "wait",
        "nodes": [
            {"id": "wait", "type": "wait_for_event", "event": "Order Completed", "seconds": seconds, "matched": "", "timeout": "tagged"},
            {"id": "tagged", "type": "condition", "rule": {"tag": tag}, "yes": "send", "no": ""},
            {"id": "send", "type": "send", "template": template["id"], "next": ""},
        ],
    }


def order(number, fen, time=None, **more):
    """A paid order as a shop's server tells it."""
    return {
        "type": "track", "event": "Order Completed", "messageId": unique("m"), "time": (time or now()).isoformat(),
        "properties": {"order_id": number, "total": fen / 100, "currency": "CNY", "products": [{"product_id": "P1", "name": "春茶", "price": fen / 100, "quantity": 1}]}, **more}


def minutes_ago(count):
    return now() - datetime.timedelta(minutes=count)
