#!/bin/bash
# Kills the server at random moments and at each named fault point under load, restarts it, and counts. Prints the counts; fails on any loss or double.
#   ENGINE=sqlite|postgres   operational engine (sqlite)
#   ROUNDS=50                how many times to kill
#   SEED=n                   repeats a drill's random choices
#   LIANLU_BIN=path          another build (a release build has no fault points: random moments only)
set -euo pipefail
cd "$(dirname "$0")/.."
if [ -z "${LIANLU_BIN:-}" ]; then
    swift build --product lianlu --explicit-target-dependency-import-check error
fi
exec .deps/clients/bin/python scripts/drill.py --engine "${ENGINE:-sqlite}" --rounds "${ROUNDS:-50}" ${SEED:+--seed "$SEED"} "$@"
