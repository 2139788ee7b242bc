"""The drill: kill −9 under load, again and again, with merges and unbinds between; then every acknowledged event must be there exactly once.

Clients behave as SDKs do: what was not acknowledged is sent again, with the same message ids, until it is.
"""

import argparse
import collections
import http.client
import itertools
import json
import pathlib
import random
import re
import sys
import threading
import time
import uuid

ROOT = pathlib.Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT / "Tests/EndToEnd"))

from support.api import Api, ApiError  # noqa: E402
from support.postgres import Postgres  # noqa: E402
from support.server import Server, StartFailed, binary  # noqa: E402

import requests  # noqa: E402

POINTS = ["inbox.before_commit", "inbox.committed", "projection.before_commit", "projection.committed", "projection.settled", "behaviour.before_commit", "behaviour.committed"]
USERS, PAIRS, CLIENTS = 120, 30, 4


def points():
    """The named points, and any other that the source passes through."""
    found = {name for path in (ROOT / "Sources").rglob("*.swift") for name in re.findall(r'FaultPoint\.reach\("((?:inbox|projection|behaviour)\.[^"]+)"\)', path.read_text())}
    return sorted(found | set(POINTS))


class Client(threading.Thread):
    """Sends batches one after the other; keeps which were acknowledged, and repeats the others."""

    def __init__(self, drill, number):
        super().__init__(daemon=True)
        self.drill, self.number = drill, number
        self.dice = random.Random(drill.seed * 1000 + number)
        self.acked = collections.Counter()  # user → events
        self.ids = set()
        self.repeats = self.unknown = self.refused = 0

    def batch(self):
        events = []
        for _ in range(self.dice.randrange(1, 60)):
            user = self.dice.randrange(USERS)
            events.append({
                "type": "track", "event": "Drill", "messageId": str(uuid.UUID(int=self.dice.getrandbits(128))), "userId": f"drill-{user}",
                "anonymousId": f"browser-{user}", "properties": {"client": self.number, "text": "钻" * self.dice.randrange(40)}})
        return events

    def run(self):
        waiting = None
        connection = None
        while not (self.drill.ended.is_set() and waiting is None):
            if waiting is None:
                waiting = self.batch()
            try:
                if connection is None:
                    connection = http.client.HTTPConnection("127.0.0.1", self.drill.server.port, timeout=20)
                connection.request(
                    "POST", "/api/ingest/events", json.dumps({"events": waiting}),
                    {"Authorization": f"Bearer {self.drill.key}", "Content-Type": "application/json"})
                answer = connection.getresponse()
                body = answer.read()
            except (OSError, http.client.HTTPException):
                connection = None
                self.unknown += 1
                time.sleep(0.05)
                continue
            if answer.status in (429, 503):
                self.refused += 1
                time.sleep(0.1)
                continue
            if answer.status != 200:
                self.drill.fail(f"client {self.number}: {answer.status} {body[:300]}")
                return
            for result in json.loads(body)["results"]:
                if result["result"] not in ("ok", "duplicate"):
                    self.drill.fail(f"client {self.number}: {result}")
                    return
                self.repeats += result["result"] == "duplicate"
            for event in waiting:
                self.ids.add(event["messageId"])
                self.acked[event["userId"]] += 1
            waiting = None


class Operator(threading.Thread):
    """A person in the console who merges and unbinds; knows what was answered and what hangs in the air."""

    def __init__(self, drill):
        super().__init__(daemon=True)
        self.drill = drill
        self.dice = random.Random(drill.seed + 77)
        self.merged = [False] * PAIRS  # None: the server died before it answered
        self.done = self.open = 0

    def pair(self, index):
        return {"kind": "user_id", "value": f"drill-{2 * index}"}, {"kind": "user_id", "value": f"drill-{2 * index + 1}"}

    def run(self):
        while not self.drill.ended.is_set():
            time.sleep(0.05)
            index = self.dice.randrange(PAIRS)
            if not self.drill.up.is_set() or self.merged[index] is None:
                continue
            left, right = self.pair(index)
            before, self.merged[index] = self.merged[index], None
            try:
                if before:
                    self.drill.api.unbind(right, "drill")
                else:
                    self.drill.api.merge(right, left, "drill")
            except requests.RequestException:
                self.open += 1
                continue
            except ApiError as error:
                if error.status == 503:
                    self.open += 1
                    continue
                self.drill.fail(f"operator: {'unbind' if before else 'merge'} of pair {index}: {error}")
                return
            self.merged[index] = not before
            self.done += 1

    def check(self):
        """After a restart: what was answered is so; what was not may be either way, as a whole."""
        for index in range(PAIRS):
            left, right = (self.drill.api.lookup(identifier["value"]) for identifier in self.pair(index))
            together = left["id"] == right["id"]
            if self.merged[index] is None:
                self.merged[index] = together
            elif self.merged[index] != together:
                self.drill.fail(f"pair {index} should be {'merged' if self.merged[index] else 'apart'} and is not")


class Drill:
    def __init__(self, options):
        self.options = options
        self.seed = options.seed
        self.dice = random.Random(options.seed)
        self.ended, self.up = threading.Event(), threading.Event()
        self.failures = []
        self.postgres = Postgres() if options.engine == "postgres" else None
        self.server = Server(postgres_url=self.postgres.database() if self.postgres else None)
        self.api: Api = self.server.api
        self.key = None
        self.hits = collections.Counter()

    def fail(self, text):
        self.failures.append(text)
        print("FAIL", text, flush=True)

    def prepare(self):
        self.server.start()
        source = self.api.source()
        self.key, self.source = source.key, source.id
        source.deliver(*[
            {"type": "identify", "messageId": f"made-{n}", "userId": f"drill-{n}", "anonymousId": f"browser-{n}"} for n in range(USERS)])

    def round(self, number, named):
        """One life of the server: until it dies at the point, or is killed."""
        # Each named point first, then points and random moments in turn.
        point = next(named) if named and (number < self.named or number % 2 == 0) else None
        if number == 0:
            self.server.stop()
        started = time.monotonic()
        env = {"LIANLU_FAULT": f"{point}:{self.dice.randrange(1, 40)}"} if point else {}
        try:
            self.server.start(env=env, timeout=120)
        except StartFailed:
            # A point that is passed while starting up may end the process before it is ready: that counts as a kill.
            if not (point and self.server.process.poll() == 137):
                raise
            self.hits[point] += 1
            print(f"round {number + 1:3}  {point:28} killed while starting", flush=True)
            return
        ready = time.monotonic() - started
        try:
            self.operator.check()
        except (requests.RequestException, ApiError, AssertionError) as error:
            # The point may be met during these look-ups: the process is then gone in a moment.
            time.sleep(0.5)
            if self.server.alive() or not point:
                self.fail(f"after restart {number + 1}: {error}")
        self.up.set()
        life = self.dice.uniform(0.2, 2.5)
        deadline = time.monotonic() + (12 if point else life)
        while time.monotonic() < deadline and self.server.alive() and not self.failures:
            time.sleep(0.01)
            if not point:
                continue
        self.up.clear()
        met = not self.server.alive()
        self.server.kill()
        if point and met:
            self.hits[point] += 1
        elif not met:
            self.hits["random moment"] += 1
        elif not point:
            self.fail(f"the server ended by itself with {self.server.process.returncode}:\n{self.server.last_words()}")
        what = point or "random moment"
        acked = sum(len(client.ids) for client in self.clients)
        print(f"round {number + 1:3}  {what + ('' if met or not point else ' (not met, killed)'):46} ready in {ready * 1000:5.0f} ms  acknowledged {acked:9,}", flush=True)

    def run(self):
        self.prepare()
        self.clients = [Client(self, number) for number in range(CLIENTS)]
        self.operator = Operator(self)
        named = [] if "release" in str(binary()) and not self.options.faults else points()
        print(f"engine {self.options.engine}, {self.options.rounds} rounds, seed {self.seed}, {binary()}\npoints: {', '.join(named) or 'random moments only'}")
        self.named = len(named)
        named = itertools.cycle(named) if named else None
        for thread in [*self.clients, self.operator]:
            thread.start()
        for number in range(self.options.rounds):
            self.round(number, named)
            if self.failures:
                break
        self.server.start(timeout=120)
        self.up.set()
        self.ended.set()
        for thread in [*self.clients, self.operator]:
            thread.join(60)
        self.operator.check()
        return self.count()

    def count(self):
        book = self.api.settle(timeout=300)
        acked = set().union(*(client.ids for client in self.clients))
        stored = collections.Counter(row["messageId"] for row in self.api.export_events(event="Drill"))
        lost = acked - set(stored)
        doubled = [number for number, times in stored.items() if times > 1]
        strange = set(stored) - acked
        expected = collections.Counter()
        for client in self.clients:
            expected += client.acked
        seen, wrong, total = set(), 0, 0
        for user in range(USERS):
            customer = self.api.lookup(f"drill-{user}")
            if customer["id"] in seen:
                continue
            seen.add(customer["id"])
            mine = {entry["value"] for entry in customer["identifiers"] if entry["kind"] == "user_id"}
            # One "identify" each from the preparation, where it counts as an event.
            counted = customer["events"]
            want = sum(expected[name] for name in mine)
            total += counted
            if counted not in (want, want + len(mine)):
                wrong += 1
                self.fail(f"customer {sorted(mine)} counts {counted} events instead of {want}")
        entry = self.api.ledger(self.source)
        if entry["stored"] != len(acked) + USERS:
            self.fail(f"the ledger says {entry['stored']} stored instead of {len(acked) + USERS}")
        if book["pending"]:
            self.fail(f"{book['pending']} are pending for ever")
        for name, group in (("lost", lost), ("stored twice", doubled), ("stored though never acknowledged or repeated", strange)):
            if group:
                self.fail(f"{len(group)} events {name}, for example {sorted(group)[:3]}")
        print(f"""
killed                     {sum(self.hits.values()):12,}   {', '.join(f'{name} {times}' for name, times in sorted(self.hits.items()))}
acknowledged events        {len(acked):12,}
in the behavioural store   {sum(stored.values()):12,}   lost {len(lost)}, twice {len(doubled)}, never acknowledged {len(strange)}
in the operational store   {total:12,}   over {len(seen)} customers, {wrong} wrong (with {USERS} identify records)
sent again                 {sum(client.unknown for client in self.clients):12,}   requests without an answer; {sum(client.repeats for client in self.clients):,} events answered "duplicate"; {sum(client.refused for client in self.clients):,} times 503
merges and unbinds         {self.operator.done:12,}   {sum(map(bool, self.operator.merged))} of {PAIRS} pairs merged now; {self.operator.open} died half-way and were whole afterwards
ledger                     {json.dumps({name: entry[name] for name in ('received', 'stored', 'duplicate', 'rejected', 'pending')})}""")
        print("DRILL FAILED" if self.failures else "DRILL PASSED")
        return 1 if self.failures else 0

    def close(self):
        if self.server.alive():
            self.server.kill()
        if self.failures:
            print(f"kept for inspection: {self.server.data}, {self.server.log}")
        else:
            self.server.discard()
        if self.postgres:
            self.postgres.stop()


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--engine", choices=["sqlite", "postgres"], default="sqlite")
    parser.add_argument("--rounds", type=int, default=50)
    parser.add_argument("--seed", type=int, default=int(time.time()))
    parser.add_argument("--faults", action="store_true", help="the release build was compiled with -D LIANLU_FAULTS")
    drill = Drill(parser.parse_args())
    try:
        return drill.run()
    finally:
        drill.close()


if __name__ == "__main__":
    sys.exit(main())
