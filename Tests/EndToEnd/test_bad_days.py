"""Disk full, read-only, corrupt, newer: refuse, say so, recover without loss."""

import concurrent.futures
import os
import pathlib
import shutil
import sqlite3
import subprocess

import pytest
import requests

from support.api import eventually
from support.people import unique
from support.server import ROOT, Server, StartFailed


def event(user, **properties):
    return {"type": "track", "event": "Bad Day", "messageId": unique("m"), "userId": user, "properties": properties}


def refused(answer):
    """503 with Retry-After and a reason, which every SDK takes as "try again later"."""
    assert answer.status_code == 503, (answer.status_code, answer.text[:300])
    assert answer.headers.get("Retry-After"), answer.headers
    assert answer.json()["error"]["code"] in ("unavailable", "overloaded"), answer.text


@pytest.fixture
def small_disk():
    """A file system of its own, 96 MB."""
    if os.geteuid() != 0:
        pytest.skip("mounting a small file system needs root")
    folder = pathlib.Path(subprocess.check_output(["mktemp", "-d", "/tmp/lianlu-disk-XXXXXX"], text=True).strip())
    mounted = subprocess.run(["mount", "-t", "tmpfs", "-o", "size=96m", "tmpfs", str(folder)], capture_output=True)
    if mounted.returncode != 0:
        folder.rmdir()
        pytest.skip(f"cannot mount a tmpfs here: {mounted.stderr.decode().strip()}")
    yield folder
    subprocess.run(["umount", "-l", str(folder)], check=False)
    folder.rmdir()


def fill(folder):
    """Takes all space that is left."""
    path = folder / "filler"
    with open(path, "ab", buffering=0) as out:
        for size in (1 << 20, 1 << 12):
            try:
                while out.write(b"\0" * size) == size:
                    pass
            except OSError:
                pass
    return path


def test_disk_full_then_space_again(small_disk):
    data = small_disk / "data"
    data.mkdir()
    server = Server(data=data)
    server.log = pathlib.Path("/tmp") / f"{unique('lianlu-disk')}.log"
    try:
        server.start()
        source = server.api.source()
        user = unique("full")
        source.deliver(event(user, n=-1))
        filler = fill(small_disk)

        acked, sent = set(), 0
        statuses = set()
        for n in range(400):
            one = event(user, n=n, padding="x" * 2000)
            answer = server.api.ingest(source.key, [one])
            statuses.add(answer.status_code)
            if answer.status_code == 200 and answer.json()["results"][0]["result"] == "ok":
                acked.add(n)
            elif answer.status_code == 503:
                refused(answer)
                break
            sent += 1
        assert 503 in statuses and statuses <= {200, 503}, statuses
        assert server.alive()
        status, body = eventually(lambda: server.readyz() if server.readyz()[0] == 503 else None, 20)
        assert body["error"]["message"] and body["error"]["hint"], body
        assert requests.get(server.url + "/healthz").status_code == 200

        filler.unlink()
        eventually(lambda: server.readyz()[0] == 200, 30)
        answer = eventually(lambda: (lambda a: a if a.status_code == 200 else None)(server.api.ingest(source.key, [event(user, n=1000)])), 30)
        assert answer.json()["results"][0]["result"] == "ok"
        acked.add(1000)
        server.api.settle(timeout=60)
        stored = [row["properties"]["n"] for row in server.api.timeline(server.api.lookup(user)["id"])]
        assert len(stored) == len(set(stored)) and acked | {-1} <= set(stored), (sorted(acked), sorted(stored))
        assert server.stop() == 0
    finally:
        if server.alive():
            server.kill()
        server.log.unlink(missing_ok=True)


def test_a_read_only_folder(small_disk):
    """The file system turns read-only under a running server, and back."""
    data = small_disk / "data"
    data.mkdir()
    server = Server(data=data)
    server.log = pathlib.Path("/tmp") / f"{unique('lianlu-ro')}.log"
    try:
        server.start()
        server.api.source().deliver(event("before"))
        server.stop()
        subprocess.run(["mount", "-o", "remount,ro", str(small_disk)], check=True)
        with pytest.raises(StartFailed) as failure:
            server.start(timeout=20)
        words = str(failure.value)
        assert "read-only" in words.lower() or "readonly" in words.lower() or "permission" in words.lower() or "只读" in words or "writ" in words.lower(), words
        subprocess.run(["mount", "-o", "remount,rw", str(small_disk)], check=True)
        server.start()
        assert server.api.settle()["stored"] == 1
    finally:
        if server.alive():
            server.kill()
        server.log.unlink(missing_ok=True)


@pytest.fixture
def stopped(fresh):
    """A stopped server that holds a few events."""
    server = fresh()
    server.api.source().deliver(*[event("u", n=n) for n in range(5)])
    assert server.stop() == 0
    return server


def refuses_to_start(server):
    offset = server.log.stat().st_size
    server.spawn()
    status = server.wait_exit(30)
    words = server.log.read_text(errors="replace")[offset:]
    assert status not in (0, None) and status > 0, f"ended with {status} (a crash, not a refusal):\n{words}"
    assert len(words.strip()) > 40, f"says nothing about what to do: {words!r}"
    return words


def test_corrupt_operational_store(stopped):
    path = stopped.data / "operational.sqlite"
    size = path.stat().st_size
    with open(path, "r+b") as file:
        file.seek(0)
        file.write(os.urandom(min(size, 8192)))
    words = refuses_to_start(stopped)
    assert "restore" in words.lower() or "backup" in words.lower(), words


def test_corrupt_behavioural_store(stopped):
    path = stopped.data / "behaviour.duckdb"
    with open(path, "r+b") as file:
        file.write(os.urandom(12288))
    words = refuses_to_start(stopped)
    assert "restore" in words.lower() or "backup" in words.lower(), words


def test_a_lost_behavioural_store_is_noticed(stopped):
    """An empty behavioural store beside a full operational one must not pass as "no events yet"."""
    for path in stopped.data.glob("behaviour.duckdb*"):
        shutil.rmtree(path) if path.is_dir() else path.unlink()
    words = refuses_to_start(stopped)
    assert "restore" in words.lower() or "backup" in words.lower(), words


def test_a_newer_data_folder(stopped):
    connection = sqlite3.connect(stopped.data / "operational.sqlite")
    columns = [row[1] for row in connection.execute("PRAGMA table_info(schema_step)")]
    last = dict(zip(columns, connection.execute("SELECT * FROM schema_step ORDER BY 1 DESC LIMIT 1").fetchone()))
    last[columns[0]] = 9999
    if "name" in last:
        last["name"] = "from the future"
    connection.execute(f"INSERT INTO schema_step({', '.join(last)}) VALUES ({', '.join('?' * len(last))})", list(last.values()))
    connection.commit()
    connection.close()
    words = refuses_to_start(stopped)
    assert "newer" in words.lower() or "version" in words.lower(), words


def test_a_second_server_on_the_same_folder(fresh):
    first = fresh()
    second = Server(data=first.data)
    second.log = first.log.with_suffix(".second.log")
    try:
        second.spawn()
        assert second.wait_exit(30) > 0, second.last_words()
        assert len(second.last_words().strip()) > 20
        assert first.alive() and first.readyz()[0] == 200
    finally:
        if second.alive():
            second.kill()
        second.log.unlink(missing_ok=True)


def test_an_unwritable_folder_as_another_user(fresh, tmp_path):
    if os.geteuid() != 0:
        pytest.skip("needs root to become somebody else")
    folder = pathlib.Path("/tmp") / unique("lianlu-owned")
    folder.mkdir(mode=0o755)
    server = Server(data=folder)
    try:
        if not os.access(ROOT, os.X_OK) or subprocess.run(["setpriv", "--reuid=65534", "--regid=65534", "--clear-groups", str(server.executable), "version"], cwd="/", capture_output=True).returncode:
            pytest.skip("another user cannot run the binary from this folder")
        server.spawn(prefix=["setpriv", "--reuid=65534", "--regid=65534", "--clear-groups"])
        assert server.wait_exit(30) > 0
        assert len(server.last_words().strip()) > 20
    finally:
        if server.alive():
            server.kill()
        server.log.unlink(missing_ok=True)
        shutil.rmtree(folder)


def test_the_inbox_cap_pushes_back_without_loss(fresh):
    """Past the inbox's cap in bytes: 503 with Retry-After; whatever was acknowledged is there in the end, once."""
    server = fresh(options=["--inbox-cap-mb", 1])
    source = server.api.source()
    acked, pushed = [], 0

    def one(n):
        events = [event(f"cap{i % 50}", batch=n, i=i, padding="y" * 700) for i in range(200)]
        answer = server.api.ingest(source.key, events)
        if answer.status_code == 200:
            return events, 0
        refused(answer)
        return None, 1

    with concurrent.futures.ThreadPoolExecutor(16) as pool:
        for events, full in pool.map(one, range(120)):
            pushed += full
            if events:
                acked += [item["messageId"] for item in events]
    entry = source.settle(timeout=120)
    assert entry["stored"] == len(acked) and entry["duplicate"] == 0, (entry, len(acked))
    assert pushed > 0, "the cap was never reached"
