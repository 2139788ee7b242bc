"""kill −9 at each named point of the path: after the restart every acknowledged event is there exactly once, in both stores."""

import collections
import concurrent.futures
import pathlib
import re

import pytest
import requests

from support.people import unique
from support.server import ROOT, StartFailed, binary

KNOWN = [
    "inbox.before_commit", "inbox.committed", "projection.before_commit", "projection.committed", "projection.settled", "behaviour.before_commit", "behaviour.committed"]


def points():
    """Every point that collected events pass, so that a new one is drilled without anybody remembering; the loop's points are in test_loop_faults.py."""
    found = set()
    for path in (ROOT / "Sources").rglob("*.swift"):
        found |= set(re.findall(r'FaultPoint\.reach\("((?:inbox|projection|behaviour)\.[^"]+)"\)', path.read_text()))
    return sorted(found | set(KNOWN))


def pytest_generate_tests(metafunc):
    if "point" in metafunc.fixturenames:
        metafunc.parametrize("point", points())


def send(server, key, events):
    """True when acknowledged, None when nobody knows."""
    try:
        answer = requests.post(server.url + "/api/ingest/events", json={"events": events}, headers={"Authorization": f"Bearer {key}"}, timeout=10)
    except requests.RequestException:
        return None
    return answer.status_code == 200


@pytest.mark.skipif("release" in str(binary()), reason="fault points are compiled into debug builds")
def test_every_acknowledged_event_exactly_once(fresh, point):
    server = fresh(start=False)
    # A first life prepares; the second life dies at the n-th passage, under load.
    server.start()
    source = server.api.source()
    source.deliver({"type": "identify", "messageId": unique("m"), "userId": "drill-0", "anonymousId": "drill-a0"})
    assert server.stop() == 0
    acked, unknown = set(), []
    for passage in (2, 4):
        try:
            server.start(env={"LIANLU_FAULT": f"{point}:{passage}"})
        except StartFailed:
            # Recovery passes the point too: dying there is as good.
            assert server.process.poll() == 137
            continue

        def worker(number):
            mine = []
            for round_ in range(40):
                events = [
                    {"type": "track", "event": "Drill", "messageId": unique("d"), "userId": f"drill-{n % 5}", "anonymousId": f"drill-a{n % 5}", "properties": {"n": n}}
                    for n in range(20)]
                state = send(server, source.key, events)
                mine.append((events, state))
                if state is None:
                    break
            return mine

        with concurrent.futures.ThreadPoolExecutor(4) as pool:
            for mine in pool.map(worker, range(4)):
                for events, state in mine:
                    if state:
                        acked |= {event["messageId"] for event in events}
                    else:
                        unknown.append(events)
        assert server.wait_exit(20) == 137, f"{point} was not reached:\n{server.last_words()}"

    server.start()
    for events in unknown:  # What any SDK does: send again until somebody says yes.
        assert send(server, source.key, events)
        acked |= {event["messageId"] for event in events}
    book = server.api.settle(timeout=60)
    counts = collections.Counter(row["messageId"] for row in server.api.export_events(event="Drill"))
    lost = acked - set(counts)
    double = {number for number, times in counts.items() if times > 1}
    assert not lost and not double, f"{len(lost)} lost, {len(double)} doubled of {len(acked)}"
    assert set(counts) == acked
    assert book["stored"] == len(acked) + 1, book
    operational = sum(server.api.lookup(f"drill-{n}")["events"] for n in range(5))
    assert operational in (len(acked), len(acked) + 1), f"customers count {operational} events of {len(acked)}"
