#!/usr/bin/env bash
# Fetches the prebuilt Vue, Quasar and ECharts modules the console is bundled with.
# They come from one pinned PyPI wheel (nicegui, MIT) and land in .deps/console-vendor/.
# Does nothing when they are already there.
set -euo pipefail
cd "$(dirname "$0")/.."

VERSION=3.18.0
WHEEL=nicegui-${VERSION}-py3-none-any.whl
SHA256=a2bd51642312d98aab6d8b641245d796ff1b89da5829777170bcc488140c3dcd
TARGET=.deps/console-vendor

if [ "$(cat "$TARGET/.version" 2>/dev/null || true)" = "$VERSION" ]; then
  exit 0
fi

mkdir -p .deps
work=$(mktemp -d .deps/console-vendor.XXXXXX)
trap 'rm -rf "$work"' EXIT

echo "Fetching Vue, Quasar and ECharts (nicegui $VERSION from PyPI) ..."
if ! python3 -m pip --version >/dev/null 2>&1; then
  echo "error: python3 has no pip. Install it: apt-get install -y python3-pip" >&2
  exit 1
fi
python3 -m pip download --quiet --disable-pip-version-check --no-deps --no-cache-dir --only-binary=:all: \
  --dest "$work" "nicegui==$VERSION"
if ! echo "$SHA256  $work/$WHEEL" | sha256sum --check --quiet --status; then
  echo "error: the checksum of $WHEEL is not the pinned one; refusing to use it." >&2
  echo "       got $(sha256sum "$work/$WHEEL" | cut -d' ' -f1), want $SHA256" >&2
  exit 1
fi

python3 - "$work/$WHEEL" "$work/out" <<'PY'
import pathlib, sys, zipfile

wheel, target = zipfile.ZipFile(sys.argv[1]), pathlib.Path(sys.argv[2])
wanted = {
    "nicegui/static/vue.esm-browser.prod.js": "vue.js",
    "nicegui/static/quasar.umd.prod.js": "quasar.js",
    "nicegui/static/quasar.unimportant.prod.css": "quasar.css",
    "nicegui/static/quasar.important.prod.css": "quasar.important.css",
    "nicegui/static/lang/zh-CN.umd.prod.js": "lang/zh-CN.js",
    "nicegui/static/lang/zh-TW.umd.prod.js": "lang/zh-TW.js",
    "nicegui/static/lang/en-US.umd.prod.js": "lang/en-US.js",
}
for name in wheel.namelist():
    out = wanted.pop(name, None)
    if out is None and name.startswith("nicegui/elements/echart/dist/") and name.endswith(".js"):
        out = "echarts/" + name.rsplit("/", 1)[1]
    if out is None and ".dist-info/licenses/" in name and not name.endswith("/"):
        out = "licenses/" + name.split("/licenses/")[1]
    if out:
        path = target / out
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(wheel.read(name))
if wanted:
    sys.exit("error: the wheel lacks " + ", ".join(wanted))
PY
echo "$VERSION" > "$work/out/.version"
rm -rf "$TARGET"
mv "$work/out" "$TARGET"
