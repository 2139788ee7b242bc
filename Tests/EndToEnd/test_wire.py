"""How events travel on one connection: pipelined, half closed, chunked, large, closed by request – with raw sockets, as no client library would."""

import base64
import gzip
import json
import socket
import threading
import time

from support.people import unique


def event(path="/v1/track", user="wire", close=False, pad=0, headers=()):
    body = json.dumps({"type": "track", "event": "Wire", "userId": user, "messageId": unique("w"), "properties": {"pad": "x" * pad}}).encode()
    lines = [f"POST {path} HTTP/1.1", "Host: wire", "Content-Type: application/json", f"Content-Length: {len(body)}", *headers]
    if close:
        lines.append("Connection: close")
    return lines, body


def wire(lines, body=b""):
    return "\r\n".join([*lines, "", ""]).encode() + body


def keyed(source):
    return "Authorization: Basic " + base64.b64encode(f"{source.key}:".encode()).decode()


class Connection:
    def __init__(self, server):
        self.socket = socket.create_connection(("127.0.0.1", server.port), timeout=10)
        self.buffer = b""

    def answer(self):
        """(status, headers, body) of the next answer, or None when the connection ended."""
        while b"\r\n\r\n" not in self.buffer:
            more = self.socket.recv(65536)
            if not more:
                return None
            self.buffer += more
        head, _, self.buffer = self.buffer.partition(b"\r\n\r\n")
        first, *rest = head.decode().split("\r\n")
        headers = {name.lower(): value for name, value in (line.split(": ", 1) for line in rest)}
        length = int(headers.get("content-length", 0))
        while len(self.buffer) < length:
            more = self.socket.recv(65536)
            assert more, "the connection ended in the middle of an answer"
            self.buffer += more
        body, self.buffer = self.buffer[:length], self.buffer[length:]
        return int(first.split()[1]), headers, body


def test_pipelined_requests_are_answered_in_order(server):
    source = server.api.source("segment")
    key = keyed(source)
    connection = Connection(server)
    lines, body = event(headers=[key])
    one = wire(lines, body)
    bad = wire(["POST /v1/track HTTP/1.1", "Host: wire", key, "Content-Length: 3"], b"{{{")
    other = wire(["GET /healthz HTTP/1.1", "Host: wire"])
    repeated = 40
    connection.socket.sendall(one + bad + other + one + other + bad + one * repeated + other)
    expected = [200, 400, 200, 200, 200, 400] + [200] * repeated + [200]
    answers = [connection.answer() for _ in expected]
    assert [answer[0] for answer in answers] == expected
    # Answers of events and of the rest are told apart by their bodies: none overtook another.
    health = [place for place, answer in enumerate(answers) if answer[2].strip() == b"ok"]
    assert health == [2, 4, len(expected) - 1], [answer[2][:60] for answer in answers]
    assert all("date" in answer[1] for answer in answers)
    connection.socket.close()
    book = source.settle()
    # The repeats carry one message id.
    assert (book["stored"], book["rejected"]) == (1, 2), book
    assert book["duplicate"] == repeated + 1, book


def test_thousands_of_pipelined_requests_that_need_no_disk(server):
    one = wire(["OPTIONS /v1/track HTTP/1.1", "Host: wire"])
    count = 5_000
    connection = Connection(server)
    connection.socket.settimeout(30)
    sender = threading.Thread(target=connection.socket.sendall, args=(one * count,))
    sender.start()
    assert all(connection.answer()[0] == 204 for _ in range(count))
    sender.join()
    assert server.api.raw("GET", "/healthz").status_code == 200


def test_a_sender_that_closes_its_side_still_gets_its_answer(server):
    source = server.api.source("segment")
    connection = Connection(server)
    connection.socket.sendall(wire(*event(headers=[keyed(source)])))
    connection.socket.shutdown(socket.SHUT_WR)
    assert connection.answer()[0] == 200
    assert connection.answer() is None
    assert source.settle()["stored"] == 1


def test_connection_close_ends_it_after_the_answer(server):
    source = server.api.source("segment")
    connection = Connection(server)
    connection.socket.sendall(wire(*event(close=True, headers=[keyed(source)])))
    status, headers, _ = connection.answer()
    assert status == 200 and headers["connection"] == "close"
    assert connection.answer() is None
    assert source.settle()["stored"] == 1


def test_large_and_chunked_bodies_arrive_whole(server):
    source = server.api.source("segment")
    key = keyed(source)
    connection = Connection(server)
    lines, body = event(headers=[key], pad=20_000)
    batch = json.dumps({"batch": [{"type": "track", "event": "Wire", "userId": "wire", "messageId": unique("w"), "properties": {"pad": "x" * 20_000}} for _ in range(12)]}).encode()
    assert len(batch) > 200_000
    connection.socket.sendall(wire(["POST /v1/batch HTTP/1.1", "Host: wire", key, f"Content-Length: {len(batch)}"], batch))
    assert connection.answer()[0] == 200
    chunked = [line for line in lines if not line.startswith("Content-Length")] + ["Transfer-Encoding: chunked"]
    connection.socket.sendall(wire(chunked))
    for start in range(0, len(body), 7_000):
        part = body[start:start + 7_000]
        connection.socket.sendall(f"{len(part):x}\r\n".encode() + part + b"\r\n")
        time.sleep(0.02)
    connection.socket.sendall(b"0\r\n\r\n")
    assert connection.answer()[0] == 200
    # Back on the short way, byte by byte at its beginning.
    lines, body = event(headers=[key])
    raw = wire(lines, body)
    for place in range(40):
        connection.socket.sendall(raw[place:place + 1])
        time.sleep(0.002)
    connection.socket.sendall(raw[40:])
    assert connection.answer()[0] == 200
    assert source.settle()["stored"] == 14


def test_compressed_bodies_keep_their_turn(server):
    source = server.api.source("segment")
    key = keyed(source)
    lines, body = event(headers=[key])
    packed = gzip.compress(body)
    head = [line for line in lines if not line.startswith("Content-Length")]
    zipped = wire([*head, f"Content-Length: {len(packed)}", "Content-Encoding: gzip"], packed)
    bad = wire(["POST /v1/track HTTP/1.1", "Host: wire", key, "Content-Length: 3"], b"{{{")
    connection = Connection(server)
    connection.socket.sendall((zipped + bad) * 10)
    assert [connection.answer()[0] for _ in range(20)] == [200, 400] * 10
    connection.socket.close()
    book = source.settle()
    assert (book["stored"], book["duplicate"], book["rejected"]) == (1, 9, 10), book


def test_a_broken_request_line_ends_the_connection_and_not_the_server(server):
    source = server.api.source("segment")
    key = keyed(source)
    for rubbish in (b"\x00\x01\x02\r\n\r\n", b"POST /v1/track HTTP/1.1\r\nHost: wire\r\nContent-Length: 5\r\nContent-Length: 9\r\n\r\n{}",
                    b"POST /v1/track HTTP/1.1\r\nHost: wire\r\nContent-Length: -1\r\n\r\n", b"POST /v1/track HTTP/1.1\r\nHost: wire\r\nContent-Length: 99999999999999999999\r\n\r\n"):
        connection = Connection(server)
        connection.socket.sendall(wire(*event(headers=[key])))
        assert connection.answer()[0] == 200
        connection.socket.sendall(rubbish)
        connection.socket.shutdown(socket.SHUT_WR)
        answer = connection.answer()
        assert answer is None or answer[0] >= 400
    # In one piece with the request before it: the answer of the event comes first, whatever follows.
    for between in (b"", wire(["GET /healthz HTTP/1.1", "Host: wire"])):
        connection = Connection(server)
        connection.socket.sendall(wire(*event(headers=[key])) + between + b"\x00\x01\x02\r\n\r\n")
        assert connection.answer()[0] == 200
        rest = [answer[0] for answer in iter(connection.answer, None)]
        assert rest in ([200, 400], [400]) if between else rest == [400], rest
    # Half a body, then gone: nothing of it counts.
    connection = Connection(server)
    lines, body = event(headers=[key])
    connection.socket.sendall(wire(lines, body[:10]))
    connection.socket.close()
    assert source.settle()["stored"] == 6
    assert server.api.raw("GET", "/healthz").status_code == 200
