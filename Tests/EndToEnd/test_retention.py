"""Retention: what is older than the settings allow goes at night, with an entry in the audit log; the accounts still add up."""

import datetime
import sqlite3
from pathlib import Path

from support.api import eventually, iso, now
from support.people import unique


def test_old_events_go_and_the_doctor_agrees(fresh):
    server = fresh()
    api = server.api
    source = api.source()
    user = unique("keep")
    ages = [400, 31, 29, 1]
    source.deliver(*[
        {"type": "track", "event": "Aged", "userId": user, "messageId": f"{user}-{age}", "timestamp": iso(now() - datetime.timedelta(days=age))}
        for age in ages
    ])
    customer = api.lookup(user)["id"]
    assert len(api.timeline(customer)) == 4
    assert api.get("/api/settings")["retention"]["eventDays"] == 0, "off unless somebody asks for it"
    api.patch("/api/settings", {"retention": {"eventDays": 30}})
    # The night comes: its moment is moved here, and a missed moment is made up for at the start.
    assert server.stop() == 0
    with sqlite3.connect(Path(server.data) / "operational.sqlite") as store:
        assert store.execute("UPDATE cron SET next_at = 1 WHERE name = 'retention'").rowcount == 1
    server.start()
    eventually(lambda: len(server.api.timeline(customer)) == 2, 30, 0.2)
    entry = eventually(lambda: next(iter(server.api.get("/api/audit", action="retention.events")["items"]), None), 10)
    assert entry["detail"]["count"] == "2" and entry["detail"]["days"] == "30" and entry["actor"]["kind"] == "system", entry
    # The customer's own figures stay, and so does the ledger.
    assert server.api.lookup(user)["events"] == 4
    book = server.api.ledger(source.id)
    assert (book["received"], book["stored"]) == (4, 4), book
    said = server.command("doctor", "--data-dir", server.data)
    assert b"2 past their retention" in said.stdout, said.stdout + said.stderr
