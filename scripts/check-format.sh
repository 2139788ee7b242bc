#!/bin/bash
# Refuses Swift files that `make format` would change. Long lines are let be: statements of SQL and sentences are not broken for the ruler's sake.
set -uo pipefail
cd "$(dirname "$0")/.."
found=$(swift format lint --recursive Sources Tests Package.swift 2>&1 | grep -E 'warning|error' | grep -v '\[LineLength\]')
[ -z "$found" ] && exit 0
head -20 <<<"$found"
echo "$(wc -l <<<"$found") places are not formatted: run \`make format\`."
exit 1
