"""Retention: what is older than the settings allow goes at night, with an entry in the audit log; the accounts still add up."""

import datetime
import sqlite3
import subprocess
from pathlib import Path

import pytest

from support.api import eventually, iso, now
from support.people import unique
from support.postgres import BIN

DAY = 86_400_000


def rows(server, statement):
    """Runs a statement in the stopped server's operational store; what it gives."""
    if server.postgres_url:
        done = subprocess.run([BIN / "psql", server.postgres_url, "-X", "-q", "-A", "-t", "-v", "ON_ERROR_STOP=1", "-c", statement], capture_output=True, check=True, timeout=60)
        return [line.split("|") for line in done.stdout.decode().split()]
    with sqlite3.connect(Path(server.data) / "operational.sqlite") as store:
        return [[str(value) for value in row] for row in store.execute(statement).fetchall()]


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


def imported(api, count):
    """An import of which every row is refused; its number."""
    body = ("订单号,手机号,下单时间,金额\n" + "".join(f"{unique('R')},13800138000,2026/11/1 10:20,abc\n" for _ in range(count))).encode()
    made = api.call("POST", "/api/imports", params={"filename": "坏.csv"}, data=body, headers={"Content-Type": "application/octet-stream"})
    api.post(f"/api/imports/{made['id']}/start", {"target": "orders", "mapping": made["suggestion"]["mapping"]})
    state = eventually(lambda: next((one for one in [api.get(f"/api/imports/{made['id']}")] if one["status"] == "done"), None), 30)
    assert state["refused"] == count, state
    return made["id"]


def refused(api, number):
    return len(api.raw("GET", f"/api/imports/{number}/refused.csv").content.decode("utf-8-sig").strip().splitlines()) - 1


@pytest.mark.engines("sqlite", "postgres")
def test_the_whole_night(fresh, engine):
    """Uploads with their refused rows, runs of journeys and the audit log in one night: what is older goes, what is younger stays, each with its entry."""
    server = fresh(engine=engine)
    api = server.api
    old, young = imported(api, 1_204), imported(api, 3)
    left = api.call("POST", "/api/imports", params={"filename": "放着.csv"}, data="手机号\n13800138000\n".encode(), headers={"Content-Type": "application/octet-stream"})["id"]
    journey = api.post("/api/journeys", {"name": unique("夜"), "draft": {"entry": {"type": "event", "event": "go"}, "reentry": {"mode": "always"}, "start": "tag", "nodes": [{"id": "tag", "type": "tag", "tag": "夜", "next": ""}]}})
    api.post(f"/api/journeys/{journey['id']}/publish")
    source = api.source()
    people = [unique("night") for _ in range(4)]
    source.deliver(*[{"type": "track", "event": "go", "userId": user, "messageId": unique("m")} for user in people])
    runs = eventually(lambda: next((items for items in [api.get(f"/api/journeys/{journey['id']}/runs", state="done")["items"]] if len(items) == 4), None), 30)
    api.patch("/api/settings", {"retention": {"importDays": 30, "runDays": 40, "auditDays": 50}})
    assert server.stop() == 0
    files = lambda: len(list((Path(server.data) / "imports").iterdir()))
    assert files() == 3 and int(rows(server, "SELECT count(*) FROM import_refusal")[0][0]) == 1_207
    aged = sorted(int(run["id"]) for run in runs)[:3]
    entries = int(rows(server, "SELECT count(*) FROM audit")[0][0])
    for statement in (
        f"UPDATE import_file SET finished_at = finished_at - {31 * DAY}, created_at = created_at - {31 * DAY} WHERE id IN ({old}, {left})",
        f"UPDATE journey_run SET ended_at = ended_at - {41 * DAY} WHERE id IN ({', '.join(map(str, aged))})",
        f"UPDATE audit SET at = at - {51 * DAY} WHERE action LIKE 'import.%'",
        "UPDATE cron SET next_at = 1 WHERE name = 'retention'",
    ):
        rows(server, statement)
    lost = int(rows(server, f"SELECT count(*) FROM audit WHERE at < (SELECT max(at) FROM audit) - {50 * DAY}")[0][0])
    assert lost >= 5, lost
    server.start()
    api = server.api
    # The audit log comes last.
    eventually(lambda: api.get("/api/audit", action="retention.audit")["items"], 60, 0.2)
    said = {what: (lambda detail: (detail["count"], detail["days"]))(api.get("/api/audit", action=f"retention.{what}")["items"][0]["detail"]) for what in ("imports", "refusals", "runs", "audit")}
    assert said == {"imports": ("2", "30"), "refusals": ("1204", "30"), "runs": ("3", "40"), "audit": (str(lost), "50")}, said
    assert (refused(api, old), refused(api, young)) == (0, 3)
    assert api.get(f"/api/imports/{old}")["refused"] == 1_204, "the report's counts stay"
    assert files() == 1
    assert len(api.get(f"/api/journeys/{journey['id']}/runs", state="done")["items"]) == 1
    assert not api.get("/api/audit", action="import.start")["items"]
    again = api.raw("POST", f"/api/imports/{left}/start", json={"target": "customers", "mapping": {"手机号": "phone"}})
    assert again.status_code == 409 and "Upload it again" in again.json()["error"]["hint"], again.text
    # Nothing more to do the night after: nothing goes, and nobody is told that something did.
    assert server.stop() == 0
    assert int(rows(server, "SELECT count(*) FROM audit")[0][0]) >= entries - lost
    rows(server, "UPDATE cron SET next_at = 1 WHERE name = 'retention'")
    server.start()
    eventually(lambda: server.api.get("/api/health")["status"] == "ok" if "status" in server.api.get("/api/health") else True, 20)
    assert len(server.api.get("/api/audit", action="retention.refusals")["items"]) == 1
