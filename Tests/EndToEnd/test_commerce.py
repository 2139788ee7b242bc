"""Orders and refunds through both trades' event names: GMV before refunds, net revenue after, money in fen."""

import datetime
import uuid

import pytest
import requests

from support.api import iso, now
from support.people import unique

pytestmark = pytest.mark.engines("sqlite", "postgres")


def orders(api, query):
    return [order for order in api.all("/api/orders", q=query)]


def test_segment_orders_and_refunds(api, server):
    source = api.source("segment", "shop")
    user, order = unique("buyer"), unique("ORD")
    base = {"userId": user, "type": "track"}
    moment = now() - datetime.timedelta(hours=2)
    products = [
        {"product_id": "P1", "name": "茶壶", "price": 128.5, "quantity": 2, "category": "茶具"}, {"product_id": "P2", "name": "茶叶", "price": 43.01, "quantity": 1}]

    def send(event, properties, message=None):
        nonlocal moment
        moment += datetime.timedelta(minutes=1)
        body = {**base, "event": event, "messageId": message or unique("m"), "timestamp": iso(moment), "properties": properties}
        assert requests.post(server.url + "/v1/track", json=body, auth=(source.key, "")).status_code == 200
        return body

    complete = send("Order Completed", {"order_id": order, "total": 295.01, "discount": 10, "shipping": 5, "currency": "CNY", "products": products})
    source.settle()
    found = orders(api, order)
    assert len(found) == 1, found
    entry = found[0]
    assert (entry["totalFen"], entry["discountFen"], entry["shippingFen"], entry["refundedFen"], entry["netFen"]) == (29501, 1000, 500, 0, 29501), entry
    assert sorted((i["productId"], i["quantity"], i["priceFen"], i["amountFen"]) for i in entry["items"]) == [("P1", 2, 12850, 25700), ("P2", 1, 4301, 4301)]
    assert str(entry["customer"]["id"]) == str(api.lookup(user)["id"])

    # A repeat, and the same order told again under another message id, do not double it.
    requests.post(server.url + "/v1/track", json=complete, auth=(source.key, ""))
    send("Order Completed", {"order_id": order, "total": 295.01, "discount": 10, "shipping": 5, "currency": "CNY", "products": products})
    refund = {"order_id": order, "refund_id": unique("R"), "total": 43.01, "currency": "CNY"}
    send("Order Refunded", refund)
    send("Order Refunded", refund)
    source.settle()
    found = orders(api, order)
    assert len(found) == 1 and found[0]["refundedFen"] == 4301 and found[0]["netFen"] == 29501 - 4301, found
    goods = {item["externalId"]: item for item in api.all("/api/products")}
    assert (goods["P1"]["category"], goods["P2"]["category"]) == ("茶具", ""), goods
    # A later product event fills in what the order did not say; P1 keeps its own.
    for sku in ("P1", "P2"):
        send("Product Viewed", {"product_id": sku, "name": "x", "category": "茶叶"})
    source.settle()
    assert "P2" in [item["externalId"] for item in api.all("/api/products", category="茶叶")]
    assert "P1" in [item["externalId"] for item in api.all("/api/products", category="茶具")]
    assert {"茶叶", "茶具"} <= {item["category"] for item in api.get("/api/products/categories")["items"]}


def test_gmv_and_net_revenue_add_up(api):
    """A day of its own: summary and overview against our own sums."""
    source = api.source()
    day = (now() - datetime.timedelta(days=400)).date()
    noon = datetime.datetime.combine(day, datetime.time(4), datetime.timezone.utc)
    gmv = refunded = 0
    events = []
    for n in range(20):
        order, total = f"{uuid.uuid4().hex[:12]}", 1000 + n * 37
        events.append({
            "type": "track", "event": "Order Completed", "messageId": unique("m"), "userId": unique("g"), "time": iso(noon + datetime.timedelta(minutes=n)),
            "properties": {"order_id": order, "total": total / 100, "currency": "CNY", "products": [{"product_id": "G", "name": "货", "price": total / 100, "quantity": 1}]}})
        gmv += total
        if n % 4 == 0:
            events.append({
                "type": "track", "event": "Order Refunded", "messageId": unique("m"), "userId": "x" + order, "time": iso(noon + datetime.timedelta(minutes=n + 30)),
                "properties": {"order_id": order, "refund_id": unique("R"), "total": total / 200}})
            refunded += round(total / 2)
    source.deliver(*events)
    summary = api.get("/api/orders", **{"from": str(day), "to": str(day), "limit": 5})["summary"]
    assert summary["orders"] == 20 and summary["gmvFen"] == gmv, (summary, gmv)
    assert abs(summary["refundedFen"] - refunded) <= 5 and summary["netRevenueFen"] == summary["gmvFen"] - summary["refundedFen"], (summary, refunded)
    current = api.get("/api/overview", **{"from": str(day), "to": str(day), "interval": "hour"})["current"]
    assert (current["orders"], current["gmvFen"], current["netRevenueFen"]) == (20, gmv, summary["netRevenueFen"]), current


def test_sensors_orders(api, server):
    """神策's e-commerce events make orders as well."""
    import sensorsanalytics

    source = api.source("sensors", "mini_program")
    user, order = unique("sabuy"), unique("SO")
    sensors = sensorsanalytics.SensorsAnalytics(sensorsanalytics.DefaultConsumer(f"{server.url}/sa?project=default&token={source.key}"))
    sensors.track(user, "PayOrder", {"order_id": order, "order_actual_amount": 88.8, "order_amount": 100.0}, is_login_id=True)
    source.settle(1)
    found = orders(api, order)
    assert len(found) == 1 and found[0]["totalFen"] in (8880, 10000), found
