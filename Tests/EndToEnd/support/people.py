"""Small helpers about customers that several tests use."""

import uuid


def unique(prefix):
    """A value nobody else uses."""
    return f"{prefix}-{uuid.uuid4().hex[:10]}"


def mobile():
    """A made-up mainland mobile number nobody else uses."""
    return "138" + str(uuid.uuid4().int % 10**8).zfill(8)


def identifiers(customer):
    """The set of (kind, value) of a customer as the lookup gives it."""
    return {(entry["kind"], entry["value"]) for entry in customer["identifiers"]}


def find(api, value, kinds=("user_id", "anonymous_id", "device_id")):
    """The customer that has this id, whichever of the usual kinds the dialect made of it."""
    for kind in kinds:
        if api.known(value, kind):
            return api.lookup(value, kind)
    raise AssertionError(f"nobody is known as {value}")


def names(events):
    return [event["name"] for event in events]


def same_properties(event, expected):
    """Every expected property arrived unchanged; more may be there."""
    got = event["properties"]
    for name, value in expected.items():
        assert got.get(name) == value, f"{event['name']}.{name}: sent {value!r}, stored {got.get(name)!r}"
