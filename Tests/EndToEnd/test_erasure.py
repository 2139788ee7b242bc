"""A customer can be forgotten: everywhere, and a retry does not bring the person back."""

import json

import pytest

from support.api import eventually, now
from support.people import mobile, unique

pytestmark = pytest.mark.engines("sqlite", "postgres")


def test_erasure_then_retry_does_not_bring_back(api):
    source = api.source()
    user, phone, marker = unique("forget"), mobile(), unique("secret")
    events = [
        {"type": "identify", "messageId": unique("m"), "userId": user, "identifiers": [{"kind": "phone", "value": phone}], "traits": {"note": marker}},
        *({"type": "track", "event": "Forget Me", "messageId": unique("m"), "userId": user, "properties": {"text": marker, "n": n}} for n in range(20))]
    source.deliver(*events)
    customer = api.lookup(user)
    day = str(now().date())
    whole = api.get(f"/api/customers/{customer['id']}/export")
    assert marker in json.dumps(whole) and phone in json.dumps(whole)

    answer = api.raw("POST", f"/api/customers/{customer['id']}/erasure", json={"reason": "本人要求"})
    assert answer.status_code == 202, answer.text
    number = answer.json()["erasure"]["id"]

    def done():
        entry = next(item for item in api.all("/api/erasures") if item["id"] == number)
        assert entry["status"] != "failed", entry
        return entry["status"] == "done"

    eventually(done, 30)
    assert not api.known(user) and not api.known(phone, "phone")
    assert not any(marker in json.dumps(row) for row in api.export_events(event="Forget Me"))
    assert not api.get("/api/search", q=user)["customers"]

    # A retry of the same bytes, and a sender that has not heard: nothing comes back.
    answer = api.ingest(source.key, events)
    assert answer.status_code == 200
    api.ingest(source.key, [{"type": "track", "event": "Forget Me", "messageId": unique("m"), "userId": user, "properties": {"text": marker}}])
    source.settle()
    assert not api.known(user) and not api.known(phone, "phone")
    assert not any(marker in json.dumps(row) for row in api.export_events(event="Forget Me"))
    trend = api.trend("Forget Me", day, day)
    assert sum(sum(series["values"]) for series in trend["series"]) == 0
