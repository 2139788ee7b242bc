"""One customer out: merge and unbind with their history, conflicts that wait for a person, everyone counted once."""

import datetime

import pytest

from support.api import iso, now
from support.people import identifiers, mobile, names, unique

pytestmark = pytest.mark.engines("sqlite", "postgres")


def user_id(value):
    return {"kind": "user_id", "value": value}


def person(source, user, events, **traits):
    start = now() - datetime.timedelta(days=1)
    return [
        {"type": "identify", "messageId": unique("m"), "userId": user, "traits": traits, "time": iso(start)},
        *({"type": "track", "event": name, "messageId": unique("m"), "userId": user, "time": iso(start + datetime.timedelta(minutes=1 + n))} for n, name in enumerate(events))]


def test_merge_then_unbind_gives_each_side_its_own_back(api):
    source = api.source()
    a, b = unique("a"), unique("b")
    source.deliver(*person(source, a, ["A1", "A2"], colour="red", only_a=1), *person(source, b, ["B1", "B2", "B3"], colour="blue", only_b=2))
    before_a, before_b = api.lookup(a), api.lookup(b)
    merged = api.merge(user_id(b), user_id(a), "同一个人")
    assert len(merged) == 1 and {("user_id", a), ("user_id", b)} <= identifiers(merged[0])
    both = api.lookup(a)
    assert both["id"] == api.lookup(b)["id"]
    assert both["traits"]["only_a"] == 1 and both["traits"]["only_b"] == 2
    # ids of merged customers keep resolving
    for old in (before_a["id"], before_b["id"]):
        assert api.get(f"/api/customers/{old}")["id"] == both["id"]
    assert {"A1", "A2", "B1", "B2", "B3"} <= set(names(api.timeline(both["id"])))
    assert both["merged"], "the merged part is not shown"

    apart = api.unbind(user_id(b), "误合并")
    assert len(apart) == 2
    after_a, after_b = api.lookup(a), api.lookup(b)
    assert after_a["id"] != after_b["id"]
    assert {"A1", "A2"} <= set(names(api.timeline(after_a["id"]))) and not {"B1", "B2", "B3"} & set(names(api.timeline(after_a["id"])))
    assert {"B1", "B2", "B3"} <= set(names(api.timeline(after_b["id"]))) and not {"A1", "A2"} & set(names(api.timeline(after_b["id"])))
    assert after_a["traits"]["colour"] == "red" and "only_b" not in after_a["traits"]
    assert after_b["traits"]["colour"] == "blue" and "only_a" not in after_b["traits"]
    history = [entry["action"] for entry in api.get(f"/api/customers/{after_a['id']}/graph")["history"]]
    assert any("merged" in action or "linked" in action for action in history) and "unbound" in history, history

    # Separated by a person: new events keep to their own side, and nothing links the two again by itself.
    source.deliver(
        {"type": "track", "event": "B after", "messageId": unique("m"), "userId": b},
        {"type": "alias", "messageId": unique("m"), "from": user_id(b), "into": user_id(a)})
    assert api.lookup(a)["id"] != api.lookup(b)["id"]
    assert "B after" in names(api.timeline(api.lookup(b)["id"])) and "B after" not in names(api.timeline(api.lookup(a)["id"]))


def test_unbind_of_a_phone_leaves_the_rest_together(api):
    source = api.source()
    user, anonymous, phone = unique("u"), unique("an"), mobile()
    source.deliver(
        {"type": "identify", "messageId": unique("m"), "userId": user, "anonymousId": anonymous, "identifiers": [{"kind": "phone", "value": phone, "verified": True}]},
        {"type": "track", "event": "With All", "messageId": unique("m"), "userId": user, "anonymousId": anonymous})
    assert api.lookup(phone, "phone")["id"] == api.lookup(user)["id"]
    api.unbind({"kind": "phone", "value": phone}, "号码换人")
    assert api.lookup(anonymous, "anonymous_id")["id"] == api.lookup(user)["id"]
    assert ("phone", phone) not in identifiers(api.lookup(user))


def test_strong_identifiers_that_disagree_wait_for_a_person(api):
    source = api.source()
    one, two, phone = unique("c1"), unique("c2"), mobile()
    source.deliver({"type": "identify", "messageId": unique("m"), "userId": one, "identifiers": [{"kind": "phone", "value": phone, "verified": True}]})
    source.deliver({"type": "identify", "messageId": unique("m"), "userId": two, "identifiers": [{"kind": "phone", "value": phone, "verified": True}]})
    first, second = api.lookup(one), api.lookup(two)
    assert first["id"] != second["id"], "a strong conflict merged by itself"
    assert api.lookup(phone, "phone")["id"] == first["id"], "the phone moved by itself"

    def mine():
        found = []
        for conflict in api.all("/api/conflicts", status="open"):
            if {str(conflict["left"]["id"]), str(conflict["right"]["id"])} & {str(first["id"]), str(second["id"])}:
                found.append(conflict)
        return found

    conflicts = mine()
    assert len(conflicts) == 1, conflicts
    # The same evidence again makes no second conflict.
    source.deliver({"type": "identify", "messageId": unique("m"), "userId": two, "identifiers": [{"kind": "phone", "value": phone, "verified": True}]})
    assert [entry["id"] for entry in mine()] == [conflicts[0]["id"]]
    api.post(f"/api/conflicts/{conflicts[0]['id']}/decision", {"decision": "merge", "reason": "客户确认"})
    assert api.lookup(one)["id"] == api.lookup(two)["id"]
    assert mine() == []


def test_a_shared_device_joins_nobody(api):
    source = api.source()
    device, one, two = unique("tablet"), unique("d1"), unique("d2")
    for user in (one, two):
        source.deliver({"type": "track", "event": "On Tablet", "messageId": unique("m"), "userId": user, "anonymousId": device})
    assert api.lookup(one)["id"] != api.lookup(two)["id"]


def test_bad_merges_explain_themselves(api):
    source = api.source()
    user = unique("u")
    source.deliver({"type": "identify", "messageId": unique("m"), "userId": user})
    cases = [
        ({"from": user_id(unique("ghost")), "into": user_id(user), "reason": "x"}, 404),
        ({"into": user_id(user)}, 400), ({"from": "x", "into": 3}, 400), ({}, 400)]
    for body, status in cases:
        answer = api.raw("POST", "/api/customers/merge", json=body)
        assert answer.status_code == status, (body, answer.text)
        error = answer.json()["error"]
        assert error["code"] and error["message"] and error["hint"], error


def test_merge_is_audited_with_its_reason(api):
    source = api.source()
    a, b, reason = unique("a"), unique("b"), unique("理由")
    source.deliver(*person(source, a, []), *person(source, b, []))
    api.merge(user_id(b), user_id(a), reason)
    entries = api.get("/api/audit", limit=50)["items"]
    assert any(reason in str(entry) for entry in entries)
