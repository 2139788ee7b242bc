"""How long it takes to make a lead and give it to one of 50 salespeople: an upper bound of the assignment's own decision, which is a part of it.

Runs a server of its own (LIANLU_BIN, the release build by default); leads come over HTTP one after another, so each figure holds HTTP, the customer, the decision
with its explanation, audit and an fsync. `RATE=2000` sends that many events a second besides.
"""

import os
import pathlib
import subprocess
import sys
import time

ROOT = pathlib.Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT / "Tests/EndToEnd"))
os.environ.setdefault("LIANLU_BIN", str(ROOT / ".build/release/lianlu"))

from support.loop import Loop  # noqa: E402
from support.people import mobile, unique  # noqa: E402
from support.server import Server  # noqa: E402

RATE, LEADS, CANDIDATES = int(os.environ.get("RATE", 0)), int(os.environ.get("LEADS", 1000)), 50


def main():
    server = Server(options=["--log-level", "warning"]).start()
    besides = None
    try:
        api = server.api
        loop = Loop(server, None)
        loop.sales(*[f"销售{number:02}" for number in range(CANDIDATES)])
        people = [unique("u") for _ in range(LEADS)]
        for start in range(0, LEADS, 100):
            api.source().deliver(*[
                {"type": "identify", "userId": user, "messageId": unique("m"), "identifiers": [{"kind": "phone", "value": mobile()}]}
                for user in people[start:start + 100]])
        customers = [api.lookup(user)["number"] for user in people]
        if RATE:
            source = api.source("segment")
            besides = subprocess.Popen(
                [ROOT / ".build/bench/load", "--port", str(server.port), "--key", source.key, "--batch", "20", "--threads", "1", "--connections", "4",
                 "--rate", str(RATE // 20), "--seconds", "600"], stdout=subprocess.DEVNULL)
        times = []
        for number in customers:
            began = time.perf_counter()
            lead = api.post("/api/leads", {"customer": number, "product": "茶"})
            times.append(time.perf_counter() - began)
            assert lead["owner"] is not None, lead
        explanation = api.get(f"/api/leads/{lead['id']}")["assignments"][0]["explanation"]
        assert len(explanation["candidates"]) == CANDIDATES, len(explanation["candidates"])
        times.sort()
        at = {share: times[min(LEADS - 1, int(LEADS * share))] * 1000 for share in (0.5, 0.95, 0.99)}
        print(f"{LEADS} leads, {CANDIDATES} candidates, {RATE} events/s besides: p50 {at[0.5]:.1f} ms, p95 {at[0.95]:.1f} ms, p99 {at[0.99]:.1f} ms")
    finally:
        if besides:
            besides.kill()
        server.stop()


main()
