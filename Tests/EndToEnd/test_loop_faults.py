"""kill −9 at each named point of the loop: no lead without owner or reason, no message or conversion sent twice, timers fire once."""

import collections

import pytest

from support.api import ApiError, eventually
from support.loop import Loop, Sandbox, cart_journey, order
from support.people import mobile, unique
from support.server import StartFailed, binary

POINTS = [
    "outbox.before_accept", "outbox.accepted", "reaction.before_commit", "reaction.committed", "journey.before_commit", "journey.committed",
    "message.before_call", "message.called", "conversion.before_call", "conversion.called",
]
# PostgreSQL: where the kill falls behind a commit or a call, which is where a second process could repeat what was done.
CASES = [("sqlite", point) for point in POINTS] + [("postgres", point) for point in (
    "outbox.accepted", "reaction.committed", "journey.committed", "message.called", "conversion.called")]
PEOPLE = 3


@pytest.fixture(scope="module")
def sandbox():
    instance = Sandbox()
    yield instance
    instance.discard()


def deliver(server, key, events):
    """Sends until somebody says yes, as any SDK does; the server may die in between."""
    while True:
        try:
            answer = server.api.ingest(key, events)
            if answer.status_code == 200:
                return
        except (OSError, ApiError):
            pass
        revive(server)


def revive(server):
    """Starts it again when it died of the fault, without the fault; remembers that it did."""
    if not server.alive():
        assert server.process.returncode == 137, server.last_words()
        server.died = True
        server.start()


@pytest.mark.skipif("release" in str(binary()), reason="fault points are compiled into debug builds")
@pytest.mark.parametrize("store, point", CASES)
def test_nothing_twice_and_nothing_lost(fresh, sandbox, store, point):
    # Another process might hold the dead one's jobs on PostgreSQL: they are free again when their lease of a minute runs out.
    patience = 30 if store == "sqlite" else 120
    server = fresh(engine=store, env={"LIANLU_ALLOW_PRIVATE_CALLS": "1"})
    loop = Loop(server, sandbox)
    loop.daytime()
    api = server.api
    sms, robot, account, page = loop.sms(), loop.robot(), loop.ads(), loop.page()
    link, _ = loop.link(page)
    loop.sales("王芳", "李强", channels=[robot["id"]])
    template = loop.template(sms)
    journey = loop.journey(cart_journey(template, seconds=1))
    shop = api.source("native", "server")
    product = unique("茶")
    phones = [mobile() for _ in range(PEOPLE)]
    clicks = [unique("wx0kill") for _ in phones]
    members = {phone: unique("member") for phone in phones}

    # Before the fault: they clicked and are known by their phones, with consent and the tag.
    visitors = []
    for click in clicks:
        session = loop.click(link, click)
        visitors.append(session)
    import time
    time.sleep(2.1)
    server.stop()
    server.died = False
    try:
        server.start(env={"LIANLU_FAULT": f"{point}:2"})
    except StartFailed:
        assert server.process.poll() == 137
        server.died = True
        server.start()

    for session, phone in zip(visitors, phones):
        for _ in range(5):
            try:
                answer = loop.form(session, page, phone, wait=0)
                if answer.status_code == 200:
                    break
            except OSError:
                pass
            revive(server)
            time.sleep(0.2)
    deliver(server, shop.key, [
        {"type": "track", "event": "add_to_cart", "messageId": unique("m"), "userId": members[phone], "identifiers": [{"kind": "phone", "value": phone}],
         "tags": {"add": ["高频付费"]}, "properties": {"name": product}} for phone in phones])
    # Journeys wait a second and five of grace; the kill may come anywhere in it.
    end = time.monotonic() + 12
    while time.monotonic() < end:
        revive(server)
        time.sleep(0.2)
    deliver(server, shop.key, [order(unique("A"), 10_000, userId=members[phone], identifiers=[{"kind": "phone", "value": phone}]) for phone in phones])
    end = time.monotonic() + 5
    while time.monotonic() < end:
        revive(server)
        time.sleep(0.2)
    revive(server)
    assert server.died, f"{point} was never reached"
    api.settle(timeout=30)

    # Leads: one for each, with an owner or a reason to wait.
    leads = eventually(lambda: (lambda l: l if len(l) == PEOPLE else None)(api.get("/api/leads", limit=100)["items"]), 20)
    assert all(lead["owner"] or lead["waiting"] or lead["pool"] for lead in leads), leads
    # Conversions: each stage of each person told once; the platform counted each once.
    def told():
        found = loop.conversions()
        assert len(found) == 2 * PEOPLE and all(c["state"] == "ok" for c in found), [(c["stage"], c["state"], c["reason"], c["attempts"]) for c in found]
        return True
    eventually(told, patience + 10, 0.5)
    counted = collections.Counter((a["trace"]["click_id"], a["action_type"]) for a in sandbox.counted() if a.get("trace", {}).get("click_id") in clicks)
    assert counted == {(click, kind): 1 for click in clicks for kind in ("RESERVATION", "PURCHASE")}, counted
    loop.ledger_holds()
    # Messages: at most one call for each person at the provider; where nobody knows, the message says so.
    def ended():
        runs = [r for r in api.get(f"/api/journeys/{journey['id']}/runs")["items"]]
        return runs if len(runs) == PEOPLE and all(r["state"] == "done" for r in runs) else None
    runs = eventually(ended, patience)
    messages = eventually(lambda: (lambda m: m if len(m) == PEOPLE and all(x["state"] in ("accepted", "unknown", "delivered") for x in m) else None)(
        [m for m in api.get("/api/messages", limit=100)["items"] if m["run"] in {r["id"] for r in runs}]), patience)
    received = collections.Counter(e["summary"]["phone"] for e in sandbox.log("aliyun_sms", accepted=True) if product in e["summary"].get("params", ""))
    assert all(times == 1 for times in received.values()), received
    for message in messages:
        if message["state"] == "accepted":
            phone = next(p for p in phones if p.endswith(message["receiver"][-4:]))
            assert received[phone] == 1, message
    unknown = [m for m in messages if m["state"] == "unknown"]
    # Those that were on their way when the process died; nobody sends them again.
    assert bool(unknown) == point.startswith("message."), unknown
