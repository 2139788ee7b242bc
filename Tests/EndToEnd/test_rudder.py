"""rudder-sdk-python, unmodified, in its own virtual environment (it needs another `backoff`)."""

import json
import pathlib
import subprocess

import pytest

from support.people import identifiers
from support.server import ROOT

pytestmark = pytest.mark.engines("sqlite", "postgres")


@pytest.mark.parametrize("compressed", ["gzip", "plain"])
def test_delivers_once_and_repeats_change_nothing(api, recorder, compressed):
    source = api.source("segment", "server")
    python = ROOT / ".deps/clients-rudder/bin/python"
    script = pathlib.Path(__file__).with_name("rudder_client.py")
    done = subprocess.run([python, script, recorder.url, source.key, compressed], stdout=subprocess.PIPE, stderr=subprocess.PIPE, timeout=120)
    assert done.returncode == 0, done.stderr.decode()
    story = json.loads(done.stdout)
    assert not story["errors"], story["errors"]
    assert set(recorder.statuses) == {200}
    entry = source.settle(story["sent"])
    assert (entry["stored"], entry["duplicate"], entry["rejected"]) == (story["sent"], 0, 0), entry
    assert set(recorder.repeat()) == {200}
    entry = source.settle(story["sent"] * 2)
    assert (entry["stored"], entry["duplicate"], entry["rejected"]) == (story["sent"], story["sent"], 0), entry
    for number, person in enumerate(story["people"]):
        customer = api.lookup(person["user"])
        assert ("anonymous_id", person["anonymous"]) in identifiers(customer)
        assert customer["traits"]["name"] == f"李{number}" and customer["traits"]["level"] == number
        timeline = [[e["name"], e["properties"]["step"]] for e in api.timeline(customer["id"]) if e["name"].startswith("Rudder Event")]
        assert timeline == person["events"]
