#!/bin/bash
# Installs what is missing on a Debian 12 machine that has the Swift toolchain, git, make, python3 and pip.
#   scripts/setup.sh build   what building and running needs
#   scripts/setup.sh test    the same, and what the tests need
set -euo pipefail
cd "$(dirname "$0")/.."
what=${1:-build}

packages=(libsqlite3-dev libpq-dev zlib1g-dev libzstd-dev libpython3.11 esbuild tzdata unzip ca-certificates)
if [ "$what" = test ]; then
    packages+=(postgresql-15 chromium fonts-noto-cjk python3-venv nginx-light wrk)
fi
missing=()
for package in "${packages[@]}"; do
    dpkg-query -W -f='${db:Status-Status}\n' "$package" 2>/dev/null | grep -qx installed || missing+=("$package")
done
if [ ${#missing[@]} -gt 0 ]; then
    echo "setup: installing ${missing[*]}"
    as_root=()
    if [ "$(id -u)" -ne 0 ]; then
        command -v sudo >/dev/null || { echo "setup: run as root, or install: ${missing[*]}" >&2; exit 1; }
        as_root=(sudo)
    fi
    export DEBIAN_FRONTEND=noninteractive
    # PostgreSQL's package would start a cluster of its own; tests start private ones.
    "${as_root[@]}" mkdir -p /etc/postgresql-common
    [ -e /etc/postgresql-common/createcluster.conf ] || echo 'create_main_cluster = false' | "${as_root[@]}" tee /etc/postgresql-common/createcluster.conf >/dev/null
    "${as_root[@]}" apt-get update -qq
    "${as_root[@]}" apt-get install -y -qq --no-install-recommends "${missing[@]}" >/dev/null
fi

scripts/fetch-duckdb.sh
scripts/fetch-console-deps.sh
scripts/fetch-demo-data.sh
if [ "$what" = test ]; then scripts/fetch-test-clients.sh; fi
