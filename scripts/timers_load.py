"""A million pending journey timers, 100,000 of them due within one minute: are they fired in order, each once, and how late outside the burst?

Fills the embedded store of a stopped server directly (LIANLU_BIN, the release build by default), starts it, and reads the steps it wrote.
"""

import json
import os
import pathlib
import random
import sqlite3
import sys
import time

ROOT = pathlib.Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT / "Tests/EndToEnd"))
os.environ.setdefault("LIANLU_BIN", str(ROOT / ".build/release/lianlu"))

from support.people import unique  # noqa: E402
from support.server import Server  # noqa: E402

TOTAL, BURST, QUIET = int(os.environ.get("TIMERS", 1_000_000)), int(os.environ.get("BURST", 100_000)), 1_200


def late(rows):
    values = sorted(at - due for at, due in rows)
    return {p: values[min(len(values) - 1, int(len(values) * p / 100))] for p in (50, 95, 99)} if values else {}


def main():
    server = Server(options=["--log-level", "warning"]).start()
    try:
        api = server.api
        source = api.source("native", "server")
        for start in range(0, 1000, 100):
            source.send(*[{"type": "identify", "messageId": unique("m"), "userId": f"u{n}"} for n in range(start, start + 100)])
        source.settle()
        made = api.post("/api/journeys", {"name": "timers", "draft": {
            "entry": {"type": "event", "event": "never"}, "entryMode": {"mode": "concurrent", "key": "order", "max": 100000}, "start": "w",
            "nodes": [{"id": "w", "type": "wait", "minutes": 60, "next": "t"}, {"id": "t", "type": "tag", "tag": "fired", "next": ""}]}})
        api.post(f"/api/journeys/{made['id']}/publish")
        leaves = [int(api.lookup(f"u{n}")["id"]) for n in range(0, 1000, 10)]
        assert server.stop() == 0
        database = sqlite3.connect(server.data / "operational.sqlite")
        begun, now = time.time(), int(time.time() * 1000)
        burst, quiet = now + 90_000, now + 240_000

        def rows():
            for n in range(TOTAL):
                if n < BURST:
                    due = burst + random.randrange(60_000)
                elif n < BURST + QUIET:
                    due = quiet + random.randrange(60_000)
                else:
                    due = now + 86_400_000 + random.randrange(30 * 86_400_000)
                yield (n + 1, made["id"], 1, f"k{n}", f"k{n}", leaves[n % len(leaves)], "waiting", "w", now, due, 0, 1, 0, 0, "{}", now, "")

        database.executemany(
            "INSERT INTO journey_run(id, journey, version, run_key, source, leaf, state, node, node_at, due_at, matched, steps, is_ghost, is_test, context, entered_at, reason) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)", rows())
        database.execute("INSERT INTO counter(name, value) VALUES ('journey_run', ?) ON CONFLICT(name) DO UPDATE SET value = excluded.value", (TOTAL + 1,))
        database.commit()
        database.close()
        print(f"{TOTAL} timers filled in {time.time() - begun:.0f} s", flush=True)
        begun = time.time()
        server.start(timeout=120)
        print(f"ready after {time.time() - begun:.1f} s", flush=True)
        while time.time() * 1000 < quiet + 65_000:
            time.sleep(5)
        with open(f"/proc/{server.process.pid}/status") as status:
            print(next(line.strip() for line in status if line.startswith("VmRSS")))
        deadline = time.time() + 120
        database = sqlite3.connect(f"file:{server.data / 'operational.sqlite'}?mode=ro", uri=True)
        count = "SELECT count(*) FROM journey_step WHERE node = 'w' AND kind = 'waited'"
        while database.execute(count).fetchone()[0] < BURST + QUIET and time.time() < deadline:
            time.sleep(1)
        steps = database.execute("SELECT s.id, s.run, s.at, r.due_at FROM journey_step s JOIN journey_run r ON r.id = s.run WHERE s.node = 'w' AND s.kind = 'waited' ORDER BY s.id").fetchall()
        twice = len(steps) - len({run for _, run, _, _ in steps})
        # due_at stays what it was when a run ends
        behind = sum(1 for one, two in zip(steps, steps[1:]) if two[3] < one[3] - 1_000)
        print(json.dumps({
            "fired": len(steps), "of": BURST + QUIET, "twice": twice, "out of order by more than 1 s": behind,
            "late in the burst, ms": late([(at, due) for _, _, at, due in steps if due < burst + 60_000]),
            "late outside it, ms": late([(at, due) for _, _, at, due in steps if due >= quiet])}))
    finally:
        server.discard()


main()
