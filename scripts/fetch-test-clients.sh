#!/bin/bash
# Real SDKs and Playwright for the end-to-end tests, pinned, in virtual environments under .deps/.
set -euo pipefail
cd "$(dirname "$0")/.."
venv() { # venv NAME REQUIREMENTS-FILE
    local folder=.deps/$1 stamp
    stamp=$(sha256sum "$2" | cut -c1-16)
    [ -f "$folder/.stamp-$stamp" ] && return
    rm -rf "$folder"
    python3 -m venv "$folder"
    "$folder/bin/python" -m pip install -q --disable-pip-version-check -r "$2"
    touch "$folder/.stamp-$stamp"
}
venv clients Tests/EndToEnd/requirements.txt
# rudder-sdk-python needs another `backoff` than the others: a room of its own.
venv clients-rudder Tests/EndToEnd/requirements-rudder.txt
