#!/bin/sh
# Measures the decision API: seeds a server with slots and visitors, then asks about 2,000 times a second for 30 s.
#   scripts/decide-load.sh [path of lianlu]      needs wrk; prints rate and latencies of the server's answers
set -eu
cd "$(dirname "$0")/.."
LIANLU_BIN="${1:-.build/release/lianlu}" exec .deps/clients/bin/python scripts/decide_load.py
