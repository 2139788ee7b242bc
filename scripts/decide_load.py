"""The decision API under load: 5,000 known visitors and as many strangers, three slots with a cap, a list, a schedule and a default; wrk asks about 2,000 times a second."""

import os
import pathlib
import subprocess
import sys
import tempfile

ROOT = pathlib.Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT / "Tests/EndToEnd"))

from support.server import Server  # noqa: E402

RATE, SECONDS, CONNECTIONS = int(os.environ.get("RATE", 2000)), int(os.environ.get("SECONDS", 30)), 32
LUA = """
local path = "/api/decide?key=%s"
function delay() return math.random(0, %d) end
function request()
  local n = math.random(1, 10000)
  return wrk.format("POST", path, {["Content-Type"] = "text/plain", ["X-Forwarded-For"] = "10." .. n %% 200 .. "." .. n %% 100 .. ".1"},
    '{"anonymousId":"load-' .. n .. '","slots":["load_popup","load_banner","load_list"],"context":{"url":"https://shop.example/"}}')
end
local bad = 0
function response(status) if status ~= 200 then bad = bad + 1 end end
function done(summary, latency)
  io.write(string.format("answers %%d in %%.1f s, %%.0f a second; errors %%d\\n", summary.requests, summary.duration / 1e6, summary.requests * 1e6 / summary.duration, summary.errors.status))
  for _, p in pairs({50, 95, 99, 99.9}) do io.write(string.format("p%%g %%.2f ms\\n", p, latency:percentile(p) / 1000)) end
end
"""


def main():
    server = Server(options=["--trust-proxy", "--log-level", "warning"]).start()
    try:
        api = server.api
        source = api.source("browser", "web", key_kind="browser", origins=[])
        keys = {}
        for key, kind in (("load_popup", "popup"), ("load_banner", "inline"), ("load_list", "inline")):
            keys[key] = api.post("/api/slots", {"key": key, "name": key, "kind": kind, "fallback": {"title": "默认"}})["id"]
        api.post(f"/api/slots/{keys['load_popup']}/contents", {"name": "a", "content": {"title": "新客券", "button": "去看看", "url": "/sale"}, "cap": 3, "capDays": 7})
        for n in range(10):
            api.post(f"/api/slots/{keys['load_banner']}/contents", {"name": f"b{n}", "content": {"title": f"横幅 {n}"}, "priority": n, "startsAt": "2099-01-01T00:00:00Z" if n else None})
        api.post(f"/api/slots/{keys['load_list']}/contents", {"name": "l", "content": {"title": "召回"}, "targetedOnly": True})
        if os.environ.get("RULES"):
            rule = {"all": [{"tag": "高频付费"}, {"not": {"trait": "city", "op": "eq", "value": "上海"}}, {"not": {"orders": "count", "op": "gte", "value": 1, "within": "30d"}}]}
            api.post(f"/api/slots/{keys['load_list']}/contents", {"name": "r", "content": {"title": "规则"}, "rule": rule, "priority": 5})
        server_source = api.source()
        for start in range(0, 5000, 1000):
            server_source.send(*[{"type": "page", "anonymousId": f"load-{n}", "messageId": f"m{n}"} for n in range(start, start + 1000)])
        server_source.settle()
        with tempfile.NamedTemporaryFile("w", suffix=".lua") as script:
            script.write(LUA % (source.key, 2 * CONNECTIONS * 1000 // RATE))
            script.flush()
            for seconds in (5, SECONDS):
                done = subprocess.run(["wrk", "-t1", f"-c{CONNECTIONS}", f"-d{seconds}s", "-s", script.name, server.url], stdout=subprocess.PIPE, text=True, check=True)
        print("\n".join(line for line in done.stdout.splitlines() if line.startswith(("answers", "p"))))
    finally:
        server.kill()
        server.discard()


main()
