"""SensorsAnalyticsSDK (神策), unmodified: default, batch, asynchronous and debug consumers; repeats change nothing."""

import base64
import datetime
import json

import pytest
import requests
import sensorsanalytics
from sensorsanalytics.sdk import SensorsAnalyticsIdentity as Identity

from support.api import now
from support.people import find, identifiers, mobile, same_properties, unique

pytestmark = pytest.mark.engines("sqlite", "postgres")


def consumer(kind, url):
    if kind == "default":
        return sensorsanalytics.DefaultConsumer(url)
    if kind == "batch":
        return sensorsanalytics.BatchConsumer(url, max_size=50)
    if kind == "async":
        return sensorsanalytics.AsyncBatchConsumer(url, flush_max_time=1, flush_size=20)
    return sensorsanalytics.DebugConsumer(url, write_data=True)


@pytest.mark.parametrize("kind", ["default", "batch", "async", "debug"])
def test_delivers_once_and_repeats_change_nothing(api, recorder, kind):
    source = api.source("sensors", "mini_program")
    sensors = sensorsanalytics.SensorsAnalytics(consumer(kind, f"{recorder.url}/sa?project=default&token={source.key}"))
    start = now() - datetime.timedelta(days=1)
    people, sent = [], 0
    steps = 12 if kind in ("default", "debug") else 30
    for number in range(4):
        person = {"user": unique("sa"), "anonymous": unique("saanon"), "phone": mobile(), "events": []}
        clock = start + datetime.timedelta(minutes=number)

        def at(seconds):
            nonlocal clock
            clock += datetime.timedelta(seconds=seconds)
            return int(clock.timestamp() * 1000)

        sensors.track(person["anonymous"], "BrowseGoods", {"$time": at(1), "goods": "茶具", "n": 0})
        person["events"].insert(0, ("BrowseGoods", {"goods": "茶具", "n": 0}))
        sensors.track_signup(person["user"], person["anonymous"], {"$time": at(1)})
        sensors.profile_set(person["user"], {"$time": at(1), "Gender": "女", "tags_list": ["a", "b"]}, is_login_id=True)
        sensors.profile_set_once(person["user"], {"$time": at(1), "FirstCity": "深圳"}, is_login_id=True)
        sensors.profile_set_once(person["user"], {"$time": at(1), "FirstCity": "广州"}, is_login_id=True)
        sensors.profile_increment(person["user"], {"$time": at(1), "GamePlayed": 2}, is_login_id=True)
        sensors.profile_increment(person["user"], {"$time": at(1), "GamePlayed": 3}, is_login_id=True)
        sensors.profile_append(person["user"], {"movies": ["霸王别姬", "Up"]}, is_login_id=True)
        sensors.profile_set(person["user"], {"$time": at(1), "Temporary": 1}, is_login_id=True)
        sensors.profile_unset(person["user"], ["Temporary"], is_login_id=True)
        sensors.bind(Identity(Identity.LOGIN_ID, person["user"]), Identity("$identity_mobile", person["phone"]))
        for step in range(steps):
            properties = {"step": step, "price": 9.5, "when": "2026-11-01"}
            sensors.track(person["user"], f"ViewPage{step % 2}", {"$time": at(10), **properties}, is_login_id=True)
            person["events"].insert(0, (f"ViewPage{step % 2}", properties))
        sent += 11 + steps
        people.append(person)
    item = unique("SKU")
    sensors.item_set("goods", item, {"name": "龙井", "price": 98.5})
    sent += 1
    sensors.flush()
    sensors.close()
    assert set(recorder.statuses) == {200}, recorder.statuses

    entry = source.settle(sent)
    assert (entry["received"], entry["stored"], entry["duplicate"], entry["rejected"]) == (sent, sent, 0, 0), entry
    assert set(recorder.repeat()) == {200}
    entry = source.settle(2 * sent)
    assert (entry["stored"], entry["duplicate"], entry["rejected"]) == (sent, sent, 0), entry

    for person in people:
        customer = find(api, person["user"])
        assert find(api, person["anonymous"])["id"] == customer["id"]
        assert ("phone", person["phone"]) in identifiers(customer), customer["identifiers"]
        traits = customer["traits"]
        assert (traits["Gender"], traits["FirstCity"], traits["GamePlayed"]) == ("女", "深圳", 5), traits
        assert traits["movies"] == ["霸王别姬", "Up"] and "Temporary" not in traits, traits
        wanted = {name for name, _ in person["events"]}
        timeline = [event for event in api.timeline(customer["id"], limit=11) if event["name"] in wanted]
        assert [event["name"] for event in timeline] == [name for name, _ in person["events"]]
        for event, (_, properties) in zip(timeline, person["events"]):
            same_properties(event, properties)
    assert any(product["externalId"] == item for product in api.all("/api/products")), "the item of item_set is no product"


def test_unbind_gives_the_phone_back(api, server):
    source = api.source("sensors", "app")
    user, phone = unique("sa"), mobile()
    sensors = sensorsanalytics.SensorsAnalytics(sensorsanalytics.DefaultConsumer(f"{server.url}/sa?project=default&token={source.key}"))
    sensors.bind(Identity(Identity.LOGIN_ID, user), Identity("$identity_mobile", phone))
    sensors.track(user, "Bound", {}, is_login_id=True)
    source.settle(2)
    assert api.lookup(phone, "phone")["id"] == find(api, user)["id"]
    sensors.unbind(Identity("$identity_mobile", phone))
    source.settle(3)
    assert ("phone", phone) not in identifiers(find(api, user))
    assert "Bound" in [event["name"] for event in api.timeline(find(api, user)["id"])]


def test_debug_mode_checks_without_storing_and_explains(api, server):
    source = api.source("sensors", "app")
    url = f"{server.url}/sa?project=default&token={source.key}"
    dry = sensorsanalytics.SensorsAnalytics(sensorsanalytics.DebugConsumer(url, write_data=False))
    dry.track(unique("sa"), "OnlyChecked", {"n": 1})
    assert source.ledger()["stored"] == 0
    record = {"type": "track", "time": int(now().timestamp() * 1000), "distinct_id": unique("sa"), "event": "Bad Name!", "properties": {}, "lib": {}}
    data = base64.b64encode(json.dumps(record).encode()).decode()
    answer = requests.post(f"{server.url}/debug?project=default&token={source.key}", data={"data": data})
    assert 400 <= answer.status_code < 500 and len(answer.text) > 10, answer.text


def test_browser_forms_crc_and_gif(api, server):
    """The JS SDK's forms: base64 without gzip with a crc, and a GET of a 1×1 GIF. A wrong crc is refused with a reason."""
    source = api.source("sensors", "web")
    user = unique("sajs")

    def packed(n):
        record = {
            "type": "track", "time": int(now().timestamp() * 1000) + n, "distinct_id": user, "event": "JsEvent", "properties": {"n": n}, "lib": {"$lib": "js"}}
        return base64.b64encode(json.dumps(record).encode()).decode()

    def crc(text):
        value = 0
        for character in text:
            value = (31 * value + ord(character)) & 0xFFFFFFFF
        return value - (1 << 32) if value >= 1 << 31 else value

    url = f"project=default&token={source.key}"
    one, two, three = packed(1), packed(2), packed(3)
    assert requests.post(f"{server.url}/sa?{url}", data={"data": one, "ext": f"crc={crc(one)}"}).status_code == 200
    answer = requests.get(f"{server.url}/sa.gif", params={"project": "default", "token": source.key, "data": two, "ext": f"crc={crc(two)}"})
    assert answer.status_code == 200 and answer.headers["Content-Type"] == "image/gif" and answer.content.startswith(b"GIF8")
    requests.post(f"{server.url}/sa?{url}", data={"data": three, "ext": "crc=12345"})
    entry = source.settle(3)
    assert (entry["stored"], entry["rejected"]) == (2, 1), entry
    assert sorted(event["properties"]["n"] for event in api.timeline(find(api, user)["id"])) == [1, 2]
