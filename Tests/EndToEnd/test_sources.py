"""Sources: when the last event of each was received, whatever its way in, and it is still known after a kill."""

import time

import pytest

from support.api import eventually, instant, now
from support.people import mobile, unique


def last_events(api):
    return {source["name"]: source["lastEventAt"] for source in api.get("/api/sources")["items"]}


@pytest.mark.engines("sqlite", "postgres")
def test_last_event_of_sources_without_a_key(fresh, engine):
    server = fresh(engine=engine)
    api = server.api
    shop = api.source()
    names = {source["id"]: source["name"] for source in api.get("/api/sources")["items"]}
    assert last_events(api)[names[shop.id]] is None
    before = now()
    user = unique("u")
    shop.deliver({"type": "track", "event": "x", "userId": user, "messageId": unique("m")})
    made = api.call("POST", "/api/imports", params={"filename": "a.csv"}, data=f"手机号\n{mobile()}\n".encode(), headers={"Content-Type": "application/octet-stream"})
    api.post(f"/api/imports/{made['id']}/start", {"target": "customers", "mapping": {"手机号": "phone"}})
    # Lianlu's own: a lead is an outcome, and an outcome is an event.
    api.post("/api/leads", {"customer": api.lookup(user)["number"]})
    found = eventually(lambda: (lambda seen: seen if seen.get("import") and seen.get("lianlu") else None)(last_events(api)), 20)
    for name in (names[shop.id], "import", "lianlu"):
        assert abs((instant(found[name]) - before).total_seconds()) < 60, found
    # It is written down within a second; no orderly stop is needed.
    time.sleep(2)
    server.kill()
    server.start()
    after = last_events(server.api)
    for name in (names[shop.id], "import", "lianlu"):
        assert after[name] and abs((instant(after[name]) - instant(found[name])).total_seconds()) <= 10, (name, found, after)
