"""Hostile and broken input: always a 4xx with a reason, counted where a source is known; the process stays."""

import base64
import gzip
import json
import random
import socket
import zlib

import pytest
import requests

from support.api import now
from support.people import unique

MB = 1 << 20


def bomb(size=512 * MB):
    """A gzip of half a gigabyte of zeros, about half a megabyte on the wire."""
    packer = zlib.compressobj(9, zlib.DEFLATED, 31)
    block = b"\0" * MB
    return b"".join(packer.compress(block) for _ in range(size // MB)) + packer.flush()


PATHS = ["/v1/batch", "/v1/track", "/batch", "/e/", "/i/v0/e/", "/capture/", "/i/v1/analytics/events", "/sa", "/debug", "/track", "/engage", "/groups", "/import", "/api/ingest/events"]


def explained(answer, note=""):
    """A 4xx that says why, in the words of the dialect: our own form, PostHog's `detail`, Mixpanel's `error`, 神策's plain text."""
    assert 400 <= answer.status_code < 500, (note, answer.status_code, answer.text[:300])
    try:
        body = answer.json()
    except ValueError:
        assert len(answer.text) > 10, (note, answer.text)
        return
    if body == 0:  # Mixpanel without verbose=1 answers 1 or 0 and nothing else.
        return
    error = body.get("error")
    if isinstance(error, dict):
        assert error["code"] and error["message"], (note, answer.text)
    else:
        assert error or body.get("detail"), (note, answer.text)


def send(server, path, body, source, **headers):
    return requests.post(
        server.url + path, params={"token": source.key, "key": source.key, "project": "default"}, data=body, auth=(source.key, ""),
        headers={"Content-Type": "application/json", **headers}, timeout=60)


@pytest.fixture(scope="module")
def source(server):
    return server.api.source()


@pytest.mark.parametrize("path", PATHS)
def test_bodies_that_are_no_messages(api, server, path):
    source = api.source()
    bodies = {
        "empty": b"", "not json": b"hello", "half": b'{"batch":[{"type":"track"', "non UTF-8": b'{"event":"\xff\xfe\xc0\x80","userId":"u"}',
        "deep": b"[" * 100_000, "deep object": b'{"a":' * 50_000 + b"1" + b"}" * 50_000, "number": b"42", "nul": b"\0\0\0\0", "huge number": b"1e999999999",
        "U+0000": b'{"event":"a\\u0000b","userId":"u","type":"track"}', "truncated gzip": gzip.compress(b"[" * 1000)[:20],
    }
    for note, body in bodies.items():
        headers = {"Content-Encoding": "gzip"} if "gzip" in note else {}
        answer = send(server, path, body, source, **headers)
        # Segment and Sensors clients may be told 200 with the event counted as rejected; never 5xx, never silence.
        assert answer.status_code < 500, (path, note, answer.status_code, answer.text[:200])
        if answer.status_code >= 400:
            explained(answer, (path, note))
    entry = source.settle()
    assert entry["stored"] == 0, entry


def test_rejections_are_counted_with_their_reasons(api, server):
    source = api.source()
    before = source.ledger()
    for body in (b"hello", b'{"batch":[{"type":"track"', b"[" * 1000):
        assert 400 <= send(server, "/v1/batch", body, source).status_code < 500
    entry = source.settle()
    assert entry["rejected"] - before["rejected"] == 3, entry
    # wrong types inside a readable batch: each message judged for itself
    batch = {"batch": [
        {"type": "track", "event": 7, "userId": "u", "messageId": unique("m")}, {"type": "track", "event": "Ok", "userId": "u", "messageId": unique("m")},
        {"type": ["track"], "event": "X", "userId": "u"}, None, 5, {"type": "track", "event": "X", "userId": {"a": 1}},
        {"type": "track", "event": "X", "userId": "u", "properties": "text", "messageId": unique("m")}]}
    answer = send(server, "/v1/batch", json.dumps(batch), source)
    assert answer.status_code == 200, answer.text
    after = source.settle()
    assert after["received"] - entry["received"] == 7 and after["stored"] >= 1 and after["rejected"] - entry["rejected"] >= 4, after
    assert all(name == name.lower() and " " not in name for name in after["reasons"]), after["reasons"]


def test_too_large(api, server, source):
    answer = send(server, "/v1/batch", b'{"batch":[' + b" " * (60 * MB) + b"]}", source)
    assert answer.status_code == 413, answer.status_code
    explained(answer)
    huge = {"type": "track", "event": "Big", "userId": "u", "messageId": unique("m"), "properties": {"x": "y" * (2 * MB)}}
    answer = send(server, "/api/ingest/events", json.dumps({"events": [huge]}), source)
    assert answer.status_code in (200, 413), answer.text[:200]
    if answer.status_code == 200:
        assert answer.json()["results"][0]["result"] == "rejected"
    many = {"events": [{"type": "track", "event": "E" * 5000, "userId": "u" * 5000, "messageId": "m" * 5000}]}
    answer = send(server, "/api/ingest/events", json.dumps(many), source)
    assert answer.status_code == 200 and answer.json()["results"][0]["result"] == "rejected", answer.text[:300]


def test_zip_bombs(api, server, source):
    packed = bomb()
    for path in ("/v1/batch", "/api/ingest/events"):
        answer = send(server, path, packed, source, **{"Content-Encoding": "gzip"})
        assert answer.status_code in (400, 413), (path, answer.status_code)
        explained(answer)
    form = {"data_list": base64.b64encode(packed).decode(), "gzip": "1"}
    answer = requests.post(f"{server.url}/sa", params={"token": source.key}, data=form)
    assert 400 <= answer.status_code < 500, answer.status_code
    resident = int(open(f"/proc/{server.process.pid}/statm").read().split()[1]) * 4096
    assert resident < 1200 * MB, f"{resident // MB} MB resident after zip bombs"


def raw(server, data, wait=5):
    with socket.create_connection(("127.0.0.1", server.port), timeout=wait) as connection:
        connection.sendall(data)
        answer = b""
        try:
            while chunk := connection.recv(65536):
                answer += chunk
                if b"\r\n\r\n" in answer and len(answer) > 100_000:
                    break
        except TimeoutError:
            assert answer, f"neither answered nor closed: {data[:60]}"
        return answer


def test_hostile_headers(api, server):
    """Raw sockets: nonsense gets a 4xx or a closed connection, never a crash, never a 5xx."""
    cases = [
        b"GARBAGE\r\n\r\n", b"GET / HTTP/1.1\nHost: x\n\n", b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03" + b"\x07" * 500, b"PUST / HTTP/1.1\r\nHost: x\r\n\r\n",
        b"CONNECT / HTTP/1.1\r\nHost: x\r\nContent-Length: 5\r\nConnection: close\r\n\r\nabcde", b"GET / HTTP/9.9\r\nHost: x\r\n\r\n", b"POST /v1/batch HTTP/1.1\r\nHost: x\r\nContent-Length: -1\r\n\r\n",
        b"POST /v1/batch HTTP/1.1\r\nHost: x\r\nContent-Length: 99999999999999999999\r\n\r\n",
        b"POST /v1/batch HTTP/1.1\r\nHost: x\r\nContent-Length: 5\r\nContent-Length: 6\r\nConnection: close\r\n\r\nhello",
        b"POST /v1/batch HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\nConnection: close\r\n\r\nZZZ\r\nhello\r\n0\r\n\r\n",
        b"GET /" + b"a" * 100_000 + b" HTTP/1.1\r\nHost: x\r\n\r\n", b"GET / HTTP/1.1\r\nHost: x\r\n" + b"X-A: " + b"b" * 500_000 + b"\r\n\r\n",
        b"GET / HTTP/1.1\r\nHost: x\r\n" + b"".join(b"X-%d: y\r\n" % n for n in range(20_000)) + b"\r\n",
        b"POST /v1/batch HTTP/1.1\r\nHost: x\r\nAuthorization: Basic \xff\xfe\xfd\r\nContent-Length: 2\r\nConnection: close\r\n\r\n{}",
        b"POST /v1/batch HTTP/1.1\r\nHost: x\r\nAuthorization: Basic !!!!\r\nContent-Length: 2\r\nConnection: close\r\n\r\n{}",
        b"GET /api/customers/%ff%fe%00 HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n", b"GET /..%2f..%2fetc/passwd HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n",
        b"GET /assets/../../../../etc/passwd HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n", bytes(random.Random(7).randrange(256) for _ in range(4096)),
    ]
    for case in cases:
        try:
            answer = raw(server, case, wait=2)
        except ConnectionError:
            answer = b""
        if answer:
            status = int(answer.split(b" ", 2)[1])
            assert status < 500, (case[:60], answer[:200])
            assert b"root:" not in answer
    assert requests.get(server.url + "/healthz").status_code == 200


def test_fuzzed_requests_never_break_the_process(api, server, source):
    """A few hundred mutations of good requests of every dialect."""
    dice = random.Random(2)
    seeds = {
        "/v1/batch": json.dumps({"batch": [{"type": "track", "event": "Fuzz", "userId": "f", "messageId": "m", "properties": {"a": [1, 2.5, "x"]}}], "sentAt": now().isoformat()}).encode(),
        "/batch/": json.dumps({"api_key": source.key, "batch": [{"event": "Fuzz", "distinct_id": "f", "uuid": "00000000-0000-4000-8000-000000000001", "properties": {"$set": {"a": 1}}}]}).encode(),
        "/sa": b"data_list=" + base64.b64encode(gzip.compress(json.dumps([{"type": "track", "event": "Fuzz", "distinct_id": "f", "time": 1, "properties": {}}]).encode())) + b"&gzip=1",
        "/track": b"data=" + json.dumps({"event": "Fuzz", "properties": {"token": source.key, "distinct_id": "f", "time": 1}}).encode() + b"&verbose=1",
        "/api/ingest/events": json.dumps({"events": [{"type": "identify", "userId": "f", "traits": {"set": {"a": 1}}, "identifiers": [{"kind": "phone", "value": "1"}]}]}).encode(),
    }
    session = requests.Session()
    for round_ in range(60):
        for path, seed in seeds.items():
            body = bytearray(seed)
            for _ in range(dice.randrange(1, 6)):
                kind = dice.randrange(4)
                place = dice.randrange(len(body) or 1)
                if kind == 0 and body:
                    body[place] = dice.randrange(256)
                elif kind == 1:
                    del body[place:place + dice.randrange(1, 20)]
                elif kind == 2:
                    body[place:place] = bytes(dice.choice(b'{}[]",:0-9eE.\\u\x00\xff') for _ in range(dice.randrange(1, 8)))
                else:
                    body[place:place] = body[:dice.randrange(len(body) or 1)]
            kind = "application/x-www-form-urlencoded" if path in ("/sa", "/track") else "application/json"
            answer = session.post(server.url + path, params={"token": source.key}, data=bytes(body), auth=(source.key, ""), headers={"Content-Type": kind})
            assert answer.status_code < 500, (path, bytes(body), answer.text[:300])
    source.settle()


def test_wrong_keys(api, server):
    body = {"batch": [{"type": "track", "event": "X", "userId": "u", "messageId": unique("m")}]}
    before = api.ledger()["stored"]
    for arguments in ({"auth": ("wrong", "")}, {}, {"headers": {"Authorization": "Bearer nope"}}):
        answer = requests.post(server.url + "/v1/batch", json=body, **arguments)
        assert answer.status_code == 401, answer.text
        explained(answer)
    assert requests.post(server.url + "/batch/", json={"api_key": "phx_personal", "batch": []}).status_code in (400, 401)
    assert api.settle()["stored"] == before
