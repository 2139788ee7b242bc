"""Trend numbers against a count of our own, in the project's time zone, with merged customers counted once."""

import collections
import datetime
import random
import zoneinfo

import pytest

from support.api import instant, iso, now
from support.people import unique

pytestmark = pytest.mark.engines("sqlite", "postgres")
ZONE = zoneinfo.ZoneInfo("Asia/Shanghai")


@pytest.fixture(scope="module")
def story(server):
    """Events of 40 people over three weeks; (event, user, local time, city, price) for our own count."""
    api = server.api
    source = api.source()
    dice = random.Random(20261123)
    event = unique("Trend")
    midnight = now().astimezone(ZONE).replace(hour=0, minute=0, second=0, microsecond=0)
    users = [unique("t") for _ in range(40)]
    rows, batch = [], []
    for _ in range(1500):
        user = dice.choice(users)
        local = midnight - datetime.timedelta(days=dice.randrange(1, 21)) + datetime.timedelta(seconds=dice.randrange(86_400))
        city = dice.choice(["深圳", "北京", "上海", "Paris", None])
        price = dice.choice([0, 9.9, 10, 25, 199.5])
        properties = {"price": price, **({"city": city} if city else {})}
        rows.append({"user": user, "local": local, "city": city, "price": price})
        batch.append({"type": "track", "event": event, "messageId": unique("m"), "userId": user, "time": iso(local), "properties": properties})
    for start in range(0, len(batch), 300):
        source.send(*batch[start:start + 300])
    source.settle()
    first = (midnight - datetime.timedelta(days=20)).date()
    return {"api": api, "event": event, "rows": rows, "users": users, "from": str(first), "to": str((midnight - datetime.timedelta(days=1)).date()), "first": first}


def bucket(local, interval):
    start = local.replace(minute=0, second=0, microsecond=0)
    if interval != "hour":
        start = start.replace(hour=0)
    if interval == "week":
        start -= datetime.timedelta(days=start.weekday())
    if interval == "month":
        start = start.replace(day=1)
    return start


def own(rows, interval, measure, same=None):
    """Our own count: bucket start → count or distinct people."""
    found = collections.defaultdict(list)
    for row in rows:
        found[bucket(row["local"], interval)].append((same or {}).get(row["user"], row["user"]))
    return {start: len(people) if measure == "count" else len(set(people)) for start, people in found.items()}


def answer(story, interval="day", measure="count", **more):
    return story["api"].trend(story["event"], story["from"], story["to"], interval, measure, **more)


def numbers(result, series):
    return {instant(start).astimezone(ZONE): value for start, value in zip(result["intervals"], series["values"]) if value}


@pytest.mark.parametrize("measure", ["count", "customers"])
@pytest.mark.parametrize("interval", ["hour", "day", "week", "month"])
def test_counts(story, interval, measure):
    result = answer(story, interval, measure)
    assert len(result["series"]) == 1 and len(result["series"][0]["values"]) == len(result["intervals"])
    assert numbers(result, result["series"][0]) == own(story["rows"], interval, measure)


def test_filters(story):
    cases = [
        ([{"property": "city", "op": "eq", "value": "深圳"}], lambda row: row["city"] == "深圳"),
        ([{"property": "city", "op": "ne", "value": "深圳"}], lambda row: row["city"] != "深圳"),
        ([{"property": "city", "op": "contains", "value": "PAR"}], lambda row: row["city"] == "Paris"),
        ([{"property": "city", "op": "not_contains", "value": "京"}], lambda row: row["city"] != "北京"),
        ([{"property": "city", "op": "exists"}], lambda row: row["city"]),
        ([{"property": "city", "op": "not_exists"}], lambda row: not row["city"]),
        ([{"property": "city", "op": "in", "value": ["深圳", "上海"]}], lambda row: row["city"] in ("深圳", "上海")),
        ([{"property": "price", "op": "gt", "value": 10}], lambda row: row["price"] > 10),
        ([{"property": "price", "op": "gte", "value": 10}], lambda row: row["price"] >= 10),
        ([{"property": "price", "op": "lt", "value": 10}], lambda row: row["price"] < 10),
        ([{"property": "price", "op": "lte", "value": 9.9}], lambda row: row["price"] <= 9.9),
        ([{"property": "price", "op": "gte", "value": 10}, {"property": "city", "op": "eq", "value": "北京"}], lambda row: row["price"] >= 10 and row["city"] == "北京"),
    ]
    for where, keep in cases:
        result = answer(story, where=where)
        assert numbers(result, result["series"][0]) == own(filter(keep, story["rows"]), "day", "count"), where


def test_breakdown(story):
    result = answer(story, breakdown={"property": "city"})
    by = {series["key"]: numbers(result, series) for series in result["series"]}
    assert set(by) == {"深圳", "北京", "上海", "Paris", "$none"}
    for city in by:
        assert by[city] == own([row for row in story["rows"] if (row["city"] or "$none") == city], "day", "count"), city
    result = answer(story, breakdown={"property": "city", "limit": 2})
    keys = [series["key"] for series in result["series"]]
    assert "$other" in keys and len([key for key in keys if not key.startswith("$")]) == 2, keys
    assert sum(sum(series["values"]) for series in result["series"]) == len(story["rows"])


def test_merged_customers_count_once(story):
    api, users = story["api"], story["users"]
    same = {}
    for index in range(0, 20, 2):
        api.merge({"kind": "user_id", "value": users[index + 1]}, {"kind": "user_id", "value": users[index]})
        same[users[index + 1]] = users[index]
    for interval in ("day", "week", "month"):
        result = answer(story, interval, "customers")
        assert numbers(result, result["series"][0]) == own(story["rows"], interval, "customers", same)
        assert numbers(answer(story, interval), answer(story, interval)["series"][0]) == own(story["rows"], interval, "count")
    for index in range(0, 20, 2):
        api.unbind({"kind": "user_id", "value": users[index + 1]})
    result = answer(story, "month", "customers")
    assert numbers(result, result["series"][0]) == own(story["rows"], "month", "customers")


def test_bad_questions_explain_themselves(story):
    api = story["api"]
    good = {"event": story["event"], "from": story["from"], "to": story["to"], "interval": "day", "measure": "count"}
    for change in ({"interval": "fortnight"}, {"measure": "vibes"}, {"from": "soon"}, {"from": story["to"], "to": "2001-01-01"},
                   {"where": [{"property": "city", "op": "like", "value": "x"}]}, {"where": "x"}, {"timeZone": "Mars/Olympus"}, {"breakdown": 7}):
        reply = api.raw("POST", "/api/analyse/trend", json={**good, **change})
        assert reply.status_code == 400, (change, reply.status_code, reply.text)
        error = reply.json()["error"]
        assert error["code"] == "bad_request" and error["message"] and error["hint"], error
