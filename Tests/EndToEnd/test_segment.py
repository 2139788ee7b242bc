"""segment-analytics-python, unmodified: compressed and not, delivered once and then repeated byte for byte."""

import datetime

import pytest
from segment.analytics.client import Client

from support.api import now
from support.people import identifiers, mobile, same_properties, unique

pytestmark = pytest.mark.engines("sqlite", "postgres")
USERS, TRACKS = 10, 30


def deliver(recorder, key, compressed):
    """Visitors who browse, then sign up; returns what each should have, newest first."""
    errors = []
    client = Client(key, host=recorder.url, gzip=compressed, on_error=lambda error, _: errors.append(error), max_retries=3)
    start = now() - datetime.timedelta(days=2)
    people, sent = [], 0
    for number in range(USERS):
        person = {"user": unique("seg"), "anonymous": unique("anon"), "phone": mobile(), "email": unique("Mail") + "@Example.com", "events": []}
        clock = start + datetime.timedelta(minutes=number)

        def note(name, properties):
            person["events"].insert(0, (name, properties))

        for step in range(3):
            clock += datetime.timedelta(seconds=20)
            properties = {"step": step, "标题": "首页 🏠", "url": f"https://shop.example.com/p/{step}?utm_source=weibo"}
            client.track(anonymous_id=person["anonymous"], event="Product Viewed", properties=properties, timestamp=clock)
            note("Product Viewed", {"step": step, "标题": "首页 🏠"})
        clock += datetime.timedelta(seconds=20)
        client.identify(
            person["user"], {"name": f"王{number}", "phone": person["phone"], "email": person["email"], "vip": True, "score": number + 0.5},
            anonymous_id=person["anonymous"], timestamp=clock)
        for step in range(TRACKS):
            clock += datetime.timedelta(seconds=20)
            name = ("Cart Viewed", "Coupon Used", "Checkout Started")[step % 3]
            properties = {"step": step, "price": 12.5 * step, "nested": {"list": [1, "二", None], "deep": {"ok": True}}}
            client.track(person["user"], name, properties, timestamp=clock)
            note(name, properties)
        clock += datetime.timedelta(seconds=20)
        client.page(person["user"], "shop", "Home", {"path": "/home"}, timestamp=clock)
        client.screen(person["user"], "shop", "Start", {"path": "/start"}, timestamp=clock)
        client.group(person["user"], "group-1", {"plan": "pro"}, timestamp=clock)
        client.alias(unique("old"), person["user"], timestamp=clock)
        sent += 3 + 1 + TRACKS + 4
        people.append(person)
    client.flush()
    client.shutdown()
    assert not errors, errors
    return people, sent


@pytest.mark.parametrize("compressed", [False, True], ids=["plain", "gzip"])
def test_delivers_once_and_repeats_change_nothing(api, recorder, compressed):
    source = api.source("segment", "web")
    people, sent = deliver(recorder, source.key, compressed)
    assert set(recorder.statuses) == {200}
    if compressed:
        assert all(("Content-Encoding", "gzip") in headers for _, _, headers, _ in recorder.requests)

    entry = source.settle(sent)
    assert (entry["received"], entry["stored"], entry["duplicate"], entry["rejected"]) == (sent, sent, 0, 0), entry
    check(api, people)

    # The same bytes again, twice: an impatient client, a proxy that retries.
    for times in (1, 2):
        assert set(recorder.repeat()) == {200}
        entry = source.settle(sent * (times + 1))
        assert (entry["received"], entry["stored"], entry["duplicate"]) == (sent * (times + 1), sent, sent * times), entry
    check(api, people)


def check(api, people):
    for person in people:
        customer = api.lookup(person["user"])
        assert {
            ("user_id", person["user"]), ("anonymous_id", person["anonymous"]), ("phone", person["phone"]), ("email", person["email"].lower()),
        } <= identifiers(customer), customer["identifiers"]
        for kind, value in (("anonymous_id", person["anonymous"]), ("phone", person["phone"]), ("phone", "+86 " + person["phone"]), ("email", person["email"])):
            assert api.lookup(value, kind)["id"] == customer["id"]
        traits = customer["traits"]
        assert traits["name"].startswith("王") and traits["vip"] is True and isinstance(traits["score"], float), traits
        wanted = {name for name, _ in person["events"]}
        timeline = [event for event in api.timeline(customer["id"], limit=17) if event["name"] in wanted]
        assert [event["name"] for event in timeline] == [name for name, _ in person["events"]]
        for event, (_, properties) in zip(timeline, person["events"]):
            same_properties(event, properties)
            assert event["channel"] == "web"


def test_the_preset_write_key_and_each_single_path(api, server):
    """LIANLU_WRITE_KEY is the first source's server key; every single-message path takes it in each place a client may put it."""
    import requests

    from support.server import WRITE_KEY

    user = unique("single")
    first = min(api.ledger()["sources"], key=lambda source: int(source["id"]))
    before = first["stored"]
    bodies = {
        "track": {"event": "Single Track", "properties": {"n": 1}}, "identify": {"traits": {"city": "深圳"}}, "page": {"name": "P"}, "screen": {"name": "S"},
        "group": {"groupId": "g1"}, "alias": {"previousId": unique("prev")}}
    for index, (kind, body) in enumerate(bodies.items()):
        body = {"userId": user, "messageId": unique("m"), "timestamp": now().isoformat(), **body}
        arguments = [{"auth": (WRITE_KEY, "")}, {"headers": {"Authorization": f"Bearer {WRITE_KEY}"}}, {}][index % 3]
        if index % 3 == 2:
            body["writeKey"] = WRITE_KEY
        answer = requests.post(f"{server.url}/v1/{kind}", json=body, **arguments)
        assert answer.status_code == 200, (kind, answer.text)
    api.settle(first["id"], first["received"] + len(bodies))
    assert api.ledger(first["id"])["stored"] == before + len(bodies)
    assert api.lookup(user)["traits"]["city"] == "深圳"


def test_context_traits_of_rudder_and_clock_skew(api, server):
    """A client whose clock is an hour ahead says so in sentAt; its events land at the right time."""
    import requests

    source = api.source("segment", "server")
    user = unique("skew")
    ahead = now() + datetime.timedelta(hours=1)
    body = {
        "batch": [
            {"type": "identify", "userId": user, "messageId": unique("m"), "context": {"traits": {"from_context": "yes"}}, "timestamp": ahead.isoformat()},
            {"type": "track", "userId": user, "event": "Skewed", "messageId": unique("m"), "timestamp": (ahead - datetime.timedelta(minutes=10)).isoformat()},
        ],
        "sentAt": ahead.isoformat(),
    }
    assert requests.post(server.url + "/v1/batch", json=body, auth=(source.key, "")).status_code == 200
    source.settle(2)
    customer = api.lookup(user)
    assert customer["traits"]["from_context"] == "yes"
    event = api.timeline(customer["id"], event="Skewed")[0]
    from support.api import instant

    off = abs((instant(event["time"]) - (now() - datetime.timedelta(minutes=10))).total_seconds())
    assert off < 30, f"corrected time is {off} s off"
