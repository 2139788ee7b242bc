#!/bin/bash
# Measures with the release binary and prints a Markdown report (docs/performance.md keeps the figures, with machine and date).
#   scripts/bench.sh                     everything but the long ones: about 5 minutes
#   scripts/bench.sh --seconds 300       sustained ingestion for the record
#   scripts/bench.sh --large             also: start with 1 M customers and 20 M events (needs about 15 minutes and 15 GB)
#   scripts/bench.sh --dedupe 100000000  also: de-duplication at that many known ids
#   scripts/bench.sh --only single,idle  some of: idle single ingest visible large dedupe
#   LIANLU_BIN=path                      another build
set -euo pipefail
cd "$(dirname "$0")/.."
make -s -C Benchmarks
export LIANLU_BIN="${LIANLU_BIN:-$PWD/.build/release/lianlu}"
[ -x "$LIANLU_BIN" ] || { echo "bench: $LIANLU_BIN is missing; run: make build" >&2; exit 1; }
exec python3 scripts/bench.py "$@"
