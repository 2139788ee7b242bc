"""Runs in the virtual environment clients-rudder: delivers a fixed story with rudder-sdk-python, then prints what it sent as JSON."""

import datetime
import json
import sys
import uuid

from rudderstack.analytics.client import Client

host, key, compressed = sys.argv[1], sys.argv[2], sys.argv[3] == "gzip"
errors = []
client = Client(write_key=key, host=host, gzip=compressed, on_error=lambda error, _: errors.append(str(error)), max_retries=3)
start = datetime.datetime.now(datetime.timezone.utc) - datetime.timedelta(days=1)
people, sent = [], 0
for number in range(8):
    tail = uuid.uuid4().hex[:10]
    person = {"user": f"rud-{tail}", "anonymous": f"ranon-{tail}", "events": []}
    clock = start + datetime.timedelta(minutes=number)
    client.identify(person["user"], {"name": f"李{number}", "level": number}, anonymous_id=person["anonymous"], timestamp=clock)
    for step in range(25):
        clock += datetime.timedelta(seconds=30)
        client.track(person["user"], f"Rudder Event {step % 4}", {"step": step, "说明": "你好"}, timestamp=clock)
        person["events"].insert(0, [f"Rudder Event {step % 4}", step])
    client.page(person["user"], "cat", "Page", {"path": "/x"}, timestamp=clock)
    client.screen(person["user"], "cat", "Screen", {}, timestamp=clock)
    client.alias(f"rold-{tail}", person["user"], timestamp=clock)
    sent += 29
    people.append(person)
client.flush()
client.shutdown()
print(json.dumps({"people": people, "sent": sent, "errors": errors}))
