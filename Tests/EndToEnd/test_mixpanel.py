"""mixpanel, unmodified: events, people, import and merge; single and buffered; repeats change nothing."""

import time

import pytest
from mixpanel import BufferedConsumer, Consumer, Mixpanel

from support.people import find, same_properties, unique

pytestmark = pytest.mark.engines("sqlite", "postgres")


@pytest.mark.parametrize("buffered", [False, True], ids=["single", "buffered"])
def test_delivers_once_and_repeats_change_nothing(api, recorder, buffered):
    source = api.source("mixpanel", "h5")
    urls = {
        "events_url": recorder.url + "/track", "people_url": recorder.url + "/engage", "import_url": recorder.url + "/import",
        "groups_url": recorder.url + "/groups"}
    carrier = BufferedConsumer(max_size=20, **urls) if buffered else Consumer(retry_limit=1, **urls)
    mixpanel = Mixpanel(source.key, consumer=carrier)
    start = time.time() - 86_400
    people, sent = [], 0
    for number in range(5):
        person = {"user": unique("mp"), "other": unique("mpdev"), "events": []}
        clock = start + number * 1000
        for step in range(14):
            clock += 7
            properties = {"step": step, "价格": 3.25 * step, "ok": step % 2 == 0}
            mixpanel.track(person["user"], f"Mix {step % 3}", {**properties, "time": clock})
            person["events"].insert(0, (f"Mix {step % 3}", properties))
        mixpanel.track(person["other"], "Mix Device", {"time": start, "d": 1})
        person["events"].append(("Mix Device", {"d": 1}))
        mixpanel.people_set(person["user"], {"$name": "孙", "plan": "gold", "$email": unique("m") + "@example.com"})
        mixpanel.people_set_once(person["user"], {"first": "one"})
        mixpanel.people_set_once(person["user"], {"first": "two"})
        mixpanel.people_increment(person["user"], {"points": 5})
        mixpanel.people_append(person["user"], {"colours": "红"})
        mixpanel.people_union(person["user"], {"sizes": ["s", "m"]})
        mixpanel.people_set(person["user"], {"gone": 1})
        if buffered:
            mixpanel._consumer.flush()
        mixpanel.people_unset(person["user"], ["gone"])
        mixpanel.import_data(source.key, person["user"], "Mix Imported", int(start - 86_400 * 30), {"old": True}, api_secret="s")
        person["events"].append(("Mix Imported", {"old": True}))
        mixpanel.merge(source.key, person["user"], person["other"], api_secret="s")
        sent += 14 + 1 + 8 + 1 + 1
        people.append(person)
    if buffered:
        carrier.flush()
    assert set(recorder.statuses) == {200}
    entry = source.settle(sent)
    assert (entry["received"], entry["stored"], entry["duplicate"], entry["rejected"]) == (sent, sent, 0, 0), entry
    assert set(recorder.repeat()) == {200}
    entry = source.settle(2 * sent)
    assert (entry["stored"], entry["duplicate"], entry["rejected"]) == (sent, sent, 0), entry

    for person in people:
        customer = find(api, person["user"])
        assert find(api, person["other"])["id"] == customer["id"]
        traits = customer["traits"]
        assert (traits["plan"], traits["first"], traits["points"]) == ("gold", "one", 5), traits
        assert traits["colours"] == ["红"] and sorted(traits["sizes"]) == ["m", "s"] and "gone" not in traits, traits
        wanted = {name for name, _ in person["events"]}
        timeline = [event for event in api.timeline(customer["id"]) if event["name"] in wanted]
        assert [event["name"] for event in timeline] == [name for name, _ in person["events"]]
        for event, (_, properties) in zip(timeline, person["events"]):
            same_properties(event, properties)


def test_import_says_which_records_failed(api, server):
    """POST /import with NDJSON and strict=1: 400 is partial success, the good ones are in."""
    import json

    import requests

    source = api.source("mixpanel", "server")
    user = unique("mp")
    lines = [
        {"event": "Strict", "properties": {"distinct_id": user, "time": int(time.time()) - 60, "$insert_id": unique("i"), "token": source.key}},
        {"event": "Strict", "properties": {"time": int(time.time()) - 60, "$insert_id": unique("i"), "token": source.key}},
    ]
    answer = requests.post(
        server.url + "/import?strict=1", data="\n".join(json.dumps(line) for line in lines), auth=(source.key, ""),
        headers={"Content-Type": "application/x-ndjson"})
    assert answer.status_code == 400, answer.text
    body = answer.json()
    assert body["num_records_imported"] == 1 and [failed["index"] for failed in body["failed_records"]] == [1], body
    entry = source.settle(2)
    assert (entry["stored"], entry["rejected"]) == (1, 1), entry
