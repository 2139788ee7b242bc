"""A Lianlu process: started on a free port, watched until ready, stopped or killed."""

import os
import pathlib
import re
import shutil
import signal
import socket
import subprocess
import tempfile
import time

import requests

from .api import Api

ROOT = pathlib.Path(__file__).resolve().parents[3]
WRITE_KEY = "wk_endtoend_0123456789abcdef"
API_KEY = "ak_endtoend_0123456789abcdef"


def binary():
    """The executable under test: $LIANLU_BIN, or the debug build."""
    return pathlib.Path(os.environ.get("LIANLU_BIN") or ROOT / ".build/debug/lianlu")


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


class StartFailed(Exception):
    """The process ended, or was not ready in time; carries its last words."""


class Server:
    def __init__(self, data=None, postgres_url=None, env=None, executable=None, options=(), verb="serve"):
        self.own = data is None
        self.data = pathlib.Path(data or tempfile.mkdtemp(prefix="lianlu-e2e-"))
        self.postgres_url = postgres_url
        self.extra = dict(env or {})
        self.verb = verb
        self.options = [str(option) for option in options]
        self.executable = pathlib.Path(executable or binary())
        self.port = free_port()
        self.url = f"http://127.0.0.1:{self.port}"
        self.log = self.data.parent / (self.data.name + ".log")
        self.process = None
        self.api = Api(self.url, API_KEY)

    def environment(self, env=None):
        merged = {k: v for k, v in os.environ.items() if not k.startswith("LIANLU_") or k == "LIANLU_DUCKDB_LIBRARY"}
        merged.update(LIANLU_WRITE_KEY=WRITE_KEY, LIANLU_API_KEY=API_KEY)
        if self.postgres_url:
            merged["LIANLU_POSTGRES_URL"] = self.postgres_url
        merged.update(self.extra)
        merged.update(env or {})
        return merged

    def spawn(self, env=None, prefix=()):
        """Starts the process without waiting."""
        command = [*prefix, str(self.executable), self.verb, "--data-dir", str(self.data), "--port", str(self.port), "--host", "127.0.0.1", *self.options]
        with open(self.log, "ab") as log:
            self.process = subprocess.Popen(command, cwd=ROOT, env=self.environment(env), stdout=log, stderr=log, stdin=subprocess.DEVNULL)
        return self

    def start(self, env=None, prefix=(), timeout=60):
        self.spawn(env, prefix)
        self.wait_ready(timeout)
        return self

    def readyz(self):
        """Status and body of /readyz, or (0, None) while nobody listens."""
        try:
            answer = requests.get(self.url + "/readyz", timeout=5)
            return answer.status_code, answer.json()
        except (requests.RequestException, ValueError):
            return 0, None

    def wait_ready(self, timeout=60):
        deadline = time.monotonic() + timeout
        while time.monotonic() < deadline:
            if self.process.poll() is not None:
                raise StartFailed(f"ended with {self.process.returncode} before it was ready:\n{self.last_words()}")
            if self.readyz()[0] == 200:
                return
            time.sleep(0.03)
        raise StartFailed(f"not ready after {timeout} s: {self.readyz()}\n{self.last_words()}")

    def wait_exit(self, timeout=30):
        return self.process.wait(timeout)

    def alive(self):
        return self.process is not None and self.process.poll() is None

    def kill(self):
        """kill −9."""
        if self.alive():
            self.process.send_signal(signal.SIGKILL)
        self.process.wait()

    def stop(self, timeout=30):
        """SIGTERM; returns the exit status."""
        if self.process is None:
            return 0
        if self.alive():
            self.process.terminate()
            try:
                self.process.wait(timeout)
            except subprocess.TimeoutExpired:
                self.kill()
                raise AssertionError(f"did not stop within {timeout} s of SIGTERM:\n{self.last_words()}")
        return self.process.returncode

    def restart(self, env=None):
        self.stop()
        return self.start(env)

    def last_words(self, lines=25):
        try:
            return "\n".join(self.log.read_text(errors="replace").splitlines()[-lines:])
        except OSError:
            return "(no log)"

    def login_token(self):
        """The one-time login that the server printed when it started on an empty folder."""
        found = re.findall(r"(?:login|setup)\?token=([A-Za-z0-9_\-.~%]+)", self.log.read_text(errors="replace"))
        assert found, f"no one-time login was printed:\n{self.last_words()}"
        return found[-1]

    def command(self, *arguments, env=None, timeout=120, check=True, stdin=None):
        """Runs another lianlu command with this server's environment."""
        done = subprocess.run(
            [str(self.executable), *map(str, arguments)], cwd=ROOT, env=self.environment(env), input=stdin,
            stdout=subprocess.PIPE, stderr=subprocess.PIPE, timeout=timeout)
        if check:
            assert done.returncode == 0, (
                f"lianlu {' '.join(map(str, arguments))}: {done.returncode}\n{done.stdout.decode(errors='replace')}\n{done.stderr.decode(errors='replace')}")
        return done

    def discard(self):
        """Stops and removes the data folder when it was made here."""
        try:
            self.stop()
        finally:
            if self.own:
                shutil.rmtree(self.data, ignore_errors=True)
                self.log.unlink(missing_ok=True)
