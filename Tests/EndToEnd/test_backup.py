"""Backup while events arrive, restore elsewhere: the same customers, the same numbers; what does not fit is refused."""

import shutil
import threading

from support.people import unique


def test_backup_under_load_and_restore(fresh, tmp_path):
    server = fresh()
    api = server.api
    source = api.source()
    user = unique("kept")
    source.deliver(*[{"type": "track", "event": "Kept", "messageId": unique("m"), "userId": user, "properties": {"n": n}} for n in range(100)])
    source.send({"type": "identify", "messageId": unique("m"), "userId": user, "traits": {"city": "深圳"}})
    other = unique("joined")
    source.deliver({"type": "identify", "messageId": unique("m"), "userId": other})
    api.merge({"kind": "user_id", "value": other}, {"kind": "user_id", "value": user})

    ended = threading.Event()

    def load():
        n = 0
        while not ended.is_set():
            source.send(*[{"type": "track", "event": "During", "messageId": unique("m"), "userId": f"d{n % 7}"} for _ in range(50)])
            n += 1

    thread = threading.Thread(target=load, daemon=True)
    thread.start()
    folder = tmp_path / "backup"
    server.command("backup", folder, "--data-dir", server.data)
    ended.set()
    thread.join()
    assert not (folder / "key").exists(), "the key file must not be in a backup"
    source.settle()
    final = api.ledger()

    restored = tmp_path / "restored"
    refused = server.command("restore", folder, "--data-dir", restored, check=False)
    assert refused.returncode != 0 and b"key" in refused.stderr, "without the key nothing sealed can be read: restore says so"
    restored.mkdir(exist_ok=True)
    shutil.copy(server.data / "key", restored / "key")
    server.command("restore", folder, "--data-dir", restored)
    copy = fresh(data=restored)
    book = copy.api.settle()
    assert 101 <= book["stored"] <= final["stored"]
    assert book["stored"] == sum(1 for _ in copy.api.export_events()), "ledger and behavioural store disagree after restore"
    customer = copy.api.lookup(user)
    assert customer["traits"]["city"] == "深圳" and copy.api.lookup(other)["id"] == customer["id"]
    kept = [event for event in copy.api.timeline(customer["id"]) if event["name"] == "Kept"]
    assert sorted(event["properties"]["n"] for event in kept) == list(range(100))
    # It goes on: new events are stored, old message ids still known.
    again = copy.api.source()
    again.deliver({"type": "track", "event": "Afterwards", "messageId": unique("m"), "userId": user})
    assert copy.stop() == 0

    # Restoring over a folder that is in use is refused.
    refused = server.command("restore", folder, "--data-dir", server.data, check=False)
    assert refused.returncode != 0 and refused.stderr.strip()


def test_restore_refuses_stores_of_different_times(fresh, tmp_path):
    server = fresh()
    source = server.api.source()
    source.deliver({"type": "track", "event": "One", "messageId": unique("m"), "userId": "u"})
    first, second = tmp_path / "first", tmp_path / "second"
    server.command("backup", first, "--data-dir", server.data)
    source.deliver(*[{"type": "track", "event": "Two", "messageId": unique("m"), "userId": "u"} for _ in range(50)])
    server.command("backup", second, "--data-dir", server.data)
    behaviour = next(path.name for path in second.iterdir() if "behaviour" in path.name)
    target = first / behaviour
    if target.is_dir():
        shutil.rmtree(target)
        shutil.copytree(second / behaviour, target)
    else:
        target.write_bytes((second / behaviour).read_bytes())
    (tmp_path / "mixed").mkdir()
    shutil.copy(server.data / "key", tmp_path / "mixed/key")
    refused = server.command("restore", first, "--data-dir", tmp_path / "mixed", check=False)
    assert refused.returncode != 0, "a behavioural store newer than the operational one was restored"
    assert len(refused.stderr.strip()) > 20, refused.stderr


def test_doctor_recounts(fresh):
    server = fresh()
    source = server.api.source()
    source.deliver(*[{"type": "track", "event": "Counted", "messageId": unique("m"), "userId": "u"} for _ in range(30)])
    running = server.command("doctor", "--data-dir", server.data)
    assert running.stdout.strip()
    server.stop()
    stopped = server.command("doctor", "--data-dir", server.data)
    assert stopped.stdout.strip()
