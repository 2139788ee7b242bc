"""posthog, unmodified, in both capture modes; delivered once and then repeated byte for byte."""

import datetime
import uuid

import pytest
from posthog import Posthog
from posthog.capture_mode import CaptureMode

from support.api import now
from support.people import find, same_properties, unique

pytestmark = pytest.mark.engines("sqlite", "postgres")


@pytest.mark.parametrize("compressed", [False, True], ids=["plain", "gzip"])
@pytest.mark.parametrize("mode", [CaptureMode.V0, CaptureMode.V1], ids=["V0", "V1"])
def test_delivers_once_and_repeats_change_nothing(api, recorder, mode, compressed):
    source = api.source("posthog", "app")
    errors = []
    client = Posthog(
        source.key, host=recorder.url, capture_mode=mode, gzip=compressed, flush_at=60, flush_interval=0.3,
        on_error=lambda error, _: errors.append(error))
    start = now() - datetime.timedelta(days=3)
    people, sent = [], 0
    for number in range(8):
        person = {"user": unique("ph"), "anonymous": unique("phanon"), "events": []}
        clock = start + datetime.timedelta(minutes=number)
        client.capture("Anonymous Look", distinct_id=person["anonymous"], properties={"n": 0}, timestamp=clock)
        person["events"].insert(0, ("Anonymous Look", {"n": 0}))
        clock += datetime.timedelta(seconds=5)
        client.alias(previous_id=person["anonymous"], distinct_id=person["user"], timestamp=clock)
        client.set(distinct_id=person["user"], properties={"plan": "pro", "名字": "赵"}, timestamp=clock)
        client.set_once(distinct_id=person["user"], properties={"first_seen_in": "深圳"}, timestamp=clock)
        clock += datetime.timedelta(seconds=5)
        client.set_once(distinct_id=person["user"], properties={"first_seen_in": "北京"}, timestamp=clock)
        for step in range(25):
            clock += datetime.timedelta(seconds=10)
            properties = {"step": step, "标签": ["甲", "乙"], "ratio": step / 8}
            more = {"$set": {"last_step": step}} if step == 24 else {}
            client.capture(f"App Event {step % 3}", distinct_id=person["user"], properties={**properties, **more}, timestamp=clock, uuid=str(uuid.uuid4()))
            person["events"].insert(0, (f"App Event {step % 3}", properties))
        client.group_identify("company", unique("co"), {"size": 3}, timestamp=clock, distinct_id=person["user"])
        sent += 1 + 1 + 3 + 25 + 1
        people.append(person)
    client.flush()
    client.shutdown()
    assert not errors, errors
    assert set(recorder.statuses) == {200}
    paths = {request[1].split("?")[0].rstrip("/") for request in recorder.requests}
    assert paths == {"/batch"} if mode == CaptureMode.V0 else paths == {"/i/v1/analytics/events"}

    entry = source.settle(sent)
    assert (entry["received"], entry["stored"], entry["duplicate"], entry["rejected"]) == (sent, sent, 0, 0), entry
    assert set(recorder.repeat()) == {200}
    entry = source.settle(2 * sent)
    assert (entry["received"], entry["stored"], entry["duplicate"], entry["rejected"]) == (2 * sent, sent, sent, 0), entry

    for person in people:
        customer = find(api, person["user"])
        assert find(api, person["anonymous"])["id"] == customer["id"]
        traits = customer["traits"]
        assert (traits["plan"], traits["名字"], traits["first_seen_in"], traits["last_step"]) == ("pro", "赵", "深圳", 24), traits
        wanted = {name for name, _ in person["events"]}
        timeline = [event for event in api.timeline(customer["id"], limit=9) if event["name"] in wanted]
        assert [event["name"] for event in timeline] == [name for name, _ in person["events"]]
        for event, (_, properties) in zip(timeline, person["events"]):
            same_properties(event, properties)
            assert event["channel"] == "app"


def test_v1_says_what_became_of_each_event(api, server):
    """A batch with good and bad events: an outcome for each uuid, and only `retry` is ever worth sending again."""
    import requests

    source = api.source("posthog", "app")
    good, bad = str(uuid.uuid4()), str(uuid.uuid4())
    stamp = now().isoformat()
    headers = {
        "Authorization": f"Bearer {source.key}", "PostHog-Sdk-Info": "test/1", "PostHog-Attempt": "1", "PostHog-Request-Id": str(uuid.uuid4()),
        "PostHog-Request-Timestamp": stamp}
    body = {"created_at": stamp, "batch": [
        {"event": "V1 Good", "uuid": good, "distinct_id": unique("ph"), "timestamp": stamp, "properties": {}},
        {"event": "V1 Bad", "uuid": bad, "distinct_id": "", "timestamp": stamp, "properties": {}}]}
    answer = requests.post(server.url + "/i/v1/analytics/events", json=body, headers=headers)
    assert answer.status_code == 200, answer.text
    results = answer.json()["results"]
    assert results[good]["result"] == "ok" and results[bad]["result"] == "drop" and results[bad].get("details"), results
    entry = source.settle(2)
    assert (entry["stored"], entry["rejected"]) == (1, 1), entry


def test_illegal_ids_never_join_people(api, server):
    """`undefined`, `null`, `anonymous` are mistakes of a sender, not somebody two customers share."""
    import requests

    source = api.source("posthog", "web")
    one, two = unique("ph"), unique("ph")
    for user in (one, two):
        for illegal in ("undefined", "anonymous", "null"):
            body = {"api_key": source.key, "batch": [
                {"event": "$create_alias", "uuid": str(uuid.uuid4()), "distinct_id": user, "properties": {"distinct_id": user, "alias": illegal}},
                {"event": "Seen", "uuid": str(uuid.uuid4()), "distinct_id": user, "properties": {}}]}
            assert requests.post(server.url + "/batch/", json=body).status_code == 200
    source.settle(12)
    assert find(api, one)["id"] != find(api, two)["id"]
    for illegal in ("undefined", "anonymous", "null"):
        assert not api.known(illegal) and not api.known(illegal, "anonymous_id")
