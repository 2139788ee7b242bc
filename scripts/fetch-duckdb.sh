#!/usr/bin/env bash
# Fetches DuckDB's shared library from its official PyPI wheel (pinned version and hash) into .deps/duckdb/.
# Only the library is unpacked; no Python runs in Lianlu, but the library needs libpython's symbols to load.
# Does nothing when it is already there.
set -euo pipefail
cd "$(dirname "$0")/.."

VERSION=1.5.6
PYTHON=3.11 # the wheel's tag must match the libpython of the system: Debian 12 has 3.11
TAG=cp${PYTHON/./}
TARGET=.deps/duckdb

case "$(uname -m)" in
  x86_64)
    ARCH=x86_64
    SHA256=73b108c04c932b36c2fa4e41110cc1c3c8cd510eb49f065f92d050be8e6929fd
    ;;
  aarch64 | arm64)
    ARCH=aarch64
    SHA256=56c0f71c6bee982e9c30568bb12371bf66b26bf129c75d8d7f60bc69d6590a2c
    ;;
  *)
    echo "error: DuckDB has no wheel for $(uname -m); build libduckdb.so yourself and set LIANLU_DUCKDB_LIBRARY." >&2
    exit 1
    ;;
esac
WHEEL=duckdb-${VERSION}-${TAG}-${TAG}-manylinux_2_26_${ARCH}.manylinux_2_28_${ARCH}.whl

if ! compgen -G "/usr/lib/*-linux-gnu/libpython${PYTHON}.so.1.0" >/dev/null; then
  echo "error: libpython${PYTHON}.so.1.0 is missing. Install it: apt-get install -y libpython${PYTHON}" >&2
  exit 1
fi
if [ "$(cat "$TARGET/.version" 2>/dev/null || true)" = "$VERSION $TAG $ARCH" ]; then
  exit 0
fi
if ! python3 -m pip --version >/dev/null 2>&1; then
  echo "error: python3 has no pip. Install it: apt-get install -y python3-pip" >&2
  exit 1
fi

mkdir -p .deps
work=$(mktemp -d .deps/duckdb.XXXXXX)
trap 'rm -rf "$work"' EXIT

echo "Fetching DuckDB $VERSION from PyPI ..."
python3 -m pip download --quiet --disable-pip-version-check --no-deps --no-cache-dir --only-binary=:all: \
  --implementation cp --python-version "$PYTHON" --platform "manylinux_2_28_$ARCH" --dest "$work" "duckdb==$VERSION"
if ! echo "$SHA256  $work/$WHEEL" | sha256sum --check --quiet --status; then
  echo "error: the checksum of $WHEEL is not the pinned one; refusing to use it." >&2
  exit 1
fi

python3 - "$work/$WHEEL" "$work/out" <<'PY'
import pathlib, sys, zipfile

wheel, target = zipfile.ZipFile(sys.argv[1]), pathlib.Path(sys.argv[2])
target.mkdir(parents=True)
libraries = [name for name in wheel.namelist() if name.startswith("_duckdb.") and name.endswith(".so")]
if len(libraries) != 1:
    sys.exit("error: the wheel does not hold exactly one library")
(target / libraries[0]).write_bytes(wheel.read(libraries[0]))
for name in wheel.namelist():
    if ".dist-info/licenses/" in name and not name.endswith("/"):
        path = target / "licenses" / name.split("/licenses/")[1]
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(wheel.read(name))
PY
chmod 755 "$work/out"/_duckdb.*.so
echo "$VERSION $TAG $ARCH" > "$work/out/.version"
rm -rf "$TARGET"
mv "$work/out" "$TARGET"
