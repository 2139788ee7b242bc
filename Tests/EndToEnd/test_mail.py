"""E-mail through a real SMTP server (aiosmtpd): content, one-click unsubscribe, refusals and an answer that never comes."""

import email
import email.policy
import re
import threading

import pytest
import requests
from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, AuthResult

from support.api import eventually
from support.loop import Loop
from support.people import unique
from support.server import free_port


class Mailbox:
    def __init__(self):
        self.mails, self.refuse, self.lose = [], None, False

    async def handle_RCPT(self, server, session, envelope, address, options):
        if self.refuse:
            return self.refuse
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server, session, envelope):
        self.mails.append((envelope.mail_from, envelope.rcpt_tos, email.message_from_bytes(envelope.content, policy=email.policy.default)))
        if self.lose:  # taken, but the connection breaks before anybody hears so
            server.transport.abort()
        return "250 taken"


class Authenticated(Controller):
    def factory(self):
        def check(server, session, envelope, mechanism, data):
            return AuthResult(success=(data.login, data.password) == (b"shop", b"smtp-secret-1"), handled=False)

        return SMTP(self.handler, authenticator=check, auth_require_tls=False, auth_required=True)


@pytest.fixture
def smtp():
    box = Mailbox()
    controller = Authenticated(box, hostname="127.0.0.1", port=free_port())
    controller.start()
    box.port = controller.port
    yield box
    controller.stop()


@pytest.fixture
def loop(fresh):
    made = Loop(fresh(env={"LIANLU_ALLOW_PRIVATE_CALLS": "1"}), None)
    made.daytime()
    return made


def account(api, smtp, **values):
    return api.post("/api/channels", {"kind": "smtp", "name": unique("邮件"), "values": {
        "host": "127.0.0.1", "port": str(smtp.port), "security": "none", "user": "shop", "password": "smtp-secret-1", "from": "shop@brand.example", "fromName": "链路商城", **values}})


def customer(api, **consent):
    source, user, address = api.source("native", "server"), unique("u"), unique("mail") + "@example.com"
    source.deliver({"type": "identify", "messageId": unique("m"), "userId": user, "traits": {"name": "陈<b>春</b>"}, "identifiers": [{"kind": "email", "value": address}], "consent": consent})
    return address, {**api.lookup(address, "email"), "user": user}


def state(api, message, *wanted):
    return eventually(lambda: (lambda m: m if m["state"] in wanted else None)(api.get(f"/api/messages/{message['id']}")), 30)


def test_a_mail_arrives_and_one_click_ends_it(loop, smtp):
    api = loop.api
    channel = account(api, smtp)
    address, person = customer(api, marketing_email=True)
    template = api.post("/api/templates", {
        "name": unique("周报"), "account": channel["id"], "purpose": "marketing", "subject": "{{ customer.name }}，春茶到了",
        "text": "您好 {{ customer.name }}", "html": "<p>您好 {{ customer.name }}</p>"})
    api.post("/api/channels/%d/test" % channel["id"], {"receiver": address})
    assert len(smtp.mails) == 1
    # Through a journey, as a real send.
    journey = loop.journey({"entry": {"type": "event", "event": "mail_me"}, "start": "s", "nodes": [{"id": "s", "type": "send", "template": template["id"], "next": ""}]})
    source = api.source("native", "server")
    source.deliver({"type": "track", "event": "mail_me", "messageId": unique("m"), "userId": person["user"]})
    eventually(lambda: len(smtp.mails) == 2, 20)
    sender, receivers, mail = smtp.mails[1]
    assert (sender, receivers) == ("shop@brand.example", [address])
    assert mail["Subject"] == "陈<b>春</b>，春茶到了" and "链路商城" in mail["From"]
    html = mail.get_body(("html",)).get_content()
    assert "陈&lt;b&gt;春&lt;/b&gt;" in html, "values are escaped in HTML"
    assert mail["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    link = re.search(r"<([^>]+)>", mail["List-Unsubscribe"]).group(1).replace(re.match(r"https?://[^/]+", mail["List-Unsubscribe"].strip("<")).group(0), loop.server.url)
    assert requests.get(link, timeout=10).status_code == 200
    assert {c["purpose"]: c["granted"] for c in api.lookup(address, "email")["consent"]}["marketing_email"] is True, "opening the link changes nothing"
    assert requests.post(link, data={"List-Unsubscribe": "One-Click"}, timeout=10).status_code == 200
    eventually(lambda: {c["purpose"]: c["granted"] for c in api.lookup(address, "email")["consent"]}["marketing_email"] is False)
    source.deliver({"type": "track", "event": "mail_me", "messageId": unique("m"), "userId": person["user"]})
    eventually(lambda: [m for m in api.get("/api/messages")["items"] if m["state"] == "not_sent" and m["reason"] == "channel_opted_out"], 20)
    assert len(smtp.mails) == 2 and journey["state"] == "published"
    assert "smtp-secret-1" not in loop.server.log.read_text(errors="replace")


def test_refusals_and_answers_that_never_come(loop, smtp):
    api = loop.api
    channel = account(api, smtp)
    _, person = customer(api)
    template = api.post("/api/templates", {"name": unique("单"), "account": channel["id"], "purpose": "transactional", "quiet": "ignore", "subject": "订单", "text": "已发货"})

    def send():
        return api.post(f"/api/templates/{template['id']}/test", {"customer": int(person["id"])})

    smtp.refuse = "550 5.1.1 no such mailbox"
    failed = state(api, send(), "failed")
    assert "550" in failed["detail"] or "no such mailbox" in str(failed["tries"]), failed
    smtp.refuse, smtp.lose = None, True
    before = len(smtp.mails)
    unknown = state(api, send(), "unknown")
    assert len(smtp.mails) == before + 1 and unknown["reason"] == "no_answer"
    smtp.lose = False
    state(api, send(), "accepted")
    assert len(smtp.mails) == before + 2, "the unknown one was not sent again"
    wrong = account(api, smtp, password="wrong")
    result = api.post(f"/api/channels/{wrong['id']}/test", {"receiver": "x@example.com"})
    assert result["result"] in ("rejected", "later") and "wrong" not in str(result), result
