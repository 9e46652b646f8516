#!/bin/sh
# `./make.sh run` is `make run` for a machine where even make is missing.
set -eu
cd "$(dirname "$0")"
scripts/debian_packages.sh make python
command -v make >/dev/null || { echo "Es fehlt / missing: make" >&2; exit 1; }
exec make "$@"
