#!/usr/bin/env bash
# Builds the web console into .deps/console/: index.html, assets/ with hashed names,
# and a .gz next to every file so that the server can serve it precompressed.
#   scripts/console.sh            release build (minified)
#   scripts/console.sh --debug    readable output with source maps
set -euo pipefail
cd "$(dirname "$0")/.."

SOURCE=Sources/Web/Console
VENDOR=.deps/console-vendor
TARGET=.deps/console

if ! command -v esbuild >/dev/null; then
  echo "error: esbuild is missing. Install it: apt-get install -y esbuild" >&2
  exit 1
fi

# One build at a time: the result is swapped in at the end.
mkdir -p .deps
exec 9>.deps/console.lock
flock 9

scripts/fetch-console-deps.sh

mode=(--minify)
if [ "${1:-}" = "--debug" ]; then mode=(--sourcemap); fi

work=$(mktemp -d .deps/console-build.XXXXXX)
trap 'rm -rf "$work"' EXIT

# A page is any folder pages/<name>/ with an index.jsx; collect them for the router.
{
  echo "export default {"
  for page in "$SOURCE"/pages/*/index.jsx; do
    name=$(basename "$(dirname "$page")")
    echo "  '$name': () => import('$PWD/$page'),"
  done
  echo "};"
} > "$work/pages.js"

# All style sheets become one: Quasar's, the theme in its order, then those beside parts and pages.
{
  for sheet in "$VENDOR"/quasar.css "$VENDOR"/quasar.important.css "$SOURCE"/theme/{tokens,base,quasar}.css \
    "$SOURCE"/{parts,shell}/*.css "$SOURCE"/pages/*/*.css; do
    if [ -e "$sheet" ]; then echo "@import '$PWD/$sheet';"; fi
  done
} > "$work/style.css"

esbuild "$SOURCE/main.jsx" \
  --bundle --splitting --format=esm --target=es2021 --charset=utf8 \
  --jsx-factory=h --jsx-fragment=Fragment --inject:"$SOURCE/lib/h.js" \
  --alias:vue="$PWD/$VENDOR/vue.js" \
  --alias:vendor="$PWD/$VENDOR" \
  --alias:console="$PWD/$SOURCE" \
  --alias:collected-pages="$PWD/$work/pages.js" \
  --entry-names='[name]-[hash]' --chunk-names='[name]-[hash]' --asset-names='[name]-[hash]' \
  --outdir="$work/out/assets" --metafile="$work/meta.json" \
  --legal-comments=none --log-level=warning "${mode[@]}"
esbuild "$work/style.css" --bundle --target=chrome111,safari16.4,firefox113 --charset=utf8 --entry-names='[name]-[hash]' --outdir="$work/out/assets" --log-level=warning "${mode[@]}"

python3 - "$SOURCE/index.html" "$work" "$SOURCE/static" <<'PY'
import gzip, json, pathlib, shutil, sys

template, work, static = (pathlib.Path(argument) for argument in sys.argv[1:])
out = work / "out"
for path in static.iterdir():
    shutil.copy(path, out / "assets" / path.name)

meta = json.loads((work / "meta.json").read_text())["outputs"]
script = next(n for n, o in meta.items() if o.get("entryPoint", "").endswith("main.jsx"))
name = lambda path: "/assets/" + pathlib.Path(path).name

# What the entry imports statically is preloaded, so that it does not wait for the entry to arrive.
eager, queue = [], [script]
while queue:
    for found in meta[queue.pop()]["imports"]:
        if found["kind"] == "import-statement" and found["path"] not in eager:
            eager.append(found["path"])
            queue.append(found["path"])
sheet = next(out.glob("assets/style-*.css"))
head = [f'<link rel="stylesheet" href="{name(sheet)}">']
head += [f'<link rel="modulepreload" href="{name(p)}">' for p in eager]
head += [f'<script type="module" src="{name(script)}"></script>']
page = template.read_text().replace("<!-- assets -->", "\n    ".join(head))
(out / "index.html").write_text(page)

first = 0
for path in sorted(out.rglob("*")):
    if path.is_file() and not path.name.endswith(".gz"):
        packed = gzip.compress(path.read_bytes(), 9, mtime=0)
        path.with_name(path.name + ".gz").write_bytes(packed)
        if path.name == "index.html" or f"/assets/{path.name}" in page:
            first += len(packed)
print(f"console: first load {first / 1000:.0f} KB compressed")
if first > 600_000:
    sys.exit("error: the console's first load is over 600 KB compressed")
PY

rm -rf "$TARGET"
mv "$work/out" "$TARGET"
