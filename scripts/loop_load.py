"""How quick the loop is under load: trigger event → action at its destination, and form sent → salesperson told, while 2,000 events a second come in.

Runs a server of its own (LIANLU_BIN, the release build by default) and a small receiver of webhooks in this process; prints percentiles.
"""

import http.server
import json
import os
import pathlib
import socketserver
import sys
import threading
import time

ROOT = pathlib.Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT / "Tests/EndToEnd"))
os.environ.setdefault("LIANLU_BIN", str(ROOT / ".build/release/lianlu"))

from support.loop import Loop  # noqa: E402
from support.people import mobile, unique  # noqa: E402
from support.server import Server  # noqa: E402

RATE, SECONDS, TRIGGERS, FORMS = int(os.environ.get("RATE", 2000)), int(os.environ.get("SECONDS", 30)), 20, 60
received, told = {}, {}


class Receiver(http.server.BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def do_POST(self):
        body = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
        at = time.time()
        if body.get("event") == "lead_assigned":
            told[body["path"]] = at
        else:
            received[body["data"]["context"]["number"]] = at
        self.send_response(200)
        self.send_header("Content-Length", "0")
        self.end_headers()

    def log_message(self, *_):
        pass


class Threaded(socketserver.ThreadingMixIn, http.server.HTTPServer):
    daemon_threads, request_queue_size = True, 256


def show(name, values, wanted):
    values = sorted(values)
    at = {p: values[min(len(values) - 1, int(len(values) * p / 100))] * 1000 for p in (50, 95, 99)}
    print(f"{name}: {len(values)} of {wanted}; p50 {at[50]:.0f} ms, p95 {at[95]:.0f} ms, p99 {at[99]:.0f} ms", flush=True)


def main():
    web = Threaded(("127.0.0.1", 0), Receiver)
    threading.Thread(target=web.serve_forever, daemon=True).start()
    server = Server(env={"LIANLU_ALLOW_PRIVATE_CALLS": "1"}, options=["--log-level", "warning"]).start()
    try:
        api = server.api
        loop = Loop(server, None)
        hook = api.post("/api/channels", {"kind": "webhook", "name": "receiver", "values": {"url": f"http://127.0.0.1:{web.server_port}/", "secret": "s" * 24}})
        loop.journey({"entry": {"type": "event", "event": "trigger"}, "start": "call", "nodes": [{"id": "call", "type": "webhook", "channel": hook["id"], "event": "load", "next": ""}]})
        page = loop.page()
        link, _ = loop.link(page)
        api.post("/api/lead-pools", {"name": "pool"})
        for name in ("a", "b", "c"):
            api.post("/api/salespeople", {"name": name, "channels": [hook["id"]], "capacity": 1000})
        api.post("/api/assign-policies", {"name": "all", "mode": "round_robin"})
        source = api.source("native", "server")
        end = time.time() + SECONDS
        sent, count = {}, [0]

        def noise():
            """Half of the load in each of two threads, in batches of 100."""
            number = 0
            begun = time.time()
            while time.time() < end:
                api.ingest(source.key, [
                    {"type": "track", "event": "view", "messageId": unique("n"), "userId": f"u{(number * 100 + n) % 20000}", "properties": {"n": n, "page": "/p"}} for n in range(100)])
                number += 1
                count[0] += 100
                time.sleep(max(0, begun + number * 200 / RATE - time.time()))

        def triggers():
            number = 0
            begun = time.time()
            while time.time() < end:
                sent[number] = time.time()
                api.ingest(source.key, [{"type": "track", "event": "trigger", "messageId": unique("t"), "userId": f"t{number}", "properties": {"number": number}}])
                number += 1
                time.sleep(max(0, begun + number / TRIGGERS - time.time()))

        forms = {}

        def leave():
            sessions = [loop.click(link, unique("load")) for _ in range(FORMS)]
            time.sleep(2.2)
            for session in sessions:
                phone = mobile()
                forms[phone] = time.time()
                loop.form(session, page, phone, wait=0)
                time.sleep(max(0, (SECONDS - 8) / FORMS - 0.05))

        threads = [threading.Thread(target=work) for work in (noise, noise, triggers, leave)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        time.sleep(5)
        print(f"{count[0] / SECONDS:.0f} events/s besides")
        show("trigger sent → action at its destination", [received[n] - at for n, at in sent.items() if n in received], len(sent))
        late = []
        for lead in api.all("/api/leads", limit=200):
            phone = api.get(f"/api/customers/{lead['customer']}")["identifiers"]
            for entry in phone:
                if entry["kind"] == "phone" and entry["value"] in forms and f"/leads/{lead['id']}" in told:
                    late.append(told[f"/leads/{lead['id']}"] - forms[entry["value"]])
        show("form sent → salesperson told", late, FORMS)
    finally:
        server.discard()


main()
