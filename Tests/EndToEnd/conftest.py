"""Fixtures: a server per engine for the whole session, a recording proxy, fresh servers for tests that stop or break one."""

import pathlib
import threading

import pytest

from support.api import ApiError
from support.postgres import BIN, Postgres
from support.recorder import Recorder
from support.server import Server, StartFailed, binary


def pytest_configure(config):
    config.addinivalue_line("markers", "engines(*names): operational engines this test runs on; sqlite alone by default")


def pytest_generate_tests(metafunc):
    if "engine" in metafunc.fixturenames:
        marker = metafunc.definition.get_closest_marker("engines")
        metafunc.parametrize("engine", marker.args if marker else ("sqlite",), scope="session")


def pytest_sessionstart(session):
    if not binary().exists():
        raise pytest.UsageError(f"{binary()} is missing; `make test` builds it, or `swift build --product lianlu`")


@pytest.fixture(scope="session")
def postgres():
    if not (BIN / "initdb").exists():
        pytest.skip("PostgreSQL 15 is not installed")
    cluster = Postgres()
    yield cluster
    cluster.stop()


class Watch(threading.Thread):
    """Looks at the ledger all the time; the first look that does not add up fails the session's next test."""

    def __init__(self, server):
        super().__init__(daemon=True)
        self.server, self.ended, self.looks, self.failure = server, threading.Event(), 0, None

    def run(self):
        while not self.ended.wait(0.25):
            try:
                self.server.api.ledger()
                self.looks += 1
            except ApiError:
                pass
            except AssertionError as error:
                self.failure = error
                return
            except OSError:
                pass


@pytest.fixture(scope="session")
def server(engine, request):
    """A server that many tests share, on the engine the test asks for. Nobody stops it."""
    url = request.getfixturevalue("postgres").database() if engine == "postgres" else None
    instance = Server(postgres_url=url)
    try:
        instance.start()
    except StartFailed as error:
        pytest.exit(f"the server does not start: {error}", returncode=3)
    instance.watch = Watch(instance)
    instance.watch.start()
    yield instance
    instance.watch.ended.set()
    instance.watch.join()
    try:
        assert instance.alive(), f"the server died:\n{instance.last_words()}"
        assert instance.watch.failure is None, instance.watch.failure
        assert instance.stop() == 0, f"did not stop cleanly:\n{instance.last_words()}"
    finally:
        instance.discard()


@pytest.fixture
def api(server):
    yield server.api
    assert server.alive(), f"the server died:\n{server.last_words()}"
    assert server.watch.failure is None, f"a look at the ledger did not add up: {server.watch.failure}"


@pytest.fixture
def recorder(server):
    with Recorder(server.url) as instance:
        yield instance


@pytest.fixture
def fresh(request):
    """Makes servers of its own for a test; all are ended with it."""
    made = []

    def make(*, engine="sqlite", start=True, **arguments):
        if engine == "postgres":
            arguments["postgres_url"] = request.getfixturevalue("postgres").database()
        instance = Server(**arguments)
        made.append(instance)
        return instance.start() if start else instance

    yield make
    for instance in made:
        if instance.alive():
            instance.kill()
        instance.discard()


@pytest.fixture(scope="session")
def chromium():
    """Debian's Chromium."""
    from playwright.sync_api import sync_playwright

    path = next((p for p in ("/usr/bin/chromium", "/usr/bin/chromium-browser") if pathlib.Path(p).exists()), None)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=["--no-sandbox", "--disable-gpu"])
        yield browser
        browser.close()
