"""All figures of docs/performance.md, end to end over HTTP on loopback: server, load generator and this script share the machine."""

import argparse
import datetime
import http.client
import json
import os
import pathlib
import platform
import random
import shutil
import statistics
import subprocess
import sys
import tempfile
import threading
import time

ROOT = pathlib.Path(__file__).resolve().parents[1]
CLIENTS = ROOT / ".deps/clients/bin/python"
try:
    import requests  # noqa: F401
except ImportError:
    if not CLIENTS.exists() or sys.executable == str(CLIENTS):
        sys.exit("bench: the Python package requests is missing; run: scripts/setup.sh test")
    os.execv(CLIENTS, [str(CLIENTS), *sys.argv])
sys.path.insert(0, str(ROOT / "Tests/EndToEnd"))

from support.server import API_KEY, Server, binary, free_port  # noqa: E402

LOAD = ROOT / ".build/bench/load"
PAGE = os.sysconf("SC_PAGE_SIZE")
TICKS = os.sysconf("SC_CLK_TCK")
rows = []


def report(figure, value, aim="", how=""):
    rows.append((figure, value, aim, how))
    print(f"  {figure}: {value}" + (f"   (aim {aim})" if aim else ""), flush=True)


def load(server, source=None, **options):
    """Runs the load generator; what it saw."""
    command = [str(LOAD), "--port", str(server if isinstance(server, int) else server.port), "--key", source.key if source else "k"]
    for name, value in options.items():
        command += ["--" + name.replace("_", "-")] + ([] if value is True else [str(value)])
    done = subprocess.run(command, stdout=subprocess.PIPE, check=True)
    return json.loads(done.stdout)


def resident(server):
    return int(pathlib.Path(f"/proc/{server.process.pid}/statm").read_text().split()[1]) * PAGE


def processor(server):
    """Seconds of processor time so far."""
    fields = pathlib.Path(f"/proc/{server.process.pid}/stat").read_text().rsplit(")", 1)[1].split()
    return (int(fields[11]) + int(fields[12])) / TICKS


def mb(count):
    return f"{count / 1e6:,.0f} MB"


def on_disk(folder):
    return sum(path.stat().st_size for path in pathlib.Path(folder).rglob("*") if path.is_file())


class Samples(threading.Thread):
    """Once a second: ledger and memory."""

    def __init__(self, server):
        super().__init__(daemon=True)
        self.server, self.ended, self.rows = server, threading.Event(), []

    def run(self):
        start = time.monotonic()
        while not self.ended.is_set():
            book = self.server.api.ledger()
            self.rows.append((time.monotonic() - start, book["received"], book["stored"], book["pending"], resident(self.server)))
            self.ended.wait(1)

    def stop(self):
        self.ended.set()
        self.join()
        return self.rows


def rate(rows, column, first, last):
    """Events a second of a column between two moments."""
    inside = [row for row in rows if first <= row[0] <= last]
    if len(inside) < 2:
        return 0
    return (inside[-1][column] - inside[0][column]) / (inside[-1][0] - inside[0][0])


def idle(options):
    print("idle on an empty folder")
    server = Server().start()
    time.sleep(8)
    before, began = processor(server), time.monotonic()
    time.sleep(20)
    share = (processor(server) - before) / (time.monotonic() - began)
    report("Idle, empty folder: memory", mb(resident(server)), "< 150 MB", "resident, 28 s after start")
    report("Idle, empty folder: processor", f"{share * 100:.2f} % of one core", "< 1 %", "20 s")
    server.discard()


NGINX = """
worker_processes 2;
daemon off;
pid {folder}/pid;
error_log {folder}/error.log warn;
events {{ worker_connections 1024; }}
http {{
    access_log off;
    client_body_temp_path {folder}/body; proxy_temp_path {folder}/proxy; fastcgi_temp_path {folder}/fastcgi;
    uwsgi_temp_path {folder}/uwsgi; scgi_temp_path {folder}/scgi;
    keepalive_requests 1000000000;
    server {{ listen 127.0.0.1:{port}; location / {{ return 200 ""; }} }}
}}
"""


def single(options):
    print("single events")
    folder = pathlib.Path(tempfile.mkdtemp(prefix="lianlu-nginx-"))
    port = free_port()
    (folder / "nginx.conf").write_text(NGINX.format(folder=folder, port=port))
    os.chmod(folder, 0o777)
    server = Server().start()
    source = server.api.source("segment")
    one = {"path": "/v1/track", "batch": 1, "bare": True, "threads": 2, "connections": options.connections}
    seconds = max(8, options.seconds / 5)
    reference, ours = [], []
    try:
        load(server, source, seconds=3, **one)
        for _ in range(2):
            server.api.settle(timeout=120)
            nginx = subprocess.Popen(["nginx", "-p", str(folder), "-c", str(folder / "nginx.conf")], stderr=subprocess.DEVNULL)
            time.sleep(0.5)
            reference.append(load(port, seconds=seconds / 2, **one)["requestsPerSecond"])
            nginx.terminate()
            nginx.wait()
            result = load(server, source, seconds=seconds, **one)
            assert result["clientError"] == result["serverError"] == result["broken"] == 0, result
            ours.append(result["requestsPerSecond"])
        server.api.settle(timeout=120)
        how = f"{options.connections} keep-alive connections, Segment `POST /v1/track`, means of 2 runs each"
        report("Single events, full speed", f"{statistics.mean(ours):,.0f} requests/s", "", how)
        report("nginx, empty 200 to the same POST", f"{statistics.mean(reference):,.0f} requests/s", "", "2 workers, same run")
        report("Ratio to nginx", f"{statistics.mean(ours) / statistics.mean(reference):.3f}", "≥ 0.22", "")
        half = load(server, source, seconds=seconds, rate=statistics.mean(ours) / 2, **one)
        latency = half["latencyMs"]["response"]
        report("Ack at half load, p50 / p99 / p99.9", f"{latency['p50']:.1f} / {latency['p99']:.1f} / {latency['p999']:.1f} ms", "p99 < 25 ms",
               f"{half['requestsPerSecond']:,.0f} requests/s, from the planned moment of sending")
    finally:
        server.discard()
        shutil.rmtree(folder, ignore_errors=True)


def ingest(options):
    print(f"batches of 100, {options.seconds} s")
    server = Server().start()
    source = server.api.source("segment")
    batch = {"batch": 100, "threads": 1, "connections": options.batch_connections, "users": options.users}
    try:
        load(server, source, seconds=3, **batch)
        server.api.settle(timeout=120)
        before = source.ledger()["stored"]
        samples = Samples(server)
        samples.start()
        result = load(server, source, seconds=options.burst, **batch)
        server.api.settle(timeout=600)
        taken = samples.stop()
        drained = next(row[0] for row in taken if row[3] == 0 and row[0] > options.burst * 0.9) if any(row[3] == 0 and row[0] > options.burst * 0.9 for row in taken) else taken[-1][0]
        report(f"Accepted, batches of 100, first {options.burst} s", f"{result['eventsPerSecond']:,.0f} events/s", "≥ 100,000",
               f"{options.batch_connections} connections, {result['requestBytes'] / 100:.0f} B an event, durable before the ack; {result['unavailable']} × 503; p99 ack {result['latencyMs']['service']['p99']:.0f} ms")
        report("The same until all is queryable", f"{(taken[-1][2] - before) / drained:,.0f} events/s", "≥ 40,000", f"{drained:.0f} s to the last event")

        samples = Samples(server)
        samples.start()
        before = source.ledger()
        result = load(server, source, seconds=options.seconds, **batch)
        taken = samples.stop()
        began = time.monotonic()
        after = source.settle(timeout=1200)
        drain = time.monotonic() - began
        skip = min(10, options.seconds / 6)
        sustained = rate(taken, 2, skip, options.seconds)
        report(f"Sustained {options.seconds:.0f} s: accepted", f"{result['eventsPerSecond']:,.0f} events/s", "", f"full speed; {result['unavailable']:,} × 503 from the inbox's cap, sent again after 100 ms")
        report(f"Sustained {options.seconds:.0f} s: queryable", f"{sustained:,.0f} events/s", "≥ 40,000", f"while the load runs; {drain:.0f} s more for what waited")
        third = options.seconds / 3
        memory = [max(row[4] for row in taken if part * third <= row[0] <= (part + 1) * third + 1) for part in range(3)]
        report("Memory in the three thirds", " / ".join(mb(value) for value in memory), "flat", "highest resident")
        lost = result["events"] - (after["stored"] - before["stored"])
        report("Acknowledged and not stored, or stored twice", f"{lost}", "0", f"{result['events']:,} acknowledged, {after['duplicate'] - before['duplicate']} duplicates")
        report("Disk for an event", f"{on_disk(server.data) / after['stored']:.0f} B", "", f"all files of the data folder, {after['stored']:,} events")
    finally:
        server.discard()


class Prober(threading.Thread):
    """Sends one event, then looks until it is there."""

    def __init__(self, server, source, kind, ended):
        super().__init__(daemon=True)
        self.server, self.source, self.kind, self.ended = server, source, kind, ended
        self.times, self.failure = [], None

    def ask(self, connection, method, path, body=None, key=API_KEY):
        connection.request(method, path, json.dumps(body) if body is not None else None, {"Authorization": f"Bearer {key}", "Content-Type": "application/json"})
        answer = connection.getresponse()
        content = answer.read()
        if answer.status == 503 or answer.status == 429:
            return None
        assert answer.status == 200, (path, answer.status, content[:200])
        return json.loads(content)

    def run(self):
        try:
            self.probe()
        except Exception as error:  # noqa: BLE001
            self.failure = error

    def probe(self):
        connection = http.client.HTTPConnection("127.0.0.1", self.server.port, timeout=30)
        name = f"Probe {self.kind}"
        user = f"probe-{self.kind}"
        today = datetime.datetime.now(datetime.timezone(datetime.timedelta(hours=8))).date()
        span = {"from": str(today - datetime.timedelta(days=1)), "to": str(today + datetime.timedelta(days=1))}
        customer, count = None, 0
        while not self.ended.is_set():
            count += 1
            event = {"type": "track", "event": name, "messageId": f"{user}-{time.time_ns()}", "userId": user, "properties": {"n": count}}
            if self.ask(connection, "POST", "/api/ingest/events", {"events": [event]}, self.source.key) is None:
                count -= 1
                time.sleep(0.1)
                continue
            acked = time.monotonic()
            while True:
                if self.kind == "timeline":
                    if customer is None:
                        answer = self.server.api.raw("GET", "/api/customers/lookup", params={"kind": "user_id", "value": user})
                        customer = answer.json()["id"] if answer.status_code == 200 else None
                        seen = 0
                    else:
                        events = self.ask(connection, "GET", f"/api/customers/{customer}/timeline?limit=1")["events"]
                        seen = events[0]["properties"]["n"] if events else 0
                else:
                    trend = self.ask(connection, "POST", "/api/analyse/trend", {"event": name, **span, "interval": "day", "measure": "count"})
                    seen = sum(sum(series["values"]) for series in trend["series"])
                if seen >= count:
                    break
                time.sleep(0.01)
            self.times.append(time.monotonic() - acked)
            self.ended.wait(0.1)


def quantile(values, share):
    ordered = sorted(values)
    return ordered[min(len(ordered) - 1, int(share * len(ordered)))]


def visible(options):
    print("accepted → visible at 20,000 events/s")
    server = Server().start()
    source, probes = server.api.source("segment"), server.api.source("native")
    ended = threading.Event()
    seconds = max(20, options.seconds / 2)
    try:
        load(server, source, seconds=3, batch=100, rate=20_000, users=options.users)
        probers = [Prober(server, probes, kind, ended) for kind in ("timeline", "trend")]
        for prober in probers:
            prober.start()
        result = load(server, source, seconds=seconds, batch=100, rate=20_000, users=options.users)
        ended.set()
        for prober in probers:
            prober.join(30)
            assert prober.failure is None, prober.failure
            report(f"Accepted → visible in the {prober.kind}, p50 / p99 / max",
                   f"{quantile(prober.times, 0.5) * 1000:,.0f} / {quantile(prober.times, 0.99) * 1000:,.0f} / {max(prober.times) * 1000:,.0f} ms", "p99 < 1 s",
                   f"{len(prober.times)} probes over {seconds:.0f} s at {result['eventsPerSecond']:,.0f} events/s, looked up every 10 ms")
    finally:
        server.discard()


def large(options):
    count, people = options.large_events, options.large_customers
    print(f"{people:,} customers, {count:,} events")
    server = Server(data=options.keep).start()
    source = server.api.source("segment")
    try:
        have = server.api.settle(timeout=60)["stored"]
        if have < count:
            began = time.monotonic()
            load(server, source, seconds=36_000, events=count - have, batch=100, connections=options.batch_connections, users=people, spread_ms=60 * 86_400_000)
            server.api.settle(timeout=3600)
            spent = time.monotonic() - began
            report("Filling", f"{(count - have) / spent:,.0f} events/s", "", f"{count - have:,} events of {people:,} customers to queryable in {spent:.0f} s")
            report("Disk, data folder", mb(on_disk(server.data)), "", f"{on_disk(server.data) / count:.0f} B an event")
        server.stop(120)
        times = []
        for cold in (True, False, False):
            if cold and os.geteuid() == 0:
                subprocess.run(["sync"])
                pathlib.Path("/proc/sys/vm/drop_caches").write_text("3")
            began = time.monotonic()
            server.start(timeout=300)
            times.append(time.monotonic() - began)
            memory = resident(server)
            if len(times) < 3:
                server.stop(120)
        report("Start to `/readyz`, caches dropped / warm", f"{times[0]:.1f} / {min(times[1:]):.1f} s", "< 5 s", f"{people:,} customers, {count:,} events")
        report("Memory after that start", mb(memory), "", "resident")
        dice = random.Random(1)
        looked, timeline = [], []
        for _ in range(1_000):
            began = time.monotonic()
            customer = server.api.raw("GET", "/api/customers/lookup", params={"kind": "user_id", "value": f"u{dice.randrange(people):08}"})
            looked.append(time.monotonic() - began)
            if customer.status_code != 200:
                continue
            began = time.monotonic()
            server.api.get(f"/api/customers/{customer.json()['id']}/timeline", limit=50)
            timeline.append(time.monotonic() - began)
        report("Look-up of a customer, p50 / p99", f"{quantile(looked, 0.5) * 1000:.0f} / {quantile(looked, 0.99) * 1000:.0f} ms", "", "1,000 random customers")
        # The first ones open blocks that nobody read since the start.
        fresh, timeline = timeline[:20], timeline[20:]
        report("Timeline of a customer, p50 / p99", f"{quantile(timeline, 0.5) * 1000:.0f} / {quantile(timeline, 0.99) * 1000:.0f} ms", "well under 100 ms", "newest 50 events")
        report("The first 20 timelines after a start, p50 / max", f"{quantile(fresh, 0.5) * 1000:.0f} / {max(fresh) * 1000:.0f} ms", "", "")
        today = datetime.date.today()
        for measure in ("count", "customers"):
            spent = []
            for _ in range(5):
                began = time.monotonic()
                server.api.trend("Product Viewed", str(today - datetime.timedelta(days=59)), str(today), "day", measure)
                spent.append(time.monotonic() - began)
            report(f"Trend over 60 days by day, {measure}", f"{statistics.median(spent) * 1000:,.0f} ms", "", "median of 5")
    finally:
        server.discard()


def dedupe(options):
    print(f"de-duplication at {options.dedupe:,} ids")
    folder = tempfile.mkdtemp(prefix="lianlu-dedupe-")
    began = time.monotonic()
    done = subprocess.run(
        [str(binary()), "dedupe-benchmark", "--keys", str(options.dedupe), "--data-dir", folder, "--json"], stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
    shutil.rmtree(folder, ignore_errors=True)
    if done.returncode != 0:
        report("De-duplication", "not measured", "", f"`lianlu dedupe-benchmark` says: {done.stderr.strip()[:200]}")
        return
    for name, value in json.loads(done.stdout.strip().splitlines()[-1]).items():
        report(f"De-duplication, {options.dedupe:,} ids: {name}", f"{value:,}" if isinstance(value, int) else f"{value:,.1f}" if isinstance(value, float) else str(value), "", "")
    report("De-duplication: whole run", f"{time.monotonic() - began:,.0f} s", "", "")


def machine():
    model = next((line.split(":", 1)[1].strip() for line in open("/proc/cpuinfo") if line.startswith("model name")), platform.machine())
    memory = int(next(line.split()[1] for line in open("/proc/meminfo") if line.startswith("MemTotal"))) // 1_048_576
    commit = subprocess.run(["git", "-C", str(ROOT), "rev-parse", "--short", "HEAD"], capture_output=True, text=True).stdout.strip()
    return f"{os.cpu_count()} cores {model}, {memory} GB, Linux {platform.release()}; {datetime.date.today()}; commit {commit}"


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--seconds", type=float, default=60, help="length of the sustained run")
    parser.add_argument("--burst", type=float, default=10, help="length of the run for the accepted rate")
    parser.add_argument("--connections", type=int, default=64, help="for single events")
    parser.add_argument("--batch-connections", type=int, default=16, help="for batches")
    parser.add_argument("--users", type=int, default=100_000, help="customers the load draws from")
    parser.add_argument("--large", action="store_true", help="also start with many events")
    parser.add_argument("--large-events", type=int, default=20_000_000)
    parser.add_argument("--large-customers", type=int, default=1_000_000)
    parser.add_argument("--keep", help="data folder of the large run; made once, used again")
    parser.add_argument("--dedupe", type=int, default=0, help="also measure de-duplication at this many ids")
    parser.add_argument("--only", help="comma-separated: idle single ingest visible large dedupe")
    parser.add_argument("--output", help="also write the table into this file")
    options = parser.parse_args()
    wanted = options.only.split(",") if options.only else ["idle", "single", "ingest", "visible"] + ["large"] * options.large + ["dedupe"] * bool(options.dedupe)
    for name in wanted:
        {"idle": idle, "single": single, "ingest": ingest, "visible": visible, "large": large, "dedupe": dedupe}[name](options)
    table = ["", f"Machine: {machine()}", f"Command: `scripts/bench.sh {' '.join(sys.argv[1:])}`".replace(" `", "`" if len(sys.argv) == 1 else " `"), "",
             "| Figure | Measured | Aim | How |", "|---|---|---|---|"]
    table += [f"| {' | '.join(row)} |" for row in rows]
    text = "\n".join(table)
    print(text)
    if options.output:
        pathlib.Path(options.output).write_text(text + "\n")


if __name__ == "__main__":
    main()
