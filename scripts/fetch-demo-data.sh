#!/bin/bash
# Demo data: ecom.csv.gz inside the PyPI package retentioneering 5.2.4 (Apache-2.0), 31,106 events of 600 users. Unpacked to .deps/demo/.
set -euo pipefail
cd "$(dirname "$0")/.."
target=.deps/demo/ecom.csv.gz
version=5.2.4
hash=110716838facbec8143c6c9af74500eb0252197da212fd75aa4c47bf3b692090

is_right() { [ -s "$1" ] && echo "$hash  $1" | sha256sum --check --status; }

is_right "$target" && exit 0
work=$(mktemp -d)
trap 'rm -rf "$work" "$target.part"' EXIT
python3 -m pip download -q --disable-pip-version-check --no-deps -d "$work" "retentioneering==$version"
mkdir -p .deps/demo
python3 - "$work" "$target" <<'PY'
import glob, sys, zipfile
wheel = glob.glob(sys.argv[1] + "/*.whl")[0]
with zipfile.ZipFile(wheel) as archive, open(sys.argv[2] + ".part", "wb") as out:
    out.write(archive.read("retentioneering/datasets/ecom.csv.gz"))
PY
if ! is_right "$target.part"; then
    {
        echo "fetch-demo-data: ecom.csv.gz of retentioneering $version is not the file we know and was not kept."
        echo "  expected sha256 $hash"
        echo "  found           $(sha256sum "$target.part" | cut -d' ' -f1)"
        echo "  Your package index serves something else under that name and version: check pip's index settings, then run scripts/fetch-demo-data.sh again."
    } >&2
    exit 1
fi
mv "$target.part" "$target"
