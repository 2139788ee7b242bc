"""A private PostgreSQL cluster for tests: its own folder, its own port, never root."""

import os
import pathlib
import pwd
import shutil
import signal
import subprocess
import tempfile
import time
import uuid

from . import server as _server

BIN = pathlib.Path("/usr/lib/postgresql/15/bin")


class Postgres:
    def __init__(self, fsync=True):
        self.folder = pathlib.Path(tempfile.mkdtemp(prefix="lianlu-pg-"))
        self.port = _server.free_port()
        self.process = None
        self.prefix = []
        if os.geteuid() == 0:
            user = "postgres" if _has_user("postgres") else "nobody"
            entry = pwd.getpwnam(user)
            os.chown(self.folder, entry.pw_uid, entry.pw_gid)
            self.prefix = ["setpriv", f"--reuid={user}", f"--regid={entry.pw_gid}", "--clear-groups", "--"]
        self.run("initdb", "-D", self.folder / "data", "-U", "lianlu", "-A", "trust", "-E", "UTF8", "--no-locale", "--no-sync")
        self.settings = [
            "-c", f"port={self.port}", "-c", "listen_addresses=127.0.0.1", "-c", f"unix_socket_directories={self.folder}",
            "-c", "max_connections=50", "-c", "shared_buffers=64MB", "-c", f"fsync={'on' if fsync else 'off'}"]
        self.begin()

    def begin(self):
        """Starts it, and waits until it answers."""
        self.log = open(self.folder / "log", "ab")
        self.process = subprocess.Popen(
            [*self.prefix, str(BIN / "postgres"), "-D", str(self.folder / "data"), *self.settings], cwd="/", stdout=self.log, stderr=self.log)
        deadline = time.monotonic() + 30
        while self.run("pg_isready", "-h", "127.0.0.1", "-p", self.port, check=False).returncode != 0:
            assert time.monotonic() < deadline and self.process.poll() is None, (self.folder / "log").read_text()[-2000:]
            time.sleep(0.1)

    def run(self, program, *arguments, check=True):
        done = subprocess.run(
            [*self.prefix, str(BIN / program), *map(str, arguments)], cwd="/", stdout=subprocess.PIPE, stderr=subprocess.STDOUT, timeout=120)
        if check and done.returncode != 0:
            raise RuntimeError(f"{program}: {done.stdout.decode(errors='replace')}")
        return done

    def database(self):
        """A fresh empty database; its URL."""
        name = "t" + uuid.uuid4().hex[:12]
        self.run("createdb", "-h", "127.0.0.1", "-p", self.port, "-U", "lianlu", name)
        return f"postgresql://lianlu@127.0.0.1:{self.port}/{name}"

    def halt(self):
        """A fast shutdown: clients are thrown out."""
        self.process.send_signal(signal.SIGINT)
        self.process.wait(30)
        self.log.close()

    def stop(self):
        if self.process.poll() is None:
            self.halt()
        shutil.rmtree(self.folder, ignore_errors=True)


def _has_user(name):
    try:
        pwd.getpwnam(name)
        return True
    except KeyError:
        return False
