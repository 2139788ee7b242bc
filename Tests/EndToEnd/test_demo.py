"""`lianlu demo`: what `make run` starts has real people on every page, and prints the way in."""

import collections
import csv
import gzip

import pytest
import requests

from support.api import eventually, now
from support.server import ROOT

DATA = ROOT / ".deps/demo/ecom.csv.gz"


@pytest.mark.skipif(not DATA.exists(), reason="the demo data is fetched by scripts/setup.sh")
def test_demo_has_everybody_once(fresh):
    with gzip.open(DATA, "rt") as file:
        rows = list(csv.DictReader(file))
    users = {next(value for name, value in row.items() if name and "user" in name.lower()) for row in rows}
    server = fresh(verb="demo")
    api = server.api
    book = eventually(lambda: (lambda b: b if b["pending"] == 0 and b["stored"] >= len(rows) else None)(api.ledger()), 120, 0.5)
    assert book["duplicate"] == 0 and book["rejected"] == 0, book
    eventually(server.login_token, 30, 0.5)
    people = api.all("/api/customers", limit=500)
    assert len(people) == len(users) == 600, (len(people), len(users))
    assert sum(person["events"] for person in people) == book["stored"]
    origins = collections.Counter(person["origin"] for person in people)
    assert len([origin for origin in origins if origin]) >= 5, origins
    start = (now().date().replace(year=now().year - 1)).isoformat()
    overview = api.get("/api/overview", **{"from": start, "to": str(now().date()), "interval": "week"})
    current = overview["current"]
    assert current["events"] >= len(rows) and current["customers"] == 600, current
    assert len(overview["topEvents"]) >= 5 and len(overview["topOrigins"]) >= 5, overview
    # Starting it again adds nothing.
    assert server.stop() == 0
    server.start()
    assert api.settle()["stored"] == book["stored"]
    assert requests.get(server.url + "/api/setup").status_code == 200
