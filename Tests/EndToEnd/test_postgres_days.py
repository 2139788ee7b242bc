"""PostgreSQL goes away and comes back: callers hear 503, nothing acknowledged is lost or doubled, nobody has to restart Lianlu."""

import collections
import subprocess
import threading
import time

import requests

from support.api import eventually
from support.people import unique
from support.postgres import Postgres
from support.server import Server


class Sender(threading.Thread):
    """Sends batches and repeats each until it is acknowledged."""

    def __init__(self, server, key):
        super().__init__(daemon=True)
        self.server, self.key = server, key
        self.ended, self.acked, self.statuses = threading.Event(), set(), collections.Counter()

    def run(self):
        while not self.ended.is_set():
            events = [{"type": "track", "event": "Steady", "messageId": unique("s"), "userId": f"steady-{n}"} for n in range(20)]
            while True:
                try:
                    answer = requests.post(self.server.url + "/api/ingest/events", json={"events": events}, headers={"Authorization": f"Bearer {self.key}"}, timeout=20)
                    self.statuses[answer.status_code] += 1
                    if answer.status_code == 200:
                        break
                except requests.RequestException:
                    self.statuses["broken"] += 1
                time.sleep(0.05)
            self.acked |= {event["messageId"] for event in events}

    def stop(self):
        self.ended.set()
        self.join(60)
        assert not self.is_alive(), f"the last batch was never acknowledged: {self.statuses}"


def check(server, source, sender):
    assert set(sender.statuses) <= {200, 503}, sender.statuses
    source.settle(timeout=60)
    counts = collections.Counter(row["messageId"] for row in server.api.export_events(event="Steady"))
    assert set(counts) == sender.acked, f"{len(sender.acked - set(counts))} lost"
    assert max(counts.values()) == 1, f"{sum(1 for times in counts.values() if times > 1)} doubled"
    assert sum(server.api.lookup(f"steady-{n}")["events"] for n in range(20)) == len(sender.acked)


def test_connections_die_under_load(fresh, postgres):
    server = fresh(engine="postgres")
    source = server.api.source()
    sender = Sender(server, source.key)
    sender.start()
    for _ in range(12):
        time.sleep(0.3)
        subprocess.run(
            ["psql", server.postgres_url, "-qAtc", "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid()"],
            check=True, capture_output=True)
    sender.stop()
    assert server.alive()
    check(server, source, sender)


def test_the_whole_database_restarts():
    cluster = Postgres()
    server = Server(postgres_url=cluster.database())
    try:
        server.start()
        source = server.api.source()
        sender = Sender(server, source.key)
        sender.start()
        time.sleep(0.5)
        cluster.halt()
        eventually(lambda: server.readyz()[0] == 503, 20)
        assert requests.get(server.url + "/healthz").status_code == 200
        cluster.begin()
        eventually(lambda: server.readyz()[0] == 200, 30)
        time.sleep(0.5)
        sender.stop()
        assert server.alive()
        check(server, source, sender)
        assert server.stop() == 0
    finally:
        if server.alive():
            server.kill()
        server.discard()
        cluster.stop()


def test_a_second_server_on_the_same_database_does_not_project_too(fresh, postgres):
    """Two servers, one database: one holds the right to project; when it dies nothing is lost."""
    first = fresh(engine="postgres")
    second = fresh(start=False, postgres_url=first.postgres_url)
    second.spawn()
    time.sleep(2)
    if not second.alive():
        assert len(second.last_words().strip()) > 20, "a refusal must say why"
    source = first.api.source()
    source.deliver({"type": "track", "event": "Only Once", "messageId": unique("m"), "userId": "twice"})
    assert first.api.lookup("twice")["events"] == 1
    assert sum(1 for _ in first.api.export_events(event="Only Once")) == 1
