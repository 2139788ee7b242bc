#!/bin/bash
# Demo data: ecom.csv.gz inside the PyPI package retentioneering 5.2.4 (Apache-2.0), 31,106 events of 600 users. Unpacked to .deps/demo/.
set -euo pipefail
cd "$(dirname "$0")/.."
target=.deps/demo/ecom.csv.gz
version=5.2.4
[ -s "$target" ] && exit 0
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
python3 -m pip download -q --disable-pip-version-check --no-deps -d "$work" "retentioneering==$version"
mkdir -p .deps/demo
python3 - "$work" "$target" <<'PY'
import glob, sys, zipfile
wheel = glob.glob(sys.argv[1] + "/*.whl")[0]
with zipfile.ZipFile(wheel) as archive, open(sys.argv[2] + ".part", "wb") as out:
    out.write(archive.read("retentioneering/datasets/ecom.csv.gz"))
PY
mv "$target.part" "$target"
